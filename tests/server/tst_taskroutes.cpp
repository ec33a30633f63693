// SPDX-License-Identifier: MIT
// Tasks over HTTP as a script sees them: pages in every order, changes of waiting tasks, and reads that are never older
// than the last commit of whatever process.
#include "base/digest.h"
#include "server/runningserver.h"
#include "storage/database.h"
#include "storage/taskstore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

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
            QVERIFY((*database)->writeNow([&](Connection &c) {
                return taskstore::setPriority(c, first, i, QDateTime::currentDateTimeUtc());
            }));
            QCOMPARE(call("GET", "/api/tasks/" + first.toLatin1()).value(u"priority"_s).toInt(), i);
        }
    }
};

QTEST_GUILESS_MAIN(TaskRoutesTest)
#include "tst_taskroutes.moc"
