// SPDX-License-Identifier: MIT
// A request after all checks, and an answer before it becomes bytes. Plain values.
#pragma once

#include "access.h"
#include "httperror.h"
#include "securityheaders.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <functional>

namespace vibecoder {

struct HttpRequest
{
    RequestHead head;
    QStringList segments;           ///< of the path, decoded, without empty ones
    QHash<QString, QString> query;  ///< decoded; a name that came twice was refused
    QHash<QString, QString> args;   ///< what the pattern of the route took from the path
    QByteArray body;
    QJsonObject json;               ///< of a JSON body
    Caller caller = Caller::Nobody;
    QString id; ///< told in errors and logs
};

struct HttpReply
{
    int status = 200;
    QByteArray body;
    QByteArray type = "application/json";
    HeaderLines headers;

    static HttpReply ofJson(const QJsonObject &json, int status = 200)
    {
        return {status, QJsonDocument(json).toJson(QJsonDocument::Compact), "application/json", {}};
    }
    static HttpReply ofFailure(const HttpFailure &failure, const QString &requestId)
    {
        return ofJson(errorJson(failure.code, failure.message, failure.hint, failure.field, requestId), failure.status);
    }
    static HttpReply ofError(const Error &error, const QString &requestId)
    {
        return ofFailure(failureOf(error), requestId);
    }
    static HttpReply refusal(int status, const QString &message, const QString &requestId, const QString &hint = {},
        const QString &field = {})
    {
        return ofFailure({status, statusCode(status), message, hint, field}, requestId);
    }
};

/// Called once, now or later, in the server's thread. Later calls and calls for a caller who left do nothing.
using Answer = std::function<void(HttpReply)>;

} // namespace vibecoder
