// SPDX-License-Identifier: MIT
// Which proxy leads to the model server, by the variables that curl and others obey: https_proxy, http_proxy, all_proxy
// and no_proxy, in small letters first, then in capitals. Pure.
#pragma once

#include "base/result.h"

#include <QNetworkProxy>
#include <QProcessEnvironment>
#include <QUrl>

namespace vibecoder {

struct ProxyChoice
{
    QNetworkProxy proxy = QNetworkProxy(QNetworkProxy::NoProxy);
    QString variable; ///< whose value it is; empty: no proxy
};

/// The environment as it was given, with the addresses that hold passwords (givenEnvironment). This machine itself is
/// never reached through a proxy. An error names the variable, never its value.
[[nodiscard]] Result<ProxyChoice> chooseProxy(const QUrl &server, const QProcessEnvironment &environment);

/// Whether a no_proxy list names the host: `*`, names with all that is below them, addresses, networks (10.0.0.0/8),
/// each also with a port.
[[nodiscard]] bool isExemptFromProxy(const QUrl &server, const QString &list);

} // namespace vibecoder
