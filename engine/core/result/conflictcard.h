// SPDX-License-Identifier: MIT
// What a person needs to see of each conflict, and what the answers mean. Pure but for reading contents.
#pragma once

#include "model/applyconflict.h"
#include "workspace/border/applyplan.h"

#include <QJsonObject>

namespace vibecoder {

[[nodiscard]] ConflictCard conflictCard(const QList<ApplyConflict> &conflicts, const ReadContent &read);

/// One line for each, for faces that show no columns: the path and what is the matter, English.
[[nodiscard]] QStringList conflictLines(const ConflictCard &card);

/// Answers in the form of wire/approvalanswers.h, which must have been checked. A conflict that is not named gets
/// `others`. InvalidArgument for a path that is none of the conflicts.
[[nodiscard]] Result<ApplyAnswers> answersTo(
    const QList<ApplyConflict> &conflicts, const QJsonObject &answers, std::optional<AnswerKind> others);

} // namespace vibecoder
