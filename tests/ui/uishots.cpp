// SPDX-License-Identifier: MIT
// vibecoder-ui-shots OUT: pictures of every page and dialog in {light, dark} x {en, zh}, from a store with tasks in every
// state. Add a page: one line in `pages`. SCALE=1.5 draws them larger.
#include "create/createsheet.h"
#include "create/newtaskdialog.h"
#include "demostore.h"
#include "mainwindow/commandtable.h"
#include "mainwindow/helpoverlay.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/palette.h"
#include "tasklist/taskview.h"

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTranslator>

#include <cstdio>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

void settle(int ms = 300)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < ms)
        QApplication::processEvents(QEventLoop::AllEvents, 20);
}

struct Page
{
    const char *name;
    std::function<QWidget *(MainWindow &)> open; ///< what is drawn; null: the window
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", qgetenv("QT_QPA_PLATFORM").isEmpty() ? QByteArray("offscreen") : qgetenv("QT_QPA_PLATFORM"));
    QApplication application(argc, argv);
    if (argc < 2) {
        std::fputs("vibecoder-ui-shots OUT\n", stderr);
        return 2;
    }
    const QString out = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(out);
    Theme::instance().install();
    if (const double scale = qEnvironmentVariable("SCALE").toDouble(); scale > 1)
        Theme::instance().setTextScale(scale);
    QTranslator chinese, english;
    if (english.load(u":/i18n/vibecoder_en.qm"_s)) // the plural forms
        QCoreApplication::installTranslator(&english);
    (void)chinese.load(u":/i18n/vibecoder_zh_CN.qm"_s);
    QTemporaryDir folder;
    for (const bool zh : {false, true}) {
        if (zh)
            QCoreApplication::installTranslator(&chinese);
        QLocale::setDefault(zh ? QLocale(u"zh_CN"_s) : QLocale(QLocale::English));
        Theme::instance().setChinese(zh);
        Settings settings, none;
        settings.databaseUrl = u"sqlite:///"_s + folder.filePath(zh ? u"zh/v.db"_s : u"en/v.db"_s);
        none.databaseUrl = u"sqlite:///"_s + folder.filePath(zh ? u"zh0/v.db"_s : u"en0/v.db"_s);
        if (!fillStore(settings, folder.path(), demoTasks(zh)))
            return 1;
        QDir(folder.path()).mkpath(u"importer"_s);
        QFile good(folder.filePath(u"zoneinfo.yaml"_s)), bad(folder.filePath(u"nightly-export.yaml"_s));
        (void)(good.open(QIODevice::WriteOnly) &&
               good.write("name: Migrate date handling to zoneinfo\ndescription: Use zoneinfo\nworking_directory: "
                          "./importer\nverification_commands:\n  - pytest -q\nmax_iterations: 6\npriority: 5\n"));
        (void)(bad.open(QIODevice::WriteOnly) &&
               bad.write("name: Speed up nightly export\nworking_directory: ./importer\nmax_iteration: 8\nrequirements:\n  - "
                         "Export of 1 M rows ends in 60 s\nverification_commands: make bench\n"));
        good.close();
        bad.close();
        for (const bool dark : {false, true}) {
            Theme::instance().setMode(dark ? ThemeMode::Dark : ThemeMode::Light);
            const QString tail = u"-%1-%2.png"_s.arg(dark ? u"dark"_s : u"light"_s, zh ? u"zh"_s : u"en"_s);
            const auto save = [&](const char *name, QWidget *widget) {
                settle();
                if (!widget->grab().save(out + u'/' + QString::fromLatin1(name) + tail))
                    std::fprintf(stderr, "cannot write %s\n", name);
            };
            auto empty = EngineBridge::open(none);
            auto bridge = EngineBridge::open(settings);
            if (!empty || !bridge)
                return 1;
            {
                MainWindow window(**empty);
                window.show();
                save("welcome", &window);
            }
            const QString task = u"demo00000002"_s;
            const QList<Page> pages{
                {"task", [&](MainWindow &w) { w.openTask(task); return nullptr; }},
                {"approvals", [](MainWindow &w) { w.showApprovals(); return nullptr; }},
                {"queue", [](MainWindow &w) { w.showQueue(); return nullptr; }},
                {"stats", [](MainWindow &w) { w.showStats(); return nullptr; }},
                {"sheet", [&](MainWindow &w) { w.openPaths({good.fileName(), bad.fileName()}); return nullptr; }},
                {"newtask", [&](MainWindow &w) { w.newTask(); return w.findChild<NewTaskDialog *>(); }},
                {"settings", [](MainWindow &w) { w.showSettings(); return qobject_cast<QWidget *>(w.findChildren<QDialog *>().value(0)); }},
                {"help", [](MainWindow &w) { w.commands().action(CommandId::Help)->trigger(); return w.findChild<HelpOverlay *>(); }},
                {"palette", [](MainWindow &w) { w.commands().action(CommandId::Palette)->trigger(); return w.findChild<CommandPalette *>(); }},
            };
            for (const Page &page : pages) {
                MainWindow window(**bridge);
                window.show();
                QWidget *what = page.open(window);
                save(page.name, what ? what : &window);
            }
            MainWindow small(**bridge);
            small.resize(900, 600);
            small.show();
            save("small", &small);
        }
    }
    return 0;
}
