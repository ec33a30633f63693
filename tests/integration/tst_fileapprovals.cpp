// SPDX-License-Identifier: MIT
// Files that a person is asked about, from the model's call to the bytes on disk, through the real program: protected
// places, places outside the working directory, and files that may hold secrets.
#include "integration/modelscript.h"
#include "integration/runharness.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <csignal>
#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

const QByteArray kCheck = "#!/bin/sh\ngrep -q right value.txt\n";

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no such file)");
}

void put(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

} // namespace

class FileApprovalsTest : public QObject
{
    Q_OBJECT

    // A task whose first turn does `tools`, asked about and left open; the second turn mends and finishes.
    static void startTask(RunHarness &harness, const QJsonArray &tools, const QJsonArray &more = {})
    {
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s, kCheck, true);
        QJsonArray turns{turn(tools)};
        for (const QJsonValue &each : more)
            turns.append(each);
        turns.append(turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()}));
        harness.startModel(turns, {u"--bodies"_s});
        const ProgramResult result =
            harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s, u"--on-ask"_s, u"exit"_s});
        QVERIFY2(result.exitCode == 8, (result.out + result.err).constData());
    }

    static QJsonObject pending(RunHarness &harness)
    {
        const ProgramResult listed = harness.run({u"approve"_s, u"list"_s, u"--json"_s});
        const QJsonArray open = QJsonDocument::fromJson(listed.out).array();
        return open.isEmpty() ? QJsonObject() : open.last().toObject();
    }

    static ProgramResult accept(RunHarness &harness, const QJsonObject &approval)
    {
        return harness.run({u"approve"_s, u"accept"_s, approval.value(u"id"_s).toString(), u"--yes"_s, u"--hash"_s,
            approval.value(u"content_hash"_s).toString().left(16)});
    }

    static ProgramResult drain(RunHarness &harness, const QStringList &more = {u"--on-ask"_s, u"exit"_s})
    {
        return harness.run(QStringList{u"queue"_s, u"start"_s, u"--drain"_s} + more);
    }

    static QString lastBody(const RunHarness &harness)
    {
        const QList<QJsonObject> requests = harness.requests();
        return requests.isEmpty() ? QString() : requests.last().value(u"body"_s).toString();
    }

private slots:
    void aProtectedFileIsWrittenAsShownAfterAYes()
    {
        RunHarness harness;
        harness.write(u".gitattributes"_s, "*.txt text\n");
        startTask(harness, {replace(u".gitattributes"_s, u"*.txt text"_s, u"*.txt -text"_s)});
        const QJsonObject asked = pending(harness);
        QCOMPARE(asked.value(u"kind"_s).toString(), u"file_write"_s);
        QCOMPARE(asked.value(u"reason"_s).toString(), u"protected_path"_s);
        QCOMPARE(
            asked.value(u"path"_s).toString(), QFileInfo(harness.project()).canonicalFilePath() + u"/.gitattributes"_s);
        QVERIFY(!asked.value(u"before_sha256"_s).toString().isEmpty());
        QCOMPARE(harness.read(u".gitattributes"_s), QByteArray("*.txt text\n"));
        const ProgramResult shown = harness.run({u"approve"_s, u"show"_s, asked.value(u"id"_s).toString()});
        QVERIFY2(shown.out.contains("-*.txt text\n") && shown.out.contains("+*.txt -text"), shown.out.constData());
        QCOMPARE(accept(harness, asked).exitCode, 0);
        QCOMPARE(drain(harness).exitCode, 0);
        QCOMPARE(harness.read(u".gitattributes"_s), QByteArray("*.txt -text\n"));
        QVERIFY(accept(harness, asked).exitCode != 0);
    }

    void aDenialReachesTheModelWithItsReason()
    {
        RunHarness harness;
        startTask(harness, {create(u".vscode/settings.json"_s, u"{}\n"_s)});
        const QJsonObject asked = pending(harness);
        QCOMPARE(
            harness.run({u"deny"_s, asked.value(u"id"_s).toString(), u"--message"_s, u"leave my editor"_s}).exitCode,
            0);
        QCOMPARE(drain(harness).exitCode, 0);
        QVERIFY(!QFile::exists(harness.project() + u"/.vscode"_s));
        QVERIFY(lastBody(harness).contains(u"leave my editor"_s));
    }

    void whatChangedSinceItWasShownIsNotWritten_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"the file", "the folder", "a link in place of the folder"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }
    void whatChangedSinceItWasShownIsNotWritten()
    {
        QFETCH(QString, how);
        RunHarness harness;
        harness.write(u".github/workflows/ci.yml"_s, "on: push\n");
        startTask(harness, {replace(u".github/workflows/ci.yml"_s, u"push"_s, u"pull_request"_s)});
        const QJsonObject asked = pending(harness);
        const QString folder = harness.project() + u"/.github/workflows"_s;
        if (how == u"the file"_s) {
            harness.write(u".github/workflows/ci.yml"_s, "on: push \n");
        } else {
            QVERIFY(QDir().rename(folder, folder + u"-old"_s));
            harness.write(u".github/other/ci.yml"_s, "on: push\n");
            if (how == u"the folder"_s)
                QVERIFY(QDir().rename(harness.project() + u"/.github/other"_s, folder));
            else
                QVERIFY(QFile::link(u"other"_s, folder));
        }
        QCOMPARE(accept(harness, asked).exitCode, 0);
        QCOMPARE(drain(harness).exitCode, 0);
        QVERIFY(!harness.read(u".github/workflows/ci.yml"_s).contains("pull_request"));
        QVERIFY(!harness.read(u".github/other/ci.yml"_s).contains("pull_request"));
        QVERIFY2(
            lastBody(harness).contains(u"not any more what was shown"_s), qPrintable(lastBody(harness).right(2000)));
    }

    void aFileOutsideIsWrittenAsShownAfterAYes()
    {
        RunHarness harness;
        const QString target = harness.folder() + u"/notes/todo.txt"_s;
        put(target, "one\n");
        ::chmod(target.toUtf8().constData(), 0640);
        startTask(harness, {create(u"../notes/todo.txt"_s, u"two\n"_s)});
        const QJsonObject asked = pending(harness);
        QCOMPARE(asked.value(u"kind"_s).toString(), u"file_write"_s);
        QCOMPARE(asked.value(u"reason"_s).toString(), u"writes_outside"_s);
        QCOMPARE(asked.value(u"severity"_s).toString(), u"critical"_s);
        QCOMPARE(asked.value(u"access"_s).toString(), u"write"_s);
        QCOMPARE(asked.value(u"path"_s).toString(), QFileInfo(target).canonicalFilePath());
        QCOMPARE(bytesOf(target), QByteArray("one\n"));
        QCOMPARE(accept(harness, asked).exitCode, 0);
        QCOMPARE(drain(harness).exitCode, 0);
        QCOMPARE(bytesOf(target), QByteArray("two\n"));
        struct stat st
        {
        };
        ::stat(target.toUtf8().constData(), &st);
        QCOMPARE(int(st.st_mode & 0777), 0640);
    }

    void aSwappedFolderOutsideIsNotWritten()
    {
        RunHarness harness;
        put(harness.folder() + u"/notes/todo.txt"_s, "one\n");
        put(harness.folder() + u"/other/todo.txt"_s, "one\n");
        startTask(harness, {create(harness.folder() + u"/notes/todo.txt"_s, u"two\n"_s)});
        const QJsonObject asked = pending(harness);
        QVERIFY(QDir().rename(harness.folder() + u"/notes"_s, harness.folder() + u"/moved"_s));
        QVERIFY(QFile::link(harness.folder() + u"/other"_s, harness.folder() + u"/notes"_s));
        QCOMPARE(accept(harness, asked).exitCode, 0);
        QCOMPARE(drain(harness).exitCode, 0);
        QCOMPARE(bytesOf(harness.folder() + u"/other/todo.txt"_s), QByteArray("one\n"));
        QCOMPARE(bytesOf(harness.folder() + u"/moved/todo.txt"_s), QByteArray("one\n"));
    }

    void nobodyCanApproveKeysOwnDataAndSystemFiles_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("a key") << u"%1/home/.ssh/authorized_keys"_s;
        QTest::newRow("the database") << u"%1/store/test.db-new"_s;
        QTest::newRow("own settings") << u"%1/home/.vibecoder/config.yaml"_s;
        QTest::newRow("system") << u"/etc/profile.d/vibecoder-test.sh"_s;
        QTest::newRow("tilde") << u"~/x"_s;
    }
    void nobodyCanApproveKeysOwnDataAndSystemFiles()
    {
        QFETCH(QString, path);
        RunHarness harness;
        path.replace(u"%1"_s, harness.folder());
        QDir().mkpath(harness.folder() + u"/home/.ssh"_s);
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s, kCheck, true);
        harness.startModel(
            {turn({create(path, u"x\n"_s)}), turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})},
            {u"--bodies"_s});
        const ProgramResult result =
            harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s, u"--on-ask"_s, u"exit"_s});
        QCOMPARE(result.exitCode, 0);
        QVERIFY(!QFile::exists(path));
        QVERIFY(pending(harness).isEmpty());
        QVERIFY(lastBody(harness).contains(u"refused"_s));
    }

    void aSecretFileIsGivenOnceAfterAYesAndNeverBySearch()
    {
        RunHarness harness;
        harness.write(u".env"_s, "GREETING=planted-hello\n");
        harness.write(u"server.key"_s, "planted-hello\n");
        harness.write(u"src.txt"_s, "nothing\n");
        startTask(harness, {search(u"planted-hello"_s), search(u"planted-hello"_s, u".env"_s), view(u".env"_s)});
        const QJsonObject asked = pending(harness);
        QCOMPARE(asked.value(u"kind"_s).toString(), u"file_read"_s);
        QCOMPARE(asked.value(u"access"_s).toString(), u"read"_s);
        QCOMPARE(asked.value(u"reason"_s).toString(), u"reads_secret"_s);
        QVERIFY(!lastBody(harness).contains(u"GREETING"_s));
        QCOMPARE(accept(harness, asked).exitCode, 0);
        QCOMPARE(drain(harness).exitCode, 0);
        QCOMPARE(lastBody(harness).count(u"GREETING=planted-hello"_s), 1);
        QVERIFY(lastBody(harness).contains(u"2 files that may hold secrets were not searched"_s));
        QVERIFY(lastBody(harness).contains(u"1 files that may hold secrets were not searched"_s));
    }

    void aFileOutsideIsReadAfterAYes()
    {
        RunHarness harness;
        put(harness.folder() + u"/notes/read.txt"_s, "from next door\n");
        startTask(harness, {view(u"../notes/read.txt"_s)});
        const QJsonObject asked = pending(harness);
        QCOMPARE(asked.value(u"kind"_s).toString(), u"file_read"_s);
        QCOMPARE(asked.value(u"reason"_s).toString(), u"reads_outside"_s);
        QCOMPARE(accept(harness, asked).exitCode, 0);
        QCOMPARE(drain(harness).exitCode, 0);
        QVERIFY(lastBody(harness).contains(u"from next door"_s));
    }

    void fiveWorkersWriteAnApprovedFileOnce()
    {
        RunHarness harness;
        startTask(harness, {create(u"../made.txt"_s, u"made\n"_s)});
        QCOMPARE(accept(harness, pending(harness)).exitCode, 0);
        std::vector<std::unique_ptr<QProcess>> workers;
        for (int i = 0; i < 5; ++i)
            workers.push_back(harness.start({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}));
        for (const auto &worker : workers)
            QVERIFY(worker->state() == QProcess::NotRunning || worker->waitForFinished(60000));
        QCOMPARE(bytesOf(harness.folder() + u"/made.txt"_s), QByteArray("made\n"));
        QCOMPARE(lastBody(harness).count(u"File created: "_s), 1);
        const QByteArray audit = harness.run({u"audit"_s, u"show"_s, u"--json"_s}).out;
        QCOMPARE(audit.count("\"write_file\""), 2); // made.txt and value.txt
    }

    void aPendingQuestionLivesThroughAKill_data()
    {
        QTest::addColumn<QString>("crash");
        QTest::newRow("when it was asked") << u"approval#1:after-intent"_s;
        QTest::newRow("before the write") << u"approved_edit#1:after-intent"_s;
        QTest::newRow("after the write") << u"approved_edit#1:before-result"_s;
    }
    void aPendingQuestionLivesThroughAKill()
    {
        QFETCH(QString, crash);
        RunHarness harness;
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s, kCheck, true);
        harness.startModel({turn({create(u"../made.txt"_s, u"made\n"_s)}),
                               turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})},
            {u"--bodies"_s});
        const QString task = harness.writeTask({u"./check.sh"_s});
        const QMap<QString, QString> dies{{u"VIBECODER_CRASH_AT"_s, crash}};
        const ProgramResult first = harness.run({u"run"_s, task, u"--yes"_s, u"--on-ask"_s, u"exit"_s}, dies);
        QCOMPARE(first.killed, crash.startsWith(u"approval#"_s));
        const QJsonObject asked = pending(harness);
        QVERIFY(!asked.isEmpty());
        if (first.killed)
            drain(harness);
        const QJsonObject again = pending(harness);
        QCOMPARE(again.value(u"id"_s), asked.value(u"id"_s));
        QCOMPARE(again.value(u"expires_at"_s), asked.value(u"expires_at"_s));
        QCOMPARE(accept(harness, asked).exitCode, 0);
        if (!first.killed)
            QVERIFY(harness.run({u"queue"_s, u"start"_s, u"--drain"_s}, dies).killed);
        QCOMPARE(drain(harness).exitCode, 0);
        QCOMPARE(bytesOf(harness.folder() + u"/made.txt"_s), QByteArray("made\n"));
        QCOMPARE(lastBody(harness).count(u"File created: "_s), 1);
        const ProgramResult audit = harness.run({u"audit"_s, u"show"_s, u"--json"_s});
        QVERIFY(audit.out.count("\"content_hash\"") > 0);
    }
};

QTEST_GUILESS_MAIN(FileApprovalsTest)
#include "tst_fileapprovals.moc"
