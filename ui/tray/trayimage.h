// SPDX-License-Identifier: MIT
// The icon in the tray: the mark, and a shape for the state (dot, hand, triangle), so that colour is not alone.
#pragma once

#include <QIcon>

namespace vibecoder {

enum class TrayState { Idle, Running, NeedsYou, Error };

[[nodiscard]] QIcon trayIcon(TrayState state);

} // namespace vibecoder
