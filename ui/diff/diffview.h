// SPDX-License-Identifier: MIT
// Shows the diff of one file, unified or side by side. Paints the visible rows alone; GUI thread.
#pragma once

#include "diff/diffrows.h"
#include "diff/syntax.h"

#include <QAbstractScrollArea>

class QPushButton;

namespace vibecoder {

class DiffView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent = nullptr);

    void setFile(const FileDiff &file, const QString &before, const QString &after);
    /// A sentence in place of a diff.
    void setNotice(const QString &text);
    void setLayoutKind(DiffLayout layout);
    [[nodiscard]] DiffLayout layoutKind() const { return m_layout; }
    void setShowSpaces(bool show);
    /// Long lines go on in the next row instead of beyond the edge.
    void setWrap(bool wrap);

    [[nodiscard]] int changeCount() const { return int(m_changes.size()); }
    [[nodiscard]] int currentChange() const { return m_current; } ///< -1: before the first
    void goToChange(int number);
    void nextChange() { goToChange(m_current + 1); }
    void previousChange() { goToChange(m_current - 1); }
    /// Rows from one to the other as the mouse chooses them; of one side where there are two.
    void selectRows(int from, int to, bool after = false);
    void selectAll();
    /// The chosen lines without numbers and signs, as they are shown; empty: none is chosen.
    [[nodiscard]] QString selectedText() const;
    /// Fewest columns of code per side that side by side is good for.
    [[nodiscard]] int columnsPerSide() const;

signals:
    void changeMoved(int current, int count);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void build();
    void layOutRows();
    void updateBars();
    void copySelection() const;
    [[nodiscard]] bool isSelected(int row) const;
    [[nodiscard]] int rowUnder(const QPoint &place) const;
    void paintRow(QPainter &painter, const QRect &rect, const DiffRow &row);
    void paintHunk(QPainter &painter, const QRect &rect, const DiffHunk &hunk);
    [[nodiscard]] const QList<SyntaxSpan> &syntax(int hunk, int line, bool after);
    [[nodiscard]] int rowAt(int y) const;
    [[nodiscard]] int headHeight() const;
    [[nodiscard]] int numberWidth() const;

    FileDiff m_file;
    QString m_before, m_after, m_notice;
    DiffLayout m_layout = DiffLayout::Unified;
    bool m_showSpaces = false, m_wrap = false, m_unfolded = false;
    const Language *m_language = nullptr;
    QList<DiffRow> m_rows;
    QList<int> m_tops; ///< one more than rows: the last is the whole height
    QList<int> m_changes;
    DiffWidths m_widths;
    QHash<int, QList<QList<SyntaxSpan>>> m_syntax; ///< by hunk and side
    int m_current = -1;
    int m_anchor = -1, m_head = -1; ///< rows of the selection; -1: none
    bool m_selectedAfter = false;   ///< of the right side
    QPushButton *m_load;
};

} // namespace vibecoder
