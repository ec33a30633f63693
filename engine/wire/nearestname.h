// SPDX-License-Identifier: MIT
// "Did you mean": the known name that a misspelt one stands for.
#pragma once

#include <QString>
#include <QStringList>

namespace vibecoder {

/// Same letters in another case first, then the smallest edit distance of at most 2; empty when nothing is near.
[[nodiscard]] QString nearestName(const QString &wrong, const QStringList &known);

} // namespace vibecoder
