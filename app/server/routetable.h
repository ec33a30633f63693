// SPDX-License-Identifier: MIT
// Every route in one table: verb, path, who may, what body, which parameters, which handler. The dispatcher, the
// OpenAPI description and its test read the same rows.
#pragma once

#include "message.h"

#include <QMap>

#include <span>

namespace vibecoder {

class ApiContext;

enum class RouteAccess {
    Open,    ///< no data, no credential
    Reader,  ///< a credential
    Changer, ///< a credential, and for browsers the CSRF value
    Signed,  ///< proves itself otherwise (a signed hook)
};
enum class RouteBody {
    None,
    Json,          ///< checked against the request schema
    JsonOptional,  ///< the same, or no body at all
    JsonByHandler, ///< the handler checks the fields, because it can say more about them
    JsonOrYaml,    ///< as JsonByHandler, or YAML
    Raw,
};

struct RouteParameter
{
    const char *name;
    const char *type; ///< string, integer, boolean
    const char *about;
    qint64 low = 0, high = 0; ///< of an integer; high 0: not limited
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
    /// Further answers besides those that follow from the columns before: `200:DryRun 409`, a status and perhaps its schema.
    const char *also = "";
};

/// Statuses this route may answer with by itself, with the names of their schemas; what the guard refuses before comes on
/// top. From the columns of the row.
[[nodiscard]] QMap<int, QByteArray> answersOf(const Route &route);

[[nodiscard]] std::span<const Route> routes();

struct RouteMatch
{
    const Route *route = nullptr; ///< set when path and method fit
    QHash<QString, QString> args;
    QByteArrayList allowed; ///< methods of this path; empty: no such path
};
[[nodiscard]] RouteMatch matchRoute(const QByteArray &method, const QStringList &segments);

} // namespace vibecoder
