// SPDX-License-Identifier: MIT
// Sums over tasks and events. Functions on a Connection; read only.
#pragma once

#include "model/stats.h"
#include "storage/connection.h"

#include <QDateTime>

namespace vibecoder::statsstore {

/// Tasks that ended in the last `days` days (1 to 366), today included.
Result<Stats> since(Connection &c, int days, const QDateTime &now);

} // namespace vibecoder::statsstore
