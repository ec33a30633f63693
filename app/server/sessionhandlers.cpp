// SPDX-License-Identifier: MIT
// How a browser gets in: the ticket of the printed link for a session, and a ticket for the live connection.
#include "handlers.h"
#include "parameters.h"

#include <QTimer>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

namespace {

QByteArray cookieLine(const ApiContext &context, const QByteArray &value, int seconds)
{
    return context.access.cookieName() + '=' + value +
           "; HttpOnly; SameSite=Strict; Path=/; Max-Age=" + QByteArray::number(seconds) +
           (context.tls ? "; Secure" : "");
}

} // namespace

void openSession(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const QByteArray ticket = request.json.value(u"ticket"_s).toString().toLatin1();
    if (!context.access.useTicket(ticket, Access::Ticket::Page)) {
        const HttpReply reply = HttpReply::refusal(401, u"this link was used already, or is older than a minute"_s,
            request.id, u"`vibecoder server link` prints a new one."_s);
        QTimer::singleShot(context.access.noteFailure(), &context, [answer, reply] { answer(reply); });
        return;
    }
    const Access::Session session = context.access.newSession(request.head);
    HttpReply reply = HttpReply::ofJson(
        {{u"csrf"_s, QString::fromLatin1(session.csrf)}, {u"key"_s, QString::fromLatin1(session.key)}});
    constexpr int week = 7 * 24 * 3600;
    reply.headers.emplaceBack("Set-Cookie", cookieLine(context, session.cookie, week));
    answer(reply);
}

// A page that was opened again has the cookie and its key, but no CSRF value.
void readSession(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    answer(HttpReply::ofJson({{u"csrf"_s, QString::fromLatin1(context.access.csrfOf(request.head))},
        {u"by"_s, request.caller == Caller::Session ? u"session"_s : u"token"_s}}));
}

void closeSession(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    context.access.endSession(request.head);
    HttpReply reply{204, {}, {}, {}};
    reply.headers.emplaceBack("Set-Cookie", cookieLine(context, {}, 0));
    answer(reply);
}

void ticket(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const bool page = isYes(request, u"page"_s);
    if (page && request.caller != Caller::Token) {
        answer(HttpReply::refusal(403, u"a session makes no ticket for another one"_s, request.id,
            u"`vibecoder server link` makes one with the token."_s, u"page"_s));
        return;
    }
    constexpr int seconds = 60;
    answer(HttpReply::ofJson({{u"ticket"_s, QString::fromLatin1(context.access.newTicket(
                                                page ? Access::Ticket::Page : Access::Ticket::Socket))},
                                 {u"expires_in"_s, seconds}},
        201));
}

} // namespace vibecoder::handlers
