// SPDX-License-Identifier: MIT
// Whether a changed test file has all that it had, and besides only new tests that can do nothing to the others. Pure.
#pragma once

#include <QByteArray>
#include <QString>

namespace vibecoder {

/// Anywhere in a file of Python, at the end of one of a script, Go or C++. False when it is not sure.
[[nodiscard]] bool onlyAddsTests(const QString &path, const QByteArray &before, const QByteArray &after);

} // namespace vibecoder
