// SPDX-License-Identifier: MIT
#include "core/livetext.h"

#include "base/logging.h"

#include <QtTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class LiveTextTest : public QObject
{
    Q_OBJECT

private slots:
    void aCallIsOneLine()
    {
        ToolRequest request;
        request.kind = ToolKind::Bash;
        request.command = u"make all\nmake test"_s;
        QCOMPARE(liveToolCall(request), u"▸ bash: make all make test\n"_s);
        request.kind = ToolKind::StrReplace;
        request.path = u"src/a.py"_s;
        QCOMPARE(liveToolCall(request), u"▸ str_replace: src/a.py\n"_s);
        request.kind = ToolKind::RunVerification;
        QCOMPARE(liveToolCall(request), u"▸ run_verification\n"_s);
    }

    void ofACommandTheBeginningIsShown()
    {
        ToolRequest request;
        request.kind = ToolKind::Bash;
        QStringList lines;
        for (int i = 1; i <= 15; ++i)
            lines.append(u"line %1"_s.arg(i));
        const QString shown = liveToolAnswer(request, {lines.join(u'\n'), false});
        QVERIFY(shown.startsWith(u"  line 1\n  line 2\n"_s));
        QVERIFY(shown.contains(u"  line 12\n"_s));
        QVERIFY(!shown.contains(u"line 13"_s));
        QVERIFY(shown.endsWith(u"  … (3)\n\n"_s));
    }

    void ofAFileOneLineIsShown()
    {
        ToolRequest request;
        request.kind = ToolKind::View;
        QCOMPARE(liveToolAnswer(request, {u"1 first\n2 second\n"_s, false}), u"  1 first\n\n"_s);
        QCOMPARE(liveToolAnswer(request, {QString(), false}), u"\n"_s);
        QCOMPARE(liveToolAnswer(request, {QString(500, u'x'), false}).section(u'\n', 0, 0).size(), 2 + 200);
    }

    void secretsAreLeftOut()
    {
        const QString key = u"sk-ant-api03-"_s + QString(40, u'a');
        ToolRequest request;
        request.kind = ToolKind::Bash;
        request.command = u"echo "_s + key;
        QVERIFY(!liveToolCall(request).contains(key));
        QVERIFY(!liveToolAnswer(request, {key, false}).contains(key));
    }
};

QTEST_GUILESS_MAIN(LiveTextTest)
#include "tst_livetext.moc"
