// SPDX-License-Identifier: MIT
// What a reviewer's memory would have to hold: the arrows between the rooms, licence lines, the first coroutine rule,
// the seam of the dialect, file lengths, no names of machines. Each check is shown to bite on a bad sample.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QString kRoot = QStringLiteral(VIBECODER_SOURCE_DIR);

// Each room may use what is named, and whatever those may use. The table of ARCHITECTURE.md.
const QHash<QString, QStringList> &arrows()
{
    static const QHash<QString, QStringList> table{{u"base"_s, {}}, {u"model"_s, {u"base"_s}},
        {u"wire"_s, {u"model"_s}}, {u"storage"_s, {u"wire"_s}}, {u"journal"_s, {u"storage"_s}}, {u"ai"_s, {u"model"_s}},
        {u"permission"_s, {u"model"_s}}, {u"execution"_s, {u"model"_s}},
        {u"verification"_s, {u"execution"_s, u"model"_s}}, {u"integrations"_s, {u"storage"_s, u"model"_s}},
        {u"core"_s, {u"wire"_s, u"storage"_s, u"journal"_s, u"ai"_s, u"permission"_s, u"execution"_s, u"verification"_s,
                        u"integrations"_s}}};
    return table;
}

bool mayUse(const QString &from, const QString &to)
{
    if (from == to)
        return true;
    for (const QString &next : arrows().value(from)) {
        if (mayUse(next, to))
            return true;
    }
    return false;
}

// Empty: allowed. path is relative to the root.
QString includeProblem(const QString &path, const QString &included)
{
    const QString room = included.section(QLatin1Char('/'), 0, 0);
    const bool isRoom = arrows().contains(room) && included.contains(QLatin1Char('/'));
    if (path.startsWith(u"engine/"_s)) {
        const QString from = path.section(QLatin1Char('/'), 1, 1);
        if (included.startsWith(u"app/"_s) || included.startsWith(u"ui/"_s) || included.startsWith(u"cli/"_s))
            return u"the engine sees no face"_s;
        if (isRoom && arrows().contains(from) && !mayUse(from, room))
            return u"%1 may not use %2"_s.arg(from, room);
        if (included.startsWith(u"QtWidgets"_s) || included == u"QWidget"_s || included.startsWith(u"QHttpServer"_s))
            return u"the engine holds no widgets and no server"_s;
    } else if (path.startsWith(u"app/"_s) || path.startsWith(u"ui/"_s)) {
        const bool allowed = !isRoom || room == u"base"_s || room == u"model"_s || room == u"wire"_s ||
                             included == u"core/engine.h"_s || included == u"core/enginewait.h"_s;
        if (!allowed)
            return u"a face sees core/engine.h, wire, model and base only"_s;
    }
    return {};
}

bool badAwait(const QString &line)
{
    static const QRegularExpression bad(u"\\bco_await(?!\\s+\\w+\\s*;)"_s);
    return bad.match(line).hasMatch();
}

bool sqliteOnly(const QString &line)
{
    static const QRegularExpression words(u"BEGIN IMMEDIATE|PRAGMA |AUTOINCREMENT|sqlite_master|sqlite3_"_s);
    return words.match(line).hasMatch();
}

bool namesAMachine(const QString &line)
{
    // The words are put together here so that this file does not find itself.
    static const QRegularExpression places(u"(?<![\\w.])/(ro"_s + u"ot|wo"_s + u"rk|home/[a-z]+)/[a-z.]"_s);
    return places.match(line).hasMatch();
}

QStringList sources(const QStringList &folders, const QStringList &patterns)
{
    QStringList files;
    for (const QString &folder : folders) {
        QDirIterator it(kRoot + u'/' + folder, patterns, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext())
            files.append(it.next().mid(kRoot.size() + 1));
    }
    files.sort();
    return files;
}

QStringList linesOf(const QString &path)
{
    QFile file(kRoot + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split(QLatin1Char('\n')) : QStringList();
}

const QStringList kCode{u"*.h"_s, u"*.cpp"_s, u"*.c"_s};

} // namespace

class LintTest : public QObject
{
    Q_OBJECT

    static void report(const QStringList &problems)
    {
        QVERIFY2(problems.isEmpty(), qPrintable(u"\n"_s + problems.mid(0, 30).join(QLatin1Char('\n'))));
    }

private slots:
    void theChecksBite()
    {
        QVERIFY(!includeProblem(u"engine/model/task.h"_s, u"storage/database.h"_s).isEmpty());
        QVERIFY(!includeProblem(u"engine/ai/x.cpp"_s, u"execution/workspace.h"_s).isEmpty());
        QVERIFY(!includeProblem(u"engine/wire/x.cpp"_s, u"storage/database.h"_s).isEmpty());
        QVERIFY(!includeProblem(u"app/cli/x.cpp"_s, u"storage/database.h"_s).isEmpty());
        QVERIFY(!includeProblem(u"app/cli/x.cpp"_s, u"core/worker.h"_s).isEmpty());
        QVERIFY(!includeProblem(u"engine/core/x.cpp"_s, u"app/cli/context.h"_s).isEmpty());
        QVERIFY(includeProblem(u"engine/storage/x.cpp"_s, u"base/result.h"_s).isEmpty());
        QVERIFY(includeProblem(u"app/cli/x.cpp"_s, u"core/engine.h"_s).isEmpty());
        QVERIFY(badAwait(u"    const int x = co_await f(Aggregate{1});"_s));
        QVERIFY(badAwait(u"    return b ? co_await x : y;"_s));
        QVERIFY(!badAwait(u"    const bool started = co_await over;"_s));
        QVERIFY(sqliteOnly(u"c.execute(u\"PRAGMA synchronous=OFF\")"_s));
        QVERIFY(namesAMachine(u"see /ro"_s + u"ot/thing"_s));
        QVERIFY(!namesAMachine(u"see /usr/bin/thing"_s));
    }

    void arrowsPointOneWay()
    {
        static const QRegularExpression include(u"^\\s*#include [\"<]([^\">]+)[\">]"_s);
        QStringList problems;
        for (const QString &path : sources({u"engine"_s, u"app"_s, u"ui"_s}, kCode)) {
            for (const QString &line : linesOf(path)) {
                const auto match = include.match(line);
                const QString problem = match.hasMatch() ? includeProblem(path, match.captured(1)) : QString();
                if (!problem.isEmpty())
                    problems.append(path + u": "_s + line.trimmed() + u": "_s + problem);
            }
        }
        report(problems);
    }

    void everySourceHasItsLicenceLine()
    {
        QStringList problems;
        for (const QString &path :
            sources({u"engine"_s, u"app"_s, u"ui"_s, u"tests"_s, u"packaging"_s, u".ci"_s, u"resources"_s},
                kCode + QStringList{u"CMakeLists.txt"_s, u"*.cmake"_s, u"*.sh"_s, u"*.py"_s, u"*.ts"_s, u"run"_s})) {
            // The demo's project belongs to the person who tries it.
            if (path.startsWith(u"resources/demo"_s) || path.startsWith(u"tests/fixtures"_s) ||
                path.endsWith(u"_zh_CN.ts"_s))
                continue;
            if (!linesOf(path).mid(0, 2).join(QLatin1Char('\n')).contains(u"SPDX-License-Identifier: MIT"_s))
                problems.append(path);
        }
        report(problems);
    }

    void coAwaitStandsOnlyBeforeAName()
    {
        QStringList problems;
        for (const QString &path : sources({u"engine"_s, u"app"_s, u"ui"_s, u"tests"_s}, kCode)) {
            if (path == u"engine/base/async.h"_s || path.startsWith(u"tests/lint/"_s))
                continue; // the macros themselves, and the samples above
            for (const QString &line : linesOf(path)) {
                if (!line.trimmed().startsWith(u"//"_s) && badAwait(line))
                    problems.append(path + u": "_s + line.trimmed());
            }
        }
        report(problems);
    }

    void onlyTheDialectSpeaksSqlite()
    {
        QStringList problems;
        for (const QString &path : sources({u"engine"_s, u"app"_s}, kCode)) {
            if (path.startsWith(u"engine/storage/dialect"_s))
                continue;
            for (const QString &line : linesOf(path)) {
                if (!line.trimmed().startsWith(u"//"_s) && sqliteOnly(line.section(u"//"_s, 0, 0)))
                    problems.append(path + u": "_s + line.trimmed());
            }
        }
        report(problems);
    }

    void filesAreReadInOneSitting()
    {
        QStringList problems;
        for (const QString &path : sources({u"engine"_s, u"app"_s, u"ui"_s}, kCode)) {
            const qsizetype lines = linesOf(path).size();
            if (lines > 500)
                problems.append(u"%1: %2 lines"_s.arg(path).arg(lines));
        }
        report(problems);
    }

    void nothingNamesAMachine()
    {
        QStringList problems;
        for (const QString &path :
            sources({u"engine"_s, u"app"_s, u"ui"_s, u"tests"_s, u"packaging"_s, u"resources"_s, u".ci"_s},
                kCode +
                    QStringList{u"*.txt"_s, u"*.cmake"_s, u"*.sh"_s, u"*.py"_s, u"*.json"_s, u"*.md"_s, u"run"_s})) {
            for (const QString &line : linesOf(path)) {
                if (namesAMachine(line) && !path.startsWith(u"tests/fixtures"_s))
                    problems.append(path + u": "_s + line.trimmed().left(120));
            }
        }
        report(problems);
    }

    void jsonFilesAreWellFormed()
    {
        QStringList problems;
        for (const QString &path :
            sources({u"engine"_s, u"resources"_s}, {u"*.json"_s}) + QStringList{u"CMakePresets.json"_s}) {
            QJsonParseError error;
            QJsonDocument::fromJson(linesOf(path).join(QLatin1Char('\n')).toUtf8(), &error);
            if (error.error != QJsonParseError::NoError)
                problems.append(path + u": "_s + error.errorString());
        }
        report(problems);
    }
};

QTEST_GUILESS_MAIN(LintTest)
#include "tst_lint.moc"
