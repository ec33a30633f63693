// SPDX-License-Identifier: MIT
// Whether a changed test file has all that it had, and besides only new tests that can do nothing to the others. Pure.
#pragma once

#include <QByteArray>
#include <QString>

namespace vibecoder {

/// Of Python. False when it is not sure.
[[nodiscard]] bool onlyAddsTests(const QString &path, const QByteArray &before, const QByteArray &after);

} // namespace vibecoder
