// SPDX-License-Identifier: MIT
#include "mainwindow/toast.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace vibecoder {

Toast::Toast(QWidget *window)
    : QFrame(window)
    , m_text(new QLabel(this))
    , m_undo(new QPushButton(this))
{
    setProperty("card", true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 8, 8, 8);
    layout->addWidget(m_text);
    layout->addWidget(m_undo);
    m_text->setTextFormat(Qt::PlainText);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Toast::finish);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        m_after = {};
        finish();
    });
    window->installEventFilter(this);
    hide();
}

Toast::~Toast()
{
    if (m_after)
        std::exchange(m_after, {})();
}

void Toast::offerUndo(const QString &text, int ms, std::function<void()> after)
{
    finish();
    m_after = std::move(after);
    m_undo->setText(tr("Undo"));
    m_undo->show();
    m_text->setProperty("wrong", false);
    m_text->setText(text);
    setAccessibleName(text);
    place();
    m_timer.start(ms);
}

void Toast::say(const QString &text, bool wrong, int ms)
{
    finish();
    m_undo->hide();
    m_text->setText(text);
    m_text->setProperty("wrong", wrong);
    m_text->setStyleSheet(QString()); // the property is read anew
    setAccessibleName(text);
    place();
    m_timer.start(ms);
}

void Toast::finish()
{
    m_timer.stop();
    hide();
    if (m_after)
        std::exchange(m_after, {})();
}

void Toast::place()
{
    adjustSize();
    const QWidget *window = parentWidget();
    move((window->width() - width()) / 2, window->height() - height() - 44);
    show();
    raise();
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace vibecoder
