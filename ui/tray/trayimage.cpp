// SPDX-License-Identifier: MIT
#include "tray/trayimage.h"

#include "theme/icons.h"

#include <QPainter>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QPixmap drawn(TrayState state, int size)
{
    const Theme &theme = Theme::instance();
    QPixmap image(size, size);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    // A filled mark is seen on light and dark panels alike.
    painter.setBrush(theme.color(Role::Accent, false));
    const double inset = size / 16.0;
    painter.drawRoundedRect(QRectF(0, 0, size, size).adjusted(inset, inset, -inset, -inset), size / 5.0, size / 5.0);
    const int check = size * 5 / 8;
    painter.drawPixmap((size - check) / 2, (size - check) / 2, Icons::pixmap(u"check"_s, Role::OnAccent, check, 1));
    if (state == TrayState::Idle)
        return image;
    const double half = size * 0.56;
    const QRectF corner(size - half, size - half, half, half);
    painter.setBrush(theme.color(Role::Surface, false));
    painter.drawEllipse(corner);
    if (state == TrayState::Running) {
        painter.setBrush(theme.color(Role::Running, false));
        const double in = half / 4;
        painter.drawEllipse(corner.adjusted(in, in, -in, -in));
        return image;
    }
    const bool needed = state == TrayState::NeedsYou;
    QImage sign = Icons::pixmap(needed ? u"hand"_s : u"triangle-alert"_s, Role::Text, int(half * 0.8), 1).toImage();
    QPainter tint(&sign);
    tint.setCompositionMode(QPainter::CompositionMode_SourceIn);
    tint.fillRect(sign.rect(), theme.color(needed ? Role::Warning : Role::Danger, false));
    tint.end();
    painter.drawImage(
        QPointF(corner.center().x() - sign.width() / 2.0, corner.center().y() - sign.height() / 2.0), sign);
    return image;
}

} // namespace

QIcon trayIcon(TrayState state)
{
    QIcon icon;
    for (const int size : {16, 22, 32, 48, 64})
        icon.addPixmap(drawn(state, size));
    return icon;
}

} // namespace vibecoder
