// SPDX-License-Identifier: MIT
// How the server begins, is asked for, and ends: TLS, ports, certificates, missing pages, the token, the session of a
// browser, and the small print of HTTP.
#include "server/rawclient.h"
#include "server/runningserver.h"
#include "storage/location.h"
#include "support/stoppedholder.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class ServingTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningServer> m_server;
    QTemporaryDir m_dir;

    QString file(const QString &name) const { return m_dir.path() + u'/' + name; }
    static QJsonObject json(const RawReply &reply) { return QJsonDocument::fromJson(reply.body).object(); }

    void write(const QString &path, const QByteArray &bytes) const
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bytes);
    }

    bool makeCertificate() const
    {
        QProcess openssl;
        openssl.start(u"openssl"_s,
            {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s,
                u"/CN=vibecoder.test"_s, u"-addext"_s, u"subjectAltName=DNS:vibecoder.test,IP:127.0.0.1"_s,
                u"-keyout"_s, file(u"key.pem"_s), u"-out"_s, file(u"cert.pem"_s)});
        return openssl.waitForFinished(20000) && openssl.exitCode() == 0;
    }

    RawReply plain(const QByteArray &method, const QByteArray &target, const QByteArray &headers = {}) const
    {
        return m_server->send(method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1:" +
                              QByteArray::number(m_server->port()) + "\r\n" + headers + "\r\n");
    }
    QByteArray bearer() const { return "Authorization: Bearer " + m_server->token() + "\r\n"; }

private slots:
    // A process that was stopped while it writes: reads go on, a change is answered with who it is.
    void aStoreThatIsKeptIsNamedInTheAnswer()
    {
        RunningServer server;
        QVERIFY(server.isReady());
        StoppedHolder holder(vibecoder::StoreLocation{server.databaseFile()}.dataFolder() + QStringLiteral("/gate"));
        QVERIFY(holder.isReady());
        const RawReply refused = server.send(
            "POST /api/queue/pause HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(server.port()) +
                "\r\nAuthorization: Bearer " + server.token() + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            30000);
        QCOMPARE(refused.status, 503);
        QVERIFY2(refused.body.contains("process " + holder.pid() + ", stopped"), refused.body.constData());
        QCOMPARE(server.call("GET", "/api/queue").status, 200);
        holder.end();
        QVERIFY(server.call("GET", "/api/queue").body.contains("\"paused\":false"));
        QCOMPARE(server.call("POST", "/api/queue/pause").status, 200);
    }

    // Also after the server was started again; and what opens a page opens no live connection, nor the other way round.
    void whatAPersonEndsHasEnded()
    {
        RunningServer server;
        QVERIFY(server.isReady());
        const RawReply opened = server.call("POST", "/api/session", "{\"ticket\":\"" + server.ticket() + "\"}");
        QCOMPARE(opened.status, 200);
        const QByteArray csrf =
            QJsonDocument::fromJson(opened.body).object().value(QStringLiteral("csrf")).toString().toLatin1();
        const QByteArray cookie = opened.header("Set-Cookie").split(';').at(0);
        const QByteArray key =
            QJsonDocument::fromJson(opened.body).object().value(QStringLiteral("key")).toString().toLatin1();
        const auto asBrowser = [&](const QByteArray &line) {
            return server
                .send(line + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(server.port()) +
                      "\r\nCookie: " + cookie + "\r\nX-Session-Key: " + key + "\r\nX-CSRF-Token: " + csrf + "\r\nConnection: close\r\n\r\n")
                .status;
        };
        QCOMPARE(asBrowser("GET /api/status"), 200);
        QCOMPARE(asBrowser("DELETE /api/session"), 204);
        QCOMPARE(asBrowser("GET /api/status"), 401);
        server.restart();
        QVERIFY(server.isReady());
        QCOMPARE(asBrowser("GET /api/status"), 401);
        const QByteArray live = QJsonDocument::fromJson(server.call("POST", "/api/session/ticket").body)
                                    .object()
                                    .value(QStringLiteral("ticket"))
                                    .toString()
                                    .toLatin1();
        QVERIFY(!live.isEmpty());
        QCOMPARE(server.call("POST", "/api/session", "{\"ticket\":\"" + live + "\"}").status, 401);
    }

    void initTestCase()
    {
        m_server = std::make_unique<RunningServer>();
        QVERIFY(m_server->isReady());
    }

    void thePortIsInUse()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const ProgramEnd end =
            m_server->run({u"server"_s, u"start"_s, u"--port"_s, QString::number(other.serverPort())});
        QCOMPARE(end.exitCode, 1);
        QVERIFY2(end.errors.contains("cannot be used") && end.errors.contains("--port"), end.errors.constData());
    }

    void anAddressOffLoopbackNeedsACertificate()
    {
        for (const QString &host : {u"0.0.0.0"_s, u"192.0.2.1"_s, u"::"_s}) {
            const ProgramEnd end = m_server->run({u"server"_s, u"start"_s, u"--port"_s, u"0"_s, u"--host"_s, host});
            QCOMPARE(end.exitCode, 2);
            QVERIFY2(end.errors.contains("TLS certificate"), end.errors.constData());
        }
    }

    void aBadCertificateIsToldApart()
    {
        if (!makeCertificate())
            QSKIP("openssl is not here");
        write(file(u"no.pem"_s), "nothing\n");
        QProcess openssl;
        openssl.start(u"openssl"_s, {u"genrsa"_s, u"-out"_s, file(u"other.pem"_s), u"2048"_s});
        QVERIFY(openssl.waitForFinished(20000));
        const auto end = [&](const QString &certificate, const QString &key) {
            return m_server->run({u"server"_s, u"start"_s, u"--port"_s, u"0"_s},
                {{u"VIBECODER_TLS_CERTIFICATE"_s, certificate}, {u"VIBECODER_TLS_KEY"_s, key}});
        };
        const ProgramEnd missing = end(file(u"gone.pem"_s), file(u"key.pem"_s));
        QCOMPARE(missing.exitCode, 2);
        QVERIFY2(missing.errors.contains("gone.pem"), missing.errors.constData());
        const ProgramEnd noPem = end(file(u"no.pem"_s), file(u"key.pem"_s));
        QCOMPARE(noPem.exitCode, 2);
        QVERIFY2(noPem.errors.contains("no certificate and key"), noPem.errors.constData());
        const ProgramEnd foreign = end(file(u"cert.pem"_s), file(u"other.pem"_s));
        QCOMPARE(foreign.exitCode, 2);
        QVERIFY2(foreign.errors.contains("do not belong together"), foreign.errors.constData());
    }

    void tlsWorks()
    {
        if (!QFile::exists(file(u"cert.pem"_s)))
            QSKIP("openssl is not here");
        RunningServer secure({u"--no-worker"_s},
            {{u"VIBECODER_TLS_CERTIFICATE"_s, file(u"cert.pem"_s)}, {u"VIBECODER_TLS_KEY"_s, file(u"key.pem"_s)}});
        QVERIFY(secure.isReady());
        QVERIFY2(secure.link().startsWith("https://127.0.0.1:"), secure.link().constData());
        const auto ask = [&](const QByteArray &host, const QByteArray &headers,
                             const QByteArray &line = "GET /api/status", const QByteArray &body = {}) {
            QSslSocket socket;
            QSslConfiguration configuration = socket.sslConfiguration();
            configuration.setCaCertificates(QSslCertificate::fromPath(file(u"cert.pem"_s)));
            socket.setSslConfiguration(configuration);
            socket.setPeerVerifyName(u"vibecoder.test"_s);
            socket.connectToHostEncrypted(u"127.0.0.1"_s, secure.port());
            if (!socket.waitForEncrypted(5000))
                return QByteArray("no handshake: ") + socket.errorString().toUtf8();
            socket.write(line + " HTTP/1.1\r\nHost: " + host + ':' + QByteArray::number(secure.port()) +
                         "\r\nAuthorization: Bearer " + secure.token() + "\r\nConnection: close\r\n" + headers +
                         "\r\n" + body);
            QByteArray got;
            while (socket.waitForReadyRead(3000))
                got += socket.readAll();
            return got + socket.readAll();
        };
        QVERIFY(ask("127.0.0.1", {}).startsWith("HTTP/1.1 200"));
        // The names of the certificate are names of this server; others are not.
        QVERIFY(ask("vibecoder.test", {}).startsWith("HTTP/1.1 200"));
        QVERIFY(ask("evil.test", {}).startsWith("HTTP/1.1 421"));
        const QByteArray own = "Origin: https://127.0.0.1:" + QByteArray::number(secure.port()) + "\r\n";
        QVERIFY(ask("127.0.0.1", own).startsWith("HTTP/1.1 200"));
        QVERIFY(ask("127.0.0.1", "Origin: http://127.0.0.1:" + QByteArray::number(secure.port()) + "\r\n")
                    .startsWith("HTTP/1.1 403"));
        // A large body comes in many pieces.
        const QByteArray large = '{' + QByteArray(1900 * 1000, ' ') + '}';
        const QByteArray pieces = ask("127.0.0.1",
            "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(large.size()) + "\r\n",
            "POST /api/queue/resume", large);
        QVERIFY2(pieces.startsWith("HTTP/1.1 200"), pieces.constData());
        // Plain HTTP gets nothing, and the server lives on.
        QCOMPARE(secure.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 2000).status, 0);
        QVERIFY(ask("127.0.0.1", {}).startsWith("HTTP/1.1 200"));
        // The other verbs of the program find it.
        const ProgramEnd status = secure.run({u"server"_s, u"status"_s});
        QCOMPARE(status.exitCode, 0);
        QVERIFY2(status.output.contains("https://127.0.0.1:"), status.output.constData());
    }

    void reloadFollowsThePage()
    {
        const QString page = file(u"resources/dashboard/dist"_s);
        const ProgramEnd missing = m_server->run({u"server"_s, u"start"_s, u"--port"_s, u"0"_s, u"--reload"_s},
            {{u"VIBECODER_RESOURCES"_s, file(u"resources"_s)}});
        QCOMPARE(missing.exitCode, 1);
        QVERIFY2(missing.errors.contains("index.html"), missing.errors.constData());
        write(page + u"/index.html"_s, "<p>one</p>");
        RunningServer server({u"--no-worker"_s, u"--reload"_s}, {{u"VIBECODER_RESOURCES"_s, file(u"resources"_s)}});
        QVERIFY(server.isReady());
        QCOMPARE(server.call("GET", "/").body, QByteArray("<p>one</p>"));
        QTcpSocket live;
        live.connectToHost(u"127.0.0.1"_s, server.port());
        QVERIFY(live.waitForConnected(3000));
        live.write("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(server.port()) +
                   "\r\nAuthorization: Bearer " + server.token() +
                   "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        QByteArray got;
        const auto read = [&](const char *text) {
            for (int i = 0; i < 100 && !got.contains(text); ++i) {
                live.waitForReadyRead(100);
                got += live.readAll();
            }
            return got.contains(text);
        };
        QVERIFY(read("\"hello\""));
        write(page + u"/index.html"_s, "<p>another</p>");
        QVERIFY2(read("\"reload\""), got.constData());
        QCOMPARE(server.call("GET", "/").body, QByteArray("<p>another</p>"));
        // A build that is half done does not take the page away.
        QVERIFY(QFile::remove(page + u"/index.html"_s));
        QTest::qWait(1500);
        QCOMPARE(server.call("GET", "/").body, QByteArray("<p>another</p>"));
    }

    void theTokenIsOnTheLastLineAndEndsWhenChanged()
    {
        const ProgramEnd shown = m_server->run({u"server"_s, u"token"_s});
        QCOMPARE(shown.exitCode, 0);
        QCOMPARE(shown.output.trimmed().split('\n').constLast(), m_server->token());
        QFile tokenFile(m_server->databaseFile().chopped(3) + u".data/server.token"_s);
        QCOMPARE(
            tokenFile.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
        const QByteArray old = m_server->token();
        const ProgramEnd rotated = m_server->run({u"server"_s, u"token"_s, u"--rotate"_s});
        QCOMPARE(rotated.exitCode, 0);
        const QByteArray fresh = rotated.output.trimmed().split('\n').constLast();
        QVERIFY(fresh != old);
        // The running server takes the new one and refuses the old one.
        QTRY_COMPARE(
            plain("GET", "/api/status", "Authorization: Bearer " + fresh + "\r\nConnection: close\r\n").status, 200);
        QCOMPARE(plain("GET", "/api/status", "Authorization: Bearer " + old + "\r\nConnection: close\r\n").status, 401);
        m_server->readToken();
        QCOMPARE(m_server->token(), fresh);
    }

    void statusFindsTheServer()
    {
        const ProgramEnd here = m_server->run({u"server"_s, u"status"_s, u"--json"_s});
        QCOMPARE(here.exitCode, 0);
        QCOMPARE(QJsonDocument::fromJson(here.output).object().value(u"pid"_s).toInteger(), m_server->pid());
        RunningServer other;
        QVERIFY(other.isReady());
        other.stop();
        const ProgramEnd gone = other.run({u"server"_s, u"status"_s});
        QCOMPARE(gone.exitCode, 5);
        QVERIFY2(gone.errors.contains("server start"), gone.errors.constData());
    }

    void aBrowserGetsInOnceByTheLink()
    {
        const QByteArray body =
            "{\"ticket\":\"" +
            QByteArray(m_server->run({u"server"_s, u"link"_s}).output.trimmed().split('=').value(1)) + "\"}";
        const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(m_server->port()) + "\r\n";
        const QByteArray post = "POST /api/session HTTP/1.1\r\n" + host +
                                "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                                "\r\n\r\n" + body;
        const RawReply session = m_server->send(post);
        QCOMPARE(session.status, 200);
        const QByteArray cookie = session.header("Set-Cookie");
        QVERIFY(cookie.startsWith("vc_session_") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        const RawReply again = m_server->send(post);
        QCOMPARE(again.status, 401);
        QVERIFY(!json(again).value(u"error"_s).toObject().value(u"hint"_s).toString().isEmpty());
        const QByteArray key = "X-Session-Key: " + json(session).value(u"key"_s).toString().toLatin1() + "\r\n";
        const QByteArray own = key + "Cookie: " + cookie.split(';').at(0) + "\r\n";
        QCOMPARE(plain("GET", "/api/tasks", own).status, 200);
        const QByteArray nothing = "Content-Length: 0\r\n";
        QCOMPARE(plain("POST", "/api/queue/resume", own + nothing).status, 403);
        QCOMPARE(plain("POST", "/api/queue/resume", own + nothing + "X-CSRF-Token: x\r\n").status, 403);
        const QByteArray csrf = "X-CSRF-Token: " + json(session).value(u"csrf"_s).toString().toLatin1() + "\r\n";
        QCOMPARE(plain("POST", "/api/queue/resume", own + nothing + csrf).status, 200);
        QCOMPARE(
            plain("POST", "/api/queue/resume", own + nothing + csrf + "Origin: http://evil.example\r\n").status, 403);
        QCOMPARE(plain("GET", "/api/tasks", own + "Sec-Fetch-Site: cross-site\r\n").status, 403);
        QCOMPARE(plain("GET", "/api/tasks", own.trimmed() + "x\r\n").status, 401);
        // A session outlives the server, not the token.
        m_server->restart();
        QVERIFY(m_server->isReady());
        QCOMPARE(plain("GET", "/api/tasks", own).status, 200);
        QCOMPARE(m_server->run({u"server"_s, u"token"_s, u"--rotate"_s}).exitCode, 0);
        m_server->readToken();
        QTRY_COMPARE(plain("GET", "/api/tasks", own).status, 401);
    }

    // A browser sends the cookie to every port of the machine: to a server that the model wrote, or another user's.
    void theCookieAloneOpensNothing()
    {
        RunningServer server;
        QVERIFY(server.isReady());
        const RawReply opened = server.call("POST", "/api/session", "{\"ticket\":\"" + server.ticket() + "\"}");
        QCOMPARE(opened.status, 200);
        const QByteArray cookie = opened.header("Set-Cookie").split(';').at(0);
        const QByteArray key = json(opened).value(u"key"_s).toString().toLatin1();
        const QByteArray csrf = json(opened).value(u"csrf"_s).toString().toLatin1();
        QVERIFY(!cookie.contains(key) && !cookie.contains(csrf) && !key.isEmpty() && key != csrf);
        const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(server.port()) + "\r\n";
        const auto ask = [&](const QByteArray &line, const QByteArray &headers) {
            return server.send(line + " HTTP/1.1\r\n" + host + headers + "Content-Length: 0\r\nConnection: close\r\n\r\n");
        };
        const QByteArray cookieLine = "Cookie: " + cookie + "\r\n", keyLine = "X-Session-Key: " + key + "\r\n",
                         csrfLine = "X-CSRF-Token: " + csrf + "\r\n";
        const QByteArray upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        for (const char *line : {"GET /api/session", "GET /api/status", "GET /api/queue", "GET /api/approvals", "GET /api/tasks",
                 "GET /api/logs", "GET /api/openapi.json", "GET /metrics", "POST /api/queue/pause", "POST /api/session/ticket",
                 "DELETE /api/session"}) {
            QVERIFY2(ask(line, cookieLine).status == 401, line);
            QVERIFY2(ask(line, cookieLine + csrfLine).status == 401, line);
            QVERIFY2(ask(line, cookieLine + "X-Session-Key: " + csrf + "\r\n").status == 401, line);
            // The key is no more alone.
            QVERIFY2(ask(line, keyLine + csrfLine).status == 401, line);
        }
        const auto shakes = [&](const QByteArray &headers) {
            return server.send("GET /ws HTTP/1.1\r\n" + host + headers + upgrade + "\r\n").status;
        };
        QCOMPARE(shakes(cookieLine), 401);
        QCOMPARE(shakes(keyLine), 401);
        QCOMPARE(ask("GET /api/queue", cookieLine + keyLine).status, 200);
        QCOMPARE(ask("POST /api/queue/pause", cookieLine + keyLine).status, 403);
        QCOMPARE(ask("POST /api/queue/pause", cookieLine + keyLine + csrfLine).status, 200);
        // What may be read again tells no key.
        const RawReply again = ask("GET /api/session", cookieLine + keyLine);
        QCOMPARE(json(again).value(u"csrf"_s).toString().toLatin1(), csrf);
        QVERIFY(!again.body.contains(key));
    }

    void aSessionEndsNoOther()
    {
        RunningServer one, other;
        QVERIFY(one.isReady() && other.isReady());
        const auto open = [](RunningServer &server, const QByteArray &jar) {
            const QByteArray body = "{\"ticket\":\"" + server.ticket() + "\"}";
            return server.send("POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(server.port()) + "\r\n" +
                               jar + "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                               "\r\nConnection: close\r\n\r\n" + body);
        };
        const auto cookieOf = [](const RawReply &reply) { return reply.header("Set-Cookie").split(';').at(0); };
        const RawReply first = open(one, {});
        const RawReply foreign = open(other, "Cookie: " + cookieOf(first) + "\r\n");
        QCOMPARE(first.status, 200);
        QCOMPARE(foreign.status, 200);
        // Another store, another name: the browser keeps both.
        QVERIFY(cookieOf(first).split('=').at(0) != cookieOf(foreign).split('=').at(0));
        // The same store on another port, with the same browser: the session of the first page goes on.
        one.restart();
        QVERIFY(one.isReady());
        const RawReply second = open(one, "Cookie: " + cookieOf(foreign) + "; " + cookieOf(first) + "\r\n");
        QCOMPARE(second.status, 200);
        QCOMPARE(cookieOf(second), cookieOf(first));
        QCOMPARE(json(second).value(u"key"_s), json(first).value(u"key"_s));
    }

    // A link from a mail, or the file that `--open` shows: the page comes, nothing of the API does.
    void aLinkFromElsewhereLeadsToThePageOnly()
    {
        const QByteArray navigation = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
        QCOMPARE(plain("GET", "/", navigation).status, 200);
        QCOMPARE(plain("GET", "/tasks/x", navigation).status, 200);
        QCOMPARE(plain("GET", "/api/status", navigation + bearer()).status, 403);
        QCOMPARE(plain("GET", "/metrics", navigation + bearer()).status, 403);
        QCOMPARE(plain("GET", "/", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n").status, 403);
        QCOMPARE(plain("GET", "/", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n").status, 403);
        QCOMPARE(plain("POST", "/", navigation + "Content-Length: 0\r\n").status, 403);
    }

    void openingABrowserPutsNoTicketOnACommandLine()
    {
        QTemporaryDir bin;
        QFile opener(bin.filePath(u"xdg-open"_s));
        QVERIFY(opener.open(QIODevice::WriteOnly));
        // Stands for the browser: keeps what it was told, and the file it was led to.
        opener.write("#!/bin/sh\nd=$(dirname \"$0\")\nf=${1#file://}\nstat -c %a \"$f\" > \"$d/mode\"\ncp \"$f\" \"$d/page\"\n"
                     "echo \"$*\" > \"$d/told.new\"\nmv \"$d/told.new\" \"$d/told\"\n");
        opener.close();
        QVERIFY(opener.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        RunningServer server({u"--open"_s}, {{u"PATH"_s, bin.path() + u":/usr/bin:/bin"_s}});
        QVERIFY(server.isReady());
        QTRY_VERIFY(QFile::exists(bin.filePath(u"told"_s)));
        const auto read = [&bin](const QString &name) {
            QFile file(bin.filePath(name));
            return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
        };
        const QByteArray told = read(u"told"_s), page = read(u"page"_s);
        QVERIFY2(told.startsWith("file:///") && !told.contains("ticket"), told.constData());
        QCOMPARE(read(u"mode"_s), QByteArray("600"));
        const QRegularExpressionMatch match =
            QRegularExpression(u"url=http://127.0.0.1:(\\d+)/#ticket=([\\w-]+)"_s).match(QString::fromUtf8(page));
        QVERIFY2(match.hasMatch() && match.captured(1).toInt() == server.port(), page.constData());
        const QString file = QUrl(QString::fromUtf8(told)).toLocalFile();
        QVERIFY(QFile::exists(file));
        const QByteArray ticket = match.captured(2).toLatin1();
        QVERIFY(ticket != server.ticket());
        QCOMPARE(server.call("POST", "/api/session", "{\"ticket\":\"" + ticket + "\"}").status, 200);
        // The ticket was used, so the file has nothing left to lead to.
        QTRY_VERIFY(!QFile::exists(file));
        // One that nobody used goes with the server.
        QFile::remove(bin.filePath(u"told"_s));
        server.restart();
        QTRY_VERIFY(QFile::exists(bin.filePath(u"told"_s)));
        const QString left = QUrl(QString::fromUtf8(read(u"told"_s))).toLocalFile();
        QVERIFY(QFile::exists(left));
        server.stop();
        QVERIFY(!QFile::exists(left));
    }

    void theCredentialComesBeforeTheAddress()
    {
        for (const char *open : {"/", "/docs", "/docs/", "/tasks", "/healthz", "/readyz", "/healthz/"})
            QVERIFY2(plain("GET", open).status == 200, open);
        for (const char *closed :
            {"/api", "/api/", "/api/nothing", "/api/tasks/", "/api/openapi.json", "/metrics", "/api/status"})
            QVERIFY2(plain("GET", closed).status == 401, closed);
        QCOMPARE(plain("DELETE", "/api/nothing").status, 401);
        QCOMPARE(plain("GET", "/api/nothing", bearer()).status, 404);
    }

    void methodsAndSlashes()
    {
        for (const char *path :
            {"/api/tasks", "/api/tasks/", "/api/status/", "/api/queue/", "/api/approvals/", "/api/logs/", "/metrics/"})
            QVERIFY2(plain("GET", path, bearer()).status == 200, path);
        const RawReply wrong = plain("PUT", "/api/tasks/", bearer() + "Content-Length: 0\r\n");
        QCOMPARE(wrong.status, 405);
        QCOMPARE(wrong.header("Allow"), QByteArray("GET, POST, HEAD, OPTIONS"));
        const RawReply asked = plain("OPTIONS", "/api/queue/pause", bearer());
        QCOMPARE(asked.status, 204);
        QCOMPARE(asked.header("Allow"), QByteArray("POST, OPTIONS"));
        QCOMPARE(plain("POST", "/", "Content-Length: 0\r\n").status, 405);
        const RawReply whole = plain("GET", "/api/queue", bearer() + "Connection: close\r\n");
        const RawReply head = plain("HEAD", "/api/queue", bearer() + "Connection: close\r\n");
        QCOMPARE(head.status, 200);
        QCOMPARE(head.header("Content-Length"), QByteArray::number(whole.body.size()));
        QVERIFY(head.body.isEmpty() && head.closed);
        QCOMPARE(m_server->call("POST", "/api/tasks", "{}", {"Content-Type: text/plain"}).status, 415);
        QCOMPARE(m_server->call("POST", "/api/tasks", "name: x", {"Content-Type: application/yaml"}).status, 422);
        QVERIFY(m_server
                    ->send("GET /api/status HTTP/1.0\r\nHost: 127.0.0.1:" + QByteArray::number(m_server->port()) +
                           "\r\n" + bearer() + "\r\n")
                    .closed);
        QVERIFY(m_server->call("GET", "/ws").status == 426);
    }

    void thePageIsPackedAndKept()
    {
        const QRegularExpressionMatch found =
            QRegularExpression(u"/assets/[\\w-]+\\.js"_s).match(QString::fromUtf8(plain("GET", "/").body));
        const QByteArray script = found.captured().toLatin1();
        const RawReply page = plain("GET", script, "Accept-Encoding: br, gzip\r\n");
        QCOMPARE(page.header("Content-Encoding"), QByteArray("gzip"));
        QVERIFY(page.body.startsWith("\x1f\x8b") && page.header("Cache-Control").contains("immutable"));
        const RawReply unpacked = plain("GET", script, "Accept-Encoding: gzip;q=0\r\n");
        QVERIFY(unpacked.header("Content-Encoding").isEmpty() && unpacked.body.size() > page.body.size());
        QVERIFY(page.header("ETag") != unpacked.header("ETag"));
        for (const QByteArray &known : {page.header("ETag"), "W/" + page.header("ETag"), QByteArray("\"x\", *")}) {
            const RawReply same = plain("GET", script, "Accept-Encoding: gzip\r\nIf-None-Match: " + known + "\r\n");
            QCOMPARE(same.status, 304);
            QVERIFY(same.body.isEmpty());
        }
        QCOMPARE(plain("GET", script, "If-None-Match: \"other\"\r\n").status, 200);
        QCOMPARE(plain("GET", "/assets/none.js").status, 404);
    }

    // Different requests sent at once on one connection, again and again: none gets the answer of another.
    void eachOfManyRequestsGetsItsOwnAnswer()
    {
        const QByteArray host = " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(m_server->port()) + "\r\n";
        RawClient client(m_server->port());
        for (int round = 0; round < 10; ++round) {
            client.write("GET /nothing.txt" + host + "\r\n" + "GET /healthz" + host + "\r\n" + "GET /api/status" + host +
                         "\r\n" + "GET /api/status" + host + bearer() + "\r\n" + "DELETE /healthz" + host + "\r\n");
            QStringList statuses;
            QByteArray got;
            QTRY_VERIFY([&] {
                got += client.readSome();
                statuses.clear();
                auto each = QRegularExpression(u"HTTP/1\\.1 (\\d+) "_s).globalMatch(QString::fromUtf8(got));
                while (each.hasNext())
                    statuses.append(each.next().captured(1));
                return statuses.size() >= 5;
            }());
            QCOMPARE(statuses, (QStringList{u"404"_s, u"200"_s, u"401"_s, u"200"_s, u"405"_s}));
        }
    }

    // What follows a last request is not done.
    void nothingIsDoneAfterALastRequest()
    {
        const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(m_server->port()) + "\r\n";
        const RawReply reply =
            m_server->send("GET /api/status HTTP/1.1\r\n" + host + bearer() + "Connection: close\r\n\r\n" +
                           "POST /api/queue/pause HTTP/1.1\r\n" + host + bearer() + "Content-Length: 0\r\n\r\n");
        QCOMPARE(reply.status, 200);
        QCOMPARE(json(m_server->call("GET", "/api/queue")).value(u"paused"_s), QJsonValue(false));
    }

    void refusalsOfTheGuardHaveTheSameShape()
    {
        const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(m_server->port()) + "\r\n";
        const QHash<int, QByteArray> requests{
            {431, "GET / HTTP/1.1\r\n" + host + "X: " + QByteArray(17000, 'x') + "\r\n\r\n"},
            {413, "POST /api/tasks HTTP/1.1\r\n" + host + "Content-Length: 99999999\r\n\r\n"},
            {421, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"},
            {411, "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n"},
            {417, "POST / HTTP/1.1\r\n" + host + "Expect: wonders\r\n\r\n"},
            {505, "GET / HTTP/3.0\r\n" + host + "\r\n"}, {501, "BREW / HTTP/1.1\r\n" + host + "\r\n"},
            {414, "GET /" + QByteArray(9000, 'x') + " HTTP/1.1\r\n" + host + "\r\n"}};
        for (auto it = requests.begin(); it != requests.end(); ++it) {
            const RawReply reply = m_server->send(*it);
            QCOMPARE(reply.status, it.key());
            const QJsonObject error = json(reply).value(u"error"_s).toObject();
            QCOMPARE(error.keys(), (QStringList{u"code"_s, u"field"_s, u"hint"_s, u"message"_s, u"request_id"_s}));
            QCOMPARE(error.value(u"request_id"_s).toString().size(), 12);
            QVERIFY(reply.closed);
        }
        const RawReply head = m_server->send("HEAD / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        QCOMPARE(head.status, 421);
        QVERIFY(head.body.isEmpty());
    }
};

QTEST_GUILESS_MAIN(ServingTest)
#include "tst_serving.moc"
