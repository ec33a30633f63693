// SPDX-License-Identifier: MIT
// From an action to a decision: accepted commands byte for byte, the tier in force, protected and secret files.
#include "permission/permissionpolicy.h"

#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class PolicyTest : public QObject
{
    Q_OBJECT

    static Judgement judged(const QString &command, SandboxTier tier = SandboxTier::None)
    {
        return judge({ActionKind::RunCommand, command, {}}, {{u"make test"_s, u"vibecoder approve accept 1"_s}, u"/w"_s,
                                                                u"/home/dev"_s, u"/home/dev/.vibecoder"_s, tier});
    }

    static Decision file(ActionKind kind, const QString &path)
    {
        return judge({kind, {}, path}, {{}, u"/w"_s, u"/home/dev"_s, {}, SandboxTier::None}).decision;
    }

private slots:
    void anAcceptedCommandRunsByteForByte()
    {
        QCOMPARE(judged(u"make test"_s).decision, Decision::Allow);
        QCOMPARE(judged(u"make test"_s).reason, u"accepted_verification"_s);
        QCOMPARE(judged(u"make  test"_s).decision, Decision::Ask);
        QCOMPARE(judged(u"make test "_s).decision, Decision::Ask);
        QCOMPARE(judged(u"make test"_s.toUpper()).decision, Decision::Ask);
    }

    void acceptingCannotLiftADenial() { QCOMPARE(judged(u"vibecoder approve accept 1"_s).decision, Decision::Deny); }

    void theTierDecidesWhatTheSandboxCarries()
    {
        QCOMPARE(judged(u"make check"_s, SandboxTier::Bubblewrap).decision, Decision::Allow);
        QCOMPARE(judged(u"make check"_s, SandboxTier::Landlock).decision, Decision::Ask);
        QCOMPARE(judged(u"make check"_s).decision, Decision::Ask);
        QCOMPARE(judged(u"make check"_s).reason, u"needs_sandbox"_s);
        QCOMPARE(judged(u"cat a.c | head"_s).decision, Decision::Allow);
    }

    void theTellingPartIsCountedInCharacters()
    {
        const QString command = u"echo 你好 && rm -rf ~/x"_s;
        const Judgement judgement = judged(command);
        QCOMPARE(command.mid(judgement.spanStart, judgement.spanLength), u"~/x"_s);
    }

    void filesOfMoreThanContentAsk()
    {
        for (const QString &path : {u".git/hooks/pre-commit"_s, u"sub/.GIT/config"_s, u".github/workflows/ci.yml"_s,
                 u".vscode/settings.json"_s, u".env"_s, u".Env.local"_s, u"a.code-workspace"_s, u".npmrc"_s, u".git"_s,
                 u"x/.claude/settings.json"_s, u".git./config"_s})
            QVERIFY2(file(ActionKind::WriteFile, path) == Decision::Ask, qPrintable(path));
        for (const QString &path : {u"src/a.c"_s, u"github/workflows/a.yml"_s, u".gitignore"_s, u"environment.py"_s,
                 u".github/README.md"_s, u"git/config"_s, u"Makefile"_s})
            QVERIFY2(file(ActionKind::WriteFile, path) == Decision::Allow, qPrintable(path));
        for (const QString &path :
            {u".env"_s, u"config/.env.production"_s, u"server.pem"_s, u".ssh/id_rsa"_s, u".git/config"_s})
            QVERIFY2(file(ActionKind::ReadFile, path) == Decision::Ask, qPrintable(path));
        for (const QString &path : {u"src/keys.c"_s, u".gitignore"_s, u".git/HEAD"_s})
            QVERIFY2(file(ActionKind::ReadFile, path) == Decision::Allow, qPrintable(path));
    }
};

QTEST_GUILESS_MAIN(PolicyTest)
#include "tst_policy.moc"
