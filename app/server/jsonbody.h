// SPDX-License-Identifier: MIT
// Bodies: their type, their size in depth, and the object in them. Pure.
#pragma once

#include "message.h"
#include "routetable.h"

#include <optional>

namespace vibecoder {

/// Fills request.json where the route wants JSON. A name that comes twice counts with its last value, as in every JSON
/// reader of this program. Set: what is wrong.
[[nodiscard]] std::optional<HttpFailure> readBody(const Route &route, HttpRequest &request);

/// The first field that is not as the schema of that name says; 422.
[[nodiscard]] std::optional<HttpFailure> wrongFields(const QJsonObject &json, const QString &schema);

/// `application/json; charset=utf-8` -> `application/json`, lower case; empty without a type.
[[nodiscard]] QByteArray mediaType(const RequestHead &head);

} // namespace vibecoder
