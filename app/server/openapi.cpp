// SPDX-License-Identifier: MIT
// The description of the API: paths from the route table, schemas from resources/openapi/schemas.json. So a route that is
// there is described, and what is described is there.
#include "handlers.h"

#include "routetable.h"

#include <QFile>
#include <QJsonArray>

static void registerOpenapi()
{
    Q_INIT_RESOURCE(openapi);
}

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

namespace {

QJsonObject reference(const QString &schema)
{
    return {{u"$ref"_s, u"#/components/schemas/"_s + schema}};
}

QJsonObject content(const QString &schema, const QJsonObject &schemas)
{
    QJsonObject json{{u"schema"_s, reference(schema)}};
    const QJsonArray examples = schemas.value(schema).toObject().value(u"examples"_s).toArray();
    if (!examples.isEmpty())
        json.insert(u"example"_s, examples.first());
    return json;
}

QJsonArray parametersOf(const Route &route)
{
    QJsonArray list;
    for (const QString &part : QString::fromLatin1(route.path).split(u'/')) {
        if (part.startsWith(u'{'))
            list.append(QJsonObject{{u"name"_s, part.mid(1, part.size() - 2)}, {u"in"_s, u"path"_s},
                {u"required"_s, true}, {u"schema"_s, QJsonObject{{u"type"_s, u"string"_s}}},
                {u"description"_s, u"an id of 12 characters"_s}});
    }
    for (const RouteParameter &parameter : route.query)
        list.append(QJsonObject{{u"name"_s, QLatin1StringView(parameter.name)}, {u"in"_s, u"query"_s},
            {u"schema"_s, QJsonObject{{u"type"_s, QLatin1StringView(parameter.type)}}},
            {u"description"_s, QLatin1StringView(parameter.about)}});
    return list;
}

QJsonObject operationOf(const Route &route, const QJsonObject &schemas)
{
    QJsonObject operation{{u"operationId"_s, QLatin1StringView(route.operation)},
        {u"summary"_s, QLatin1StringView(route.summary)}};
    if (const QJsonArray parameters = parametersOf(route); !parameters.isEmpty())
        operation.insert(u"parameters"_s, parameters);
    if (const QString schema = QString::fromLatin1(route.requestSchema); !schema.isEmpty()) {
        QJsonObject media{{u"application/json"_s, content(schema, schemas)}};
        if (route.body == RouteBody::JsonOrYaml)
            media.insert(u"application/yaml"_s, QJsonObject{{u"schema"_s, reference(schema)}});
        operation.insert(u"requestBody"_s,
            QJsonObject{{u"required"_s, route.body != RouteBody::JsonOptional}, {u"content"_s, media}});
    }
    QJsonObject success{{u"description"_s, u"as asked"_s}};
    if (const QString schema = QString::fromLatin1(route.replySchema); !schema.isEmpty())
        success.insert(u"content"_s, QJsonObject{{u"application/json"_s, content(schema, schemas)}});
    const QJsonObject failure{{u"description"_s, u"refused; the body says why"_s},
        {u"content"_s, QJsonObject{{u"application/json"_s, content(u"Error"_s, schemas)}}}};
    operation.insert(u"responses"_s, QJsonObject{{QString::number(route.success), success}, {u"default"_s, failure}});
    if (route.access == RouteAccess::Open)
        operation.insert(u"security"_s, QJsonArray());
    return operation;
}

QByteArray describe()
{
    registerOpenapi();
    QFile file(u":/openapi/schemas.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("the schemas of the API are not in the program");
    const QJsonObject schemas = QJsonDocument::fromJson(file.readAll()).object();
    QJsonObject paths;
    for (const Route &route : routes()) {
        QJsonObject path = paths.value(QLatin1StringView(route.path)).toObject();
        path.insert(QString::fromLatin1(route.method).toLower(), operationOf(route, schemas));
        paths.insert(QLatin1StringView(route.path), path);
    }
    const QJsonObject security{{u"token"_s, QJsonObject{{u"type"_s, u"http"_s}, {u"scheme"_s, u"bearer"_s}}},
        {u"session"_s,
            QJsonObject{{u"type"_s, u"apiKey"_s}, {u"in"_s, u"cookie"_s}, {u"name"_s, u"vc_session"_s}}}};
    const QJsonObject all{{u"openapi"_s, u"3.1.0"_s},
        {u"info"_s,
            QJsonObject{{u"title"_s, u"VibeCoder"_s}, {u"version"_s, QStringLiteral(VIBECODER_VERSION)},
                {u"description"_s,
                    u"Tasks, approvals and events of one store. A trailing slash means the same. Browsers add the CSRF value of their session as X-CSRF-Token."_s},
                {u"license"_s, QJsonObject{{u"name"_s, u"MIT"_s}, {u"identifier"_s, u"MIT"_s}}}}},
        {u"servers"_s, QJsonArray{QJsonObject{{u"url"_s, u"/"_s}}}},
        {u"security"_s, QJsonArray{QJsonObject{{u"token"_s, QJsonArray()}}, QJsonObject{{u"session"_s, QJsonArray()}}}},
        {u"paths"_s, paths},
        {u"components"_s, QJsonObject{{u"schemas"_s, schemas}, {u"securitySchemes"_s, security}}}};
    return QJsonDocument(all).toJson(QJsonDocument::Compact);
}

} // namespace

void openapi(ApiContext &, const HttpRequest &, const Answer &answer)
{
    static const QByteArray description = describe();
    HttpReply reply;
    reply.body = description;
    answer(reply);
}

} // namespace vibecoder::handlers
