// SPDX-License-Identifier: MIT
// A whole story through the window alone, as a person lives it the first day: demonstration, a dropped task file of a
// real pytest project, questions answered here and on the command line, the diff, going back, a fresh attempt.
#include "approvals/approvalcard.h"
#include "approvals/approvaldialog.h"
#include "approvals/approvalspanel.h"
#include "approvals/cardfooter.h"
#include "cli/demo/scriptedmodel.h"
#include "create/createsheet.h"
#include "demorun.h"
#include "diff/diffview.h"
#include "mainwindow/commandtable.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/welcomepage.h"
#include "settings/preferences.h"
#include "tasklist/taskview.h"
#include "taskpage/changestab.h"
#include "taskpage/livetab.h"
#include "taskpage/rollbackdialog.h"
#include "taskpage/taskpage.h"
#include "taskpage/timelinetab.h"
#include "taskpage/verificationtab.h"
#include "tray/banner.h"

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QJsonArray>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLong = 60000; // bounds a wait; a step takes a fraction of it

const QByteArray kWrong = "def total(prices):\n    return sum(prices) + 1\n";
const QByteArray kRight = "def total(prices):\n    return sum(prices)\n";
const QString kAllowed = u"cat /etc/hostname > machine.txt"_s;
const QString kDenied = u"rm -rf ../shared"_s;

QJsonObject tool(const QString &name, const QJsonObject &input)
{
    return {{u"name"_s, name}, {u"input"_s, input}};
}

QJsonArray script()
{
    const QString editor = u"str_replace_based_edit_tool"_s;
    return {
        QJsonObject{{u"text"_s, u"I read the module and note the machine."_s},
            {u"tools"_s, QJsonArray{tool(editor, {{u"command"_s, u"view"_s}, {u"path"_s, u"prices.py"_s}}),
                             tool(u"bash"_s, {{u"command"_s, kAllowed}})}}},
        QJsonObject{{u"text"_s, u"The shared folder looks stale."_s},
            {u"tools"_s, QJsonArray{tool(u"bash"_s, {{u"command"_s, kDenied}})}}},
        QJsonObject{{u"text"_s, u"The cause is the added one."_s},
            {u"tools"_s, QJsonArray{tool(editor, {{u"command"_s, u"str_replace"_s}, {u"path"_s, u"prices.py"_s},
                                                     {u"old_str"_s, u" + 1"_s}, {u"new_str"_s, u""_s}}),
                             tool(u"finish"_s, {{u"status"_s, u"done"_s}, {u"summary"_s, u"Sums the prices."_s}})}}},
    };
}

} // namespace

class WindowStoryTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<ScriptedModel> m_model;
    QList<QByteArray> m_bodies; ///< what the model was asked
    Settings m_settings;
    std::unique_ptr<EngineBridge> m_bridge;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<DemoRun> m_demo;
    QString m_task;

    QString project() const { return m_folder.filePath(u"shop"_s); }

    QByteArray write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(path));
        return text;
    }

    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// The button with this text that a person could press now.
    static QAbstractButton *button(QWidget *root, const QString &text)
    {
        for (QAbstractButton *candidate : root->findChildren<QAbstractButton *>()) {
            if (QString(candidate->text()).remove(u'&') == text && candidate->isVisible() && candidate->isEnabled())
                return candidate;
        }
        return nullptr;
    }

    static void press(QWidget *root, const QString &text)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(button(root, text), qPrintable(text), kLong);
        QTest::mouseClick(button(root, text), Qt::LeftButton);
    }

    TaskPage *page() { return m_window->findChild<TaskPage *>(); }
    ApprovalsPanel *panel() { return m_window->findChild<ApprovalsPanel *>(); }
    Banner *banner() { return m_window->findChild<Banner *>(); }

    template <typename T>
    T *tab(TaskPage::Tab which)
    {
        page()->showTab(which);
        return qobject_cast<T *>(page()->tabWidget(which));
    }

    TaskState stateOf(const QString &id)
    {
        const auto task = m_bridge->engine().task(id);
        return task ? task->state : TaskState::Pending;
    }

    QList<Approval> open() { return m_bridge->engine().approvals(ApprovalState::Pending).value_or(QList<Approval>()); }

    /// The question as the window shows it: banner, then the dialog that "Open" brings.
    void openDialog(const QString &command, QPointer<ApprovalDialog> &dialog)
    {
        QTRY_VERIFY_WITH_TIMEOUT(open().size() == 1 && open().constFirst().commands.contains(command), kLong);
        // An older notice has a button of the same name.
        QTRY_VERIFY_WITH_TIMEOUT(banner()->isVisible() && banner()->notice().kind == NoticeKind::Approval, kLong);
        QVERIFY2(!m_window->findChild<ApprovalDialog *>(), "a question opens no window by itself");
        press(banner(), u"Open"_s);
        QTRY_VERIFY(m_window->findChild<ApprovalDialog *>());
        dialog = m_window->findChild<ApprovalDialog *>();
        QCOMPARE(dialog->approvalId(), open().constFirst().id);
        QTRY_VERIFY_WITH_TIMEOUT(dialog->card().footer().allowButton()->isEnabled(), kLong);
    }

private slots:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(u"pytest"_s).isEmpty())
            QSKIP("pytest is not installed");
        Preferences::instance().open(m_folder.filePath(u"window.ini"_s));
        Theme::instance().install();
        Preferences::instance().setLanguage(u"en"_s);
        m_model = std::make_unique<ScriptedModel>(script());
        QVERIFY(m_model->listen());
        m_model->observer = [this](int, const QByteArray &body) { m_bodies.append(body); };
        m_settings.databaseUrl = u"sqlite:///"_s + m_folder.filePath(u"store/vibecoder.db"_s);
        m_settings.apiKey = u"test-key-test-key-0001"_s;
        m_settings.baseUrl = m_model->url();
        auto bridge = EngineBridge::open(m_settings);
        QVERIFY2(bridge.has_value(), bridge ? "" : qPrintable(bridge.error().message));
        m_bridge = std::move(*bridge);
        m_window = std::make_unique<MainWindow>(*m_bridge, m_folder.filePath(u"desktop.ini"_s));
        m_demo = std::make_unique<DemoRun>(*m_bridge);
        connect(
            m_window.get(), &MainWindow::demoWanted, m_demo.get(), [this] { QVERIFY(m_demo->start().has_value()); });
        connect(m_demo.get(), &DemoRun::taskMade, m_window.get(), &MainWindow::openTask);
        m_window->resize(1280, 800); // the screen of this platform is smaller than any desk's
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->startWork();
        QDir().mkpath(project());
        QDir().mkpath(m_folder.filePath(u"shared"_s));
        write(m_folder.filePath(u"shared/keep.txt"_s), "keep\n");
        write(project() + u"/prices.py"_s, kWrong);
        write(project() + u"/test_prices.py"_s, "from prices import total\n\ndef test_total():\n    assert total([2, "
                                                "3]) == 5\n\ndef test_nothing():\n    assert total([]) == 0\n");
        write(m_folder.filePath(u"shop.yaml"_s),
            "name: Mend the total\ndescription: Totals are one too high.\nworking_directory: ./shop\n"
            "verification_commands:\n  - pytest -q\nmax_iterations: 3\n");
    }

    void cleanupTestCase()
    {
        m_demo.reset();
        m_window.reset();
        m_bridge.reset();
    }

    void theDemonstrationPasses()
    {
        auto *welcome = m_window->findChild<WelcomePage *>();
        QCOMPARE(m_window->currentPage(), static_cast<QWidget *>(welcome));
        press(welcome, u"Run demo"_s);
        QTRY_COMPARE(m_window->currentPage(), static_cast<QWidget *>(page()));
        const QString demo = page()->taskId();
        QTRY_VERIFY_WITH_TIMEOUT(!open().isEmpty(), kLong);
        QTRY_COMPARE(m_window->list().selectedIds(), QStringList{demo});
        // In the panel this time. One letter is not enough for what was rated high.
        m_window->commands().action(CommandId::ShowApprovals)->trigger();
        auto *list = panel()->findChild<QListView *>();
        QTRY_VERIFY_WITH_TIMEOUT(panel()->card().footer().allowButton()->isEnabled(), kLong);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_A);
        QCOMPARE(open().size(), 1);
        QTest::mouseClick(panel()->card().footer().allowButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(demo), TaskState::Completed, kLong);
        QCOMPARE(panel()->count(), 0);
        // The row moved to another section: it is still the chosen one, and the page stays where the person is.
        QTRY_COMPARE(m_window->list().selectedIds(), QStringList{demo});
        QCOMPARE(m_window->currentPage(), static_cast<QWidget *>(panel()));
    }

    void aDroppedFileBecomesATask()
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_folder.filePath(u"shop.yaml"_s))});
        QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QDropEvent event(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
        QPointer<CreateSheet> sheet = m_window->findChild<CreateSheet *>();
        QVERIFY(sheet && sheet->isVisible());
        press(sheet, u"Create 1 task"_s);
        QTRY_VERIFY(!sheet || !sheet->isVisible());
        QTRY_COMPARE(m_window->currentPage(), static_cast<QWidget *>(page()));
        m_task = page()->taskId();
        QTRY_COMPARE(m_window->list().selectedIds(), QStringList{m_task});
        const auto task = m_bridge->engine().task(m_task);
        QVERIFY(task && task->spec.name == u"Mend the total"_s);
    }

    void itIsWatchedAndOneQuestionIsAllowed()
    {
        auto *live = tab<LiveTab>(TaskPage::Live);
        QTRY_VERIFY_WITH_TIMEOUT(live->view()->toPlainText().contains(u"I read the module"_s), kLong);
        // The whole message, then what the model does.
        QTRY_VERIFY2_WITH_TIMEOUT(
            live->view()->toPlainText().contains(u"\n\n▸ "_s), qPrintable(live->view()->toPlainText()), kLong);
        QPointer<ApprovalDialog> dialog;
        openDialog(kAllowed, dialog);
        QCOMPARE(dialog->focusWidget(), dialog->card().footer().denyButton());
        QTest::mouseClick(dialog->card().footer().allowButton(), Qt::LeftButton);
        QTRY_VERIFY(!dialog || !dialog->isVisible());
    }

    void theOtherIsDeniedWithAMessage()
    {
        QPointer<ApprovalDialog> dialog;
        openDialog(kDenied, dialog);
        press(dialog, u"Deny and explain…"_s);
        QTest::keyClicks(dialog->card().footer().messageEdit(), u"It is not ours; leave it."_s);
        press(dialog, u"Deny with this message"_s);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(m_task), TaskState::Completed, kLong);
        QCOMPARE(read(m_folder.filePath(u"shared/keep.txt"_s)), "keep\n");
        QVERIFY(QFile::exists(project() + u"/machine.txt"_s));
        QVERIFY(m_bodies.constLast().contains("It is not ours; leave it."));
        auto *timeline = tab<TimelineTab>(TaskPage::Timeline);
        QTRY_VERIFY(timeline->model()->rowCount() >= 2);
        auto *matrix = tab<VerificationTab>(TaskPage::Verification);
        // Heads and tests: what failed at the beginning passes now.
        QStringList fixed;
        const auto read = [matrix, &fixed] {
            const QAbstractItemModel *model = matrix->table()->model();
            fixed.clear();
            for (int row = 0; row < model->rowCount(); ++row) {
                if (model->index(row, model->columnCount() - 1).data() == u"fixed in 1"_s)
                    fixed.append(model->index(row, 0).data().toString());
            }
            return fixed.size() == 3;
        };
        QTRY_VERIFY_WITH_TIMEOUT(read(), kLong);
        QCOMPARE(fixed, QStringList({u"pytest -q"_s, u"test_nothing"_s, u"test_total"_s}));
        QVERIFY(!banner()->isVisible() || banner()->notice().kind != NoticeKind::Approval);
    }

    void theDiffIsSeen()
    {
        auto *changes = tab<ChangesTab>(TaskPage::Changes);
        QTRY_COMPARE_WITH_TIMEOUT(changes->fileCount(), 2, kLong);
        changes->selectFile(u"prices.py"_s);
        QTRY_COMPARE(changes->diffView()->changeCount(), 1);
        QVERIFY(button(changes, u"prices.py"_s) || changes->findChildren<QTreeView *>().constFirst()->isVisible());
        QCOMPARE(read(project() + u"/prices.py"_s), kRight);
    }

    void itIsRolledBack()
    {
        press(page(), u"Roll back…"_s);
        QMenu *menu = nullptr;
        for (QMenu *candidate : page()->findChildren<QMenu *>()) {
            if (candidate->accessibleName() == u"Checkpoints"_s)
                menu = candidate;
        }
        QVERIFY(menu && menu->actions().size() >= 2);
        menu->actions().constLast()->trigger(); // the oldest: before the task began
        menu->close();
        QTRY_VERIFY(m_window->findChild<RollbackDialog *>());
        QPointer<RollbackDialog> dialog = m_window->findChild<RollbackDialog *>();
        QTRY_VERIFY_WITH_TIMEOUT(dialog->restoreButton()->isEnabled(), kLong);
        QVERIFY(dialog->list()->count() >= 1);
        QTest::mouseClick(dialog->restoreButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(read(project() + u"/prices.py"_s), kWrong, kLong);
        QVERIFY(!QFile::exists(project() + u"/machine.txt"_s));
        QTRY_VERIFY(!dialog || !dialog->isVisible());
    }

    void aFreshAttemptIsAnsweredFromTheCommandLine()
    {
        press(page(), u"Retry"_s);
        QPointer<ApprovalDialog> dialog;
        openDialog(kAllowed, dialog);
        const Approval asked = open().constFirst();
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_folder.path());
        environment.insert(u"VIBECODER_DATABASE_URL"_s, m_settings.databaseUrl);
        environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(VIBECODER_BINARY_DIR "/app/cli/vibecoder"),
            {u"approve"_s, u"accept"_s, asked.id, u"--yes"_s, u"--hash"_s, asked.contentHash.left(12)});
        QTRY_COMPARE_WITH_TIMEOUT(program.state(), QProcess::NotRunning, kLong);
        QVERIFY2(program.exitCode() == 0, program.readAllStandardError().constData());
        QTRY_VERIFY_WITH_TIMEOUT(dialog && !dialog->card().decidedText().isEmpty(), kLong);
        QVERIFY2(dialog->card().decidedText().contains(u"cli:"_s), qPrintable(dialog->card().decidedText()));
        QVERIFY(!dialog->card().footer().mayAllow());
        press(dialog, u"Close"_s);
        QTRY_VERIFY(!dialog);
        openDialog(kDenied, dialog);
        QTest::mouseClick(dialog->card().footer().denyButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(m_task), TaskState::Completed, kLong);
        QCOMPARE(m_bridge->engine().task(m_task)->attempt, 2);
        QCOMPARE(read(project() + u"/prices.py"_s), kRight);
        QCOMPARE(read(m_folder.filePath(u"shared/keep.txt"_s)), "keep\n");
    }
};

QTEST_MAIN(WindowStoryTest)
#include "tst_windowstory.moc"
