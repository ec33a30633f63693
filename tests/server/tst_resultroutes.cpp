// SPDX-License-Identifier: MIT
// The result of an attempt in a view over HTTP and by the command line, on one store: look, apply, answer, undo.
#include "server/runningserver.h"
#include "unit/core/resulttesting.h"

#include "core/fileapproval.h"
#include "storage/artifactstore.h"
#include "storage/recordstore.h"
#include "storage/taskstore.h"
#include "wire/bordercodec.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace resulttesting;

class ResultRoutesTest : public QObject
{
    Q_OBJECT

    bool m_canMount = false;
    std::unique_ptr<RunningServer> m_server;
    std::unique_ptr<Attempt> m_attempt;
    std::unique_ptr<Database> m_db;

    QJsonObject call(const QByteArray &method, const QByteArray &what, const QJsonObject &body = {}, int status = 200)
    {
        const RawReply reply = m_server->call(method, "/api/tasks/" + m_attempt->taskId.toLatin1() + what,
            method == "GET" ? QByteArray() : QJsonDocument(body).toJson());
        if (reply.status != status)
            qWarning() << reply.status << reply.body;
        return reply.status == status ? QJsonDocument::fromJson(reply.body).object() : QJsonObject();
    }

    QJsonObject run(const QStringList &arguments, int exitCode)
    {
        const ProgramEnd end = m_server->run(QStringList{u"--json"_s, u"--no-input"_s} + arguments);
        if (end.exitCode != exitCode)
            qWarning() << arguments << end.exitCode << end.output << end.errors;
        return end.exitCode == exitCode ? QJsonDocument::fromJson(end.output).object() : QJsonObject();
    }
    QString text(const QStringList &arguments, int exitCode = 0)
    {
        const ProgramEnd end = m_server->run(QStringList{u"--no-input"_s, u"--lang"_s, u"en"_s} + arguments);
        if (end.exitCode != exitCode)
            qWarning() << arguments << end.exitCode << end.output << end.errors;
        return end.exitCode == exitCode ? QString::fromUtf8(end.output + end.errors) : QString();
    }

    // An ended task with one iteration of work in its view.
    void prepare(const std::function<bool()> &work)
    {
        m_attempt = std::make_unique<Attempt>();
        m_attempt->location = {m_server->databaseFile()};
        m_attempt->ignores = true;
        m_attempt->put(u"a.txt"_s, "a\n");
        m_attempt->put(u"b.txt"_s, "b\n");
        m_attempt->put(u"tests/test_a.py"_s, "def test_a():\n    assert f() == 1\n    assert g() == 2\n");
        m_db = std::move(*Database::open(m_attempt->location));
        QVERIFY(m_attempt->begin());
        QVERIFY(m_attempt->runs(work));
        const ChangeSet set = m_attempt->changes();
        Checkpoint row;
        row.taskId = m_attempt->taskId;
        row.number = 1;
        row.iteration = 1;
        row.kind = CheckpointKind::Iteration;
        row.tree = *keepChangeSet(m_attempt->store->objects(), set, u"t-1-1"_s);
        row.files = int(set.changes.size());
        row.createdAt = QDateTime::currentDateTimeUtc();
        Task task;
        task.id = m_attempt->taskId;
        task.spec.name = u"t"_s;
        task.spec.description = u"d"_s;
        task.spec.workingDirectory = m_attempt->root();
        task.spec.verificationCommands = {u"pytest -q"_s};
        task.accepted = true;
        task.state = TaskState::Completed;
        task.stopReason = StopReason::Passed;
        task.isolation = Isolation::View;
        task.result = ResultState::NotApplied;
        task.createdAt = task.updatedAt = row.createdAt;
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::insert(c, task));
            return checkpointrows::save(c, row, m_attempt->root());
        }));
        m_attempt->end();
    }

    static bool fixes()
    {
        return testing::write("a.txt", "fixed\n") && testing::write("new.txt", "new\n") && makeFolders("build") &&
               testing::write("build/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n") &&
               testing::write("build/out", "out\n");
    }
    static bool changesATest()
    {
        return testing::write("a.txt", "fixed\n") && testing::write("tests/test_a.py", "def test_a():\n    pass\n");
    }

private slots:
    void initTestCase() { m_canMount = canMountViews(); }
    void init()
    {
        if (!m_canMount)
            QSKIP("no view can be mounted here");
        m_server = std::make_unique<RunningServer>();
        QVERIFY(m_server->isReady());
    }
    void cleanup()
    {
        m_db.reset();
        m_attempt.reset();
        m_server.reset();
    }

    void overHttp()
    {
        prepare(fixes);
        const QJsonObject result = call("GET", "/result");
        QCOMPARE(result.value(u"state"_s).toString(), u"not_applied"_s);
        QCOMPARE(result.value(u"changes"_s).toArray().size(), 2);
        QVERIFY(result.value(u"patch"_s).toString().contains(u"+fixed"_s));
        QCOMPARE(result.value(u"staying_behind"_s)[0][u"path"_s].toString(), u"build"_s);
        const QJsonObject dry = call("POST", "/apply", {{u"dry_run"_s, true}});
        QVERIFY(!dry.value(u"applied"_s).toBool(true));
        QCOMPARE(m_attempt->get(u"a.txt"_s), "a\n");
        const QJsonObject applied = call("POST", "/apply", {});
        QVERIFY(applied.value(u"applied"_s).toBool() && applied.value(u"verified"_s).toBool());
        QCOMPARE(applied.value(u"files"_s).toInt(), 2);
        QCOMPARE(m_attempt->get(u"a.txt"_s), "fixed\n");
        QCOMPARE(call("GET", "").value(u"result"_s).toObject().value(u"state"_s).toString(), u"applied"_s);
        const QJsonObject with = call("POST", "/apply", {{u"with"_s, QJsonArray{u"build"_s}}});
        QVERIFY(with.value(u"applied"_s).toBool() && !with.value(u"verified"_s).toBool(true));
        QCOMPARE(m_attempt->get(u"build/out"_s), "out\n");
        const QJsonObject undone = call("POST", "/undo", {});
        QVERIFY(undone.value(u"undone"_s).toBool());
        QCOMPARE(m_attempt->get(u"a.txt"_s), "a\n");
        QVERIFY(!QFileInfo::exists(m_attempt->root() + u"/build"_s));
        (void)call("POST", "/undo", {}, 409);
        (void)call("POST", "/apply", {{u"others"_s, u"ours"_s}}, 422);
        (void)call("POST", "/apply", {{u"nothing"_s, 1}}, 422);
        (void)call("GET", "/result?attempt=7", {}, 404);
        (void)call("GET", "/result?attempt=x", {}, 400);
        // Changing needs what every change needs.
        QCOMPARE(m_server
                     ->send("POST /api/tasks/" + m_attempt->taskId.toLatin1() + "/apply HTTP/1.1\r\nHost: 127.0.0.1:" +
                            QByteArray::number(m_server->port()) + "\r\nContent-Length: 0\r\n\r\n")
                     .status,
            401);
    }

    void answersOverHttp()
    {
        prepare(changesATest);
        const QJsonObject asked = call("POST", "/apply", {});
        QVERIFY(!asked.value(u"applied"_s).toBool(true));
        const QJsonObject row = asked.value(u"border"_s)[u"rows"_s][0].toObject();
        QCOMPARE(row.value(u"path"_s).toString(), u"tests/test_a.py"_s);
        const QString digest = row.value(u"digest"_s).toString();
        (void)call("POST", "/apply", {{u"answers"_s, QJsonObject{{digest, u"perhaps"_s}}}}, 422);
        const QJsonObject used = call("POST", "/apply", {{u"answers"_s, QJsonObject{{digest, u"use"_s}}}});
        QVERIFY(used.value(u"applied"_s).toBool());
        QVERIFY(used.value(u"border"_s).isNull());
        QVERIFY(m_attempt->get(u"tests/test_a.py"_s).contains("pass"));
    }

    void byTheCommandLine()
    {
        prepare(fixes);
        const QString id = m_attempt->taskId;
        QVERIFY(text({u"task"_s, u"diff"_s, id}).contains(u"+fixed"_s));
        QVERIFY(text({u"task"_s, u"diff"_s, id}).contains(u"stays behind: build"_s));
        QVERIFY(text({u"task"_s, u"diff"_s, id, u"--stat"_s}).contains(u"1\t1\ta.txt"_s));
        QCOMPARE(run({u"task"_s, u"diff"_s, id}, 0).value(u"state"_s).toString(), u"not_applied"_s);
        QVERIFY(text({u"task"_s, u"apply"_s, id, u"--dry-run"_s}).contains(u"create  new.txt"_s));
        QCOMPARE(m_attempt->get(u"a.txt"_s), "a\n");
        const QString applied = text({u"task"_s, u"apply"_s, id});
        QVERIFY(applied.contains(u"applied: 2 files"_s) && applied.contains(u"task undo "_s + id));
        QCOMPARE(m_attempt->get(u"a.txt"_s), "fixed\n");
        QVERIFY(text({u"task"_s, u"apply"_s, id, u"--with"_s, u"build"_s}).contains(u"not exactly what passed"_s));
        QCOMPARE(m_attempt->get(u"build/out"_s), "out\n");
        QVERIFY(run({u"task"_s, u"undo"_s, id, u"--dry-run"_s}, 0).value(u"changes"_s).toArray().size() > 2);
        QVERIFY(text({u"task"_s, u"undo"_s, id}).contains(u"taken back"_s));
        QCOMPARE(m_attempt->get(u"a.txt"_s), "a\n");
        QVERIFY(!text({u"task"_s, u"undo"_s, id}, 6).isEmpty());
        // Conflicts: one word for all of them.
        m_attempt->put(u"a.txt"_s, "mine\n");
        const QJsonObject asked = run({u"task"_s, u"apply"_s, id}, 8);
        QCOMPARE(asked.value(u"conflicts"_s)[u"files"_s][0][u"path"_s].toString(), u"a.txt"_s);
        QVERIFY(text({u"task"_s, u"apply"_s, id}, 8).contains(u"| mine"_s));
        QVERIFY(run({u"task"_s, u"apply"_s, id, u"--theirs"_s}, 0).value(u"applied"_s).toBool());
        QCOMPARE(m_attempt->get(u"a.txt"_s), "fixed\n");
        QVERIFY(!text({u"task"_s, u"apply"_s, id, u"--theirs"_s, u"--mine"_s}, 2).isEmpty());
        QVERIFY(!text({u"task"_s, u"rollback"_s, id, u"--to"_s, u"1"_s, u"--dry-run"_s}).isEmpty());
    }

    // Killed before each change on the disk: the next call completes it, and so on the way back.
    void aKilledCommandIsCompleted()
    {
        prepare(fixes);
        const QString id = m_attempt->taskId;
        const auto before = m_attempt->picture();
        (void)text({u"task"_s, u"apply"_s, id});
        const auto after = m_attempt->picture();
        (void)text({u"task"_s, u"undo"_s, id});
        QCOMPARE(m_attempt->picture(), before);
        const auto dies = [&](const QString &verb, int at) {
            return m_server->run({u"task"_s, verb, id}, {{u"VIBECODER_CRASH_AT"_s, u"%1#%2"_s.arg(verb).arg(at)}})
                       .exitCode != 0;
        };
        int at = 1;
        for (bool died = true; died; ++at) {
            died = dies(u"apply"_s, at);
            QVERIFY(!text({u"task"_s, u"apply"_s, id}).isEmpty());
            QCOMPARE(m_attempt->picture(), after);
            died = dies(u"undo"_s, at) || died;
            (void)m_server->run({u"task"_s, u"undo"_s, id});
            QCOMPARE(m_attempt->picture(), before);
        }
        QVERIFY(at > 6);
    }

    void rowsByTheCommandLine()
    {
        prepare(changesATest);
        const QString id = m_attempt->taskId;
        const QJsonObject asked = run({u"task"_s, u"apply"_s, id}, 8);
        const QString digest = asked.value(u"border"_s)[u"rows"_s][0][u"digest"_s].toString();
        const QString shown = text({u"task"_s, u"apply"_s, id}, 8);
        QVERIFY(shown.contains(u"changed test  tests/test_a.py"_s));
        QVERIFY(shown.contains(digest.left(12)));
        QVERIFY(!text({u"task"_s, u"apply"_s, id, u"--use"_s, u"00000000"_s}, 2).isEmpty());
        QVERIFY(run({u"task"_s, u"apply"_s, id, u"--leave"_s, digest.left(12)}, 0).value(u"applied"_s).toBool());
        QVERIFY(m_attempt->get(u"tests/test_a.py"_s).contains("g()"));
        QVERIFY(run({u"task"_s, u"apply"_s, id, u"--use"_s, u"all"_s}, 0).value(u"applied"_s).toBool());
        QVERIFY(!m_attempt->get(u"tests/test_a.py"_s).contains("g()"));
    }

    // A question of a run with its card: shown on both faces, answered row by row on either.
    void questionsWithACard()
    {
        prepare(changesATest);
        const auto card =
            borderCardFromJson(run({u"task"_s, u"apply"_s, m_attempt->taskId}, 8).value(u"border"_s).toObject());
        QVERIFY(card);
        const QString digest = card->rows.constFirst().digest;
        ArtifactStore artifacts(m_attempt->location.artifactFolder());
        const auto ask = [&](const QString &approvalId, const QString &step) {
            Approval approval;
            approval.id = approvalId;
            approval.taskId = m_attempt->taskId;
            approval.iteration = 1;
            approval.stepPath = step;
            approval.kind = ApprovalKind::Border;
            approval.commands = {u"tests/test_a.py: changed"_s};
            approval.directory = m_attempt->root();
            approval.beforeSha256 = card->askedDigest;
            approval.severity = Severity::High;
            approval.reason = u"border"_s;
            approval.createdAt = QDateTime::currentDateTimeUtc();
            approval.contentHash = approvalHash(approval);
            Artifact row;
            row.id = u"card"_s + approvalId.right(8);
            row.taskId = approval.taskId;
            row.attempt = 1;
            row.iteration = 1;
            row.name = approvalArtifactName(1, 1, step, u"card"_s);
            row.kind = u"border_card"_s;
            row.sha256 = *artifacts.put(QJsonDocument(toJson(*card)).toJson());
            row.createdAt = approval.createdAt;
            const auto stored = m_db->writeNow([&](Connection &c) -> Result<> {
                VC_CHECK(artifactrows::insert(c, row));
                return approvalstore::insert(c, approval);
            });
            return stored ? approval.contentHash : QString();
        };
        const QString first = ask(u"approva10001"_s, u"8"_s), second = ask(u"approva10002"_s, u"9"_s);
        const QString shown = text({u"approve"_s, u"show"_s, u"approva10001"_s});
        QVERIFY(shown.contains(u"changed test  tests/test_a.py"_s));
        QVERIFY(shown.contains(digest.left(12)));
        QVERIFY(shown.contains(u"no limit"_s));
        QVERIFY(text({u"approve"_s, u"show"_s, u"approva10001"_s, u"--all"_s}).contains(u"unasked"_s) ||
                text({u"approve"_s, u"show"_s, u"approva10001"_s, u"--all"_s}).contains(u"a.txt"_s));
        const QStringList accept{u"approve"_s, u"accept"_s, u"approva10001"_s, u"--yes"_s, u"--hash"_s, first.left(12)};
        QVERIFY(!text(accept + QStringList{u"--leave"_s, u"00000000"_s}, 2).isEmpty());
        const QJsonObject decided = run(accept + QStringList{u"--leave"_s, digest.left(12)}, 0);
        QCOMPARE(decided.value(u"state"_s).toString(), u"approved"_s);
        QCOMPARE(decided.value(u"answers"_s).toObject(), (QJsonObject{{digest, u"leave"_s}}));

        const auto post = [&](const QJsonObject &body) {
            return m_server->call("POST", "/api/approvals/approva10002/deny", QJsonDocument(body).toJson());
        };
        const RawReply facts = m_server->call("GET", "/api/approvals/approva10002?facts=true");
        QCOMPARE(QJsonDocument::fromJson(facts.body)[u"facts"_s][u"border"_s][u"asked_digest"_s].toString(),
            card->askedDigest);
        const QJsonObject answers{{digest, u"use"_s}};
        QCOMPARE(post({{u"answers"_s, answers}}).status, 428);
        QCOMPARE(post({{u"answers"_s, QJsonObject{{digest, u"x"_s}}}, {u"content_hash"_s, second}}).status, 422);
        const RawReply denied = post({{u"answers"_s, answers}, {u"content_hash"_s, second}});
        QCOMPARE(denied.status, 200);
        QCOMPARE(QJsonDocument::fromJson(denied.body)[u"answers"_s].toObject(), answers);
    }
};

QTEST_GUILESS_MAIN(ResultRoutesTest)
#include "tst_resultroutes.moc"
