// SPDX-License-Identifier: MIT
// The buttons of a card: Deny first and far from Allow; the message to the model in their place when it is written.
#pragma once

#include "approvals/allowguard.h"
#include "approvals/cardcontent.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace vibecoder {

class HintButton;

class CardFooter final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kLongestMessage = 500;

    explicit CardFooter(QWidget *parent = nullptr);

    /// New content closes Allow for 800 ms.
    void setContent(const CardContent &content);
    /// Nothing to decide: only Close.
    void setDecided(bool decided);
    void setBusy(bool busy);
    /// Something on the card changed or the window became active.
    void restartGuard();
    [[nodiscard]] bool mayAllow() const;
    [[nodiscard]] QPushButton *denyButton() const;
    [[nodiscard]] QPushButton *allowButton() const;
    [[nodiscard]] QPlainTextEdit *messageEdit() const { return m_message; }
    [[nodiscard]] bool isWriting() const;
    /// Back from the message; true when there was one.
    bool leaveMessage();
    void writeMessage();
    void clearMessage();
    /// From a key or the menu: nothing happens while the guard is closed.
    void allow(RememberFor how);

signals:
    void denied(const QString &message);
    void allowed(vibecoder::RememberFor how);
    void rememberWanted();
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildButtons();
    QWidget *buildMessage();
    QWidget *buildClose();
    void retranslate();
    void update();
    void showPage(int index);
    void countMessage();

    CardContent m_content;
    AllowGuard m_guard;
    QElapsedTimer m_clock;
    QTimer m_open;
    bool m_decided = false, m_busy = false;
    QStackedWidget *m_stack = nullptr;
    HintButton *m_deny = nullptr, *m_explain = nullptr, *m_allow = nullptr;
    HintButton *m_send = nullptr, *m_back = nullptr, *m_close = nullptr;
    QToolButton *m_more = nullptr;
    QAction *m_forTask = nullptr, *m_remember = nullptr;
    QPlainTextEdit *m_message = nullptr;
    QLabel *m_count = nullptr;
};

} // namespace vibecoder
