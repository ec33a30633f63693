// SPDX-License-Identifier: MIT
// Untrusted text before a person's eyes. Pure.
#pragma once

#include <QString>

namespace vibecoder {

/// Control, escape, bidirectional and zero-width characters as visible \u{…}; newline and tab stay when `lines` is
/// true.
[[nodiscard]] QString harmless(const QString &text, bool lines = true);

} // namespace vibecoder
