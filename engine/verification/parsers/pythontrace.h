// SPDX-License-Identifier: MIT
// Tracebacks as Python itself prints them, and the comparisons in messages of assertions: shared by the parsers of
// pytest, unittest and plain scripts. Pure.
#pragma once

#include "verification/linescan.h"

namespace vibecoder {

struct PythonTrace
{
    QList<Frame> frames; ///< outermost first; of the last exception of a chain
    QString type;        ///< `ValueError`, `app.store.StoreError`; empty when the trace was cut off
    QString message;     ///< the exception's line and what follows it, type included
    qsizetype end = 0;   ///< line behind the trace
};

/// `  File "a.py", line 3, in f`
[[nodiscard]] std::optional<Frame> pythonFrame(QStringView line);
/// `ValueError: x`, `KeyboardInterrupt`: the type; empty when the line is no such line.
[[nodiscard]] QStringView exceptionType(QStringView line);
/// Starts at a `Traceback (most recent call last):` or a `File` line; reads to `to` at most.
[[nodiscard]] PythonTrace readPythonTrace(const OutputText &output, qsizetype from, qsizetype to);

/// File, line and frames of the failure: the innermost place inside the working directory, or else the innermost.
/// `frames` is outermost first.
void setPlace(const OutputView &view, Failure &failure, const QList<Frame> &frames);
/// expected and actual out of `assert 1 == 2`, `1 != 2 : text`, `At index 1 diff: 1 != 2`, `- a` and `+ b`.
void setComparison(Failure &failure);

} // namespace vibecoder
