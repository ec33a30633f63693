// SPDX-License-Identifier: MIT
#include "ai/claudeprovider.h"

#include "ai/pricing.h"
#include "base/digest.h"
#include "base/logging.h"
#include "base/secretenvironment.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QRandomGenerator>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxErrorBody = 1024 * 1024;
constexpr qint64 kProbeLimitMs = 30000;
// What the service puts before the typed tools and counts as prompt, though none of it is sent
// (claude-api.md 5.1, 5.2).
constexpr qint64 kTypedToolTokens = 1500;

ModelOutcome failed(ModelFailure kind, Error error)
{
    ModelOutcome outcome;
    outcome.failure = kind;
    outcome.error = std::move(error);
    return outcome;
}

// The task gives its worker up and is taken up again at that time.
ModelOutcome waitUntil(qint64 waitMs)
{
    const QDateTime until = QDateTime::currentDateTimeUtc().addMSecs(waitMs);
    ModelOutcome outcome =
        failed(ModelFailure::WaitAsked, {ErrorCode::Parked,
                                            QCoreApplication::translate("Ai", "The model server asks to wait until %1.")
                                                .arg(until.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s)),
                                            {}, {}});
    outcome.until = until;
    return outcome;
}

Error noKey()
{
    return {ErrorCode::Unauthorized, QCoreApplication::translate("Ai", "There is no API key."),
        QCoreApplication::translate(
            "Ai", "Set ANTHROPIC_API_KEY in the environment, or store a key with `vibecoder key set`."),
        {}};
}

QByteArray smallestQuestion(const QString &model)
{
    return QJsonDocument(
        QJsonObject{{u"model"_s, model}, {u"max_tokens"_s, 1}, {u"stream"_s, true},
            {u"messages"_s, QJsonArray{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, u"ping"_s}}}}})
        .toJson(QJsonDocument::Compact);
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

bool ClaudeProvider::setApiKey(const QString &key)
{
    if (key == m_settings.apiKey)
        return false;
    addSecret(key);
    m_settings.apiKey = key;
    m_closed = QDeadlineTimer(0); // the wait was asked of the other key
    return true;
}

QString ClaudeProvider::requestDigest(const ModelRequest &request) const
{
    QByteArrayList parts{request.system.toUtf8()};
    for (const Message &message : request.messages)
        parts << message.role.toUtf8() << QJsonDocument(message.content).toJson(QJsonDocument::Compact);
    return sha256OfParts(parts);
}

qint64 ClaudeProvider::promptTokensAtMost(const ModelRequest &request) const
{
    return estimatedTokens(requestBody(request, m_form).size()) + (m_form == RequestForm::Full ? kTypedToolTokens : 0);
}

Result<> ClaudeProvider::openNetwork()
{
    if (m_network.manager)
        return {};
    const QUrl base(m_settings.baseUrl);
    VC_TRY(m_network, openModelNetwork(m_settings, givenEnvironment()));
    const bool here = base.host() == u"127.0.0.1"_s || base.host() == u"localhost"_s || base.host() == u"::1"_s;
    if (base.scheme() != u"https"_s && !here)
        logWarning("ai", u"the key is sent without encryption to a server that is not this machine"_s,
            {{u"host"_s, base.host()}});
    return {};
}

QCoro::Task<ModelOutcome> ClaudeProvider::send(
    ModelRequest request, qint64 limitMs, CancelSource &stop, ModelCallObserver observer)
{
    if (!hasKey())
        co_return failed(ModelFailure::KeyRefused, noKey());
    if (!m_closed.hasExpired())
        co_return waitUntil(m_closed.remainingTime());
    if (const Result<> opened = openNetwork(); !opened)
        co_return failed(ModelFailure::WrongSetup, opened.error());
    if (const int most = maxOutputTokens(request.model); most > 0)
        request.maxTokens = std::min(request.maxTokens, most);
    const qint64 promptTokens = promptTokensAtMost(request);
    ModelOutcome outcome;
    QElapsedTimer total;
    total.start();
    qint64 usedMs = 0, waitedMs = 0;
    int connects = 0, streams = 0, silences = 0;
    for (int number = 1;; ++number) {
        if (observer.mayTry) {
            const std::optional<int> most = observer.mayTry(outcome.usage);
            if (!most) {
                outcome.failure = ModelFailure::CapReached;
                co_return outcome;
            }
            request.maxTokens = std::min(request.maxTokens, *most);
        }
        std::function<void(const Usage &)> used;
        if (observer.used)
            used = [&](Usage soFar) {
                priceUsage(soFar, request.model);
                soFar += outcome.usage;
                observer.used(soFar);
            };
        auto task = post(requestBody(request, m_form), promptTokens, limitMs - usedMs, stop, observer.text, used);
        Try attempt = co_await task;
        priceUsage(attempt.usage, request.model);
        if (attempt.usage != Usage())
            outcome.usage += attempt.usage;
        if (observer.used && outcome.usage != Usage())
            observer.used(outcome.usage);
        waitedMs += attempt.silentMs;
        usedMs = total.elapsed() - waitedMs;
        outcome.durationMs = usedMs;
        outcome.failure = attempt.kind;
        outcome.error = attempt.error;
        outcome.status = attempt.failed.status;
        if (stop.stopped()) {
            outcome.failure = ModelFailure::Stopped;
            outcome.error = stop.error();
            co_return outcome;
        }
        if (attempt.reply) {
            outcome.usage.calls = 1;
            attempt.reply->durationMs = usedMs;
            attempt.reply->waitedMs = waitedMs;
            attempt.reply->usage = attempt.usage;
            attempt.reply->usage.calls = 1;
            outcome.reply = std::move(attempt.reply);
            outcome.failure = ModelFailure::None;
            co_return outcome;
        }
        if (attempt.kind == ModelFailure::TimeLimit || usedMs >= limitMs) {
            outcome.failure = ModelFailure::TimeLimit;
            outcome.error = {ErrorCode::Timeout,
                QCoreApplication::translate("Ai", "The model did not answer within the time of the iteration."), {},
                {}};
            co_return outcome;
        }
        if (attempt.kind == ModelFailure::ModelUnknown) {
            auto asking = offeredModels(stop);
            const QStringList offered = co_await asking;
            outcome.error.message = QCoreApplication::translate(
                "Ai", "The model server does not know the model %1 (setting VIBECODER_CLAUDE_MODEL).")
                                        .arg(request.model);
            outcome.error.hint =
                offered.isEmpty()
                    ? QCoreApplication::translate("Ai", "Set VIBECODER_CLAUDE_MODEL to a model that the server offers.")
                    : QCoreApplication::translate("Ai", "It offers: %1").arg(offered.join(u", "_s));
            co_return outcome;
        }
        attempt.failed.number = attempt.failed.silent ? ++silences : attempt.failed.streaming ? ++streams : ++connects;
        attempt.failed.spentMs = total.elapsed();
        const QDateTime now = QDateTime::currentDateTimeUtc();
        if (const auto away = parkingWait(attempt.failed, QRandomGenerator::global()->generateDouble(), now)) {
            m_closed = QDeadlineTimer(*away);
            ModelOutcome wait = waitUntil(*away);
            wait.usage = outcome.usage;
            co_return wait;
        }
        const auto wait = retryWait(attempt.failed, QRandomGenerator::global()->generateDouble(), now);
        if (!wait)
            co_return outcome;
        const bool asked = !attempt.failed.retryAfter.isEmpty() || !attempt.failed.retryAfterMs.isEmpty();
        const qint64 waitMs = asked ? *wait : qint64(double(*wait) * m_backOffFactor);
        logWarning("ai", u"a call of the model is tried again"_s,
            {{u"why"_s, attempt.error.message}, {u"try"_s, number}, {u"wait_ms"_s, waitMs}});
        if (observer.retried)
            observer.retried(attempt.error, number, waitMs);
        QElapsedTimer waiting;
        waiting.start();
        auto pause = sleepFor(waitMs, stop);
        const bool slept = co_await pause;
        waitedMs += waiting.elapsed();
        if (!slept) {
            outcome.failure = ModelFailure::Stopped;
            outcome.error = stop.error();
            co_return outcome;
        }
    }
}

// A real question, because nothing else shows whether the account may spend again. Refused, it costs nothing.
QCoro::Task<ModelOutcome> ClaudeProvider::probe(QString model, CancelSource &stop)
{
    if (!hasKey())
        co_return failed(ModelFailure::KeyRefused, noKey());
    if (const Result<> opened = openNetwork(); !opened)
        co_return failed(ModelFailure::WrongSetup, opened.error());
    auto task = post(smallestQuestion(model), 0, kProbeLimitMs, stop, {});
    const Try attempt = co_await task;
    ModelOutcome outcome = failed(attempt.kind, attempt.error);
    outcome.status = attempt.failed.status;
    if (stop.stopped())
        outcome.failure = ModelFailure::Stopped;
    else if (attempt.kind == ModelFailure::TimeLimit)
        outcome.failure = ModelFailure::Unavailable;
    co_return outcome;
}

QCoro::Task<QStringList> ClaudeProvider::offeredModels(CancelSource &stop)
{
    constexpr int limitMs = 10000;
    QNetworkRequest question = modelRequest(m_settings, u"/v1/models?limit=50"_s, m_network);
    question.setTransferTimeout(limitMs);
    OneShot<bool> over;
    const std::unique_ptr<QNetworkReply> reply(m_network.manager->get(question));
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
