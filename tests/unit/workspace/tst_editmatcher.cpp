// SPDX-License-Identifier: MIT
// The edit ladder: every way in which a model misquotes a file, over every style of file and place in it.
#include "workspace/editmatcher.h"
#include "workspace/textencoding.h"

#include <QRandomGenerator>
#include <QTest>

#include <functional>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

struct Style
{
    const char *name;
    QByteArray prefix; ///< byte order mark
    QByteArray end;
    bool finalEnd;
    QList<QByteArray> lines; ///< eight different ones; 2 to 6 are indented
};

QList<Style> styles()
{
    const QList<QByteArray> plain{"def first():", "    alpha = 1 - 2", "    beta = \"two\"", "    gamma = 3",
        "    delta = 4", "    return alpha", "def last():", "pass # end"};
    QList<QByteArray> tabs = plain, chinese = plain, emoji = plain, longLines = plain;
    for (QByteArray &line : tabs)
        line.replace("    ", "\t");
    for (QByteArray &line : chinese)
        line += " # 注释";
    for (QByteArray &line : emoji)
        line += " # \xF0\x9F\x98\x80";
    for (QByteArray &line : longLines)
        line += " # " + QByteArray(20000, 'x');
    return {{"line feed", {}, "\n", true, plain}, {"carriage return and line feed", {}, "\r\n", true, plain},
        {"byte order mark", "\xEF\xBB\xBF", "\n", true, plain}, {"no final line end", {}, "\n", false, plain},
        {"tabs", {}, "\n", true, tabs}, {"Chinese", {}, "\n", true, chinese}, {"emoji", {}, "\r\n", true, emoji},
        {"long lines", {}, "\n", true, longLines}};
}

QByteArray fileOf(const Style &style, const QList<QByteArray> &lines)
{
    QByteArray file = style.prefix;
    for (qsizetype i = 0; i < lines.size(); ++i)
        file += lines.at(i) + (i + 1 < lines.size() || style.finalEnd ? style.end : QByteArray());
    return file;
}

QByteArray joined(const QList<QByteArray> &lines)
{
    return lines.join('\n');
}

QList<QByteArray> mapped(QList<QByteArray> lines, const std::function<QByteArray(QByteArray)> &how)
{
    for (QByteArray &line : lines)
        line = how(line);
    return lines;
}

} // namespace

class EditMatcherTest : public QObject
{
    Q_OBJECT

private slots:
    void theLadder_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("oldText");
        QTest::addColumn<QByteArray>("newText");
        QTest::addColumn<int>("refusal");
        QTest::addColumn<int>("rung");
        QTest::addColumn<QByteArray>("expected");
        int count = 0;
        for (const Style &style : styles()) {
            for (const int first : {1, 3, 4}) {
                const QList<QByteArray> block = style.lines.mid(first, 2);
                const QByteArray indent = style.lines.at(1).startsWith('\t') ? "\t" : "    ";
                const QList<QByteArray> added{indent + "new one", indent + "new two", indent + "new three"};
                const QByteArray file = fileOf(style, style.lines);
                const QByteArray changed =
                    fileOf(style, style.lines.mid(0, first) + added + style.lines.mid(first + 2));
                const auto row = [&](const char *what, const QByteArray &oldText, const QByteArray &newText,
                                     EditRefusal refusal, EditRung rung, const QByteArray &expected) {
                    QTest::newRow(qPrintable(u"%1, lines from %2: %3"_s.arg(QString::fromLatin1(style.name))
                                                 .arg(first + 1)
                                                 .arg(QString::fromLatin1(what))))
                        << file << oldText << newText << int(refusal) << int(rung) << expected;
                    ++count;
                };
                const bool crlf = style.end == "\r\n";
                // A block of two lines spans a line end: with LF in the old text a CRLF file needs rung 2.
                const EditRung plain = crlf ? EditRung::LineEndings : EditRung::Exact;
                row("quoted exactly", joined(block), joined(added), EditRefusal::None, plain, changed);
                row("quoted with the other line ends", crlf ? joined(block) : block.join("\r\n"), joined(added),
                    EditRefusal::None, EditRung::LineEndings, changed);
                row("trailing space too much", joined(mapped(block, [](const QByteArray &l) { return l + "  "; })),
                    joined(added), EditRefusal::None, EditRung::TrailingSpace, changed);
                row("curly quotes and long dashes",
                    joined(mapped(block, [](QByteArray l) { return l.replace("=", "=\xC2\xA0").replace("= ", "= "); }))
                        .replace("=\xC2\xA0 ", "=\xC2\xA0"),
                    joined(added), EditRefusal::None, EditRung::Punctuation, changed);
                row("indented less", joined(mapped(block, [&](const QByteArray &l) { return l.mid(indent.size()); })),
                    joined(mapped(added, [&](const QByteArray &l) { return l.mid(indent.size()); })), EditRefusal::None,
                    EditRung::Indentation, changed);
                row("indented more", joined(mapped(block, [&](const QByteArray &l) { return indent + l; })),
                    joined(mapped(added, [&](const QByteArray &l) { return indent + l; })), EditRefusal::None,
                    EditRung::Indentation, changed);
                row("a blank line too many in front", "\n\n" + joined(block) + "\n", "\n\n" + joined(added) + "\n",
                    EditRefusal::None, EditRung::BlankLine, changed);
                row("escaped line ends", block.join("\\n"), added.join("\\n"), EditRefusal::None, EditRung::Unescaped,
                    changed);
                row("not there", "nothing of the kind\nat all", "x", EditRefusal::NotFound, EditRung::Exact, {});
                row("empty old text", {}, "x", EditRefusal::EmptyOldText, EditRung::Exact, {});
                row("nothing changes", joined(block), joined(block), EditRefusal::NoChange, EditRung::Exact, {});
                row("applied already", "was here before", joined(block), EditRefusal::AlreadyApplied, EditRung::Exact,
                    {});
                row("twice in the file", "a", "b", EditRefusal::Ambiguous, EditRung::Exact, {});
            }
        }
        QVERIFY2(count >= 200, qPrintable(QString::number(count)));
    }

    void theLadder()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, oldText);
        QFETCH(QByteArray, newText);
        QFETCH(int, refusal);
        QFETCH(int, rung);
        QFETCH(QByteArray, expected);
        const EditOutcome outcome = replaceText(file, oldText, newText);
        QVERIFY2(int(outcome.refusal) == refusal, qPrintable(outcome.explanation.left(300)));
        if (outcome.refusal == EditRefusal::None) {
            QCOMPARE(int(outcome.rung), rung);
            QCOMPARE(outcome.content, expected);
        } else {
            QVERIFY(!outcome.explanation.isEmpty());
        }
    }

    void anEllipsisKeepsWhatItStandsFor()
    {
        const QByteArray file = "one\ntwo\nthree\nfour\nfive\n";
        const EditOutcome outcome = replaceText(file, "one\n...\nfive\n", "ONE\n...\nFIVE\n");
        QCOMPARE(int(outcome.refusal), int(EditRefusal::None));
        QCOMPARE(int(outcome.rung), int(EditRung::Ellipsis));
        QCOMPARE(outcome.content, QByteArray("ONE\ntwo\nthree\nfour\nFIVE\n"));
    }

    void anAmbiguousRungIsNeverFallenThrough()
    {
        const EditOutcome outcome = replaceText("  a \nb\n  a\t\n", "  a", "c");
        QCOMPARE(int(outcome.refusal), int(EditRefusal::Ambiguous));
        QCOMPARE(outcome.matchLines, (QList<int>{1, 3}));
        QVERIFY(outcome.explanation.contains(u"1, 3"_s));
    }

    void aReplacementIsLiteral()
    {
        QCOMPARE(replaceText("x = old\n", "old", "$1 \\1 \\n %1").content, QByteArray("x = $1 \\1 \\n %1\n"));
    }

    void deletingIsAReplacementByNothing()
    {
        QCOMPARE(replaceText("a\nb\nc\n", "b\n", "").content, QByteArray("a\nc\n"));
    }

    void aRefusalShowsTheNearestLines()
    {
        const EditOutcome outcome = replaceText(
            "def total(values):\n    return sum(values)\n", "def totals(value):\n    return sum(value)\n", "x");
        QCOMPARE(int(outcome.refusal), int(EditRefusal::NotFound));
        QVERIFY2(outcome.explanation.contains(u"1\tdef total(values):"_s), qPrintable(outcome.explanation));
    }

    void aVeryLongLineIsNoTrouble()
    {
        const QByteArray line(1024 * 1024, 'x');
        QCOMPARE(int(replaceText(line + "\nend\n", "end", "END").refusal), int(EditRefusal::None));
        QCOMPARE(int(replaceText(line + "\nend\n", "missing text", "END").refusal), int(EditRefusal::NotFound));
        QCOMPARE(int(replaceText({}, "a", "b").refusal), int(EditRefusal::NotFound));
    }

    // A rung above the first may be lenient about what it matches, never about what it leaves alone.
    void onlyTheMatchedLinesChange()
    {
        QRandomGenerator random(20261124);
        for (int round = 0; round < 500; ++round) {
            QList<QByteArray> lines;
            for (int i = 0; i < 12; ++i)
                lines.append(QByteArray(random.bounded(3) * 4, ' ') + "line " + QByteArray::number(i) + " v" +
                             QByteArray::number(random.bounded(1000)));
            const int first = random.bounded(10), count = 1 + random.bounded(2);
            QList<QByteArray> quoted = lines.mid(first, count);
            for (QByteArray &line : quoted)
                line += "  ";
            const EditOutcome outcome = replaceText(lines.join('\n') + '\n', quoted.join('\n') + '\n', "new\n");
            QCOMPARE(int(outcome.refusal), int(EditRefusal::None));
            QCOMPARE(outcome.content,
                (lines.mid(0, first) + QList<QByteArray>{"new"} + lines.mid(first + count)).join('\n') + '\n');
        }
    }

    void insertsGoWhereTheySay_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("line");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected"); // empty: refused
        QTest::newRow("before the first line")
            << QByteArray("a\nb\n") << 0 << QByteArray("x\n") << QByteArray("x\na\nb\n");
        QTest::newRow("after the first line, no line end given")
            << QByteArray("a\nb\n") << 1 << QByteArray("x") << QByteArray("a\nx\nb\n");
        QTest::newRow("at the end") << QByteArray("a\nb\n") << 2 << QByteArray("x\n") << QByteArray("a\nb\nx\n");
        QTest::newRow("at the end of a file without a last line end")
            << QByteArray("a\nb") << 2 << QByteArray("x\n") << QByteArray("a\nb\nx");
        QTest::newRow("with the file's line ends")
            << QByteArray("a\r\nb\r\n") << 1 << QByteArray("x\ny\n") << QByteArray("a\r\nx\r\ny\r\nb\r\n");
        QTest::newRow("mixed line ends: that of the line before")
            << QByteArray("a\r\nb\nc\r\n") << 2 << QByteArray("x\ny\n") << QByteArray("a\r\nb\nx\ny\nc\r\n");
        QTest::newRow("mixed line ends: at the start that of the first line")
            << QByteArray("a\r\nb\nc\n") << 0 << QByteArray("x\n") << QByteArray("x\r\na\r\nb\nc\n");
        QTest::newRow("before the first line of a file with a BOM") << QByteArray("\xEF\xBB\xBF"
                                                                                  "a\n")
                                                                    << 0 << QByteArray("x\n")
                                                                    << QByteArray("\xEF\xBB\xBF"
                                                                                  "x\na\n");
        QTest::newRow("into an empty file") << QByteArray() << 0 << QByteArray("x\n") << QByteArray("x\n");
        QTest::newRow("after a line that is not there") << QByteArray("a\n") << 5 << QByteArray("x\n") << QByteArray();
        QTest::newRow("before the beginning") << QByteArray("a\n") << -1 << QByteArray("x\n") << QByteArray();
    }

    void insertsGoWhereTheySay()
    {
        QFETCH(QByteArray, file);
        QFETCH(int, line);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const EditOutcome outcome = insertText(file, line, text);
        QCOMPARE(outcome.refusal == EditRefusal::None, !expected.isEmpty());
        QCOMPARE(outcome.content, expected);
    }

    void anEditKeepsTheEndOfEachLine_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("oldText");
        QTest::addColumn<QByteArray>("newText");
        QTest::addColumn<QByteArray>("expected"); // empty: refused as no change
        const auto row = [](const char *name, const QByteArray &file, const QByteArray &oldText,
                             const QByteArray &newText, const QByteArray &expected) {
            QTest::newRow(name) << file << oldText << newText << expected;
        };
        const QByteArray bom("\xEF\xBB\xBF");
        row("mixed, the first line stays", "a\r\nb\nc\r\nd\n", "a\nb\n", "a\nB\n", "a\r\nB\nc\r\nd\n");
        row("mixed, the last line stays", "a\r\nb\nc\r\nd\n", "b\nc\n", "B\nc\n", "a\r\nB\nc\r\nd\n");
        row("mixed, a new line in between", "a\r\nb\nc\r\n", "a\nb\nc\n", "a\nx\nb\nc\n", "a\r\nx\r\nb\nc\r\n");
        row("mixed, a line goes", "a\r\nb\nc\r\nd\n", "a\nb\nc\nd\n", "a\nc\nd\n", "a\r\nc\r\nd\n");
        row("mixed, equal lines keep their order", "}\r\n}\n}\r\nx\n", "}\n}\n}\nx", "}\n}\n}\ny", "}\r\n}\n}\r\ny\n");
        row("mixed, part of a line becomes two", "a\r\nb\nc\r\n", "b", "b1\nb2", "a\r\nb1\nb2\nc\r\n");
        row("carriage returns in the old text alone", "a\r\nb\r\n", "a\r\nb\r\n", "a\nB\n", "a\r\nB\r\n");
        row("carriage returns in the new text alone", "a\nb\n", "a\nb\n", "a\r\nB\r\n", "a\nB\n");
        row("only the endings differ: they are meant", "a\r\nb\r\n", "a\r\nb\r\n", "a\nb\n", "a\nb\n");
        row("an old text that begins with a line feed", "x\r\nfoo\r\n", "\nfoo", "\nbar\nfoo", "x\r\nbar\r\nfoo\r\n");
        row("trailing space forgiven, mixed", "a  \r\nb\nc\r\n", "a\nb\n", "a\nB\n", "a\r\nB\nc\r\n");
        row("a BOM stays", bom + "x = 1\n", "x = 1", "x = 2", bom + "x = 2\n");
        row("a BOM stays though it was quoted", bom + "x = 1\n", bom + "x = 1", "x = 2", bom + "x = 2\n");
        row("no last line feed, two lines for one", "a\r\nb", "b", "b\nc", "a\r\nb\r\nc");
    }

    void anEditKeepsTheEndOfEachLine()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, oldText);
        QFETCH(QByteArray, newText);
        QFETCH(QByteArray, expected);
        const EditOutcome outcome = replaceText(file, oldText, newText);
        QVERIFY2(outcome.refusal == EditRefusal::None, qPrintable(outcome.explanation));
        QCOMPARE(outcome.content, expected);
    }

    void alignsAlsoWhatIsVeryLong()
    {
        QByteArray file, text, expected;
        for (int i = 0; i < 5000; ++i) {
            const QByteArray line = "line " + QByteArray::number(i), end = i % 3 == 0 ? "\r\n" : "\n";
            file += line + end;
            const bool changed = i % 1000 == 1;
            text += (changed ? "new " + line : line) + '\n';
            expected += (changed ? "new " + line : line) + end;
        }
        QCOMPARE(overwriteText(file, text), expected);
    }

    void overwritingKeepsTheForm_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &file, const QByteArray &text,
                             const QByteArray &expected) { QTest::newRow(name) << file << text << expected; };
        const QByteArray bom("\xEF\xBB\xBF");
        row("BOM and carriage returns", bom + "a\r\nb\r\n", "a\nB\n", bom + "a\r\nB\r\n");
        row("a BOM that is given is not doubled", bom + "a\n", bom + "b\n", bom + "b\n");
        row("carriage returns for a file without", "a\nb\n", "a\r\nB\r\n", "a\nB\n");
        row("mixed", "a\r\nb\nc\r\n", "a\nB\nnew\nc\n", "a\r\nB\nnew\nc\r\n");
        row("no last line feed", "a\nb", "a\nB\n", "a\nB");
        row("a last line feed", "a\r\nb\r\n", "a\nB", "a\r\nB\r\n");
        row("one line for one with a feed", "a\r\n", "b", "b\r\n");
        row("carriage returns alone", "a\rb\r", "a\nB\n", "a\rB\r");
        row("into nothing", "", "a\r\nb", "a\r\nb");
        row("nothing", "a\r\n", "", "");
        row("the same", "a\r\nb\n", "a\nb\n", "a\r\nb\n");
    }

    void overwritingKeepsTheForm()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(overwriteText(file, text), expected);
    }

    void otherEncodingsAreNamed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("what");
        const auto row = [](const char *name, const QByteArray &bytes, const char *what) {
            QTest::newRow(name) << bytes << QString::fromUtf8(what);
        };
        row("empty", "", "");
        row("ASCII", "x = 1\n", "");
        row("UTF-8", "caf\xC3\xA9 \xE4\xB8\xAD \xF0\x9F\x98\x80\n", "");
        row("UTF-8 with a BOM", "\xEF\xBB\xBFx\n", "");
        row("colours", "\x1b[31mred\x1b[0m\n", "");
        row("NUL far down", QByteArray(9000, '#') + QByteArray("\0\n", 2), "");
        row("Latin-1", "a\ncaf\xE9\n", "not UTF-8 text (byte 0xe9 in line 2)");
        row("Windows-1252", "\x80\n", "not UTF-8 text (byte 0x80 in line 1)");
        row("GBK", "/* \xD6\xD0\xCE\xC4 */\n", "not UTF-8 text (byte 0xd6 in line 1)");
        row("Shift-JIS", "\xC3\xA9\n\x93\xFA\x96\x7B\n", "not UTF-8 text (byte 0x93 in line 2)");
        row("lone surrogate", "\xED\xA0\x80\n", "not UTF-8 text (byte 0xed in line 1)");
        row("overlong", "\xC0\x80\n", "not UTF-8 text (byte 0xc0 in line 1)");
        row("cut off", "x\xE4\xB8", "not UTF-8 text (byte 0xe4 in line 1)");
        row("UTF-16 with a mark", QByteArray("\xFF\xFEx\0\n\0", 6), "UTF-16 text");
        row("UTF-16 the other way", QByteArray("\xFE\xFF\0x\0\n", 6), "UTF-16 text");
        row("UTF-16 without a mark",
            QByteArray("x\0=\0"
                       "1\0\n\0",
                8),
            "UTF-16 text");
        row("UTF-32", QByteArray("\xFF\xFE\0\0x\0\0\0", 8), "UTF-32 text");
        row("ISO-2022-JP", "x\n\x1b$BF|K\\\x1b(B\n", "ISO-2022 text");
        row("binary", QByteArray("ELF\0\1\0\0\2", 8), "a binary file");
    }

    void otherEncodingsAreNamed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, what);
        QCOMPARE(whatElseThanUtf8(bytes), what);
    }
};

QTEST_GUILESS_MAIN(EditMatcherTest)
#include "tst_editmatcher.moc"
