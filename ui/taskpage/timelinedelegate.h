// SPDX-License-Identifier: MIT
// Paints the timeline: a card for each round, its edge drawn across the rows of its steps.
#pragma once

#include "taskpage/timelinemodel.h"

#include <QStyledItemDelegate>

class QTreeView;

namespace vibecoder {

class TimelineDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TimelineDelegate(QTreeView *view);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Where the link of a row (restore, open the approval) can be clicked, in the coordinates of `rect`; empty: none.
    [[nodiscard]] QRect linkRect(const QRect &rect, const QModelIndex &index) const;
    /// Checkpoints may be gone back to when the task has ended.
    void setRestorable(bool on) { m_restorable = on; }
    [[nodiscard]] bool hasLink(const QModelIndex &index) const;

private:
    struct Place;
    void paintRound(QPainter *painter, const Place &place) const;
    void paintStep(QPainter *painter, const Place &place) const;
    void paintLine(QPainter *painter, const Place &place) const;
    void paintCard(QPainter *painter, const Place &place) const;
    [[nodiscard]] bool isOpen(const QModelIndex &index) const;
    [[nodiscard]] bool endsCard(const QModelIndex &index) const;
    [[nodiscard]] QString linkText(const QModelIndex &index) const;
    [[nodiscard]] int titleWidth(const TimelineStep &step, int room) const;

    QTreeView *m_view;
    bool m_restorable = false;
};

} // namespace vibecoder
