// SPDX-License-Identifier: MIT
// Compares what the parsers say about a recorded run with the true answer beside it (shape of the lines: README of the
// shared corpus, and tests/fixtures/verify).
#pragma once

#include "model/verification.h"

#include <QJsonObject>
#include <QStringList>

namespace corpus {

struct Score
{
    QString id, tool, parser;
    QStringList statusAndCounts, ids, places, messages; ///< what is wrong; empty: right
    int failures = 0;                                   ///< expected ones
};

/// Lines of a corpus file; empty when the file is not there.
[[nodiscard]] QList<QJsonObject> rowsOf(const QString &file);
[[nodiscard]] vibecoder::RecordedRun runOf(const QJsonObject &row);
[[nodiscard]] Score scoreOf(const QJsonObject &row, const vibecoder::CommandReport &report);
/// For people: what the report says, one failure a line.
[[nodiscard]] QString described(const vibecoder::CommandReport &report);

} // namespace corpus
