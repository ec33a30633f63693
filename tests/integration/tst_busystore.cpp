// SPDX-License-Identifier: MIT
// A process that was stopped while it writes to the store: others read, say who is in the way, and end in time.
#include "integration/modelscript.h"
#include "integration/runharness.h"

#include "storage/location.h"
#include "support/stoppedholder.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace {

bool waitForError(QProcess &process, QByteArray &seen, const QByteArray &text)
{
    return QTest::qWaitFor(
        [&] {
            process.waitForReadyRead(20);
            seen += process.readAllStandardError();
            return seen.contains(text);
        },
        20000);
}

} // namespace

class BusyStoreTest : public QObject
{
    Q_OBJECT

    // The store's own folder lies beside its file.
    static QString gateOf(const RunHarness &harness)
    {
        return vibecoder::StoreLocation{harness.databaseFile()}.dataFolder() + u"/gate"_s;
    }

private slots:
    void changesSayWhoIsInTheWayAndReadsGoOn()
    {
        RunHarness harness;
        harness.startModel({});
        const QString task = harness.writeTask({u"true"_s});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}).exitCode, 0);
        StoppedHolder holder(gateOf(harness));
        QVERIFY(holder.isReady());

        for (const QStringList &change :
            {QStringList{u"queue"_s, u"pause"_s}, {u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s},
                {u"task"_s, u"cancel"_s, u"@last"_s}, {u"run"_s, task, u"--yes"_s}}) {
            const ProgramResult result = harness.run(QStringList{u"--timeout"_s, u"2"_s} + change, {}, 30000);
            QVERIFY2(result.exitCode == 7, qPrintable(u"%1: %2 %3"_s.arg(change.join(u' '),
                                               QString::number(result.exitCode), QString::fromUtf8(result.err))));
            QVERIFY2(result.err.contains("(process " + holder.pid() + ", stopped)"), result.err.constData());
            QVERIFY2(result.err.contains("kill -CONT " + holder.pid()), result.err.constData());
        }
        for (const QStringList &read : {QStringList{u"task"_s, u"list"_s}, {u"queue"_s, u"status"_s},
                 {u"task"_s, u"status"_s, u"@last"_s}, {u"approve"_s, u"list"_s}}) {
            const ProgramResult result = harness.run(read, {}, 20000);
            QVERIFY2(result.exitCode == 0, qPrintable(read.join(u' ') + QString::fromUtf8(result.err)));
        }
        QVERIFY(harness.run({u"doctor"_s}, {}, 30000).out.contains("(process " + holder.pid() + ", stopped)"));

        // Without a limit of the caller's own: told after some seconds, and done when it goes on.
        const auto waiting = harness.start({u"queue"_s, u"pause"_s});
        QByteArray seen;
        QVERIFY2(waitForError(*waiting, seen, "held by"), seen.constData());
        QVERIFY2(seen.contains("(process " + holder.pid() + ", stopped)"), seen.constData());
        holder.end();
        QVERIFY(waiting->waitForFinished(20000));
        QCOMPARE(waiting->exitCode(), 0);
        QVERIFY(harness.run({u"queue"_s, u"status"_s}).out.contains("paused"));
        // Nothing of what was refused was done later.
        QCOMPARE(harness.run({u"task"_s, u"list"_s}).out.count('\n'), 1);
    }

    void aWorkerThatWaitsForTheStoreEndsWhenItIsAsked()
    {
        RunHarness harness;
        harness.startModel({});
        const QString task = harness.writeTask({u"true"_s});
        QCOMPARE(harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}).exitCode, 0);
        StoppedHolder holder(gateOf(harness));
        QVERIFY(holder.isReady());
        const auto worker = harness.start({u"queue"_s, u"start"_s, u"--drain"_s});
        QByteArray seen;
        QVERIFY2(waitForError(*worker, seen, "held by"), seen.constData());
        worker->terminate();
        QVERIFY(worker->waitForFinished(30000));
        QCOMPARE(worker->exitStatus(), QProcess::NormalExit);
        holder.end();
        // The task is as it was and is done now.
        QCOMPARE(harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json().value(u"status"_s).toString(),
            u"pending"_s);
    }
};

QTEST_GUILESS_MAIN(BusyStoreTest)
#include "tst_busystore.moc"
