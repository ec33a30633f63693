// SPDX-License-Identifier: MIT
// The tab with what happened. Follows the end of the newest round while it is in sight; otherwise a pill says how much
// is new.
#pragma once

#include "model/event.h"

#include <QTreeView>

class QPushButton;

namespace vibecoder {

class TaskWatch;
class TimelineDelegate;
class TimelineModel;

class TimelineTab : public QTreeView
{
    Q_OBJECT

public:
    explicit TimelineTab(TaskWatch &watch, QWidget *parent = nullptr);

    /// To the round before or behind the current one ([ and ]).
    void stepRound(int direction);
    void openRound(int number);

signals:
    void openApproval(const QString &approvalId);
    void restoreWanted(int checkpoint);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void restart();
    void hear(const QList<vibecoder::Event> &events);
    void take();
    void fillDetails();
    bool fillRound(int number); ///< whether there are new lines below its steps
    void openNewest();
    void openSteps(const QModelIndex &round);
    void press(const QModelIndex &index);
    void follow(const QModelIndex &index);
    void showPill();
    [[nodiscard]] bool endInSight() const;

    TaskWatch &m_watch;
    TimelineModel *m_model;
    TimelineDelegate *m_delegate;
    QPushButton *m_pill;
    QList<Event> m_unheard; ///< came while it was hidden
    int m_unseen = 0;
    int m_opened = -1; ///< number of the round that opened by itself
};

} // namespace vibecoder
