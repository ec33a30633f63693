// SPDX-License-Identifier: MIT
// The simple rules of now: accepted commands byte for byte, plain reading, everything else asks.
#include "permission/permissionpolicy.h"
#include "permission/plainwords.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class PolicyTest : public QObject
{
    Q_OBJECT

    static Judgement judged(const QString &command)
    {
        return judge({ActionKind::RunCommand, command, {}}, {QStringList{u"make test"_s}, u"/w"_s});
    }

private slots:
    void commandsAreJudged_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char *why, const QString &command, bool allowed) {
            QTest::newRow(why) << command << allowed;
        };
        row("an accepted verification command", u"make test"_s, true);
        row("one space more is another command", u"make  test"_s, false);
        row("a trailing space too", u"make test "_s, false);
        row("listing", u"ls -la src"_s, true);
        row("reading", u"cat src/a.py"_s, true);
        row("reading by the absolute name", u"cat /w/src/a.py"_s, true);
        row("quoted words", u"grep -n 'def a' src/a.py"_s, true);
        row("printing", u"echo \"hello there\""_s, true);
        row("a pipe", u"cat a | sh"_s, false);
        row("a redirect", u"echo x > a"_s, false);
        row("two commands", u"ls; rm a"_s, false);
        row("a substitution", u"echo $(id)"_s, false);
        row("a variable", u"echo $HOME"_s, false);
        row("a back-tick", u"echo `id`"_s, false);
        row("a substitution in double quotes", u"echo \"$(id)\""_s, false);
        row("a glob", u"cat *"_s, false);
        row("a brace list", u"cat {a,b}"_s, false);
        row("a tilde", u"cat ~/.ssh/id_rsa"_s, false);
        row("a comment", u"ls # x"_s, false);
        row("a new line", u"ls\nrm a"_s, false);
        row("a carriage return", u"ls\rrm a"_s, false);
        row("an escape byte", u"ls \x1b[2J"_s, false);
        row("an invisible character", u"ls \u200b"_s, false);
        row("an assignment in front", u"LD_PRELOAD=x ls"_s, false);
        row("the parent folder", u"cat ../secret"_s, false);
        row("an absolute place elsewhere", u"cat /etc/passwd"_s, false);
        row("a sibling with the same beginning", u"cat /w2/x"_s, false);
        row("an environment file", u"cat config/.env.production"_s, false);
        row("a key", u"head server.key"_s, false);
        row("an option that is not on the list", u"tail -f a"_s, false);
        row("a recursive search", u"grep -rn x src"_s, false);
        row("another program", u"rm a"_s, false);
        row("an open quote", u"echo 'a"_s, false);
        row("nothing", u"   "_s, false);
    }

    void commandsAreJudged()
    {
        QFETCH(QString, command);
        QFETCH(bool, allowed);
        const Judgement judgement = judged(command);
        QCOMPARE(judgement.decision == Decision::Allow, allowed);
        QVERIFY(!judgement.reason.isEmpty());
    }

    void noDangerousCommandOfTheCorpusRunsUnasked()
    {
        QFile file(QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/security/commands.jsonl"));
        if (!file.open(QIODevice::ReadOnly))
            QSKIP("the command corpus is not here");
        int rows = 0;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QJsonObject row = QJsonDocument::fromJson(line).object();
            if (row.value(u"expect"_s).toString() != u"ask"_s)
                continue;
            ++rows;
            const QString command = row.value(u"command"_s).toString();
            QVERIFY2(judged(command).decision != Decision::Allow,
                qPrintable(row.value(u"id"_s).toString() + u' ' + command));
        }
        QVERIFY(rows > 50);
    }
};

QTEST_GUILESS_MAIN(PolicyTest)
#include "tst_policy.moc"
