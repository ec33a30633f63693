// SPDX-License-Identifier: MIT
// What the note of a verdict names, for readers in any language. Pure.
#pragma once

#include <QString>

namespace vibecoder {

/// note: of a verdict that rests on a clean room, an English sentence with names behind its colon. The names of what
/// the attempt left behind and what came along, because it does not pass without; empty: nothing did.
[[nodiscard]] QString cameAlong(const QString &note);

} // namespace vibecoder
