// SPDX-License-Identifier: MIT
// Takes one picture of a widget; the name says page, size of text, theme and language.
#pragma once

#include <QDir>
#include <QTest>
#include <QWidget>

#include <cstdio>

namespace vibecoder {

struct Shooter
{
    QDir folder;
    bool chinese = false, dark = false;
    int percent = 100;

    static void settle(int ms = 200) { QTest::qWait(ms); }

    void save(QWidget &widget, const QString &name) const
    {
        using namespace Qt::StringLiterals;
        widget.show();
        settle();
        const QString file = u"%1-%2-%3-%4.png"_s.arg(name, dark ? u"dark"_s : u"light"_s, chinese ? u"zh"_s : u"en"_s)
                                 .arg(percent);
        if (!widget.grab().save(folder.filePath(file)))
            std::fprintf(stderr, "cannot write %s\n", qPrintable(file));
    }
};

} // namespace vibecoder
