// SPDX-License-Identifier: MIT
// What a command may see and change inside bubblewrap, as its command line. Pure; the facts about the disk are given.
// Why each part: security.md section 7 and sandbox-notes.md sections 3 and 5.
#pragma once

#include "model/sandbox.h"
#include "sandbox/warmlink.h"

#include <QStringList>

#include <optional>
#include <utility>

namespace vibecoder {

/// Where an attempt writes instead of the folders it works in (workspace/view/viewfolder.h).
struct ViewMounts
{
    QString storage;         ///< absolute; holds `<name>/upper` and `<name>/work` for each layer, on one file system
    QList<ViewLayer> layers; ///< the first is the working directory
    /// Absolute; the upper folder of a view that has ended, as the kernel left it: it is laid between the working
    /// directory and its upper folder, and only read. Nobody may change it meanwhile. Empty: there is none.
    QString below{};
    /// Absolute; a copy of the working directory that is shown in its place. Then there is neither storage nor layer.
    QString copy{};

    bool operator==(const ViewMounts &) const = default;
};

struct SandboxProfile
{
    QString workingDirectory{};    ///< absolute, writable
    bool network = false;          ///< else only an empty loopback of its own
    QStringList readOnlyFolders{}; ///< tool caches below the home the user lists (~/.cargo …), absolute
    QStringList protectedNames{};  ///< below the working directory: read-only where they exist
    QString grantedPath{};         ///< a right beyond that, for this command: one absolute path; empty: none
    bool grantedWrite = false;     ///< else it may only be read
    SandboxTier tier = SandboxTier::Bubblewrap; ///< or Landlock
    QString privateFolder{};                    ///< Landlock: home and place for temporary files, on the disk; exists
    QStringList around{};                       ///< folders outside that git needs, to be read (gitAround)
    QStringList hiddenAround{};                 ///< files and folders in them that are not shown
    QList<std::pair<QString, QString>> replacedAround{}; ///< a file in them, and the file that is shown for it
    std::optional<QStringList> repositories{}; ///< nearRepositories() of the directory; nothing: found out anew
    /// For this command: `f` or `d` and the absolute path of a file (or socket) or folder that is shown without
    /// content. Landlock gives no right to it and takes the way to it out of what may be written.
    QStringList hidden{};
    /// Set: the command writes into a view or a copy, and nothing below the working directory needs any other
    /// protection. A view only in a sandbox that stays warm.
    std::optional<ViewMounts> view{};

    [[nodiscard]] bool operator==(const SandboxProfile &) const = default;
};

/// What of the machine's folders exists; found out once per command by lookAtMachine().
struct MachineFacts
{
    QString home;                 ///< sandboxHome()
    uint uid = 0, gid = 0;        ///< the folder's owner when we are uid 0 and it is somebody else; 0: as we are
    QStringList linkedFolders;    ///< of /bin /sbin /lib /lib64 …: links into /usr
    QStringList systemFolders;    ///< of /usr /etc /opt /bin …: real folders that exist
    QStringList secretFiles;      ///< below /etc, hidden by an empty file
    QStringList secretFolders;    ///< below /etc, hidden by an empty folder
    QStringList pinnedFolders;    ///< below the working directory: `.git`, so that it cannot be moved away
    QStringList protectedEntries; ///< below the working directory: existing names that become read-only
};

[[nodiscard]] MachineFacts lookAtMachine(const SandboxProfile &profile);

/// Options of bubblewrap for one command; `--` and the command follow. empty: a file without content, put over hidden
/// ones.
[[nodiscard]] QStringList bubblewrapArguments(
    const SandboxProfile &profile, const MachineFacts &facts, const QString &empty = {});

/// The same rights as a sandbox that stays: our launcher is its process 1, and what can be written besides the working
/// directory is new for each command.
[[nodiscard]] WarmSetup warmSetup(const SandboxProfile &profile, const MachineFacts &facts);

/// Where the private home lies: at the user's own, unless that is the root folder.
[[nodiscard]] QString sandboxHome();

/// Where the launcher is found inside a sandbox.
[[nodiscard]] QString innerLauncherPath();

} // namespace vibecoder
