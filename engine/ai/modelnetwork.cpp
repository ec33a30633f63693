// SPDX-License-Identifier: MIT
#include "ai/modelnetwork.h"

#include "ai/proxychoice.h"
#include "base/logging.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString baseAddress(const Settings &settings)
{
    QString base = settings.baseUrl;
    while (base.endsWith(u'/'))
        base.chop(1);
    if (base.endsWith(u"/v1"_s))
        base.chop(3);
    return base;
}

tl::unexpected<Error> noCertificates(const QString &variable, const QString &path)
{
    return fail(ErrorCode::InvalidArgument,
        QCoreApplication::translate("Ai", "%1 names %2, and no certificate can be read there.").arg(variable, path),
        QCoreApplication::translate("Ai",
            "Let it name certificates in PEM form, or take it out of the environment; then start the program again."));
}

} // namespace

RequestForm formFor(const Settings &settings)
{
    switch (settings.claudeProfile) {
    case ClaudeProfile::Full:
        return RequestForm::Full;
    case ClaudeProfile::Plain:
        return RequestForm::Plain;
    case ClaudeProfile::Auto:
        break;
    }
    return QUrl(settings.baseUrl).host() == u"api.anthropic.com"_s ? RequestForm::Full : RequestForm::Plain;
}

QByteArray apiVersion(const Settings &settings)
{
    if (!settings.claudeApiVersion.isEmpty())
        return settings.claudeApiVersion.toLatin1();
    // Other servers of the same interface may know the old one only.
    return formFor(settings) == RequestForm::Full ? "2026-10-21" : "2023-06-01";
}

Result<std::optional<QList<QSslCertificate>>> namedCertificates(const QProcessEnvironment &environment)
{
    const QString file = environment.value(u"SSL_CERT_FILE"_s), folders = environment.value(u"SSL_CERT_DIR"_s);
    if (file.isEmpty() && folders.isEmpty())
        return std::nullopt;
    QList<QSslCertificate> all;
    if (!file.isEmpty()) {
        all = QFileInfo(file).isFile() ? QSslCertificate::fromPath(file, QSsl::Pem) : QList<QSslCertificate>();
        if (all.isEmpty())
            return noCertificates(u"SSL_CERT_FILE"_s, file);
    }
    if (folders.isEmpty())
        return all + QSslConfiguration::systemCaCertificates();
    QList<QSslCertificate> below;
    for (const QString &folder : folders.split(u':', Qt::SkipEmptyParts)) {
        for (const QFileInfo &entry : QDir(folder).entryInfoList(QDir::Files)) {
            constexpr qint64 mostBytes = 4 * 1024 * 1024;
            if (entry.size() <= mostBytes)
                below += QSslCertificate::fromPath(entry.filePath(), QSsl::Pem);
        }
    }
    if (below.isEmpty())
        return noCertificates(u"SSL_CERT_DIR"_s, folders);
    return all + below;
}

Result<ModelNetwork> openModelNetwork(const Settings &settings, const QProcessEnvironment &environment)
{
    const QUrl base(settings.baseUrl);
    VC_TRY(const ProxyChoice choice, chooseProxy(base, environment));
    // Reading a whole bundle costs milliseconds and megabytes, for nothing where no connection is encrypted.
    std::optional<QList<QSslCertificate>> certificates;
    if (base.scheme() != u"http"_s) {
        VC_TRY(certificates, namedCertificates(environment));
    }
    ModelNetwork network;
    network.manager = std::make_unique<QNetworkAccessManager>();
    network.manager->setAutoDeleteReplies(false);
    network.manager->setProxy(choice.proxy);
    if (certificates) {
        network.tls = QSslConfiguration::defaultConfiguration();
        network.tls->setCaCertificates(*certificates);
    }
    if (choice.variable.isEmpty())
        return network;
    addSecret(choice.proxy.password());
    network.proxy = u"%1:%2"_s.arg(choice.proxy.hostName()).arg(choice.proxy.port());
    // A body that is sent once cannot be sent again after the proxy asks who we are.
    if (base.scheme() == u"http"_s && choice.proxy.type() == QNetworkProxy::HttpProxy && !choice.proxy.user().isEmpty())
        network.proxyAuthorization =
            "Basic " + (choice.proxy.user() + u':' + choice.proxy.password()).toUtf8().toBase64();
    return network;
}

QNetworkRequest modelRequest(const Settings &settings, const QString &path, const ModelNetwork &network)
{
    QNetworkRequest request{QUrl(baseAddress(settings) + path)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("vibecoder/" VIBECODER_VERSION));
    request.setRawHeader("anthropic-version", apiVersion(settings));
    if (!settings.apiKey.isEmpty())
        request.setRawHeader("x-api-key", settings.apiKey.toUtf8());
    else
        request.setRawHeader("Authorization", "Bearer " + settings.authToken.toUtf8());
    // A key never follows a redirect.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    if (network.tls)
        request.setSslConfiguration(*network.tls);
    if (!network.proxyAuthorization.isEmpty())
        request.setRawHeader("Proxy-Authorization", network.proxyAuthorization);
    return request;
}

Error certificateError(const QString &host, const QList<QSslError> &errors)
{
    QStringList said;
    QString hint = QCoreApplication::translate("Ai",
        "If the server or your network has a certificate authority of its own, name its PEM file in SSL_CERT_FILE and "
        "start the program again.");
    for (const QSslError &error : errors) {
        said.append(error.errorString());
        switch (error.error()) {
        case QSslError::CertificateExpired:
        case QSslError::CertificateNotYetValid:
            hint = QCoreApplication::translate(
                "Ai", "Look at the clock of this machine; if it is right, the server needs a new certificate.");
            break;
        case QSslError::HostNameMismatch:
            hint = QCoreApplication::translate(
                "Ai", "The certificate belongs to another name: look at the address in ANTHROPIC_BASE_URL.");
            break;
        default:
            break;
        }
    }
    said.removeDuplicates();
    return {ErrorCode::Network,
        QCoreApplication::translate("Ai", "The certificate of the model server %1 is not trusted: %2")
            .arg(host, said.join(u"; "_s)),
        hint, {}};
}

Error connectionError(const QNetworkReply &reply, const QString &proxy)
{
    const QString text = redact(reply.errorString());
    if (!proxy.isEmpty())
        return {ErrorCode::Network,
            QCoreApplication::translate("Ai", "The model server cannot be reached through the proxy %1: %2")
                .arg(proxy, text),
            QCoreApplication::translate("Ai", "Check the variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."),
            QString::number(int(reply.error()))};
    return {ErrorCode::Network, QCoreApplication::translate("Ai", "The model server cannot be reached: %1").arg(text),
        QCoreApplication::translate("Ai", "Check the network and ANTHROPIC_BASE_URL."),
        QString::number(int(reply.error()))};
}

} // namespace vibecoder
