// SPDX-License-Identifier: MIT
#include "hookreceiver.h"

#include <QPointer>
#include <QTimer>

using namespace Qt::StringLiterals;

QByteArray Received::header(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

HookReceiver::HookReceiver()
{
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { look(socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_bytes.remove(socket);
                socket->deleteLater();
            });
        }
    });
}

QString HookReceiver::url() const
{
    return u"http://127.0.0.1:%1/hook"_s.arg(serverPort());
}

void HookReceiver::look(QTcpSocket *socket)
{
    QByteArray &bytes = m_bytes[socket];
    bytes += socket->readAll();
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    Received request{bytes.left(end), bytes.mid(end + 4)};
    if (request.body.size() < request.header("content-length").toLongLong())
        return;
    bytes.clear();
    const int number = int(received.size());
    received.append(request);
    const QByteArray reply = decide(number, request);
    if (reply.isNull())
        return;
    mostOpen = std::max(mostOpen, ++open);
    if (delayMs == 0) {
        answer(socket, reply, request);
        return;
    }
    const QPointer<QTcpSocket> kept(socket);
    QTimer::singleShot(delayMs, this, [this, kept, reply, request] { answer(kept, reply, request); });
}

void HookReceiver::answer(QTcpSocket *socket, const QByteArray &bytes, const Received &request)
{
    --open;
    if (!socket)
        return;
    if (bytes.startsWith("HTTP/1.1 2") && bytes.endsWith("\r\n\r\n"))
        answeredOk.append(request);
    if (!bytes.isEmpty())
        socket->write(bytes);
    socket->disconnectFromHost();
}
