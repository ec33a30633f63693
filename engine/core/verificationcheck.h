// SPDX-License-Identifier: MIT
// What the policy says to the verification commands of a task: the user wrote them, so ordinary ones are accepted once,
// dangerous ones each time, and what nobody may approve is refused. Pure.
#pragma once

#include "model/action.h"
#include "model/task.h"

namespace vibecoder {

/// One for each command, in order; spans in characters.
[[nodiscard]] QList<Judgement> judgeVerification(
    const QStringList &commands, const QString &directory, const QString &dataFolder);

/// One of them is asked about each time.
[[nodiscard]] bool hasDangerous(const QList<Judgement> &judgements);

/// Index of the worst one; -1 without any.
[[nodiscard]] int worstOf(const QList<Judgement> &judgements);

} // namespace vibecoder
