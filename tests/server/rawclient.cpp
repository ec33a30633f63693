// SPDX-License-Identifier: MIT
#include "server/rawclient.h"

#include <QElapsedTimer>

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace {

constexpr int kPatienceMs = 2000, kAnswerMs = 5000;

} // namespace

RawClient::RawClient(quint16 port)
    : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        m_ended = true;
}

RawClient::RawClient(RawClient &&other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
    , m_reset(other.m_reset)
    , m_ended(other.m_ended)
{
}

RawClient::~RawClient()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

bool RawClient::wait(short events, int ms) const
{
    pollfd one{m_fd, events, 0};
    return ::poll(&one, 1, ms) > 0;
}

qint64 RawClient::writeSome(const QByteArray &bytes)
{
    const ssize_t sent = ::send(m_fd, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR)
        m_reset = m_ended = true;
    return sent;
}

qint64 RawClient::write(const QByteArray &bytes)
{
    qint64 at = 0;
    while (at < bytes.size() && !m_ended) {
        const qint64 sent = writeSome(bytes.mid(at));
        if (sent > 0)
            at += sent;
        else if (!m_ended && !wait(POLLOUT, kPatienceMs))
            break;
    }
    return at;
}

QByteArray RawClient::readSome()
{
    QByteArray all;
    char buffer[65536];
    while (!m_ended) {
        const ssize_t got = ::recv(m_fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (got > 0) {
            all.append(buffer, got);
            continue;
        }
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        m_reset = m_reset || got < 0;
        m_ended = true;
    }
    return all;
}

QByteArray RawClient::readOne()
{
    QByteArray all;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < kAnswerMs) {
        all += readSome();
        const qsizetype end = all.indexOf("\r\n\r\n");
        const qsizetype length = all.toLower().indexOf("content-length:");
        if (end >= 0 && (length < 0 || length > end ||
                            all.size() >= end + 4 + all.mid(length + 15, all.indexOf('\r', length) - length - 15).trimmed().toLongLong()))
            break;
        if (m_ended || !wait(POLLIN, kAnswerMs))
            break;
    }
    return all;
}

QByteArray RawClient::readAll()
{
    QByteArray all;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < kAnswerMs) {
        all += readSome();
        if (m_ended || !wait(POLLIN, kAnswerMs))
            break;
    }
    return all;
}

bool RawClient::isOpen()
{
    (void)readSome();
    return !m_ended;
}
