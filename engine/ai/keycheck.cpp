// SPDX-License-Identifier: MIT
#include "ai/keycheck.h"

#include "base/logging.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLimitMs = 20000, kMostModels = 100;
constexpr qsizetype kLongestWord = 200;

} // namespace

Result<KeyAnswer> askServerAboutKey(const Settings &settings)
{
    addSecret(settings.apiKey);
    addSecret(settings.authToken);
    if (settings.apiKey.isEmpty() && settings.authToken.isEmpty())
        return fail(ErrorCode::Unauthorized, QCoreApplication::translate("Ai", "There is no API key."),
            QCoreApplication::translate(
                "Ai", "Set ANTHROPIC_API_KEY in the environment, or store a key with `vibecoder key set`."));
    QString base = settings.baseUrl;
    while (base.endsWith(u'/'))
        base.chop(1);
    if (base.endsWith(u"/v1"_s))
        base.chop(3);
    const QUrl url(base + u"/v1/models?limit=100"_s);
    QNetworkAccessManager network;
    if (url.host() == u"localhost"_s || url.host().startsWith(u"127."_s) || url.host() == u"::1"_s)
        network.setProxy(QNetworkProxy::NoProxy);
    QNetworkRequest request(url);
    request.setRawHeader("anthropic-version", "2023-06-01");
    if (!settings.apiKey.isEmpty())
        request.setRawHeader("x-api-key", settings.apiKey.toUtf8());
    else
        request.setRawHeader("Authorization", "Bearer " + settings.authToken.toUtf8());
    // A key never follows a redirect.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(kLimitMs);
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 401 || status == 403)
        return fail(ErrorCode::Unauthorized,
            QCoreApplication::translate("Ai", "The model server %1 refuses the key.").arg(url.host()));
    if (status < 200 || status >= 300)
        return fail(ErrorCode::Network,
            QCoreApplication::translate("Ai", "The model server %1 could not be asked: %2")
                .arg(url.host(), status > 0 ? QString::number(status) : redact(reply->errorString())));
    KeyAnswer answer;
    answer.requestId = QString::fromLatin1(reply->rawHeader("request-id")).left(kLongestWord);
    constexpr qint64 mostBytes = 1024 * 1024;
    for (const QJsonValue &entry :
        QJsonDocument::fromJson(reply->read(mostBytes)).object().value(u"data"_s).toArray()) {
        const QString id = entry.toObject().value(u"id"_s).toString().left(kLongestWord);
        if (!id.isEmpty() && answer.models.size() < kMostModels)
            answer.models.append(id);
    }
    return answer;
}

} // namespace vibecoder
