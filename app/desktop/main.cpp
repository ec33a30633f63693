// SPDX-License-Identifier: MIT
// vibecoder-desktop [FILE…]: the window. Task files, folders, or nothing.
#include "demorun.h"
#include "serverthread.h"
#include "singleinstance.h"

#include "base/secretenvironment.h"
#include "mainwindow/mainwindow.h"
#include "settings/preferences.h"
#include "theme/theme.h"
#include "wire/settingsfile.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>

#include <csignal>
#include <sys/prctl.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    // As in the command line program: nobody reads the key out of our memory or environment.
    ::prctl(PR_SET_DUMPABLE, 0);
    takeSecretsOutOfEnvironment();
    ::signal(SIGPIPE, SIG_IGN);
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"vibecoder-desktop"_s);
    QApplication::setApplicationDisplayName(u"VibeCoder"_s);
    QApplication::setApplicationVersion(QStringLiteral(VIBECODER_VERSION));
    QApplication::setDesktopFileName(u"vibecoder"_s);
    QApplication::setQuitOnLastWindowClosed(false);

    QCommandLineParser parser;
    parser.addPositionalArgument(u"files"_s, u"task files or folders"_s, u"[FILE…]"_s);
    parser.addOptions({{u"db"_s, u"address of the store"_s, u"url"_s}, {u"lang"_s, u"en or zh_CN"_s, u"language"_s}});
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);
    QStringList files;
    for (const QString &file : parser.positionalArguments())
        files.append(QFileInfo(file).absoluteFilePath());

    const QProcessEnvironment environment = givenEnvironment();
    const QString config = configPath(environment);
    const QString folder = QFileInfo(config).absolutePath();
    Theme::instance().install();
    Preferences::instance().open(folder + u"/window.ini"_s);
    Preferences::instance().setLanguageOfRun(parser.value(u"lang"_s));

    const auto give_up = [](const Error &error) {
        QMessageBox::critical(nullptr, u"VibeCoder"_s, error.message + u"\n\n"_s + error.hint);
        return 1;
    };
    QMap<QString, QString> flags;
    if (parser.isSet(u"db"_s))
        flags.insert(u"database_url"_s, parser.value(u"db"_s));
    const auto loaded = loadSettings(flags, environment, config);
    if (!loaded)
        return give_up(loaded.error());
    SingleInstance instance(loaded->settings.databaseUrl);
    if (instance.handOver(files))
        return 0;
    auto bridge = EngineBridge::open(loaded->settings);
    if (!bridge)
        return give_up(bridge.error());
    instance.listen();
    ServerThread server(*loaded, (*bridge)->engine().dataFolder());
    ServerControl::setInstance(&server);
    if (Preferences::instance().flag(u"server_starts"_s, false))
        server.start();

    MainWindow window(**bridge, folder + u"/desktop.ini"_s);
    DemoRun demo(**bridge);
    QObject::connect(&window, &MainWindow::demoWanted, &demo, [&] {
        if (const Result<> started = demo.start(); !started)
            QMessageBox::warning(&window, u"VibeCoder"_s, started.error().message);
    });
    QObject::connect(&demo, &DemoRun::taskMade, &window, &MainWindow::openTask);
    QObject::connect(&demo, &DemoRun::failed, &window,
        [&window](const QString &why) { QMessageBox::warning(&window, u"VibeCoder"_s, why); });
    QObject::connect(&instance, &SingleInstance::called, &window, [&window](const QStringList &more) {
        window.raiseWindow();
        window.openPaths(more);
    });
    window.show();
    window.startWork();
    window.openPaths(files);
    return QApplication::exec();
}
