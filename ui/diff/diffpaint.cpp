// SPDX-License-Identifier: MIT
#include "diff/diffpaint.h"

#include "diff/showntext.h"
#include "theme/pagestyle.h"

#include <QFontMetrics>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace vibecoder::diffpaint {

using namespace Qt::StringLiterals;
using namespace pagestyle;
using Kind = DiffLine::Kind;

namespace {

bool inChanged(const DiffLine &line, int at)
{
    for (const TextSpan &span : line.changed) {
        if (at >= span.start && at < span.start + span.length)
            return true;
    }
    return false;
}

void fill(QPainter *painter, const QRect &rect, Kind kind)
{
    if (kind != Kind::Context)
        painter->fillRect(rect, tone(kind == Kind::Added ? Role::SuccessSoft : Role::DangerSoft));
}

void number(QPainter *painter, const QRect &rect, int value)
{
    if (value > 0)
        drawText(painter, rect, QString::number(value), code(), Role::TextMuted, Qt::AlignRight, Qt::ElideNone);
}

void sign(QPainter *painter, const QRect &rect, Kind kind)
{
    if (kind != Kind::Context)
        drawText(painter, rect, kind == Kind::Added ? u"+"_s : u"−"_s, code(),
            kind == Kind::Added ? Role::Success : Role::Danger, Qt::AlignHCenter, Qt::ElideNone);
}

QString shownText(const DiffLine &line, bool showSpaces)
{
    QString shown = showSpaces ? withVisibleSpaces(line.text) : line.text;
    if (line.noLineEnd)
        shown += u" ⏎̸"_s;
    return shown;
}

// width 0: one line, however long. Returns the number of lines.
int layOut(QTextLayout &layout, int width)
{
    QTextOption option;
    option.setWrapMode(width > 0 ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    int lines = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine(), ++lines)
        line.setLineWidth(width > 0 ? width : 1e6);
    layout.endLayout();
    return std::max(1, lines);
}

} // namespace

QColor syntaxColour(SyntaxKind kind)
{
    const Theme &theme = Theme::instance();
    switch (kind) {
    case SyntaxKind::Keyword:
        return theme.syntax(SyntaxRole::Keyword);
    case SyntaxKind::String:
        return theme.syntax(SyntaxRole::String);
    case SyntaxKind::Number:
        return theme.syntax(SyntaxRole::Number);
    case SyntaxKind::Comment:
        return theme.syntax(SyntaxRole::Comment);
    case SyntaxKind::Function:
        break;
    }
    return theme.syntax(SyntaxRole::Function);
}

int lineHeight()
{
    return px(20);
}

int wrappedLines(const DiffLine &line, int width)
{
    // Nearly all lines are known to fit by their length: every letter is at most twice as wide as a Latin one.
    const int letter = std::max(1, QFontMetrics(code()).horizontalAdvance(u'm'));
    if ((line.text.size() + 3) * 2 * letter <= width)
        return 1;
    QTextLayout layout(shownText(line, false), code());
    return layOut(layout, width);
}

int unifiedTextWidth(int width, int numberWidth)
{
    return width - (2 * numberWidth + 4 + px(22)) - 1;
}

int sideTextWidth(int width, int numberWidth)
{
    return width - (numberWidth + px(22)) - 1;
}

void lineText(
    QPainter *painter, const QRect &rect, const DiffLine &line, const QList<SyntaxSpan> &syntax, const LineLook &look)
{
    const QString shown = shownText(line, look.showSpaces);
    if (shown.isEmpty())
        return;
    QTextLayout layout(shown, code());
    QList<QTextLayout::FormatRange> formats;
    for (const SyntaxSpan &span : syntax) {
        // Within a changed word the word counts, not what it is.
        if (inChanged(line, span.start))
            continue;
        QTextCharFormat format;
        format.setForeground(syntaxColour(span.kind));
        formats.append({span.start, span.length, format});
    }
    layout.setFormats(formats);
    layout.setCacheEnabled(false);
    const int lines = layOut(layout, look.wrap ? rect.width() : 0);
    const int x = rect.left() - (look.wrap ? 0 : look.scrolled);
    painter->save();
    painter->setClipRect(rect, Qt::IntersectClip);
    painter->setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < lines; ++i) {
        const QTextLine row = layout.lineAt(i);
        const int top = rect.top() + i * lineHeight();
        painter->setPen(Qt::NoPen);
        painter->setBrush(tone(line.kind == Kind::Added ? Role::DiffAddWord : Role::DiffDelWord));
        for (const TextSpan &span : line.changed) {
            const int from = std::max(span.start, row.textStart());
            const int to = std::min(span.start + span.length, row.textStart() + row.textLength());
            if (from >= to)
                continue;
            const qreal left = row.cursorToX(from), right = row.cursorToX(to);
            painter->drawRoundedRect(QRectF(x + left, top + 1.5, right - left, lineHeight() - 3), 2, 2);
        }
        painter->setPen(tone(Role::Text));
        row.draw(painter, QPointF(x, top + (lineHeight() - row.height()) / 2.0));
    }
    painter->restore();
}

void unifiedRow(QPainter *painter, const QRect &rect, const DiffLine &line, const QList<SyntaxSpan> &syntax,
    int numberWidth, const LineLook &look)
{
    fill(painter, rect, line.kind);
    const int height = std::min(rect.height(), lineHeight());
    number(painter, QRect(rect.left() + 2, rect.top(), numberWidth - 4, height), line.before);
    number(painter, QRect(rect.left() + numberWidth + 4, rect.top(), numberWidth - 4, height), line.after);
    const int width = unifiedTextWidth(rect.width(), numberWidth);
    const int textAt = rect.right() - width;
    sign(painter, QRect(textAt - px(22), rect.top(), px(16), height), line.kind);
    lineText(painter, QRect(textAt, rect.top(), width, rect.height()), line, syntax, look);
}

void sideRow(QPainter *painter, const QRect &rect, const DiffLine *line, bool after, const QList<SyntaxSpan> &syntax,
    int numberWidth, const LineLook &look)
{
    if (!line) {
        painter->fillRect(rect, tone(Role::Window));
        return;
    }
    fill(painter, rect, line->kind);
    const int height = std::min(rect.height(), lineHeight());
    number(painter, QRect(rect.left() + 2, rect.top(), numberWidth - 4, height), after ? line->after : line->before);
    sign(painter, QRect(rect.left() + numberWidth + 2, rect.top(), px(16), height), line->kind);
    const int width = sideTextWidth(rect.width(), numberWidth);
    lineText(painter, QRect(rect.right() - width, rect.top(), width, rect.height()), *line, syntax, look);
}

} // namespace vibecoder::diffpaint
