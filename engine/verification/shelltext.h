// SPDX-License-Identifier: MIT
// The pieces of a text for a shell, with every expansion as it stands. Pure.
#pragma once

#include <QString>
#include <QStringList>

namespace vibecoder {

/// Without their quotes.
[[nodiscard]] QStringList words(const QString &command);
/// The commands of a text: cut at `&&`, `||`, `;`, `&` and line ends that stand outside of quotes. closed: every quote
/// is.
[[nodiscard]] QStringList partsOf(const QString &text, bool *closed = nullptr);
/// The commands between the pipes of one part.
[[nodiscard]] QStringList pipedOf(const QString &part);
/// The texts inside of `$( )`, `<( )` and back-ticks, the outermost ones.
[[nodiscard]] QStringList substitutedIn(const QString &text);
/// Without comments and with continued lines joined.
[[nodiscard]] QString withoutComments(const QString &text);

} // namespace vibecoder
