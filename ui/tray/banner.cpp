// SPDX-License-Identifier: MIT
#include "tray/banner.h"

#include "theme/icons.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kShownMs = 10000;

bool stays(NoticeKind kind)
{
    return kind == NoticeKind::Approval || kind == NoticeKind::QueuePaused;
}

std::pair<Role, Role> rolesOf(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::Passed:
        return {Role::Success, Role::SuccessSoft};
    case NoticeKind::Failed:
        return {Role::Danger, Role::DangerSoft};
    case NoticeKind::Approval:
    case NoticeKind::Spend:
    case NoticeKind::QueuePaused:
        return {Role::Warning, Role::WarningSoft};
    }
    Q_UNREACHABLE();
}

QString iconOf(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::Approval:
        return u"hand"_s;
    case NoticeKind::Passed:
        return u"circle-check"_s;
    case NoticeKind::Failed:
        return u"circle-x"_s;
    case NoticeKind::Spend:
        return u"circle-dollar-sign"_s;
    case NoticeKind::QueuePaused:
        return u"circle-pause"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

Banner::Banner(QWidget *parent)
    : QFrame(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 6, 12, 6);
    row->setSpacing(10);
    m_icon = new QLabel(this);
    m_text = new QLabel(this);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_open = new QPushButton(this);
    m_open->setAutoDefault(false);
    m_close = new QToolButton(this);
    m_close->setProperty("role", u"bare"_s);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_open);
    row->addWidget(m_close);
    m_gone.setSingleShot(true);
    connect(&m_gone, &QTimer::timeout, this, &QWidget::hide);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_open, &QPushButton::clicked, this, [this] {
        hide();
        emit clicked(m_notice);
    });
    connect(&Theme::instance(), &Theme::changed, this, &Banner::apply);
    hide();
    apply();
}

void Banner::show(const Notice &notice)
{
    m_notice = notice;
    apply();
    stays(notice.kind) ? m_gone.stop() : m_gone.start(kShownMs);
    QFrame::show();
}

void Banner::apply()
{
    const Theme &theme = Theme::instance();
    m_icon->setPixmap(Icons::pixmap(
        iconOf(m_notice.kind), rolesOf(m_notice.kind).first, theme.px("control"_L1, "icon"_L1), devicePixelRatioF()));
    m_text->setText(m_notice.text.isEmpty() ? m_notice.title : m_notice.title + u'\n' + m_notice.text);
    m_open->setText(tr("Open"));
    m_close->setIcon(Icons::get(u"x"_s));
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(m_close->toolTip());
    setAccessibleName(m_notice.title);
    update();
}

void Banner::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(rolesOf(m_notice.kind).second));
    painter.fillRect(0, height() - 1, width(), 1, theme.color(Role::Border));
}

void Banner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        apply();
}

} // namespace vibecoder
