// SPDX-License-Identifier: MIT
#include "approvals/cardparts.h"

#include "theme/icons.h"

#include <QBoxLayout>
#include <QPainter>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kStrip = 52, kLabelColumn = 84, kBarWidth = 150, kBarHeight = 4;

void colour(QLabel *label, Role role)
{
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, Theme::instance().color(role));
    label->setPalette(palette);
}

// Rich text of our own making around parts that came from elsewhere.
QString span(const QString &text, Role role, int weight, bool code)
{
    const Theme &theme = Theme::instance();
    QString style = u"color:%1;font-weight:%2;"_s.arg(theme.color(role).name()).arg(weight);
    if (code)
        style += u"font-family:'%1';font-size:%2px;"_s.arg(theme.font(FontRole::Code).families().join(u"','"_s))
                     .arg(theme.font(FontRole::Code).pixelSize());
    return u"<span style=\"%1\">%2</span>"_s.arg(style, text.toHtmlEscaped());
}

} // namespace

RiskStrip::RiskStrip(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(20, 8, 20, 8);
    row->setSpacing(12);
    m_icon = new QLabel(this);
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_idLabel = new QLabel(this);
    m_idLabel->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_icon);
    row->addWidget(m_title, 1);
    row->addWidget(m_idLabel);
    setMinimumHeight(kStrip);
    connect(&Theme::instance(), &Theme::changed, this, &RiskStrip::apply);
}

void RiskStrip::setContent(const CardContent &content, const QString &id, bool greyed)
{
    m_content = content;
    m_id = id;
    m_greyed = greyed;
    apply();
}

void RiskStrip::apply()
{
    const Theme &theme = Theme::instance();
    const Role role = m_greyed ? Role::TextMuted : m_content.role;
    m_icon->setPixmap(m_content.icon.isEmpty() ? QPixmap()
                                               : Icons::pixmap(m_content.icon, role,
                                                     theme.px("control"_L1, "iconLarge"_L1), devicePixelRatioF()));
    m_title->setText(m_content.title);
    m_title->setFont(theme.font(FontRole::Title, 600));
    colour(m_title, role);
    m_idLabel->setText(m_id.isEmpty() ? QString() : u'#' + m_id.left(8));
    m_idLabel->setAccessibleName(m_idLabel->text());
    m_idLabel->setFont(theme.font(FontRole::Small));
    colour(m_idLabel, Role::TextMuted);
    update();
}

void RiskStrip::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(m_greyed ? Role::Hover : m_content.strip));
    painter.fillRect(0, height() - 1, width(), 1, theme.color(Role::Border));
}

CardRow::CardRow(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 4, 0, 4);
    row->setSpacing(6);
    m_label = new QLabel(this);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_icon = new QLabel(this);
    m_text = new QLabel(this);
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row->addWidget(m_label, 0, Qt::AlignTop);
    row->addSpacing(4);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    m_icon->setContentsMargins(0, 2, 0, 0);
    m_icon->hide();
    connect(&Theme::instance(), &Theme::changed, this, &CardRow::apply);
    apply();
}

void CardRow::setLabel(const QString &label)
{
    m_label->setText(label);
    apply();
}

void CardRow::setText(const QString &strong, const QString &text, const QString &detail, Role role, const QString &icon,
    bool detailIsCode)
{
    m_strong = strong;
    m_plain = text;
    m_detail = detail;
    m_role = role;
    m_iconName = icon;
    m_code = detailIsCode;
    apply();
}

void CardRow::setWidget(QWidget *widget)
{
    m_extra = widget;
    m_text->hide();
    static_cast<QHBoxLayout *>(layout())->addWidget(widget, 1);
}

QString CardRow::plainText() const
{
    return QStringList{m_strong, m_plain, m_detail}.join(u' ').simplified();
}

void CardRow::apply()
{
    const Theme &theme = Theme::instance();
    m_label->setFont(theme.font(FontRole::Small));
    colour(m_label, Role::TextMuted);
    const QFontMetrics metrics(m_label->font());
    m_label->setFixedWidth(
        std::max(int(kLabelColumn * theme.textScale()), metrics.horizontalAdvance(m_label->text()) + 4));
    QString html;
    if (!m_strong.isEmpty())
        html += span(m_strong, m_role, 600, false) + u' ';
    html += span(m_plain, Role::Text, 400, false);
    if (!m_detail.isEmpty())
        html += u' ' + span(m_detail, Role::TextMuted, 400, m_code);
    m_text->setText(html);
    m_text->setFont(theme.font(FontRole::Base));
    m_icon->setVisible(!m_iconName.isEmpty());
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(
            Icons::pixmap(m_iconName, m_role, theme.px("control"_L1, "iconSmall"_L1), devicePixelRatioF()));
    setAccessibleName(m_label->text() + u": "_s + plainText());
}

TimeBar::TimeBar(QWidget *parent)
    : QWidget(parent)
{
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TimeBar::setLeft(double part, const QString &figure)
{
    m_part = part;
    m_figure = figure;
    setAccessibleName(figure);
    update();
}

QSize TimeBar::sizeHint() const
{
    return {kBarWidth + 80, QFontMetrics(Theme::instance().digits(FontRole::Base)).height() + 2};
}

void TimeBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF bar(0, (height() - kBarHeight) / 2.0, kBarWidth, kBarHeight);
    painter.setBrush(theme.color(Role::Border));
    painter.drawRoundedRect(bar, 2, 2);
    constexpr double few = 0.15;
    painter.setBrush(theme.color(m_part < few ? Role::Warning : Role::TextSecondary));
    painter.drawRoundedRect(QRectF(bar.x(), bar.y(), bar.width() * std::max(0.0, m_part), bar.height()), 2, 2);
    painter.setFont(theme.digits(FontRole::Base));
    painter.setPen(theme.color(Role::Text));
    painter.drawText(
        QRect(kBarWidth + 10, 0, width() - kBarWidth - 10, height()), Qt::AlignVCenter | Qt::AlignLeft, m_figure);
}

} // namespace vibecoder
