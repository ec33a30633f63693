// SPDX-License-Identifier: MIT
#include "integrations/webhooks/webhookurl.h"

#include "integrations/webhooks/addressrule.h"

#include <QCoreApplication>

#include <algorithm>

namespace vibecoder::webhooks {

using namespace Qt::StringLiterals;

namespace {

constexpr quint16 kHttp = 80, kHttps = 443;

quint16 usualPort(const QUrl &url)
{
    return url.scheme() == u"https"_s ? kHttps : kHttp;
}

} // namespace

Result<QUrl> checkedUrl(const QString &text, bool allowPrivate)
{
    constexpr qsizetype longest = 2000;
    const bool plain = std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c != QChar(0x7f); });
    const QUrl url(text, QUrl::StrictMode);
    if (text.size() > longest || !plain || !url.isValid() || url.host().isEmpty() || url.port(1) == 0)
        return fail(ErrorCode::InvalidArgument,
            QCoreApplication::translate("Webhooks", "This is no address a webhook can be sent to."),
            QCoreApplication::translate("Webhooks", "Give one like https://example.com/hooks/vibecoder."));
    if (url.scheme() != u"https"_s && url.scheme() != u"http"_s)
        return fail(ErrorCode::InvalidArgument,
            QCoreApplication::translate("Webhooks", "The address must begin with https://."),
            QCoreApplication::translate("Webhooks", "http:// is for private addresses only."));
    if (!url.userInfo().isEmpty() || url.hasFragment())
        return fail(ErrorCode::InvalidArgument,
            QCoreApplication::translate("Webhooks", "The address must hold no user, password or fragment."),
            QCoreApplication::translate("Webhooks", "The signature of each request proves where it comes from."));
    if (url.scheme() == u"http"_s && !allowPrivate)
        return fail(ErrorCode::InvalidArgument,
            QCoreApplication::translate("Webhooks", "Plain http is for private addresses only."),
            QCoreApplication::translate("Webhooks", "Use https://, or allow private addresses for this webhook."));
    const QHostAddress literal(url.host());
    if (!literal.isNull()) {
        if (const char *why = refusalOf(literal, allowPrivate, url.scheme() == u"https"_s))
            return fail(ErrorCode::Denied,
                QCoreApplication::translate("Webhooks", "A webhook may not be sent to %1.").arg(url.host()),
                classOf(literal) == AddressClass::Private
                    ? QCoreApplication::translate("Webhooks", "Allow private addresses for this webhook if you mean it.")
                    : QCoreApplication::translate("Webhooks", "Use https:// and an address that can be reached."),
                QString::fromLatin1(why));
    }
    return url;
}

QByteArray hostHeader(const QUrl &url)
{
    const QString host = url.host(QUrl::FullyEncoded);
    QByteArray text = host.contains(u':') ? '[' + host.toLatin1() + ']' : host.toLatin1();
    if (url.port(usualPort(url)) != usualPort(url))
        text += ':' + QByteArray::number(url.port());
    return text;
}

quint16 portOf(const QUrl &url)
{
    return quint16(url.port(usualPort(url)));
}

QByteArray targetOf(const QUrl &url)
{
    QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    if (path.isEmpty())
        path = "/";
    if (url.hasQuery())
        path += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    return path;
}

} // namespace vibecoder::webhooks
