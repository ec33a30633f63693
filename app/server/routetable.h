// SPDX-License-Identifier: MIT
// Every route in one table: verb, path, who may, what body, which parameters, which handler. The dispatcher, the
// OpenAPI description and its test read the same rows.
#pragma once

#include "message.h"

#include <span>

namespace vibecoder {

class ApiContext;

enum class RouteAccess {
    Open,    ///< no data, no credential
    Reader,  ///< a credential
    Changer, ///< a credential, and for browsers the CSRF value
    Signed,  ///< proves itself otherwise (a signed hook)
};
enum class RouteBody { None, Json, JsonOptional, JsonOrYaml, Raw };

struct RouteParameter
{
    const char *name;
    const char *type; ///< string, integer, boolean
    const char *about;
};

struct Route
{
    using Handler = void (*)(ApiContext &context, const HttpRequest &request, const Answer &answer);

    const char *method;
    const char *path; ///< `/api/tasks/{id}`; a trailing slash is accepted and means the same
    RouteAccess access;
    RouteBody body;
    Handler handler;
    const char *operation; ///< operationId
    const char *summary;
    const char *requestSchema; ///< name below components/schemas; empty: none
    const char *replySchema;   ///< of the 2xx answer; empty: no JSON
    int success;               ///< its status
    std::span<const RouteParameter> query;
    bool ofStore = false; ///< a read whose answer depends on the store and the request alone (replycache.h)
};

[[nodiscard]] std::span<const Route> routes();

struct RouteMatch
{
    const Route *route = nullptr; ///< set when path and method fit
    QHash<QString, QString> args;
    QByteArrayList allowed; ///< methods of this path; empty: no such path
};
[[nodiscard]] RouteMatch matchRoute(const QByteArray &method, const QStringList &segments);

} // namespace vibecoder
