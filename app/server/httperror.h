// SPDX-License-Identifier: MIT
// The one shape of an error over HTTP: {"error":{"code","message","field","hint","request_id"}}, and what the engine's
// errors are as statuses.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonObject>

namespace vibecoder {

[[nodiscard]] QByteArray statusText(int status);
/// Stable code of a status: not_found, too_large …
[[nodiscard]] QString statusCode(int status);

[[nodiscard]] QJsonObject errorJson(const QString &code, const QString &message, const QString &hint = {},
    const QString &field = {}, const QString &requestId = {});

struct HttpFailure
{
    int status = 500;
    QString code, message, hint, field;
};
[[nodiscard]] HttpFailure failureOf(const Error &error);

/// A whole answer for a connection that ends with it; to a HEAD without its body.
[[nodiscard]] QByteArray plainRefusal(int status, const QString &why, const QString &requestId, bool headOnly);

} // namespace vibecoder
