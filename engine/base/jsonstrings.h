// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonArray>
#include <QStringList>

namespace vibecoder {

/// The texts of an array; what is no text is empty, and what is no array gives none.
[[nodiscard]] inline QStringList stringsOf(const QJsonValue &texts)
{
    QStringList strings;
    for (const QJsonValue text : texts.toArray())
        strings.append(text.toString());
    return strings;
}

} // namespace vibecoder
