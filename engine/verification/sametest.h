// SPDX-License-Identifier: MIT
// Whether two texts of a test are the same test, written in another way: only white space, comments, the style of
// quotes and commas before closing brackets differ. Pure.
#pragma once

#include <QByteArray>
#include <QString>

namespace vibecoder {

/// A source file that a runner runs as a test, by its name; what lies among data may be read by a test to the byte.
[[nodiscard]] bool isRunAsTest(const QString &path);
/// False when it is not sure.
[[nodiscard]] bool isSameTest(const QString &path, const QByteArray &before, const QByteArray &after);

} // namespace vibecoder
