// SPDX-License-Identifier: MIT
// What holds the commands of one run: the tier (the user's choice and what this machine can do) and the rights of each
// command. The sandbox stays warm between them and ends with this object.
#pragma once

#include "model/approval.h"
#include "model/sandbox.h"
#include "model/settings.h"
#include "sandbox/processrunner.h"
#include "workspace/git/gitaround.h"
#include "workspace/git/gitplaces.h"
#include "workspace/protection/hiddenlook.h"
#include "workspace/protection/protectedstate.h"
#include "workspace/protection/setidfiles.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <future>
#include <map>
#include <memory>
#include <optional>

namespace vibecoder {

/// What a command may do beyond working in its directory.
struct CommandRights
{
    bool network = false;
    PathAccess access = PathAccess::None;
    QString path;
    bool onlyReads = false;    ///< the policy would allow it without any sandbox
    bool hidesSecrets = false; ///< nobody was asked about it: files with secrets are empty for it
};

/// What holds the commands of a task in this working directory.
[[nodiscard]] SandboxTier tierOfCommands(const Settings &settings, const QString &root);

class CommandSandbox
{
    Q_DISABLE_COPY_MOVE(CommandSandbox)

public:
    /// root: the working directory. owner: names the attempt. memory: a file that holds how the protected names looked
    /// before a command whose end nobody has seen; empty: nothing is kept. view: what the commands write goes there, so
    /// nothing in the person's folder needs to be watched.
    CommandSandbox(ProcessRunner &runner, const Settings &settings, QString root, QString owner, QString memory = {},
        std::optional<ViewMounts> view = {});
    ~CommandSandbox();

    [[nodiscard]] SandboxTier tier() const;
    /// Nothing in a tier that has no profile: then the command runs as the user. Looks at the disk for what is hidden.
    [[nodiscard]] std::optional<SandboxProfile> profile(const CommandRights &rights) const;
    /// What mounts the view for a tool of the engine; the same sandbox as that of a command with these rights.
    [[nodiscard]] SandboxProfile viewProfile(const CommandRights &rights);
    /// Which folder the working directory is, whatever its name: a digest.
    [[nodiscard]] QString folderIdentity() const;
    /// Begins, in a thread of its own, to look for what is hidden from commands: in a large tree the first command would
    /// wait for it, while the engine has other things to look at.
    void lookAhead();
    /// Before a command: how the protected names and the repositories look. profile() uses what was seen.
    void look();
    /// After it: one line for each of them that is no longer so, besides what was granted. What a command did that was
    /// cut off by the end of the program is told with the next one.
    [[nodiscard]] QStringList changes(const CommandRights &rights);
    /// After it as well: what may not stay (setidfiles.h). Nothing in the tier without a sandbox.
    [[nodiscard]] SetIdFiles clearModes(qint64 sinceNs) const;
    /// The lines were seen and accepted.
    void accept();
    [[nodiscard]] const QString &owner() const { return m_owner; }
    /// What was seen of the folders of the working directory (namesAtBorder()).
    [[nodiscard]] FolderCache &folders() { return m_folders; }

private:
    [[nodiscard]] SandboxProfile sandboxFor(const CommandRights &rights) const;
    void lookAround();
    void showAround(SandboxProfile &profile) const;
    [[nodiscard]] SecrecyRules rulesOfWork() const;
    [[nodiscard]] HiddenPlaces lookInto(const QString &folder, const SecrecyRules &rules) const;
    void hide(SandboxProfile &profile, const CommandRights &rights) const;

    ProcessRunner &m_runner;
    const Settings &m_settings;
    QString m_root, m_owner, m_memory;
    std::optional<ViewMounts> m_view;
    FolderCache m_folders;
    RepositoriesFound m_found;
    QElapsedTimer m_foundAt; ///< not started: nothing was looked for yet
    GitPlaces m_places;
    QByteArrayList m_watched;                           ///< names and places, as they were before the command
    std::optional<QStringList> m_repositories, m_atTop; ///< as look() has seen them
    ProtectedState m_protected;
    std::optional<GitAround> m_around; ///< once per attempt
    QList<std::pair<QString, QString>> m_replaced;
    std::unique_ptr<QTemporaryDir> m_settingsFolder; ///< settings of git without credentials
    QStringList m_cutOff;                            ///< what a command before this program did
    bool m_looked = false, m_saidNotWhole = false;
    mutable std::unique_ptr<QTemporaryDir> m_privateFolder; ///< Landlock: made when first wanted
    mutable std::map<QString, HiddenLook> m_looks;          ///< by folder that is shown
    mutable std::future<void> m_ahead;                      ///< looks into the working directory; nobody else does then
};

} // namespace vibecoder
