// SPDX-License-Identifier: MIT
#include "diff/diffpaint.h"

#include "diff/showntext.h"
#include "theme/pagestyle.h"

#include <QPainter>
#include <QTextLayout>

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

void lineText(
    QPainter *painter, int x, const QRect &rect, const DiffLine &line, const QList<SyntaxSpan> &syntax, bool showSpaces)
{
    QString shown = showSpaces ? withVisibleSpaces(line.text) : line.text;
    if (line.noLineEnd)
        shown += u" ⏎̸"_s;
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
    layout.beginLayout();
    QTextLine row = layout.createLine();
    row.setLineWidth(1e6);
    layout.endLayout();
    const qreal top = rect.top() + (rect.height() - row.height()) / 2.0;
    painter->save();
    painter->setClipRect(rect, Qt::IntersectClip);
    painter->setPen(Qt::NoPen);
    painter->setRenderHint(QPainter::Antialiasing);
    for (const TextSpan &span : line.changed) {
        const qreal from = row.cursorToX(span.start), to = row.cursorToX(span.start + span.length);
        painter->setBrush(tone(line.kind == Kind::Added ? Role::DiffAddWord : Role::DiffDelWord));
        painter->drawRoundedRect(QRectF(x + from, rect.top() + 1.5, to - from, rect.height() - 3), 2, 2);
    }
    painter->setPen(tone(Role::Text));
    layout.draw(painter, QPointF(x, top));
    painter->restore();
}

void unifiedRow(QPainter *painter, const QRect &rect, const DiffLine &line, const QList<SyntaxSpan> &syntax,
    int numberWidth, int scrolled, bool showSpaces)
{
    fill(painter, rect, line.kind);
    number(painter, QRect(rect.left() + 2, rect.top(), numberWidth - 4, rect.height()), line.before);
    number(painter, QRect(rect.left() + numberWidth + 4, rect.top(), numberWidth - 4, rect.height()), line.after);
    const int signAt = rect.left() + 2 * numberWidth + 4;
    sign(painter, QRect(signAt, rect.top(), px(16), rect.height()), line.kind);
    const int textAt = signAt + px(22);
    lineText(painter, textAt - scrolled, QRect(textAt, rect.top(), rect.right() - textAt, rect.height()), line, syntax,
        showSpaces);
}

void sideRow(QPainter *painter, const QRect &rect, const DiffLine *line, bool after, const QList<SyntaxSpan> &syntax,
    int numberWidth, int scrolled, bool showSpaces)
{
    if (!line) {
        painter->fillRect(rect, tone(Role::Window));
        return;
    }
    fill(painter, rect, line->kind);
    number(painter, QRect(rect.left() + 2, rect.top(), numberWidth - 4, rect.height()),
        after ? line->after : line->before);
    sign(painter, QRect(rect.left() + numberWidth + 2, rect.top(), px(16), rect.height()), line->kind);
    const int textAt = rect.left() + numberWidth + px(22);
    lineText(painter, textAt - scrolled, QRect(textAt, rect.top(), rect.right() - textAt, rect.height()), *line, syntax,
        showSpaces);
}

} // namespace vibecoder::diffpaint
