// SPDX-License-Identifier: MIT
// Checked reading of a JSON object: a missing or null member keeps the default, a wrong type or range is remembered
// by name. Used by the codec only.
#pragma once

#include "base/enumtable.h"
#include "base/result.h"

#include <QDateTime>
#include <QJsonObject>
#include <QJsonValue>
#include <QSet>
#include <QStringList>

#include <optional>

namespace vibecoder {

/// ISO text, or null for an invalid time.
[[nodiscard]] QJsonValue jsonTime(const QDateTime &time);

class JsonFields
{
public:
    explicit JsonFields(const QJsonObject &json)
        : m_json(json)
    {
    }

    void read(const char *name, QString &value);
    void read(const char *name, QStringList &value);
    void read(const char *name, bool &value);
    void read(const char *name, int &value);
    void read(const char *name, qint64 &value);
    void read(const char *name, std::optional<int> &value);
    void read(const char *name, std::optional<double> &value);
    void read(const char *name, QDateTime &value);
    void read(const char *name, QJsonObject &value);
    template <typename E>
    requires std::is_enum_v<E>
    void read(const char *name, E &value)
    {
        const QJsonValue member = take(name);
        if (member.isNull())
            return;
        if (const auto known = fromWire<E>(member.toString()); member.isString() && known)
            value = *known;
        else
            wrong(name, wireNames<E>().join(QStringLiteral(", ")));
    }

    /// Every member that was not read is an error.
    void refuseOthers();

    template <typename T>
    [[nodiscard]] Result<T> finish(T value) const
    {
        if (m_wrong.isEmpty())
            return value;
        return fail(ErrorCode::InvalidArgument, m_wrong.join(QStringLiteral("; ")));
    }

private:
    [[nodiscard]] QJsonValue take(const char *name);
    void wrong(const char *name, const QString &accepted);

    QJsonObject m_json;
    QSet<QString> m_read;
    QStringList m_wrong;
};

} // namespace vibecoder
