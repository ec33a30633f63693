// SPDX-License-Identifier: MIT
// What the parsers of the JavaScript family share: stack frames, error headers, the two sides of a diff, blocks of
// text. Pure; linear in the lines that they are given.
#pragma once

#include "verification/linescan.h"

#include <QJsonObject>

namespace vibecoder::js {

/// `at f (src/a.js:3:7)`, `at async src/a.js:3:7`, `❯ f src/a.js:3:7`, `› f (file:///x/a.js:3:7)`. Empty without a
/// place.
[[nodiscard]] std::optional<Frame> frameOf(QStringView line);
/// A line of a stack, also one without a place (`at new Promise (<anonymous>)`): a message ends there.
[[nodiscard]] bool isFrameLine(QStringView line);
/// `src/a.js:3:7` or `src/a.js:3`, read from its end; `file://` is taken off.
[[nodiscard]] std::optional<Frame> placeOf(QStringView text);
/// Adds the frames of the lines [from, to) inside the working directory, up to the stack of a cause; the innermost one
/// becomes the place of the failure when it has no line yet.
void takeFrames(const OutputView &view, qsizetype from, qsizetype to, Failure &failure);
/// The same for a stack inside another text.
void takeFrames(const OutputView &view, const QString &stack, Failure &failure);

/// `TypeError` of `TypeError [CODE]: text`; empty when the text begins otherwise.
[[nodiscard]] QString errorType(QStringView message);
/// Sets the message, the type that it begins with, and assertion, timeout or error as kind.
void setMessage(Failure &failure, const QString &message);

/// The file that the message names where no frame does: `Timeout of 100ms … (/x/a.js)`, `… of file /x/a.js`,
/// `Cannot find module … imported from /x/a.mjs`.
void takeFileOfMessage(Failure &failure);

/// Exit 0 and no word of failures in the sums: what looked like one was printed by a test. A pipe may hide the exit
/// code of a runner, so sums that name failures are believed.
void dropIfPassed(const OutputView &view, ParsedOutput &parsed);

/// Lines [from, to) without their common indent and without blank lines around; at most `most` lines.
[[nodiscard]] QString block(const OutputText &output, qsizetype from, qsizetype to, qsizetype most = 40);
/// Both sides of a line diff; what is on both sides stands in both. `width`: length of the sign with its blank.
struct DiffSides
{
    QString minus, plus;
};
[[nodiscard]] DiffSides diffSides(const QString &text, qsizetype width);
/// `Expected: 29` and `Received: 28` (also `Expected length: 2`), or a diff headed by `- Expected` and `+ Received`.
void takeExpectations(const QString &text, Failure &failure);

/// The JSON object that begins in a line with `start` (after blanks); empty when there is none or it is broken.
[[nodiscard]] QJsonObject objectStarting(const OutputText &output, QStringView start);
/// Jest's own JSON, which vitest writes as well. False when the object is something else.
[[nodiscard]] bool readJestJson(const OutputView &view, const QJsonObject &root, ParsedOutput &parsed);

/// The XML that node:test, mocha and vitest can write. False when the output holds none of theirs.
[[nodiscard]] bool readXml(const OutputView &view, ParsedOutput &parsed);

/// `::error file=a.js,line=3,title=x::message`, what tools print for GitHub.
[[nodiscard]] std::optional<Failure> githubError(QStringView line);

/// Every line of the output whose trimmed text is this: the number of the last one, or -1.
[[nodiscard]] qsizetype lastLine(const OutputText &output, QStringView trimmed);

/// What node prints when a script dies: `/x/a.js:4`, the code, a caret, the error and its stack; or an error with its
/// stack alone. The first one in the lines [from, to); lines may begin with `prefix`. Empty when there is none.
[[nodiscard]] std::optional<Failure> nodeError(
    const OutputView &view, qsizetype from, qsizetype to, QStringView prefix = {});

} // namespace vibecoder::js
