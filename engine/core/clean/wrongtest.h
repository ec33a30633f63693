// SPDX-License-Identifier: MIT
// A test file as it is, but with other values where it says what it expects: one of its tests must fail then. Pure.
#pragma once

#include "core/clean/canarycommand.h"

#include <QByteArray>

namespace vibecoder {

struct WrongTest
{
    QByteArray wrong; ///< each plain expectation is another one
    /// In the place of each of them a failure that compares nothing and says the word. Where this fails and `wrong`
    /// does not, an expectation was reached, and it did not matter what it was.
    QByteArray failing;
};

/// Nothing: no statement of the file is a plain comparison with a number, a string or a truth value. word: as in
/// canaryFor().
[[nodiscard]] std::optional<WrongTest> wrongTest(CanaryRunner runner, const QByteArray &content, const QString &word);

} // namespace vibecoder
