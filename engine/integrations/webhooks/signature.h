// SPDX-License-Identifier: MIT
// How a request of a webhook proves where it comes from, the same in both directions:
//
//   VibeCoder-Timestamp: 1764070000                seconds since 1970, of this try
//   VibeCoder-Signature: v1=<64 hex digits>        HMAC-SHA256(secret, timestamp + "." + body)
//   VibeCoder-Delivery: <id>                       the same for each try of one delivery
//
// The key is the whole text of the secret as it was shown. Several signatures may stand in one header, separated by
// commas; one that fits is enough. Pure.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace vibecoder::webhooks {

inline constexpr char kTimestampHeader[] = "VibeCoder-Timestamp";
inline constexpr char kSignatureHeader[] = "VibeCoder-Signature";
inline constexpr char kDeliveryHeader[] = "VibeCoder-Delivery";

/// How far the clocks of both sides may be apart, in seconds.
inline constexpr qint64 kTimestampWindow = 300;

/// 64 lower-case hex digits.
[[nodiscard]] QByteArray signatureOf(QByteArrayView secret, QByteArrayView timestamp, QByteArrayView body);

/// Takes as long for a wrong signature as for a right one.
[[nodiscard]] bool isSignedWith(
    QByteArrayView secret, QByteArrayView timestamp, QByteArrayView body, const QByteArray &header);

/// Digits only, and within the window around `nowSeconds`.
[[nodiscard]] bool isTimely(QByteArrayView timestamp, qint64 nowSeconds);

/// 1 to 128 visible ASCII characters of letters, digits and `-_.:`.
[[nodiscard]] bool isDeliveryId(QByteArrayView id);

} // namespace vibecoder::webhooks
