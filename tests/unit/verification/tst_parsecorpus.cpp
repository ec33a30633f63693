// SPDX-License-Identifier: MIT
// The parsers against recorded runs of real tools with true answers. Each miss is printed with its reason.
//   VIBECODER_PARSE_TOOL=pytest,jest  looks only at these tools (or ids that start so) and prints every reading
#include "corpusscore.h"
#include "verification/explain.h"

#include <QDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

struct Sums
{
    int runs = 0, status = 0, ids = 0, places = 0, messages = 0;

    void add(const corpus::Score &score)
    {
        ++runs;
        status += score.statusAndCounts.isEmpty() ? 1 : 0;
        ids += score.ids.isEmpty() ? 1 : 0;
        places += score.places.isEmpty() ? 1 : 0;
        messages += score.messages.isEmpty() ? 1 : 0;
    }
    [[nodiscard]] QString text() const
    {
        return u"%1 runs: status and counts %2, ids %3, places %4, messages %5"_s.arg(runs)
            .arg(status)
            .arg(ids)
            .arg(places)
            .arg(messages);
    }
    void require() const
    {
        QVERIFY2(status * 100 >= runs * 98, "status and counts");
        QVERIFY2(ids * 100 >= runs * 97, "ids");
        QVERIFY2(places * 100 >= runs * 95, "places");
    }
};

void say(const QString &text)
{
    QTextStream(stdout) << text << Qt::endl;
}

bool chosen(const QStringList &only, const QJsonObject &row)
{
    for (const QString &name : only) {
        if (row.value(u"tool"_s).toString() == name || row.value(u"id"_s).toString().startsWith(name))
            return true;
    }
    return only.isEmpty();
}

void check(const QString &file)
{
    const QStringList only = qEnvironmentVariable("VIBECODER_PARSE_TOOL").split(u',', Qt::SkipEmptyParts);
    QMap<QString, Sums> tools;
    Sums all;
    for (const QJsonObject &row : corpus::rowsOf(file)) {
        if (!chosen(only, row))
            continue;
        const CommandReport report = explainRun(corpus::runOf(row));
        const corpus::Score score = corpus::scoreOf(row, report);
        all.add(score);
        tools[score.tool].add(score);
        const QStringList misses = score.statusAndCounts + score.ids + score.places + score.messages;
        if (!misses.isEmpty())
            say(u"MISS %1 [%2]\n    %3"_s.arg(score.id, score.parser, misses.join(u"\n    "_s)));
        if (!only.isEmpty())
            say(u"%1: `%2`\n    %3"_s.arg(score.id, report.command, corpus::described(report)));
    }
    for (auto it = tools.cbegin(); it != tools.cend(); ++it)
        say(it.key() + u": "_s + it->text());
    say(u"ALL %1"_s.arg(all.text()));
    all.require();
}

} // namespace

class ParseCorpusTest : public QObject
{
    Q_OBJECT

private slots:
    void sharedCorpus()
    {
        const QString file = QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/verify/public.jsonl");
        if (!QFile::exists(file))
            QSKIP("the shared corpus is not here");
        check(file);
    }

    // Broken words of each tool: a debug build stops at a view that begins or ends outside its text.
    void brokenWords_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("output");
        QTest::newRow("junit frame without type")
            << u"java -jar console.jar"_s
            << u"Failures (1):\n  A:b()\n    => x\n       a.b/c(B.java:3)\nTest run finished after 3 ms\n"_s;
        QTest::newRow("junit flat") << u"java -jar console.jar"_s
                                    << u"Finished:    x])\n=> Exception: y\n\n"_s + u"Test run finished after 3 ms\n"_s;
        QTest::newRow("jest time") << u"npx jest"_s << u"FAIL a.test.js s)\nTest Suites: 1 failed, 1 total\n"_s;
        QTest::newRow("node time") << u"node --test"_s << u"✖ failing tests:\n✖ xms)\nℹ duration_ms 3\n"_s;
        QTest::newRow("mypy code") << u"mypy --pretty a.py"_s << u"a.py:3: error: text\nmore]\nFound 1 error\n"_s;
        QTest::newRow("qttest place") << u"./t"_s
                                      << u"********* Start testing of T *********\nFAIL!  : T::a() x\n"_s +
                                             u"   Loc: [x)]\nTotals: 0 passed, 1 failed, 0 skipped\n"_s;
        QTest::newRow("cunit name") << u"./t"_s << u"CUnit - A unit testing framework for C\n  Test: ...FAILED\n"_s;
        QTest::newRow("cmocka") << u"./t"_s << u"[==========] 1 test(s) run.\nnot ok \n[  FAILED  ] \n"_s;
        QTest::newRow("criterion") << u"./t"_s << u"[FAIL]\n[FAIL] ::\n[----]\n[====] Synthesis: \n"_s;
    }

    void brokenWords()
    {
        QFETCH(QString, command);
        QFETCH(QString, output);
        RecordedRun run;
        run.command = command;
        run.exitCode = 1;
        for (qsizetype cut = 0; cut <= output.size(); ++cut) {
            run.output = output.first(cut).toUtf8();
            const CommandReport report = explainRun(run);
            QVERIFY(report.status != CommandStatus::Pass);
            QVERIFY(!report.parser.isEmpty());
        }
    }

    void ownRuns_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(QStringLiteral(VIBECODER_SOURCE_DIR "/tests/fixtures/verify"));
        for (const QString &name : folder.entryList({u"*.jsonl"_s}, QDir::Files, QDir::Name))
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
        if (folder.entryList({u"*.jsonl"_s}).isEmpty())
            QTest::newRow("none") << QString();
    }

    void ownRuns()
    {
        QFETCH(QString, file);
        if (file.isEmpty())
            QSKIP("no recorded runs of our own yet");
        check(file);
    }
};

QTEST_GUILESS_MAIN(ParseCorpusTest)
#include "tst_parsecorpus.moc"
