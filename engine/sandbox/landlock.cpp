// SPDX-License-Identifier: MIT
#include "sandbox/landlock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// As newer kernels know it; an older one accepts the longer form while what it does not know is zero.
struct Attributes
{
    quint64 files = 0, network = 0, scoped = 0;
};

constexpr quint64 kExecute = 1U << 0U, kWriteFile = 1U << 1U, kReadFile = 1U << 2U, kReadFolder = 1U << 3U;
constexpr quint64 kRefer = 1U << 13U, kTruncate = 1U << 14U, kDeviceControl = 1U << 15U;
constexpr quint64 kFirst13 = (1U << 13U) - 1;      ///< all of ABI 1
constexpr quint64 kDevices = 1U << 6U | 1U << 11U; ///< making device files of both kinds: nobody may
constexpr quint64 kRead = kExecute | kReadFile | kReadFolder;
constexpr quint64 kOfFiles = kExecute | kWriteFile | kReadFile | kTruncate | kDeviceControl;

quint64 handledFor(int abi)
{
    return kFirst13 | (abi >= 2 ? kRefer : 0) | (abi >= 3 ? kTruncate : 0) | (abi >= 5 ? kDeviceControl : 0);
}

class Rules
{
public:
    Rules(int ruleset, quint64 handled)
        : m_ruleset(ruleset)
        , m_handled(handled)
    {
    }

    // What does not exist needs no rule.
    void allow(const QString &path, quint64 access) const
    {
        const FileDescriptor place(::open(QFile::encodeName(path).constData(), O_PATH | O_CLOEXEC));
        struct stat status
        {
        };
        if (!place.isOpen() || ::fstat(place.get(), &status) != 0)
            return;
        landlock_path_beneath_attr rule{};
        rule.allowed_access = access & m_handled & (S_ISDIR(status.st_mode) ? ~quint64(0) : kOfFiles);
        rule.parent_fd = place.get();
        if (rule.allowed_access != 0)
            ::syscall(SYS_landlock_add_rule, m_ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    }

    // The folder without what is hidden in it: nothing can be taken out of what is allowed, so the entries on the way
    // are allowed one by one, and nothing can be made there.
    void allowAround(const QString &folder, quint64 access, const QStringList &hidden) const
    {
        const QString inside = folder + u'/';
        if (std::none_of(
                hidden.begin(), hidden.end(), [&inside](const QString &place) { return place.startsWith(inside); })) {
            allow(folder, access);
            return;
        }
        allow(folder, kReadFolder);
        const QStringList entries =
            QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
        for (const QString &entry : entries) {
            const QString path = inside + entry;
            if (hidden.contains(path) || QFileInfo(path).isSymLink())
                continue; // a link has no rights of its own
            if (QFileInfo(path).isDir())
                allowAround(path, access, hidden);
            else
                allow(path, access);
        }
    }

private:
    int m_ruleset;
    quint64 m_handled;
};

} // namespace

int landlockAbi()
{
    const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi > 0 ? int(abi) : 0;
}

FileDescriptor landlockRuleset(const SandboxProfile &profile)
{
    const int abi = landlockAbi();
    if (abi == 0)
        return {};
    Attributes attributes;
    attributes.files = handledFor(abi);
    attributes.network = abi >= 4 && !profile.network ? 3 : 0; // bind and connect by TCP
    attributes.scoped = abi >= 6 ? 3 : 0;                      // abstract Unix sockets, signals
    FileDescriptor ruleset(int(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
    if (!ruleset.isOpen())
        return {};
    const Rules rules(ruleset.get(), attributes.files);
    const MachineFacts facts = lookAtMachine(profile);
    // Nothing can be taken out of what is allowed, so /etc is allowed entry by entry without its secrets.
    const QStringList secrets = facts.secretFiles + facts.secretFolders;
    for (const QString &folder : facts.systemFolders) {
        if (folder != u"/etc"_s)
            rules.allow(folder, kRead);
    }
    const QStringList entries =
        QDir(u"/etc"_s).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    for (const QString &entry : entries) {
        const QString path = u"/etc/"_s + entry;
        if (secrets.contains(path))
            continue;
        if (path != u"/etc/ssl"_s) {
            rules.allow(path, kRead);
            continue;
        }
        for (const QString &inner : QDir(path).entryList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
            if (!secrets.contains(path + u'/' + inner))
                rules.allow(path + u'/' + inner, kRead);
        }
    }
    for (const QString &path : {u"/proc"_s, u"/sys/devices/system/cpu"_s, u"/dev/random"_s, u"/dev/urandom"_s})
        rules.allow(path, kReadFile | kReadFolder);
    for (const QString &path : {u"/dev/null"_s, u"/dev/zero"_s, u"/dev/full"_s, u"/dev/tty"_s})
        rules.allow(path, kReadFile | kWriteFile | kTruncate);
    QStringList hidden;
    for (const QString &place : profile.hidden)
        hidden.append(place.mid(1));
    for (const QString &folder : profile.readOnlyFolders) {
        if (!hidden.contains(folder))
            rules.allowAround(folder, kRead, hidden);
    }
    // Nothing in them can be hidden or replaced here: those that would need it stay closed.
    for (const QString &folder : profile.around) {
        const auto isIn = [&folder](const QString &path) { return path.startsWith(folder + u'/'); };
        if (std::none_of(profile.hiddenAround.begin(), profile.hiddenAround.end(), isIn) &&
            std::none_of(profile.replacedAround.begin(), profile.replacedAround.end(),
                [&isIn](const auto &replaced) { return isIn(replaced.first); }))
            rules.allow(folder, kRead);
    }
    if (profile.network)
        rules.allow(u"/run/systemd/resolve"_s, kReadFile | kReadFolder);
    const quint64 everything = attributes.files & ~kDevices & ~kDeviceControl;
    rules.allowAround(profile.workingDirectory, everything, hidden);
    if (!profile.privateFolder.isEmpty())
        rules.allow(profile.privateFolder, everything);
    if (!profile.grantedPath.isEmpty())
        rules.allow(profile.grantedPath, profile.grantedWrite ? everything : kRead);
    return ruleset;
}

} // namespace vibecoder
