// SPDX-License-Identifier: MIT
#include "singleinstance.h"

#include "base/paths.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTimer>

#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 2000;
constexpr qint64 kMostBytes = 256 * 1024;

// In a folder of this user alone: in a shared one somebody else could take the name first and be handed our files.
QString socketPath(const QString &store)
{
    const QByteArray digest = QCryptographicHash::hash(store.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (folder.isEmpty()) // a shell without the session's environment meets the same window
        folder = u"/run/user/%1"_s.arg(::getuid());
    if (!QFileInfo(folder).isWritable()) {
        folder = expandHome(u"~/.vibecoder"_s);
        (void)ensurePrivateFolder(folder); // without it nobody listens and each start has its own window
    }
    return u"%1/vibecoder-%2"_s.arg(folder, QString::fromLatin1(digest));
}

} // namespace

SingleInstance::SingleInstance(const QString &store, QObject *parent)
    : QObject(parent)
    , m_name(socketPath(store))
{
}

SingleInstance::~SingleInstance() = default;

bool SingleInstance::handOver(const QStringList &files)
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(kPatienceMs))
        return false;
    socket.write(QJsonDocument(QJsonArray::fromStringList(files)).toJson(QJsonDocument::Compact) + '\n');
    // The answer says that somebody reads; a socket that a dead window left does not answer.
    return socket.waitForBytesWritten(kPatienceMs) && socket.waitForReadyRead(kPatienceMs);
}

void SingleInstance::listen()
{
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    if (!m_server->listen(m_name)) {
        QLocalServer::removeServer(m_name); // of a window that was killed
        m_server->listen(m_name);
    }
    connect(m_server.get(), &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server->nextPendingConnection()) {
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
            QTimer::singleShot(kPatienceMs, socket, [socket] { socket->abort(); });
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
                if (socket->bytesAvailable() > kMostBytes) {
                    socket->abort();
                    return;
                }
                if (!socket->canReadLine())
                    return;
                QStringList files;
                for (const QJsonValue &file : QJsonDocument::fromJson(socket->readLine()).array())
                    files.append(file.toString());
                socket->write("ok\n");
                socket->flush();
                emit called(files);
            });
        }
    });
}

} // namespace vibecoder
