// SPDX-License-Identifier: MIT
// A receiver of webhooks on loopback that does what a test says: answers, fails, hangs, breaks off.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QTcpServer>
#include <QTcpSocket>

#include <functional>

struct Received
{
    QByteArray head, body;
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
};

class HookReceiver : public QTcpServer
{
    Q_OBJECT

public:
    HookReceiver();
    [[nodiscard]] QString url() const;

    /// What to do with the n-th request (from 0). A text is written; empty: closed without an answer; null: left hanging.
    std::function<QByteArray(int, const Received &)> decide = [](int, const Received &) { return ok(); };
    int delayMs = 0; ///< before each answer
    QList<Received> received;
    QList<Received> answeredOk; ///< those that were told 2xx
    int open = 0, mostOpen = 0; ///< requests that wait for their answer

    [[nodiscard]] static QByteArray ok() { return "HTTP/1.1 204 No Content\r\n\r\n"; }
    [[nodiscard]] static QByteArray broken() { return "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"; }

private:
    void look(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const QByteArray &bytes, const Received &request);
    QHash<QTcpSocket *, QByteArray> m_bytes;
};
