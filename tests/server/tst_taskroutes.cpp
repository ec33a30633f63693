// SPDX-License-Identifier: MIT
// Tasks over HTTP as a script sees them: pages in every order, changes of waiting tasks, and reads that are never older
// than the last commit of whatever process.
#include "base/digest.h"
#include "server/runningserver.h"
#include "storage/database.h"
#include "storage/taskstore.h"
#include "storage/workerrows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QTest>
#include <QTimeZone>

#include <functional>

using namespace Qt::StringLiterals;
using namespace vibecoder;

class TaskRoutesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<RunningServer> m_server;

    QJsonObject call(const QByteArray &method, const QByteArray &target, const QByteArray &body = {}, int status = 200)
    {
        QList<QByteArray> headers;
        if (!body.isEmpty())
            headers.append(body.startsWith('{') ? "Content-Type: application/json" : "Content-Type: application/yaml");
        const RawReply reply = m_server->call(method, target, body, headers);
        if (reply.status != status)
            qWarning() << reply.status << reply.body;
        return reply.status == status ? QJsonDocument::fromJson(reply.body).object() : QJsonObject();
    }

    QString create(const QString &name)
    {
        const QByteArray yaml = u"name: %1\ndescription: d\nrequirements: []\nverification_commands: ['true']\n"
                                "working_directory: %2\n"_s.arg(name, m_server->projectFolder())
                                    .toUtf8();
        return call("POST", "/api/tasks/", yaml, 201).value(u"id"_s).toString();
    }

    QStringList names(const QByteArray &target, QString *cursor = nullptr)
    {
        const QJsonObject page = call("GET", target);
        QStringList list;
        for (const QJsonValue task : page.value(u"tasks"_s).toArray())
            list.append(task.toObject().value(u"name"_s).toString());
        if (cursor)
            *cursor = page.value(u"next_cursor"_s).toString();
        return list;
    }

private slots:
    void init()
    {
        m_server = std::make_unique<RunningServer>();
        QVERIFY(m_server->isReady());
    }

    // The answer of the first request may have been lost, and the task changed by another hand meanwhile.
    void aKeyIsKnownAfterAChange()
    {
        const QByteArray key = "Idempotency-Key: changed-since";
        const QJsonObject spec{{u"name"_s, u"once"_s}, {u"description"_s, u"d"_s},
            {u"verification_commands"_s, QJsonArray{u"true"_s}}, {u"working_directory"_s, m_server->projectFolder()}};
        const QByteArray body = QJsonDocument(spec).toJson();
        const RawReply first = m_server->call("POST", "/api/tasks", body, {key, "Content-Type: application/json"});
        QCOMPARE(first.status, 201);
        const QString id = QJsonDocument::fromJson(first.body).object().value(u"id"_s).toString();
        QCOMPARE(
            m_server->call("PATCH", "/api/tasks/" + id.toLatin1(), "{\"name\":\"other\",\"priority\":9}").status, 200);
        const RawReply again = m_server->call("POST", "/api/tasks", body, {key, "Content-Type: application/json"});
        QCOMPARE(QJsonDocument::fromJson(again.body).object().value(u"id"_s).toString(), id);
        QJsonObject another = spec;
        another.insert(u"description"_s, u"something else"_s);
        QCOMPARE(
            m_server
                ->call("POST", "/api/tasks", QJsonDocument(another).toJson(), {key, "Content-Type: application/json"})
                .status,
            409);
    }

    void typesOfJsonAreThoseThatWereTold_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        QTest::newRow("a number as text") << u"max_iterations"_s << QJsonValue(u"5"_s);
        QTest::newRow("a text as a flag") << u"description"_s << QJsonValue(true);
        QTest::newRow("a text as a number") << u"name"_s << QJsonValue(123);
    }

    void typesOfJsonAreThoseThatWereTold()
    {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        QJsonObject spec{{u"name"_s, u"n"_s}, {u"description"_s, u"d"_s},
            {u"verification_commands"_s, QJsonArray{u"true"_s}}, {u"working_directory"_s, m_server->projectFolder()}};
        QCOMPARE(m_server->call("POST", "/api/tasks?dry_run=true", QJsonDocument(spec).toJson()).status, 200);
        spec.insert(field, value);
        const RawReply reply = m_server->call("POST", "/api/tasks?dry_run=true", QJsonDocument(spec).toJson());
        QVERIFY(reply.status == 422 || reply.status == 400);
        QCOMPARE(QJsonDocument::fromJson(reply.body).object().value(u"error"_s).toObject().value(u"field"_s).toString(),
            field);
    }

    void eventsOfOneKind()
    {
        QVERIFY(!create(u"a"_s).isEmpty());
        QVERIFY(!create(u"b"_s).isEmpty());
        const auto kinds = [this](const QByteArray &target) {
            QSet<QString> found;
            const QJsonArray events =
                QJsonDocument::fromJson(m_server->call("GET", target).body).object().value(u"events"_s).toArray();
            for (const QJsonValue event : events)
                found.insert(event.toObject().value(u"kind"_s).toString());
            return found;
        };
        QVERIFY(kinds("/api/events").size() > 1);
        QCOMPARE(kinds("/api/events?kind=task_created"), QSet<QString>{u"task_created"_s});
        QCOMPARE(kinds("/api/events?kind=task_created&after_seq=0"), QSet<QString>{u"task_created"_s});
        QCOMPARE(m_server->call("GET", "/api/events?kind=unheard_of").status, 400);
    }

    void shortListsAreFilteredToo()
    {
        for (const char *url : {"https://one.example/a", "https://two.example/b"})
            QCOMPARE(m_server->call("POST", "/api/webhooks", QByteArray("{\"url\":\"") + url + "\"}").status, 201);
        const auto found = [this](const QByteArray &target) {
            return QJsonDocument::fromJson(m_server->call("GET", target).body).object().value(u"webhooks"_s).toArray();
        };
        QCOMPARE(found("/api/webhooks").size(), 2);
        QCOMPARE(found("/api/webhooks?q=TWO.example").size(), 1);
        QVERIFY(found("/api/webhooks?q=nothing").isEmpty());
        const QString id = found("/api/webhooks").at(0).toObject().value(u"id"_s).toString();
        const RawReply failures =
            m_server->call("GET", "/api/webhooks/" + id.toLatin1() + "/failures?sort=created&limit=5");
        QCOMPARE(failures.status, 200);
        QVERIFY(QJsonDocument::fromJson(failures.body).object().value(u"next_cursor"_s).isNull());
    }

    void pagesFollowEachOtherInEveryOrder()
    {
        for (const QString &name : {u"b"_s, u"a"_s, u"c"_s})
            QVERIFY(!create(name).isEmpty());
        QString cursor;
        QCOMPARE(names("/api/tasks/?sort=name&limit=2", &cursor), (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(names("/api/tasks?sort=name&limit=2&cursor=" + cursor.toLatin1(), &cursor), QStringList{u"c"_s});
        QVERIFY(cursor.isEmpty());
        QCOMPARE(names("/api/tasks/?limit=2", &cursor), (QStringList{u"c"_s, u"a"_s}));
        QCOMPARE(names("/api/tasks/?limit=2&cursor=" + cursor.toLatin1()), QStringList{u"b"_s});
        for (const QByteArray wrong : {"sort=size", "cursor=x", "cursor=1.!", "sort=name&cursor=1", "limit=0"}) {
            const RawReply reply = m_server->call("GET", "/api/tasks/?" + wrong);
            QVERIFY2(reply.status == 400 || reply.status == 422, reply.body.constData());
            const QJsonObject error = QJsonDocument::fromJson(reply.body).object().value(u"error"_s).toObject();
            QVERIFY2(wrong.contains(error.value(u"field"_s).toString().toLatin1()), reply.body.constData());
        }
    }

    void aWaitingTaskCanBeChanged()
    {
        const QByteArray path = "/api/tasks/" + create(u"old"_s).toLatin1();
        const QJsonObject task = call("PATCH", path, R"({"name":"new","priority":7,"max_iterations":3})");
        QCOMPARE(task.value(u"name"_s).toString(), u"new"_s);
        QCOMPARE(task.value(u"priority"_s).toInt(), 7);
        QCOMPARE(call("GET", path).value(u"max_iterations"_s).toInt(), 3);
        const QJsonObject wrong = call("PATCH", path, R"({"max_iterations":0,"verification_commands":[]})", 422);
        QStringList fields;
        for (const QJsonValue one : wrong.value(u"error"_s).toObject().value(u"problems"_s).toArray())
            fields.append(one.toObject().value(u"field"_s).toString());
        fields.sort();
        QCOMPARE(fields, (QStringList{u"max_iterations"_s, u"verification_commands"_s}));
        call("POST", path + "/cancel", "{}");
        QVERIFY(!call("PATCH", path, R"({"name":"late"})", 409).isEmpty());
    }

    // Answers are kept only while nobody commits: what another process writes is there in the next answer.
    void readsAreNeverOlderThanTheLastCommit()
    {
        const QString first = create(u"first"_s);
        const auto location = parseDatabaseUrl(u"sqlite:///"_s + m_server->databaseFile());
        const auto database = Database::open(*location);
        QVERIFY(database.has_value());
        QStringList expected{u"first"_s};
        for (int i = 0; i < 50; ++i) {
            Task task;
            task.id = newId();
            task.spec.name = u"other %1"_s.arg(i);
            task.spec.workingDirectory = m_server->projectFolder();
            task.spec.verificationCommands = QStringList{u"true"_s};
            task.createdAt = task.updatedAt = QDateTime::currentDateTimeUtc();
            QVERIFY((*database)->writeNow([&task](Connection &c) { return taskstore::insert(c, task); }));
            expected.prepend(task.spec.name);
            QCOMPARE(names("/api/tasks/?limit=500"), expected);
            QCOMPARE(names("/api/tasks/?limit=500"), expected);
            QVERIFY((*database)->writeNow(
                [&](Connection &c) { return taskstore::setPriority(c, first, i, QDateTime::currentDateTimeUtc()); }));
            QCOMPARE(call("GET", "/api/tasks/" + first.toLatin1()).value(u"priority"_s).toInt(), i);
        }
    }

    // Also when the answer changes without a commit, because a process died.
    void whyATaskWaitsIsTold()
    {
        const auto location = parseDatabaseUrl(u"sqlite:///"_s + m_server->databaseFile());
        const auto database = Database::open(*location);
        QVERIFY(database.has_value());
        const auto add = [&](const QString &name, Isolation isolation) {
            Task task;
            task.id = newId();
            task.spec.name = name;
            task.spec.workingDirectory = m_server->projectFolder();
            task.spec.verificationCommands = QStringList{u"true"_s};
            task.spec.isolation = isolation;
            task.createdAt = task.updatedAt = QDateTime::currentDateTimeUtc();
            return (*database)->writeNow([&task](Connection &c) { return taskstore::insert(c, task); }) ? task.id
                                                                                                        : QString();
        };
        const QString holder = add(u"holder"_s, Isolation::InPlace), behind = add(u"behind"_s, Isolation::InPlace);
        const QString view = add(u"view"_s, Isolation::View);
        const auto waits = [&](const QString &id) {
            const QJsonObject one = call("GET", "/api/tasks/" + id.toLatin1());
            for (const QJsonValue task : call("GET", "/api/tasks/?status=pending").value(u"tasks"_s).toArray()) {
                if (task.toObject().value(u"id"_s) == id && task.toObject() != one)
                    return u"the page says otherwise"_s;
            }
            const QJsonObject reason = one.value(u"waits_for"_s).toObject();
            return QStringList{reason.value(u"reason"_s).toString(), reason.value(u"task"_s).toString()}.join(u' ');
        };
        for (const QString &id : {holder, behind, view})
            QCOMPARE(waits(id), u"no_worker "_s);
        QProcess worker;
        worker.start(u"sleep"_s, {u"60"_s});
        QVERIFY(worker.waitForStarted());
        const ProcessId process = ProcessId::of(worker.processId());
        QVERIFY((*database)->writeNow([&](Connection &c) { return workerrows::save(c, {process, 2}); }));
        QCOMPARE(waits(view), u" "_s); // it begins in a moment
        QVERIFY((*database)->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::claim(c, holder, process, 1LL << 40, QDateTime::currentDateTimeUtc()));
            return {};
        }));
        QCOMPARE(waits(behind), u"folder_in_use "_s + holder);
        QCOMPARE(waits(view), u" "_s);
        QVERIFY((*database)->writeNow([&](Connection &c) { return workerrows::save(c, {process, 1}); }));
        QCOMPARE(waits(view), u"workers_busy "_s);
        call("POST", "/api/queue/pause", "{}");
        QCOMPARE(waits(view), u"queue_paused "_s);
        call("POST", "/api/queue/resume", "{}");
        QCOMPARE(waits(view), u"workers_busy "_s);
        worker.kill();
        QVERIFY(worker.waitForFinished());
        QTRY_COMPARE_WITH_TIMEOUT(waits(view), u"no_worker "_s, 10000);
        QCOMPARE(waits(behind), u"folder_in_use "_s + holder);
    }

    // The texts of tasks are kept, too: every column that can change is seen in the next answer, alone and in a page.
    void everyChangedFieldIsSeen()
    {
        const QString id = create(u"one"_s);
        const QString other = create(u"other"_s);
        const auto location = parseDatabaseUrl(u"sqlite:///"_s + m_server->databaseFile());
        const auto database = Database::open(*location);
        QVERIFY(database.has_value());
        using Change = std::function<void(Task &)>;
        const QDateTime when(QDate(2030, 1, 2), QTime(3, 4, 5), QTimeZone::utc());
        const QList<std::pair<QString, Change>> changes{
            {u"status"_s, [](Task &t) { t.state = TaskState::Failed; }},
            {u"stop_reason"_s, [](Task &t) { t.stopReason = StopReason::ApiAuth; }},
            {u"stop_detail"_s, [](Task &t) { t.stopDetail = u"why"_s; }},
            {u"iteration"_s, [](Task &t) { t.iteration = 3; }},
            {u"activity"_s, [](Task &t) { t.activity = u"thinks"_s; }},
            {u"tests"_s, [](Task &t) { t.testsPassed = 4; }},
            {u"tests"_s, [](Task &t) { t.testsFailed = 5; }},
            {u"usage"_s, [](Task &t) { t.usage.outputTokens = 6; }},
            {u"cost_usd"_s, [](Task &t) { t.usage.costMicroUsd = 7000000; }},
            {u"started_at"_s, [&](Task &t) { t.startedAt = when; }},
            {u"ended_at"_s, [&](Task &t) { t.endedAt = when; }},
            {u"paused_until"_s, [&](Task &t) { t.pausedUntil = when; }},
            {u"updated_at"_s, [&](Task &t) { t.updatedAt = when; }},
        };
        const auto check = [&](const QString &field, const QJsonObject &before) {
            const QJsonObject after = call("GET", "/api/tasks/" + id.toLatin1());
            QVERIFY2(after.value(field) != before.value(field), qPrintable(field));
            const QJsonArray page = call("GET", "/api/tasks/?limit=2").value(u"tasks"_s).toArray();
            QCOMPARE(page.size(), 2);
            QCOMPARE(page.at(1).toObject(), after);
            QCOMPARE(page.at(0).toObject(), call("GET", "/api/tasks/" + other.toLatin1()));
        };
        for (const auto &[field, change] : changes) {
            const QJsonObject before = call("GET", "/api/tasks/" + id.toLatin1());
            QVERIFY((*database)->writeNow([&, &change = change](Connection &c) -> Result<> {
                VC_TRY(Task task, taskstore::byId(c, id));
                change(task);
                return taskstore::save(c, task, 0);
            }));
            check(field, before);
        }
        const QDateTime now = QDateTime::currentDateTimeUtc();
        const QList<std::pair<QString, std::function<Result<>(Connection &)>>> writes{
            {u"priority"_s, [&](Connection &c) { return taskstore::setPriority(c, id, 9, now); }},
            {u"accepted"_s, [&](Connection &c) { return taskstore::setAccepted(c, id, true, now); }},
            {u"cancel_requested"_s, [&](Connection &c) { return taskstore::requestCancel(c, id, now); }},
            {u"name"_s,
                [&](Connection &c) -> Result<> {
                    VC_TRY(Task task, taskstore::byId(c, id));
                    task.spec.name = u"renamed"_s;
                    return taskstore::setSpec(c, id, task.spec, now);
                }},
            {u"attempt"_s, [&](Connection &c) { return taskstore::startNextAttempt(c, id, now); }},
        };
        for (const auto &[field, write] : writes) {
            const QJsonObject before = call("GET", "/api/tasks/" + id.toLatin1());
            QVERIFY((*database)->writeNow(write));
            check(field, before);
        }
    }
};

QTEST_GUILESS_MAIN(TaskRoutesTest)
#include "tst_taskroutes.moc"
