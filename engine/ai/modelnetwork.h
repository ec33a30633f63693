// SPDX-License-Identifier: MIT
// How the model server is reached: address, headers, proxy, certificates. The one place for calls, probes, the list of
// models and the check of a key.
#pragma once

#include "ai/requestbuilder.h"
#include "base/result.h"
#include "model/settings.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QProcessEnvironment>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>

#include <memory>
#include <optional>

namespace vibecoder {

/// The profile of the settings; Auto: full for Anthropic's own service, plain for everybody else.
[[nodiscard]] RequestForm formFor(const Settings &settings);

/// The value of anthropic-version: the setting, else what belongs to the profile.
[[nodiscard]] QByteArray apiVersion(const Settings &settings);

/// The way that the environment asks for.
struct ModelNetwork
{
    std::unique_ptr<QNetworkAccessManager> manager;
    std::optional<QSslConfiguration> tls; ///< with other certificates than the system's
    QByteArray proxyAuthorization;        ///< of requests that a proxy reads itself
    QString proxy;                        ///< host and port, for people; empty: none
};
/// The error says which variable is wrong.
[[nodiscard]] Result<ModelNetwork> openModelNetwork(const Settings &settings, const QProcessEnvironment &environment);

/// path begins with a slash. Holds the key; redirects are not followed.
[[nodiscard]] QNetworkRequest modelRequest(const Settings &settings, const QString &path, const ModelNetwork &network);

/// Certificates that SSL_CERT_FILE and SSL_CERT_DIR name, as OpenSSL reads them: a folder takes the place of the
/// system's certificates, a file alone is added to them. Nothing: neither is set.
[[nodiscard]] Result<std::optional<QList<QSslCertificate>>> namedCertificates(const QProcessEnvironment &environment);

/// What to do about a certificate that is not trusted.
[[nodiscard]] Error certificateError(const QString &host, const QList<QSslError> &errors);

/// A connection that failed, for people; proxy: the address of the one it went through.
[[nodiscard]] Error connectionError(const QNetworkReply &reply, const QString &proxy);

} // namespace vibecoder
