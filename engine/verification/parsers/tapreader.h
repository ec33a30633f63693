// SPDX-License-Identifier: MIT
// TAP 12 to 14 as lines say it: points with their nesting, directives and what stands below them. Pure; linear.
#pragma once

#include "verification/parsers/jsframes.h"

#include <QMap>

#include <vector>

namespace vibecoder::tap {

struct Point
{
    bool ok = false, skip = false, todo = false;
    bool opens = false;  ///< its points stand below it, in braces
    bool parent = false; ///< stands for the points nested in it
    QString title;       ///< without number, dash, directive and time
    qsizetype indent = 0;
    qsizetype line = 0;         ///< of the point
    qsizetype from = 0, to = 0; ///< what stands below it: YAML, comments, indented text
};

struct Stream
{
    std::vector<Point> points;
    bool version = false;    ///< `TAP version 13` was there
    std::optional<int> plan; ///< of the outermost level; the sum when there are several
    bool bailed = false;
    qsizetype bailLine = -1;
    QMap<QString, int> sums; ///< `# pass 3` and relatives, by word
};

[[nodiscard]] Stream read(const OutputText &output);

/// The YAML block below a point, flat: `at`, `error`, `stack`, … with their text; block scalars keep their lines.
[[nodiscard]] QMap<QString, QString> yamlOf(const OutputText &output, const Point &point);

/// The failure of a point that is not ok: from its YAML, from the comments of Test::More or bats, or from a stack
/// below.
[[nodiscard]] Failure failureOf(const OutputView &view, const Point &point);

} // namespace vibecoder::tap
