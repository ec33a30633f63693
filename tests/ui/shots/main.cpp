// SPDX-License-Identifier: MIT
// vibecoder-ui-shots OUT [PERCENT…]: pictures of every page and dialog in {light, dark} x {English, Chinese} at 100 and
// 150 % text, to be looked at one by one. A new page is one line in windowshots.cpp or askshots.cpp.
#include "settings/preferences.h"
#include "ui/shots/askshots.h"
#include "ui/shots/windowshots.h"

#include <QApplication>
#include <QFile>
#include <QTemporaryFile>

using namespace vibecoder;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    // The screen of a laptop: dialogs keep within it, and the platform's own has 800 x 800 pixels.
    QTemporaryFile screen;
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && screen.open()) {
        screen.write(R"({"screens":[{"name":"one","x":0,"y":0,"width":1440,"height":900,"logicalDpi":96,)"
                     R"("logicalBaseDpi":96,"dpr":1}]})");
        screen.flush();
        qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + QFile::encodeName(screen.fileName()));
    }
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fputs("vibecoder-ui-shots OUT [PERCENT…]\n", stderr);
        return 2;
    }
    Shooter shooter{QDir(arguments.at(1))};
    shooter.folder.mkpath(u"."_s);
    QList<int> sizes;
    for (const QString &size : arguments.mid(2))
        sizes.append(size.toInt());
    if (sizes.isEmpty())
        sizes = {100, 150};
    QTemporaryDir home;
    Preferences &preferences = Preferences::instance();
    preferences.open(home.filePath(u"window.ini"_s));
    Theme::instance().install();
    Theme::instance().setReducedMotion(true);
    AskShots asks;
    for (const bool chinese : {false, true}) {
        shooter.chinese = chinese;
        preferences.setLanguage(chinese ? u"zh_CN"_s : u"en"_s);
        const WindowShots windows(chinese);
        for (const bool dark : {false, true}) {
            shooter.dark = dark;
            preferences.setTheme(dark ? ThemeMode::Dark : ThemeMode::Light);
            for (const int percent : std::as_const(sizes)) {
                shooter.percent = percent;
                preferences.setTextPercent(percent);
                windows.shoot(shooter);
                windows.shootTask(shooter, false);
                windows.shootTask(shooter, true);
                asks.shoot(shooter);
            }
        }
    }
    asks.shootTray(shooter);
    return 0;
}
