// SPDX-License-Identifier: MIT
#include "base/secretenvironment.h"
#include "mainwindow/mainwindow.h"
#include "serverthread.h"
#include "settings/preferences.h"
#include "theme/theme.h"
#include "wire/settingsfile.h"

#include <QApplication>

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
    Theme::instance().install();
    Preferences::instance().apply();
    const QProcessEnvironment environment = givenEnvironment();
    const auto loaded = loadSettings({}, environment, configPath(environment));
    if (!loaded) {
        qCritical("%s", qPrintable(loaded.error().message));
        return 1;
    }
    auto bridge = EngineBridge::open(loaded->settings);
    if (!bridge) {
        qCritical("%s", qPrintable(bridge.error().message));
        return 1;
    }
    ServerThread server(*loaded, (*bridge)->engine().dataFolder());
    ServerControl::setInstance(&server);
    if (Preferences::instance().flag(u"server_starts"_s, false))
        server.start();
    MainWindow window(**bridge);
    window.show();
    return QApplication::exec();
}
