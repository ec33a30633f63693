// SPDX-License-Identifier: MIT
// Text for terminals and pipes: widths of East Asian characters, tables. Pure but for isTerminal.
#pragma once

#include "base/harmless.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace vibecoder {

/// Columns a text takes on a terminal: wide characters 2, combining ones 0.
[[nodiscard]] int displayWidth(const QString &text);
[[nodiscard]] QString elided(const QString &text, int width);

/// Columns aligned with two spaces between, elided to `width` columns by shortening the widest one; header dim.
[[nodiscard]] QString table(const QStringList &header, const QList<QStringList> &rows, int width, bool colour);
/// For pipes: values separated by tabs, one row a line, no header.
[[nodiscard]] QString tabbed(const QList<QStringList> &rows);

[[nodiscard]] bool isTerminal(int fd);
[[nodiscard]] int terminalWidth(int fd);

} // namespace vibecoder
