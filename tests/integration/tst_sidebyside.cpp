// SPDX-License-Identifier: MIT
// Tasks of one folder at once: any number in views beside one that works in the folder itself.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace Qt::StringLiterals;
using namespace modelscript;

class SideBySideTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!vibecoder::sandboxReport().warm)
            QSKIP(qPrintable(
                u"no views here: %1 %2"_s.arg(vibecoder::sandboxReport().why, vibecoder::sandboxReport().whyNotWarm)));
    }

    void viewsOfOneFolderRunBesideATaskInIt()
    {
        constexpr int views = 8;
        const QMap<QString, QString> held{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};
        RunHarness harness;
        harness.write(u"value.txt"_s, "one\n");
        harness.startModel({turn({finish()})});
        const auto create = [&](const QByteArray &isolation) {
            // Long enough for all to be seen at it; the end of the test ends them.
            const QString file = harness.writeTask({u"sleep 120"_s}, "isolation: " + isolation + "\n");
            return harness.run({u"task"_s, u"create"_s, u"--file"_s, file, u"--yes"_s, u"--json"_s}, held)
                .json()
                .value(u"id"_s)
                .toString();
        };
        QStringList inPlace{create("in_place"), create("in_place")}, inView;
        for (int i = 0; i < views; ++i)
            inView.append(create("view"));
        QVERIFY(!inPlace.contains(QString()) && !inView.contains(QString()));
        const auto worker = harness.start({u"queue"_s, u"start"_s, u"--workers"_s, u"12"_s}, held);
        QMap<QString, QJsonObject> tasks;
        const auto verifies = [&](const QString &id, const QString &isolation) {
            const QJsonObject task = tasks.value(id);
            return task.value(u"status"_s) == u"running"_s && task.value(u"activity"_s) == u"verify"_s &&
                   task.value(u"place"_s).toObject().value(u"isolation"_s) == isolation;
        };
        const bool together = QTest::qWaitFor(
            [&] {
                const QByteArray out = harness.run({u"task"_s, u"list"_s, u"--json"_s}, held).out;
                for (const QJsonValue task : QJsonDocument::fromJson(out).array())
                    tasks.insert(task.toObject().value(u"id"_s).toString(), task.toObject());
                return verifies(inPlace.first(), u"in_place"_s) &&
                       std::all_of(
                           inView.cbegin(), inView.cend(), [&](const QString &id) { return verifies(id, u"view"_s); });
            },
            90000);
        QByteArray all;
        for (const QJsonObject &task : tasks)
            all += QJsonDocument(task).toJson();
        QVERIFY2(together, (all + worker->readAllStandardError()).constData());
        // Only who needs the folder too waits, and says for whom.
        const QJsonObject second = tasks.value(inPlace.last());
        QCOMPARE(second.value(u"status"_s).toString(), u"pending"_s);
        const QJsonObject waits = second.value(u"waits_for"_s).toObject();
        QCOMPARE(waits.value(u"reason"_s).toString(), u"folder_in_use"_s);
        QCOMPARE(waits.value(u"task"_s).toString(), inPlace.first());
        ::kill(pid_t(worker->processId()), SIGTERM);
        QVERIFY(worker->waitForFinished(60000));
        QCOMPARE(worker->exitCode(), 130);
    }
};

QTEST_GUILESS_MAIN(SideBySideTest)
#include "tst_sidebyside.moc"
