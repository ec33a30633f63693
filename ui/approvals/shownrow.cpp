// SPDX-License-Identifier: MIT
#include "approvals/shownrow.h"

#include <QTextCursor>
#include <QTextDocument>

#include <cmath>

namespace vibecoder {

using namespace Qt::StringLiterals;

ShownRow::ShownRow(QWidget *parent)
    : QTextEdit(parent)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setFocusPolicy(Qt::ClickFocus);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setStyleSheet(u"QTextEdit { background: transparent; border: 0; padding: 0; }"_s);
    document()->setDocumentMargin(0);
    QTextOption option = document()->defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(Qt::LeftToRight);
    document()->setDefaultTextOption(option);
    connect(&Theme::instance(), &Theme::changed, this, &ShownRow::fill);
}

void ShownRow::setPieces(const QList<ShownPiece> &pieces)
{
    if (pieces == m_pieces)
        return;
    m_pieces = pieces;
    fill();
}

void ShownRow::fill()
{
    const Theme &theme = Theme::instance();
    clear();
    QTextCursor cursor(document());
    bool first = true;
    for (const ShownPiece &piece : std::as_const(m_pieces)) {
        if (piece.line && !first)
            cursor.insertBlock(QTextBlockFormat());
        first = false;
        QTextCharFormat format;
        format.setFont(theme.font(piece.isCode ? FontRole::Code : FontRole::Base, piece.isStrong ? 600 : 400));
        format.setForeground(theme.color(piece.role));
        cursor.insertText(piece.text, format);
    }
    setAccessibleName(toPlainText().left(500));
    moveCursor(QTextCursor::Start);
    fit();
}

void ShownRow::fit()
{
    document()->setTextWidth(viewport()->width());
    if (const int wanted = std::max(20, int(std::ceil(document()->size().height())) + 2); wanted != height())
        setFixedHeight(wanted);
}

void ShownRow::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    fit();
}

} // namespace vibecoder
