// SPDX-License-Identifier: MIT
// How a line of a diff is painted: fill, numbers, sign, text with its colours and changed words.
#pragma once

#include "diff/patch.h"
#include "diff/syntax.h"

#include <QColor>
#include <QRect>

class QPainter;

namespace vibecoder::diffpaint {

[[nodiscard]] QColor syntaxColour(SyntaxKind kind);

/// Text of a line with syntax colours, changed words behind it. `x` may lie left of the clip (scrolled).
void lineText(QPainter *painter, int x, const QRect &rect, const DiffLine &line, const QList<SyntaxSpan> &syntax,
    bool showSpaces = false);

/// Both numbers, sign and text in one row.
void unifiedRow(QPainter *painter, const QRect &rect, const DiffLine &line, const QList<SyntaxSpan> &syntax,
    int numberWidth, int scrolled = 0, bool showSpaces = false);

/// One side: its number, sign and text. line: nullptr paints that nothing stands here.
void sideRow(QPainter *painter, const QRect &rect, const DiffLine *line, bool after, const QList<SyntaxSpan> &syntax,
    int numberWidth, int scrolled = 0, bool showSpaces = false);

} // namespace vibecoder::diffpaint
