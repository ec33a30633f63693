// SPDX-License-Identifier: MIT
#include "theme/pagestyle.h"

#include "theme/icons.h"

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>
#include <QScreen>
#include <QWidget>

namespace vibecoder::pagestyle {

namespace {

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

} // namespace

QColor tone(Role role)
{
    return Theme::instance().color(role);
}

QFont text(FontRole size, QFont::Weight weight)
{
    return Theme::instance().font(size, int(weight));
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

QIcon icon(const QString &name, Role colour)
{
    return Icons::get(name, colour);
}

void drawIcon(QPainter *painter, const QRect &rect, const QString &name, Role colour)
{
    painter->drawPixmap(
        rect.topLeft(), Icons::pixmap(name, colour, rect.width(), painter->device()->devicePixelRatioF()));
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

int drawText(QPainter *painter, const QRect &rect, const QString &text, const QFont &font, Role colour,
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

int drawTag(QPainter *painter, const QPoint &leftMiddle, const QString &words, Role colour, Role fill)
{
    const QFont font = text(FontRole::Small);
    const QRect rect(leftMiddle.x(), leftMiddle.y() - px(20) / 2, textWidth(words, font) + 12, px(20));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tone(fill));
    painter->drawRoundedRect(rect, 4, 4);
    painter->setRenderHint(QPainter::Antialiasing, false);
    drawText(painter, rect.adjusted(6, 0, 0, 0), words, font, colour, Qt::AlignLeft, Qt::ElideNone);
    return rect.width();
}

QSize onScreen(const QWidget *widget, const QSize &wanted)
{
    const QScreen *screen = widget->screen();
    return screen ? wanted.boundedTo(screen->availableGeometry().size() * 0.94) : wanted;
}

void drawFocus(QPainter *painter, const QRect &rect, int radius)
{
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(tone(Role::Focus), 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius);
}

} // namespace vibecoder::pagestyle
