// SPDX-License-Identifier: MIT
// The next user message after a failed verification (loop.md section 6). Pure, deterministic bytes, secrets masked,
// at most 12,000 characters; what matters most comes first and the bottom gives way.
#pragma once

#include "model/moves.h"
#include "model/verification.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace vibecoder {

/// What the model's edits and commands did to one file in this iteration.
struct EditedFile
{
    QString path;
    QString change; ///< added, modified, deleted
    int added = 0, removed = 0;
    QString lines; ///< ranges of the new content, `40–52, 60`; empty when not known
    bool byCommand = false;
};

struct FeedbackInput
{
    int iteration = 1; ///< 0: the baseline
    int maxIterations = 1;
    VerificationReport report;
    std::optional<VerificationReport> previous; ///< of the iteration before; empty for the first
    Moves moves;                                ///< against `previous`
    QHash<QString, QList<int>> seen;            ///< fingerprint -> earlier iterations with the same failure
    int sameSetInARow = 0;                      ///< iterations in a row that failed in exactly this way
    QHash<QString, QString> sources;            ///< `file:line` as printed -> numbered source lines
    QList<EditedFile> edits;                    ///< of this iteration
    QStringList refusedEdits;                   ///< what the editor refused, one line each
    QStringList notes;                          ///< lines for the top: guard, stuck rules, roll back
    QStringList withheld;                       ///< green, but: why it is no PASS
    bool timedOut = false;                      ///< the iteration's time was over
    bool claimedDone = false;                   ///< the model called finish(done)
    int callsLeft = 0;
    double costUsd = 0, maxCostUsd = 0;
    bool priceKnown = true;
};

[[nodiscard]] QString composeFeedback(const FeedbackInput &input);

/// One function for every shortening of command output (R16, R17): at most 10,000 characters and 256 lines, 40 % head
/// and 60 % tail, lines cut at 500 characters, ANSI removed, progress lines collapsed, repeated lines folded. Fed its
/// own result it changes nothing.
[[nodiscard]] QString shortenOutput(const QByteArray &output, qint64 totalBytes = -1);

} // namespace vibecoder
