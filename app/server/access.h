// SPDX-License-Identifier: MIT
// Who may call (security.md section 8): the token of a file only its owner can read; one-time tickets; sessions of
// browsers that are signed with the token and so survive a restart of the server and end when the token is changed.
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
    Access(QByteArray token, const Clock &clock);

    /// True when it is another one: sessions, CSRF values and tickets of before have ended.
    bool setToken(const QByteArray &token);

    [[nodiscard]] Caller callerOf(const RequestHead &head) const;
    /// For a session: whether the head carries its CSRF value. True for a token: no browser sends one by itself.
    [[nodiscard]] bool mayChange(const RequestHead &head, Caller caller) const;
    /// An Origin, if there is one, must be this server's own, and the browser must not speak of another site.
    [[nodiscard]] static bool isSameOrigin(const RequestHead &head, bool tls);

    /// 60 seconds, one use.
    [[nodiscard]] QByteArray newTicket();
    /// True once per ticket and in time.
    [[nodiscard]] bool useTicket(const QByteArray &ticket);

    struct Session
    {
        QByteArray cookie; ///< value of vc_session
        QByteArray csrf;
    };
    [[nodiscard]] Session newSession() const;
    [[nodiscard]] QByteArray csrfOf(const RequestHead &head) const;

    /// A wrong credential was shown: how many milliseconds its answer should take. Nothing at first, then more and more.
    [[nodiscard]] int noteFailure();

private:
    [[nodiscard]] QByteArray sign(const QByteArray &purpose, const QByteArray &text) const;
    [[nodiscard]] QByteArray sessionOf(const RequestHead &head) const;

    QByteArray m_token;
    const Clock &m_clock;
    QHash<QByteArray, qint64> m_tickets; ///< -> boot time of its end, ms
    int m_failures = 0;
    qint64 m_firstFailure = 0;
};

/// Reads the token file (0600, this user's own) or makes it at first use. `rotate`: a new one in any case.
[[nodiscard]] Result<QByteArray> accessToken(const QString &file, bool rotate);

/// Equal in a time that does not depend on where they differ.
[[nodiscard]] bool equalInConstantTime(QByteArrayView a, QByteArrayView b);

} // namespace vibecoder
