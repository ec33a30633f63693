// SPDX-License-Identifier: MIT
#include "server/runningserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTcpSocket>

#include <csignal>
#include <sys/prctl.h>

using namespace Qt::StringLiterals;

QByteArray RawReply::header(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

RunningServer::RunningServer(const QStringList &options, const QHash<QString, QString> &environment)
    : m_options(options)
    , m_environment(environment)
{
    for (const char *name : {"/project", "/home", "/store"})
        QDir(m_dir.path()).mkpath(m_dir.path() + QLatin1StringView(name));
    start();
}

RunningServer::~RunningServer()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(5000);
    }
}

QProcessEnvironment RunningServer::environmentOf(const QHash<QString, QString> &more) const
{
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    environment.insert(u"HOME"_s, m_dir.path() + u"/home"_s);
    environment.insert(u"LANG"_s, u"C.UTF-8"_s);
    environment.insert(u"ANTHROPIC_API_KEY"_s, u"test-key-0123456789"_s);
    environment.insert(u"VIBECODER_DATABASE_URL"_s, u"sqlite:///"_s + databaseFile());
    for (auto it = more.begin(); it != more.end(); ++it)
        environment.insert(it.key(), it.value());
    return environment;
}

ProgramEnd RunningServer::run(const QStringList &arguments, const QHash<QString, QString> &environment) const
{
    QProcess process;
    QHash<QString, QString> all = m_environment;
    all.insert(environment);
    process.setProcessEnvironment(environmentOf(all));
    process.setWorkingDirectory(projectFolder());
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    process.start(QStringLiteral(VIBECODER_PROGRAM), arguments);
    if (!process.waitForFinished(20000)) {
        process.kill();
        process.waitForFinished(2000);
        return {};
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void RunningServer::readToken()
{
    QFile file(databaseFile().chopped(3) + u".data/server.token"_s);
    if (file.open(QIODevice::ReadOnly))
        m_token = file.readAll().trimmed();
}

void RunningServer::start()
{
    m_process.setProcessEnvironment(environmentOf(m_environment));
    m_process.setWorkingDirectory(projectFolder());
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // A test that crashes or is stopped leaves no server behind.
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(QStringLiteral(VIBECODER_PROGRAM),
        QStringList{u"server"_s, u"start"_s, u"--port"_s, QString::number(m_port), u"--json"_s} + m_options);
    QByteArray line;
    for (int i = 0; i < 100 && !line.contains('\n') && m_process.state() != QProcess::NotRunning; ++i) {
        m_process.waitForReadyRead(200);
        line += m_process.readAllStandardOutput();
    }
    const QRegularExpressionMatch match =
        QRegularExpression(u":(\\d+)/#ticket=([\\w-]+)"_s).match(QString::fromUtf8(line));
    m_port = quint16(match.captured(1).toUInt());
    m_ticket = match.captured(2).toLatin1();
    m_link = QJsonDocument::fromJson(line).object().value(u"link"_s).toString().toLatin1();
    readToken();
}

void RunningServer::stop()
{
    ::kill(pid_t(m_process.processId()), SIGTERM);
    m_process.waitForFinished(5000);
}

void RunningServer::restart()
{
    stop();
    start();
}

qint64 RunningServer::peakKiB() const
{
    QFile file(u"/proc/%1/status"_s.arg(m_process.processId()));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QRegularExpressionMatch match =
        QRegularExpression(u"VmHWM:\\s+(\\d+) kB"_s).match(QString::fromLatin1(file.readAll()));
    return match.captured(1).toLongLong();
}

RawReply RunningServer::send(const QByteArray &bytes, int limitMs) const
{
    RawReply reply;
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, m_port);
    if (!socket.waitForConnected(limitMs))
        return reply;
    QElapsedTimer timer;
    timer.start();
    // In pieces: a server that refuses early closes while we still write.
    for (qsizetype at = 0; at < bytes.size() && socket.state() == QAbstractSocket::ConnectedState;) {
        const QByteArray piece = bytes.mid(at, 65536);
        socket.write(piece);
        at += piece.size();
        while (socket.bytesToWrite() > 0 && socket.waitForBytesWritten(200)) { }
        if (socket.bytesToWrite() > 0 || socket.bytesAvailable() > 0 || timer.elapsed() > limitMs)
            break;
    }
    QByteArray got;
    qsizetype headEnd = -1, want = -1;
    while (timer.elapsed() < limitMs) {
        got += socket.readAll();
        headEnd = got.indexOf("\r\n\r\n");
        if (headEnd >= 0 && want < 0) {
            reply.head = got.left(headEnd);
            const QByteArray length = reply.header("Content-Length");
            want = headEnd + 4 + (length.isEmpty() ? 0 : length.toLongLong());
        }
        if (want >= 0 && got.size() >= want)
            break;
        if (socket.state() != QAbstractSocket::ConnectedState && socket.bytesAvailable() == 0)
            break;
        socket.waitForReadyRead(100);
    }
    if (headEnd >= 0) {
        reply.status = got.mid(got.indexOf(' ') + 1, 3).toInt();
        reply.body = got.mid(headEnd + 4);
    }
    socket.waitForDisconnected(20);
    reply.closed = socket.state() != QAbstractSocket::ConnectedState;
    return reply;
}

RawReply RunningServer::call(
    const QByteArray &method, const QByteArray &target, const QByteArray &body, const QList<QByteArray> &headers) const
{
    QByteArray bytes = method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_port) +
                       "\r\nAuthorization: Bearer " + m_token + "\r\nConnection: close\r\n";
    for (const QByteArray &line : headers)
        bytes += line + "\r\n";
    if (!body.isEmpty() && headers.isEmpty())
        bytes += "Content-Type: application/json\r\n";
    if (!body.isEmpty())
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return send(bytes + "\r\n" + body);
}
