// SPDX-License-Identifier: MIT
// From a unified diff to rows: names, numbers, words, hostile bytes.
#include "diff/diffrows.h"
#include "diff/showntext.h"
#include "diff/syntax.h"
#include "diff/worddiff.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kPatch = "diff --git a/billing/invoice.py b/billing/invoice.py\n"
                          "--- a/billing/invoice.py\n"
                          "+++ b/billing/invoice.py\n"
                          "@@ -12,4 +12,5 @@ class Invoice\n"
                          " from decimal import Decimal\n"
                          "-from billing.money import round2\n"
                          "+from billing.money import quantize\n"
                          "+import os\n"
                          " \n"
                          " class Invoice:\n"
                          "diff --git a/new.txt b/new.txt\n"
                          "new file mode 100644\n"
                          "--- /dev/null\n"
                          "+++ b/new.txt\n"
                          "@@ -0,0 +1 @@\n"
                          "+one\n"
                          "\\ No newline at end of file\n"
                          "diff --git a/old name.txt b/old name.txt\n"
                          "deleted file mode 100644\n"
                          "--- a/old name.txt\n"
                          "+++ /dev/null\n"
                          "@@ -1,2 +0,0 @@\n"
                          "-a\r\n"
                          "--- not a header\n"
                          "diff --git a/pic.png b/pic.png\n"
                          "Binary files a/pic.png and b/pic.png differ\n"
                          "diff --git a/run.sh b/run.sh\n"
                          "old mode 100644\n"
                          "new mode 100755\n"
                          "diff --git \"a/t\\303\\244\\tb\" \"b/t\\303\\244\\tb\"\n"
                          "--- \"a/t\\303\\244\\tb\"\n"
                          "+++ \"b/t\\303\\244\\tb\"\n"
                          "@@ -1 +1 @@\n"
                          "-x\n"
                          "+y\n";

QString marked(const DiffLine &line)
{
    QStringList words;
    for (const TextSpan &span : line.changed)
        words.append(line.text.mid(span.start, span.length));
    return words.join(u'|');
}

std::pair<QString, QString> changedWords(const QString &before, const QString &after)
{
    DiffLine a, b;
    a.text = before;
    b.text = after;
    markWords(a, b);
    return {marked(a), marked(b)};
}

} // namespace

class PatchRowsTest : public QObject
{
    Q_OBJECT

private slots:
    void filesAreToldWithTheirChanges()
    {
        const QList<FileDiff> files = readPatch(kPatch);
        QCOMPARE(files.size(), 6);
        QCOMPARE(files.at(0).path, u"billing/invoice.py"_s);
        QCOMPARE(files.at(0).added, 2);
        QCOMPARE(files.at(0).removed, 1);
        QCOMPARE(files.at(0).hunks.constFirst().heading, u"class Invoice"_s);
        QCOMPARE(files.at(1).change, FileChange::Added);
        QVERIFY(files.at(1).hunks.constFirst().lines.constFirst().noLineEnd);
        QCOMPARE(files.at(2).path, u"old name.txt"_s);
        QCOMPARE(files.at(2).change, FileChange::Deleted);
        // A removed line that begins with two dashes is no header; a CR at the end is seen.
        QCOMPARE(files.at(2).removed, 2);
        QCOMPARE(files.at(2).hunks.constFirst().lines.at(0).text, u"a␍"_s);
        QCOMPARE(files.at(2).hunks.constFirst().lines.at(1).text, u"-- not a header"_s);
        QVERIFY(files.at(3).binary);
        QCOMPARE(files.at(3).path, u"pic.png"_s);
        QCOMPARE(files.at(4).change, FileChange::Mode);
        QCOMPARE(files.at(4).path, u"run.sh"_s);
        QCOMPARE(files.at(5).path, u"tä  b"_s);
        // Together the parts are the patch again.
        QByteArray whole;
        for (const FileDiff &file : files)
            whole += file.patch;
        QCOMPARE(whole, kPatch);
    }

    void linesHaveTheirNumbers()
    {
        const QList<FileDiff> files = readPatch(kPatch);
        const QList<DiffLine> &lines = files.constFirst().hunks.constFirst().lines;
        QCOMPARE(lines.size(), 6);
        QCOMPARE(std::pair(lines.at(0).before, lines.at(0).after), std::pair(12, 12));
        QCOMPARE(std::pair(lines.at(1).before, lines.at(1).after), std::pair(13, 0));
        QCOMPARE(std::pair(lines.at(3).before, lines.at(3).after), std::pair(0, 14));
        QCOMPARE(std::pair(lines.at(5).before, lines.at(5).after), std::pair(15, 16));
    }

    void rowsSideBySidePairReplacedLines()
    {
        const FileDiff file = readPatch(kPatch).constFirst();
        const QList<DiffRow> rows = diffRows(file, DiffLayout::SideBySide);
        QCOMPARE(rows.size(), 6); // hunk, context, pair, addition alone, two of context
        QCOMPARE(rows.at(2).left, 1);
        QCOMPARE(rows.at(2).right, 2);
        QCOMPARE(rows.at(3).left, -1);
        QCOMPARE(rows.at(3).right, 3);
        QCOMPARE(changeRows(rows), QList<int>{2});
        QCOMPARE(diffRows(file, DiffLayout::Unified).size(), 7);
        QCOMPARE(diffWidths(file, rows, DiffLayout::SideBySide).numberDigits, 2);
    }

    void wordsThatDifferAreMarked_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("removed");
        QTest::addColumn<QString>("added");
        QTest::newRow("one word") << u"import round2"_s << u"import quantize"_s << u"round2"_s << u"quantize"_s;
        QTest::newRow("inserted") << u"f(a)"_s << u"f(a, b)"_s << QString() << u", b"_s;
        QTest::newRow("two places") << u"a = b + c"_s << u"x = b + y"_s << u"a|c"_s << u"x|y"_s;
        QTest::newRow("everything") << u"alpha"_s << u"beta"_s << QString() << QString();
        QTest::newRow("equal") << u"same"_s << u"same"_s << QString() << QString();
        QTest::newRow("han") << u"每行舍入"_s << u"每行求和"_s << u"舍入"_s << u"求和"_s;
        QTest::newRow("pair") << u"a 😀 b"_s << u"a 😁 b"_s << u"😀"_s << u"😁"_s;
    }
    void wordsThatDifferAreMarked()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        const auto [removed, added] = changedWords(before, after);
        QTEST(removed, "removed");
        QTEST(added, "added");
    }

    void whiteSpaceAloneCanBeLeftOut()
    {
        const QByteArray patch = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a  b\n-c\n+a b\r\n+\tc\n";
        QCOMPARE(readPatch(patch).constFirst().changedLines(), 4);
        const FileDiff file = readPatch(patch, WhiteSpace::Ignore).constFirst();
        QCOMPARE(file.changedLines(), 0);
        QCOMPARE(file.hunks.constFirst().lines.constFirst().kind, DiffLine::Kind::Context);
        QCOMPARE(file.hunks.constFirst().lines.constLast().before, 2);
    }

    void nothingHiddenIsPainted()
    {
        QCOMPARE(shownLine(u"a\u202eb\u200b\x1b[31m"), u"a<U+202E>b<U+200B><U+001B>[31m"_s);
        QCOMPARE(shownLine(u"a\tb"), u"a   b"_s);
        QCOMPARE(shownLine(u"x\r"), u"x"_s);
        QCOMPARE(shownLine(u"x\ry"), u"x<U+000D>y"_s);
        QCOMPARE(shownLine(QString(QChar(0xd83d))), QString(QChar(0xfffd)));
        QCOMPARE(shownLine(QString::fromUcs4(U"\U000E0041")), u"<U+E0041>"_s);
        QCOMPARE(shownLine(u"中文 é 😀"), u"中文 é 😀"_s);
        QCOMPARE(shownLine(QString(100000, u'x')).size(), kShownLineLength + 1);
        QCOMPARE(shownLines(u"a\r\nb\n"), u"a\nb\n"_s);
    }

    void hugeLinesAndFilesAreBounded()
    {
        const QByteArray lineA(3000000, 'a'), lineB(3000000, 'b');
        const FileDiff file = readPatch("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-" + lineA + "\n+" + lineB + "\n").constFirst();
        QCOMPARE(file.hunks.constFirst().lines.constFirst().text.size(), kShownLineLength + 1);
        QByteArray many = "--- a/x\n+++ b/x\n@@ -0,0 +1,5000 @@\n";
        for (int i = 0; i < 5000; ++i)
            many += "+" + QByteArray::number(i) + "\n";
        PatchLimits limits;
        limits.linesPerFile = 1000;
        const FileDiff cut = readPatch(many, WhiteSpace::Compare, limits).constFirst();
        QVERIFY(cut.cut);
        QCOMPARE(cut.added, 5000);
        QCOMPARE(cut.hunks.constFirst().lines.size(), 1000);
        // Many changed lines wait for a person.
        QCOMPARE(diffRows(cut, DiffLayout::Unified).constFirst().kind, DiffRow::Kind::Folded);
        QCOMPARE(diffRows(cut, DiffLayout::Unified, true).size(), 1001);
    }

    void anyBytesAreRead()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 2000; ++round) {
            QByteArray bytes = kPatch;
            const int edits = 1 + int(random.bounded(8));
            for (int n = 0; n < edits && !bytes.isEmpty(); ++n) {
                const qsizetype at = random.bounded(bytes.size());
                switch (random.bounded(4)) {
                case 0:
                    bytes[at] = char(random.bounded(256));
                    break;
                case 1:
                    bytes.remove(at, random.bounded(40));
                    break;
                case 2:
                    bytes.insert(at, kPatch.mid(random.bounded(kPatch.size()), 30));
                    break;
                default:
                    bytes.truncate(at + 1);
                }
            }
            for (const FileDiff &file : readPatch(bytes, round % 2 ? WhiteSpace::Ignore : WhiteSpace::Compare)) {
                for (const DiffLayout layout : {DiffLayout::Unified, DiffLayout::SideBySide}) {
                    for (const DiffRow &row : diffRows(file, layout, true)) {
                        if (row.hunk >= 0)
                            QVERIFY(row.left < file.hunks.at(row.hunk).lines.size() &&
                                    row.right < file.hunks.at(row.hunk).lines.size());
                    }
                }
                for (const DiffHunk &hunk : file.hunks) {
                    for (const DiffLine &line : hunk.lines) {
                        for (const TextSpan &span : line.changed)
                            QVERIFY(span.start >= 0 && span.start + span.length <= line.text.size());
                    }
                }
            }
        }
        QVERIFY(readPatch({}).isEmpty());
        QVERIFY(readPatch("@@ -1 +1 @@\n+x\n").isEmpty());
    }

    void theLookInTheTimelineIsSmall()
    {
        const QList<DiffLine> small = smallDiff(readPatch(kPatch).constFirst(), 4);
        QCOMPARE(small.size(), 4);
        QCOMPARE(small.constFirst().kind, DiffLine::Kind::Context);
        QVERIFY(smallDiff(FileDiff()).isEmpty());
    }

    void codeHasColours()
    {
        const Language *python = languageFor(u"src/x.py"_s);
        QVERIFY(python);
        QVERIFY(!languageFor(u"README"_s));
        SyntaxState state = 0;
        const QString line = u"def total(self): return 'a' + 12  # sum"_s;
        QStringList found;
        for (const SyntaxSpan &span : syntaxOf(*python, line, state))
            found.append(line.mid(span.start, span.length));
        QCOMPARE(found, (QStringList{u"def"_s, u"total"_s, u"return"_s, u"'a'"_s, u"12"_s, u"# sum"_s}));
        QVERIFY(!syntaxOf(*python, u"\"\"\"open"_s, state).isEmpty());
        QCOMPARE(state, 2);
        QCOMPARE(syntaxOf(*python, u"def inside"_s, state).constFirst().kind, SyntaxKind::String);
        (void)syntaxOf(*python, u"end\"\"\" x"_s, state);
        QCOMPARE(state, 0);
        const Language *c = languageFor(u"x.h"_s);
        (void)syntaxOf(*c, u"int x; /* begins"_s, state);
        QCOMPARE(state, 1);
        // Any text stays in its bounds.
        QRandomGenerator random(3);
        for (int i = 0; i < 3000; ++i) {
            QString text;
            for (int n = int(random.bounded(60)); n > 0; --n)
                text.append(u"\"'`#/*\\ ax9:"_s.at(random.bounded(12)));
            for (const QString &end : {u"a.py"_s, u"a.cpp"_s, u"a.yaml"_s, u"a.sh"_s}) {
                for (const SyntaxSpan &span : syntaxOf(*languageFor(end), text, state))
                    QVERIFY(span.start >= 0 && span.length > 0 && span.start + span.length <= text.size());
            }
        }
    }
};

QTEST_GUILESS_MAIN(PatchRowsTest)
#include "tst_patchrows.moc"
