// SPDX-License-Identifier: MIT
#include "taskpage/pagestyle.h"

#include "theme/icons.h"
#include "theme/theme.h"

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>
#include <QWidget>

namespace vibecoder::pagestyle {

namespace {

FontRole fontRole(TextSize size)
{
    switch (size) {
    case TextSize::Caption:
        return FontRole::Caption;
    case TextSize::Small:
        return FontRole::Small;
    case TextSize::Title:
        return FontRole::Title;
    case TextSize::Base:
        break;
    }
    return FontRole::Base;
}

// The first tones are the roles of the theme in the same order.
static_assert(int(Tone::DiffDelWord) == int(Role::DiffDelWord) && int(Tone::Running) == int(Role::Running));
static_assert(int(Tone::Keyword) == kRoleCount);

class FontKeeper : public QObject
{
public:
    FontKeeper(QWidget *widget, QFont::Weight weight)
        : QObject(widget)
        , m_widget(widget)
        , m_weight(weight)
    {
        widget->installEventFilter(this);
        apply();
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Show)
            apply();
        return QObject::eventFilter(watched, event);
    }

private:
    void apply()
    {
        QFont font = code();
        font.setWeight(m_weight);
        if (m_widget->font() != font)
            m_widget->setFont(font);
    }

    QWidget *m_widget;
    QFont::Weight m_weight;
};

Role roleOf(Tone tone)
{
    return int(tone) < kRoleCount ? Role(int(tone)) : Role::Text;
}

} // namespace

QColor tone(Tone tone)
{
    const int syntax = int(tone) - kRoleCount;
    return syntax < 0 ? Theme::instance().color(Role(int(tone))) : Theme::instance().syntax(SyntaxRole(syntax));
}

QFont text(TextSize size, QFont::Weight weight)
{
    return Theme::instance().font(fontRole(size), int(weight));
}

QFont code()
{
    return Theme::instance().font(FontRole::Code);
}

void setCodeFont(QWidget *widget, QFont::Weight weight)
{
    const QString name = QStringLiteral("codeFont");
    delete widget->findChild<QObject *>(name, Qt::FindDirectChildrenOnly);
    auto *keeper = new FontKeeper(widget, weight);
    keeper->setObjectName(name);
}

int px(int length)
{
    return qRound(length * Theme::instance().textScale());
}

QIcon icon(const QString &name, Tone colour)
{
    return Icons::get(name, roleOf(colour));
}

void drawIcon(QPainter *painter, const QRect &rect, const QString &name, Tone colour)
{
    painter->drawPixmap(
        rect.topLeft(), Icons::pixmap(name, roleOf(colour), rect.width(), painter->device()->devicePixelRatioF()));
}

void follow(QObject *context, const std::function<void()> &apply)
{
    apply();
    QObject::connect(&Theme::instance(), &Theme::changed, context, apply);
}

int textWidth(const QString &text, const QFont &font)
{
    return QFontMetrics(font).horizontalAdvance(text);
}

int drawText(QPainter *painter, const QRect &rect, const QString &text, const QFont &font, Tone colour,
    Qt::Alignment alignment, Qt::TextElideMode elide)
{
    if (text.isEmpty() || rect.width() <= 0)
        return 0;
    const QFontMetrics metrics(font);
    const QString shown = elide == Qt::ElideNone ? text : metrics.elidedText(text, elide, rect.width());
    painter->setFont(font);
    painter->setPen(tone(colour));
    painter->drawText(rect, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine | Qt::TextDontClip, shown);
    return metrics.horizontalAdvance(shown);
}

int drawTag(QPainter *painter, const QPoint &leftMiddle, const QString &words, Tone colour, Tone fill)
{
    const QFont font = text(TextSize::Small);
    const QRect rect(leftMiddle.x(), leftMiddle.y() - px(20) / 2, textWidth(words, font) + 12, px(20));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tone(fill));
    painter->drawRoundedRect(rect, 4, 4);
    painter->setRenderHint(QPainter::Antialiasing, false);
    drawText(painter, rect.adjusted(6, 0, 0, 0), words, font, colour, Qt::AlignLeft, Qt::ElideNone);
    return rect.width();
}

void drawFocus(QPainter *painter, const QRect &rect, int radius)
{
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(tone(Tone::Focus), 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius);
}

} // namespace vibecoder::pagestyle
