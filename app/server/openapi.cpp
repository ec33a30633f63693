// SPDX-License-Identifier: MIT
// The description of the API: paths from the route table, schemas from resources/openapi/schemas.json. So a route that is
// there is described, and what is described is there.
#include "openapi.h"

#include "handlers.h"
#include "routetable.h"
#include "schemabook.h"

#include <QJsonArray>
#include <QMap>

namespace vibecoder {

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

QJsonObject parameter(const char *name, const QString &where, const QJsonObject &schema, const QString &about)
{
    QJsonObject json{{u"name"_s, QLatin1StringView(name)}, {u"in"_s, where}, {u"schema"_s, schema}, {u"description"_s, about}};
    if (where == u"path"_s)
        json.insert(u"required"_s, true);
    return json;
}

QJsonArray parametersOf(const Route &route)
{
    QJsonArray list;
    for (const QByteArray &part : QByteArray(route.path).split('/')) {
        if (!part.startsWith('{'))
            continue;
        const QByteArray name = part.mid(1, part.size() - 2);
        const bool isRule = name == "rule", isHook = name == "name";
        list.append(parameter(name.constData(), u"path"_s,
            isRule || isHook ? QJsonObject{{u"type"_s, u"string"_s}} : reference(u"Id"_s),
            isRule   ? u"id of a remembered rule or name of a written one"_s
            : isHook ? u"name of a hook: small letters, digits, - and _"_s
                     : u"an id of 12 characters"_s));
    }
    for (const RouteParameter &one : route.query) {
        QJsonObject schema{{u"type"_s, QLatin1StringView(one.type)}};
        if (one.high > 0) {
            schema.insert(u"minimum"_s, one.low);
            schema.insert(u"maximum"_s, one.high);
        }
        list.append(parameter(one.name, u"query"_s, schema, QString::fromLatin1(one.about)));
    }
    if (route.access == RouteAccess::Signed) {
        const QJsonObject text{{u"type"_s, u"string"_s}};
        list.append(parameter("VibeCoder-Timestamp", u"header"_s, text, u"seconds since 1970"_s));
        list.append(parameter("VibeCoder-Signature", u"header"_s, text,
            u"v1= and the HMAC-SHA256 of timestamp + `.` + body with the secret of the hook, in hex"_s));
        list.append(parameter("VibeCoder-Delivery", u"header"_s, text, u"an id that is the same for each try"_s));
    }
    if (QByteArrayView(route.operation) == "createTask")
        list.append(parameter("Idempotency-Key", u"header"_s,
            {{u"type"_s, u"string"_s}, {u"minLength"_s, 1}, {u"maxLength"_s, 200}},
            u"sent again with the same task it gives the same answer, with another task 409"_s));
    return list;
}

QString aboutStatus(int status)
{
    static const QHash<int, QString> texts{{400, u"the address or the body cannot be read, or a parameter is wrong"_s},
        {401, u"no valid credential"_s}, {403, u"from another site, without the CSRF value, or not allowed to anybody"_s},
        {404, u"there is no such thing"_s}, {409, u"its state, or what was shown, is another"_s},
        {410, u"it has expired"_s}, {413, u"the body is too large"_s}, {415, u"the body is of another type"_s},
        {416, u"that range lies outside"_s}, {422, u"a field of the body is wrong; `field` names it"_s},
        {428, u"what was shown is not named: `content_hash` or `accept` is missing"_s},
        {429, u"too many within a minute"_s}, {503, u"the store cannot be reached now"_s},
        {206, u"the range that was asked for"_s}, {204, u"done"_s}};
    return texts.value(status, u"as asked"_s);
}

QJsonObject refusalReference(const QString &name)
{
    return {{u"$ref"_s, u"#/components/responses/Refused"_s + name}};
}

// Every refusal has the one shape, so each status is described once.
QJsonObject refusals(const QJsonObject &schemas)
{
    const QJsonObject body{{u"application/json"_s, content(u"Error"_s, schemas)}};
    QJsonObject all{{u"RefusedOther"_s,
        QJsonObject{{u"description"_s,
                        u"refused before it came to this address (408, 411, 414, 417, 421, 431, 501, 505), or an internal error"_s},
            {u"content"_s, body}}}};
    for (const Route &route : routes()) {
        const QMap<int, QByteArray> answers = answersOf(route);
        for (auto it = answers.begin(); it != answers.end(); ++it) {
            if (it.value() == "Error")
                all.insert(u"Refused"_s + QString::number(it.key()),
                    QJsonObject{{u"description"_s, aboutStatus(it.key())}, {u"content"_s, body}});
        }
    }
    all.remove(u"Refused426"_s);
    return all;
}

QJsonObject operationOf(const Route &route, const QJsonObject &schemas)
{
    QJsonObject operation{{u"operationId"_s, QLatin1StringView(route.operation)},
        {u"summary"_s, QLatin1StringView(route.summary)}};
    const QByteArrayList parts = QByteArray(route.path).mid(1).split('/');
    operation.insert(u"tags"_s, QJsonArray{parts.size() > 1 ? QString::fromLatin1(parts.at(1)) : u"service"_s});
    if (const QJsonArray parameters = parametersOf(route); !parameters.isEmpty())
        operation.insert(u"parameters"_s, parameters);
    if (const QString schema = QString::fromLatin1(route.requestSchema); !schema.isEmpty()) {
        QJsonObject media{{u"application/json"_s, content(schema, schemas)}};
        if (route.body == RouteBody::JsonOrYaml)
            media.insert(u"application/yaml"_s, QJsonObject{{u"schema"_s, reference(schema)}});
        operation.insert(u"requestBody"_s,
            QJsonObject{{u"required"_s, route.body != RouteBody::JsonOptional}, {u"content"_s, media}});
    }
    QJsonObject responses;
    const QMap<int, QByteArray> answers = answersOf(route);
    for (auto it = answers.begin(); it != answers.end(); ++it) {
        if (it.value() == "Error") {
            responses.insert(QString::number(it.key()), refusalReference(QString::number(it.key())));
            continue;
        }
        QJsonObject response{{u"description"_s, aboutStatus(it.key())}};
        if (!it.value().isEmpty())
            response.insert(u"content"_s, QJsonObject{{u"application/json"_s, content(QString::fromLatin1(it.value()), schemas)}});
        else if (it.key() == 200 || it.key() == 206)
            response.insert(u"content"_s,
                QJsonObject{{u"text/plain"_s, QJsonObject{{u"schema"_s, QJsonObject{{u"type"_s, u"string"_s}}}}}});
        responses.insert(QString::number(it.key()), response);
    }
    responses.insert(u"default"_s, refusalReference(u"Other"_s));
    operation.insert(u"responses"_s, responses);
    if (route.access == RouteAccess::Open || route.access == RouteAccess::Signed)
        operation.insert(u"security"_s, QJsonArray());
    return operation;
}

} // namespace

QJsonObject describeApi()
{
    const QJsonObject &schemas = SchemaBook::ofApi().schemas();
    QJsonObject paths;
    for (const Route &route : routes()) {
        // OpenAPI has no words for what is not HTTP any more; the text above tells of it.
        if (route.success == 101)
            continue;
        QJsonObject path = paths.value(QLatin1StringView(route.path)).toObject();
        path.insert(QString::fromLatin1(route.method).toLower(), operationOf(route, schemas));
        paths.insert(QLatin1StringView(route.path), path);
    }
    const QJsonObject security{{u"token"_s, QJsonObject{{u"type"_s, u"http"_s}, {u"scheme"_s, u"bearer"_s}}},
        {u"session"_s,
            QJsonObject{{u"type"_s, u"apiKey"_s}, {u"in"_s, u"cookie"_s}, {u"name"_s, u"vc_session_STORE"_s}}},
        {u"session_key"_s,
            QJsonObject{{u"type"_s, u"apiKey"_s}, {u"in"_s, u"header"_s}, {u"name"_s, u"X-Session-Key"_s}}}};
    return {{u"openapi"_s, u"3.1.0"_s},
        {u"info"_s,
            QJsonObject{{u"title"_s, u"VibeCoder"_s}, {u"version"_s, QStringLiteral(VIBECODER_VERSION)},
                {u"description"_s,
                    u"Tasks, approvals and events of one store. A trailing slash means the same. Browsers send both halves of "
                    "their session, the cookie and the key that POST /api/session gave, and for changes its CSRF value as X-CSRF-Token. Live events: a WebSocket at /ws; send "
                    "{\"subscribe\":[\"tasks\",\"task:ID\",\"queue\",\"approvals\",\"logs\"],\"after_seq\":n}."_s},
                {u"license"_s, QJsonObject{{u"name"_s, u"MIT"_s}, {u"identifier"_s, u"MIT"_s}}}}},
        {u"servers"_s, QJsonArray{QJsonObject{{u"url"_s, u"/"_s}}}},
        {u"security"_s, QJsonArray{QJsonObject{{u"token"_s, QJsonArray()}}, QJsonObject{{u"session"_s, QJsonArray()}, {u"session_key"_s, QJsonArray()}}}},
        {u"paths"_s, paths},
        {u"components"_s, QJsonObject{{u"schemas"_s, schemas}, {u"responses"_s, refusals(schemas)}, {u"securitySchemes"_s, security}}}};
}

namespace handlers {

void openapi(ApiContext &, const HttpRequest &, const Answer &answer)
{
    static const QByteArray description = QJsonDocument(describeApi()).toJson(QJsonDocument::Compact);
    HttpReply reply;
    reply.body = description;
    answer(reply);
}

} // namespace handlers

} // namespace vibecoder
