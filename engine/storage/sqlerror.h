// SPDX-License-Identifier: MIT
// A driver error as an Error for people: what happened to which file, and what to do.
#pragma once

#include "base/result.h"
#include "storage/dialect.h"

class QSqlError;

namespace vibecoder {

/// `file`: what the connection has open; named in the message. Unique keys give Conflict, everything else Storage.
[[nodiscard]] Error sqlError(const Dialect &dialect, const QSqlError &error, const QString &file);

} // namespace vibecoder
