// SPDX-License-Identifier: MIT
// The table of arrows (ARCHITECTURE.md, "Arrows"): who may include whom.
#include "lintrules.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

namespace lint {

using namespace Qt::StringLiterals;

namespace {

// A room may use what is named and whatever that may use.
const QHash<QString, QStringList> &arrows()
{
    static const QHash<QString, QStringList> table{
        {u"base"_s, {}},
        {u"model"_s, {u"base"_s}},
        {u"wire"_s, {u"model"_s}},
        {u"storage"_s, {u"wire"_s}},
        {u"journal"_s, {u"storage"_s}},
        {u"ai"_s, {u"model"_s}},
        {u"permission"_s, {u"model"_s}},
        {u"workspace"_s, {u"model"_s}},
        {u"sandbox"_s, {u"workspace"_s, u"model"_s}},
        {u"verification"_s, {u"sandbox"_s, u"workspace"_s, u"model"_s}},
        {u"integrations"_s, {u"storage"_s, u"model"_s}},
        {u"core"_s, {u"wire"_s, u"storage"_s, u"journal"_s, u"ai"_s, u"permission"_s, u"workspace"_s, u"sandbox"_s,
                        u"verification"_s, u"integrations"_s}},
        {u"app/cli"_s, {u"wire"_s, u"app/server"_s}},
        {u"app/keychain"_s, {}},
        {u"app/server"_s, {u"wire"_s}},
        {u"ui"_s, {u"wire"_s}},
        {u"app/desktop"_s, {u"ui"_s, u"app/server"_s, u"app/cli"_s}},
    };
    return table;
}

// The one door of the engine for faces.
const QSet<QString> kDoor{u"core/engine.h"_s, u"core/enginewait.h"_s, u"core/exitcodeadvice.h"_s};

QSet<QString> reachable(const QString &room)
{
    QSet<QString> seen;
    QStringList todo = arrows().value(room);
    while (!todo.isEmpty()) {
        const QString next = todo.takeLast();
        if (seen.contains(next))
            continue;
        seen.insert(next);
        todo += arrows().value(next);
    }
    return seen;
}

// engine/ai/x.cpp -> ai, app/cli/demo/x.cpp -> app/cli, ui/x.cpp -> ui; empty: no room
QString roomOf(const QString &path)
{
    const QStringList parts = path.split(u'/');
    if (parts.size() >= 3 && parts.at(0) == u"engine"_s)
        return parts.at(1);
    if (parts.size() >= 3 && parts.at(0) == u"app"_s)
        return u"app/"_s + parts.at(1);
    return parts.size() >= 2 && parts.at(0) == u"ui"_s ? u"ui"_s : QString();
}

// What an include names: ai/x.h -> ai, app/cli/x.h and cli/x.h -> app/cli; empty: a library or a file of one's own
QString targetOf(const QString &include)
{
    const QString first = include.section(u'/', 0, 0);
    if (!include.contains(u'/'))
        return {};
    if (first == u"engine"_s)
        return targetOf(include.section(u'/', 1));
    if (first == u"app"_s)
        return u"app/"_s + include.section(u'/', 1, 1);
    if (arrows().contains(u"app/"_s + first))
        return u"app/"_s + first;
    return arrows().contains(first) ? first : QString();
}

int lineAt(const QString &text, qsizetype at)
{
    return 1 + int(QStringView(text).left(at).count(u'\n'));
}

} // namespace

Findings layers(const QString &path, const QString &text)
{
    static const QRegularExpression includeLine(
        uR"re(^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">])re"_s, QRegularExpression::MultilineOption);
    static const QRegularExpression faceLibrary(
        u"^Q(?:t(?:Widgets|Gui|HttpServer)/|Widget$|Application$|GuiApplication$|"
        "MainWindow$|Dialog$|HttpServer)"_s);
    const QString room = roomOf(path);
    Findings found;
    if (room.isEmpty())
        return found;
    if (!arrows().contains(room))
        return {{1, u"the folder %1 is not in the table of arrows"_s.arg(room)}};
    const QSet<QString> mayUse = reachable(room);
    const bool engine = path.startsWith(u"engine/"_s);
    const QString code = withoutComments(text, Strings::Keep);
    for (auto it = includeLine.globalMatch(code); it.hasNext();) {
        const auto match = it.next();
        const QString include = match.captured(1);
        const int line = lineAt(code, match.capturedStart(1));
        const QString target = targetOf(include);
        if (include.contains(u".."_s))
            found.append({line, u"%1 goes around the arrows: name the room"_s.arg(include)});
        else if (!target.isEmpty() && target != room && !mayUse.contains(target) &&
                 !(!engine && kDoor.contains(include)))
            found.append({line, u"%1 may not use %2"_s.arg(room, include)});
        else if ((engine || room == u"app/cli"_s) && faceLibrary.match(include).hasMatch())
            found.append({line, u"%1 may not use %2"_s.arg(room, include)});
    }
    return found;
}

Findings roomUses(const QString &path, const QString &text)
{
    static const QRegularExpression call(u"vibecoder_room\\(\\s*(\\w+)([^)]*)\\)"_s);
    static const QRegularExpression uses(u"\\bUSES\\s+((?:[a-z]+\\s*)+)"_s);
    Findings found;
    if (!path.endsWith(u"CMakeLists.txt"_s))
        return found;
    for (auto it = call.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        const QSet<QString> mayUse = reachable(match.captured(1));
        const auto named = uses.match(match.captured(2));
        for (const QString &target : named.captured(1).simplified().split(u' ', Qt::SkipEmptyParts)) {
            if (!mayUse.contains(target))
                found.append(
                    {lineAt(text, match.capturedStart()), u"%1 may not use %2"_s.arg(match.captured(1), target)});
        }
    }
    return found;
}

} // namespace lint
