// SPDX-License-Identifier: MIT
// What a person sees of a border and of conflicts at the terminal, and what her options mean.
#include "bordertext.h"
#include "changestext.h"
#include "output.h"
#include "rowanswers.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

#include <sys/stat.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

BorderRow row(BorderKind kind, const QString &path, const QString &code, char digit)
{
    BorderRow made;
    made.kind = kind;
    made.path = path;
    made.code = code;
    made.why = u"why"_s;
    made.digest = QString(64, QLatin1Char(digit));
    return made;
}

BorderCard card()
{
    BorderCard made;
    BorderRow test = row(BorderKind::Asked, u"tests/test_cart.py"_s, u"changed_test"_s, 'a');
    test.findings = {{u"assertion_removed"_s, 3, u"assert total == 45"_s}};
    test.furtherFindings = {{u"skip_added"_s, 0, {}}, {u"skip_added"_s, 9, {}}};
    test.excerpt = {u"-assert total == 45"_s, u"+pass \x1b[2J"_s};
    test.furtherLines = 4;
    test.added = 1;
    test.removed = 5;
    made.rows = {test, row(BorderKind::Asked, u"conftest.py"_s, u"steering"_s, 'b'),
        row(BorderKind::Denied, u"bad"_s, u"set_id"_s, 'c')};
    for (int i = 0; i < 5; ++i)
        made.rows.append(row(BorderKind::Unasked, u"shop/%1.py"_s.arg(i), u"source"_s, 'd'));
    made.asked = 2;
    made.denied = 1;
    made.unasked = 5;
    return made;
}

ConflictCard conflicts()
{
    ConflictFile text;
    text.path = u"a=b.txt"_s;
    text.mine = {S_IFREG | 0644, 6, true, u"1\nmine\n"_s};
    text.theirs = {S_IFREG | 0644, 8, true, u"1\ntheirs\n"_s};
    text.regions = {{{1, 1}, {1, 1}, {1, 1}, {1, 5}}};
    ConflictFile other;
    other.path = u"a"_s;
    other.reason = ConflictReason::Deleted;
    return {{text, other}, u"digest"_s};
}

} // namespace

class BorderTextTest : public QObject
{
    Q_OBJECT

private slots:
    void theWorstComesFirstAndEverythingIsReachable()
    {
        const QStringList lines = borderLines(card(), false, false);
        const QString text = lines.join(u'\n');
        QVERIFY(lines.at(0).contains(u"2 of 8"_s));
        QVERIFY(lines.at(1).contains(u"▲ changed test  tests/test_cart.py +1 −5"_s));
        QVERIFY(text.contains(u"2 more in this file"_s));
        QVERIFY(text.contains(u"4 more lines"_s));
        QVERIFY(text.contains(QString(kShownDigest, u'a')));
        QVERIFY(text.contains(u"steers the tests  conftest.py"_s));
        QVERIFY(text.contains(u"■ set-user-id  bad"_s));
        QVERIFY(text.contains(u"shop/0.py, shop/1.py, shop/2.py, 2 more"_s));
        QVERIFY(!text.contains(u'\x1b'));
        const QString whole = borderLines(card(), true, false).join(u'\n');
        QVERIFY(whole.contains(u"shop/4.py"_s));
        QVERIFY(!whole.contains(u"more in this file"_s));
        QCOMPARE(whole.count(u"skip_added"_s), 2);
        BorderCard many = card();
        for (int i = 0; i < 20; ++i)
            many.rows.insert(2, row(BorderKind::Asked, u"t%1"_s.arg(i), u"secret"_s, 'e'));
        many.asked = 22;
        QCOMPARE(hiddenRows(many), 11);
        QVERIFY(borderLines(many, false, false).join(u'\n').contains(u"11 more"_s));
        QVERIFY(borderLines(many, true, false).join(u'\n').contains(u"t19"_s));
    }

    void theReasonsAreInTheLanguageOfTheReader()
    {
        BorderCard made = card();
        made.rows[0].why = u"changed test"_s;
        made.rows[0].also = {u"link out of the folder, to /opt/%1"_s, u"of a later version"_s};
        made.rows[0].reasons = {{u"changed_test"_s, {}}, {u"link_outside"_s, u"/opt/%1\x1b[2J"_s}};
        const auto whyLines = [&made] {
            const QStringList lines = borderLines(made, true, false);
            return lines.mid(3, 3);
        };
        QCOMPARE(
            whyLines(), QStringList({u"     changed test"_s, u"     link out of the folder, to /opt/%1\\u{1b}[2J"_s,
                            u"     of a later version"_s}));
        QTranslator chinese;
        QVERIFY(chinese.load(u":/i18n/vibecoder_zh_CN.qm"_s));
        QCoreApplication::installTranslator(&chinese);
        const QStringList lines = whyLines();
        // A card of an older version says it in English.
        made.rows[0].reasons.clear();
        const QStringList older = whyLines();
        QCoreApplication::removeTranslator(&chinese);
        QCOMPARE(lines, QStringList({u"     改动的测试"_s, u"     指向文件夹之外的链接，目标是 /opt/%1\\u{1b}[2J"_s,
                            u"     of a later version"_s}));
        QCOMPARE(older.at(1), u"     link out of the folder, to /opt/%1"_s);
    }

    void everyClassHasAWord()
    {
        for (const auto &one : EnumTable<BorderClass>::rows)
            QVERIFY2(borderClassText(toWire(one.value)) != toWire(one.value) || toWire(one.value) == u"source" ||
                         toWire(one.value) == u"secret",
                qPrintable(toWire(one.value)));
    }

    void conflictsShowBothSides()
    {
        const QString text = vibecoder::conflictLines(conflicts(), false, false).join(u'\n');
        QVERIFY(text.contains(u"a=b.txt  both changed the same lines"_s));
        QVERIFY(text.indexOf(u"| mine"_s) < text.indexOf(u"| theirs"_s));
        QVERIFY(text.contains(u"| mine"_s));
        QVERIFY(text.contains(u"a  you deleted it, the attempt changed it"_s));
    }

    void answersNameWhatTheCardShows_data()
    {
        QTest::addColumn<QStringList>("use");
        QTest::addColumn<QStringList>("leave");
        QTest::addColumn<QStringList>("mine");
        QTest::addColumn<QStringList>("edited");
        QTest::addColumn<QByteArray>("json"); ///< empty: refused
        const QString a(12, u'a'), b(8, u'b');
        QTest::newRow("two rows") << QStringList{a} << QStringList{b} << QStringList() << QStringList()
                                  << QByteArray("{\"" + QByteArray(64, 'a') + "\":\"use\",\"" + QByteArray(64, 'b') +
                                                "\":\"leave\"}");
        QTest::newRow("all") << QStringList{u"all"_s} << QStringList() << QStringList() << QStringList()
                             << QByteArray("{\"" + QByteArray(64, 'a') + "\":\"use\",\"" + QByteArray(64, 'b') +
                                           "\":\"use\"}");
        QTest::newRow("too short") << QStringList{u"aaaa"_s} << QStringList() << QStringList() << QStringList()
                                   << QByteArray();
        QTest::newRow("of what is not asked")
            << QStringList{QString(64, u'd')} << QStringList() << QStringList() << QStringList() << QByteArray();
        QTest::newRow("denied") << QStringList{QString(64, u'c')} << QStringList() << QStringList() << QStringList()
                                << QByteArray();
        QTest::newRow("both answers") << QStringList{a} << QStringList{a} << QStringList() << QStringList()
                                      << QByteArray();
        QTest::newRow("mine") << QStringList() << QStringList() << QStringList{u"a"_s} << QStringList()
                              << QByteArray("{\"a\":{\"use\":\"mine\"}}");
        QTest::newRow("no conflict") << QStringList() << QStringList() << QStringList{u"b"_s} << QStringList()
                                     << QByteArray();
        QTest::newRow("edited, with = in its name")
            << QStringList() << QStringList() << QStringList() << QStringList{u"a=b.txt=FILE"_s}
            << QByteArray("{\"a=b.txt\":{\"text\":\"new\\n\",\"use\":\"edited\"}}");
        QTest::newRow("edited without a file")
            << QStringList() << QStringList() << QStringList() << QStringList{u"a=b.txt=/nowhere"_s} << QByteArray();
        QTest::newRow("a file twice") << QStringList() << QStringList() << QStringList{u"a"_s, u"a"_s} << QStringList()
                                      << QByteArray();
    }

    void answersNameWhatTheCardShows()
    {
        QFETCH(QStringList, use);
        QFETCH(QStringList, leave);
        QFETCH(QStringList, mine);
        QFETCH(QStringList, edited);
        QFETCH(QByteArray, json);
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"new"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("new\n") == 4);
        file.close();
        RowAnswers answers;
        for (const QString &one : use)
            answers.use.push_back(one.toStdString());
        for (const QString &one : leave)
            answers.leave.push_back(one.toStdString());
        for (const QString &one : mine)
            answers.mine.push_back(one.toStdString());
        for (QString one : edited)
            answers.edited.push_back(one.replace(u"FILE"_s, file.fileName()).toStdString());
        const auto found = jsonOf(answers, card(), conflicts());
        QCOMPARE(found.has_value(), !json.isEmpty());
        if (found)
            QCOMPARE(QJsonDocument(*found).toJson(QJsonDocument::Compact), json);
        else
            QCOMPARE(found.error().code, ErrorCode::InvalidArgument);
    }

    void linesAreCountedByPath()
    {
        const QByteArray patch =
            "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,3 @@\n 1\n--- x\n+++ y\n+z\n"
            "diff --git a/d e/f b/d e/f\nnew file mode 100644\n--- /dev/null\n+++ b/d e/f\t\n"
            "@@ -0,0 +1 @@\n+1\n\\ No newline at end of file\n"
            "diff --git \"a/q\\\"\\303\\274\" \"b/q\\\"\\303\\274\"\n--- x\n+++ y\n@@ -1 +0,0 @@\n-1\n"
            "diff --git a/bin b/bin\nBinary files differ\n";
        const auto counts = countLines(patch);
        QCOMPARE(counts.size(), 3);
        QCOMPARE(counts.value(u"a"_s), (LineCount{2, 1}));
        QCOMPARE(counts.value(u"d e/f"_s), (LineCount{1, 0}));
        QCOMPARE(counts.value(u"q\"ü"_s), (LineCount{0, 1}));
        const QList<TreeChange> changes{{u"a"_s, TreeChangeKind::Modified, 0, 0, false},
            {u"bin"_s, TreeChangeKind::Added, 0, 0, true}, {u"d/"_s, TreeChangeKind::Added, 0, 0, false}};
        QCOMPARE(diffStat(changes, patch, true), u"2\t1\ta\n-\t-\tbin\n-\t-\td/\n"_s);
        QVERIFY(diffStat(changes, patch, false).contains(u"files: 2, lines: +2 −1"_s));
    }
};

QTEST_GUILESS_MAIN(BorderTextTest)
#include "tst_bordertext.moc"
