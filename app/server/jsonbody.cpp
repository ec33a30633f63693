// SPDX-License-Identifier: MIT
#include "jsonbody.h"

#include "schemabook.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDeepest = 32;

// Before the parser: brackets outside of strings.
bool isTooDeep(QByteArrayView text)
{
    int depth = 0;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text.at(i);
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            if (++depth > kDeepest)
                return true;
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

std::optional<HttpFailure> readJson(HttpRequest &request)
{
    if (isTooDeep(request.body))
        return HttpFailure{400, u"bad_request"_s, u"the JSON is nested too deeply"_s,
            u"At most %1 levels are read."_s.arg(kDeepest), {}};
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(request.body, &error);
    if (error.error != QJsonParseError::NoError)
        return HttpFailure{400, u"bad_request"_s, u"the body is not JSON: %1"_s.arg(error.errorString()),
            u"Look at byte %1 of the body."_s.arg(error.offset), {}};
    if (!document.isObject())
        return HttpFailure{400, u"bad_request"_s, u"the body must be a JSON object"_s, {}, {}};
    request.json = document.object();
    return std::nullopt;
}

} // namespace

// The schema that is told to callers is the one their fields are checked with.
std::optional<HttpFailure> wrongFields(const QJsonObject &json, const QString &schema)
{
    const auto misfit = SchemaBook::ofApi().misfit(json, schema);
    if (!misfit)
        return std::nullopt;
    const QString message = misfit->keyword == u"required"_s               ? u"`%1` is missing"_s
                            : misfit->keyword == u"additionalProperties"_s ? u"`%1` is not known here"_s
                            : misfit->keyword == u"type"_s                 ? u"`%1` has the wrong type"_s
                                                                           : u"`%1` has a value that is not accepted"_s;
    return HttpFailure{422, statusCode(422), message.arg(misfit->field), misfit->hint, misfit->field};
}

QByteArray mediaType(const RequestHead &head)
{
    return head.header("content-type").split(';').value(0).trimmed().toLower();
}

std::optional<HttpFailure> readBody(const Route &route, HttpRequest &request)
{
    const RouteBody kind = route.body;
    const QByteArray type = mediaType(request.head);
    switch (kind) {
    case RouteBody::None:
    case RouteBody::Raw:
        return std::nullopt;
    case RouteBody::JsonOptional:
        if (request.body.isEmpty())
            return std::nullopt;
        break;
    case RouteBody::JsonOrYaml:
        if (type == "application/yaml" || type == "application/x-yaml" || type == "text/yaml")
            return std::nullopt;
        break;
    case RouteBody::Json:
    case RouteBody::JsonByHandler:
        break;
    }
    if (type != "application/json")
        return HttpFailure{415, u"unsupported_media_type"_s, u"the body must be JSON"_s,
            kind == RouteBody::JsonOrYaml ? u"Send `Content-Type: application/json` or `application/yaml`."_s
                                          : u"Send `Content-Type: application/json`."_s,
            {}};
    if (auto wrong = readJson(request))
        return wrong;
    const bool checked = (kind == RouteBody::Json || kind == RouteBody::JsonOptional) && *route.requestSchema != '\0';
    return checked ? wrongFields(request.json, QString::fromLatin1(route.requestSchema)) : std::nullopt;
}

} // namespace vibecoder
