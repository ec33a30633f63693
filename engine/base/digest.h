// SPDX-License-Identifier: MIT
// SHA-256 as lower-case hex, and ids.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonValue>
#include <QString>

namespace vibecoder {

/// 64 lower-case hex characters.
[[nodiscard]] QString sha256Hex(QByteArrayView bytes);

/// Digest over a length-prefixed encoding of the parts, so that no two different lists share one digest
/// by moving bytes between parts (used for everything that an approval binds to).
[[nodiscard]] QString sha256OfParts(const QByteArrayList &parts);

/// One byte form per JSON value: QJsonObject keeps its keys sorted, so compact output is canonical.
[[nodiscard]] QByteArray canonicalJson(const QJsonValue &value);

/// 12 characters of lower-case base 32 (60 random bits): task, approval and artifact ids. Random and not
/// time-ordered, so that a prefix of 4 characters is usually unique.
[[nodiscard]] QString newId();

} // namespace vibecoder
