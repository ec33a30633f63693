// SPDX-License-Identifier: MIT
// One POST of a request and the reading of its streamed answer.
#include "ai/claudeprovider.h"

#include "ai/messageassembler.h"
#include "ai/oncedevice.h"
#include "base/logging.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxErrorBody = 1024 * 1024;
constexpr qint64 kMaxAnswer = 64LL * 1024 * 1024;
// Hidden thinking sends no content; while bytes still come it may take so many times the idle time.
constexpr int kUnseenThinking = 4;
constexpr qint64 kTellEvery = 256; // tokens of an answer
// A process that was stopped finds its timer due before what came meanwhile was read.
constexpr int kLastLookMs = 200;

// Two clocks that wall time does not move: one that any byte resets, and one that only content does.
class SilenceWatch
{
public:
    SilenceWatch(qint64 idleMs, std::function<bool()> thinksUnseen, std::function<void()> dead)
        : m_idleMs(idleMs)
        , m_thinksUnseen(std::move(thinksUnseen))
        , m_dead(std::move(dead))
    {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { look(); });
        content();
        look();
    }

    void bytes() { m_sinceByte.start(); }
    void content()
    {
        m_sinceByte.start();
        m_sinceContent.start();
        m_lastLook = false;
    }
    [[nodiscard]] qint64 silentMs() const { return m_sinceContent.elapsed(); }

private:
    void look()
    {
        const qint64 allowed = m_thinksUnseen() ? kUnseenThinking * m_idleMs : m_idleMs;
        const qint64 left = std::min(allowed - m_sinceContent.elapsed(), m_idleMs - m_sinceByte.elapsed());
        if (left > 0) {
            m_lastLook = false;
            m_timer.start(int(std::min<qint64>(left + 1, 1000LL * 3600)));
        } else if (!std::exchange(m_lastLook, true)) {
            m_timer.start(kLastLookMs);
        } else {
            m_dead();
        }
    }

    qint64 m_idleMs;
    std::function<bool()> m_thinksUnseen;
    std::function<void()> m_dead;
    QTimer m_timer;
    QElapsedTimer m_sinceByte, m_sinceContent;
    bool m_lastLook = false;
};

ErrorCode codeFor(ModelFailure kind)
{
    switch (kind) {
    case ModelFailure::KeyRefused:
        return ErrorCode::Unauthorized;
    case ModelFailure::SpendLimit:
        return ErrorCode::Unavailable;
    case ModelFailure::ModelUnknown:
        return ErrorCode::NotFound;
    case ModelFailure::Unavailable:
        return ErrorCode::Network;
    case ModelFailure::Broken:
        return ErrorCode::Protocol;
    default:
        return ErrorCode::InvalidArgument;
    }
}

Error refusal(ModelFailure kind, int status, const ApiErrorBody &body)
{
    const QString said = body.type.isEmpty() ? QString() : body.type + u": "_s + body.message;
    Error error{codeFor(kind),
        redact(QCoreApplication::translate("Ai", "The model server refused the request: %1 %2 (request %3)")
                   .arg(status)
                   .arg(said, body.requestId)),
        {}, u"status %1, request %2"_s.arg(status).arg(body.requestId)};
    if (kind == ModelFailure::KeyRefused)
        error.hint = QCoreApplication::translate("Ai",
            "The server does not accept the key. One that is stored with `vibecoder key set` or in the window is used "
            "after `vibecoder queue resume`; for one in ANTHROPIC_API_KEY the program that works the queue has to be "
            "started again.");
    else if (kind == ModelFailure::SpendLimit)
        error.hint = QCoreApplication::translate("Ai", "Add credit or raise the limit of the account.");
    return error;
}

Error notTheService(const QNetworkReply &reply, int status)
{
    const QUrl elsewhere = reply.header(QNetworkRequest::LocationHeader).toUrl();
    const QString kind = reply.header(QNetworkRequest::ContentTypeHeader).toString().left(80);
    const QString what =
        !elsewhere.isEmpty()
            ? QCoreApplication::translate("Ai", "What answers at %1 is not the model service: it sends on to %2 (HTTP "
                                                "status %3).")
                  .arg(reply.url().host(), reply.url().resolved(elsewhere).host())
                  .arg(status)
            : QCoreApplication::translate("Ai", "What answers at %1 is not the model service: HTTP status %2, %3.")
                  .arg(reply.url().host())
                  .arg(status)
                  .arg(kind.isEmpty() ? QCoreApplication::translate("Ai", "no content") : kind);
    return {ErrorCode::Network, redact(what),
        QCoreApplication::translate(
            "Ai", "Check ANTHROPIC_BASE_URL and the proxy, and whether this network wants a login in a browser first."),
        {}};
}

} // namespace

QCoro::Task<ClaudeProvider::Try> ClaudeProvider::post(QByteArray body, qint64 promptTokens, qint64 limitMs,
    CancelSource &stop, std::function<void(const QString &)> live, std::function<void(const Usage &)> used)
{
    Try attempt;
    CancelSource limit(&stop);
    limit.stopAfter(limitMs);
    if (limit.stopped()) {
        attempt.kind = stop.stopped() ? ModelFailure::Stopped : ModelFailure::TimeLimit;
        co_return attempt;
    }
    OnceDevice upload(body);
    QNetworkRequest post = modelRequest(m_settings, u"/v1/messages"_s, m_network);
    post.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    post.setHeader(QNetworkRequest::ContentLengthHeader, body.size());
    post.setRawHeader("accept", "text/event-stream");

    OneShot<bool> over;
    QTimer closing;
    closing.setSingleShot(true);
    QObject::connect(&closing, &QTimer::timeout, &closing, [over] { over.set(true); });
    SseDecoder decoder;
    MessageAssembler assembler;
    std::optional<Error> broken;
    bool dead = false;
    qint64 received = 0, toldTokens = 0;
    QByteArray errorBody;
    QList<QSslError> distrust;
    const std::unique_ptr<QNetworkReply> reply(m_network.manager->post(post, &upload));
    const auto statusOf = [&reply] { return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); };
    const auto isStream = [&reply] {
        return reply->header(QNetworkRequest::ContentTypeHeader).toByteArray().startsWith("text/event-stream");
    };
    SilenceWatch silence(
        m_settings.modelIdleTimeout * 1000LL, [&] { return assembler.thinksUnseen(); },
        [&] {
            dead = true;
            over.set(true);
        });
    QObject::connect(reply.get(), &QNetworkReply::sslErrors, reply.get(),
        [&distrust](const QList<QSslError> &errors) { distrust = errors; });
    QObject::connect(reply.get(), &QNetworkReply::uploadProgress, reply.get(), [&] { silence.content(); });
    QObject::connect(reply.get(), &QNetworkReply::readyRead, reply.get(), [&] {
        const QByteArray bytes = reply->readAll();
        silence.bytes();
        received += bytes.size();
        if (statusOf() != 200 || !isStream())
            errorBody += bytes.left(kMaxErrorBody - errorBody.size());
        if (statusOf() != 200)
            return;
        if (broken || assembler.isComplete())
            return;
        QString seen;
        const qint64 before = assembler.progress();
        for (const SseEvent &event : decoder.feed(bytes)) {
            if (const Result<> accepted = assembler.accept(event, &seen); !accepted) {
                broken = accepted.error();
                break;
            }
        }
        if (assembler.progress() > before) {
            silence.content();
            const Usage soFar = assembler.usageSoFar(promptTokens);
            if (used && (before == 0 || soFar.outputTokens >= toldTokens + kTellEvery)) {
                toldTokens = soFar.outputTokens;
                used(soFar);
            }
        }
        if (decoder.overflowed() || received > kMaxAnswer)
            broken = Error{ErrorCode::Protocol,
                QCoreApplication::translate("Ai", "The model server's answer is too large."), {}, {}};
        if (live && !seen.isEmpty())
            live(seen);
        // message_stop is the end; the moment after it lets the transfer close by itself, so that the connection stays
        // usable for the next call.
        if (broken)
            over.set(true);
        else if (assembler.isComplete())
            closing.start(200);
    });
    QObject::connect(reply.get(), &QNetworkReply::finished, reply.get(), [over] { over.set(true); });
    OnStop onStop(limit, [over] { over.set(false); });
    const bool answered = co_await over;
    const int status = statusOf();
    const QString requestId = QString::fromLatin1(reply->rawHeader("request-id"));
    const QString networkText = reply->errorString();
    if (reply->isOpen() && reply->isFinished() && status != 200)
        errorBody += reply->readAll().left(kMaxErrorBody - errorBody.size());
    const qint64 silentMs = silence.silentMs();
    if (!reply->isFinished()) {
        reply->disconnect();
        reply->abort();
    }
    // Whoever answered 200 has begun to work, and bills it, however the answer ended.
    if (status == 200)
        attempt.usage = assembler.usageSoFar(promptTokens);
    attempt.failed.status = status;
    if (!answered && (stop.stopped() || !assembler.isComplete())) {
        attempt.kind = stop.stopped() ? ModelFailure::Stopped : ModelFailure::TimeLimit;
        // Nothing but pings until the time was over: the server was dead, the model was not slow.
        if (!stop.stopped() && status == 200 && assembler.progress() <= 1)
            dead = attempt.failed.final = true;
        if (!dead)
            co_return attempt;
    }
    attempt.failed.retryAfter = reply->rawHeader("retry-after");
    attempt.failed.retryAfterMs = reply->rawHeader("retry-after-ms");
    attempt.failed.shouldRetry = reply->rawHeader("x-should-retry");
    if (status == 200 && assembler.isComplete()) {
        attempt.reply = assembler.take();
        attempt.reply->requestId = requestId;
        co_return attempt;
    }
    if (dead && (status == 200 || status == 0)) {
        attempt.kind = ModelFailure::Silent;
        attempt.failed.silent = true;
        attempt.silentMs = silentMs;
        attempt.error = {ErrorCode::Unavailable,
            QCoreApplication::translate(
                "Ai", "The model server kept the connection open, but sent nothing of an answer for %1 s.")
                .arg(silentMs / 1000),
            QCoreApplication::translate("Ai", "A slow server may need a longer VIBECODER_MODEL_IDLE_TIMEOUT."),
            requestId};
        co_return attempt;
    }
    ApiErrorBody said = readApiError(errorBody, requestId);
    if (status == 200 && assembler.progress() == 0 && said.isPage && !isStream() && !errorBody.trimmed().isEmpty()) {
        // Nobody worked on the request.
        attempt.usage = {};
        attempt.kind = ModelFailure::WrongSetup;
        attempt.failed.final = true;
        attempt.error = notTheService(*reply, status);
        co_return attempt;
    }
    if (status == 200) {
        attempt.failed.streaming = true;
        attempt.error = broken.value_or(Error{ErrorCode::Protocol,
            QCoreApplication::translate("Ai", "The model server's answer broke off before its end."), {}, networkText});
        if (!assembler.refused().type.isEmpty())
            said = assembler.refused();
        if (attempt.error.detail.isEmpty())
            attempt.error.detail = requestId;
        attempt.kind = ModelFailure::Broken;
        if (said.type.isEmpty())
            co_return attempt;
        // The service says what is wrong, only too late or in the wrong place for a status.
        const int meant = statusOfError(said.type);
        attempt.kind = failureOf(meant, said);
        attempt.failed.errorCode = said.errorCode;
        attempt.failed.final = attempt.kind != ModelFailure::Unavailable;
        if (attempt.failed.final || assembler.refused().type.isEmpty())
            attempt.error = refusal(attempt.kind, meant, said);
        if (assembler.refused().type.isEmpty())
            attempt.usage = {};
        co_return attempt;
    }
    if (status == 0) {
        attempt.kind = ModelFailure::Unavailable;
        attempt.error = connectionError(*reply, m_network.proxy);
        attempt.failed.final = !distrust.isEmpty() || reply->error() == QNetworkReply::ProxyAuthenticationRequiredError;
        if (attempt.failed.final)
            attempt.kind = ModelFailure::WrongSetup;
        if (!distrust.isEmpty())
            attempt.error = certificateError(post.url().host(), distrust);
        co_return attempt;
    }
    attempt.kind = failureOf(status, said);
    attempt.failed.errorCode = said.errorCode;
    attempt.failed.final = attempt.kind != ModelFailure::Unavailable;
    attempt.error = attempt.kind == ModelFailure::WrongSetup && status != 407 ? notTheService(*reply, status)
                                                                              : refusal(attempt.kind, status, said);
    co_return attempt;
}

} // namespace vibecoder
