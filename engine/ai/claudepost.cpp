// SPDX-License-Identifier: MIT
// One POST of a request and the reading of its streamed answer.
#include "ai/claudeprovider.h"

#include "ai/messageassembler.h"
#include "ai/oncedevice.h"
#include "base/logging.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxErrorBody = 1024 * 1024;

ErrorCode codeForStatus(int status, const QString &errorCode)
{
    if (status == 401 || status == 403)
        return ErrorCode::Unauthorized;
    if (status == 402 || isSpendLimit(errorCode))
        return ErrorCode::Denied;
    if (status >= 300 && status < 400)
        return ErrorCode::Protocol;
    if (status == 408 || status == 409 || status == 429 || status >= 500)
        return ErrorCode::Network;
    return ErrorCode::InvalidArgument;
}

} // namespace

QCoro::Task<ClaudeProvider::Try> ClaudeProvider::post(
    QByteArray body, qint64 limitMs, CancelSource &stop, std::function<void(const QString &)> live)
{
    Try attempt;
    CancelSource limit(&stop);
    limit.stopAfter(limitMs);
    if (limit.stopped()) {
        attempt.limitReached = !stop.stopped();
        co_return attempt;
    }
    OnceDevice upload(body);
    QNetworkRequest post = request(u"/v1/messages"_s);
    post.setHeader(QNetworkRequest::ContentLengthHeader, body.size());
    post.setRawHeader("accept", "text/event-stream");

    OneShot<bool> over;
    QTimer closing;
    closing.setSingleShot(true);
    QObject::connect(&closing, &QTimer::timeout, &closing, [over] { over.set(true); });
    SseDecoder decoder;
    MessageAssembler assembler;
    std::optional<Error> broken;
    QByteArray errorBody;
    const std::unique_ptr<QNetworkReply> reply(network().post(post, &upload));
    const auto statusOf = [&reply] { return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(); };
    QObject::connect(reply.get(), &QNetworkReply::readyRead, reply.get(), [&] {
        const QByteArray bytes = reply->readAll();
        if (statusOf() != 200) {
            errorBody += bytes.left(kMaxErrorBody - errorBody.size());
            return;
        }
        if (broken || assembler.isComplete())
            return;
        QString seen;
        for (const SseEvent &event : decoder.feed(bytes)) {
            if (const Result<> accepted = assembler.accept(event, &seen); !accepted) {
                broken = accepted.error();
                break;
            }
        }
        if (decoder.overflowed())
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
    const QNetworkReply::NetworkError networkError = reply->error();
    const QString networkText = reply->errorString();
    const bool finished = reply->isFinished();
    if (!finished) {
        reply->disconnect();
        reply->abort();
    }
    if (!answered) {
        attempt.limitReached = limit.cause() == StopCause::Deadline && !stop.stopped();
        co_return attempt;
    }
    attempt.failed.status = status;
    attempt.failed.retryAfter = reply->rawHeader("retry-after");
    attempt.failed.retryAfterMs = reply->rawHeader("retry-after-ms");
    attempt.failed.shouldRetry = reply->rawHeader("x-should-retry");
    if (status == 200 && assembler.isComplete()) {
        attempt.reply = assembler.take();
        attempt.reply->requestId = requestId;
        co_return attempt;
    }
    if (status == 200) {
        attempt.failed.streaming = true;
        attempt.error = broken.value_or(Error{ErrorCode::Protocol,
            QCoreApplication::translate("Ai", "The model server's answer broke off before its end."), {}, networkText});
        if (attempt.error.detail.isEmpty())
            attempt.error.detail = requestId;
        co_return attempt;
    }
    if (status == 0) {
        attempt.error = {ErrorCode::Network,
            QCoreApplication::translate("Ai", "The model server cannot be reached: %1").arg(networkText),
            QCoreApplication::translate("Ai", "Check the network and ANTHROPIC_BASE_URL."),
            QString::number(int(networkError))};
        co_return attempt;
    }
    errorBody += reply->readAll().left(kMaxErrorBody - errorBody.size());
    const QJsonObject json = QJsonDocument::fromJson(errorBody).object();
    const QJsonObject inner = json.value(u"error"_s).toObject();
    attempt.failed.errorCode = inner.value(u"details"_s).toObject().value(u"error_code"_s).toString();
    const QString type = inner.value(u"type"_s).toString();
    const QString id = json.value(u"request_id"_s).toString(requestId);
    attempt.error.code = codeForStatus(status, attempt.failed.errorCode);
    attempt.error.detail = u"status %1, request %2"_s.arg(status).arg(id);
    attempt.error.message = redact(
        QCoreApplication::translate("Ai", "The model server refused the request: %1 %2 (request %3)")
            .arg(status)
            .arg(type.isEmpty() ? QString() : type + u": "_s + inner.value(u"message"_s).toString().left(500), id));
    if (attempt.error.code == ErrorCode::Unauthorized)
        attempt.error.hint =
            QCoreApplication::translate("Ai", "Check ANTHROPIC_API_KEY: the server does not accept it.");
    attempt.modelUnknown = status == 404 && type == u"not_found_error"_s;
    if (attempt.modelUnknown)
        attempt.error.code = ErrorCode::NotFound;
    co_return attempt;
}

} // namespace vibecoder
