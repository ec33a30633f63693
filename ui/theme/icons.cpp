// SPDX-License-Identifier: MIT
#include "theme/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <cmath>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QHash<QString, QPixmap> &rendered()
{
    static QHash<QString, QPixmap> cache;
    return cache;
}

// Renders at the size that is asked for and in the colours of now, so that no icon must be set again for another
// screen.
class TokenIcon final : public QIconEngine
{
public:
    TokenIcon(QString name, Role role)
        : m_name(std::move(name))
        , m_role(role)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const int size = std::min(rect.width(), rect.height());
        const QPixmap picture = Icons::pixmap(m_name, roleFor(mode), size, painter->device()->devicePixelRatioF());
        painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, picture);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override { return placed(size, mode, 1); }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        return placed(size, mode, scale);
    }

    QIconEngine *clone() const override { return new TokenIcon(m_name, m_role); }

private:
    // size in device pixels. Where more width is asked for, it is the gap before the text: Qt's own is 4 pixels at any
    // size.
    [[nodiscard]] QPixmap placed(const QSize &size, QIcon::Mode mode, qreal ratio) const
    {
        const int side = std::min(size.width(), size.height());
        const QPixmap picture = Icons::pixmap(m_name, roleFor(mode), int(std::lround(side / ratio)), ratio);
        if (size.width() <= size.height() || picture.isNull())
            return picture;
        QPixmap wide(size);
        wide.setDevicePixelRatio(ratio);
        wide.fill(Qt::transparent);
        QPainter painter(&wide);
        painter.drawPixmap(0, 0, picture);
        return wide;
    }

    [[nodiscard]] Role roleFor(QIcon::Mode mode) const { return mode == QIcon::Disabled ? Role::TextMuted : m_role; }

    QString m_name;
    Role m_role;
};

} // namespace

QIcon Icons::get(const QString &name, Role role)
{
    return exists(name) ? QIcon(new TokenIcon(name, role)) : QIcon();
}

bool Icons::exists(const QString &name)
{
    (void)Theme::instance(); // registers the resources
    const bool there = QFile::exists(u":/ui/icons/%1.svg"_s.arg(name));
    if (!there)
        qWarning("no icon of the name %s", qPrintable(name));
    return there;
}

QPixmap Icons::pixmap(const QString &name, Role role, int px, qreal ratio)
{
    const QString key = u"%1|%2|%3|%4"_s.arg(name).arg(int(role)).arg(px).arg(ratio);
    if (const auto found = rendered().constFind(key); found != rendered().constEnd())
        return *found;
    QFile file(u":/ui/icons/%1.svg"_s.arg(name));
    if (px <= 0 || !exists(name) || !file.open(QIODevice::ReadOnly))
        return {};
    QByteArray svg = file.readAll();
    svg.replace("currentColor", Theme::instance().color(role).name().toLatin1());
    QSvgRenderer renderer(svg);
    QPixmap picture(int(std::ceil(px * ratio)), int(std::ceil(px * ratio)));
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    renderer.render(&painter, QRectF(QPointF(), QSizeF(picture.size())));
    painter.end();
    picture.setDevicePixelRatio(ratio);
    rendered().insert(key, picture);
    return picture;
}

void Icons::clear()
{
    rendered().clear();
}

} // namespace vibecoder
