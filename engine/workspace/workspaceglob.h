// SPDX-License-Identifier: MIT
// File name patterns of the search tool as regular expressions. Pure.
#pragma once

#include <QRegularExpression>

namespace vibecoder {

/// `*` and `?` stay within one folder, `**` crosses folders (`**/` also none), `{a,b}` either, `[a-z]` and `[!a-z]` one
/// character. Matches whole texts only. Invalid when the pattern is longer than 500 characters.
[[nodiscard]] QRegularExpression globExpression(const QString &glob);

/// Without a slash in the glob the name counts, else the path from the working directory.
[[nodiscard]] bool globFits(const QRegularExpression &expression, const QString &glob, const QString &path);

} // namespace vibecoder
