// SPDX-License-Identifier: MIT
#include "access.h"

#include "base/logging.h"
#include "base/paths.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <algorithm>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kTicketMs = 60000;
constexpr qint64 kSessionSeconds = 7 * 24 * 3600;
constexpr qint64 kRenewSeconds = kSessionSeconds - 24 * 3600; ///< an older session is replaced at the next sign-in
constexpr int kStoreDigits = 12;
constexpr int kMostTickets = 256;
constexpr int kFailuresAllowed = 10;
constexpr qint64 kFailureWindowMs = 30000;
constexpr int kDelayStepMs = 25, kLongestDelayMs = 500;

QByteArray randomText(int bytes)
{
    QByteArray raw(bytes, Qt::Uninitialized);
    QRandomGenerator::system()->generate(raw.begin(), raw.end());
    return raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace

bool equalInConstantTime(QByteArrayView a, QByteArrayView b)
{
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= unsigned(uchar(a.at(i)) ^ uchar(b.isEmpty() ? 0 : b.at(i % b.size())));
    return difference == 0;
}

Access::Access(QByteArray token, const Clock &clock, const QByteArray &store)
    : m_token(std::move(token))
    , m_clock(clock)
    , m_cookieName(
          "vc_session_" + QCryptographicHash::hash(store, QCryptographicHash::Sha256).toHex().first(kStoreDigits))
{
}

bool Access::setToken(const QByteArray &token)
{
    if (equalInConstantTime(token, m_token))
        return false;
    m_token = token;
    m_tickets.clear();
    return true;
}

QByteArray Access::sign(const QByteArray &purpose, const QByteArray &text) const
{
    return QMessageAuthenticationCode::hash(purpose + '\0' + text, m_token, QCryptographicHash::Sha256)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

// nonce.seconds.signature
QByteArray Access::cookieOf(const RequestHead &head) const
{
    const QByteArray begin = m_cookieName + '=';
    for (const QByteArray &part : head.header("cookie").split(';')) {
        const QByteArray pair = part.trimmed();
        if (!pair.startsWith(begin))
            continue;
        const QByteArray value = pair.mid(begin.size());
        const QByteArrayList pieces = value.split('.');
        // A page of another port can set a cookie of our name beside ours; it must not hide ours.
        if (pieces.size() != 3)
            continue;
        const qint64 age = m_clock.now().toSecsSinceEpoch() - pieces.at(1).toLongLong();
        const bool whole = equalInConstantTime(sign("session", pieces.at(0) + '.' + pieces.at(1)), pieces.at(2));
        if (whole && age >= -60 && age < kSessionSeconds && !m_ended.contains(pieces.at(0)))
            return value;
    }
    return {};
}

QByteArray Access::sessionOf(const RequestHead &head) const
{
    const QByteArray cookie = cookieOf(head);
    return !cookie.isEmpty() && equalInConstantTime(keyOf(cookie), head.header("x-session-key")) ? cookie
                                                                                                 : QByteArray();
}

Caller Access::callerOf(const RequestHead &head) const
{
    const QByteArray authorization = head.header("authorization");
    if (!authorization.isNull()) {
        // A credential that is shown must hold: a wrong token is not rescued by a cookie.
        const qsizetype space = authorization.indexOf(' ');
        const bool bearer = space > 0 && authorization.left(space).toLower() == "bearer";
        return bearer && equalInConstantTime(authorization.mid(space + 1), m_token) ? Caller::Token : Caller::Nobody;
    }
    return sessionOf(head).isEmpty() ? Caller::Nobody : Caller::Session;
}

bool Access::mayChange(const RequestHead &head, Caller caller) const
{
    if (caller == Caller::Token)
        return true;
    const QByteArray csrf = csrfOf(head);
    return caller == Caller::Session && !csrf.isEmpty() && equalInConstantTime(csrf, head.header("x-csrf-token"));
}

bool Access::isSameOrigin(const RequestHead &head, bool tls)
{
    const QByteArray origin = head.header("origin");
    const QByteArray own = QByteArray(tls ? "https://" : "http://") + head.header("host").toLower();
    if (!origin.isNull() && origin.toLower() != own)
        return false;
    const QByteArray site = head.header("sec-fetch-site").toLower();
    return site.isNull() || site == "same-origin" || site == "none";
}

QByteArray Access::newTicket(Ticket what)
{
    const qint64 now = m_clock.bootMs();
    m_tickets.removeIf([now](const auto &it) { return it.value().until <= now; });
    if (m_tickets.size() >= kMostTickets) {
        m_tickets.erase(std::min_element(m_tickets.begin(), m_tickets.end(),
            [](const OpenTicket &a, const OpenTicket &b) { return a.until < b.until; }));
    }
    const QByteArray ticket = randomText(32);
    m_tickets.insert(ticket, {what, now + kTicketMs});
    return ticket;
}

bool Access::useTicket(const QByteArray &ticket, Ticket what)
{
    const auto it = m_tickets.constFind(ticket);
    if (it == m_tickets.constEnd())
        return false;
    const OpenTicket open = *it;
    m_tickets.erase(it);
    return open.what == what && open.until > m_clock.bootMs();
}

bool Access::isOpenTicket(const QByteArray &ticket) const
{
    const auto it = m_tickets.constFind(ticket);
    return it != m_tickets.constEnd() && it->until > m_clock.bootMs();
}

// Lines of nonce and second. What cannot be read is as if nobody had ended it.
void Access::keepEndedIn(const QString &file)
{
    m_endedFile = file;
    const auto bytes = readWholeFile(file, 1024 * 1024);
    for (const QByteArray &line : bytes ? bytes->split('\n') : QByteArrayList()) {
        const QByteArrayList parts = line.split(' ');
        if (parts.size() == 2)
            m_ended.insert(parts.at(0), parts.at(1).toLongLong());
    }
}

void Access::endSession(const RequestHead &head)
{
    const QByteArrayList pieces = sessionOf(head).split('.');
    if (pieces.size() != 3)
        return;
    const qint64 now = m_clock.now().toSecsSinceEpoch();
    m_ended.removeIf([now](const auto &it) { return now - it.value() >= kSessionSeconds; });
    m_ended.insert(pieces.at(0), pieces.at(1).toLongLong());
    QByteArray lines;
    for (auto it = m_ended.cbegin(); it != m_ended.cend(); ++it)
        lines += it.key() + ' ' + QByteArray::number(it.value()) + '\n';
    if (m_endedFile.isEmpty())
        return;
    if (const auto written = writeFileAtomically(m_endedFile, lines); !written)
        logWarning("server", u"ended sessions cannot be kept"_s, {{u"why"_s, written.error().message}});
}

Access::Session Access::newSession(const RequestHead &head) const
{
    const qint64 now = m_clock.now().toSecsSinceEpoch();
    QByteArray cookie = cookieOf(head);
    if (cookie.isEmpty() || now - cookie.split('.').at(1).toLongLong() > kRenewSeconds) {
        const QByteArray body = randomText(18) + '.' + QByteArray::number(now);
        cookie = body + '.' + sign("session", body);
    }
    return {cookie, keyOf(cookie), sign("csrf", cookie)};
}

QByteArray Access::csrfOf(const RequestHead &head) const
{
    const QByteArray session = sessionOf(head);
    return session.isEmpty() ? QByteArray() : sign("csrf", session);
}

int Access::noteFailure()
{
    const qint64 now = m_clock.bootMs();
    if (now - m_firstFailure > kFailureWindowMs) {
        m_firstFailure = now;
        m_failures = 0;
    }
    ++m_failures;
    return std::clamp((m_failures - kFailuresAllowed) * kDelayStepMs, 0, kLongestDelayMs);
}

Result<QByteArray> accessToken(const QString &file, bool rotate)
{
    const QString hint = QCoreApplication::translate(
        "Server", "`vibecoder server token --rotate` makes a new one; old links end with it.");
    if (!rotate && QFileInfo::exists(file)) {
        struct stat info
        {
        };
        if (::lstat(QFile::encodeName(file).constData(), &info) != 0 || !S_ISREG(info.st_mode) ||
            info.st_uid != ::geteuid() || (info.st_mode & 077) != 0)
            return fail(ErrorCode::Denied,
                QCoreApplication::translate("Server", "The token file %1 is not a file that only its owner can read.")
                    .arg(file),
                hint);
        VC_TRY(const QByteArray bytes, readWholeFile(file, 4096));
        const QByteArray token = bytes.trimmed();
        constexpr int shortest = 32;
        if (token.size() < shortest)
            return fail(ErrorCode::InvalidArgument,
                QCoreApplication::translate("Server", "The token file %1 holds no token.").arg(file), hint);
        return token;
    }
    const QByteArray token = randomText(32);
    VC_CHECK(writeFileAtomically(file, token + '\n'));
    return token;
}

} // namespace vibecoder
