// SPDX-License-Identifier: MIT
// rules.yaml: what is read, what is wrong and where, and a rule cut out of it.
#include "wire/rulesfile.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kGood = "# my rules\n"
                         "rules:\n"
                         "  # never to the outside\n"
                         "  - name: no-push\n"
                         "    decision: deny\n"
                         "    prefix: [git, push]\n"
                         "    match: [\"git push origin\"]\n"
                         "    not_match: [git status]\n"
                         "  # the dev server\n"
                         "  - name: health\n"
                         "    decision: allow\n"
                         "    exact: [curl, -s, \"http://localhost:1/\"]\n"
                         "    directory: /home/me/app/\n"
                         "    expires: 2030-01-02\n"
                         "    sandbox: none\n"
                         "    reason: looked at it\n"
                         "  - name: scripts\n"
                         "    decision: ask\n"
                         "    prefix: [npm, [run, start]]\n";

} // namespace

class RulesFileTest : public QObject
{
    Q_OBJECT

private slots:
    void rulesAreRead()
    {
        const RulesFileResult result = readRulesYaml(kGood);
        QVERIFY(result.ok());
        QCOMPARE(result.rules.size(), 3);
        const Rule &push = result.rules.at(0), &health = result.rules.at(1), &scripts = result.rules.at(2);
        QCOMPARE(push.id, u"no-push"_s);
        QCOMPARE(push.decision, Decision::Deny);
        QCOMPARE(push.line, 4);
        QVERIFY(!push.exact);
        QCOMPARE(push.tier, SandboxTier::Bubblewrap);
        QCOMPARE(push.examples.size(), 2);
        QCOMPARE(push.examples.at(0), (RuleExample{u"git push origin"_s, true, 7, 13}));
        QVERIFY(!push.examples.at(1).matches);
        QVERIFY(health.exact);
        QCOMPARE(health.directory, u"/home/me/app"_s);
        QCOMPARE(health.expiresAt.date(), QDate(2030, 1, 2));
        QCOMPARE(health.tier, SandboxTier::None);
        QCOMPARE(scripts.words, (QList<QStringList>{{u"npm"_s}, {u"run"_s, u"start"_s}}));
    }

    void nothingInItIsNoRules()
    {
        for (const QByteArray &bytes :
            {QByteArray(), QByteArray("# only words\n\n"), QByteArray("rules:\n"), QByteArray("rules: []\n")}) {
            const RulesFileResult result = readRulesYaml(bytes);
            QVERIFY2(result.ok() && result.rules.isEmpty(), bytes.constData());
        }
    }

    void whatIsWrongIsNamedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("field");
        QTest::addColumn<int>("line");
        const QByteArray head = "rules:\n  - name: a\n    decision: ask\n    prefix: [x]\n";
        QTest::newRow("syntax") << QByteArray("rules: [\n") << u"(syntax)"_s << -1;
        QTest::newRow("other key") << QByteArray("rule: []\n") << u"rule"_s << 1;
        QTest::newRow("twice") << QByteArray("rules: []\nrules: []\n") << u"rules"_s << 2;
        QTest::newRow("no list") << QByteArray("rules: x\n") << u"rules"_s << 1;
        QTest::newRow("item") << QByteArray("rules:\n  - x\n") << u"rules"_s << 2;
        QTest::newRow("unknown key") << head + "    prefx: [y]\n" << u"prefx"_s << 5;
        QTest::newRow("key twice") << head + "    decision: deny\n" << u"decision"_s << 5;
        QTest::newRow("decision") << QByteArray("rules:\n  - name: a\n    decision: maybe\n    prefix: [x]\n")
                                  << u"decision"_s << 3;
        QTest::newRow("missing name") << QByteArray("rules:\n  - decision: ask\n    prefix: [x]\n") << u"name"_s << 2;
        QTest::newRow("neither") << QByteArray("rules:\n  - name: a\n    decision: ask\n") << u"prefix"_s << 2;
        QTest::newRow("both") << head + "    exact: [x]\n" << u"prefix"_s << 2;
        QTest::newRow("no words") << QByteArray("rules:\n  - name: a\n    decision: ask\n    prefix: []\n")
                                  << u"prefix"_s << 4;
        QTest::newRow("text for words") << QByteArray("rules:\n  - name: a\n    decision: ask\n    prefix: git push\n")
                                        << u"prefix"_s << 4;
        QTest::newRow("relative") << head + "    directory: sub\n" << u"directory"_s << 5;
        QTest::newRow("date") << head + "    expires: soon\n" << u"expires"_s << 5;
        QTest::newRow("tier") << head + "    sandbox: jail\n" << u"sandbox"_s << 5;
        QTest::newRow("alias") << head + "    reason: *x\n" << u"(syntax)"_s << -1;
        QTest::newRow("tag") << head + "    reason: !x y\n" << u"reason"_s << 5;
        QTest::newRow("same name") << head + "  - name: a\n    decision: ask\n    prefix: [y]\n" << u"a"_s << 5;
        QTest::newRow("bad name") << QByteArray("rules:\n  - name: \"a b\"\n    decision: ask\n    prefix: [x]\n")
                                  << u"name"_s << 2;
        QTest::newRow("deep") << QByteArray("rules: [[[[[[[[[[[[x]]]]]]]]]]]]\n") << QString() << -1;
        QTest::newRow("large") << QByteArray(300 * 1024, ' ') << u"(file)"_s << -1;
        QTest::newRow("latin-1") << QByteArray("rules: []  # \xe9\n") << u"(encoding)"_s << -1;
    }

    void whatIsWrongIsNamedWithItsPlace()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, field);
        QFETCH(int, line);
        const RulesFileResult result = readRulesYaml(bytes);
        QVERIFY(!result.ok());
        if (!field.isEmpty())
            QCOMPARE(result.errors.constFirst().field, field);
        if (line >= 0)
            QCOMPARE(result.errors.constFirst().line, line);
        QVERIFY(!result.errors.constFirst().message.isEmpty());
        QVERIFY(!result.errors.constFirst().hint.isEmpty());
    }

    void aRuleIsCutOutAndCommentsStay()
    {
        const auto without = withoutRule(kGood, u"no-push"_s);
        QVERIFY(without);
        QVERIFY(without->startsWith("# my rules\nrules:\n"));
        QVERIFY(without->contains("# the dev server"));
        QVERIFY(!without->contains("push"));
        QCOMPARE(readRulesYaml(*without).rules.size(), 2);
        auto last = withoutRule(*without, u"scripts"_s);
        QVERIFY(last);
        last = withoutRule(*last, u"health"_s);
        QVERIFY(last);
        QVERIFY(readRulesYaml(*last).ok());
        QVERIFY(!withoutRule(kGood, u"nobody"_s));
        // Written on one line it cannot be cut out by lines, and is left alone.
        const auto flow = withoutRule(
            "rules: [{name: a, decision: ask, prefix: [x]}, {name: b, decision: ask, prefix: [y]}]\n", u"a"_s);
        QVERIFY(!flow);
        QCOMPARE(flow.error().code, ErrorCode::Conflict);
    }
};

QTEST_APPLESS_MAIN(RulesFileTest)
#include "tst_rulesfile.moc"
