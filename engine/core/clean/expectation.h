// SPDX-License-Identifier: MIT
// Where a text says what it expects, for what makes these places wrong. Pure.
#pragma once

#include "core/clean/canarycommand.h"
#include "core/clean/codetext.h"

namespace vibecoder {

struct Expectation
{
    CodeSpan literal;   ///< the expected value
    CodeSpan statement; ///< what fails instead
    QString failure;    ///< in the place of the statement
    QString other{};    ///< in the place of the literal; empty: another value of its kind
};

/// A text that stands nowhere in the file and is printed when it runs.
[[nodiscard]] QString halves(const QString &word, const QString &joint);

/// Comparisons with plain values, as the tests of known runners have them.
[[nodiscard]] QList<Expectation> expectationsOf(
    CanaryRunner runner, CodeLanguage language, const QString &text, const QString &word);

} // namespace vibecoder
