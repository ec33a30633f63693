// SPDX-License-Identifier: MIT
// Three versions of a text made one, compared with what git makes of them.
#include "workspace/border/mergetext.h"
#include "workspace/linediff.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

struct Triple
{
    QByteArray base, mine, theirs;
};

class Chance
{
public:
    explicit Chance(quint32 seed)
        : m_generator(seed)
    {
    }
    int below(int limit) { return int(m_generator.bounded(limit)); }

    QByteArrayList text(int lines, int words)
    {
        QByteArrayList made;
        for (int i = 0; i < lines; ++i)
            made.append(line(words));
        return made;
    }
    QByteArray line(int words) { return "line " + QByteArray::number(below(words)); }

    QByteArrayList edited(QByteArrayList lines, int words)
    {
        for (int edits = below(5); edits > 0; --edits) {
            const qsizetype at = below(int(lines.size()) + 1);
            const int count = 1 + below(3);
            const int kind = below(3);
            for (int i = 0; i < count; ++i) {
                if (kind == 0 || at >= lines.size())
                    lines.insert(at, line(words));
                else if (kind == 1)
                    lines.removeAt(at);
                else if (at + i < lines.size())
                    lines[at + i] = line(words);
            }
        }
        return lines;
    }

    QByteArray joined(const QByteArrayList &lines, const QByteArray &end)
    {
        QByteArray text = lines.join(end);
        return lines.isEmpty() || below(6) == 0 ? text : text + end;
    }

    Triple triple(int words)
    {
        const QByteArray end = below(4) == 0 ? "\r\n" : "\n";
        const QByteArrayList base = text(below(30), words);
        return {joined(base, end), joined(edited(base, words), end), joined(edited(base, words), end)};
    }

private:
    QRandomGenerator m_generator;
};

void put(const QString &file, const QByteArray &bytes)
{
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
        qFatal("cannot write %s", qUtf8Printable(file));
}

QByteArray get(const QString &file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray("(no such file)");
}

struct GitAnswer
{
    bool clean = false;
    QByteArray bytes;
};

/// One shell for all: starting git alone costs enough.
QList<GitAnswer> askGit(const QList<Triple> &triples)
{
    QTemporaryDir dir(QFileInfo(u"/dev/shm"_s).isWritable() ? u"/dev/shm/vibecoder-XXXXXX"_s : QString());
    for (qsizetype i = 0; i < triples.size(); ++i) {
        put(dir.filePath(u"%1.b"_s.arg(i)), triples.at(i).base);
        put(dir.filePath(u"%1.m"_s.arg(i)), triples.at(i).mine);
        put(dir.filePath(u"%1.t"_s.arg(i)), triples.at(i).theirs);
    }
    QProcess shell;
    shell.setWorkingDirectory(dir.path());
    shell.start(u"sh"_s,
        {u"-c"_s,
            u"i=0; while [ $i -lt %1 ]; do git merge-file -q -p $i.m $i.b $i.t >$i.out; echo $?; i=$((i+1)); done"_s
                .arg(triples.size())});
    if (!shell.waitForFinished(250000))
        qFatal("git did not answer");
    const QByteArrayList codes = shell.readAllStandardOutput().trimmed().split('\n');
    QList<GitAnswer> answers;
    for (qsizetype i = 0; i < triples.size(); ++i)
        answers.append({codes.at(i) == "0", get(dir.filePath(u"%1.out"_s.arg(i)))});
    return answers;
}

QByteArray patched(const QByteArray &a, const QByteArray &b)
{
    const auto linesA = linesOf(a), linesB = linesOf(b);
    QByteArray result;
    qsizetype at = 0;
    for (const LineChange &one : lineChanges(linesA, linesB)) {
        for (; at < one.firstA; ++at)
            result += linesA[size_t(at)];
        at += one.countA;
        for (qsizetype j = one.firstB; j < one.firstB + one.countB; ++j)
            result += linesB[size_t(j)];
    }
    for (; at < qsizetype(linesA.size()); ++at)
        result += linesA[size_t(at)];
    return result;
}

QByteArray shown(const Triple &triple)
{
    return "base:\n" + triple.base + "\nmine:\n" + triple.mine + "\ntheirs:\n" + triple.theirs + '\n';
}

} // namespace

class MergeTextTest : public QObject
{
    Q_OBJECT

private slots:
    void cases_data()
    {
        QTest::addColumn<QByteArray>("base");
        QTest::addColumn<QByteArray>("mine");
        QTest::addColumn<QByteArray>("theirs");
        QTest::addColumn<QByteArray>("merged"); // null: conflict
        const QByteArray conflict;
        const auto add = [](const char *name, const QByteArray &base, const QByteArray &mine, const QByteArray &theirs,
                             const QByteArray &merged) { QTest::newRow(name) << base << mine << theirs << merged; };
        add("nothing at all", "", "", "", QByteArray(""));
        add("one side only", "a\nb\n", "a\nb\n", "a\nB\n", "a\nB\n");
        add("the other side only", "a\nb\n", "a\nB\n", "a\nb\n", "a\nB\n");
        add("both the same", "a\nb\n", "a\nB\n", "a\nB\n", "a\nB\n");
        add("far apart", "a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\nE\n");
        add("the same line", "a\nb\nc\n", "a\nX\nc\n", "a\nY\nc\n", conflict);
        add("neighbouring lines", "a\nb\nc\nd\n", "a\nX\nc\nd\n", "a\nb\nY\nd\n", conflict);
        add("one line between them", "a\nb\nc\nd\n", "X\nb\nc\nd\n", "a\nb\nY\nd\n", "X\nb\nY\nd\n");
        add("both add at the same place", "a\nb\n", "a\nX\nb\n", "a\nY\nb\n", conflict);
        add("both add the same there", "a\nb\n", "a\nX\nb\n", "a\nX\nb\n", "a\nX\nb\n");
        add("one deletes what the other changes", "a\nb\nc\n", "a\nc\n", "a\nB\nc\n", conflict);
        add("both delete it", "a\nb\nc\n", "a\nc\n", "a\nc\n", "a\nc\n");
        add("both new", "", "x\n", "y\n", conflict);
        add("line ends of Windows stay", "a\r\nb\r\nc\r\n", "A\r\nb\r\nc\r\n", "a\r\nb\r\nC\r\n", "A\r\nb\r\nC\r\n");
        add("each line keeps its own end", "a\r\nb\nc\r\n", "A\r\nb\nc\r\n", "a\r\nb\nC\r\n", "A\r\nb\nC\r\n");
        add("one side changes every line end", "a\nb\nc\n", "a\r\nb\r\nc\r\n", "a\nb\nC\n", conflict);
        add("a byte order mark stays",
            "\xEF\xBB\xBF"
            "a\nb\nc\n",
            "\xEF\xBB\xBF"
            "a\nb\nC\n",
            "\xEF\xBB\xBF"
            "A\nb\nc\n",
            "\xEF\xBB\xBF"
            "A\nb\nC\n");
        add("no end of the last line", "a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC");
        add("one side ends the last line", "a\nb\nc", "a\nb\nc\n", "A\nb\nc", "A\nb\nc\n");
        add("bytes that are no UTF-8", "\xE9\nb\nc\n", "\xE9\nb\nC\n", "\xE8\nb\nc\n", "\xE8\nb\nC\n");
        add("a text becomes nothing, beside a change", "a\nb\n", "", "a\nB\n", conflict);
    }
    void cases()
    {
        QFETCH(QByteArray, base);
        QFETCH(QByteArray, mine);
        QFETCH(QByteArray, theirs);
        QFETCH(QByteArray, merged);
        const MergeResult result = mergeTexts(base, mine, theirs);
        QCOMPARE(result.outcome, merged.isNull() ? MergeOutcome::Conflict : MergeOutcome::Clean);
        QCOMPARE(result.conflicts.isEmpty(), !merged.isNull());
        QCOMPARE(result.merged, merged);
    }

    void aConflictNamesItsLines()
    {
        const MergeResult result =
            mergeTexts("1\n2\n3\n4\n5\n6\n7\n", "0\n1\n2\nX\nX\n4\n5\n6\nM\n", "1\n2\nY\n4\n5\n6\nT\n8\n");
        QCOMPARE(result.outcome, MergeOutcome::Conflict);
        QCOMPARE(result.conflicts, (QList<MergeConflict>{{{2, 1}, {3, 2}, {2, 1}}, {{6, 1}, {8, 1}, {6, 2}}}));
        QVERIFY(result.merged.isEmpty());
    }

    void whatIsNoTextIsNeverMerged()
    {
        const QByteArray text = "a\nb\n", binary("a\0b", 3), large(kMergeLimit + 1, 'x');
        for (const Triple &one : {Triple{binary, text, text}, {text, binary, text}, {text, text, binary},
                 {large, text, text}, {text, large, text}, {text, text, large}})
            QCOMPARE(mergeTexts(one.base, one.mine, one.theirs).outcome, MergeOutcome::NotText);
        // Far behind the part that others look at.
        QCOMPARE(mergeTexts(text, text, QByteArray(100000, 'a') + binary).outcome, MergeOutcome::NotText);
    }

    void linesThatDifferLeadFromOneTextToTheOther()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        Chance chance(seed);
        for (int round = 0; round < 3000; ++round) {
            const int words = 2 + chance.below(40);
            const QByteArray a = chance.joined(chance.text(chance.below(40), words), "\n");
            const QByteArray b = chance.joined(chance.text(chance.below(40), words), "\n");
            if (patched(a, b) != b)
                QFAIL(("from:\n" + a + "\nto:\n" + b).constData());
        }
    }

    void largeTextsWithNothingInCommonAreComparedInTime()
    {
        Chance chance(7);
        const QByteArray a = chance.joined(chance.text(200000, 50), "\n"),
                         b = chance.joined(chance.text(200000, 50), "\n");
        QCOMPARE(patched(a, b), b);
    }

    // Whoever takes part in nothing changes nothing; the sides are equal in rights.
    void lawsOfMerging()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        Chance chance(seed);
        for (int round = 0; round < 3000; ++round) {
            const Triple one = chance.triple(3 + chance.below(100));
            QCOMPARE(mergeTexts(one.base, one.mine, one.base).merged, one.mine);
            QCOMPARE(mergeTexts(one.base, one.base, one.theirs).merged, one.theirs);
            QCOMPARE(mergeTexts(one.base, one.mine, one.mine).merged, one.mine);
            const MergeResult result = mergeTexts(one.base, one.mine, one.theirs),
                              other = mergeTexts(one.base, one.theirs, one.mine);
            QCOMPARE(result.outcome, other.outcome);
            QCOMPARE(result.merged, other.merged);
        }
    }

    // Where each line is the only one of its kind there is one way to compare two texts, so both must say the same.
    // Where lines repeat there are several; then the two may differ, but rarely.
    void asGitDoes_data()
    {
        QTest::addColumn<int>("words");
        QTest::addColumn<int>("rounds");
        QTest::addColumn<int>("mayDiffer"); // of a thousand
        QTest::newRow("lines of their own") << 1000000 << 2000 << 0;
        QTest::newRow("some lines repeat") << 60 << 700 << 5;
        QTest::newRow("most lines repeat") << 12 << 700 << 60;
    }
    void asGitDoes()
    {
        if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
            QSKIP("there is no git to compare with");
        QFETCH(int, words);
        QFETCH(int, rounds);
        QFETCH(int, mayDiffer);
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        Chance chance(seed);
        QList<Triple> triples;
        for (int round = 0; round < rounds; ++round)
            triples.append(chance.triple(words));
        const QList<GitAnswer> answers = askGit(triples);
        int clean = 0, differ = 0;
        QByteArray first;
        for (int i = 0; i < rounds; ++i) {
            const Triple &one = triples.at(i);
            const MergeResult result = mergeTexts(one.base, one.mine, one.theirs);
            const bool isClean = result.outcome == MergeOutcome::Clean;
            clean += isClean ? 1 : 0;
            if (isClean == answers.at(i).clean && (!isClean || result.merged == answers.at(i).bytes))
                continue;
            ++differ;
            if (first.isEmpty())
                first = shown(one) + (isClean ? "ours:\n" + result.merged : QByteArray("ours: conflict")) + "\ngit:\n" +
                        answers.at(i).bytes;
        }
        qInfo("%d of %d merge cleanly, %d differ from git", clean, rounds, differ);
        QVERIFY2(differ * 1000 <= mayDiffer * rounds, first.constData());
        QVERIFY(clean > rounds / 10 && clean < rounds);
    }
};

QTEST_GUILESS_MAIN(MergeTextTest)
#include "tst_mergetext.moc"
