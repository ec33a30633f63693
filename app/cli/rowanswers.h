// SPDX-License-Identifier: MIT
// Answers to single rows of a card as options of a command: --use, --leave for the border; --mine, --theirs, --both,
// --edited for conflicts.
#pragma once

#include "base/result.h"
#include "model/applyconflict.h"
#include "model/bordercard.h"

#include <CLI/CLI.hpp>
#include <QJsonObject>

#include <string>
#include <vector>

namespace vibecoder {

struct RowAnswers
{
    std::vector<std::string> use, leave;                 ///< digests, their beginnings, or `all`
    std::vector<std::string> mine, theirs, both, edited; ///< paths; edited: PATH=FILE

    [[nodiscard]] bool isEmpty() const
    {
        return use.empty() && leave.empty() && mine.empty() && theirs.empty() && both.empty() && edited.empty();
    }
};

void addBorderOptions(CLI::App &verb, RowAnswers &answers);
void addConflictOptions(CLI::App &verb, RowAnswers &answers);

/// In the form of wire/approvalanswers.h. InvalidArgument for what the cards do not show, names twice, or fits several
/// rows.
[[nodiscard]] Result<QJsonObject> jsonOf(
    const RowAnswers &answers, const BorderCard &border, const ConflictCard &conflicts);

} // namespace vibecoder
