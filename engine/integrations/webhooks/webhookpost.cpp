// SPDX-License-Identifier: MIT
#include "integrations/webhooks/webhookpost.h"

#include "integrations/webhooks/addressrule.h"
#include "integrations/webhooks/answerhead.h"
#include "integrations/webhooks/webhookurl.h"

#include <QElapsedTimer>
#include <QHostInfo>
#include <QNetworkProxy>
#include <QSslSocket>

namespace vibecoder::webhooks {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostAnswer = 16 * 1024;
constexpr qsizetype kMostAddresses = 3;

QCoro::Task<QList<QHostAddress>> resolve(QString host, CancelSource &limit)
{
    const QHostAddress literal(host);
    if (!literal.isNull())
        co_return QList<QHostAddress>{literal};
    OneShot<QList<QHostAddress>> found;
    QObject context;
    const int id = QHostInfo::lookupHost(
        host, &context, [found](const QHostInfo &info) { found.set(info.addresses()); });
    OnStop onStop(limit, [found, id] {
        QHostInfo::abortHostLookup(id);
        found.set({});
    });
    const QList<QHostAddress> addresses = co_await found;
    co_return addresses;
}

// Connects, sends, reads the head of the answer. The address is empty as long as there is no connection.
QCoro::Task<WebhookAnswer> talkTo(PostRequest request, QHostAddress address, CancelSource &limit)
{
    WebhookAnswer answer;
    const bool encrypted = request.url.scheme() == u"https"_s;
    OneShot<bool> over;
    QByteArray received;
    AnswerReading reading;
    QSslSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.setReadBufferSize(kMostAnswer);
    const auto send = [&socket, &request] { socket.write(request.bytes); };
    QObject::connect(&socket, &QSslSocket::connected, &socket, [&, over] {
        // The last word belongs to the connection itself.
        const QHostAddress peer = socket.peerAddress();
        if (const char *why = refusalOf(peer, request.allowPrivate, encrypted)) {
            answer.error = QString::fromLatin1(why);
            over.set(true);
            return;
        }
        answer.address = peer.toString();
        if (!encrypted)
            send();
    });
    QObject::connect(&socket, &QSslSocket::encrypted, &socket, send);
    QObject::connect(&socket, &QSslSocket::readyRead, &socket, [&, over] {
        received += socket.read(kMostAnswer - received.size());
        reading = readAnswerHead(received);
        if (reading.whole || reading.broken || received.size() >= kMostAnswer)
            over.set(true);
    });
    QObject::connect(&socket, &QSslSocket::errorOccurred, &socket, [over] { over.set(true); });
    QObject::connect(&socket, &QSslSocket::disconnected, &socket, [over] { over.set(true); });
    OnStop onStop(limit, [over] { over.set(false); });
    if (encrypted)
        socket.connectToHostEncrypted(address.toString(), portOf(request.url), request.url.host(QUrl::FullyEncoded));
    else
        socket.connectToHost(address, portOf(request.url));
    const bool inTime = co_await over;
    const QString trouble = socket.errorString();
    socket.disconnect();
    socket.abort();
    answer.status = reading.status;
    answer.retryAfterMs = reading.retryAfterMs;
    if (reading.whole)
        co_return answer;
    if (!answer.error.isEmpty())
        co_return answer;
    if (!inTime)
        answer.error = answer.address.isEmpty() ? u"no connection in time"_s : u"no answer in time"_s;
    else if (reading.broken || received.size() >= kMostAnswer)
        answer.error = u"the answer is not HTTP"_s;
    else if (!answer.address.isEmpty() && !received.isEmpty())
        answer.error = u"the answer broke off"_s;
    else
        answer.error = trouble.isEmpty() ? u"closed without an answer"_s : trouble;
    co_return answer;
}

QString refusedStatus(int status)
{
    if (status >= 300 && status < 400)
        return u"answered %1: redirects are not followed"_s.arg(status);
    return u"answered %1"_s.arg(status);
}

} // namespace

QCoro::Task<WebhookAnswer> postWebhook(PostRequest request, CancelSource &stop)
{
    QElapsedTimer timer;
    timer.start();
    WebhookAnswer answer;
    CancelSource limit(&stop);
    limit.stopAfter(request.limitMs);
    CO_AWAIT(const QList<QHostAddress> addresses, resolve(request.url.host(QUrl::FullyEncoded), limit));
    const bool encrypted = request.url.scheme() == u"https"_s;
    QList<QHostAddress> allowed;
    answer.error = limit.stopped() ? u"the name was not resolved in time"_s : u"the name cannot be resolved"_s;
    for (const QHostAddress &address : addresses) {
        if (const char *why = refusalOf(address, request.allowPrivate, encrypted))
            answer.error = QString::fromLatin1(why);
        else if (allowed.size() < kMostAddresses)
            allowed.append(address);
    }
    for (qsizetype i = 0; i < allowed.size() && !limit.stopped(); ++i) {
        CO_AWAIT(answer, talkTo(request, allowed.at(i), limit));
        // Another address only where this one could not be connected to: nothing is sent twice.
        if (!answer.address.isEmpty())
            break;
    }
    constexpr int goneStatus = 410;
    answer.delivered = answer.status >= 200 && answer.status < 300;
    answer.gone = answer.status == goneStatus;
    if (answer.status > 0 && !answer.delivered)
        answer.error = refusedStatus(answer.status);
    answer.durationMs = timer.elapsed();
    co_return answer;
}

} // namespace vibecoder::webhooks
