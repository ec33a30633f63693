// SPDX-License-Identifier: MIT
#include "ai/keycheck.h"

#include "ai/modelnetwork.h"
#include "base/logging.h"
#include "base/secretenvironment.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

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
    VC_TRY(const ModelNetwork network, openModelNetwork(settings, givenEnvironment()));
    QNetworkRequest request = modelRequest(settings, u"/v1/models?limit=100"_s, network);
    const QUrl url = request.url();
    request.setTransferTimeout(kLimitMs);
    const std::unique_ptr<QNetworkReply> reply(network.manager->get(request));
    QEventLoop loop;
    QList<QSslError> distrust;
    QObject::connect(reply.get(), &QNetworkReply::sslErrors, &loop,
        [&distrust](const QList<QSslError> &errors) { distrust = errors; });
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 401 || status == 403)
        return fail(ErrorCode::Unauthorized,
            QCoreApplication::translate("Ai", "The model server %1 refuses the key.").arg(url.host()));
    if (!distrust.isEmpty() && status == 0)
        return tl::make_unexpected(certificateError(url.host(), distrust));
    if (status == 0)
        return tl::make_unexpected(connectionError(*reply, network.proxy));
    if (status < 200 || status >= 300)
        return fail(ErrorCode::Network, QCoreApplication::translate("Ai", "The model server %1 could not be asked: %2")
                                            .arg(url.host(), QString::number(status)));
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
