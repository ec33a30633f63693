// SPDX-License-Identifier: MIT
// Text for terminals: widths, harmless escapes, tables; every event kind and stop reason has words.
#include "eventtext.h"
#include "model/task.h"
#include "output.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class OutputTest : public QObject
{
    Q_OBJECT

private slots:
    void widthsCountColumns_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("width");
        QTest::newRow("latin") << u"abc"_s << 3;
        QTest::newRow("Chinese takes two") << u"任务a"_s << 5;
        QTest::newRow("combining marks take none") << u"e\u0301"_s << 1;
        QTest::newRow("emoji takes two") << u"\U0001F600"_s << 2;
        QTest::newRow("full width") << u"："_s << 2;
    }

    void widthsCountColumns()
    {
        QFETCH(QString, text);
        QFETCH(int, width);
        QCOMPARE(displayWidth(text), width);
    }

    void elidingNeverCutsACharacter()
    {
        QCOMPARE(elided(u"任务任务"_s, 5), u"任务…"_s);
        QCOMPARE(elided(u"short"_s, 10), u"short"_s);
    }

    void untrustedTextCannotReachTheTerminal()
    {
        QCOMPARE(harmless(u"a\x1b[2Jb"_s), u"a\\u{1b}[2Jb"_s);
        QCOMPARE(harmless(u"a\nb"_s), u"a\nb"_s);
        QCOMPARE(harmless(u"a\nb"_s, false), u"a\\u{a}b"_s);
        QVERIFY(!harmless(u"x\u202Ey\u200Bz\u00ADw"_s).contains(QChar(0x202e)));
        QCOMPARE(harmless(u"中文 ok"_s), u"中文 ok"_s);
        QCOMPARE(endText(u"passed"_s, {}), reasonText(u"passed"_s));
        QVERIFY(endText(u"refusal"_s, u"no\x1b]0;x\x07\nall tests pass"_s)
                    .endsWith(u": no\\u{1b}]0;x\\u{7}\\u{a}all tests pass"_s));
        for (const char32_t c : {U'\u2028', U'\u061c', U'\u3164', U'\ufff9', U'\U000E0041', U'\u0085'})
            QCOMPARE(harmless(u"a"_s + QString::fromUcs4(&c, 1)), u"a\\u{%1}"_s.arg(uint(c), 0, 16));
    }

    void tablesAlignWideText()
    {
        const QString text = table({u"a"_s, u"b"_s}, {{u"任务"_s, u"x"_s}, {u"ab"_s, u"y"_s}}, 80, false);
        QCOMPARE(text, u"a     b\n任务  x\nab    y\n"_s);
    }

    void tabsAndNewLinesDoNotBreakRows() { QCOMPARE(tabbed({{u"a\tb"_s, u"c\nd"_s}}), u"a b\tc d\n"_s); }

    void everythingHasWords()
    {
        for (const auto &row : EnumTable<EventKind>::rows) {
            Event event;
            event.kind = row.value;
            event.body = {{u"to"_s, u"pending"_s}};
            QVERIFY2(!eventText(event).isEmpty(), row.text);
        }
        for (const auto &row : EnumTable<StopReason>::rows) {
            const QString reason = QString::fromLatin1(row.text);
            if (!reason.isEmpty())
                QVERIFY2(reasonText(reason) != reason, row.text);
        }
        for (const auto &row : EnumTable<TaskState>::rows)
            QVERIFY(!stateText(QString::fromLatin1(row.text)).isEmpty());
    }
};

QTEST_GUILESS_MAIN(OutputTest)
#include "tst_output.moc"
