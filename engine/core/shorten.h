// SPDX-License-Identifier: MIT
// Keeps a long conversation affordable (loop.md R30): old tool results are cleared in batches, so that the cached
// prefix is broken rarely; when that is not enough, all but the last exchanges give way to a record. Pure.
#pragma once

#include "model/message.h"

namespace vibecoder {

/// Tokens of the messages, by their size.
[[nodiscard]] qint64 contextTokens(const QList<Message> &messages);

/// Above 60,000 tokens, when at least 10 results can go: replaces the old ones by a line that says what was there. The
/// last 5 stay, and every failure after message `failuresFrom`. Returns how many were cleared; with any, the thinking
/// blocks are gone, since they are bound to the history as it was.
int clearOldResults(QList<Message> &messages, qsizetype failuresFrom);

/// True above 120,000 tokens.
[[nodiscard]] bool needsCompaction(const QList<Message> &messages);

/// The first message with `record` after it, then the last exchanges with at most `keepTokens`. False when that saves
/// less than a tenth; the messages are then as they were.
bool compact(QList<Message> &messages, const QString &record, qint64 keepTokens = 20000);

} // namespace vibecoder
