// SPDX-License-Identifier: MIT
#include "mainwindow/parts.h"

#include "tasklist/rowtexts.h"
#include "theme/amounts.h"
#include "theme/icons.h"

#include <QPainter>
#include <QStyleOptionToolButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

void BarButton::initStyleOption(QStyleOptionToolButton *option) const
{
    QToolButton::initStyleOption(option);
    if (option->toolButtonStyle == Qt::ToolButtonTextBesideIcon)
        option->iconSize = Icons::besideText(option->iconSize.height());
}

CountButton::CountButton(QWidget *parent)
    : BarButton(parent)
{
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

void CountButton::setCount(int count)
{
    if (std::exchange(m_count, count) != count) {
        updateGeometry();
        update();
    }
}

QSize CountButton::sizeHint() const
{
    return BarButton::sizeHint() + QSize(m_count > 0 ? 24 : 0, 0);
}

void CountButton::paintEvent(QPaintEvent *event)
{
    QToolButton::paintEvent(event);
    if (m_count <= 0)
        return;
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ring(width() - 27, (height() - 18) / 2.0, 18, 18);
    painter.setBrush(theme.color(Role::WarningSoft));
    painter.setPen(QPen(theme.color(Role::Warning), 1));
    painter.drawEllipse(ring.adjusted(0.5, 0.5, -0.5, -0.5));
    QFont font = theme.digits(FontRole::Caption, 600);
    font.setPixelSize(11);
    painter.setFont(font);
    painter.drawText(ring, Qt::AlignCenter, m_count > 99 ? u"99+"_s : QString::number(m_count));
}

StatusStrip::StatusStrip(QWidget *parent)
    : QStatusBar(parent)
{
    setSizeGripEnabled(false);
    setContentsMargins(6, 0, 6, 0);
    m_queue = add(false);
    m_today = add(false);
    m_key = add(false);
    m_sandbox = add(true);
    m_server = add(true);
    connect(m_queue, &QToolButton::clicked, this, &StatusStrip::queueWanted);
    connect(m_today, &QToolButton::clicked, this, &StatusStrip::queueWanted);
    connect(m_key, &QToolButton::clicked, this, &StatusStrip::keyWanted);
    connect(m_sandbox, &QToolButton::clicked, this, &StatusStrip::safetyWanted);
    connect(m_server, &QToolButton::clicked, this, &StatusStrip::serverWanted);
    m_key->hide();
    retranslate();
}

QToolButton *StatusStrip::add(bool atRight)
{
    auto *button = new QToolButton(this);
    button->setProperty("role", u"bare"_s);
    button->setProperty("strip", true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    if (atRight)
        addPermanentWidget(button);
    else
        addWidget(button);
    return button;
}

void StatusStrip::setQueue(const QueueStatus &status)
{
    m_status = status;
    retranslate();
}

void StatusStrip::setToday(qint64 microUsd)
{
    m_spent = microUsd;
    retranslate();
}

void StatusStrip::setKeyMissing(bool missing)
{
    m_key->setVisible(missing);
}

void StatusStrip::setSandbox(SandboxTier tier, const QString &why)
{
    m_tier = tier;
    m_why = why;
    m_tierKnown = true;
    retranslate();
}

void StatusStrip::setServer(const QString &address)
{
    m_address = address;
    retranslate();
}

void StatusStrip::retranslate()
{
    const auto set = [](QToolButton *button, const QString &icon, Role role, const QString &text) {
        button->setIcon(Icons::get(icon, role));
        button->setText(text);
        button->setAccessibleName(text);
        button->setFont(Theme::instance().font(FontRole::Small));
        const int side = button->fontMetrics().ascent() + 2;
        button->setIconSize(Icons::besideText(side));
    };
    const qint64 running = m_status.counts.value(TaskState::Running),
                 queued = m_status.counts.value(TaskState::Pending);
    QString queue = running + queued == 0 ? tr("Queue idle") : tr("%1 running · %2 queued").arg(running).arg(queued);
    if (m_status.paused)
        queue = tr("Queue paused · %1 queued").arg(queued);
    set(m_queue, m_status.paused ? u"circle-pause"_s : u"activity"_s, running > 0 ? Role::Running : Role::TextMuted,
        queue);
    set(m_today, u"coins"_s, Role::TextMuted, tr("Today %1").arg(amounts::money(m_spent)));
    set(m_key, u"key-round"_s, Role::Warning, tr("No API key"));
    const bool held = m_tier != SandboxTier::None;
    set(m_sandbox, held ? u"shield-check"_s : u"shield"_s,
        !m_tierKnown ? Role::TextMuted
        : held       ? Role::Success
                     : Role::Warning,
        !m_tierKnown ? tr("Sandbox …")
        : held       ? tr("Sandbox on")
                     : tr("No sandbox"));
    m_sandbox->setToolTip(m_why);
    set(m_server, u"server"_s, Role::TextMuted, m_address.isEmpty() ? tr("Server off") : m_address);
}

} // namespace vibecoder
