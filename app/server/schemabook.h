// SPDX-License-Identifier: MIT
// The schemas of the API (resources/openapi/schemas.json) and whether a value fits one. Understands what those schemas
// use of JSON Schema 2020-12; a test refuses other words in them. Pure; one book for the whole program.
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <optional>

namespace vibecoder {

class SchemaBook
{
public:
    explicit SchemaBook(QJsonObject schemas)
        : m_schemas(std::move(schemas))
    {
    }
    [[nodiscard]] static const SchemaBook &ofApi();

    struct Misfit
    {
        QString field;   ///< `tests.passed`, `labels[2]`; empty: the value itself
        QString keyword; ///< the word of the schema that does not hold: required, type, pattern …
        QString hint;    ///< what would fit
    };
    /// The first thing of the value that does not fit; nothing when all does.
    [[nodiscard]] std::optional<Misfit> misfit(const QJsonValue &value, const QString &schemaName) const;
    [[nodiscard]] std::optional<Misfit> misfit(const QJsonValue &value, const QJsonObject &schema, const QString &field) const;

    [[nodiscard]] const QJsonObject &schemas() const { return m_schemas; }

private:
    QJsonObject m_schemas;
};

} // namespace vibecoder
