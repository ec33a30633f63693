// SPDX-License-Identifier: MIT
// What the policy says to the verification commands of a task: the user wrote them, so ordinary ones are accepted once,
// dangerous ones each time, and what nobody may approve is refused.
#pragma once

#include "model/action.h"
#include "model/task.h"

namespace vibecoder {

/// One for each command, in order; spans in characters. One more at the end, with the reason `settings_folder`, when
/// the working directory holds settings of other programs. Looks at the environment for that.
[[nodiscard]] QList<Judgement> judgeVerification(
    const QStringList &commands, const QString &directory, const QString &dataFolder);

/// The same for a card: a command of which nothing else is to be said, but whose exit code may be another program's, is
/// marked with the reason hidden_exit_code.
[[nodiscard]] QList<Judgement> verificationFindings(
    const QStringList &commands, const QString &directory, const QString &dataFolder);

/// One of them is asked about each time.
[[nodiscard]] bool hasDangerous(const QList<Judgement> &judgements);

/// The working directory holds settings of other programs: that is accepted on a card, each time.
[[nodiscard]] bool asksForFolder(const QList<Judgement> &judgements);

/// Index of the worst one; -1 without any.
[[nodiscard]] int worstOf(const QList<Judgement> &judgements);

} // namespace vibecoder
