// SPDX-License-Identifier: MIT
// What a command may see and change inside bubblewrap, as its command line. Pure; the facts about the disk are given.
// Why each part: security.md section 7 and sandbox-notes.md sections 3 and 5.
#pragma once

#include <QStringList>

namespace vibecoder {

struct SandboxProfile
{
    QString workingDirectory;    ///< absolute, writable
    bool network = false;        ///< else only an empty loopback of its own
    QStringList readOnlyFolders; ///< tool caches below the home the user lists (~/.cargo …), absolute
};

/// What of the machine's folders exists; found out once per command by lookAtMachine().
struct MachineFacts
{
    QString home;
    QStringList linkedFolders;    ///< of /bin /sbin /lib /lib64 …: links into /usr
    QStringList systemFolders;    ///< of /usr /etc /opt /bin …: real folders that exist
    QStringList secretFiles;      ///< below /etc, hidden by an empty file
    QStringList secretFolders;    ///< below /etc, hidden by an empty folder
    QStringList pinnedFolders;    ///< below the working directory: `.git`, so that it cannot be moved away
    QStringList protectedEntries; ///< below the working directory: existing names that become read-only
};

[[nodiscard]] MachineFacts lookAtMachine(const SandboxProfile &profile);

/// Options of bubblewrap up to and with `--`; the command follows.
[[nodiscard]] QStringList bubblewrapArguments(const SandboxProfile &profile, const MachineFacts &facts);

} // namespace vibecoder
