// SPDX-License-Identifier: MIT
// New tasks and the questions about them over HTTP: what waits, what was accepted before, what was shown, and pages of
// events in both directions.
#include "server/runningserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

class ApprovalRoutesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningServer> m_server;
    QJsonObject m_json; ///< of the last answer

    int call(
        const QByteArray &method, const QByteArray &target, const QByteArray &body = {}, const QByteArray &more = {})
    {
        QList<QByteArray> headers{"Content-Type: application/json"};
        if (!more.isEmpty())
            headers.append(more);
        const RawReply reply = m_server->call(method, target, body, headers);
        m_json = QJsonDocument::fromJson(reply.body).object();
        return reply.status;
    }
    QJsonObject error() const { return m_json.value(u"error"_s).toObject(); }
    QString text(const QString &field) const { return m_json.value(field).toString(); }

    QByteArray spec(const QString &command, const QString &name = u"t"_s) const
    {
        return QJsonDocument(
            QJsonObject{{u"name"_s, name}, {u"description"_s, u"d"_s},
                {u"verification_commands"_s, QJsonArray{command}}, {u"working_directory"_s, m_server->projectFolder()}})
            .toJson();
    }

    // The open question of a new task: its address and the digest that is shown.
    std::pair<QByteArray, QByteArray> ask(const QString &command)
    {
        call("POST", "/api/tasks/", spec(command));
        call("GET", "/api/approvals/?task=" + text(u"id"_s).toLatin1());
        const QJsonObject approval = m_json.value(u"approvals"_s).toArray().at(0).toObject();
        return {"/api/approvals/" + approval.value(u"id"_s).toString().toLatin1(),
            approval.value(u"content_hash"_s).toString().toLatin1()};
    }

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<RunningServer>();
        QVERIFY(m_server->isReady());
    }

    void theCardTellsSetupFromWhatDecides()
    {
        QJsonObject task = QJsonDocument::fromJson(spec(u"echo checked"_s)).object();
        task.insert(u"setup"_s, QJsonArray{u"echo ready"_s, u"echo set"_s});
        QCOMPARE(call("POST", "/api/tasks/", QJsonDocument(task).toJson()), 201);
        const QByteArray questions = "/api/approvals?task=" + text(u"id"_s).toLatin1();
        QCOMPARE(call("GET", questions), 200);
        const QJsonObject approval = m_json.value(u"approvals"_s).toArray().at(0).toObject();
        QCOMPARE(approval.value(u"commands"_s).toArray().size(), 3);
        const QByteArray card = "/api/approvals/" + approval.value(u"id"_s).toString().toLatin1() + "?facts=true";
        QCOMPARE(call("GET", card), 200);
        QCOMPARE(m_json.value(u"facts"_s).toObject().value(u"setup_commands"_s).toInt(), 2);
    }

    void aTaskWaitsUntilItsCommandsAreAccepted()
    {
        QCOMPARE(call("POST", "/api/tasks/", spec(u"echo one"_s)), 201);
        QCOMPARE(text(u"status"_s), u"waiting_approval"_s);
        const QByteArray task = "/api/tasks/" + text(u"id"_s).toLatin1();
        QCOMPARE(call("GET", "/api/approvals?task=" + text(u"id"_s).toLatin1()), 200);
        const QJsonObject approval = m_json.value(u"approvals"_s).toArray().at(0).toObject();
        QCOMPARE(approval.value(u"kind"_s).toString(), u"verification_commands"_s);
        const QByteArray address = "/api/approvals/" + approval.value(u"id"_s).toString().toLatin1();
        const QByteArray hash = approval.value(u"content_hash"_s).toString().toLatin1();
        QCOMPARE(call("POST", address + "/approve", "{}"), 428);
        QCOMPARE(error().value(u"field"_s).toString(), u"content_hash"_s);
        QCOMPARE(call("POST", address + "/approve", "{\"content_hash\":\"" + QByteArray(64, '0') + "\"}"), 409);
        QCOMPARE(call("POST", address + "/approve", "{\"content_hash\":5}"), 422);
        QCOMPARE(call("POST", address + "/approve", "{\"content_hash\":\"" + hash + "\",\"rember\":\"task\"}"), 422);
        QCOMPARE(error().value(u"field"_s).toString(), u"rember"_s);
        QCOMPARE(call("GET", task), 200);
        QCOMPARE(text(u"status"_s), u"waiting_approval"_s);
        QCOMPARE(call("POST", address + "/approve/", "{\"content_hash\":\"" + hash + "\"}"), 200);
        QCOMPARE(text(u"state"_s), u"approved"_s);
        QCOMPARE(text(u"decided_by"_s), u"rest:token"_s);
        QCOMPARE(call("POST", address + "/approve", "{\"content_hash\":\"" + hash + "\"}"), 409);
        QCOMPARE(call("POST", address + "/deny", "{}"), 409);
        QCOMPARE(call("GET", task + "/"), 200);
        QCOMPARE(text(u"status"_s), u"pending"_s);
        // The same commands in the same place were accepted before.
        QCOMPARE(call("POST", "/api/tasks", spec(u"echo one"_s, u"again"_s)), 201);
        QCOMPARE(text(u"status"_s), u"pending"_s);
    }

    void aDenialKeepsItsMessage()
    {
        const auto [address, hash] = ask(u"echo denied"_s);
        QCOMPARE(call("POST", address + "/deny", "{\"message\":\"" + QByteArray(501, 'x') + "\"}"), 422);
        QCOMPARE(error().value(u"field"_s).toString(), u"message"_s);
        QCOMPARE(call("POST", address + "/deny/", "{\"message\":\"not like this \xe4\xb8\x8d\"}"), 200);
        QCOMPARE(text(u"state"_s), u"denied"_s);
        QCOMPARE(call("GET", address + "/"), 200);
        QCOMPARE(text(u"message"_s), u"not like this 不"_s);
    }

    void aDryRunStoresNothingAndItsDigestAccepts()
    {
        const QByteArray body = spec(u"echo dry"_s);
        QCOMPARE(call("GET", "/api/tasks?limit=1"), 200);
        const QJsonValue before = m_json.value(u"tasks"_s);
        QCOMPARE(call("POST", "/api/tasks?dry_run=true", body), 200);
        const QByteArray digest = text(u"verification_digest"_s).toLatin1();
        for (const char *wrong : {"dry_run=yes", "dry_run=", "dryrun=true", "dry_run=true&x=1"}) {
            QCOMPARE(call("POST", QByteArray("/api/tasks?") + wrong, body), 400);
            QVERIFY(!error().value(u"field"_s).toString().isEmpty());
        }
        QCOMPARE(call("POST", "/api/tasks?accept=" + QByteArray(64, 'a'), body), 409);
        QCOMPARE(call("GET", "/api/tasks?limit=1"), 200);
        QCOMPARE(m_json.value(u"tasks"_s), before);
        QCOMPARE(call("POST", "/api/tasks?accept=" + digest, body), 201);
        QCOMPARE(text(u"status"_s), u"pending"_s);
    }

    void aKeyMakesOneTask()
    {
        const QByteArray key = "Idempotency-Key: 6f1c-1";
        QCOMPARE(call("POST", "/api/tasks", spec(u"echo key"_s), key), 201);
        const QString id = text(u"id"_s);
        QCOMPARE(call("POST", "/api/tasks", spec(u"echo key"_s), key), 201);
        QCOMPARE(text(u"id"_s), id);
        QCOMPARE(call("POST", "/api/tasks", spec(u"echo other"_s), key), 409);
        for (const QByteArray &wrong : {QByteArray("Idempotency-Key:"), "Idempotency-Key: " + QByteArray(201, 'k'),
                 QByteArray("Idempotency-Key: a b")}) {
            QCOMPARE(call("POST", "/api/tasks", spec(u"echo key"_s), wrong), 400);
            QCOMPARE(error().value(u"field"_s).toString(), u"Idempotency-Key"_s);
        }
    }

    void escapesOfJsonAreUnderstood()
    {
        const QByteArray body = "{\t\"name\": \"smile \\ud83d\\ude00 \\u00e4\", \"description\": \"d\", "
                                "\"verification_commands\": [\"true\"],\n"
                                "\t\"working_directory\": \"" +
                                m_server->projectFolder().toUtf8() + "\"}";
        QCOMPARE(call("POST", "/api/tasks", body), 201);
        QCOMPARE(text(u"name"_s), u"smile 😀 ä"_s);
    }

    void cursorsOfOtherListsAreRefused()
    {
        for (const char *wrong :
            {"limit=0", "limit=501", "limit=x", "sort=colour", "cursor=x", "cursor=1.%25", "sort=-priority&cursor=1",
                "sort=-priority&cursor=1.AA", "cursor=1.MQ", "cursor=99999999999999999999", "status=done", "page=2"}) {
            QCOMPARE(call("GET", QByteArray("/api/tasks?") + wrong), 400);
            QVERIFY2(
                !error().value(u"field"_s).toString().isEmpty() && !error().value(u"message"_s).toString().isEmpty(),
                wrong);
        }
        for (const char *wrong : {"state=open", "sort=priority", "cursor=none", "limit=0"}) {
            QCOMPARE(call("GET", QByteArray("/api/approvals?") + wrong), 400);
            QVERIFY2(!error().value(u"field"_s).toString().isEmpty(), wrong);
        }
        for (const char *wrong :
            {"after_seq=-1", "after_seq=x", "before_seq=0", "after_seq=1&before_seq=5", "sort=name", "limit=1001"}) {
            QCOMPARE(call("GET", QByteArray("/api/events?") + wrong), 400);
            QVERIFY2(!error().value(u"field"_s).toString().isEmpty(), wrong);
        }
    }

    void eventsArePagedInBothDirections()
    {
        const auto seqs = [this](const char *name = "events") {
            QList<qint64> list;
            for (const QJsonValue event : m_json.value(QLatin1StringView(name)).toArray())
                list.append(event.toObject().value(u"seq"_s).toInteger());
            return list;
        };
        QCOMPARE(call("GET", "/api/events?after_seq=0&limit=1000"), 200);
        const QList<qint64> all = seqs();
        QVERIFY(all.size() > 10);
        QList<qint64> forward, backward;
        QByteArray from = "0";
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(call("GET", "/api/events?limit=3&after_seq=" + from), 200);
            if (seqs().isEmpty())
                break;
            forward += seqs();
            from = QByteArray::number(m_json.value(u"next_after_seq"_s).toInteger());
        }
        QCOMPARE(forward, all);
        QByteArray before = "1000000";
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(call("GET", "/api/logs?limit=3&sort=-created&before_seq=" + before), 200);
            if (seqs("logs").isEmpty())
                break;
            backward += seqs("logs");
            before = QByteArray::number(m_json.value(u"next_before_seq"_s).toInteger());
        }
        std::reverse(backward.begin(), backward.end());
        QCOMPARE(backward, all);
    }
};

QTEST_GUILESS_MAIN(ApprovalRoutesTest)
#include "tst_approvalroutes.moc"
