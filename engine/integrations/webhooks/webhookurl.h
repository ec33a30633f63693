// SPDX-License-Identifier: MIT
// Addresses of webhooks as people write them. Pure.
#pragma once

#include "base/result.h"

#include <QUrl>

namespace vibecoder::webhooks {

/// What the address must be like to be stored: http (only with allowPrivate) or https, a host, no user, no password, no
/// fragment, at most 2,000 characters. A host that is an address is judged at once, a name at each connection.
[[nodiscard]] Result<QUrl> checkedUrl(const QString &text, bool allowPrivate);

/// Value of the Host header.
[[nodiscard]] QByteArray hostHeader(const QUrl &url);
[[nodiscard]] quint16 portOf(const QUrl &url);
/// Path and query as they are sent.
[[nodiscard]] QByteArray targetOf(const QUrl &url);

} // namespace vibecoder::webhooks
