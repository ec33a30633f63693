// SPDX-License-Identifier: MIT
#include "permission/plainwords.h"

namespace vibecoder {

std::optional<QStringList> plainWords(const QString &command)
{
    QStringList words;
    QString word;
    bool inWord = false;
    QChar quote;
    for (const QChar c : command) {
        const char16_t u = c.unicode();
        if (u < 0x20 || u > 0x7e)
            return std::nullopt;
        if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else if (quote == QLatin1Char('"') && QStringLiteral("$`\\!").contains(c))
                return std::nullopt;
            else
                word += c;
            continue;
        }
        if (c == QLatin1Char(' ')) {
            if (inWord)
                words.append(std::exchange(word, {}));
            inWord = false;
        } else if (c == QLatin1Char('\'') || c == QLatin1Char('"')) {
            quote = c;
            inWord = true;
        } else if (c.isLetterOrNumber() || QStringLiteral("_-./,:+@%=").contains(c)) {
            word += c;
            inWord = true;
        } else {
            return std::nullopt;
        }
    }
    if (!quote.isNull())
        return std::nullopt;
    if (inWord)
        words.append(word);
    // `NAME=value command` sets a variable for it: not plain.
    if (!words.isEmpty() && words.first().contains(QLatin1Char('=')))
        return std::nullopt;
    return words;
}

} // namespace vibecoder
