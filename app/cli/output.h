// SPDX-License-Identifier: MIT
// Text for terminals and pipes: widths of East Asian characters, tables, harmless escapes. Pure but for isTerminal.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace vibecoder {

/// Columns a text takes on a terminal: wide characters 2, combining ones 0.
[[nodiscard]] int displayWidth(const QString &text);
[[nodiscard]] QString elided(const QString &text, int width);

/// Untrusted text for a terminal: control, escape, bidirectional and zero-width characters as visible \u{…}; newline
/// and tab stay when `lines` is true.
[[nodiscard]] QString harmless(const QString &text, bool lines = true);

/// Columns aligned with two spaces between, elided to `width` columns by shortening the widest one; header dim.
[[nodiscard]] QString table(const QStringList &header, const QList<QStringList> &rows, int width, bool colour);
/// For pipes: values separated by tabs, one row a line, no header.
[[nodiscard]] QString tabbed(const QList<QStringList> &rows);

[[nodiscard]] bool isTerminal(int fd);
[[nodiscard]] int terminalWidth(int fd);

} // namespace vibecoder
