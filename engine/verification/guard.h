// SPDX-License-Identifier: MIT
// What a change of guarded files does to the meaning of «passed»: the known ways to get green without mending anything
// (loop.md section 9). A finding is a reason to show a person, never a proof. Pure.
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace vibecoder {

/// One guarded file that is not as it was at the start. Null bytes: the file is not there.
struct GuardChange
{
    QString path;
    QByteArray before, after;
    bool existed = true, exists = true;
};

/// code: file_deleted, file_added, skip_added, test_removed, assertion_removed, assertion_always_true,
/// failure_swallowed, exit_forced, result_forced, tests_fewer, tests_skipped, changed.
struct GuardFinding
{
    QString code;
    QString path;
    int line = 0;    ///< in the new content; 0: the whole file
    QString excerpt; ///< the telling line, at most 160 characters

    bool operator==(const GuardFinding &) const = default;
};

/// At most 50. A change in which nothing is recognised gives one finding `changed`.
[[nodiscard]] QList<GuardFinding> inspectGuardChanges(const QList<GuardChange> &changes);

/// One English line each, for the model, the log and the approval.
[[nodiscard]] QStringList describeFindings(const QList<GuardFinding> &findings);

} // namespace vibecoder
