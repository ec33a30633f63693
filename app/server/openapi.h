// SPDX-License-Identifier: MIT
// The OpenAPI 3.1 description of the route table, as it is served at /api/openapi.json. Pure.
#pragma once

#include <QJsonObject>

namespace vibecoder {

[[nodiscard]] QJsonObject describeApi();

} // namespace vibecoder
