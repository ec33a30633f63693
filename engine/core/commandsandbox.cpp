// SPDX-License-Identifier: MIT
#include "core/commandsandbox.h"

#include "base/digest.h"
#include "base/paths.h"
#include "execution/sandbox/probe.h"
#include "permission/protectedpath.h"

#include <QDir>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

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

} // namespace

SandboxTier tierOfCommands(const Settings &settings, const QString &root)
{
    const SandboxTier tier = sandboxTier(settings.sandbox);
    // A warm sandbox becomes the owner of the folder. Else: without any capability uid 0 cannot write there.
    if (tier == SandboxTier::Bubblewrap && !sandboxReport().warm && ::geteuid() == 0 && QFileInfo(root).ownerId() != 0)
        return SandboxTier::None;
    return tier;
}

CommandSandbox::CommandSandbox(ProcessRunner &runner, const Settings &settings, QString root, QString owner)
    : m_runner(runner)
    , m_settings(settings)
    , m_root(std::move(root))
    , m_owner(std::move(owner))
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
    SandboxProfile profile;
    profile.tier = tier();
    if (profile.tier == SandboxTier::None)
        return std::nullopt;
    profile.workingDirectory = m_root;
    profile.network = rights.network;
    if (rights.access != PathAccess::None) {
        profile.grantedPath = rights.path;
        profile.grantedWrite = rights.access == PathAccess::Write;
    }
    for (const QString &folder : m_settings.sandboxReadOnly.split(u':', Qt::SkipEmptyParts))
        profile.readOnlyFolders.append(expandHome(folder));
    profile.protectedNames = names();
    if (profile.tier == SandboxTier::Landlock) {
        if (!m_privateFolder)
            m_privateFolder = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/vibecoder-home-XXXXXX"_s);
        profile.privateFolder = m_privateFolder->path();
    }
    return profile;
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

void CommandSandbox::look()
{
    // Repositories that a command makes below are its own affair; those that are there are not.
    m_watched = names();
    for (const QString &repository : repositoriesBelow(m_root)) {
        if (!repository.isEmpty())
            m_watched.append(repository + u"/.git"_s);
    }
    m_protected = protectedState(m_root, m_watched, m_protected);
}

QStringList CommandSandbox::changes(const CommandRights &rights)
{
    const ProtectedState now = protectedState(m_root, m_watched, m_protected);
    QString granted;
    if (rights.access == PathAccess::Write && rights.path.startsWith(m_root + u'/'))
        granted = rights.path.mid(m_root.size() + 1);
    return protectedChanges(std::exchange(m_protected, now), now, granted);
}

SetIdFiles CommandSandbox::clearModes(qint64 sinceNs) const
{
    return tier() == SandboxTier::None ? SetIdFiles() : clearSetIds(m_root, sinceNs);
}

} // namespace vibecoder
