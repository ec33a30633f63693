// SPDX-License-Identifier: MIT
// A task that works in a view, in the window: the rows of the border, conflicts, the sentence about the folder, and
// with a real run the answer, what is applied, and taking it back.
#include "ui/askfixture.h"

#include "approvals/approvalcard.h"
#include "approvals/approvaldialog.h"
#include "approvals/borderview.h"
#include "approvals/borderwords.h"
#include "approvals/cardfooter.h"
#include "approvals/conflictview.h"
#include "approvals/shownrow.h"
#include "taskpage/changestab.h"
#include "taskpage/resultdialog.h"
#include "taskpage/resultline.h"
#include "taskpage/taskpage.h"

#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTranslator>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

BorderRow row(BorderKind kind, const QString &path, const QString &code, const QString &digest)
{
    BorderRow one;
    one.kind = kind;
    one.path = path;
    one.code = code;
    one.why = u"a reason"_s;
    one.digest = digest;
    return one;
}

BorderCard cardOf(const QList<BorderRow> &rows)
{
    BorderCard card;
    card.rows = rows;
    for (const BorderRow &one : rows) {
        card.asked += one.kind == BorderKind::Asked;
        card.denied += one.kind == BorderKind::Denied;
        card.unasked += one.kind == BorderKind::Unasked;
    }
    card.digest = u"card of %1"_s.arg(rows.size());
    return card;
}

ConflictSide side(const QString &text)
{
    return {0100644, text.size(), true, text, false};
}

ConflictFile conflict(const QString &path, const QString &mine, const QString &theirs)
{
    ConflictFile file;
    file.path = path;
    file.base = side({});
    file.mine = side(mine);
    file.theirs = side(theirs);
    file.merged = u"<<<<<<< yours\n%1=======\n%2>>>>>>> this attempt\n"_s.arg(mine, theirs);
    return file;
}

QString shownText(const QWidget &widget)
{
    QStringList texts;
    for (const ShownRow *one : widget.findChildren<ShownRow *>())
        texts.append(one->toPlainText());
    return texts.join(u'\n');
}

template <typename T>
T *visibleChild(const QWidget &parent, const QString &name)
{
    for (T *one : parent.findChildren<T *>(name)) {
        if (one->isVisibleTo(&parent))
            return one;
    }
    return nullptr;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("absent");
}

} // namespace

class ViewResultTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<AskFixture> m_fixture;
    QString m_project;

    // A real run of one command in a view; the task when it waits or has ended.
    Task run(const QString &command, TaskState until)
    {
        m_fixture = std::make_unique<AskFixture>();
        m_fixture->open({command});
        m_project = m_fixture->folder.path() + u"/project"_s;
        QDir().mkpath(m_project);
        TaskSpec spec;
        spec.name = u"Greet"_s;
        spec.verificationCommands = QStringList{u"grep -q hello greeting.txt"_s};
        spec.workingDirectory = QDir(m_project).canonicalPath();
        spec.maxIterations = 1;
        spec.isolation = Isolation::View;
        const auto made = waitFor(m_fixture->bridge->engine().submit({spec, {}, true, u"test"_s}));
        if (!made)
            return {};
        m_fixture->bridge->workers().startWorkers(1);
        return wait(made->id, until);
    }

    Task wait(const QString &id, TaskState until)
    {
        Task task;
        for (int i = 0; i < 600; ++i) {
            task = m_fixture->bridge->engine().task(id).value_or(Task());
            if (task.state == until || isEnded(task.state))
                break;
            QTest::qWait(50);
        }
        return task;
    }

private slots:
    void initTestCase() { Theme::instance().install(); }
    void cleanup() { m_fixture.reset(); }

    void eachRowIsShownOnceAndTheRestIsOnePressAway()
    {
        QList<BorderRow> rows;
        for (int i = 0; i < BorderView::kFirst + 5; ++i)
            rows.append(row(BorderKind::Asked, u"tests/test_%1.py"_s.arg(i, 2, 10, QLatin1Char('0')), u"changed_test"_s,
                QString::number(i)));
        rows[0].findings = {{u"skip_added"_s, 3, u"skip()"_s}};
        rows[0].furtherFindings = {{u"test_removed"_s, 0, {}}, {u"exit_forced"_s, 9, u"<b>exit(0)</b>"_s}};
        rows[0].excerpt = QStringList{u"+<img src=x>"_s, u"-"_s + QChar(0x202e)};
        rows.append(row(BorderKind::Denied, u"pipe"_s, u"special_file"_s, {}));
        rows.append(row(BorderKind::Unasked, u"calc.py"_s, u"source"_s, u"u"_s));
        BorderView view;
        view.resize(600, 800);
        view.setCard(cardOf(rows), true);
        view.show();
        QCOMPARE(view.hidden(), 5);
        QString text = shownText(view);
        QVERIFY(text.contains(u"tests/test_19.py"_s) && !text.contains(u"tests/test_20.py"_s));
        QCOMPARE(text.count(u"tests/test_00.py"_s), 1);
        QVERIFY(text.contains(u"+<img src=x>"_s) && text.contains(u"-\\u{202e}"_s)); // text, and everything visible
        QVERIFY(text.contains(u"line 3"_s) && !text.contains(u"exit(0)"_s));
        QVERIFY(text.contains(u"pipe"_s) && !text.contains(u"calc.py"_s));
        visibleChild<QPushButton>(view, u"moreFindings"_s)->click();
        QVERIFY(shownText(view).contains(u"<b>exit(0)</b>"_s));
        visibleChild<QPushButton>(view, u"unasked"_s)->click();
        QVERIFY(shownText(view).contains(u"calc.py"_s));
        visibleChild<QPushButton>(view, u"showMore"_s)->click();
        QCOMPARE(view.hidden(), 0);
        QVERIFY(shownText(view).contains(u"tests/test_24.py"_s));
        // One choice for each asked row, none for what can never be applied.
        QCOMPARE(view.findChildren<QPushButton *>(u"useRow"_s).size(), BorderView::kFirst + 5);
        QVERIFY(view.answers().isEmpty());
        view.findChildren<QPushButton *>(u"useRow"_s).at(1)->click();
        view.findChildren<QPushButton *>(u"leaveRow"_s).at(0)->click();
        QCOMPARE(view.answers(), (QJsonObject{{u"0"_s, u"leave"_s}, {u"1"_s, u"use"_s}}));
        // Another question with the same card, and another card: what was chosen does not hold for them.
        view.forget();
        view.setCard(cardOf(rows), true);
        QVERIFY(view.answers().isEmpty());
        view.setCard(cardOf({row(BorderKind::Asked, u"a"_s, u"secret"_s, u"0"_s)}), true);
        QVERIFY(view.answers().isEmpty());
    }

    void theReasonsAreInTheLanguageOfTheReader()
    {
        BorderRow asked = row(BorderKind::Asked, u"tests/test_a.py"_s, u"changed_test"_s, u"0"_s);
        asked.why = u"changed test"_s;
        asked.also = {u"some file systems take its name for the same as %2"_s, u"of a later version"_s};
        asked.reasons = {{u"changed_test"_s, {}}, {u"case_collision"_s, u"<b>%2"_s + QChar(0x202e)}};
        BorderRow unasked = row(BorderKind::Unasked, u"package-lock.json"_s, u"lock_file"_s, u"1"_s);
        unasked.reasons = {{u"lock_file"_s, {}}};
        BorderView view;
        view.setCard(cardOf({asked, unasked}), true);
        view.show();
        // Without what the class of the row says already.
        QCOMPARE(BorderWords::why(asked),
            u"some file systems take its name for the same as <b>%2\\u{202e}; of a later version"_s);
        QTranslator chinese;
        QVERIFY(chinese.load(u":/i18n/vibecoder_zh_CN.qm"_s));
        QCoreApplication::installTranslator(&chinese);
        QApplication::processEvents(); // the view hears of the other language
        const auto unaskedFold = visibleChild<QPushButton>(view, u"unasked"_s);
        unaskedFold->click();
        const QString text = shownText(view);
        BorderRow obeyed = row(BorderKind::Asked, u".mcp.json"_s, u"protected_name"_s, u"2"_s);
        obeyed.reasons = {{u"protected_name.by"_s, u"agents: servers of tools"_s}};
        const QString who = BorderWords::why(obeyed);
        Approval question;
        question.kind = ApprovalKind::Border;
        question.commands = {u"tests/test_a.py: changed test"_s, u"b: obeyed by git, by core.hooksPath"_s};
        const QString action = Cards::action(question);
        question.kind = ApprovalKind::Command;
        const QString command = Cards::action(question);
        QCoreApplication::removeTranslator(&chinese);
        QCOMPARE(who, u"会听从它的是：智能体程序（工具服务器）"_s);
        QVERIFY2(action.contains(u"tests/test_a.py：改动的测试"_s) && action.contains(u"git（通过 core.hooksPath）"_s),
            qPrintable(action));
        QVERIFY2(command.contains(u"tests/test_a.py: changed test"_s), qPrintable(command)); // its text is its own
        QVERIFY2(text.contains(u"某些文件系统会把它的名称与 <b>%2\\u{202e} 视为相同；of a later version"_s),
            qPrintable(text));
        QVERIFY2(text.contains(u"包管理器的锁定文件"_s), qPrintable(text));
        QVERIFY2(text.count(u"改动的测试"_s) == 1, qPrintable(text));
        BorderRow older = asked;
        older.reasons.clear();
        QCOMPARE(BorderWords::why(older), asked.also.join(u"; "_s));
        QVERIFY(BorderWords::why(row(BorderKind::Unasked, {}, u"a_reason"_s, {})).isEmpty());
    }

    void theButtonsSayWhatTheyAreFor()
    {
        Approval approval;
        approval.kind = ApprovalKind::Border;
        CardContent content = Cards::content(approval, nullptr, nullptr);
        QVERIFY(content.byRows && content.canDeny && content.canExplain);
        QCOMPARE(content.deny, u"Leave them out"_s);
        QCOMPARE(content.allow, u"Use them too"_s);
        Cards::setRowWords(content, approval, 1, 2);
        QCOMPARE(content.deny, u"Leave the others out"_s);
        Cards::setRowWords(content, approval, 2, 2);
        QVERIFY(!content.canDeny);
        approval.kind = ApprovalKind::ApplyConflict;
        content = Cards::content(approval, nullptr, nullptr);
        QVERIFY(content.canDeny && !content.canExplain);
        approval.reason = u"folder_keeps_changing"_s;
        content = Cards::content(approval, nullptr, nullptr);
        QVERIFY(!content.canDeny);
        QCOMPARE(content.allow, u"Apply now"_s);
        CardFooter footer;
        footer.setContent(content);
        QVERIFY(!footer.denyButton()->isVisibleTo(&footer) && footer.allowButton()->isVisibleTo(&footer));
        content.blocked = true;
        footer.setContent(content);
        QTest::qWait(AllowGuard::kDelayMs + 100);
        QVERIFY(!footer.mayAllow());
    }

    void aConflictIsDecidedFileByFile()
    {
        ConflictCard card;
        card.files = {conflict(u"a.txt"_s, u"mine\n"_s, u"theirs\n"_s), conflict(u"b.bin"_s, u"x\n"_s, u"y\n"_s)};
        card.files[1].theirs = {0100644, 9, false, {}, false};
        card.files[1].merged.clear();
        card.digest = u"d"_s;
        ConflictView view;
        view.resize(800, 700);
        view.setCard(card, true);
        view.show();
        QVERIFY(view.answers().isEmpty() && !view.isBlocked());
        view.choose(u"b.bin"_s, AnswerKind::Edited); // no text to edit
        QVERIFY(view.answers().isEmpty());
        view.choose(u"b.bin"_s, AnswerKind::Both);
        view.choose(u"a.txt"_s, AnswerKind::Edited);
        QVERIFY(view.isBlocked()); // the marks are still in it
        auto *editor = visibleChild<QPlainTextEdit>(view, u"merged"_s);
        QVERIFY(editor && !editor->isReadOnly());
        editor->setPlainText(u"both\n"_s);
        QVERIFY(!view.isBlocked());
        QCOMPARE(
            view.answers(), (QJsonObject{{u"a.txt"_s, QJsonObject{{u"use"_s, u"edited"_s}, {u"text"_s, u"both\n"_s}}},
                                {u"b.bin"_s, QJsonObject{{u"use"_s, u"both"_s}}}}));
        view.choose(u"a.txt"_s, AnswerKind::KeepMine);
        QVERIFY(editor->isReadOnly());
        QCOMPARE(view.answers().value(u"a.txt"_s).toObject(), (QJsonObject{{u"use"_s, u"mine"_s}}));
    }

    void aTextIsEditedOnlyWhereItStaysAsItIs()
    {
        QVERIFY(canBeEdited(conflict({}, u"a\n"_s, u"b\n"_s)));
        QVERIFY(!canBeEdited(conflict({}, u"a\n"_s, u"b\n"_s + QChar(0x202e))));
        QVERIFY(!canBeEdited(conflict({}, u"a\r\n"_s, u"b\n"_s)));
        ConflictFile windows = conflict({}, u"a\r\n"_s, u"b\r\n"_s);
        QVERIFY(!canBeEdited(windows)); // the marks end otherwise
        windows.merged.clear();
        QVERIFY(canBeEdited(windows));
        QCOMPARE(editBegin(windows), u"a\n"_s);
        QCOMPARE(editResult(windows, u"c\n"_s), u"c\r\n"_s);
        QVERIFY(holdsMarks(u"x\n<<<<<<< yours\n"_s) && !holdsMarks(u"Title\n=======\n"_s));
    }

    void aTaskThatPassedSaysWhere()
    {
        Task task;
        task.stopReason = StopReason::Passed;
        task.verdict = VerdictPlace::CleanRoom;
        task.verdictMs = 4100;
        QCOMPARE(ResultText::verdict(task), QString()); // it goes on
        task.state = TaskState::Completed;
        QCOMPARE(ResultText::verdict(task), u"Checked on a clean copy in 4.1s."_s);
        QVERIFY(headlineOf(task).text.endsWith(u" Checked on a clean copy in 4.1s."_s));
        task.verdictNotes = {{u"left_behind"_s, u"build, a: b"_s}};
        QVERIFY(ResultText::verdict(task).endsWith(u"left behind: build, a: b."_s));
        task.verdictNotes.clear();
        task.verdictMs = 0;
        QCOMPARE(ResultText::verdict(task), u"Checked on a clean copy."_s);
        task.verdict = VerdictPlace::View;
        task.verdictNotes = {{u"no_room"_s, u"no <b>room"_s + QChar(0x202e)}};
        QCOMPARE(ResultText::verdict(task), u"Not checked on a clean copy. no <b>room\\u{202e}."_s);
        task.verdict = VerdictPlace::Folder;
        task.verdictNotes = {{u"answered_fails"_s, {}}};
        QCOMPARE(ResultText::verdict(task),
            u"Not checked on a clean copy. With your answers to the conflicts it does not pass."_s);
        task.verdict = VerdictPlace::None;
        QCOMPARE(ResultText::verdict(task), QString());
        QVERIFY(!headlineOf(task).text.endsWith(u' '));
    }

    void theSentenceSaysWhereTheChangesAre()
    {
        Task task;
        QVERIFY(ResultText::line(task, nullptr).text.isEmpty()); // nothing is known of an old task
        task.isolationNote = u"no view: overlayfs"_s;
        QVERIFY(ResultText::line(task, nullptr).text.contains(u"no view: overlayfs"_s));
        task.isolation = Isolation::Worktree;
        QVERIFY(ResultText::line(task, nullptr).text.contains(u"branch"_s));
        QCOMPARE(ResultText::line(task, nullptr).acts, QList<ResultAct>{ResultAct::Worktree});
        task.isolation = Isolation::View;
        task.state = TaskState::Running;
        QVERIFY(ResultText::line(task, nullptr).text.contains(u"your folder is unchanged"_s));
        task.activity = u"clean"_s;
        QCOMPARE(ResultText::line(task, nullptr).text, u"Passed here; checking it on a clean copy."_s);
        Approval asked;
        asked.kind = ApprovalKind::Border;
        asked.commands = QStringList{u"a"_s, u"b"_s};
        task.state = TaskState::WaitingApproval;
        QVERIFY(ResultText::line(task, &asked).text.startsWith(u"Passed. 2 change"_s));
        asked.kind = ApprovalKind::ApplyConflict;
        QVERIFY(ResultText::line(task, &asked).text.contains(u"meanwhile"_s));
        QCOMPARE(ResultText::act(ResultAct::Answer, task, &asked), u"Resolve"_s);
        asked.reason = u"folder_keeps_changing"_s;
        QCOMPARE(ResultText::act(ResultAct::Answer, task, &asked), u"Apply now"_s);
        task.state = TaskState::Failed;
        task.resultFiles = 5;
        const auto of = [&task](ResultState state) {
            task.result = state;
            return ResultText::line(task, nullptr);
        };
        using Acts = QList<ResultAct>;
        QCOMPARE(of(ResultState::NotApplied).acts, (Acts{ResultAct::Changes, ResultAct::Apply}));
        QCOMPARE(ResultText::act(ResultAct::Apply, task, nullptr), u"Apply anyway"_s);
        QCOMPARE(of(ResultState::Applied).acts, (Acts{ResultAct::Changes, ResultAct::Undo}));
        QCOMPARE(of(ResultState::Undone).acts, (Acts{ResultAct::Changes, ResultAct::Apply}));
        QVERIFY(of(ResultState::Delivered).text.contains(u"patch"_s));
        QVERIFY(of(ResultState::InFolder).text.isEmpty());
        task.resultFiles = 0;
        QVERIFY(of(ResultState::NotApplied).acts.isEmpty());
    }

    void rowsAreAnsweredAndTheResultIsTakenBack()
    {
        Task task =
            run(u"echo hello > greeting.txt && mkdir -p .github/workflows && echo x > .github/workflows/ci.yml"_s,
                TaskState::WaitingApproval);
        if (task.isolation != Isolation::View)
            QSKIP(qPrintable(u"no view of a folder here: "_s + task.isolationNote + task.stopDetail));
        QCOMPARE(task.state, TaskState::WaitingApproval);
        QCOMPARE(contentOf(m_project + u"/greeting.txt"_s), QByteArray("absent"));
        EngineBridge &bridge = *m_fixture->bridge;
        const QString id = m_fixture->pending().value(0).id;
        ApprovalDialog dialog(bridge, id);
        dialog.show();
        ApprovalCard &card = dialog.card();
        QTRY_VERIFY(card.border().isVisibleTo(&dialog));
        QVERIFY(shownText(card.border()).contains(u".github/workflows/ci.yml"_s));
        // Closing decides nothing.
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(bridge.engine().approval(id)->state, ApprovalState::Pending);
        dialog.show();
        visibleChild<QPushButton>(card.border(), u"leaveRow"_s)->click();
        QVERIFY(!card.footer().denyButton()->isVisibleTo(&dialog)); // nothing is left to choose
        QTRY_VERIFY(card.footer().allowButton()->isEnabled());
        card.footer().allowButton()->click();
        QTRY_COMPARE(bridge.engine().approval(id)->state, ApprovalState::Approved);
        task = wait(task.id, TaskState::Completed);
        QCOMPARE(task.state, TaskState::Completed);
        QCOMPARE(contentOf(m_project + u"/greeting.txt"_s), QByteArray("hello\n"));
        QVERIFY(!QFile::exists(m_project + u"/.github/workflows/ci.yml"_s));

        TaskPage page(bridge);
        page.resize(900, 700);
        page.show();
        page.showTask(task.id);
        auto *sentence = page.findChild<QLabel *>(u"resultText"_s);
        QTRY_VERIFY(sentence->text().contains(u"applied to your folder"_s));
        page.showTab(TaskPage::Changes);
        auto *changes = qobject_cast<ChangesTab *>(page.tabWidget(TaskPage::Changes));
        QTRY_COMPARE(changes->fileCount(), 1);
        QVERIFY(changes->findChild<QLabel *>(u"caption"_s)->text().startsWith(u"applied"_s));

        ResultDialog undo(bridge, task, task.attempt, ResultDialog::What::Undo);
        undo.show();
        QTRY_VERIFY(undo.goButton()->isEnabled());
        QVERIFY(undo.list()->count() > 0);
        undo.goButton()->click();
        QTRY_COMPARE(contentOf(m_project + u"/greeting.txt"_s), QByteArray("absent"));
        QTRY_VERIFY(sentence->text().startsWith(u"Taken back"_s));
    }

    void whatFailedIsAppliedAllTheSame()
    {
        const Task task = run(u"echo note > note.txt"_s, TaskState::Failed);
        if (task.isolation != Isolation::View)
            QSKIP(qPrintable(u"no view of a folder here: "_s + task.isolationNote + task.stopDetail));
        QCOMPARE(task.state, TaskState::Failed);
        QCOMPARE(contentOf(m_project + u"/note.txt"_s), QByteArray("absent"));
        QCOMPARE(ResultText::line(task, nullptr).acts, (QList<ResultAct>{ResultAct::Changes, ResultAct::Apply}));
        ResultDialog apply(*m_fixture->bridge, task, task.attempt, ResultDialog::What::Apply);
        apply.show();
        QTRY_VERIFY(apply.goButton()->isEnabled());
        QCOMPARE(apply.list()->item(0)->text(), u"note.txt  –  added"_s);
        QCOMPARE(contentOf(m_project + u"/note.txt"_s), QByteArray("absent"));
        apply.goButton()->click();
        QTRY_COMPARE(contentOf(m_project + u"/note.txt"_s), QByteArray("note\n"));
    }
};

QTEST_MAIN(ViewResultTest)
#include "tst_viewresult.moc"
