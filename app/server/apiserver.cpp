// SPDX-License-Identifier: MIT
#include "apiserver.h"

#include "apicontext.h"
#include "base/digest.h"
#include "base/logging.h"
#include "callerslanguage.h"
#include "jsonbody.h"
#include "parameters.h"
#include "routetable.h"
#include "staticfiles.h"

#include <QTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Decoded segments and query; false when something of it cannot be read in one way only.
bool readTarget(HttpRequest &request)
{
    const QByteArray &target = request.head.target;
    const qsizetype mark = target.indexOf('?');
    QByteArrayList pieces = target.left(mark < 0 ? target.size() : mark).mid(1).split('/');
    // One slash at the end means the same; an empty part elsewhere is read differently by different readers.
    if (pieces.constLast().isEmpty())
        pieces.removeLast();
    for (const QByteArray &piece : std::as_const(pieces)) {
        if (piece.isEmpty())
            return false;
        const std::optional<QString> segment = decodedPart(piece, false);
        if (!segment || *segment == u"."_s || *segment == u".."_s || segment->contains(u'/'))
            return false;
        request.segments.append(*segment);
    }
    if (mark < 0)
        return true;
    for (const QByteArray &piece : target.mid(mark + 1).split('&')) {
        if (piece.isEmpty())
            continue;
        const qsizetype equals = piece.indexOf('=');
        const std::optional<QString> name = decodedPart(piece.left(equals < 0 ? piece.size() : equals), true);
        const std::optional<QString> value = decodedPart(equals < 0 ? QByteArray() : piece.mid(equals + 1), true);
        if (!name || !value || request.query.contains(*name))
            return false;
        request.query.insert(*name, *value);
    }
    return true;
}

// Who guesses has to wait; everybody else is served meanwhile.
void answerSlowly(int delayMs, const Answer &answer, const HttpReply &reply)
{
    if (delayMs == 0)
        answer(reply);
    else
        QTimer::singleShot(delayMs, [answer, reply] { answer(reply); });
}

bool isApi(const QStringList &segments)
{
    return segments.value(0) == u"api"_s || segments.value(0) == u"metrics"_s || segments.value(0) == u"ws"_s;
}

// A person follows a link to the page, from a mail or from the file that opens it (linkpages.h). What is shown then is
// the page that everybody may have; what it asks for next comes from this server.
bool leadsHere(const RequestHead &head)
{
    return (head.method == "GET" || head.method == "HEAD") && head.header("origin").isNull() &&
           head.header("sec-fetch-mode").toLower() == "navigate" &&
           head.header("sec-fetch-dest").toLower() == "document";
}

} // namespace

ApiServer::ApiServer(ApiContext &context, HttpGuard &guard, bool tls)
    : m_context(context)
    , m_guard(guard)
    , m_tls(tls)
{
    acceptJudgedUpgrades(*this);
    connect(&m_guard, &HttpGuard::gone, this, [this](QTcpSocket *socket) { m_lines.remove(socket); });
}

bool ApiServer::handleRequest(const QHttpServerRequest &request, ReplyTarget)
{
    const RequestHead *head = m_guard.takeCurrent();
    // A judged upgrade: nothing is written, so that the handshake is the first thing on the wire.
    if (!head || head->upgrade)
        return head != nullptr;
    HttpRequest own;
    own.head = *head;
    own.body = request.body();
    own.id = newId();
    const quint64 number = m_nextNumber++;
    QTcpSocket *socket = m_guard.currentSocket();
    m_lines[socket].waiting.append({number, std::nullopt});
    const Answer answer = answerFor(own.head, number);
    const CallersLanguage language(wantedLanguage(own.head.header("accept-language")));
    // An exception would leave through the event loop and end the program.
    try {
        dispatch(std::move(own), answer);
    } catch (const std::exception &e) {
        logError("server", u"a handler failed"_s, {{u"why"_s, QString::fromUtf8(e.what())}});
        answer(HttpReply::refusal(500, u"internal error"_s, {}));
    }
    return true;
}

void ApiServer::missingHandler(const QHttpServerRequest &, ReplyTarget)
{
    // Everything is handled; an upgrade that nobody judged never gets here.
    if (QTcpSocket *socket = m_guard.currentSocket())
        socket->abort();
}

void ApiServer::dispatch(HttpRequest request, const Answer &answer)
{
    const QString id = request.id;
    const bool foreign = !Access::isSameOrigin(request.head, m_tls);
    if (foreign && !leadsHere(request.head)) {
        answer(HttpReply::refusal(403, u"requests from other sites are refused"_s, id));
        return;
    }
    if (!readTarget(request)) {
        answer(HttpReply::refusal(400, u"the address is malformed"_s, id));
        return;
    }
    if (foreign && isApi(request.segments)) {
        answer(HttpReply::refusal(403, u"requests from other sites are refused"_s, id));
        return;
    }
    request.caller = m_context.access.callerOf(request.head);
    const RouteMatch match = matchRoute(request.head.method, request.segments);
    const RouteAccess access = match.route ? match.route->access : RouteAccess::Reader;
    const bool open = match.route && (access == RouteAccess::Open || access == RouteAccess::Signed);
    if (isApi(request.segments) && !open && request.caller == Caller::Nobody) {
        HttpReply reply = HttpReply::refusal(401, u"a credential is required"_s, id,
            u"Send `Authorization: Bearer TOKEN`; `vibecoder server token` shows it."_s);
        reply.headers.emplaceBack("WWW-Authenticate", "Bearer");
        const bool shown = !request.head.header("authorization").isNull();
        answerSlowly(shown ? m_context.access.noteFailure() : 0, answer, reply);
        return;
    }
    if (!match.route) {
        if (match.allowed.isEmpty() && !isApi(request.segments)) {
            answer(m_context.files.reply(request));
            return;
        }
        if (match.allowed.isEmpty()) {
            answer(HttpReply::refusal(404, u"there is nothing at this address"_s, id));
            return;
        }
        QByteArrayList allowed = match.allowed;
        if (allowed.contains("GET"))
            allowed.append("HEAD");
        allowed.append("OPTIONS");
        const bool asks = request.head.method == "OPTIONS";
        HttpReply reply = asks ? HttpReply{204, {}, {}, {}}
                               : HttpReply::refusal(405, u"this address does not know that method"_s, id);
        reply.headers.emplaceBack("Allow", allowed.join(", "));
        answer(reply);
        return;
    }
    if (access == RouteAccess::Changer && !m_context.access.mayChange(request.head, request.caller)) {
        answer(HttpReply::refusal(403, u"the CSRF value is missing or wrong"_s, id,
            u"Send the value that POST /api/session gave as `X-CSRF-Token`."_s));
        return;
    }
    request.args = match.args;
    if (const std::optional<HttpFailure> wrong = wrongQuery(*match.route, request.query)) {
        answer(HttpReply::ofFailure(*wrong, id));
        return;
    }
    if (const std::optional<HttpFailure> wrong = readBody(*match.route, request)) {
        answer(HttpReply::ofFailure(*wrong, id));
        return;
    }
    if (match.route->ofStore)
        answerFromStore(*match.route, request, answer);
    else
        match.route->handler(m_context, request, answer);
}

void ApiServer::answerFromStore(const Route &route, const HttpRequest &request, const Answer &answer)
{
    const Result<QByteArray> version = m_context.engine.queueVersion();
    if (!version) {
        answer(HttpReply::ofError(version.error(), request.id));
        return;
    }
    const QByteArray target = request.head.target;
    if (const HttpReply *kept = m_kept.find(*version, target)) {
        answer(*kept);
        return;
    }
    route.handler(m_context, request, [this, answer, version = *version, target](const HttpReply &reply) {
        m_kept.keep(version, target, reply);
        answer(reply);
    });
}

Answer ApiServer::answerFor(const RequestHead &head, quint64 number)
{
    const QPointer<QTcpSocket> socket = m_guard.currentSocket();
    const auto done = std::make_shared<bool>(false);
    return [this, head, number, socket, done](const HttpReply &reply) {
        if (std::exchange(*done, true))
            return;
        deliver(socket, number, toBytes(head, reply), head.close);
    };
}

void ApiServer::deliver(const QPointer<QTcpSocket> &socket, quint64 number, QByteArray bytes, bool last)
{
    if (!socket || socket->state() != QAbstractSocket::ConnectedState)
        return;
    auto &waiting = m_lines[socket].waiting;
    for (auto &[one, ready] : waiting) {
        if (one == number)
            ready = std::move(bytes);
    }
    while (!waiting.isEmpty() && waiting.constFirst().second) {
        socket->write(*waiting.takeFirst().second);
        m_guard.answered(socket);
    }
    if (last)
        m_guard.closeAfterWriting(socket);
}

QByteArray ApiServer::toBytes(const RequestHead &head, const HttpReply &reply) const
{
    QByteArray bytes;
    bytes.reserve(reply.body.size() + 1024);
    bytes += "HTTP/1.1 " + QByteArray::number(reply.status) + ' ' + statusText(reply.status) + "\r\n";
    for (const auto &[name, value] : securityHeaders())
        bytes += name + ": " + value + "\r\n";
    bool cacheSaid = false;
    for (const auto &[name, value] : reply.headers) {
        bytes += name + ": " + value + "\r\n";
        cacheSaid = cacheSaid || name == "Cache-Control";
    }
    if (!cacheSaid)
        bytes += "Cache-Control: no-store\r\n";
    const bool bodyless = reply.status == 204 || reply.status == 304;
    if (!reply.type.isEmpty() && !bodyless)
        bytes += "Content-Type: " + reply.type + "\r\n";
    if (!bodyless)
        bytes += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n";
    bytes += head.close ? "Connection: close\r\n\r\n" : head.http10 ? "Connection: keep-alive\r\n\r\n" : "\r\n";
    if (head.method != "HEAD" && !bodyless)
        bytes += reply.body;
    return bytes;
}

} // namespace vibecoder
