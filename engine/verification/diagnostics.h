// SPDX-License-Identifier: MIT
// The lines that compilers and linters share, and the frames that traces share. Pure, any thread.
#pragma once

#include "verification/linescan.h"

namespace vibecoder {

/// `src/a.c:12:5: error: message [code]`, `a.py:3: note: …`, `a.c(12,5): error C2065: …`, `a.rs:7:22: error[E0425]: …`.
struct Diagnostic
{
    QStringView file;
    int line = 0, column = 0;
    QStringView severity; ///< `error`, `fatal error`, `warning`, `note`, `style`, `runtime error` …
    QStringView code;     ///< as printed, without brackets; null when none
    QStringView message;  ///< without the code at its end

    [[nodiscard]] bool isError() const { return severity.endsWith(u"error"); }
};
[[nodiscard]] std::optional<Diagnostic> diagnosticAtStart(QStringView line);
/// A failure of this kind at the diagnostic's place; the code is its id and type.
[[nodiscard]] Failure failureOf(const Diagnostic &diagnostic, const QString &kind);

/// The last word in brackets of a message (`[-Wunused]`, `[name-defined]`); null when it does not look like a code.
[[nodiscard]] QStringView codeAtEnd(QStringView message);
/// `.c`, `.hpp`, … or a header of the C++ library without an ending.
[[nodiscard]] bool isCFile(QStringView file);
[[nodiscard]] bool endsWithAny(QStringView text, std::initializer_list<QStringView> endings);

/// `#0 0x55 in main /w/a.c:4:5`, `#1 main /w/a.c:7 (a+0x1)`, `at 0x1: main (a.c:3)`, `by 0x2: f (b.c:9)`.
[[nodiscard]] std::optional<Frame> nativeFrame(QStringView line);
/// `at pkg.Class.method(File.java:12)`, also `app//Class.method(File.java:12)` and without `at`.
[[nodiscard]] std::optional<Frame> javaFrame(QStringView line);
/// Keeps the frame when it is the project's own; the first kept one gives the failure its place when it has none.
void addFrame(Failure &failure, const OutputView &view, const Frame &frame);

/// What assert() of C prints: `prog: a.c:4: int main(): Assertion `n == 3' failed.`
[[nodiscard]] std::optional<Failure> cAssertion(QStringView line);

/// Text in the first pair of quotes of any kind: 'x', `x', "x", ‘x’.
[[nodiscard]] QStringView quoted(QStringView text);
/// `expected`, `actual` from the two sides of `left == right`; nothing when there is not exactly one operator.
void splitComparison(Failure &failure, QStringView expression);
/// `expected:<3> but was:<2>`, `expected: <3> but was: <2>`
void takeJavaValues(Failure &failure, QStringView text);
/// `Failed asserting that 7 is identical to 6.`, `Failed asserting that 4 matches expected 5.`
void takePhpValues(Failure &failure, QStringView text);
void addWarning(ParsedOutput &parsed, Failure warning, const QString &kind);
[[nodiscard]] int plus(std::optional<int> count, int more);

} // namespace vibecoder
