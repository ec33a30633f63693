// SPDX-License-Identifier: MIT
// A list of texts in one field: an item per line. An item of several lines goes on in lines that begin with four
// spaces, so that a script or a here-document comes back as it was. Pure.
#pragma once

#include <QStringList>

namespace vibecoder {

[[nodiscard]] QString linesOfItems(const QStringList &items);
/// The reverse; empty lines between items are left out, white space around an item as well.
[[nodiscard]] QStringList itemsOfLines(const QString &text);

} // namespace vibecoder
