// SPDX-License-Identifier: MIT
// One simple command without any meaning of the shell, split into its words. Pure.
#pragma once

#include <QStringList>

#include <optional>

namespace vibecoder {

/// Nothing when the text is more than plain words: operators, expansions, globs, control or non-ASCII characters
/// outside quotes, an open quote, `!` or `#`. Single and double quotes are removed; inside double ones `$`, back-tick
/// and backslash are refused, and so is `!`.
[[nodiscard]] std::optional<QStringList> plainWords(const QString &command);

} // namespace vibecoder
