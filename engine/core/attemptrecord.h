// SPDX-License-Identifier: MIT
// What a fresh start, or a conversation that grew too long, takes along from the old one: at most about 1,500 tokens
// (loop.md R27, R30). Pure.
#pragma once

#include "verification/feedback.h"

namespace vibecoder {

/// One iteration in one line.
struct TriedLine
{
    int iteration = 0;
    QList<EditedFile> edits;
    QString summary; ///< the model's own words; may be empty
    Moves moves;
    int failures = 0; ///< after it
};

struct RecordInput
{
    QList<TriedLine> tried;
    QString state;     ///< which state the files are in now, one sentence
    QString feedback;  ///< the current failures (composeFeedback); may be empty
    bool fresh = true; ///< begun afresh; else only shortened: the work goes on where it was
};

[[nodiscard]] QString composeRecord(const RecordInput &input);

} // namespace vibecoder
