// SPDX-License-Identifier: MIT
// What a run leaves as it was about the files it works with: their encoding, form, owner and rights.
#include "integration/modelscript.h"
#include "integration/runharness.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

QJsonObject insert(const QString &path, int line, const QString &text)
{
    return tool(u"str_replace_based_edit_tool"_s,
        {{u"command"_s, u"insert"_s}, {u"path"_s, path}, {u"insert_line"_s, line}, {u"insert_text"_s, text}});
}

struct stat info(const RunHarness &harness, const QString &path)
{
    struct stat st
    {
    };
    ::stat(QFile::encodeName(harness.project() + u'/' + path).constData(), &st);
    return st;
}

QStringList refusals(const RunHarness &harness)
{
    QStringList found;
    for (const QString &line : harness.storyOfTask()) {
        if (line.startsWith(u"action_finished"_s) && line.contains(u"refused"_s))
            found.append(line);
    }
    return found;
}

} // namespace

class FileKeepingTest : public QObject
{
    Q_OBJECT

private slots:
    void textKeepsItsForm_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QJsonObject>("call");
        QTest::addColumn<QByteArray>("after");
        const QByteArray bom("\xEF\xBB\xBF");
        QTest::newRow("edit of a file with a BOM") << bom + "x = 1\n"
                                                   << replace(u"f"_s, u"x = 1"_s, u"x = 2"_s) << bom + "x = 2\n";
        QTest::newRow("insert into a file with a BOM") << bom + "a\n" << insert(u"f"_s, 0, u"x\n"_s) << bom + "x\na\n";
        QTest::newRow("create over BOM and CRLF") << bom + "a\r\nb\r\n"
                                                  << create(u"f"_s, u"a\nB\n"_s) << bom + "a\r\nB\r\n";
        QTest::newRow("create over a file without a last newline")
            << QByteArray("a\nb") << create(u"f"_s, u"a\nB\n"_s) << QByteArray("a\nB");
        QTest::newRow("mixed line endings")
            << QByteArray("a\r\nb\nc\r\nd\n") << replace(u"f"_s, u"a\nb\n"_s, u"a\nB\n"_s)
            << QByteArray("a\r\nB\nc\r\nd\n");
    }
    void textKeepsItsForm()
    {
        QFETCH(QByteArray, before);
        QFETCH(QJsonObject, call);
        QFETCH(QByteArray, after);
        RunHarness harness;
        harness.write(u"f"_s, before);
        harness.startModel({turn({call, finish()})});
        harness.run({u"run"_s, harness.writeTask({u"true"_s}, "max_iterations: 1\n"), u"--yes"_s});
        QCOMPARE(harness.read(u"f"_s), after);
    }

    void otherEncodingsAreRefusedWithoutLoss_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("named");
        QTest::newRow("Latin-1") << QByteArray("x = 1\n# caf\xE9\n") << u"not UTF-8 text (byte 0xe9 in line 2)"_s;
        QTest::newRow("GBK") << QByteArray("x = 1\n/* \xD6\xD0 */\n") << u"not UTF-8 text"_s;
        QTest::newRow("Shift-JIS") << QByteArray("x = 1\n/* \x93\xFA */\n") << u"not UTF-8 text"_s;
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFEx\0 \0=\0 \0"
                                              "1\0\n\0",
                                       14)
                                << u"UTF-16 text"_s;
        QTest::newRow("binary") << QByteArray("x = 1\n\0\1\2\3", 10) << u"a binary file"_s;
    }
    void otherEncodingsAreRefusedWithoutLoss()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, named);
        RunHarness harness;
        harness.write(u"f"_s, bytes);
        harness.startModel({turn({replace(u"f"_s, u"x = 1"_s, u"x = 2"_s), insert(u"f"_s, 0, u"y\n"_s),
            create(u"f"_s, u"x = 2\n"_s), finish()})});
        harness.run({u"run"_s, harness.writeTask({u"true"_s}, "max_iterations: 1\n"), u"--yes"_s});
        QCOMPARE(harness.read(u"f"_s), bytes);
        const QStringList told = refusals(harness);
        QCOMPARE(told.size(), 3);
        for (const QString &line : told)
            QVERIFY2(line.contains(named), qPrintable(line));
    }

    void newFilesAndThoseOfCommandsHaveTheRightsOfTheUmask()
    {
        RunHarness harness;
        harness.startModel({turn({create(u"d/new"_s, u"x\n"_s), finish()})});
        const QString task = harness.writeTask({u"echo x > made && mkdir -p folder"_s}, "max_iterations: 1\n");
        const mode_t before = ::umask(0027);
        const ProgramResult result = harness.run({u"run"_s, task, u"--yes"_s});
        ::umask(before);
        QVERIFY2(info(harness, u"made"_s).st_mode != 0, (result.out + result.err).constData());
        QCOMPARE(info(harness, u"d/new"_s).st_mode & 0777, mode_t(0640));
        QCOMPARE(info(harness, u"d"_s).st_mode & 0777, mode_t(0750));
        QCOMPARE(info(harness, u"made"_s).st_mode & 0777, mode_t(0640));
        QCOMPARE(info(harness, u"folder"_s).st_mode & 0777, mode_t(0750));
    }

    void filesOfRootsTaskBelongToTheFolder()
    {
        if (::geteuid() != 0)
            QSKIP("only root works in folders of others");
        RunHarness harness;
        harness.write(u"private"_s, "one\n");
        ::chmod(QFile::encodeName(harness.project() + u"/private"_s).constData(), 0600);
        QCOMPARE(QProcess::execute(u"chown"_s, {u"-R"_s, u"23456:23457"_s, harness.project()}), 0);
        harness.startModel({turn({replace(u"private"_s, u"one"_s, u"two"_s), create(u"d/new"_s, u"x\n"_s), finish()})});
        // The verification reads and writes as the owner of the folder.
        const ProgramResult result = harness.run({u"run"_s,
            harness.writeTask({u"grep -q two private && echo more >> d/new"_s}, "max_iterations: 1\n"), u"--yes"_s});
        QVERIFY2(result.exitCode == 0, (result.out + result.err).constData());
        for (const QString &path : {u"private"_s, u"d"_s, u"d/new"_s}) {
            QCOMPARE(info(harness, path).st_uid, uid_t(23456));
            QCOMPARE(info(harness, path).st_gid, gid_t(23457));
        }
        QCOMPARE(info(harness, u"private"_s).st_mode & 0777, mode_t(0600));
    }
};

QTEST_GUILESS_MAIN(FileKeepingTest)
#include "tst_filekeeping.moc"
