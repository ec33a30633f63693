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

/// How lines are shown: scrolled sideways, or wrapped at the edge; with spaces that are seen.
struct LineLook
{
    int scrolled = 0;
    bool showSpaces = false;
    bool wrap = false;
};

/// Height of one line of text; a wrapped one takes a multiple of it.
[[nodiscard]] int lineHeight();
/// Lines that the text takes within that width, at least 1.
[[nodiscard]] int wrappedLines(const DiffLine &line, int width);
/// Width of the text in a row of that width.
[[nodiscard]] int unifiedTextWidth(int width, int numberWidth);
[[nodiscard]] int sideTextWidth(int width, int numberWidth);

/// Text of a line with syntax colours, changed words behind it, within rect.
void lineText(
    QPainter *painter, const QRect &rect, const DiffLine &line, const QList<SyntaxSpan> &syntax, const LineLook &look);

/// Both numbers, sign and text in one row.
void unifiedRow(QPainter *painter, const QRect &rect, const DiffLine &line, const QList<SyntaxSpan> &syntax,
    int numberWidth, const LineLook &look = {});

/// One side: its number, sign and text. line: nullptr paints that nothing stands here.
void sideRow(QPainter *painter, const QRect &rect, const DiffLine *line, bool after, const QList<SyntaxSpan> &syntax,
    int numberWidth, const LineLook &look = {});

} // namespace vibecoder::diffpaint
