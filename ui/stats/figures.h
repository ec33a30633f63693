// SPDX-License-Identifier: MIT
// The figures of the statistics page as values and words. Pure, but for the words.
#pragma once

#include "model/stats.h"

#include <QCoreApplication>
#include <QStringList>

namespace vibecoder {

struct Bar
{
    QString label;   ///< below or beside it
    double low = 0;  ///< first part (passed, cost, …)
    double high = 0; ///< second part on top (not passed); 0: none
    QString tip;
};

struct Figure
{
    QString label, value, note;
};

class Figures
{
    Q_DECLARE_TR_FUNCTIONS(Figures)

public:
    [[nodiscard]] static QList<Figure> of(const Stats &stats);
    [[nodiscard]] static QList<Bar> throughput(const Stats &stats);
    [[nodiscard]] static QList<Bar> cost(const Stats &stats);        ///< US dollars
    [[nodiscard]] static QList<Bar> tokens(const Stats &stats);      ///< input and output
    [[nodiscard]] static QList<Bar> stopReasons(const Stats &stats); ///< most frequent first
    /// Share of prompt tokens that came from the cache, 0 to 1; -1 without any.
    [[nodiscard]] static double cacheShare(const Usage &usage);

    [[nodiscard]] static QString time(std::optional<qint64> ms); ///< 1m 24s
    [[nodiscard]] static QString reason(const QString &wire);
};

/// A round number that is not smaller, for the top of an axis: 1, 2, 5, 10 …; 1 for nothing.
[[nodiscard]] double niceTop(double value);

} // namespace vibecoder
