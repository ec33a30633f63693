// SPDX-License-Identifier: MIT
// The recorded attacks on a local server, sent as raw bytes: each gets an answer of its class, and the server lives on.
#include "server/runningserver.h"
#include "support/sanitized.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "base/digest.h"
#include "storage/database.h"
#include "storage/recordstore.h"

using namespace Qt::StringLiterals;
using namespace vibecoder;

class HttpCorpusTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningServer> m_server;
    QByteArray m_session, m_cookieName, m_key, m_csrf, m_ticket, m_approval, m_hash, m_acceptedId, m_acceptedHash,
        m_expiredId, m_expiredHash;

    QByteArray taskBody(const QByteArray &name) const
    {
        return "{\"name\":\"" + name +
               "\",\"description\":\"d\",\"verification_commands\":[\"true\"],\"working_directory\":\"" +
               m_server->projectFolder().toUtf8() + "\"}";
    }

    QByteArray freshTicket() const
    {
        const RawReply reply = m_server->call("POST", "/api/session/ticket");
        return QJsonDocument::fromJson(reply.body).object().value(u"ticket"_s).toString().toLatin1();
    }

    std::pair<QByteArray, QByteArray> newApproval(const QByteArray &name)
    {
        const QJsonObject task =
            QJsonDocument::fromJson(m_server->call("POST", "/api/tasks/", taskBody(name)).body).object();
        const QByteArray target = "/api/approvals?task=" + task.value(u"id"_s).toString().toLatin1();
        const QJsonObject approval = QJsonDocument::fromJson(m_server->call("GET", target).body)
                                         .object()
                                         .value(u"approvals"_s)
                                         .toArray()
                                         .at(0)
                                         .toObject();
        return {approval.value(u"id"_s).toString().toLatin1(), approval.value(u"content_hash"_s).toString().toLatin1()};
    }

    // Routes of the corpus are of another version of the interface.
    QByteArray mapped(QByteArray target, const QString &after) const
    {
        target.replace("/api/v1/", "/api/");
        const QByteArray id = after.contains(u"expired"_s)    ? m_expiredId
                              : after.contains(u"accepted"_s) ? m_acceptedId
                                                              : m_approval;
        target.replace("/approvals/1/accept", "/approvals/" + id + "/approve");
        return target;
    }

    QByteArray filled(QByteArray text, const QString &after) const
    {
        QByteArray wrong = m_server->token();
        wrong[0] = wrong.at(0) == 'A' ? 'B' : 'A';
        const QByteArray hash = after.contains(u"expired"_s)    ? m_expiredHash
                                : after.contains(u"accepted"_s) ? m_acceptedHash
                                                                : m_hash;
        return text.replace("${PORT}", QByteArray::number(m_server->port()))
            .replace("${TOKEN}", m_server->token())
            .replace("${WRONG}", wrong)
            .replace("vc_session=${SESSION}", m_cookieName + '=' + m_session)
            .replace("${CSRF}", m_csrf)
            .replace("${TICKET}", m_ticket)
            .replace("${HASH}", hash)
            .replace("\"description\":\"d\",\"working_directory\":\".\"",
                "\"description\":\"d\",\"verification_commands\":[\"true\"],\"working_directory\":\"" +
                    m_server->projectFolder().toUtf8() + "\"");
    }

    QByteArray bytesOf(const QJsonObject &request, const QString &after) const
    {
        QByteArray bytes = request.value(u"method"_s).toString().toLatin1() + ' ' +
                           mapped(filled(request.value(u"target"_s).toString().toUtf8(), after), after) +
                           " HTTP/1.1\r\n";
        bool length = false;
        for (const QJsonValue value : request.value(u"headers"_s).toArray()) {
            const QString name = value.toArray().at(0).toString();
            if (name == u"@repeat"_s) {
                for (int i = 0; i < value.toArray().at(3).toInt(); ++i)
                    bytes += value.toArray().at(1).toString().toLatin1() + QByteArray::number(i) + ": " +
                             value.toArray().at(2).toString().toLatin1() + "\r\n";
                continue;
            }
            if (name.startsWith(u'@'))
                continue;
            length = length || name.compare(u"content-length"_s, Qt::CaseInsensitive) == 0 ||
                     name.compare(u"transfer-encoding"_s, Qt::CaseInsensitive) == 0;
            bytes += name.toUtf8() + ": " + filled(value.toArray().at(1).toString().toUtf8(), after) + "\r\n";
            // The page sends the other half of its session with the cookie.
            if (value.toArray().at(1).toString().contains(u"${SESSION}"_s))
                bytes += "X-Session-Key: " + m_key + "\r\n";
        }
        QByteArray body = filled(request.value(u"body"_s).toString().toUtf8(), after);
        if (request.contains(u"body_repeat"_s)) {
            const QJsonArray repeat = request.value(u"body_repeat"_s).toArray();
            body = repeat.at(0).toString().toUtf8().repeated(repeat.at(1).toInt());
        }
        if (!body.isEmpty() && !length)
            bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        return bytes + "\r\n" + body;
    }

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<RunningServer>();
        QVERIFY(m_server->isReady());
        const RawReply session = m_server->call("POST", "/api/session", "{\"ticket\":\"" + m_server->ticket() + "\"}");
        QCOMPARE(session.status, 200);
        m_csrf = QJsonDocument::fromJson(session.body).object().value(u"csrf"_s).toString().toLatin1();
        m_key = QJsonDocument::fromJson(session.body).object().value(u"key"_s).toString().toLatin1();
        const QByteArrayList cookie = session.header("Set-Cookie").split(';').at(0).split('=');
        m_cookieName = cookie.value(0);
        m_session = cookie.value(1);
        QVERIFY(!m_csrf.isEmpty() && !m_session.isEmpty() && !m_key.isEmpty());
        std::tie(m_approval, m_hash) = newApproval("open");
        std::tie(m_acceptedId, m_acceptedHash) = newApproval("accepted");
        QCOMPARE(m_server
                     ->call("POST", "/api/approvals/" + m_acceptedId + "/approve",
                         "{\"content_hash\":\"" + m_acceptedHash + "\"}")
                     .status,
            200);
        // Only time makes an approval expire; here it is put into the store with its time behind it.
        const auto location = parseDatabaseUrl(u"sqlite:///"_s + m_server->databaseFile());
        auto database = Database::open(*location);
        QVERIFY(database.has_value());
        auto found = approvalstore::byId((*database)->reader(), QString::fromLatin1(m_approval));
        QVERIFY(found.has_value());
        Approval expired = *found;
        expired.id = newId();
        expired.kind = ApprovalKind::Command;
        expired.expiresAt = QDateTime::currentDateTimeUtc().addSecs(-60);
        m_expiredId = expired.id.toLatin1();
        m_expiredHash = expired.contentHash.toLatin1();
        bool stored = false;
        (*database)->submit([&](Connection &c) { return approvalstore::insert(c, expired); },
            [&](const Result<> &result) { stored = result.has_value(); });
        QTRY_VERIFY(stored);
    }

    void corpus_data()
    {
        QTest::addColumn<QByteArray>("row");
        QFile file(QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/security/http.jsonl"));
        if (!file.open(QIODevice::ReadOnly)) {
            qInfo("the shared corpus is not here; its cases are left out");
            QTest::newRow("none") << QByteArray();
            return;
        }
        while (!file.atEnd()) {
            const QByteArray line = file.readLine();
            QTest::newRow(QJsonDocument::fromJson(line).object().value(u"id"_s).toString().toLatin1().constData())
                << line;
        }
    }

    void corpus()
    {
        QFETCH(QByteArray, row);
        if (row.isEmpty())
            return;
        const QJsonObject one = QJsonDocument::fromJson(row).object();
        const QJsonObject request = one.value(u"request"_s).toObject();
        const QString after = one.value(u"after"_s).toString();
        m_ticket = freshTicket();
        const QByteArray bytes = bytesOf(request, after);
        if (after.contains(u"ticket was used"_s))
            QCOMPARE(m_server->send(bytes).status, 101);
        for (int i = 0; after.contains(u"identical failures"_s) && i < 30; ++i)
            QVERIFY(m_server->send(bytes).status >= 400);
        const RawReply reply = m_server->send(bytes, 8000);
        const QString got = reply.status == 0 && reply.closed ? u"close"_s : QString::number(reply.status);
        QStringList accepted;
        for (const QJsonValue value : one.value(u"status"_s).toArray())
            accepted.append(value.isString() ? value.toString() : QString::number(value.toInt()));
        QVERIFY2(accepted.contains(got), qPrintable(u"%1 instead of %2: %3"_s.arg(
                                             got, accepted.join(u", "_s), QString::fromUtf8(reply.body.left(300)))));
        QVERIFY2(!reply.head.contains("Access-Control-"), reply.head.constData());
        if (one.value(u"expect"_s).toString() == u"public"_s) {
            QVERIFY(reply.header("Content-Security-Policy").contains("default-src 'none'"));
            QCOMPARE(reply.header("X-Frame-Options"), QByteArray("DENY"));
        }
        QVERIFY(m_server->isAlive());
        QCOMPARE(m_server->call("GET", "/api/status").status, 200);
    }

    void cleanupTestCase()
    {
#ifdef VC_SANITIZED
        QSKIP("sanitizers keep freed memory; the figure would not be that of the server");
#endif
        constexpr qint64 limitKiB = 64 * 1024;
        QVERIFY2(m_server->peakKiB() < limitKiB, qPrintable(u"%1 KiB"_s.arg(m_server->peakKiB())));
    }
};

QTEST_GUILESS_MAIN(HttpCorpusTest)
#include "tst_httpcorpus.moc"
