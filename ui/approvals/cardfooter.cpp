// SPDX-License-Identifier: MIT
#include "approvals/cardfooter.h"

#include "approvals/hintbutton.h"
#include "theme/icons.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

CardFooter::CardFooter(QWidget *parent)
    : QWidget(parent)
{
    m_clock.start();
    m_open.setSingleShot(true);
    connect(&m_open, &QTimer::timeout, this, &CardFooter::update);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(buildButtons());
    m_stack->addWidget(buildMessage());
    m_stack->addWidget(buildClose());
    showPage(0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, &CardFooter::retranslate);
    retranslate();
}

QWidget *CardFooter::buildButtons()
{
    auto *page = new QWidget(m_stack);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(20, 12, 20, 12);
    row->setSpacing(8);
    m_deny = new HintButton(page);
    m_deny->setObjectName(u"deny"_s);
    m_deny->setDefault(true);
    connect(m_deny, &QPushButton::clicked, this, [this] { emit denied({}); });
    m_explain = new HintButton(page);
    m_explain->setObjectName(u"explain"_s);
    connect(m_explain, &QPushButton::clicked, this, &CardFooter::writeMessage);
    m_allow = new HintButton(page);
    m_allow->setObjectName(u"allow"_s);
    m_allow->installEventFilter(this);
    connect(m_allow, &QPushButton::clicked, this, [this] { allow(RememberFor::No); });
    m_more = new QToolButton(page);
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_more);
    m_forTask = menu->addAction({}, this, [this] { allow(RememberFor::Task); });
    m_remember = menu->addAction({}, this, [this] {
        if (mayAllow())
            emit rememberWanted();
    });
    m_more->setMenu(menu);
    row->addWidget(m_deny);
    row->addWidget(m_explain);
    row->addStretch();
    row->addWidget(m_allow);
    row->addWidget(m_more);
    return page;
}

QWidget *CardFooter::buildMessage()
{
    auto *page = new QWidget(m_stack);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(20, 12, 20, 12);
    column->setSpacing(8);
    m_message = new QPlainTextEdit(page);
    m_message->setObjectName(u"message"_s);
    m_message->setProperty("field", true);
    m_message->setTabChangesFocus(true);
    m_message->setFixedHeight(64);
    connect(m_message, &QPlainTextEdit::textChanged, this, &CardFooter::countMessage);
    m_message->installEventFilter(this);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    m_send = new HintButton(page);
    m_send->setObjectName(u"send"_s);
    connect(m_send, &QPushButton::clicked, this, [this] { emit denied(m_message->toPlainText().trimmed()); });
    m_back = new HintButton(page);
    connect(m_back, &QPushButton::clicked, this, &CardFooter::leaveMessage);
    m_count = new QLabel(page);
    m_count->setProperty("muted", true);
    row->addWidget(m_send);
    row->addWidget(m_back);
    row->addStretch();
    row->addWidget(m_count);
    column->addWidget(m_message);
    column->addLayout(row);
    return page;
}

QWidget *CardFooter::buildClose()
{
    auto *page = new QWidget(m_stack);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(20, 12, 20, 12);
    m_close = new HintButton(page);
    connect(m_close, &QPushButton::clicked, this, &CardFooter::closed);
    row->addWidget(m_close);
    row->addStretch();
    return page;
}

QPushButton *CardFooter::denyButton() const
{
    return m_deny;
}

QPushButton *CardFooter::allowButton() const
{
    return m_allow;
}

void CardFooter::setContent(const CardContent &content)
{
    m_content = content;
    m_allow->setDangerous(content.high);
    m_forTask->setVisible(content.canRemember);
    m_remember->setVisible(content.canRemember);
    m_more->setVisible(content.canRemember);
    m_deny->setVisible(content.canDeny);
    m_explain->setVisible(content.canExplain);
    retranslate();
    restartGuard();
}

void CardFooter::setDecided(bool decided)
{
    // What is being written stays while the card is only drawn again.
    if (decided != m_decided)
        showPage(decided ? 2 : 0);
    m_decided = decided;
    update();
}

void CardFooter::setBusy(bool busy)
{
    m_busy = busy;
    update();
}

void CardFooter::restartGuard()
{
    m_guard.restart(m_clock.elapsed());
    m_open.start(AllowGuard::kDelayMs + 1);
    update();
}

bool CardFooter::mayAllow() const
{
    return !m_decided && !m_busy && m_content.hidden == 0 && !m_content.blocked && m_guard.isOpen(m_clock.elapsed());
}

void CardFooter::update()
{
    const bool open = mayAllow();
    const QString reason = open || m_decided      ? QString()
                           : m_content.blocked    ? tr("Can be pressed when each edited text is without marks")
                           : m_content.hidden > 0 ? tr("Can be pressed when everything was shown")
                                                  : tr("Can be pressed after a moment, so that nothing is allowed by "
                                                       "accident");
    for (QWidget *widget : {static_cast<QWidget *>(m_allow), static_cast<QWidget *>(m_more)}) {
        widget->setEnabled(open);
        widget->setToolTip(reason);
    }
    for (QWidget *widget : {m_deny, m_explain, m_send})
        widget->setEnabled(!m_busy && !m_decided && !(widget == m_deny && m_content.blocked));
    // The timer of a busy desktop may be early.
    if (!open && !m_decided && !m_busy && m_content.hidden == 0 && !m_content.blocked && !m_open.isActive())
        m_open.start(m_guard.left(m_clock.elapsed()) + 1);
}

void CardFooter::allow(RememberFor how)
{
    if (!mayAllow() || (how != RememberFor::No && !m_content.canRemember))
        return;
    emit allowed(how);
}

// A stack is as high as its highest page; this one as the page that is seen.
void CardFooter::showPage(int index)
{
    for (int i = 0; i < m_stack->count(); ++i) {
        const auto policy = i == index ? QSizePolicy::Preferred : QSizePolicy::Ignored;
        m_stack->widget(i)->setSizePolicy(QSizePolicy::Preferred, policy);
    }
    m_stack->setCurrentIndex(index);
    m_stack->updateGeometry();
    updateGeometry();
}

bool CardFooter::isWriting() const
{
    return m_stack->currentIndex() == 1;
}

void CardFooter::writeMessage()
{
    if (m_decided || m_busy)
        return;
    showPage(1);
    m_message->setFocus();
    updateGeometry();
}

bool CardFooter::leaveMessage()
{
    if (!isWriting())
        return false;
    showPage(0);
    m_deny->setFocus();
    return true;
}

void CardFooter::clearMessage()
{
    m_message->clear();
    if (isWriting())
        showPage(0);
}

void CardFooter::countMessage()
{
    if (m_message->toPlainText().size() > kLongestMessage) {
        QTextCursor cursor = m_message->textCursor();
        cursor.movePosition(QTextCursor::End);
        while (m_message->toPlainText().size() > kLongestMessage)
            cursor.deletePreviousChar();
    }
    m_count->setText(u"%1 / %2"_s.arg(m_message->toPlainText().size()).arg(kLongestMessage));
}

bool CardFooter::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        // Some desktops press the focused button by Enter; never this one. A held key presses nothing either.
        if (watched == m_allow && (enter || key->isAutoRepeat()))
            return true;
        if (watched == m_message && key->key() == Qt::Key_Escape)
            return leaveMessage();
        if (watched == m_message && enter && key->modifiers().testFlag(Qt::ControlModifier)) {
            m_send->click();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void CardFooter::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void CardFooter::retranslate()
{
    m_deny->setText(m_content.deny.isEmpty() ? tr("Deny") : m_content.deny);
    m_deny->setHint(m_content.byRows ? QString() : u"Esc"_s);
    m_explain->setText(m_content.explain.isEmpty() ? tr("Deny and explain…") : m_content.explain);
    m_explain->setIcon(Icons::get(u"message-square-x"_s));
    m_allow->setText(m_content.allow.isEmpty() ? tr("Allow once") : m_content.allow);
    m_allow->setHint(u"Alt O"_s);
    m_more->setText({});
    m_more->setIcon(Icons::get(u"chevron-down"_s));
    m_more->setAccessibleName(tr("More ways to allow"));
    m_forTask->setText(tr("Allow for this task"));
    m_remember->setText(tr("Remember…"));
    m_send->setText(m_content.byRows ? tr("Send this message") : tr("Deny with this message"));
    m_back->setText(tr("Back"));
    m_back->setHint(u"Esc"_s);
    m_close->setText(tr("Close"));
    m_close->setHint(u"Esc"_s);
    m_message->setAccessibleName(tr("Message to the model"));
    m_message->setPlaceholderText(tr("What should the model do instead?"));
    countMessage();
    update();
}

} // namespace vibecoder
