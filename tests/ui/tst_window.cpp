// SPDX-License-Identifier: MIT
// The window as a person uses it: drop, create, search, keys, language, names for a screen reader.
#include "approvals/approvaldialog.h"
#include "create/createsheet.h"
#include "create/itemlines.h"
#include "create/newtaskdialog.h"
#include "demostore.h"
#include "mainwindow/commandtable.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/palette.h"
#include "mainwindow/toast.h"
#include "mainwindow/welcomepage.h"
#include "settings/preferences.h"
#include "singleinstance.h"
#include "tasklist/taskview.h"
#include "taskpage/taskpage.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QScreen>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QUrl>

using namespace vibecoder;
using namespace Qt::StringLiterals;

/// Stands for the desktop that opens folders.
class Opened : public QObject
{
    Q_OBJECT

public:
    QStringList folders;

public slots:
    void open(const QUrl &url) { folders.append(url.toLocalFile()); }
};

class WindowTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<EngineBridge> m_bridge;
    std::unique_ptr<MainWindow> m_window;

    QString write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        (void)(file.open(QIODevice::WriteOnly) && file.write(text) >= 0);
        return file.fileName();
    }

    void drop(QMimeData &data)
    {
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
    }

    qint64 taskCount() { return m_bridge->engine().tasks({}, {0, 500}).value_or(QList<Task>()).size(); }

public:
    // Before the application is made. The offscreen platform has one small screen; here a large one stands beside it.
    static void initMain()
    {
        if (qgetenv("QT_QPA_PLATFORM") == "offscreen")
            qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" VIBECODER_SOURCE_DIR "/tests/ui/screens.json");
    }

private slots:
    void initTestCase()
    {
        Preferences::instance().open(m_folder.filePath(u"window.ini"_s));
        Theme::instance().install();
    }

    void init()
    {
        const QString store = u"store%1"_s.arg(QRandomGenerator::global()->generate());
        Settings settings;
        settings.databaseUrl = u"sqlite:///"_s + m_folder.filePath(store + u"/vibecoder.db"_s);
        QVERIFY(fillStore(settings, m_folder.path(), demoTasks(false)).has_value());
        auto bridge = EngineBridge::open(settings);
        QVERIFY(bridge.has_value());
        m_bridge = std::move(*bridge);
        m_window = std::make_unique<MainWindow>(*m_bridge);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_bridge.reset();
    }

    void noTwoCommandsShareAKey()
    {
        QHash<QString, QString> seen;
        for (const CommandInfo &info : Commands::all()) {
            for (const QKeySequence &key : Commands::keysOf(info)) {
                QVERIFY2(!key.isEmpty(), info.text);
                const QString text = key.toString(QKeySequence::PortableText);
                QVERIFY2(!seen.contains(text), qPrintable(text));
                seen.insert(text, QString::fromLatin1(info.text));
            }
        }
        // A key that begins another one would never fire.
        for (auto a = seen.cbegin(); a != seen.cend(); ++a) {
            for (auto b = seen.cbegin(); b != seen.cend(); ++b)
                QVERIFY2(a == b || !b.key().startsWith(a.key() + u", "_s), qPrintable(a.key()));
        }
    }

    void droppedFilesAreShownAndNothingIsCreatedBefore()
    {
        QDir(m_folder.path()).mkpath(u"work"_s);
        const QByteArray good =
            "name: Mend it\ndescription: Please\nworking_directory: ./work\nverification_commands:\n  - \"true\"\n";
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(write(u"good.yaml"_s, good)),
            QUrl::fromLocalFile(write(u"twin.yaml"_s, "# again\n" + good)),
            QUrl::fromLocalFile(write(u"bad.yaml"_s, "name: Bad\nmax_iteration: 8\n"))});
        const qint64 before = taskCount();
        drop(data);
        auto *sheet = m_window->findChild<CreateSheet *>();
        QVERIFY(sheet);
        QCOMPARE(sheet->cards().size(), 3);
        QVERIFY2(sheet->cards().at(0)->draft().ok(),
            qPrintable(sheet->cards().at(0)->draft().result.errors.value(0).message));
        QVERIFY(sheet->cards().at(0)->isWanted());
        QCOMPARE(sheet->cards().at(1)->draft().duplicateOf, u"good.yaml"_s);
        QVERIFY2(!sheet->cards().at(1)->isWanted(), "a twin must be asked for");
        QVERIFY(!sheet->cards().at(2)->draft().ok());
        QCOMPARE(sheet->cards().at(2)->draft().result.errors.constFirst().line, 2);
        QCOMPARE(taskCount(), before);
        QSignalSpy created(sheet, &CreateSheet::created);
        QPushButton *create = nullptr;
        for (QPushButton *button : sheet->findChildren<QPushButton *>()) {
            if (button->property("role").toString() == u"primary"_s)
                create = button;
        }
        QVERIFY(create && create->isEnabled());
        QTest::mouseClick(create, Qt::LeftButton);
        QTRY_COMPARE(created.size(), 1);
        QCOMPARE(taskCount(), before + 1);
        const auto task = m_bridge->engine().task(created.constFirst().at(0).toStringList().constFirst());
        QVERIFY(task && task->accepted);
    }

    void escapeLeavesTheSheet()
    {
        QMimeData data;
        data.setText(u"name: x"_s);
        drop(data);
        QPointer<CreateSheet> sheet = m_window->findChild<CreateSheet *>();
        QVERIFY(sheet);
        QTest::keyClick(sheet, Qt::Key_Escape);
        QTRY_VERIFY(!sheet);
    }

    void theSheetTakesAndKeepsTheKeyboard()
    {
        m_window->activateWindow();
        m_window->openTask(m_window->list().model().taskAt(1)->id);
        m_window->list().table().setFocus();
        QAction *cancel = m_window->commands().action(CommandId::Cancel);
        QAction *pause = m_window->commands().action(CommandId::PauseQueue);
        QDir(m_folder.path()).mkpath(u"work"_s);
        const QByteArray good =
            "name: Fix it\ndescription: Please\nworking_directory: ./work\nverification_commands:\n  - \"true\"\n";
        m_window->openPaths({write(u"good.yaml"_s, good)});
        QPointer<CreateSheet> sheet = m_window->findChild<CreateSheet *>();
        QVERIFY(sheet);
        QVERIFY(m_window->focusWidget() && sheet->isAncestorOf(m_window->focusWidget()));
        QVERIFY(!cancel->isEnabled() && !pause->isEnabled());
        QVERIFY(m_window->commands().action(CommandId::Quit)->isEnabled());
        // Neither Tab nor a call of another part moves the focus beneath it.
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(m_window->focusWidget(), Qt::Key_Tab);
            QVERIFY(sheet->isAncestorOf(m_window->focusWidget()));
        }
        m_window->list().table().setFocus();
        QVERIFY(sheet->isAncestorOf(m_window->focusWidget()));
        // News of the store enable commands again; beneath a sheet they stay off.
        m_window->list().select(m_window->list().model().taskAt(1)->id);
        QVERIFY(!cancel->isEnabled());
        QTest::keyClick(m_window->focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!sheet);
        QVERIFY(pause->isEnabled());
        QCOMPARE(m_window->focusWidget(), static_cast<QWidget *>(&m_window->list().table()));
    }

    void anApprovalHasOneDialogThatTakesTheKeyboard()
    {
        TaskSpec spec;
        spec.name = u"Not accepted yet"_s;
        spec.description = u"Fix"_s;
        QDir(m_folder.path()).mkpath(u"asked"_s);
        spec.workingDirectory = QDir(m_folder.filePath(u"asked"_s)).canonicalPath();
        spec.verificationCommands = QStringList{u"make test"_s};
        QVERIFY(waitFor(m_bridge->engine().submit({spec, {}, false, u"test"_s})));
        const auto open = m_bridge->engine().approvals(ApprovalState::Pending);
        QVERIFY(open && !open->isEmpty());
        const QString id = open->constFirst().id;
        m_window->openApproval(id);
        m_window->openApproval(id);
        const auto dialogs = m_window->findChildren<ApprovalDialog *>();
        QCOMPARE(dialogs.size(), 1);
        QVERIFY(!dialogs.constFirst()->testAttribute(Qt::WA_ShowWithoutActivating));
        QTRY_COMPARE(QApplication::activeWindow(), static_cast<QWidget *>(dialogs.constFirst()));
        dialogs.constFirst()->close();
    }

    void theFirstWindowFitsTheScreen()
    {
        MainWindow first(*m_bridge);
        const QSize room = first.screen()->availableGeometry().size();
        QVERIFY2(first.width() <= room.width() && first.height() <= room.height(),
            qPrintable(
                u"%1x%2 on %3x%4"_s.arg(first.width()).arg(first.height()).arg(room.width()).arg(room.height())));
        QVERIFY(first.minimumWidth() <= room.width() && first.minimumHeight() <= room.height());
    }

    void itemsOfSeveralLinesComeBack_data()
    {
        QTest::addColumn<QStringList>("items");
        QTest::newRow("one line each") << QStringList{u"make"_s, u"make test"_s};
        QTest::newRow("a script") << QStringList{u"set -e\nfor t in a b; do\n  ./run $t\n\ndone"_s, u"true"_s};
        QTest::newRow("a here-document") << QStringList{u"cat <<'E'\n    four spaces\n\ttab\nE"_s};
        QTest::newRow("none") << QStringList{};
    }
    void itemsOfSeveralLinesComeBack()
    {
        QFETCH(QStringList, items);
        QCOMPARE(itemsOfLines(linesOfItems(items)), items);
        QVERIFY(itemsOfLines(u"\n  \n a \n\n"_s) == QStringList{u"a"_s});
    }

    void aDuplicateKeepsCommandsOfSeveralLines()
    {
        NewTaskDialog dialog(*m_bridge);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        TaskSpec spec;
        spec.name = u"Script"_s;
        spec.verificationCommands = QStringList{u"if true; then\n  make\nfi"_s, u"pytest -q"_s};
        spec.requirements = QStringList{u"first\nand more"_s, u"second"_s};
        spec.setup = QStringList{u"for x in a b; do\n  make $x\ndone"_s, u"npm ci"_s};
        dialog.setSpec(spec);
        QCOMPARE(dialog.spec().setup, spec.setup);
        QCOMPARE(dialog.spec().verificationCommands, spec.verificationCommands);
        QCOMPARE(dialog.spec().requirements, spec.requirements);
    }

    void typingYamlKeepsTheCursor()
    {
        NewTaskDialog dialog(*m_bridge);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        TaskSpec spec;
        spec.name = u"By hand"_s;
        spec.description = u"Fix"_s;
        QDir(m_folder.path()).mkpath(u"hand"_s);
        spec.workingDirectory = QDir(m_folder.filePath(u"hand"_s)).canonicalPath();
        spec.verificationCommands = QStringList{u"pytest -q"_s};
        dialog.setSpec(spec);
        QPlainTextEdit *yaml = nullptr;
        for (QPlainTextEdit *edit : dialog.findChildren<QPlainTextEdit *>()) {
            if (edit->toPlainText().contains(u"verification_commands"_s))
                yaml = edit;
        }
        QVERIFY(yaml);
        QTextCursor cursor(yaml->document());
        cursor.setPosition(int(yaml->toPlainText().indexOf(u"By hand"_s)));
        yaml->setTextCursor(cursor);
        QTest::keyClicks(yaml, u"All "_s);
        QCOMPARE(dialog.spec().name, u"All By hand"_s);
        QVERIFY(yaml->toPlainText().contains(u"All By hand"_s));
    }

    void fieldsAndYamlFollowEachOther()
    {
        NewTaskDialog dialog(*m_bridge);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        QPushButton *create = nullptr;
        for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
            if (button->property("role").toString() == u"primary"_s)
                create = button;
        }
        QVERIFY(create && !create->isEnabled());
        QVERIFY2(!create->toolTip().isEmpty(), "a button that cannot be pressed says why");
        TaskSpec spec;
        spec.name = u"By hand"_s;
        spec.description = u"Mend"_s;
        QDir(m_folder.path()).mkpath(u"hand"_s);
        spec.workingDirectory = QDir(m_folder.filePath(u"hand"_s)).canonicalPath();
        spec.verificationCommands = QStringList{u"pytest -q"_s};
        spec.labels = QStringList{u"kept"_s};
        dialog.setSpec(spec);
        QVERIFY2(create->isEnabled(), qPrintable(create->toolTip()));
        QPlainTextEdit *yaml = nullptr;
        for (QPlainTextEdit *edit : dialog.findChildren<QPlainTextEdit *>()) {
            if (edit->toPlainText().contains(u"verification_commands"_s))
                yaml = edit;
        }
        QVERIFY(yaml);
        yaml->setPlainText(QString(yaml->toPlainText()).replace(u"By hand"_s, u"By letter"_s));
        QCOMPARE(dialog.spec().name, u"By letter"_s);
        QCOMPARE(dialog.spec().labels, spec.labels);
        yaml->setPlainText(u"name: ["_s);
        QVERIFY(!create->isEnabled());
    }

    void keptPathsAreAFieldAndCheckedAsInAFile()
    {
        NewTaskDialog dialog(*m_bridge);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        auto *keep = dialog.findChild<QPlainTextEdit *>(u"keep"_s);
        QVERIFY(keep && !keep->accessibleName().isEmpty());
        QTemporaryDir folder(QDir::homePath() + u"/kept-XXXXXX"_s);
        TaskSpec spec;
        spec.name = u"Paths"_s;
        spec.description = u"d"_s;
        spec.workingDirectory = folder.path();
        spec.verificationCommands = QStringList{u"make"_s};
        spec.keep = QStringList{u"dist/"_s};
        dialog.setSpec(spec);
        QCOMPARE(keep->toPlainText(), u"dist/"_s);
        keep->setPlainText(u"dist/\n\n build/out "_s);
        QCOMPARE(dialog.spec().keep, (QStringList{u"dist/"_s, u"build/out"_s}));
        QVERIFY(writeTaskYaml(dialog.spec()).contains("keep:\n  - dist/\n  - build/out\n"));
        const auto says = [&dialog](const QString &text) {
            const QList<QLabel *> labels = dialog.findChildren<QLabel *>();
            return std::any_of(
                labels.cbegin(), labels.cend(), [&](const QLabel *label) { return label->text().contains(text); });
        };
        const QString wrong = u"keep[0] is no file or folder below the working directory"_s;
        QVERIFY(!says(wrong));
        keep->setPlainText(u"../other"_s);
        QVERIFY(says(wrong));
        keep->clear();
        QVERIFY(dialog.spec().keep.isEmpty() && !writeTaskYaml(dialog.spec()).contains("keep:"));
    }

    void setupIsOptionalAndGoesIntoTheFile()
    {
        NewTaskDialog dialog(*m_bridge);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        auto *setup = dialog.findChild<QPlainTextEdit *>(u"setup"_s);
        QVERIFY(setup && !setup->accessibleName().isEmpty());
        QVERIFY(dialog.spec().setup.isEmpty());
        QVERIFY(!writeTaskYaml(dialog.spec()).contains("setup"));
        setup->setPlainText(u"npm ci\n\n make deps "_s);
        QCOMPARE(dialog.spec().setup, (QStringList{u"npm ci"_s, u"make deps"_s}));
        QPlainTextEdit *yaml = nullptr;
        for (QPlainTextEdit *edit : dialog.findChildren<QPlainTextEdit *>()) {
            if (edit->toPlainText().contains(u"setup:"_s))
                yaml = edit;
        }
        QVERIFY(yaml && yaml->toPlainText().contains(u"- make deps"_s));
    }

    void aPatchCanBeChosenWhereThereIsSomethingToDeliver()
    {
        NewTaskDialog dialog(*m_bridge);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        auto *isolation = dialog.findChild<QComboBox *>(u"isolation"_s);
        auto *deliver = dialog.findChild<QComboBox *>(u"deliver"_s);
        QVERIFY(isolation && deliver);
        QCOMPARE(deliver->accessibleName(), u"When it passes"_s);
        QCOMPARE(deliver->currentText(), u"Apply to your folder"_s);
        const auto place = [&](Isolation where) { isolation->setCurrentIndex(isolation->findData(int(where))); };
        deliver->setFocus();
        QTest::keyClick(deliver, Qt::Key_Down);
        QCOMPARE(deliver->currentText(), u"Keep as a patch"_s);
        QCOMPARE(dialog.spec().deliver, Deliver::Patch);
        for (const Isolation where : {Isolation::InPlace, Isolation::Worktree}) {
            place(where);
            QVERIFY(!deliver->isEnabled());
            QCOMPARE(dialog.spec().deliver, Deliver::Apply);
        }
        place(Isolation::View);
        QVERIFY(deliver->isEnabled());
        QCOMPARE(dialog.spec().deliver, Deliver::Patch); // as it was chosen
        TaskSpec spec = dialog.spec();
        spec.deliver = Deliver::Apply;
        dialog.setSpec(spec);
        QCOMPARE(deliver->currentData().toInt(), int(Deliver::Apply));
        spec.deliver = Deliver::Patch;
        dialog.setSpec(spec);
        QCOMPARE(deliver->currentData().toInt(), int(Deliver::Patch));
    }

    void whatWasWrittenIsNotThrownAwayByEsc()
    {
        NewTaskDialog dialog(*m_bridge);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QVERIFY(qobject_cast<QLineEdit *>(dialog.focusWidget()));
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible()); // nothing was written
        dialog.show();
        QTest::keyClicks(dialog.focusWidget(), u"By hand"_s);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(dialog.isVisible());
        auto *box = dialog.findChild<QMessageBox *>();
        QVERIFY(box);
        QTest::keyClick(box, Qt::Key_Escape);
        QVERIFY(dialog.isVisible());
        QCOMPARE(dialog.spec().name, u"By hand"_s);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QTRY_VERIFY((box = dialog.findChild<QMessageBox *>()) && box->isVisible());
        for (QAbstractButton *button : box->buttons()) {
            if (box->buttonRole(button) == QMessageBox::DestructiveRole)
                button->click();
        }
        QVERIFY(!dialog.isVisible());
    }

    // P pauses the queue everywhere but where it means the change before.
    void theKeysOfChangesStayThere()
    {
        m_window->openTask(m_window->list().model().taskAt(1)->id);
        auto *page = m_window->findChild<TaskPage *>();
        page->showTab(TaskPage::Changes);
        QWidget *changes = page->tabWidget(TaskPage::Changes);
        const bool before = m_bridge->engine().queueStatus()->paused;
        QTest::keyClick(changes, Qt::Key_P);
        QTest::keyClick(changes, Qt::Key_N);
        QTest::qWait(200);
        QCOMPARE(m_bridge->engine().queueStatus()->paused, before);
        QTest::keyClick(&m_window->list(), Qt::Key_P);
        QTRY_VERIFY(m_bridge->engine().queueStatus()->paused != before);
        m_bridge->engine().setQueuePaused(before, {}, u"test"_s);
        QTRY_COMPARE(m_bridge->engine().queueStatus()->paused, before);
    }

    void searchNarrowsTheList()
    {
        auto *field = m_window->findChild<QLineEdit *>(u"search"_s);
        QVERIFY(field);
        field->setText(u"status:stuck"_s);
        QTRY_COMPARE(m_window->list().model().rowCount(), 2);
        m_window->commands().action(CommandId::ClearFilters)->trigger();
        QTRY_VERIFY(m_window->list().model().rowCount() > 10);
    }

    void aCancelCanBeTakenBack()
    {
        TaskListModel &model = m_window->list().model();
        QString id;
        for (int row = 0; row < model.rowCount() && id.isEmpty(); ++row) {
            if (model.taskAt(row) && model.taskAt(row)->state == TaskState::Pending)
                id = model.taskAt(row)->id;
        }
        m_window->list().select(id);
        m_window->commands().action(CommandId::Cancel)->trigger();
        auto *toast = m_window->findChild<Toast *>();
        QVERIFY(toast && toast->isVisible());
        QTest::mouseClick(toast->findChild<QPushButton *>(), Qt::LeftButton);
        QVERIFY(!toast->isVisible());
        QCOMPARE(m_bridge->engine().task(id)->state, TaskState::Pending);
        m_window->commands().action(CommandId::Cancel)->trigger();
        toast->finish();
        QTRY_COMPARE(m_bridge->engine().task(id)->state, TaskState::Cancelled);
    }

    void theWorktreeOfATaskIsOpened()
    {
        Opened opened;
        QDesktopServices::setUrlHandler(u"file"_s, &opened, "open");
        const auto done = qScopeGuard([] { QDesktopServices::unsetUrlHandler(u"file"_s); });
        QAction *open = m_window->commands().action(CommandId::OpenWorktree);
        m_window->openTask(u"demo00000010"_s);
        QTRY_VERIFY(m_window->commands().action(CommandId::OpenFolder)->isEnabled());
        QVERIFY(!open->isEnabled()); // it works in the folder itself
        m_window->openTask(u"demo00000011"_s);
        QTRY_VERIFY(open->isEnabled());
        open->trigger();
        auto *toast = m_window->findChild<Toast *>();
        QVERIFY(toast && toast->isVisible());
        QVERIFY(opened.folders.isEmpty());
        // As if its clone were still there.
        const Task task = m_bridge->engine().task(u"demo00000011"_s).value_or(Task());
        const QString clone = m_bridge->engine().folderOf(task);
        QVERIFY(clone.contains(u"/worktrees/split-the-settings-module-"_s));
        QVERIFY(QDir().mkpath(clone));
        open->trigger();
        QPushButton *button = nullptr;
        for (auto *one : m_window->findChildren<QPushButton *>(u"resultAct"_s)) {
            if (one->isVisible() && one->text() == open->text())
                button = one;
        }
        QVERIFY(button);
        button->click();
        QCOMPARE(opened.folders, (QStringList{QDir(clone).canonicalPath(), QDir(clone).canonicalPath()}));
        m_window->commands().action(CommandId::OpenFolder)->trigger();
        QCOMPARE(opened.folders.last(), task.spec.workingDirectory);
    }

    void thePaletteFindsCommandsAndTasks()
    {
        QVERIFY(fitsLoosely(u"Queue: Pause or run the queue"_s, u"pq"_s));
        QVERIFY(!fitsLoosely(u"Retry"_s, u"xy"_s));
        // What is written out goes before what only has the letters.
        QCOMPARE(closeness(u"View: Settings…"_s, u"sett"_s), 4);
        QCOMPARE(closeness(u"Task: Remove from the list…"_s, u"sett"_s), 1);
        QCOMPARE(closeness(u"View: Clear filters"_s, u"filt"_s), 3);
        QCOMPARE(closeness(u"Task: Retry"_s, u"etr"_s), 2);
        QCOMPARE(closeness(u"Task: Retry"_s, u"xy"_s), -1);
        {
            CommandPalette settings(m_window->commands(), *m_bridge, m_window.get());
            settings.setAttribute(Qt::WA_DeleteOnClose, false);
            settings.show();
            QTest::keyClicks(settings.findChild<QLineEdit *>(), u"sett"_s);
            QVERIFY(settings.findChild<QListWidget *>()->currentItem()->text().startsWith(u"View: Settings"_s));
        }
        CommandPalette palette(m_window->commands(), *m_bridge, m_window.get());
        palette.setAttribute(Qt::WA_DeleteOnClose, false);
        QSignalSpy wanted(&palette, &CommandPalette::taskWanted);
        palette.show();
        QTest::keyClicks(palette.findChild<QLineEdit *>(), u"rounding"_s);
        QTest::keyClick(palette.findChild<QLineEdit *>(), Qt::Key_Return);
        QCOMPARE(wanted.size(), 1);
    }

    void itComesBackAsItWas()
    {
        const QString file = m_folder.filePath(u"desktop.ini"_s);
        {
            // Where there is room for it: Qt lets no window come back larger than its screen.
            const QPoint corner = QGuiApplication::screens().constLast()->availableGeometry().topLeft();
            MainWindow window(*m_bridge, file);
            window.move(corner + QPoint(50, 50));
            window.show();
            window.resize(1000, 700);
            window.openTask(u"demo00000003"_s);
            // Written while it runs: a window that is killed has no time for it.
            QTRY_COMPARE(QSettings(file, QSettings::IniFormat).value(u"window/task"_s).toString(), u"demo00000003"_s);
        }
        MainWindow again(*m_bridge, file);
        QCOMPARE(again.size(), QSize(1000, 700));
        QCOMPARE(again.screen(), QGuiApplication::screens().constLast());
        QCOMPARE(again.list().selectedIds(), QStringList{u"demo00000003"_s});
    }

    void withoutAKeychainTheFirstPageSaysSo()
    {
        WelcomePage page(*m_bridge);
        auto *key = page.findChild<QLineEdit *>();
        QVERIFY(key && key->isEnabled());
        page.setKeychain(false);
        QVERIFY(!key->isEnabled());
        QStringList texts;
        for (const QLabel *label : page.findChildren<QLabel *>())
            texts.append(label->text());
        QVERIFY(texts.join(u'\n').contains(u"No keychain service runs here"_s));
        page.setKeychain(true);
        QVERIFY(key->isEnabled());
    }

    void whatTakesTheFocusHasAName()
    {
        QStringList nameless;
        for (QWidget *widget : m_window->findChildren<QWidget *>()) {
            // Pages of other rooms have their own walk.
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisibleTo(m_window.get()) ||
                widget->objectName().startsWith(u"qt_"_s))
                continue;
            const auto *button = qobject_cast<QAbstractButton *>(widget);
            if (widget->accessibleName().isEmpty() && (!button || button->text().isEmpty()))
                nameless.append(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u", "_s)));
    }

    void theLanguageChangesAtOnce()
    {
        QTranslator chinese;
        QVERIFY(chinese.load(u":/i18n/vibecoder_zh_CN.qm"_s));
        QCoreApplication::installTranslator(&chinese);
        QApplication::processEvents();
        QCOMPARE(m_window->commands().action(CommandId::Retry)->text(), u"重试"_s);
        QCOMPARE(m_window->findChild<QLineEdit *>(u"search"_s)->placeholderText(), u"搜索任务"_s);
        QCoreApplication::removeTranslator(&chinese);
        QApplication::processEvents();
        QCOMPARE(m_window->commands().action(CommandId::Retry)->text(), u"Retry"_s);
    }

    void aSecondStartHandsItsFilesOver()
    {
        const QString store = m_folder.filePath(u"one.db"_s);
        SingleInstance first(store);
        QVERIFY(!first.handOver({}));
        first.listen();
        QSignalSpy called(&first, &SingleInstance::called);
        // In a thread, because this one has to answer.
        bool handed = false;
        std::unique_ptr<QThread> thread(
            QThread::create([&] { handed = SingleInstance(store).handOver({u"/tmp/a.yaml"_s}); }));
        thread->start();
        QTRY_COMPARE(called.size(), 1);
        QVERIFY(thread->wait(5000));
        QVERIFY(handed);
        QCOMPARE(called.constFirst().at(0).toStringList(), QStringList{u"/tmp/a.yaml"_s});
    }
};

QTEST_MAIN(WindowTest)
#include "tst_window.moc"
