// SPDX-License-Identifier: MIT
// All open approvals: the list at the left, the card of the chosen one at the right. J and K move, D denies, A allows
// what is not of high risk.
#pragma once

#include "bridge/enginebridge.h"

#include <QWidget>

class QLabel;
class QListView;
class QStackedWidget;

namespace vibecoder {

class ApprovalCard;
class ApprovalList;

class ApprovalsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ApprovalsPanel(EngineBridge &bridge, QWidget *parent = nullptr);

    [[nodiscard]] int count() const;
    [[nodiscard]] ApprovalCard &card() { return *m_card; }
    void select(const QString &approvalId);
    void step(int direction);

signals:
    /// A task is to be shown.
    void openTask(const QString &taskId);
    /// How many are open.
    void countChanged(int count);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void reload();
    void showCurrent();
    void retranslate();
    void fit();
    bool key(int key);

    EngineBridge &m_bridge;
    ApprovalList *m_model = nullptr;
    QListView *m_view = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_title = nullptr, *m_hint = nullptr, *m_empty = nullptr;
    ApprovalCard *m_card = nullptr;
    bool m_reloading = false;
};

} // namespace vibecoder
