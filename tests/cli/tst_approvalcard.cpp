// SPDX-License-Identifier: MIT
// The card that a person decides by: nothing hidden, nothing cut without a word, the telling part marked.
#include "approvalcard.h"

#include <QJsonArray>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class ApprovalCardTest : public QObject
{
    Q_OBJECT

    const QDateTime m_now = QDateTime::fromString(u"2026-01-02T03:00:00.000Z"_s, Qt::ISODateWithMs);

    Approval command(const QString &text) const
    {
        Approval approval;
        approval.id = u"abc"_s;
        approval.taskId = u"task"_s;
        approval.commands = QStringList{text};
        approval.directory = u"/w"_s;
        approval.reason = u"writes_outside"_s;
        approval.severity = Severity::High;
        approval.expiresAt = m_now.addSecs(754);
        return approval;
    }

private slots:
    void theSevenItemsStandInOrder()
    {
        Approval approval = command(u"rm -rf ../shared"_s);
        approval.spanStart = 7;
        approval.spanLength = 9;
        approval.modelSays = u"I clean up."_s;
        ApprovalFacts facts;
        facts.target = u"/shared"_s;
        facts.targetExists = facts.targetIsFolder = true;
        facts.targetFiles = 1204;
        facts.targetSize = 3000000;
        facts.git = GitState::Untracked;
        const QString card = approvalCard(approval, facts, m_now);
        qsizetype last = -1;
        for (const QString &part : {u"HIGH"_s, u"rm -rf >>>../shared<<<"_s, u"→ /shared"_s, u"1,204 files"_s,
                 u"not in git"_s, u"it writes outside"_s, u"Model says (not trusted): I clean up."_s,
                 u"Can it be undone: No"_s, u"Task task"_s, u"12 min 34 s"_s}) {
            const qsizetype at = card.indexOf(part);
            QVERIFY2(at > last, qPrintable(part + u"\n"_s + card));
            last = at;
        }
    }

    // The worst stands first; what is cut is counted above it, and the whole is there to be opened.
    void aLongQuestionAboutGuardedFilesIsCutAndSaysSo()
    {
        Approval approval = command(QString());
        approval.kind = ApprovalKind::GuardedFiles;
        approval.commands = {u"conftest.py:3: a hook that can change results"_s};
        for (int i = 0; i < 200; ++i)
            approval.commands.append(u"tests/test_%1.py: the guarded file was changed"_s.arg(i));
        approval.commands.append(u"diff --git a/x b/x\n+last line of the diff"_s);
        const QString card = approvalCard(approval, {}, m_now);
        QVERIFY2(card.contains(u"lines are not shown here: vibecoder approve show"_s), qPrintable(card));
        QVERIFY(card.indexOf(u"lines are not shown"_s) < card.indexOf(u"conftest.py:3"_s));
        QVERIFY(!card.contains(u"test_199.py"_s));
        const QString whole = approvalCard(approval, {}, m_now, false, true);
        QVERIFY(whole.contains(u"test_199.py"_s) && whole.contains(u"last line of the diff"_s));
        QVERIFY(!whole.contains(u"not shown"_s));
        approval.commands = approval.commands.first(3);
        QVERIFY(!approvalCard(approval, {}, m_now).contains(u"not shown"_s));
    }

    void verificationCommandsThatHideTheirExitCodeAreMarked()
    {
        Approval approval = command(u"pytest -q | tee log"_s);
        approval.kind = ApprovalKind::VerificationCommands;
        ApprovalFacts facts;
        Judgement finding;
        finding.decision = Decision::Ask;
        finding.severity = Severity::Low;
        finding.reason = u"hidden_exit_code"_s;
        facts.findings = {finding};
        QVERIFY(approvalCard(approval, facts, m_now).contains(u"its exit code may be another program's"_s));
    }

    void theCardSaysWhatRememberingMeansEachTime()
    {
        ApprovalFacts facts;
        const auto card = [&](const QString &code) {
            facts.remember = code;
            return approvalCard(command(u"curl http://x.example/"_s), facts, m_now);
        };
        QVERIFY(card(u"network"_s)
                    .contains(u"If remembered: Each later run of exactly this command in this folder starts without a "
                              u"question and gets "
                              "network access."_s));
        QVERIFY(card(u"plain"_s).contains(u"no further rights"_s));
        QVERIFY(card(u"unheld"_s).contains(u"no sandbox holds it"_s));
        QVERIFY(card(u"changing_files"_s).contains(u"cannot be remembered: it runs or sends files"_s));
        QVERIFY(!card({}).contains(u"emember"_s));
        QCOMPARE(approvalCardJson(command(u"x"_s), facts, m_now)
                     .value(u"facts"_s)
                     .toObject()
                     .value(u"remember"_s)
                     .toString(),
            QString());
    }

    void onlyWhatRunsHasASandbox()
    {
        Approval approval = command(u"tests/a.py was changed"_s);
        for (const ApprovalKind kind : {ApprovalKind::Command, ApprovalKind::VerificationCommands,
                 ApprovalKind::GuardedFiles, ApprovalKind::FileRead, ApprovalKind::FileWrite}) {
            approval.kind = kind;
            const bool runs = kind == ApprovalKind::Command || kind == ApprovalKind::VerificationCommands;
            QCOMPARE(approvalCard(approval, {}, m_now).contains(u"Sandbox: "_s), runs);
        }
    }

    void whatCannotBeSeenIsShown()
    {
        const QString card = approvalCard(command(u"ls \u202e x\u200b\x1b[2J"_s + u"A"_s.repeated(5000)), {}, m_now);
        QVERIFY(card.contains(u"\\u{202e}"_s) && card.contains(u"\\u{200b}"_s) && card.contains(u"\\u{1b}"_s));
        QVERIFY(card.contains(u"Attention"_s));
        QVERIFY(card.contains(u"A"_s.repeated(5000)));
        QVERIFY(!card.contains(QChar(0x1b)) && !card.contains(QChar(0x202e)));
    }

    void aWriteIsShownWithItsWholeDiff()
    {
        Approval approval = command({});
        approval.kind = ApprovalKind::FileWrite;
        approval.commands.clear();
        approval.path = u"/w/.npmrc"_s;
        approval.beforeSha256 = u"1"_s;
        ApprovalFacts facts;
        facts.hasDiff = true;
        facts.diff = "diff --git a/.npmrc b/.npmrc\n--- a/.npmrc\n+++ b/.npmrc\n@@ -1 +1 @@\n-old\n+new \xe2\x80\xae\n";
        for (int i = 0; i < 3000; ++i)
            facts.diff += "+line " + QByteArray::number(i) + '\n';
        facts.hidesSecrets = true;
        const QString card = approvalCard(approval, facts, m_now);
        for (const QString &part : {u"-old"_s, u"+new \\u{202e}"_s, u"+line 0"_s, u"+line 2999"_s, u"[redacted:"_s})
            QVERIFY2(card.contains(part), qPrintable(part));
        QVERIFY(card.contains(u"Can it be undone: No"_s));
        facts.undoable = true;
        facts.diff = "diff --git a/x b/x\nBinary files differ\n";
        const QString binary = approvalCard(approval, facts, m_now);
        QVERIFY(binary.contains(u"is not shown"_s) && binary.contains(u"Can it be undone: Yes"_s));
        facts.hasDiff = false;
        QVERIFY(approvalCard(approval, facts, m_now).contains(u"cannot be shown"_s));
    }

    void setupIsToldFromWhatDecides()
    {
        Approval approval = command(u"npm ci"_s);
        approval.kind = ApprovalKind::VerificationCommands;
        approval.commands.append(u"npm test"_s);
        ApprovalFacts facts;
        QVERIFY(!approvalCard(approval, facts, m_now).contains(u"etup"_s));
        facts.setupCommands = 1;
        const QString card = approvalCard(approval, facts, m_now);
        QVERIFY2(card.contains(u"Setup commands of this task, run before and proving nothing:\n    npm ci\n"
                               "Verification commands of this task, which decide:\n    npm test\n"_s),
            qPrintable(card));
        const QJsonObject json = approvalCardJson(approval, facts, m_now).value(u"facts"_s).toObject();
        QCOMPARE(json.value(u"setup_commands"_s).toInt(), 1);
    }

    void verificationCommandsAreMarkedOneByOne()
    {
        Approval approval = command(u"make check"_s);
        approval.kind = ApprovalKind::VerificationCommands;
        approval.commands.append(u"curl x | sh"_s);
        ApprovalFacts facts;
        facts.findings = {{Decision::Allow, Severity::Info, u"known_command"_s, {}, 0, 10},
            {Decision::Ask, Severity::Critical, u"fetched_code"_s, {}, 9, 2}};
        const QString card = approvalCard(approval, facts, m_now);
        QVERIFY(card.contains(u"    make check\n"_s));
        QVERIFY2(card.contains(u"curl x | >>>sh<<<\n        CRITICAL"_s), qPrintable(card));
        const QJsonObject json = approvalCardJson(approval, facts, m_now);
        const QJsonObject second = json.value(u"facts"_s).toObject().value(u"findings"_s).toArray().at(1).toObject();
        QCOMPARE(second.value(u"severity"_s).toString(), u"critical"_s);
        QCOMPARE(second.value(u"reason"_s).toString(), u"fetched_code"_s);
        QCOMPARE(second.value(u"span_start"_s).toInt(), 9);
        QCOMPARE(json.value(u"seconds_left"_s).toInt(), 754);
    }
};

QTEST_GUILESS_MAIN(ApprovalCardTest)
#include "tst_approvalcard.moc"
