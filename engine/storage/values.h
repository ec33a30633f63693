// SPDX-License-Identifier: MIT
// Model values as column values and back. Times are milliseconds since 1970 in UTC, NULL when invalid.
#pragma once

#include "base/enumtable.h"
#include "storage/connection.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

namespace vibecoder::values {

[[nodiscard]] inline QVariant ofTime(const QDateTime &time)
{
    return time.isValid() ? QVariant(time.toMSecsSinceEpoch()) : QVariant();
}

[[nodiscard]] inline QDateTime time(const Row &row, const char *column)
{
    return row.isNull(column) ? QDateTime() : QDateTime::fromMSecsSinceEpoch(row.integer(column), QTimeZone::utc());
}

[[nodiscard]] inline QString ofJson(const QJsonObject &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

[[nodiscard]] inline QJsonObject json(const Row &row, const char *column)
{
    return QJsonDocument::fromJson(row.bytes(column)).object();
}

/// A row that says something this program does not know: never guessed at.
[[nodiscard]] tl::unexpected<Error> badRow(const char *table, const char *column, const QString &value);

template <typename E>
[[nodiscard]] Result<E> enumValue(const Row &row, const char *table, const char *column)
{
    const auto value = fromWire<E>(row.text(column));
    if (!value)
        return badRow(table, column, row.text(column));
    return *value;
}

/// Full id, unique prefix of at least 4 characters, or `@last`. `table` is one of ours, never input.
[[nodiscard]] Result<QString> resolveId(Connection &c, const QString &table, const QString &text);

} // namespace vibecoder::values
