// SPDX-License-Identifier: MIT
#include "schemabook.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QStringList>

#include <cmath>

static void registerOpenapi()
{
    Q_INIT_RESOURCE(openapi);
}

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

using Misfit = SchemaBook::Misfit;

bool isOfType(const QJsonValue &value, const QString &type)
{
    if (type == u"object"_s)
        return value.isObject();
    if (type == u"array"_s)
        return value.isArray();
    if (type == u"string"_s)
        return value.isString();
    if (type == u"boolean"_s)
        return value.isBool();
    if (type == u"null"_s)
        return value.isNull();
    if (type == u"number"_s)
        return value.isDouble();
    return type == u"integer"_s && value.isDouble() && value.toDouble() == std::trunc(value.toDouble());
}

QStringList typesOf(const QJsonValue &type)
{
    QStringList list;
    if (type.isString())
        list.append(type.toString());
    for (const QJsonValue one : type.toArray())
        list.append(one.toString());
    return list;
}

std::optional<Misfit> wrongText(const QString &text, const QJsonObject &schema, const QString &field)
{
    // Characters, not code units (JSON Schema section 6.3).
    const qsizetype length = text.toUcs4().size();
    if (schema.contains(u"minLength"_s) && length < schema.value(u"minLength"_s).toInteger())
        return Misfit{field, u"minLength"_s, u"At least %1 characters."_s.arg(schema.value(u"minLength"_s).toInteger())};
    if (schema.contains(u"maxLength"_s) && length > schema.value(u"maxLength"_s).toInteger())
        return Misfit{field, u"maxLength"_s, u"At most %1 characters."_s.arg(schema.value(u"maxLength"_s).toInteger())};
    if (const QString pattern = schema.value(u"pattern"_s).toString();
        !pattern.isEmpty() && !QRegularExpression(pattern).match(text).hasMatch())
        return Misfit{field, u"pattern"_s, u"It must match %1."_s.arg(pattern)};
    return std::nullopt;
}

std::optional<Misfit> wrongNumber(double number, const QJsonObject &schema, const QString &field)
{
    const auto bound = [&](const QString &word) { return schema.value(word).toDouble(); };
    if (schema.contains(u"minimum"_s) && number < bound(u"minimum"_s))
        return Misfit{field, u"minimum"_s, u"At least %1."_s.arg(bound(u"minimum"_s))};
    if (schema.contains(u"maximum"_s) && number > bound(u"maximum"_s))
        return Misfit{field, u"maximum"_s, u"At most %1."_s.arg(bound(u"maximum"_s))};
    if (schema.contains(u"exclusiveMinimum"_s) && number <= bound(u"exclusiveMinimum"_s))
        return Misfit{field, u"exclusiveMinimum"_s, u"More than %1."_s.arg(bound(u"exclusiveMinimum"_s))};
    return std::nullopt;
}

std::optional<Misfit> wrongObject(
    const SchemaBook &book, const QJsonObject &object, const QJsonObject &schema, const QString &field)
{
    const auto below = [&](const QString &name) { return field.isEmpty() ? name : field + u'.' + name; };
    for (const QJsonValue name : schema.value(u"required"_s).toArray()) {
        if (!object.contains(name.toString()))
            return Misfit{below(name.toString()), u"required"_s, {}};
    }
    if (object.size() < schema.value(u"minProperties"_s).toInteger())
        return Misfit{field, u"minProperties"_s, {}};
    const QJsonObject properties = schema.value(u"properties"_s).toObject();
    const QJsonValue others = schema.value(u"additionalProperties"_s);
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString name = below(it.key().left(60));
        std::optional<Misfit> wrong;
        if (properties.contains(it.key()))
            wrong = book.misfit(it.value(), properties.value(it.key()).toObject(), name);
        else if (others.isObject())
            wrong = book.misfit(it.value(), others.toObject(), name);
        else if (others.isBool() && !others.toBool())
            wrong = Misfit{name, u"additionalProperties"_s, u"Known: %1."_s.arg(properties.keys().join(u", "_s))};
        if (wrong)
            return wrong;
    }
    return std::nullopt;
}

} // namespace

const SchemaBook &SchemaBook::ofApi()
{
    static const SchemaBook book = [] {
        registerOpenapi();
        QFile file(u":/openapi/schemas.json"_s);
        const QJsonDocument document =
            file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
        if (!document.isObject())
            qFatal("the schemas of the API are not in the program");
        return SchemaBook(document.object());
    }();
    return book;
}

std::optional<Misfit> SchemaBook::misfit(const QJsonValue &value, const QString &schemaName) const
{
    return misfit(value, m_schemas.value(schemaName).toObject(), {});
}

std::optional<Misfit> SchemaBook::misfit(
    const QJsonValue &value, const QJsonObject &schema, const QString &field) const
{
    if (const QString reference = schema.value(u"$ref"_s).toString(); !reference.isEmpty())
        return misfit(value, m_schemas.value(reference.section(u'/', -1)).toObject(), field);
    if (const QJsonArray choices = schema.value(u"anyOf"_s).toArray(); !choices.isEmpty()) {
        std::optional<Misfit> wrong;
        for (const QJsonValue choice : choices) {
            wrong = misfit(value, choice.toObject(), field);
            if (!wrong)
                return std::nullopt;
        }
        return wrong;
    }
    if (const QStringList types = typesOf(schema.value(u"type"_s)); !types.isEmpty() &&
        std::none_of(types.begin(), types.end(), [&](const QString &type) { return isOfType(value, type); }))
        return Misfit{field, u"type"_s, u"It must be: %1."_s.arg(types.join(u" or "_s))};
    if (const QJsonArray words = schema.value(u"enum"_s).toArray(); !words.isEmpty() && !words.contains(value))
        return Misfit{field, u"enum"_s, u"Accepted: %1."_s.arg(typesOf(schema.value(u"enum"_s)).join(u", "_s))};
    if (value.isString())
        return wrongText(value.toString(), schema, field);
    if (value.isDouble())
        return wrongNumber(value.toDouble(), schema, field);
    if (value.isObject())
        return wrongObject(*this, value.toObject(), schema, field);
    if (value.isArray() && schema.contains(u"items"_s)) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            if (auto wrong = misfit(array.at(i), schema.value(u"items"_s).toObject(), u"%1[%2]"_s.arg(field).arg(i)))
                return wrong;
        }
    }
    return std::nullopt;
}

} // namespace vibecoder
