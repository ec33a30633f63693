// SPDX-License-Identifier: MIT
#include "core/commandsandbox.h"

#include "base/digest.h"
#include "base/paths.h"
#include "core/border/borderfacts.h"
#include "permission/credentialfiles.h"
#include "permission/protectednames.h"
#include "permission/protectedpath.h"
#include "sandbox/probe.h"
#include "workspace/pathtext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLargeTree = 5000; // folders
constexpr qint64 kFreshMs = 2000;

const QStringList &names()
{
    static const QStringList list = [] {
        QStringList all;
        for (const QByteArray &name : protectedNames())
            all.append(QString::fromUtf8(name));
        return all;
    }();
    return list;
}

// Of what something obeys, the entries at the top of the working directory and those whose row names their folder
// (`.github/workflows`): they are read-only for a command.
QStringList namesAtTop(const QByteArrayList &obeyed)
{
    QStringList top;
    for (const QByteArray &entry : obeyed) {
        const qsizetype slash = entry.lastIndexOf('/');
        const bool byFolder = entry.count('/') == 1 && !isComparedName({}, QByteArrayView(entry).sliced(slash + 1));
        if ((slash < 0 || byFolder) && pathText(entry).isValidUtf16())
            top.append(pathText(entry));
    }
    return top;
}

} // namespace

SandboxTier tierOfCommands(const Settings &settings, const QString &root)
{
    const SandboxTier tier = sandboxTier(settings.sandbox);
    // A warm sandbox becomes the owner of the folder. Else: without any capability uid 0 cannot write there.
    if (tier == SandboxTier::Bubblewrap && !sandboxReport().warm && ::geteuid() == 0 && QFileInfo(root).ownerId() != 0)
        return SandboxTier::None;
    return tier;
}

CommandSandbox::CommandSandbox(ProcessRunner &runner, const Settings &settings, QString root, QString owner,
    QString memory, std::optional<ViewMounts> view)
    : m_runner(runner)
    , m_settings(settings)
    , m_root(std::move(root))
    , m_owner(std::move(owner))
    , m_memory(std::move(memory))
    , m_view(std::move(view))
    , m_folders(namesAtBorder())
{
}

CommandSandbox::~CommandSandbox()
{
    m_runner.endSandbox(m_owner);
}

SandboxTier CommandSandbox::tier() const
{
    return tierOfCommands(m_settings, m_root);
}

std::optional<SandboxProfile> CommandSandbox::profile(const CommandRights &rights) const
{
    if (tier() == SandboxTier::None)
        return std::nullopt;
    SandboxProfile profile = sandboxFor(rights);
    hide(profile, rights);
    return profile;
}

SandboxProfile CommandSandbox::viewProfile(const CommandRights &rights)
{
    look();
    return sandboxFor(rights);
}

SandboxProfile CommandSandbox::sandboxFor(const CommandRights &rights) const
{
    SandboxProfile profile;
    profile.tier = tier();
    profile.view = m_view;
    profile.workingDirectory = m_root;
    profile.network = rights.network;
    // What lies in the working directory is open in a view already.
    const bool isInView = m_view && (rights.path == m_root || rights.path.startsWith(m_root + u'/'));
    if (rights.access != PathAccess::None && !isInView) {
        profile.grantedPath = rights.path;
        profile.grantedWrite = rights.access == PathAccess::Write;
    }
    for (const QString &folder : m_settings.sandboxReadOnly.split(u':', Qt::SkipEmptyParts))
        profile.readOnlyFolders.append(expandHome(folder));
    if (!m_view)
        profile.protectedNames = m_atTop ? *m_atTop : names();
    profile.repositories = m_repositories;
    showAround(profile);
    if (profile.tier == SandboxTier::Landlock) {
        if (!m_privateFolder)
            m_privateFolder = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/vibecoder-home-XXXXXX"_s);
        profile.privateFolder = m_privateFolder->path();
    }
    return profile;
}

SecrecyRules CommandSandbox::rulesOfWork() const
{
    const auto ofName = [length = QFile::encodeName(m_root).size() + 1](
                            QByteArrayView path) { return secrecyInWork(path.sliced(length)); };
    return {ofName, holdsCredentials};
}

void CommandSandbox::lookAhead()
{
    if (tier() == SandboxTier::None || m_ahead.valid())
        return;
    HiddenLook &look = m_looks.try_emplace(m_root, m_root, rulesOfWork()).first->second;
    // What it sees stays in `look`, so the next look costs one question for each folder.
    m_ahead = std::async(std::launch::async, [&look] { (void)look.look(); });
}

HiddenPlaces CommandSandbox::lookInto(const QString &folder, const SecrecyRules &rules) const
{
    if (m_ahead.valid())
        m_ahead.get();
    const auto known = m_looks.try_emplace(folder, folder, rules).first;
    return known->second.look();
}

void CommandSandbox::hide(SandboxProfile &profile, const CommandRights &rights) const
{
    const bool canCover = profile.tier == SandboxTier::Bubblewrap;
    QStringList files, folders;
    const HiddenPlaces work = lookInto(m_root, rulesOfWork());
    // Without mounts a folder with something hidden can only be read, and Unix sockets are refused as a whole.
    if (canCover)
        files += work.sockets;
    if (rights.hidesSecrets && (canCover || rights.onlyReads)) {
        files += work.secrets;
        folders += work.closed;
    }
    for (const QString &folder : std::as_const(profile.readOnlyFolders)) {
        const HiddenPlaces shown = lookInto(folder, {secrecyOfCredentials, holdsCredentials});
        files += shown.secrets + shown.sockets;
        folders += shown.closed;
    }
    // What holds secrets there is known to gitAround().
    for (const QString &folder : canCover ? std::as_const(profile.around) : QStringList())
        files += lookInto(folder, {[](QByteArrayView) { return Secrecy::None; }, holdsCredentials}).sockets;
    const auto isGranted = [&profile](const QString &path) {
        return !profile.grantedPath.isEmpty() &&
               (path == profile.grantedPath || path.startsWith(profile.grantedPath + u'/'));
    };
    for (const QString &path : std::as_const(folders))
        profile.hidden.append(u'd' + path);
    for (const QString &path : std::as_const(files)) {
        if (!isGranted(path))
            profile.hidden.append(u'f' + path);
    }
    profile.hidden.removeDuplicates();
}

QString CommandSandbox::folderIdentity() const
{
    struct stat status
    {
    };
    if (::stat(QFile::encodeName(m_root).constData(), &status) != 0)
        return {};
    // Without the device, whose number may differ after the next boot.
    return sha256Hex(QByteArray::number(quint64(status.st_ino)));
}

// What git needs outside of the directory; nothing of it when its credentials cannot be taken out.
void CommandSandbox::lookAround()
{
    QByteArrayList repositories;
    for (const QString &name : *m_repositories)
        repositories.append(pathBytes(name));
    m_around = gitAround(pathBytes(m_root), repositories, pathBytes(QDir::homePath()),
        [](const QByteArray &name) { return guardOf(name).read; });
    if (m_around->replaced.isEmpty())
        return;
    m_settingsFolder = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/vibecoder-git-XXXXXX"_s);
    for (const auto &[path, text] : m_around->replaced) {
        QFile file(m_settingsFolder->filePath(QString::number(m_replaced.size())));
        // The folder is ours alone; the command may run as somebody else.
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.flush() ||
            !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther)) {
            m_around = GitAround();
            m_replaced.clear();
            return;
        }
        m_replaced.append({pathText(path), file.fileName()});
    }
}

void CommandSandbox::showAround(SandboxProfile &profile) const
{
    if (!m_around)
        return;
    const auto isText = [](const QByteArray &path) { return pathText(path).isValidUtf16(); };
    // A name that is no text does not come through a command line of ours unchanged.
    if (!std::all_of(m_around->folders.begin(), m_around->folders.end(), isText) ||
        !std::all_of(m_around->hidden.begin(), m_around->hidden.end(), isText) ||
        !std::all_of(m_around->replaced.begin(), m_around->replaced.end(),
            [&isText](const auto &replaced) { return isText(replaced.first); }))
        return;
    for (const QByteArray &folder : m_around->folders)
        profile.around.append(pathText(folder));
    for (const QByteArray &path : m_around->hidden)
        profile.hiddenAround.append(pathText(path));
    profile.replacedAround = m_replaced;
}

void CommandSandbox::look()
{
    if (m_view && m_around)
        return;
    // A look at a large tree takes as long as many commands; what was seen at the end of the last one still holds when
    // the next follows at once. Were it older, more would count as changed, not less.
    if (!m_foundAt.isValid() || m_found.folders < kLargeTree || m_foundAt.hasExpired(kFreshMs))
        m_found = repositoriesIn(pathBytes(m_root), m_folders);
    const RepositoriesFound &found = m_found;
    m_repositories = nearRepositories(found);
    m_atTop = namesAtTop(found.obeyed);
    if (!m_around && tier() != SandboxTier::None)
        lookAround();
    if (m_view)
        return;
    m_watched = m_places.look(pathBytes(m_root), found);
    m_protected = protectedState(m_root, m_watched, m_protected, m_folders, found);
    if (const QByteArrayList targets = obeyedBehindLinks(m_root, found.obeyed, m_protected); !targets.isEmpty()) {
        m_watched += targets;
        m_protected = protectedState(m_root, m_watched, m_protected, m_folders, found);
    }
    if (m_memory.isEmpty())
        return;
    QFile file(m_memory);
    if (!std::exchange(m_looked, true) && file.open(QIODevice::ReadOnly)) {
        if (const auto before = protectedFromBytes(file.readAll()))
            m_cutOff = protectedChanges(*before, m_protected);
        file.close();
    }
    // While something waits to be told, the older state stays the one that counts.
    if (m_cutOff.isEmpty() && file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        file.write(protectedBytes(m_protected));
}

QStringList CommandSandbox::changes(const CommandRights &rights)
{
    if (m_view)
        return {};
    bool whole = true;
    m_found = repositoriesIn(pathBytes(m_root), m_folders);
    m_foundAt.start();
    const ProtectedState now = protectedState(m_root, m_watched, m_protected, m_folders, m_found, &whole);
    QString granted;
    if (rights.access == PathAccess::Write && rights.path.startsWith(m_root + u'/'))
        granted = rights.path.mid(m_root.size() + 1);
    QStringList lines = protectedChanges(std::exchange(m_protected, now), now, granted);
    // Once: who goes on has seen that it is so.
    if (!whole && !std::exchange(m_saidNotWhole, true))
        lines.append(u"not seen: too many folders or protected files to compare them all"_s);
    lines = std::exchange(m_cutOff, {}) + lines;
    lines.removeDuplicates();
    // Else it stays until a person has seen them, whatever happens to this program meanwhile.
    if (lines.isEmpty())
        accept();
    return lines;
}

void CommandSandbox::accept()
{
    if (!m_memory.isEmpty())
        QFile::remove(m_memory);
}

SetIdFiles CommandSandbox::clearModes(qint64 sinceNs) const
{
    return m_view || tier() == SandboxTier::None ? SetIdFiles() : clearSetIds(m_root, sinceNs);
}

} // namespace vibecoder
