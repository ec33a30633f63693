// SPDX-License-Identifier: MIT
#include "taskpage/openfile.h"

#include <QDesktopServices>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// What a desktop would run, install, or show with scripts of its own.
bool startsSomething(const QString &name)
{
    static const QStringList starters{u"desktop"_s, u"directory"_s, u"kdelnk"_s, u"exe"_s, u"com"_s, u"scr"_s, u"pif"_s,
        u"msi"_s, u"lnk"_s, u"url"_s, u"webloc"_s, u"bat"_s, u"cmd"_s, u"ps1"_s, u"vbs"_s, u"wsf"_s, u"hta"_s, u"reg"_s,
        u"jar"_s, u"jnlp"_s, u"appimage"_s, u"command"_s, u"run"_s, u"workflow"_s, u"deb"_s, u"rpm"_s, u"flatpak"_s,
        u"flatpakref"_s, u"flatpakrepo"_s, u"snap"_s, u"apk"_s, u"pkg"_s, u"dmg"_s, u"iso"_s, u"pyw"_s, u"pyz"_s,
        u"pyc"_s, u"html"_s, u"htm"_s, u"shtml"_s, u"xhtml"_s, u"xht"_s, u"mht"_s, u"mhtml"_s, u"svg"_s, u"svgz"_s,
        u"xml"_s, u"xsl"_s, u"xslt"_s, u"swf"_s, u"docm"_s, u"xlsm"_s, u"pptm"_s, u"odb"_s, u"ovpn"_s, u"theme"_s,
        u"plasmoid"_s};
    return starters.contains(QFileInfo(name).suffix().trimmed().toLower());
}

// Where the name says nothing, desktops look at how the content begins.
bool beginsLikeAProgram(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return true;
    const QByteArray head = file.read(512).trimmed().toLower();
    for (const char *mark : {"[desktop entry]", "#!",
             "\x7f"
             "elf",
             "mz", "<!doctype html", "<html", "<?xml", "<svg", "<script"}) {
        if (head.startsWith(mark) || head.startsWith(QByteArray("\xef\xbb\xbf") + mark))
            return true;
    }
    return head.contains("[desktop entry]"); // comments may come first
}

} // namespace

QString openedFor(const QString &directory, const QString &path)
{
    const QString root = QFileInfo(directory).canonicalFilePath();
    if (root.isEmpty() || path.isEmpty())
        return root;
    const QFileInfo shown(root + u'/' + path);
    const QString real = shown.canonicalFilePath();
    if (!real.startsWith(root + u'/'))
        return root;
    const QFileInfo file(real);
    // Some programs look at the name they are given, some at what a link leads to.
    const bool harmless = file.isFile() && !file.isExecutable() && !startsSomething(file.fileName()) &&
                          !startsSomething(shown.fileName()) && !beginsLikeAProgram(real);
    return harmless ? real : file.path();
}

bool openFileOf(const QString &directory, const QString &path)
{
    const QString opened = openedFor(directory, path);
    if (!opened.isEmpty())
        QDesktopServices::openUrl(QUrl::fromLocalFile(opened));
    return !opened.isEmpty();
}

} // namespace vibecoder
