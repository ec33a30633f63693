// SPDX-License-Identifier: MIT
#include "approvals/hintbutton.h"

#include <QStyle>
#include <QStyleOptionButton>
#include <QStylePainter>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSide = 14, kGap = 8, kFrame = 5;

} // namespace

HintButton::HintButton(QWidget *parent)
    : QPushButton(parent)
{
    setAutoDefault(false);
    setProperty("ownFocus", true);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void HintButton::setHint(const QString &hint)
{
    m_hint = hint;
    updateGeometry();
    update();
}

void HintButton::setDangerous(bool dangerous)
{
    m_dangerous = dangerous;
    setProperty("role", dangerous ? u"danger"_s : QString());
    style()->unpolish(this);
    style()->polish(this);
}

QFont HintButton::hintFont() const
{
    return Theme::instance().font(FontRole::Caption);
}

QSize HintButton::sizeHint() const
{
    const Theme &theme = Theme::instance();
    int width = 2 * kSide + fontMetrics().horizontalAdvance(text());
    if (!icon().isNull())
        width += iconSize().height() + kGap;
    if (!m_hint.isEmpty())
        width += kGap + 2 * kFrame + QFontMetrics(hintFont()).horizontalAdvance(m_hint);
    return {width, theme.px("control"_L1, "height"_L1)};
}

void HintButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = {};
    painter.drawControl(QStyle::CE_PushButton, option);

    if (hasFocus()) {
        constexpr int ring = 2;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.color(Role::Focus), ring));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
        painter.restore();
    }
    const QColor front = theme.color(!isEnabled()               ? Role::TextMuted
                                     : m_dangerous && !isDown() ? Role::Danger
                                                                : Role::Text);
    const int all = sizeHint().width() - 2 * kSide;
    int x = (width() - all) / 2;
    if (!icon().isNull()) {
        const int side = iconSize().height();
        icon().paint(&painter, x, (height() - side) / 2, side, side, Qt::AlignCenter,
            isEnabled() ? QIcon::Normal : QIcon::Disabled);
        x += iconSize().height() + kGap;
    }
    painter.setPen(front);
    const int wide = fontMetrics().horizontalAdvance(text());
    painter.drawText(QRect(x, 0, wide, height()), Qt::AlignVCenter | Qt::AlignLeft, text());
    if (m_hint.isEmpty())
        return;
    x += wide + kGap;
    painter.setFont(hintFont());
    const QFontMetrics metrics(hintFont());
    const QRect frame(
        x, (height() - metrics.height() - 2) / 2, metrics.horizontalAdvance(m_hint) + 2 * kFrame, metrics.height() + 2);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.color(Role::Border));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(theme.color(m_dangerous && isEnabled() ? Role::Danger : Role::TextSecondary));
    painter.drawText(frame, Qt::AlignCenter, m_hint);
}

} // namespace vibecoder
