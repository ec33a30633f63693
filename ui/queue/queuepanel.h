// SPDX-License-Identifier: MIT
// The queue: how many work, why it is paused, what each worker does, what today has cost, who waits for the rate limit.
#pragma once

#include "bridge/enginebridge.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace vibecoder {

class QueuePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit QueuePanel(EngineBridge &bridge, QWidget *parent = nullptr);

    void reload();
    [[nodiscard]] QSpinBox *workersBox() const { return m_workers; }

signals:
    void openTask(const QString &taskId);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void askSpend();
    void setWorkers(int workers);
    void fillRows(const QList<Task> &tasks);

    EngineBridge &m_bridge;
    QTimer m_soon, m_second;
    QLabel *m_title = nullptr, *m_state = nullptr, *m_workersLabel = nullptr, *m_workersNote = nullptr,
           *m_spendLabel = nullptr, *m_spend = nullptr, *m_listTitle = nullptr, *m_empty = nullptr;
    QPushButton *m_pause = nullptr;
    QSpinBox *m_workers = nullptr;
    QWidget *m_rows = nullptr;
    QString m_shown; ///< what the rows show, so that they are made again only when it changed
    bool m_paused = false;
    int m_wanted = -1; ///< workers to start when the old ones have stopped
};

} // namespace vibecoder
