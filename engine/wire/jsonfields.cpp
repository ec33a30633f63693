// SPDX-License-Identifier: MIT
#include "wire/jsonfields.h"

#include "wire/modelcodec.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <cmath>
#include <limits>

namespace vibecoder {

namespace {

/// A whole number in range; a JSON number with a fraction or an exponent beyond 2^53 is none.
std::optional<qint64> whole(const QJsonValue &value, qint64 low, qint64 high)
{
    if (!value.isDouble())
        return std::nullopt;
    const double number = value.toDouble();
    if (std::floor(number) != number || std::abs(number) > 9.3e18)
        return std::nullopt;
    const qint64 result = value.toInteger(std::numeric_limits<qint64>::min());
    if (result == std::numeric_limits<qint64>::min() || result < low || result > high)
        return std::nullopt;
    return result;
}

} // namespace

QJsonValue jsonTime(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(timeToWire(time)) : QJsonValue();
}

QJsonValue JsonFields::take(const char *name)
{
    const QString key = QString::fromLatin1(name);
    m_read.insert(key);
    const QJsonValue value = m_json.value(key);
    return value.isUndefined() ? QJsonValue() : value;
}

void JsonFields::wrong(const char *name, const QString &accepted)
{
    m_wrong.append(QCoreApplication::translate("wire", "%1 has a wrong value; accepted: %2")
                       .arg(QString::fromLatin1(name), accepted));
}

void JsonFields::refuseOthers()
{
    for (auto it = m_json.constBegin(); it != m_json.constEnd(); ++it) {
        if (!m_read.contains(it.key()))
            m_wrong.append(QCoreApplication::translate("wire", "%1 is not a known field").arg(it.key().left(64)));
    }
}

void JsonFields::read(const char *name, QJsonObject &value)
{
    const QJsonValue member = take(name);
    if (member.isObject())
        value = member.toObject();
    else if (!member.isNull())
        wrong(name, QCoreApplication::translate("wire", "an object"));
}

void JsonFields::read(const char *name, QString &value)
{
    const QJsonValue member = take(name);
    if (member.isString())
        value = member.toString();
    else if (!member.isNull())
        wrong(name, QCoreApplication::translate("wire", "text"));
}

void JsonFields::read(const char *name, QStringList &value)
{
    const QJsonValue member = take(name);
    if (member.isNull())
        return;
    QStringList items;
    const QJsonArray array = member.toArray();
    for (const QJsonValue item : array) {
        if (item.isString())
            items.append(item.toString());
    }
    if (member.isArray() && items.size() == array.size())
        value = items;
    else
        wrong(name, QCoreApplication::translate("wire", "a list of texts"));
}

void JsonFields::read(const char *name, bool &value)
{
    const QJsonValue member = take(name);
    if (member.isBool())
        value = member.toBool();
    else if (!member.isNull())
        wrong(name, QCoreApplication::translate("wire", "true or false"));
}

void JsonFields::read(const char *name, int &value)
{
    const QJsonValue member = take(name);
    if (const auto number = whole(member, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()))
        value = int(*number);
    else if (!member.isNull())
        wrong(name, QCoreApplication::translate("wire", "a whole number"));
}

void JsonFields::read(const char *name, qint64 &value)
{
    const QJsonValue member = take(name);
    if (const auto number = whole(member, std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max()))
        value = *number;
    else if (!member.isNull())
        wrong(name, QCoreApplication::translate("wire", "a whole number"));
}

void JsonFields::read(const char *name, std::optional<int> &value)
{
    const QJsonValue member = take(name);
    if (member.isNull())
        return;
    if (const auto number = whole(member, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()))
        value = int(*number);
    else
        wrong(name, QCoreApplication::translate("wire", "a whole number"));
}

void JsonFields::read(const char *name, std::optional<double> &value)
{
    const QJsonValue member = take(name);
    if (member.isDouble())
        value = member.toDouble();
    else if (!member.isNull())
        wrong(name, QCoreApplication::translate("wire", "a number"));
}

void JsonFields::read(const char *name, QDateTime &value)
{
    const QJsonValue member = take(name);
    if (member.isNull() || (member.isString() && member.toString().isEmpty()))
        return;
    const QDateTime time = timeFromWire(member.toString());
    if (time.isValid())
        value = time;
    else
        wrong(name, QCoreApplication::translate("wire", "a time in ISO 8601"));
}

} // namespace vibecoder
