// SPDX-License-Identifier: MIT
// AGENTS.md or CLAUDE.md of the working directory, as untrusted project text for the first message. It can never
// widen a permission: it is text and nothing else.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace vibecoder {

inline constexpr int kProjectTextMax = 8000; ///< characters; longer text is cut with a note

/// `read` opens a file of the working directory (contained); the first of AGENTS.md and CLAUDE.md that is there is
/// taken. Empty when there is none or it is no text.
[[nodiscard]] QString projectText(const std::function<Result<QByteArray>(const QString &name)> &read);

} // namespace vibecoder
