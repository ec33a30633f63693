// SPDX-License-Identifier: MIT
// The secrets of webhooks and hooks. One random key lies beside the store (`webhooks.key`, mode 0600); each secret is
// derived from it and from a random salt in the row. So the database, its copies and its backups hold no secret, and a
// secret ends with its row.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace vibecoder::webhooks {

/// Reads the key, or makes it at first use; two processes that make it at the same moment get the same one. Refuses a
/// file that somebody else could have read or written.
[[nodiscard]] Result<QByteArray> signingKey(const QString &dataFolder);

/// `purpose` keeps the two directions apart: webhook or hook. Visible ASCII, 256 bits.
[[nodiscard]] QString secretOf(
    const QByteArray &key, const QByteArray &purpose, const QString &name, const QString &salt);

/// A new random salt.
[[nodiscard]] QString newSalt();

} // namespace vibecoder::webhooks
