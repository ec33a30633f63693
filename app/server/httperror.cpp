// SPDX-License-Identifier: MIT
#include "httperror.h"

#include "securityheaders.h"

#include <QHash>
#include <QJsonDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct StatusRow
{
    const char *text;
    const char *code;
};

const QHash<int, StatusRow> &statusRows()
{
    static const QHash<int, StatusRow> rows{
        {200, {"OK", "ok"}},
        {201, {"Created", "created"}},
        {202, {"Accepted", "accepted"}},
        {204, {"No Content", "no_content"}},
        {206, {"Partial Content", "partial_content"}},
        {304, {"Not Modified", "not_modified"}},
        {400, {"Bad Request", "bad_request"}},
        {401, {"Unauthorized", "unauthorized"}},
        {403, {"Forbidden", "forbidden"}},
        {404, {"Not Found", "not_found"}},
        {405, {"Method Not Allowed", "method_not_allowed"}},
        {408, {"Request Timeout", "timeout"}},
        {409, {"Conflict", "conflict"}},
        {410, {"Gone", "expired"}},
        {411, {"Length Required", "length_required"}},
        {413, {"Content Too Large", "too_large"}},
        {414, {"URI Too Long", "address_too_long"}},
        {415, {"Unsupported Media Type", "unsupported_media_type"}},
        {416, {"Range Not Satisfiable", "range_not_satisfiable"}},
        {417, {"Expectation Failed", "expectation_failed"}},
        {421, {"Misdirected Request", "wrong_host"}},
        {422, {"Unprocessable Content", "invalid"}},
        {426, {"Upgrade Required", "upgrade_required"}},
        {428, {"Precondition Required", "precondition_required"}},
        {429, {"Too Many Requests", "too_many_requests"}},
        {431, {"Request Header Fields Too Large", "head_too_large"}},
        {500, {"Internal Server Error", "internal"}},
        {501, {"Not Implemented", "not_implemented"}},
        {503, {"Service Unavailable", "unavailable"}},
        {504, {"Gateway Timeout", "timeout"}},
        {505, {"HTTP Version Not Supported", "http_version_not_supported"}},
    };
    return rows;
}

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return 422;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::Ambiguous:
    case ErrorCode::Conflict:
        return 409;
    case ErrorCode::Denied:
        return 403;
    case ErrorCode::Unauthorized:
        return 401;
    case ErrorCode::Expired:
        return 410;
    case ErrorCode::Timeout:
        return 504;
    case ErrorCode::Unavailable:
    case ErrorCode::Shutdown:
    case ErrorCode::Storage:
        return 503;
    default:
        return 500;
    }
}

} // namespace

QByteArray statusText(int status)
{
    const auto it = statusRows().constFind(status);
    return it == statusRows().constEnd() ? QByteArray("Status") : QByteArray(it->text);
}

QString statusCode(int status)
{
    const auto it = statusRows().constFind(status);
    return it == statusRows().constEnd() ? u"error"_s : QString::fromLatin1(it->code);
}

QJsonObject errorJson(
    const QString &code, const QString &message, const QString &hint, const QString &field, const QString &requestId)
{
    return {{u"error"_s, QJsonObject{{u"code"_s, code}, {u"message"_s, message}, {u"field"_s, field}, {u"hint"_s, hint},
                             {u"request_id"_s, requestId}}}};
}

HttpFailure failureOf(const Error &error)
{
    // parameters.h: the detail of a wrong parameter names it
    const QString field = error.detail.startsWith(u"field:"_s) ? error.detail.mid(6) : QString();
    const int status = field.isEmpty() ? statusOf(error.code) : 400;
    return {status, statusCode(status), error.message, error.hint, field};
}

QByteArray plainRefusal(int status, const QString &why, const QString &requestId, bool headOnly)
{
    const QByteArray body =
        QJsonDocument(errorJson(statusCode(status), why, {}, {}, requestId)).toJson(QJsonDocument::Compact);
    QByteArray answer = "HTTP/1.1 " + QByteArray::number(status) + ' ' + statusText(status) + "\r\n";
    for (const auto &[name, value] : securityHeaders())
        answer += name + ": " + value + "\r\n";
    if (status == 426)
        answer += "Sec-WebSocket-Version: 13\r\nUpgrade: websocket\r\n";
    if (status == 405)
        answer += "Allow: GET\r\n";
    if (status == 401)
        answer += "WWW-Authenticate: Bearer\r\n";
    if (status == 503)
        answer += "Retry-After: 1\r\n";
    return answer + "Cache-Control: no-store\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
           QByteArray::number(body.size()) + "\r\n\r\n" + (headOnly ? QByteArray() : body);
}

} // namespace vibecoder
