// SPDX-License-Identifier: MIT
#include "ai/claudeprovider.h"

#include "ai/pricing.h"
#include "base/digest.h"
#include "base/logging.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QRandomGenerator>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxErrorBody = 1024 * 1024;

bool isLoopback(const QUrl &url)
{
    return url.host() == u"127.0.0.1"_s || url.host() == u"localhost"_s || url.host() == u"::1"_s;
}

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

// The task gives its worker up and is taken up again at that time.
tl::unexpected<Error> parked(const QDateTime &until)
{
    return fail(ErrorCode::Parked,
        QCoreApplication::translate("Ai", "The model server asks to wait until %1.")
            .arg(until.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s)),
        {}, u"until:"_s + until.toString(Qt::ISODateWithMs));
}

} // namespace

ClaudeProvider::ClaudeProvider(const Settings &settings)
    : m_settings(settings)
    , m_form(formFor(settings))
{
    addSecret(settings.apiKey);
    addSecret(settings.authToken);
}

ClaudeProvider::~ClaudeProvider() = default;

QString ClaudeProvider::requestDigest(const ModelRequest &request) const
{
    QByteArrayList parts{request.system.toUtf8()};
    for (const Message &message : request.messages)
        parts << message.role.toUtf8() << QJsonDocument(message.content).toJson(QJsonDocument::Compact);
    return sha256OfParts(parts);
}

QNetworkAccessManager &ClaudeProvider::network()
{
    if (!m_network) {
        m_network = std::make_unique<QNetworkAccessManager>();
        m_network->setAutoDeleteReplies(false);
        const QUrl base(m_settings.baseUrl);
        if (isLoopback(base))
            m_network->setProxy(QNetworkProxy::NoProxy);
        else if (base.scheme() != u"https"_s)
            logWarning("ai", u"the key is sent without encryption to a server that is not this machine"_s,
                {{u"host"_s, base.host()}});
    }
    return *m_network;
}

QNetworkRequest ClaudeProvider::request(const QString &path) const
{
    QString base = m_settings.baseUrl;
    while (base.endsWith(QLatin1Char('/')))
        base.chop(1);
    if (base.endsWith(u"/v1"_s))
        base.chop(3);
    QNetworkRequest request{QUrl(base + path)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("vibecoder/" VIBECODER_VERSION));
    request.setRawHeader("anthropic-version", "2023-06-01");
    if (!m_settings.apiKey.isEmpty())
        request.setRawHeader("x-api-key", m_settings.apiKey.toUtf8());
    else
        request.setRawHeader("Authorization", "Bearer " + m_settings.authToken.toUtf8());
    // A key never follows a redirect.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setTransferTimeout(m_settings.modelIdleTimeout * 1000);
    return request;
}

QCoro::Task<Result<ModelReply>> ClaudeProvider::send(
    ModelRequest request, qint64 limitMs, CancelSource &stop, ModelCallObserver observer)
{
    if (m_settings.apiKey.isEmpty() && m_settings.authToken.isEmpty())
        co_return fail(ErrorCode::Unauthorized, QCoreApplication::translate("Ai", "There is no API key."),
            QCoreApplication::translate(
                "Ai", "Set ANTHROPIC_API_KEY in the environment, or store a key with `vibecoder key set`."));
    if (!m_closed.hasExpired())
        co_return parked(QDateTime::currentDateTimeUtc().addMSecs(m_closed.remainingTime()));
    if (const int most = maxOutputTokens(request.model); most > 0)
        request.maxTokens = std::min(request.maxTokens, most);
    const QByteArray body = requestBody(request, m_form);
    QElapsedTimer total;
    total.start();
    qint64 usedMs = 0, waitedMs = 0;
    int connects = 0, streams = 0;
    for (int number = 1;; ++number) {
        auto task = post(body, limitMs - usedMs, stop, observer.text);
        Try attempt = co_await task;
        if (stop.stopped())
            co_return tl::make_unexpected(stop.error());
        usedMs = total.elapsed() - waitedMs;
        if (attempt.reply) {
            attempt.reply->durationMs = usedMs;
            attempt.reply->waitedMs = waitedMs;
            priceUsage(attempt.reply->usage, request.model);
            co_return *attempt.reply;
        }
        if (attempt.limitReached || usedMs >= limitMs)
            co_return fail(ErrorCode::Timeout,
                QCoreApplication::translate("Ai", "The model did not answer within the time of the iteration."), {},
                u"limit"_s);
        if (attempt.modelUnknown) {
            auto asking = offeredModels(stop);
            const QStringList offered = co_await asking;
            attempt.error.message = QCoreApplication::translate(
                "Ai", "The model server does not know the model %1 (setting VIBECODER_CLAUDE_MODEL).")
                                        .arg(request.model);
            attempt.error.hint =
                offered.isEmpty()
                    ? QCoreApplication::translate("Ai", "Set VIBECODER_CLAUDE_MODEL to a model that the server offers.")
                    : QCoreApplication::translate("Ai", "It offers: %1").arg(offered.join(u", "_s));
            co_return tl::make_unexpected(attempt.error);
        }
        attempt.failed.number = attempt.failed.streaming ? ++streams : ++connects;
        attempt.failed.spentMs = total.elapsed();
        const QDateTime now = QDateTime::currentDateTimeUtc();
        if (const auto away = parkingWait(attempt.failed, QRandomGenerator::global()->generateDouble(), now)) {
            m_closed = QDeadlineTimer(*away);
            co_return parked(now.addMSecs(*away));
        }
        const auto wait = retryWait(attempt.failed, QRandomGenerator::global()->generateDouble(), now);
        if (!wait)
            co_return tl::make_unexpected(attempt.error);
        const bool asked = !attempt.failed.retryAfter.isEmpty() || !attempt.failed.retryAfterMs.isEmpty();
        const qint64 waitMs = asked ? *wait : qint64(double(*wait) * m_backOffFactor);
        if (observer.retried)
            observer.retried(attempt.error, number, waitMs);
        QElapsedTimer waiting;
        waiting.start();
        auto pause = sleepFor(waitMs, stop);
        const bool slept = co_await pause;
        waitedMs += waiting.elapsed();
        if (!slept)
            co_return tl::make_unexpected(stop.error());
    }
}

QCoro::Task<QStringList> ClaudeProvider::offeredModels(CancelSource &stop)
{
    QNetworkRequest question = request(u"/v1/models?limit=50"_s);
    question.setTransferTimeout(10000);
    OneShot<bool> over;
    const std::unique_ptr<QNetworkReply> reply(network().get(question));
    QObject::connect(reply.get(), &QNetworkReply::finished, reply.get(), [over] { over.set(true); });
    OnStop onStop(stop, [over] { over.set(false); });
    const bool done = co_await over;
    QStringList names;
    if (done && reply->error() == QNetworkReply::NoError) {
        const QByteArray bytes = reply->read(kMaxErrorBody);
        for (const QJsonValue model : QJsonDocument::fromJson(bytes).object().value(u"data"_s).toArray())
            names.append(model.toObject().value(u"id"_s).toString());
    }
    co_return names;
}

} // namespace vibecoder
