// SPDX-License-Identifier: MIT
#include "diff/diffview.h"

#include "diff/diffpaint.h"
#include "theme/pagestyle.h"

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;
using namespace pagestyle;

namespace {

constexpr int kHunk = 24, kFolded = 120;

} // namespace

DiffView::DiffView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_load(new QPushButton(viewport()))
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Changes of the file"));
    m_load->hide();
    connect(m_load, &QPushButton::clicked, this, [this] {
        m_unfolded = true;
        build();
        setFocus();
    });
    follow(this, [this] { build(); });
}

void DiffView::setFile(const FileDiff &file, const QString &before, const QString &after)
{
    m_file = file;
    m_before = before;
    m_after = after;
    m_notice.clear();
    m_unfolded = false;
    m_language = languageFor(file.path);
    m_current = -1;
    build();
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
    if (!m_changes.isEmpty())
        m_current = 0;
    emit changeMoved(m_current, changeCount());
}

void DiffView::setNotice(const QString &text)
{
    m_file = {};
    m_notice = text;
    m_current = -1;
    build();
    emit changeMoved(-1, 0);
}

void DiffView::setLayoutKind(DiffLayout layout)
{
    if (m_layout == layout)
        return;
    m_layout = layout;
    build();
    goToChange(m_current);
}

void DiffView::setShowSpaces(bool show)
{
    m_showSpaces = show;
    viewport()->update();
}

void DiffView::setWrap(bool wrap)
{
    m_wrap = wrap;
    layOutRows();
    updateBars();
    goToChange(m_current);
    viewport()->update();
}

void DiffView::build()
{
    m_syntax.clear();
    m_rows = m_file.path.isEmpty() || m_file.binary ? QList<DiffRow>() : diffRows(m_file, m_layout, m_unfolded);
    m_changes = changeRows(m_rows);
    m_widths = diffWidths(m_file, m_rows, m_layout);
    m_anchor = m_head = -1;
    layOutRows();
    const bool folded = !m_rows.isEmpty() && m_rows.constFirst().kind == DiffRow::Kind::Folded;
    m_load->setVisible(folded);
    if (folded) {
        m_load->setText(tr("Load %n changed line(s)", nullptr, m_file.changedLines()));
        m_load->setAccessibleName(m_load->text());
        m_load->adjustSize();
    }
    if (m_file.path.isEmpty())
        setAccessibleDescription(m_notice);
    else
        setAccessibleDescription(tr("%1: %2 added, %3 removed").arg(m_file.path).arg(m_file.added).arg(m_file.removed));
    updateBars();
    viewport()->update();
}

void DiffView::layOutRows()
{
    const bool sides = m_layout == DiffLayout::SideBySide;
    const int width = viewport()->width(), half = width / 2;
    const int room =
        sides ? diffpaint::sideTextWidth(half, numberWidth()) : diffpaint::unifiedTextWidth(width, numberWidth());
    const auto lines = [&](const DiffRow &row, int at) {
        return at < 0 ? 1 : diffpaint::wrappedLines(m_file.hunks.at(row.hunk).lines.at(at), room);
    };
    m_tops.clear();
    int top = 0;
    for (const DiffRow &row : std::as_const(m_rows)) {
        m_tops.append(top);
        if (row.kind == DiffRow::Kind::Hunk)
            top += px(kHunk);
        else if (row.kind == DiffRow::Kind::Folded)
            top += px(kFolded);
        else if (m_wrap && room > 0)
            top += diffpaint::lineHeight() * std::max(lines(row, row.left), sides ? lines(row, row.right) : 1);
        else
            top += diffpaint::lineHeight();
    }
    m_tops.append(top);
}

int DiffView::headHeight() const
{
    return m_layout == DiffLayout::SideBySide && !m_rows.isEmpty() ? px(kHunk) : 0;
}

int DiffView::numberWidth() const
{
    return QFontMetrics(code()).horizontalAdvance(QString(std::max(3, m_widths.numberDigits), u'8')) + 12;
}

int DiffView::columnsPerSide() const
{
    const int side = viewport()->width() / 2 - numberWidth() - px(22);
    return side / std::max(1, QFontMetrics(code()).horizontalAdvance(u'm'));
}

void DiffView::updateBars()
{
    const int height = viewport()->height() - headHeight();
    verticalScrollBar()->setPageStep(std::max(1, height));
    verticalScrollBar()->setSingleStep(diffpaint::lineHeight());
    verticalScrollBar()->setRange(0, std::max(0, m_tops.constLast() + 12 - height));
    const int character = QFontMetrics(code()).horizontalAdvance(u'm');
    const int columns = std::max(m_widths.left, m_widths.right) + 2;
    const bool sides = m_layout == DiffLayout::SideBySide;
    const int room =
        sides ? viewport()->width() / 2 - numberWidth() - px(22) : viewport()->width() - 2 * numberWidth() - px(26);
    horizontalScrollBar()->setPageStep(std::max(1, room));
    horizontalScrollBar()->setSingleStep(character * 4);
    horizontalScrollBar()->setRange(0, m_rows.isEmpty() || m_wrap ? 0 : std::max(0, columns * character - room));
    m_load->move((viewport()->width() - m_load->width()) / 2, headHeight() + px(kFolded) / 2);
}

int DiffView::rowAt(int y) const
{
    const auto it = std::upper_bound(m_tops.cbegin(), m_tops.cend(), y);
    return std::clamp(int(it - m_tops.cbegin()) - 1, 0, std::max(0, int(m_rows.size()) - 1));
}

void DiffView::goToChange(int number)
{
    if (m_changes.isEmpty())
        return;
    m_current = std::clamp(number, 0, int(m_changes.size()) - 1);
    const int row = m_changes.at(m_current);
    // Three lines above stay in sight.
    verticalScrollBar()->setValue(std::max(0, m_tops.at(row) - 3 * diffpaint::lineHeight()));
    viewport()->update();
    emit changeMoved(m_current, changeCount());
}

const QList<SyntaxSpan> &DiffView::syntax(int hunk, int line, bool after)
{
    static const QList<SyntaxSpan> none;
    if (!m_language)
        return none;
    const int key = hunk * 2 + int(after);
    auto it = m_syntax.find(key);
    if (it == m_syntax.end()) {
        QList<QList<SyntaxSpan>> spans;
        SyntaxState state = 0;
        for (const DiffLine &one : m_file.hunks.at(hunk).lines) {
            const bool there = after ? one.after > 0 : one.before > 0;
            spans.append(there ? syntaxOf(*m_language, one.text, state) : QList<SyntaxSpan>());
        }
        it = m_syntax.insert(key, spans);
    }
    return it->at(line);
}

void DiffView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), tone(Role::Surface));
    if (m_rows.isEmpty()) {
        QString words = m_notice;
        if (m_file.binary)
            words = tr("A binary or very large file: its lines are not shown.");
        else if (!m_file.path.isEmpty())
            words = m_file.change == FileChange::Mode ? tr("Only the permissions changed.") : tr("No lines to show.");
        painter.setFont(text());
        painter.setPen(tone(Role::TextMuted));
        painter.drawText(
            viewport()->rect().adjusted(24, 24, -24, -24), int(Qt::AlignHCenter) | Qt::TextWordWrap, words);
        return;
    }
    const int head = headHeight(), scroll = verticalScrollBar()->value();
    painter.save();
    painter.setClipRect(0, head, viewport()->width(), viewport()->height() - head);
    for (int i = rowAt(scroll); i < m_rows.size() && m_tops.at(i) - scroll < viewport()->height() - head; ++i)
        paintRow(painter, QRect(0, m_tops.at(i) - scroll + head, viewport()->width(), m_tops.at(i + 1) - m_tops.at(i)),
            m_rows.at(i));
    if (m_file.cut && rowAt(viewport()->height() + scroll) == m_rows.size() - 1)
        drawText(&painter, QRect(24, m_tops.constLast() - scroll + head, viewport()->width(), 14),
            tr("The rest of this file is not shown."), text(FontRole::Small), Role::TextMuted);
    painter.restore();
    if (head == 0)
        return;
    const int half = viewport()->width() / 2, indent = numberWidth() + px(22);
    painter.fillRect(0, 0, viewport()->width(), head, tone(Role::Surface));
    drawText(&painter, QRect(indent, 0, half - indent, head), m_before, text(FontRole::Small), Role::TextMuted);
    drawText(&painter, QRect(half + indent, 0, half - indent, head), m_after, text(FontRole::Small), Role::TextMuted);
    painter.fillRect(0, head - 1, viewport()->width(), 1, tone(Role::Border));
}

void DiffView::paintHunk(QPainter &painter, const QRect &rect, const DiffHunk &hunk)
{
    painter.fillRect(rect, tone(Role::Window));
    painter.fillRect(rect.left(), rect.top(), rect.width(), 1, tone(Role::Border));
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, tone(Role::Border));
    const int indent = m_layout == DiffLayout::Unified ? 2 * numberWidth() + px(26) : numberWidth() + px(22);
    drawText(&painter, rect.adjusted(indent, 0, -12, 0),
        u"@@ −%1,%2 +%3,%4 @@  %5"_s.arg(hunk.before)
            .arg(hunk.beforeCount)
            .arg(hunk.after)
            .arg(hunk.afterCount)
            .arg(hunk.heading),
        code(), Role::TextMuted);
}

void DiffView::paintRow(QPainter &painter, const QRect &rect, const DiffRow &row)
{
    if (row.kind == DiffRow::Kind::Folded) {
        drawText(&painter, QRect(rect.left(), rect.top(), rect.width(), rect.height() / 2),
            tr("This file has many changes."), text(), Role::TextSecondary, Qt::AlignHCenter);
        return;
    }
    const DiffHunk &hunk = m_file.hunks.at(row.hunk);
    if (row.kind == DiffRow::Kind::Hunk) {
        paintHunk(painter, rect, hunk);
        return;
    }
    const diffpaint::LineLook look{horizontalScrollBar()->value(), m_showSpaces, m_wrap};
    const int place = int(&row - m_rows.constData());
    if (m_layout == DiffLayout::Unified) {
        const DiffLine &line = hunk.lines.at(row.left);
        diffpaint::unifiedRow(&painter, rect, line, syntax(row.hunk, row.left, line.after > 0), numberWidth(), look);
    } else {
        const int half = rect.width() / 2;
        const auto side = [&](const QRect &area, int at, bool after) {
            static const QList<SyntaxSpan> none;
            diffpaint::sideRow(&painter, area, at < 0 ? nullptr : &hunk.lines.at(at), after,
                at < 0 ? none : syntax(row.hunk, at, after), numberWidth(), look);
        };
        side(QRect(rect.left(), rect.top(), half, rect.height()), row.left, false);
        side(QRect(rect.left() + half + 1, rect.top(), rect.width() - half - 1, rect.height()), row.right, true);
        painter.fillRect(rect.left() + half, rect.top(), 1, rect.height(), tone(Role::Border));
    }
    if (isSelected(place)) {
        QRect chosen = rect;
        if (m_layout == DiffLayout::SideBySide)
            m_selectedAfter ? chosen.setLeft(rect.left() + rect.width() / 2 + 1) : chosen.setWidth(rect.width() / 2);
        QColor colour = tone(Role::Accent);
        colour.setAlphaF(0.16F);
        painter.fillRect(chosen, colour);
    }
    // A bar beside the run of lines one is at.
    if (m_current >= 0 && m_changes.size() > 1) {
        const int from = m_changes.at(m_current);
        bool inside = place >= from;
        for (int i = from; i <= place && inside; ++i) {
            const DiffRow &one = m_rows.at(i);
            inside = one.kind == DiffRow::Kind::Lines && (i == from || !one.startsChange) &&
                     (one.left < 0 || one.right < 0 ||
                         m_file.hunks.at(one.hunk).lines.at(one.left).kind != DiffLine::Kind::Context) &&
                     (one.left < 0 || m_file.hunks.at(one.hunk).lines.at(one.left).kind != DiffLine::Kind::Context);
        }
        if (inside)
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), tone(Role::Accent));
    }
}

void DiffView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (m_wrap)
        layOutRows();
    updateBars();
}

void DiffView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        build();
}

} // namespace vibecoder
