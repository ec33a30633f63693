// SPDX-License-Identifier: MIT
// What is not asked about in a view that the strong sandbox holds, and what is asked about even there.
#include "permission/commandpolicy.h"
#include "permission/rules.h"
#include "permission/shownwords.h"
#include "permission/substitutions.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

struct Case
{
    QByteArray command;
    QString expect;
};

QList<Case> casesOf(const QString &file)
{
    QFile lines(file);
    QList<Case> cases;
    if (!lines.open(QIODevice::ReadOnly))
        return cases;
    while (!lines.atEnd()) {
        const QJsonObject row = QJsonDocument::fromJson(lines.readLine()).object();
        if (!row.isEmpty())
            cases.append({row.value(u"command"_s).toString().toUtf8(), row.value(u"expect"_s).toString()});
    }
    return cases;
}

QList<Case> fixture(const QString &name)
{
    return casesOf(QStringLiteral(VIBECODER_SOURCE_DIR) + u"/tests/fixtures/permission/"_s + name);
}

CommandContext inFolder()
{
    CommandContext context;
    context.root = "/w";
    context.home = "/home/dev";
    context.dataDirectory = "/home/dev/.vibecoder";
    return context;
}

CommandContext inView()
{
    CommandContext context = inFolder();
    context.inView = true;
    return context;
}

Decision decisionOf(const QByteArray &command, const CommandContext &context)
{
    return classifyCommand(command, context).worst.decision;
}

Rule rule(Decision decision, QList<QStringList> words, bool exact = false)
{
    Rule made;
    made.id = u"mine"_s;
    made.decision = decision;
    made.words = std::move(words);
    made.exact = exact;
    return made;
}

} // namespace

class ViewHoldTest : public QObject
{
    Q_OBJECT

private slots:
    void inAViewOnlyWhatIsShownIsAsked_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QString>("expect");
        int row = 0;
        for (const Case &one : fixture(u"view.jsonl"_s))
            QTest::addRow("%d: %s", row++, one.command.left(60).constData()) << one.command << one.expect;
    }

    void inAViewOnlyWhatIsShownIsAsked()
    {
        QFETCH(QByteArray, command);
        QFETCH(QString, expect);
        const Decision wanted = expect == u"allow"_s  ? Decision::Allow
                                : expect == u"deny"_s ? Decision::Deny
                                                      : Decision::Ask;
        const CommandVerdict verdict = classifyCommand(command, inView());
        QCOMPARE(verdict.worst.decision, wanted);
        // It gives no network and no path.
        QVERIFY(wanted != Decision::Allow || (verdict.lifted.isEmpty() && verdict.findings.empty()));
    }

    void elsewhereNothingChanges_data() { inAViewOnlyWhatIsShownIsAsked_data(); }

    void elsewhereNothingChanges()
    {
        QFETCH(QByteArray, command);
        QFETCH(QString, expect);
        CommandContext network = inView(), landlock = inView(), none = inView(), other = inView();
        network.network = true;
        const CommandVerdict today = classifyCommand(command, network);
        landlock.tier = landlock.held = SandboxTier::Landlock;
        none.tier = none.held = SandboxTier::None;
        other.held = SandboxTier::Landlock;
        for (const CommandContext &context : {network, landlock, none, other}) {
            CommandContext folder = context;
            folder.inView = false;
            QVERIFY(decisionOf(command, context) != Decision::Allow || decisionOf(command, folder) == Decision::Allow);
        }
        // Where it is still asked, it is the same question.
        if (const CommandVerdict view = classifyCommand(command, inView()); view.worst.decision != Decision::Allow) {
            QCOMPARE(view.worst.reason, today.worst.reason);
            QCOMPARE(view.worst.severity, today.worst.severity);
            QCOMPARE(view.worst.begin, today.worst.begin);
            QCOMPARE(view.worst.end, today.worst.end);
        }
    }

    void whatIsAllowedStaysAllowed()
    {
        for (const Case &one : fixture(u"allow.jsonl"_s)) {
            if (decisionOf(one.command, inFolder()) == Decision::Allow)
                QVERIFY2(decisionOf(one.command, inView()) == Decision::Allow, one.command.constData());
        }
    }

    void aRuleOfTheUserIsNotEscaped_data()
    {
        QTest::addColumn<QByteArray>("command");
        for (const char *command : {"$X push", "git $X", "git -C sub $X", "for s in push; do git $s; done",
                 "echo push | xargs git", "g{it,x} push", "$(echo git) push", "\"$a$b\" push", "p=git; $p push",
                 "eval \"$X\"", "sh -c \"$X\"", "alias p=git; p x", "echo $x | sh", "sh <<< \"$X\"",
                 "sh <<EOF\n$X\nEOF", "python3 -c 'import os; os.system(\"g\" + \"it push\")'", "/usr/bin/g?t $X",
                 "command $X", "env $X push", "timeout 5 $X", "find . -exec git {} \\;", "$'git' push",
                 "trap \"$X\" EXIT", "source <(echo $X)", "awk 'BEGIN { system(\"x\") }'", "git `echo push`"})
            QTest::addRow("%s", command) << QByteArray(command);
    }

    void aRuleOfTheUserIsNotEscaped()
    {
        QFETCH(QByteArray, command);
        for (const Decision decision : {Decision::Deny, Decision::Ask}) {
            const RuleSet rules({rule(decision, {{u"git"_s}, {u"push"_s}})});
            CommandContext context = inView();
            context.rules = &rules;
            QVERIFY(decisionOf(command, context) != Decision::Allow);
        }
    }

    void aRuleThatCannotBeMeantDoesNotSpeak()
    {
        const RuleSet rules({rule(Decision::Deny, {{u"git"_s}, {u"push"_s}})});
        CommandContext context = inView();
        context.rules = &rules;
        for (const char *command : {"for f in *.c; do printf x | cat - $f > t && mv t $f; done", "git add $f",
                 "git commit -q -m x & wait", "echo \"$(date)\" > x"})
            QVERIFY2(decisionOf(command, context) == Decision::Allow, command);
        QCOMPARE(decisionOf("echo \"$(git push)\"", context), Decision::Ask);
        QCOMPARE(decisionOf("f() { git push; }; f", context), Decision::Deny);
    }

    void aPermissionOfTheUserGivesNoNetworkToWhatIsUnknown()
    {
        const RuleSet rules({rule(Decision::Allow, {{u"curl"_s}, {u"example.com"_s}}, true)});
        CommandContext context = inView();
        context.rules = &rules;
        QCOMPARE(decisionOf("curl example.com", context), Decision::Allow);
        QCOMPARE(decisionOf("curl example.com; echo $x", context), Decision::Ask);
        QCOMPARE(decisionOf("curl example.com | sh", context), Decision::Ask);
    }

    void expansionsAreFoundToTheirEnd()
    {
        QCOMPARE(commandsInside("a $(b \"$(c ')')\") d"), QByteArrayList{"b \"$(c ')')\""});
        QCOMPARE(commandsInside("${x:-$(a)} `b`"), (QByteArrayList{"a", "b"}));
        QCOMPARE(commandsInside("$((1 + 2)) $((1 + $(a)))"), QByteArrayList{"a"});
        QCOMPARE(commandsInside("$((a); (b))"), QByteArrayList{"(a); (b)"});
        QCOMPARE(commandsInside("$(cat <<'E'\ndon't )\nE\n)"), QByteArrayList{"cat <<'E'\ndon't )\nE\n"});
        QCOMPARE(commandsInside("$(case $x in a) b;; esac)"), QByteArrayList{"case $x in a) b;; esac"});
        QCOMPARE(commandsInside("\\$(a)"), QByteArrayList());
        QCOMPARE(commandsInside("$(never closed"), QByteArrayList{"(never closed"});
        QCOMPARE(withoutExpansions("$PWD/a/${b}/$c.d/$(e)/`f`"), QByteArray("./a/x/x.d/x/x"));
        QCOMPARE(withoutExpansions("$HOME/a"), QByteArray("~/a"));
    }

    void longTextsTakeNoLongTime()
    {
        for (const char *piece : {"$(", "${", "`", "\"$(", "$((", "((", "for x in ", "f() { ", "<<E\n", "$'"})
            QVERIFY2(decisionOf(QByteArray(piece).repeated(8000), inView()) != Decision::Deny, piece);
    }

    void wordsShowWhereTheyLead()
    {
        for (const char *text : {"https://example.com", "x ftp://a/b", "git+ssh://a", "user@host:path", "github:a/b"})
            QVERIFY2(namesRemote(text), text);
        for (const char *text :
            {"http://localhost:80/", "http://127.0.0.1", "://", "file:///w/a", "a: b", "me@example.com"})
            QVERIFY2(!namesRemote(text), text);
    }
};

QTEST_APPLESS_MAIN(ViewHoldTest)
#include "tst_viewhold.moc"
