// SPDX-License-Identifier: MIT
// Icons of ui/icons (Lucide), tinted with a colour role. GUI thread. Ask again after Theme::changed().
#pragma once

#include "theme/theme.h"

#include <QIcon>
#include <QPixmap>

namespace vibecoder {

class Icons
{
public:
    /// With a disabled form in TextMuted. An unknown name gives an empty icon and one warning in the log.
    [[nodiscard]] static QIcon get(const QString &name, Role role = Role::TextSecondary);
    /// px: logical size; ratio: of the screen it is painted on.
    [[nodiscard]] static QPixmap pixmap(const QString &name, Role role, int px, qreal ratio);
    /// The place of an icon beside the text of a button, with the gap between them: Qt's own is 4 px at any text size.
    [[nodiscard]] static QSize besideText(int side) { return {side + side / 4, side}; }
    [[nodiscard]] static bool exists(const QString &name);
    /// Forgets what was rendered; the theme calls it when its colours change.
    static void clear();
};

} // namespace vibecoder
