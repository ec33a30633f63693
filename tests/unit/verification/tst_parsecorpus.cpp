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
