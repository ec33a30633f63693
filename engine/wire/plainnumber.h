// SPDX-License-Identifier: MIT
// Numbers as people write them and in no other form: no leading zero, sign +, exponent, base prefix, underscore or
// space.
#pragma once

#include <QString>

#include <optional>

namespace vibecoder {

[[nodiscard]] inline bool isPlainDigits(QStringView text)
{
    if (text.isEmpty() || text.size() > 18 || (text.size() > 1 && text.front() == u'0'))
        return false;
    for (const QChar c : text) {
        if (c < u'0' || c > u'9')
            return false;
    }
    return true;
}

[[nodiscard]] inline std::optional<qint64> plainInteger(const QString &text, qint64 low, qint64 high)
{
    const bool negative = text.startsWith(u'-');
    const QStringView digits = QStringView(text).sliced(negative ? 1 : 0);
    if (!isPlainDigits(digits))
        return std::nullopt;
    const qint64 value = negative ? -digits.toLongLong() : digits.toLongLong();
    return value >= low && value <= high ? std::optional(value) : std::nullopt;
}

/// At most 18 digits on each side of the point.
[[nodiscard]] inline std::optional<double> plainDecimal(const QString &text)
{
    const qsizetype point = text.indexOf(u'.');
    const QStringView whole = QStringView(text).first(point < 0 ? text.size() : point);
    const QStringView fraction = point < 0 ? QStringView() : QStringView(text).sliced(point + 1);
    // A leading digit lets the same rule read the fraction, where zeros may come first.
    const QString guarded = QLatin1Char('1') + fraction.toString();
    if (!isPlainDigits(whole) || (point >= 0 && (fraction.isEmpty() || !isPlainDigits(guarded))))
        return std::nullopt;
    return text.toDouble();
}

} // namespace vibecoder
