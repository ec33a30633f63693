// SPDX-License-Identifier: MIT
// The judge of commands against labelled cases, and the same command in other clothes.
#include "permission/commandpolicy.h"
#include "permission/minilanguages.h"

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

CommandVerdict judged(const QByteArray &command, SandboxTier tier = SandboxTier::Bubblewrap)
{
    return classifyCommand(command, {"/w", "", "/home/dev", "/home/dev/.vibecoder", tier});
}

Decision decisionOf(const QByteArray &command, SandboxTier tier = SandboxTier::Bubblewrap)
{
    return judged(command, tier).worst.decision;
}

} // namespace

class CommandPolicyTest : public QObject
{
    Q_OBJECT

    static void compare(const QList<Case> &cases, double allowedShare)
    {
        QVERIFY(!cases.isEmpty());
        int allow = 0, flagged = 0;
        QByteArrayList wrong, noisy;
        for (const Case &one : cases) {
            const bool allowed = decisionOf(one.command) == Decision::Allow;
            if (one.expect == u"ask"_s && allowed)
                wrong.append(one.command);
            if (one.expect == u"allow"_s) {
                ++allow;
                if (!allowed) {
                    ++flagged;
                    noisy.append(one.command);
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), wrong.join("\n---\n").constData());
        QVERIFY2(flagged <= double(allow) * (1 - allowedShare), noisy.join("\n---\n").constData());
    }

private slots:
    void ownCasesAreJudgedAsLabelled()
    {
        const QString folder = QStringLiteral(VIBECODER_SOURCE_DIR) + u"/tests/fixtures/permission/"_s;
        compare(casesOf(folder + u"allow.jsonl"_s), 0.98);
        compare(casesOf(folder + u"ask.jsonl"_s), 0.98);
    }

    void sharedCasesAreJudgedAsLabelled()
    {
        const QList<Case> cases =
            casesOf(QStringLiteral(VIBECODER_SOURCE_DIR) + u"/../shared/corpora/security/commands.jsonl"_s);
        if (cases.isEmpty())
            QSKIP("the shared cases are not beside this checkout");
        compare(cases, 0.98);
    }

    void otherClothesChangeNothing_data()
    {
        QTest::addColumn<QByteArray>("command");
        for (const char *name : {"allow", "ask"}) {
            int row = 0;
            for (const Case &one : casesOf(QStringLiteral(VIBECODER_SOURCE_DIR) +
                                           u"/tests/fixtures/permission/%1.jsonl"_s.arg(QLatin1StringView(name))))
                QTest::addRow("%s %d", name, row++) << one.command;
        }
    }

    void otherClothesChangeNothing()
    {
        QFETCH(QByteArray, command);
        const Decision plain = decisionOf(command);
        // Words without any meaning of the shell, so that they can be taken apart here.
        const bool simple = std::all_of(command.begin(), command.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   QByteArrayView(" -_./").contains(c);
        });
        if (!command.contains('\n') && !command.contains('#')) {
            QCOMPARE(decisionOf("  " + command + " "), plain);
            QCOMPARE(decisionOf(command + " # done"), plain);
            QCOMPARE(decisionOf(command + "\n"), plain);
            QCOMPARE(decisionOf("true; " + command), plain);
            QCOMPARE(decisionOf(command + " && true"), plain);
        }
        if (!simple)
            return;
        QByteArrayList words = command.simplified().split(' ');
        QCOMPARE(decisionOf(words.join("   ")), plain);
        QCOMPARE(decisionOf(words.join(" \\\n ")), plain);
        QByteArrayList single, half;
        for (const QByteArray &word : words) {
            single.append('\'' + word + '\'');
            half.append(word.left(1) + "\"" + word.mid(1) + "\"");
        }
        QCOMPARE(decisionOf(single.join(' ')), plain);
        QCOMPARE(decisionOf(half.join(' ')), plain);
        // Words of the shell itself are no programs for a wrapper.
        static const QByteArrayList builtins{
            "cd", "set", "export", "eval", "exec", "source", ".", "while", "builtin", "time", "!"};
        if (!builtins.contains(words.first())) {
            QCOMPARE(decisionOf("nice " + command), plain);
            QCOMPARE(decisionOf("timeout 60 " + command), plain);
            QCOMPARE(decisionOf("env CI=1 " + command), plain);
            QCOMPARE(decisionOf("time " + command), plain);
        }
        const QByteArray program = words.first();
        if (!program.contains('/') && plain != Decision::Allow)
            QVERIFY(decisionOf("/usr/bin/" + command) != Decision::Allow);
    }

    void theStrictestPartWinsAndIsShown()
    {
        const QByteArray command = "make && echo x > ../x && ls";
        const CommandVerdict verdict = judged(command);
        QCOMPARE(verdict.worst.decision, Decision::Ask);
        QCOMPARE(verdict.worst.severity, Severity::Critical);
        QCOMPARE(command.mid(verdict.worst.begin, verdict.worst.end - verdict.worst.begin), QByteArray("../x"));
    }

    void whatCanNeverBeApprovedIsDenied_data()
    {
        QTest::addColumn<QByteArray>("command");
        for (const char *command : {"dd if=/dev/zero of=/dev/sda", "mkfs.ext4 /dev/sdb1", "echo x > /dev/nvme0n1",
                 ":(){ :|:& };:", "bomb() { bomb | bomb & }; bomb", "vibecoder approve accept 1", "kill -9 $PPID",
                 "cat /home/dev/.vibecoder/vibecoder.db", "sh -c 'vibecoder approve accept 1'",
                 "echo $(vibecoder approve list)"})
            QTest::newRow(command) << QByteArray(command);
    }

    void whatCanNeverBeApprovedIsDenied()
    {
        QFETCH(QByteArray, command);
        QCOMPARE(decisionOf(command), Decision::Deny);
        QVERIFY(judged(command).worst.rail);
    }

    void aWorktreeAmongTheDataOfTheProgramBelongsToItsTask()
    {
        const QByteArray root = "/home/dev/.vibecoder/data/worktrees/x-1";
        const auto decided = [&root](const QByteArray &command) {
            return classifyCommand(
                command, {root, "", "/home/dev", "/home/dev/.vibecoder/data", SandboxTier::Bubblewrap})
                .worst.decision;
        };
        for (const QByteArray &command : {QByteArray("cat a"), QByteArray("sed -i s/a/b/ sub/a"), "cat " + root + "/a",
                 QByteArray("cd sub && cat ../a")})
            QVERIFY2(decided(command) == Decision::Allow, command.constData());
        for (const QByteArray &command : {QByteArray("cat ../y-2/a"), QByteArray("ls .."), "cat " + root + "-2/a",
                 QByteArray("cat /home/dev/.vibecoder/data/audit.jsonl"), QByteArray("cat ../.x-1/clone.json")})
            QVERIFY2(decided(command) == Decision::Deny, command.constData());
    }

    void withoutASandboxOnlyReadingIsAllowed()
    {
        for (const SandboxTier tier : {SandboxTier::None, SandboxTier::Landlock}) {
            for (const char *command : {"ls -la", "cat a | head", "grep -rn x src", "git status", "git branch -a",
                     "ls > /dev/null 2>&1", "git diff", "sed -n 1p a", "tar tf a.tar", "tar --list --file=a.tar"})
                QVERIFY2(decisionOf(command, tier) == Decision::Allow, command);
            for (const char *command : {"make", "pytest", "./x", "python3 a.py", "mkdir a", "cp a b", "rm -rf build",
                     "npm test", "sed -i s/a/b/ a", "echo x > a", "cat a >> b", "sort -o a b", "xxd a b",
                     "git branch x", "git tag v1", "make > log 2>&1", "git add -A", "chmod +x a", "tar xf a.tar",
                     "tar --extract --file=a.tar", "tar -xf t.tar", "sh a.sh"})
                QVERIFY2(decisionOf(command, tier) == Decision::Ask, command);
        }
    }

    void theShortestWordsAreJudgedToo()
    {
        // Option words of one letter and of none, where a look at the second letter would go past the end.
        for (const char *program : {"tar", "sed", "find", "git", "nice", "dd", "chmod", "ln", "rm", "sort", "awk",
                 "xargs", "env", "timeout", "python3", "sh", "npm", "sqlite3", "kill", "head", "make"}) {
            for (const char *word : {"x", "-", "--", "''", "+", "=", "%", "f", "\xff", "'' ''", "- x", "x -"}) {
                const QByteArray command = QByteArray(program) + ' ' + word;
                QVERIFY2(judged(command).worst.end <= command.size(), command.constData());
            }
        }
    }

    void aFailedChangeOfDirectoryIsThoughtOf()
    {
        QCOMPARE(decisionOf("cd a && touch ../b"), Decision::Allow);
        QCOMPARE(decisionOf("cd a; touch ../b"), Decision::Ask);
        QCOMPARE(decisionOf("cd a || touch ../b"), Decision::Ask);
        QCOMPARE(decisionOf("cd a && cd .. && touch ../b"), Decision::Ask);
        QCOMPARE(decisionOf("cd a && make; touch ../b"), Decision::Ask);
    }

    void limitsAreNoWayAround()
    {
        QCOMPARE(decisionOf("echo " + QByteArray(70000, 'a')), Decision::Ask);
        QCOMPARE(decisionOf(QByteArray("true && ").repeated(600) + "true"), Decision::Ask);
        QCOMPARE(decisionOf(QByteArray("nice ").repeated(10) + "ls"), Decision::Ask);
        QCOMPARE(decisionOf(QByteArray("true && ").repeated(60) + "rm -rf ~"), Decision::Ask);
        QCOMPARE(decisionOf(QByteArray("ls\0; rm", 7)), Decision::Ask);
        QCOMPARE(decisionOf("ls \xff"), Decision::Ask);
    }

    void aHostThatLooksLikeAnotherIsMarked_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("marked");
        const auto row = [](const char *command, const char *marked) {
            QTest::addRow("%s", command) << QByteArray(command) << QByteArray(marked);
        };
        row("curl https://\u0430pple.com/x", "https://\u0430pple.com/x");
        row("curl -s \u0430pple.com", "\u0430pple.com");
        row("curl l\u043ecalhost:3000", "l\u043ecalhost:3000");
        row("wget -qO- 'https://g\u00efthub.com/a'", "'https://g\u00efthub.com/a'");
        row("git push https://gith\u0443b.com/a", "https://gith\u0443b.com/a");
        row("ssh user@ex\u0430mple.org ls", "user@ex\u0430mple.org");
        row("curl https://xn--pple-43d.com/", "https://xn--pple-43d.com/");
        row("curl https://github.com@evil.example/", "https://github.com@evil.example/");
        row("curl https://github%2ecom/", "https://github%2ecom/");
        row("npm install --registry=https://npmjs.\u043erg/", "--registry=https://npmjs.\u043erg/");
        row("sh -c 'curl https://\u0430pple.com'", "'curl https://\u0430pple.com'");
        row("curl https://\u3002example.com/", "https://\u3002example.com/");
    }

    void aHostThatLooksLikeAnotherIsMarked()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, marked);
        const CommandFinding worst = judged(command).worst;
        QCOMPARE(worst.decision, Decision::Ask);
        QCOMPARE(worst.reason, u"foreign_host"_s);
        QCOMPARE(worst.severity, Severity::Critical);
        QVERIFY(worst.rail);
        QCOMPARE(command.mid(worst.begin, worst.end - worst.begin), marked);
    }

    void otherWordsOfOtherScriptsAreNotMarked()
    {
        for (const char *command : {"curl -d 'na\u00efve=1' https://x.example/", "curl https://x.example/\u0430",
                 "curl -H 'X: \u0430.b' https://x.example/", "git push origin \u0432\u0435\u0442\u043a\u0430"})
            QVERIFY2(judged(command).worst.reason != u"foreign_host"_s, command);
        QCOMPARE(decisionOf("grep -r https://\u0430pple.com src"), Decision::Allow);
        QCOMPARE(decisionOf("echo \u043f\u0440\u0438\u0432\u0435\u0442.txt"), Decision::Allow);
    }

    void onlyPlainCommandsCanBecomeARule()
    {
        QVERIFY(judged("curl http://x.example/a").plain);
        QCOMPARE(judged("curl http://x.example/a").argvs.at(0), QByteArrayList({"curl", "http://x.example/a"}));
        QVERIFY(!judged("curl http://x.example/a > b").plain);
        QVERIFY(!judged("rm *").plain);
        QVERIFY(!judged("A=b curl x").plain);
        QVERIFY(!judged("curl $x").plain);
    }

    void miniLanguages()
    {
        for (const char *script : {"s/a/b/g", "1,5p", "/x/d", "$!d", "/a/,/b/p", "s|a/b|c|", "y/abc/xyz/", "s/w/e/",
                 "2~3p", "/re/I,+2d;p", "1i header", "/x/a new line", "2c\\\nnew", "a x\\\n1e id"})
            QVERIFY2(sedOnlyEdits(script), script);
        for (const char *script : {"w x", "1w x", "s/a/b/w x", "s/a/b/e", "e", "1e id", "r /etc/passwd", "R x", "W x",
                 "s/a/b/gw x", "/x/{w y", "a x\n1e id", "i x\\\\\nw y"})
            QVERIFY2(!sedOnlyEdits(script), script);
        for (const char *program : {"{print $1}", "NR>1", "$3 > 5 {print}", "/system(/ {print}", "{print \"a > b\"}",
                 "{x = a / b; print x / 2}", "{if ((a > b) || c) print (a > b)}"})
            QVERIFY2(awkOnlyComputes(program), program);
        for (const char *program : {"BEGIN{system(\"id\")}", "{print > \"x\"}", "{print | \"sh\"}", "\"id\" | getline",
                 "{printf \"a\" >> f}", "@load \"x\"", "{print a > b}", "{print \"unclosed}", "{getline < f}"})
            QVERIFY2(!awkOnlyComputes(program), program);
    }
};

QTEST_APPLESS_MAIN(CommandPolicyTest)
#include "tst_commandpolicy.moc"
