// SPDX-License-Identifier: MIT
// The card: what it shows and in which order, who may say yes and when, and what happens when somebody else decides.
#include "ui/askfixture.h"

#include "approvals/actionview.h"
#include "approvals/approvalcard.h"
#include "approvals/approvaldialog.h"
#include "approvals/approvallist.h"
#include "approvals/approvalspanel.h"
#include "approvals/cardfooter.h"
#include "approvals/detailsfold.h"
#include "approvals/rememberdialog.h"

#include <QApplication>
#include <QJsonDocument>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QTimeZone>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

Approval question(const QString &command, Severity severity = Severity::Medium)
{
    Approval approval;
    approval.id = u"ap1"_s;
    approval.taskId = u"t1"_s;
    approval.commands = QStringList{command};
    approval.directory = u"/srv/project"_s;
    approval.severity = severity;
    approval.reason = u"writes_outside"_s;
    approval.createdAt = QDateTime::fromSecsSinceEpoch(1000, QTimeZone::utc());
    approval.expiresAt = approval.createdAt.addSecs(1800);
    return approval;
}

QString joined(const QList<ActionSpan> &spans)
{
    QString text;
    for (const ActionSpan &span : spans)
        text += span.kind == SpanKind::Danger   ? u"<"_s + span.text + u">"_s
                : span.kind == SpanKind::Escape ? u"["_s + span.text + u"]"_s
                                                : span.text;
    return text;
}

} // namespace

class ApprovalsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<AskFixture> m_fixture;

    // One open question of a real run, about a command the policy does not let pass.
    QString openQuestion(const QString &command)
    {
        m_fixture->open({command});
        m_fixture->addTask(u"Share fixtures between packages"_s);
        m_fixture->bridge->workers().startWorkers(1);
        waitUntil([this] { return !m_fixture->pending().isEmpty(); });
        const QList<Approval> open = m_fixture->pending();
        return open.isEmpty() ? QString() : open.constFirst().id;
    }

    static void waitUntil(const std::function<bool()> &done)
    {
        for (int i = 0; i < 600 && !done(); ++i)
            QTest::qWait(50);
    }

private slots:
    void initTestCase() { Theme::instance().install(); }
    void init() { m_fixture = std::make_unique<AskFixture>(); }
    void cleanup() { m_fixture.reset(); }

    void whatCannotBeSeenIsShown()
    {
        QCOMPARE(joined(actionSpans(u"rm -rf ../shared"_s, 7, 9)), u"rm -rf <../shared>"_s);
        QCOMPARE(joined(actionSpans(u"ls"_s, 0, 2)), u"ls"_s);
        const QString hidden = u"echo "_s + QChar(0x202e) + u"txt"_s + QChar(0x1b);
        QCOMPARE(joined(actionSpans(hidden, 0, 0)), u"echo [\\u{202e}]txt[\\u{1b}]"_s);
        QCOMPARE(joined(actionSpans(u"ab"_s, 1, 99)), u"ab"_s);
        QVERIFY(Cards::content(question(hidden), nullptr, nullptr).hasEscapes);
    }

    void theOrderIsTheRiskThenTheAction()
    {
        const CardContent card = Cards::content(question(u"rm -rf ../shared"_s, Severity::High), nullptr, nullptr);
        QVERIFY(card.title.startsWith(card.risk));
        QVERIFY(card.title.contains(u"outside"_s));
        QCOMPARE(card.role, Role::Danger);
        QVERIFY(card.high && !card.canRemember && !card.undoable);
        const CardContent low = Cards::content(question(u"ls"_s, Severity::Low), nullptr, nullptr);
        QCOMPARE(low.role, Role::Running);
        QVERIFY(low.canRemember);
        // What the card says of remembering, and no button for what cannot be.
        ApprovalFacts facts;
        facts.remember = u"network"_s;
        QVERIFY(Cards::content(question(u"ls"_s, Severity::Low), &facts, nullptr)
                    .remember.contains(u"gets network access"_s));
        facts.remember = u"changing_files"_s;
        const CardContent each = Cards::content(question(u"ls"_s, Severity::Low), &facts, nullptr);
        QVERIFY(!each.canRemember && each.remember.contains(u"cannot be remembered"_s));
    }

    void setupIsToldFromWhatDecides()
    {
        Approval approval = question(u"npm ci"_s, Severity::Low);
        approval.kind = ApprovalKind::VerificationCommands;
        approval.commands.append(u"npm test"_s);
        const auto headings = [&](int setup) {
            ApprovalFacts facts;
            facts.setupCommands = setup;
            const CardContent card = Cards::content(approval, &facts, nullptr);
            QStringList shown{card.headline};
            for (const ActionLine &line : card.action)
                shown.append(line.heading);
            return shown;
        };
        QCOMPARE(headings(0),
            (QStringList{u"Run these verification commands, now and after each iteration"_s, QString(), QString()}));
        QCOMPARE(headings(1),
            (QStringList{u"Run these setup commands before the verification; they prove nothing"_s, QString(),
                u"Run these verification commands, now and after each iteration; they decide"_s}));
        ActionView view;
        ApprovalFacts facts;
        view.setContent(Cards::content(approval, nullptr, nullptr));
        facts.setupCommands = 1;
        view.setContent(Cards::content(approval, &facts, nullptr));
        const QString text = view.toPlainText();
        QVERIFY2(text.indexOf(u"npm ci"_s) < text.indexOf(u"they decide"_s) &&
                     text.indexOf(u"they decide"_s) < text.indexOf(u"npm test"_s),
            qPrintable(text));
    }

    void theModelSpeaksShortly()
    {
        Approval approval = question(u"ls"_s);
        approval.modelSays = QString(500, u'x') + QChar(0x202e);
        QCOMPARE(Cards::content(approval, nullptr, nullptr).modelSays.size(), 140);
    }

    void timeRunsOut()
    {
        const Approval approval = question(u"ls"_s);
        const auto [part, figure] = Cards::timeLeft(approval, approval.createdAt.addSecs(106));
        QCOMPARE(figure, u"28:14"_s);
        QVERIFY(part > 0.93 && part < 0.95);
        QCOMPARE(Cards::timeLeft(approval, approval.createdAt.addSecs(9999)).first, 0.0);
        Approval endless = approval;
        endless.expiresAt = {};
        QVERIFY(Cards::timeLeft(endless, approval.createdAt).first < 0);
    }

    void sameKindStandsTogetherButNeverHighRisk()
    {
        QList<Approval> open;
        int i = 0;
        for (const auto &[command, severity] : {std::pair("pip install a", Severity::Medium),
                 std::pair("rm -rf /x", Severity::High), std::pair("pip install b", Severity::Medium),
                 std::pair("rm -rf /y", Severity::High), std::pair("make", Severity::Low)}) {
            Approval approval = question(QString::fromLatin1(command), severity);
            approval.id = QString::number(i);
            approval.seq = i++;
            open.append(approval);
        }
        QStringList seen;
        for (const ApprovalRow &row : approvalRows(open))
            seen.append(row.heading.isEmpty() ? row.approval.commands.constFirst() : u"# "_s + row.heading);
        QCOMPARE(seen, (QStringList{u"rm -rf /x"_s, u"rm -rf /y"_s, u"# 2 × pip install"_s, u"pip install a"_s,
                           u"pip install b"_s, u"make"_s}));
    }

    void theGuardOpensAfter800Ms()
    {
        AllowGuard guard;
        QVERIFY(!guard.isOpen(5000));
        guard.restart(1000);
        QVERIFY(!guard.isOpen(1799));
        QVERIFY(guard.isOpen(1800));
        QCOMPARE(guard.left(1300), 500);
        guard.restart(1900);
        QVERIFY(!guard.isOpen(2000));
    }

    void allowIsClosedUntilEverythingWasShown()
    {
        Approval guarded = question(QString());
        guarded.kind = ApprovalKind::GuardedFiles;
        guarded.commands.clear();
        for (int i = 0; i < 200; ++i)
            guarded.commands.append(u"tests/test_%1.py: the guarded file was changed"_s.arg(i));
        CardFooter footer;
        const CardContent cut = Cards::content(guarded, nullptr, nullptr);
        QVERIFY(cut.hidden > 0 && cut.action.size() < 200);
        footer.setContent(cut);
        QTest::qWait(AllowGuard::kDelayMs + 100);
        QVERIFY(!footer.mayAllow());
        const CardContent whole = Cards::content(guarded, nullptr, nullptr, true);
        QCOMPARE(whole.hidden, 0);
        QCOMPARE(whole.action.size(), 200);
        footer.setContent(whole);
        QTRY_VERIFY(footer.allowButton()->isEnabled());
    }

    void allowIsClosedAtFirstAndAfterAChange()
    {
        CardFooter footer;
        QSignalSpy allowed(&footer, &CardFooter::allowed);
        footer.setContent(Cards::content(question(u"make"_s), nullptr, nullptr));
        QVERIFY(!footer.allowButton()->isEnabled());
        footer.allow(RememberFor::No);
        QTest::mouseClick(footer.allowButton(), Qt::LeftButton);
        QCOMPARE(allowed.size(), 0);
        QTRY_VERIFY(footer.allowButton()->isEnabled());
        footer.setContent(Cards::content(question(u"make all"_s), nullptr, nullptr));
        QVERIFY(!footer.allowButton()->isEnabled());
        QTRY_VERIFY(footer.allowButton()->isEnabled());
        footer.restartGuard();
        QVERIFY(!footer.mayAllow());
        QTRY_VERIFY(footer.allowButton()->isEnabled());
        QTest::mouseClick(footer.allowButton(), Qt::LeftButton);
        QCOMPARE(allowed.size(), 1);
    }

    void enterNeverAllows()
    {
        CardFooter footer;
        QSignalSpy allowed(&footer, &CardFooter::allowed);
        footer.setContent(Cards::content(question(u"rm -rf /x"_s, Severity::High), nullptr, nullptr));
        QTRY_VERIFY(footer.allowButton()->isEnabled());
        QTest::keyClick(footer.allowButton(), Qt::Key_Return);
        QTest::keyClick(footer.allowButton(), Qt::Key_Enter);
        QCOMPARE(allowed.size(), 0);
        footer.allow(RememberFor::Task); // not for what is never remembered
        QCOMPARE(allowed.size(), 0);
    }

    void aMessageHasAnEnd()
    {
        CardFooter footer;
        QSignalSpy denied(&footer, &CardFooter::denied);
        footer.setContent(Cards::content(question(u"make"_s), nullptr, nullptr));
        footer.writeMessage();
        QVERIFY(footer.isWriting());
        footer.messageEdit()->setPlainText(QString(700, u'a'));
        QCOMPARE(footer.messageEdit()->toPlainText().size(), CardFooter::kLongestMessage);
        footer.messageEdit()->setPlainText(u"use the fixture folder"_s);
        QTest::keyClick(footer.messageEdit(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(denied.size(), 1);
        QCOMPARE(denied.constFirst().constFirst().toString(), u"use the fixture folder"_s);
    }

    void theDialogAllowsByAltOOnly()
    {
        const QString id = openQuestion(u"curl http://example.invalid/x"_s);
        QVERIFY(!id.isEmpty());
        ApprovalDialog dialog(*m_fixture->bridge, id);
        dialog.show();
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QVERIFY(!dialog.isModal());
        QCOMPARE(dialog.focusWidget(), dialog.card().footer().denyButton());
        QVERIFY(dialog.card().action().toPlainText().contains(u"curl http://example.invalid/x"_s));
        QTest::keyClick(&dialog, Qt::Key_O, Qt::AltModifier); // too early
        QCOMPARE(m_fixture->bridge->engine().approval(id)->state, ApprovalState::Pending);
        QTRY_VERIFY(dialog.card().footer().allowButton()->isEnabled());
        QTest::keyClick(dialog.focusWidget(), Qt::Key_O, Qt::AltModifier);
        QTRY_COMPARE(m_fixture->bridge->engine().approval(id)->state, ApprovalState::Approved);
        QTRY_VERIFY(!dialog.isVisible());
        QCOMPARE(m_fixture->bridge->engine().approval(id)->decidedBy, EngineBridge::actor());
    }

    void escDenies()
    {
        const QString id = openQuestion(u"curl http://example.invalid/x"_s);
        ApprovalDialog dialog(*m_fixture->bridge, id);
        dialog.show();
        dialog.card().footer().writeMessage();
        QTest::keyClick(&dialog, Qt::Key_Escape); // back from the message
        QCOMPARE(m_fixture->bridge->engine().approval(id)->state, ApprovalState::Pending);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QTRY_COMPARE(m_fixture->bridge->engine().approval(id)->state, ApprovalState::Denied);
    }

    void theCommandLineIsQuicker()
    {
        const QString id = openQuestion(u"curl http://example.invalid/x"_s);
        ApprovalDialog dialog(*m_fixture->bridge, id);
        dialog.show();
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_fixture->folder.path());
        environment.insert(u"VIBECODER_DATABASE_URL"_s, m_fixture->settings.databaseUrl);
        environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        program.setProcessEnvironment(environment);
        program.start(
            QStringLiteral(VIBECODER_BINARY_DIR "/app/cli/vibecoder"), {u"deny"_s, id, u"--message"_s, u"not now"_s});
        QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, 20000);
        QVERIFY2(program.exitCode() == 0, program.readAllStandardError().constData());
        QTRY_COMPARE(dialog.card().approval().state, ApprovalState::Denied);
        QVERIFY(dialog.isVisible());
        QVERIFY2(dialog.card().decidedText().contains(u"cli:"_s), qPrintable(dialog.card().decidedText()));
        auto *said = dialog.findChild<QLabel *>(u"decided"_s);
        QVERIFY(said && said->isVisibleTo(&dialog) && said->text().contains(u"cli:"_s));
        QVERIFY(!dialog.card().footer().mayAllow());
        QTest::keyClick(&dialog, Qt::Key_O, Qt::AltModifier);
        QCOMPARE(m_fixture->bridge->engine().approval(id)->message, u"not now"_s);
    }

    void aRuleIsSeenBeforeItIsRemembered()
    {
        const QString id = openQuestion(u"curl http://example.invalid/x"_s);
        const auto approval = m_fixture->bridge->engine().approval(id);
        QVERIFY(approval.has_value());
        RememberDialog dialog(*m_fixture->bridge, *approval);
        QSignalSpy chosen(&dialog, &RememberDialog::chosen);
        QTRY_VERIFY(!dialog.ruleText().isEmpty());
        const auto preview = m_fixture->bridge->engine().rememberPreview(id, RememberFor::Task);
        QCOMPARE(dialog.ruleText(), preview ? Cards::ruleWords(preview->rule) : preview.error().message);
        if (preview) {
            QVERIFY(!dialog.findChild<QLabel *>(u"meaning"_s)->text().isEmpty());
            QTRY_VERIFY(dialog.allowButton()->isEnabled());
            dialog.allowButton()->click();
            QCOMPARE(chosen.size(), 1);
        }
    }

    void thePanelMovesOn()
    {
        m_fixture->open({u"make"_s});
        const QString first = m_fixture->addTask(u"First"_s, false), second = m_fixture->addTask(u"Second"_s, false);
        QTRY_COMPARE(m_fixture->pending().size(), 2);
        ApprovalsPanel panel(*m_fixture->bridge);
        QSignalSpy counted(&panel, &ApprovalsPanel::countChanged);
        panel.resize(820, 700);
        panel.show();
        QCOMPARE(panel.count(), 2);
        const QString one = panel.card().approvalId();
        QVERIFY(!one.isEmpty());
        auto *view = panel.findChild<QListView *>();
        QTest::keyClick(view, Qt::Key_J);
        const QString other = panel.card().approvalId();
        QVERIFY(other != one);
        QTest::keyClick(view, Qt::Key_K);
        QCOMPARE(panel.card().approvalId(), one);
        QTest::keyClick(view, Qt::Key_D);
        QTRY_COMPARE(m_fixture->bridge->engine().approval(one)->state, ApprovalState::Denied);
        QTRY_COMPARE(panel.count(), 1);
        QTRY_COMPARE(panel.card().approvalId(), other);
        QVERIFY(!counted.isEmpty());
        // the rest is decided by another engine: the card stays and says by whom
        auto engine = Engine::open(m_fixture->settings);
        QVERIFY(engine.has_value());
        ApprovalDecision decision;
        decision.decidedBy = u"api:bob"_s;
        QVERIFY(waitFor((*engine)->decide(other, decision)).has_value());
        QTRY_COMPARE(panel.count(), 0);
    }

    void everythingHasAName()
    {
        const QString id = openQuestion(u"curl http://example.invalid/x"_s);
        ApprovalDialog dialog(*m_fixture->bridge, id);
        dialog.card().details().setOpen(true);
        dialog.show();
        for (const QWidget *widget : dialog.findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith(u"qt_"_s) ||
                !widget->isVisibleTo(&dialog))
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()));
        }
    }
};

QTEST_MAIN(ApprovalsTest)
#include "tst_approvals.moc"
