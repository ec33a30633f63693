// SPDX-License-Identifier: MIT
#include "taskpage/openfile.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace vibecoder {

using namespace Qt::StringLiterals;

void openFileOf(const QString &directory, const QString &path)
{
    const QString root = QFileInfo(directory).canonicalFilePath();
    if (root.isEmpty())
        return;
    const QFileInfo file(root + u'/' + path);
    const QString real = file.canonicalFilePath();
    static const QStringList starters{u"desktop"_s, u"exe"_s, u"jar"_s, u"appimage"_s, u"command"_s, u"bat"_s,
        u"html"_s, u"htm"_s, u"svg"_s, u"xhtml"_s};
    const bool inside = real.startsWith(root + u'/');
    const bool harmless = file.isFile() && !file.isExecutable() && !starters.contains(file.suffix().toLower());
    const QString opened = path.isEmpty() || !inside ? root : harmless ? real : QFileInfo(real).path();
    QDesktopServices::openUrl(QUrl::fromLocalFile(opened));
}

} // namespace vibecoder
