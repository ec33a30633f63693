// SPDX-License-Identifier: MIT
#include "verification/steeringchange.h"

#include "verification/guardedpart.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QStringList linesOfPart(const QString &path, const QByteArray &content, const GuardRules &rules = {})
{
    return QString::fromUtf8(rules.partOf(path, content)).split(u'\n', Qt::SkipEmptyParts);
}

// A verification command, or a script that one of them names, may run it. `pre` and `post` run with their script, and
// npm runs some by itself.
bool mayRun(const QString &script, const GuardRules &rules)
{
    static const QSet<QString> byItself{u"test"_s, u"prepare"_s, u"install"_s, u"publish"_s, u"pack"_s, u"prepublish"_s,
        u"dependencies"_s, u"version"_s, u"shrinkwrap"_s, u"uninstall"_s};
    static const QRegularExpression apart(u"[^A-Za-z0-9_]+"_s);
    if (byItself.contains(script) || rules.runsProgram(script))
        return true;
    for (const QString &begin : {u"pre"_s, u"post"_s}) {
        if (script.startsWith(begin) && mayRun(script.sliced(begin.size()), rules))
            return true;
    }
    const QStringList words = script.split(apart, Qt::SkipEmptyParts);
    return words.isEmpty() || std::any_of(words.cbegin(), words.cend(), [&rules](const QString &word) {
        return byItself.contains(word) || rules.runsProgram(word);
    });
}

// Their tests are run for all of those that were there.
bool hasWorkspacesOf(const QJsonObject &was, const QJsonObject &is)
{
    const auto named = [](const QJsonObject &package) {
        const QJsonValue value = package.value(u"workspaces"_s);
        QStringList names;
        for (const QJsonValue one : value.isObject() ? value[u"packages"_s].toArray() : value.toArray())
            names.append(one.toString());
        return names;
    };
    QStringList more = named(is);
    for (const QString &one : named(was)) {
        if (!more.removeOne(one))
            return false;
    }
    // One that leaves others out.
    return std::none_of(more.cbegin(), more.cend(), [](const QString &one) { return one.startsWith(u'!'); });
}

std::optional<QJsonObject> partThatRuns(const QString &path, const QByteArray &content, const GuardRules &rules)
{
    const QJsonDocument document = QJsonDocument::fromJson(guardedPart(path, content));
    if (!document.isObject())
        return {};
    QJsonObject part = document.object();
    QJsonObject scripts = part.value(u"scripts"_s).toObject();
    for (const QString &name : scripts.keys()) {
        if (!mayRun(name, rules))
            scripts.remove(name);
    }
    part.insert(u"scripts"_s, scripts);
    return part;
}

// Everything that was there comes first and in the same order; returns what follows.
std::optional<QStringList> appended(const QStringList &was, const QStringList &is)
{
    if (is.size() < was.size() || !std::equal(was.cbegin(), was.cend(), is.cbegin()))
        return {};
    return is.mid(was.size());
}

// A new module out of a folder of the repository takes the place of nothing when nothing before had a name like its.
bool addsModulesOnly(const QString &path, const QByteArray &before, const QByteArray &after)
{
    static const QRegularExpression local(
        u"^(?:replace\\s+)?([\\w./~-]+)(?:\\s+v\\S+)?\\s*=>\\s*\\./([\\w/-]+)\\s*(?://.*)?$"_s);
    static const QRegularExpression ofTests(
        u"test|assert|expect|check|require|mock|cmp|diff|gomega|ginkgo|convey|quick|verify|spec"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression name(u"[\\w~-]+(?:[./][\\w.~-]+)*"_s);
    static const QRegularExpression standard(u"^[^./]+(?:/|$)"_s);
    QStringList is = linesOfPart(path, after);
    for (const QString &line : linesOfPart(path, before)) {
        if (!is.removeOne(line))
            return false;
    }
    QStringList known;
    auto it = name.globalMatch(QString::fromUtf8(before));
    while (it.hasNext())
        known.append(it.next().captured());
    return std::all_of(is.cbegin(), is.cend(), [&](const QString &line) {
        if (line.trimmed() == u"replace ("_s)
            return true;
        const QRegularExpressionMatch match = local.match(line.trimmed());
        const QString module = match.captured(1);
        const bool related = std::any_of(known.cbegin(), known.cend(), [&module](const QString &other) {
            return module == other || module.startsWith(other + u'/') || other.startsWith(module + u'/');
        });
        return match.hasMatch() && !related && !ofTests.match(module).hasMatch() && !standard.match(module).hasMatch();
    });
}

// More folders of modules; those that were there are still used.
bool usesMoreOnly(const QString &path, const QByteArray &before, const QByteArray &after)
{
    static const QRegularExpression folder(u"^(?:use\\s+)?\\./?[\\w./-]*$|^use \\($|^\\)$"_s);
    QStringList is = linesOfPart(path, after);
    for (const QString &line : linesOfPart(path, before)) {
        if (!is.removeOne(line))
            return false;
    }
    return std::all_of(
        is.cbegin(), is.cend(), [](const QString &line) { return folder.match(line.trimmed()).hasMatch(); });
}

// New tests of new programs behind those that were there.
bool addsTestsOnly(const QString &path, const QByteArray &before, const QByteArray &after)
{
    static const QRegularExpression test(u"^add_test\\( ?NAME ([\\w-]+) COMMAND ([\\w-]+) ?\\)$"_s);
    static const QRegularExpression program(u"^add_executable\\( ?([\\w-]+)\\b[^)]*\\)$"_s);
    const std::optional<QStringList> more = appended(linesOfPart(path, before), linesOfPart(path, after));
    if (!more)
        return false;
    const QString was = QString::fromUtf8(before), is = QString::fromUtf8(after);
    return std::all_of(more->cbegin(), more->cend(), [&](const QString &line) {
        const QRegularExpressionMatch match = test.match(line);
        const auto isNew = [&was](const QString &name) {
            return !was.contains(QRegularExpression(u"(?<![\\w-])%1(?![\\w-])"_s.arg(name)));
        };
        if (const QRegularExpressionMatch made = program.match(line); made.hasMatch())
            return isNew(made.captured(1));
        return match.hasMatch() && isNew(match.captured(1)) && isNew(match.captured(2)) &&
               is.contains(QRegularExpression(u"\\badd_executable\\s*\\(\\s*%1\\s"_s.arg(match.captured(2))));
    });
}

// The same, as cmake writes it: nothing is said about a test that was there.
bool listsMoreTests(const QString &path, const QByteArray &before, const QByteArray &after)
{
    static const QRegularExpression test(u"^add_test\\(\\[?=*\\[?\"?([\\w-]+)\\b[^\"]*\"[^\";]+\"\\)$"_s);
    static const QRegularExpression properties(
        u"^set_tests_properties\\(\\[?=*\\[?\"?([\\w-]+)\\b[^A-Z]*PROPERTIES\\s*\\)$"_s);
    const std::optional<QStringList> more = appended(linesOfPart(path, before), linesOfPart(path, after));
    if (!more)
        return false;
    const QString was = QString::fromUtf8(before);
    return std::all_of(more->cbegin(), more->cend(), [&](const QString &line) {
        const QRegularExpressionMatch match = test.match(line).hasMatch() ? test.match(line) : properties.match(line);
        return match.hasMatch() &&
               !was.contains(QRegularExpression(u"(?<![\\w-])%1(?![\\w-])"_s.arg(match.captured(1))));
    });
}

// Without what linters read that no command runs.
QStringList linesThatRun(const QString &path, const QByteArray &content, const GuardRules &rules)
{
    static const QRegularExpression title(u"^\\[\\[?\\s*([\\w.\"' :-]+?)\\s*\\]\\]?"_s);
    static const QRegularExpression linter(u"\\b(ruff|black|isort|mypy|flake8|pylint)\\b"_s);
    static const QRegularExpression inTests(
        u"pytest[-_.](?:ruff|black|isort|mypy|flake8|pylint)|--(?:ruff|black|isort|mypy|flake8|pylint)"_s);
    const QStringList lines = linesOfPart(path, content);
    if (inTests.match(QString::fromUtf8(content)).hasMatch())
        return lines;
    QStringList kept;
    bool isRead = true;
    for (const QString &line : lines) {
        if (const QRegularExpressionMatch begin = title.match(line); begin.hasMatch()) {
            const QRegularExpressionMatch name = linter.match(begin.captured(1));
            isRead = !name.hasMatch() || rules.runsProgram(name.captured(1));
        }
        if (isRead)
            kept.append(line);
    }
    return kept;
}

// More objects and sources in what is built, more names that are no files: nothing else of what says how tests run.
bool buildsMoreOnly(const QString &path, const QByteArray &before, const QByteArray &after, const GuardRules &rules)
{
    static const QRegularExpression blank(u"\\s+"_s), file(u"^[\\w./$(){}-]+\\.(?:o|obj|lo|c|cc|cpp|cxx|h|hpp|a)$"_s),
        building(
            u"^[\\w.-]+\\s*[:+?]?=|^[^=\\s]+\\s*:|^@?(?:\\$[({](?:CC|CXX|LD|AR)[)}]|cc|gcc|g\\+\\+|clang(?:\\+\\+)?)\\s"_s);
    QStringList was = linesOfPart(path, before, rules), is = linesOfPart(path, after, rules);
    for (qsizetype i = was.size(); i-- > 0;) {
        if (is.removeOne(was.at(i)))
            was.removeAt(i);
    }
    if (was.size() != is.size())
        return false;
    for (qsizetype i = 0; i < was.size(); ++i) {
        const QStringList old = was.at(i).split(blank), now = is.at(i).split(blank);
        const bool names = was.at(i).startsWith(u".PHONY"_s);
        if (!names && !building.match(was.at(i)).hasMatch())
            return false;
        qsizetype at = 0;
        for (const QString &word : now) {
            if (at < old.size() && word == old.at(at))
                ++at;
            else if (!names && !file.match(word).hasMatch())
                return false;
        }
        if (at < old.size())
            return false;
    }
    return true;
}

} // namespace

bool steersAsBefore(const QString &path, const QByteArray &before, const QByteArray &after, const GuardRules &rules)
{
    const QString name = path.section(u'/', -1);
    if (name == u"package.json"_s) {
        auto was = partThatRuns(path, before, rules), is = partThatRuns(path, after, rules);
        if (!was || !is || !hasWorkspacesOf(*was, *is))
            return false;
        was->remove(u"workspaces"_s);
        is->remove(u"workspaces"_s);
        return *was == *is;
    }
    if (name == u"pyproject.toml"_s || name == u"setup.cfg"_s)
        return linesThatRun(path, before, rules) == linesThatRun(path, after, rules);
    if (name == u"Makefile"_s || name == u"makefile"_s || name == u"GNUmakefile"_s || name.endsWith(u".mk"_s))
        return buildsMoreOnly(path, before, after, rules);
    if (name == u"go.work"_s)
        return usesMoreOnly(path, before, after);
    if (name == u"go.mod"_s)
        return addsModulesOnly(path, before, after);
    if (name == u"CMakeLists.txt"_s)
        return addsTestsOnly(path, before, after);
    return name == u"CTestTestfile.cmake"_s && isWrittenByCmake(path, after) && listsMoreTests(path, before, after);
}

bool isWrittenByCmake(const QString &path, const QByteArray &content)
{
    const QString name = path.section(u'/', -1);
    return (name == u"Makefile"_s && content.startsWith("# CMAKE generated file: DO NOT EDIT!\n")) ||
           (name == u"CTestTestfile.cmake"_s && content.startsWith("# CMake generated Testfile for"));
}

} // namespace vibecoder
