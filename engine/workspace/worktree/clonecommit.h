// SPDX-License-Identifier: MIT
// Commits what an attempt left in its clone to the branch of the clone, so that its result can be taken with git. The
// clone is a folder that the attempt wrote to: its settings, hooks and index are not believed, nothing is written
// through a link in it, and objects of the person's repository are not so much as touched.
#pragma once

#include "workspace/worktree/clonerecord.h"
#include "workspace/worktree/gitprogram.h"

namespace vibecoder {

struct CommitText
{
    QByteArray name, email; ///< who commits
    QByteArray message;
    qint64 at = 0; ///< seconds since 1970
};

struct CommittedWork
{
    QByteArray commit;    ///< that the branch names now
    QByteArray tree;      ///< of that commit
    bool isNew = false;   ///< something was to be committed
    int files = 0;        ///< paths that differ from the commit the clone began with
    NamedFew leftOut;     ///< repositories inside, files that cannot be read; they stay in the folder alone
    QString notCommitted; ///< why nothing was committed although something may have been to; empty: all is well

    bool operator==(const CommittedWork &) const = default;
};

/// For whoever holds the lock of the clone, when nobody works in it any more.
[[nodiscard]] Result<CommittedWork> commitWork(
    const QString &worktreesFolder, const CloneRecord &record, const CommitText &text, const GitProgram &git);

} // namespace vibecoder
