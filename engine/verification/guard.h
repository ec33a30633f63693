// SPDX-License-Identifier: MIT
// What a change of guarded files does to the meaning of «passed»: the known ways to get green without mending anything
// (loop.md section 9). A finding is a reason to show a person, never a proof. Pure.
#pragma once

#include "verification/guardrules.h"

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
    GuardKind kind = GuardKind::Steering;
    /// Its content is as it was, but somebody wrote it while the verification ran.
    bool rewritten = false;
};

/// code: file_deleted, file_added, skip_added, test_removed, assertion_removed, assertion_always_true,
/// failure_swallowed, exit_forced, result_forced, tests_fewer, tests_skipped, tests_uncounted, failures_counted,
/// shadow_added, target_added, program_replaced, rewritten, reaches_runner, left_behind, committed_anew,
/// clean_fewer, canary_passed, limit_reached, more, changed.
struct GuardFinding
{
    QString code;
    QString path;
    int line = 0;    ///< in the new content; 0: the whole file
    QString excerpt; ///< the telling line, at most 160 characters

    bool operator==(const GuardFinding &) const = default;
};

/// Every changed path, the worst first, with at most five findings each; what is beyond them is one finding `more` with
/// their number. A change in which nothing is recognised gives one finding `changed`; a new test in which nothing is
/// recognised gives none.
[[nodiscard]] QList<GuardFinding> inspectGuardChanges(const QList<GuardChange> &changes);

/// Of one changed path, the worst first, without a limit.
[[nodiscard]] QList<GuardFinding> inspectGuardChange(const GuardChange &change);
/// Lower is worse; for putting changed files in order.
[[nodiscard]] int rankOf(const GuardFinding &finding, bool isNewTest = false);

/// What a file of the application does to the program that tests it, in lines that were not there before.
[[nodiscard]] QList<GuardFinding> inspectReach(const QString &path, const QByteArray &before, const QByteArray &after);

/// About the guarded files themselves, and not about what the verification counted.
[[nodiscard]] bool isAboutFiles(const GuardFinding &finding);

/// A finding that fewer tests ran becomes one for each of the changed guarded files, with the command, where there are any.
[[nodiscard]] QList<GuardFinding> tracedToFiles(const QList<GuardFinding> &findings, const QStringList &changed);

/// One English line each, for the model, the log and the approval.
[[nodiscard]] QStringList describeFindings(const QList<GuardFinding> &findings);

} // namespace vibecoder
