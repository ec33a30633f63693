// SPDX-License-Identifier: MIT
// The five-second card: one approval, what decides about it in a fixed order, and the buttons. Follows the store:
// decided by somebody else it greys and says by whom. Never takes the focus or raises a window.
#pragma once

#include "approvals/cardcontent.h"
#include "bridge/enginebridge.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;

namespace vibecoder {

class ActionView;
class BorderView;
class CardFooter;
class CardRow;
class ConflictView;
class DetailsFold;
class RiskStrip;
class TimeBar;

class ApprovalCard final : public QWidget
{
    Q_OBJECT

public:
    explicit ApprovalCard(EngineBridge &bridge, QWidget *parent = nullptr);

    void showApproval(const QString &approvalId);
    /// Shows nothing until the next one.
    void forget();
    [[nodiscard]] const QString &approvalId() const { return m_id; }
    [[nodiscard]] const Approval &approval() const { return m_approval; }
    [[nodiscard]] CardFooter &footer() { return *m_footer; }
    [[nodiscard]] DetailsFold &details() { return *m_details; }
    [[nodiscard]] ActionView &action() { return *m_action; }
    [[nodiscard]] BorderView &border() { return *m_border; }
    [[nodiscard]] ConflictView &conflicts() { return *m_conflicts; }
    /// Whether only a press of one of its buttons decides: leaving the card does not.
    [[nodiscard]] bool isByRows() const { return m_byRows; }
    /// What is said when it is decided; empty while it is open.
    [[nodiscard]] QString decidedText() const;
    /// Height at which nothing scrolls.
    [[nodiscard]] int wantedHeight() const;
    /// On the button that changes the least.
    void focusDeny();

signals:
    /// Decided here, by this card.
    void decidedHere(const QString &approvalId);
    void closeWanted();
    void openTask(const QString &taskId);
    void layoutChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void reload();
    void lookCloser();
    void render();
    void tick();
    void follow(const QList<Event> &events);
    void decide(bool approve, const QString &message, RememberFor how);
    void showRows(CardContent &content, bool open);
    [[nodiscard]] QJsonObject answers() const;
    void showRemember();
    void showError(const Error &error);

    EngineBridge &m_bridge;
    QString m_id;
    Approval m_approval;
    std::optional<ApprovalFacts> m_facts;
    std::optional<Task> m_task;
    bool m_deciding = false;
    QTimer m_second;
    RiskStrip *m_strip = nullptr;
    QScrollArea *m_scroll = nullptr;
    QWidget *m_body = nullptr;
    QLabel *m_decided = nullptr, *m_error = nullptr;
    ActionView *m_action = nullptr;
    QPushButton *m_showAll = nullptr; ///< where the action is cut; Allow stays closed until it was pressed
    bool m_whole = false, m_byRows = false;
    BorderView *m_border = nullptr;
    ConflictView *m_conflicts = nullptr;
    CardRow *m_why = nullptr, *m_says = nullptr, *m_undo = nullptr, *m_taskRow = nullptr, *m_rights = nullptr,
            *m_remember = nullptr, *m_time = nullptr;
    TimeBar *m_bar = nullptr;
    DetailsFold *m_details = nullptr;
    CardFooter *m_footer = nullptr;
};

} // namespace vibecoder
