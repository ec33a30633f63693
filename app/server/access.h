// SPDX-License-Identifier: MIT
// Who may call (security.md section 8): the token of a file only its owner can read; one-time tickets; sessions of
// browsers that are signed with the token and so survive a restart of the server and end when the token is changed.
// A session is two halves: a browser sends the cookie to every port of this machine, so it proves nothing alone; the
// key is given out once, for the ticket, and the page keeps it for its origin, which is this port.
// Decides from a head alone; keeps tickets and failures in memory. One thread.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "requesthead.h"

#include <QHash>

namespace vibecoder {

/// How a caller proved who they are.
enum class Caller { Nobody, Token, Session };

class Access
{
public:
    /// `store`: what the cookie is named for, so that a server of another store ends no session of this one.
    Access(QByteArray token, const Clock &clock, const QByteArray &store);

    [[nodiscard]] const QByteArray &cookieName() const { return m_cookieName; }

    /// True when it is another one: sessions, CSRF values and tickets of before have ended.
    bool setToken(const QByteArray &token);

    [[nodiscard]] Caller callerOf(const RequestHead &head) const;
    /// For a session: whether the head carries its CSRF value. True for a token: no browser sends one by itself.
    [[nodiscard]] bool mayChange(const RequestHead &head, Caller caller) const;
    /// An Origin, if there is one, must be this server's own, and the browser must not speak of another site.
    [[nodiscard]] static bool isSameOrigin(const RequestHead &head, bool tls);

    /// What a ticket is for: a page becomes a session with it, a live connection is opened with it. None does both.
    enum class Ticket { Page, Socket };
    /// 60 seconds, one use. With too many of them the oldest goes.
    [[nodiscard]] QByteArray newTicket(Ticket what);
    /// True once per ticket, for its purpose and in time.
    [[nodiscard]] bool useTicket(const QByteArray &ticket, Ticket what);
    [[nodiscard]] bool isOpenTicket(const QByteArray &ticket) const;

    struct Session
    {
        QByteArray cookie; ///< value of the cookie
        QByteArray key;    ///< the other half, as X-Session-Key
        QByteArray csrf;
    };
    /// For one who has shown a ticket. The session of the cookie that came with it goes on while it has time left:
    /// another port that serves the same store shares the cookie, and its page keeps the key of that one.
    [[nodiscard]] Session newSession(const RequestHead &head) const;
    /// Sessions that a person has ended are kept in this file until they would have ended by themselves.
    void keepEndedIn(const QString &file);
    void endSession(const RequestHead &head);
    [[nodiscard]] QByteArray csrfOf(const RequestHead &head) const;

    /// A wrong credential was shown: how many milliseconds its answer should take. Nothing at first, then more and
    /// more.
    [[nodiscard]] int noteFailure();

private:
    [[nodiscard]] QByteArray sign(const QByteArray &purpose, const QByteArray &text) const;
    /// The cookie that is ours and unbroken, else empty.
    [[nodiscard]] QByteArray cookieOf(const RequestHead &head) const;
    /// The same, when its key came with it.
    [[nodiscard]] QByteArray sessionOf(const RequestHead &head) const;
    [[nodiscard]] QByteArray keyOf(const QByteArray &cookie) const { return sign("page", cookie); }

    QByteArray m_token;
    const Clock &m_clock;
    QByteArray m_cookieName;
    struct OpenTicket
    {
        Ticket what;
        qint64 until; ///< boot time, ms
    };
    QHash<QByteArray, OpenTicket> m_tickets;
    QString m_endedFile;
    QHash<QByteArray, qint64> m_ended; ///< nonce -> second of its making
    int m_failures = 0;
    qint64 m_firstFailure = 0;
};

/// Reads the token file (0600, this user's own) or makes it at first use. `rotate`: a new one in any case.
[[nodiscard]] Result<QByteArray> accessToken(const QString &file, bool rotate);

/// Equal in a time that does not depend on where they differ.
[[nodiscard]] bool equalInConstantTime(QByteArrayView a, QByteArrayView b);

} // namespace vibecoder
