// SPDX-License-Identifier: MIT
#include "verification/guardrules.h"

#include "verification/guardedpart.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostNames = 2000; // of each sort; a project names fewer

QString lastName(const QString &path)
{
    return path.sliced(path.lastIndexOf(u'/') + 1);
}

QString folderOf(const QString &path)
{
    const qsizetype slash = path.lastIndexOf(u'/');
    return slash < 0 ? QString() : path.left(slash);
}

// Modules that test runners and interpreters load for themselves, so that a file of this name changes what they do.
// Names that an ordinary project uses for its own modules (calendar, parser, queue …) are not here.
const QSet<QString> &runnerModules()
{
    static const QSet<QString> names{u"pytest"_s, u"_pytest"_s, u"py"_s, u"pluggy"_s, u"iniconfig"_s,
        u"exceptiongroup"_s, u"unittest"_s, u"unittest2"_s, u"doctest"_s, u"nose"_s, u"nose2"_s, u"coverage"_s,
        u"xdist"_s, u"hypothesis"_s, u"pytest_cov"_s, u"pytest_asyncio"_s, u"tox"_s, u"nox"_s, u"mock"_s, u"django"_s,
        u"ward"_s, u"behave"_s, u"trial"_s, u"twisted"_s, u"robot"_s, u"mypy"_s, u"ruff"_s, u"flake8"_s, u"pylint"_s,
        u"black"_s, u"isort"_s, u"os"_s, u"sys"_s, u"re"_s, u"io"_s, u"abc"_s, u"ast"_s, u"site"_s, u"codecs"_s,
        u"runpy"_s, u"builtins"_s, u"importlib"_s, u"inspect"_s, u"traceback"_s, u"argparse"_s, u"contextlib"_s,
        u"functools"_s, u"collections"_s, u"dataclasses"_s, u"enum"_s, u"typing"_s, u"warnings"_s, u"pathlib"_s,
        u"shutil"_s, u"tempfile"_s, u"subprocess"_s, u"difflib"_s, u"fnmatch"_s, u"glob"_s, u"itertools"_s,
        u"operator"_s, u"linecache"_s, u"tokenize"_s, u"textwrap"_s, u"threading"_s, u"signal"_s, u"weakref"_s,
        u"zipimport"_s, u"gettext"_s, u"locale"_s, u"posixpath"_s, u"genericpath"_s, u"stat"_s, u"keyword"_s,
        u"sysconfig"_s, u"pprint"_s, u"encodings"_s, u"pkgutil"_s, u"platform"_s, u"atexit"_s, u"faulthandler"_s,
        u"bdb"_s, u"pdb"_s, u"cmd"_s, u"code"_s, u"shlex"_s, u"struct"_s, u"datetime"_s, u"json"_s, u"logging"_s,
        u"copy"_s, u"time"_s, u"math"_s, u"pkg_resources"_s, u"setuptools"_s, u"attr"_s, u"attrs"_s, u"pygments"_s,
        u"tomllib"_s, u"tomli"_s};
    return names;
}

// What runs tests in Perl, Ruby and Lua, at the places where `-l`, `-I lib` and the like look first.
bool isRunnerLibrary(const QString &path)
{
    static const QRegularExpression pattern(
        u"^(?:lib|blib/lib|src|spec|t/lib|test/lib)?/?(?:(?:Test/(?:More|Simple|Builder|Harness|Tester|Deep|Most|Class|"
        "Exception|Fatal)(?:/.+)?|Test2/.+|TAP/.+|App/Prove(?:/.+)?|strict|warnings|Exporter|Carp)\\.pm|"
        "(?:minitest(?:/.+)?|rspec(?:/core(?:/.+)?|/expectations(?:/.+)?)?|test/unit(?:/.+)?)\\.rb|"
        "(?:luaunit|busted(?:/.+)?|luassert(?:/.+)?)\\.lua)$"_s);
    return pattern.match(path).hasMatch();
}

// `a.py` and `a/__init__.py` are both module a; its folder is where an interpreter would look for it.
QString moduleOf(const QString &path, QString *folder)
{
    static const QRegularExpression suffix(u"\\.(?:py|pyc|so|pyd|abi3\\.so|cpython-[\\w-]+\\.so)$"_s);
    // Most files of a project are none: an expression for each of them takes longer than all the rest.
    if (!path.endsWith(u"py") && !path.endsWith(u"pyc") && !path.endsWith(u"pyd") && !path.endsWith(u"so"))
        return {};
    QString name = lastName(path);
    const QRegularExpressionMatch match = suffix.match(name);
    if (!match.hasMatch())
        return {};
    name.truncate(match.capturedStart());
    QString in = folderOf(path);
    if (name == u"__init__"_s) {
        name = lastName(in);
        in = folderOf(in);
    }
    *folder = in;
    return name;
}

bool isImportRoot(const QString &folder)
{
    return folder.isEmpty() || folder == u"src"_s || folder == u"lib"_s || folder == u"python"_s;
}

bool isProgramFolder(const QString &folder)
{
    static const QRegularExpression pattern(u"(?:^|/)(?:node_modules/\\.bin|\\.?v?env[\\w.-]*/bin|vendor/bin)$"_s);
    return pattern.match(folder).hasMatch();
}

// Names of programs: every plain word. Too many do no harm, they only matter together with a folder of programs.
void addProgramWords(const QString &text, QSet<QString> &programs)
{
    static const QRegularExpression word(u"[A-Za-z0-9_@][\\w.@+-]*"_s);
    auto it = word.globalMatch(text.left(20000));
    while (it.hasNext() && programs.size() < kMostNames)
        programs.insert(it.next().captured());
}

bool isMakefile(const QString &name)
{
    return name == u"Makefile"_s || name == u"makefile"_s || name == u"GNUmakefile"_s || name.endsWith(u".mk"_s);
}

QStringList linesOf(const QByteArray &content)
{
    return QString::fromUtf8(content.left(512 * 1024)).split(u'\n');
}

} // namespace

GuardRules::GuardRules(const QStringList &commands, const QString &root)
    : m_root(root)
{
    learnCommands(commands, false);
    static const QRegularExpression make(u"(?:^|[\\s;&|(])g?make\\s+([^;&|\\n]*)"_s);
    for (const QString &command : commands) {
        auto it = make.globalMatch(command);
        while (it.hasNext()) {
            for (const QString &word : it.next().captured(1).split(u' ', Qt::SkipEmptyParts)) {
                if (!word.startsWith(u'-') && !word.contains(u'='))
                    m_targets.insert(word);
            }
        }
    }
}

void GuardRules::learnCommands(const QStringList &commands, bool checksOnly)
{
    for (const QString &file : filesOfCommands(commands, m_root)) {
        if (m_scripts.size() < kMostNames && (!checksOnly || looksLikeACheck(file)))
            m_scripts.insert(file);
    }
    for (const QString &command : commands)
        addProgramWords(command, m_programs);
}

QStringList GuardRules::namedFiles() const
{
    QStringList names(m_scripts.cbegin(), m_scripts.cend());
    names.sort();
    return names;
}

bool GuardRules::learn(const QString &path, const QByteArray &content)
{
    const qsizetype before = m_scripts.size();
    const QString name = lastName(path);
    const QString folder = folderOf(path);
    const auto below = [&folder](const QString &file) { return folder.isEmpty() ? file : folder + u'/' + file; };
    if (name == u"package.json"_s) {
        const QJsonObject scripts = QJsonDocument::fromJson(content).object().value(u"scripts"_s).toObject();
        QStringList commands;
        for (const QJsonValue script : scripts)
            commands.append(script.toString());
        learnCommands(commands, true);
    } else if (isMakefile(name)) {
        // Recipes are lines for a shell, without the marks that make takes for itself.
        static const QRegularExpression include(u"^\\s*-?s?include\\s+(.+)$"_s);
        static const QRegularExpression target(u"^([\\w./ -]+?)\\s*::?(?!=)"_s);
        static const QRegularExpression testing(u"\\b(?:test|tests|check|verify|lint|ci|spec)\\b"_s);
        QStringList recipes, own;
        QSet<QString> made;
        bool phony = false;
        for (const QString &line : linesOf(content)) {
            if (line.startsWith(u'\t')) {
                QString recipe = line.trimmed();
                while (!recipe.isEmpty() && QStringView(u"@-+").contains(recipe.at(0)))
                    recipe.remove(0, 1);
                recipes.append(recipe);
                // A recipe that writes its target makes a file of that name rightly.
                for (const QString &one : std::as_const(own)) {
                    if (recipe.contains(u"$@"_s) || recipe.contains(u"-o "_s + one) || recipe.contains(u"> "_s + one) ||
                        recipe.contains(u"touch "_s + one) || recipe.contains(u"mkdir"_s))
                        made.insert(one);
                }
                continue;
            }
            if (const auto match = include.match(line); match.hasMatch()) {
                for (const QString &file : match.captured(1).split(u' ', Qt::SkipEmptyParts)) {
                    if (!file.contains(u'$') && !file.contains(u'*'))
                        m_scripts.insert(below(file));
                }
            }
            if (const auto match = target.match(line); match.hasMatch()) {
                own = match.captured(1).split(u' ', Qt::SkipEmptyParts);
                phony = phony || own.contains(u".PHONY"_s);
                for (const QString &one : std::as_const(own)) {
                    if (testing.match(one).hasMatch())
                        m_targets.insert(below(one));
                }
            }
        }
        learnCommands(recipes, true);
        for (const QString &one : std::as_const(made))
            m_targets.remove(below(one));
    } else if (m_scripts.contains(path) || name.endsWith(u".sh"_s)) {
        learnCommands(linesOf(content), true);
    }
    return m_scripts.size() > before;
}

void GuardRules::learnModule(const QString &path)
{
    QString folder;
    const QString module = moduleOf(path, &folder);
    if (!module.isEmpty() && isImportRoot(folder) && !isTestFile(path) && m_modules.size() < kMostNames)
        m_modules.insert(module);
}

GuardKind GuardRules::kindOf(const QString &path, bool isFolder) const
{
    if (isFolder)
        return m_targets.contains(path) ? GuardKind::Target : GuardKind::None;
    if (m_scripts.contains(path))
        return GuardKind::Script;
    // A regular expression matches nothing in a name that holds bytes which are no UTF-8 (pathtext.h).
    const QList<uint> characters = path.toUcs4();
    const QString text =
        QString::fromUcs4(reinterpret_cast<const char32_t *>(characters.constData()), characters.size());
    if (isProgramFolder(folderOf(text)))
        return GuardKind::Shim;
    if (isRunnerConfiguration(text))
        return GuardKind::Steering;
    if (isRunnerLibrary(text))
        return GuardKind::Shadow;
    QString folder;
    const QString module = moduleOf(text, &folder);
    if (!module.isEmpty()) {
        const bool besideTests = isTestFile(text);
        if ((isImportRoot(folder) || besideTests) && runnerModules().contains(module))
            return GuardKind::Shadow;
        if (besideTests && m_modules.contains(module))
            return GuardKind::Shadow;
    }
    if (isBuildProduct(text))
        return GuardKind::None;
    if (isTestFile(text))
        return GuardKind::Test;
    return m_targets.contains(path) ? GuardKind::Target : GuardKind::None;
}

bool GuardRules::enters(const QString &folder)
{
    static const QSet<QString> never{u".git"_s, u".hg"_s, u".svn"_s, u"__pycache__"_s, u".mypy_cache"_s,
        u".pytest_cache"_s, u".ruff_cache"_s, u".cache"_s, u"dist"_s, u"target"_s, u".tox"_s, u".nox"_s};
    static const QRegularExpression packages(u"^(?:bin|lib|lib64|lib/python[\\d.]+|lib/python[\\d.]+/site-packages|"
                                             "lib/python[\\d.]+/site-packages/[^/]+\\.(?:dist|egg)-info)$"_s);
    const QStringList names = folder.split(u'/');
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QString &name = names.at(i);
        if (never.contains(name))
            return false;
        const QString rest = names.mid(i + 1).join(u'/');
        if (name == u"node_modules"_s)
            return rest.isEmpty() || rest == u".bin"_s;
        if (name == u"vendor"_s)
            return rest.isEmpty() || rest == u"bin"_s;
        if (name == u".venv"_s || name == u"venv"_s || name == u"env"_s || name == u".env"_s)
            return rest.isEmpty() || packages.match(rest).hasMatch();
        // What steers ctest lies at the top of a build folder or close to it.
        if (name == u"build"_s)
            return rest.count(u'/') < 2;
    }
    return true;
}

QJsonObject GuardRules::toJson() const
{
    const auto array = [](const QSet<QString> &names) {
        QStringList sorted(names.cbegin(), names.cend());
        sorted.sort();
        return QJsonArray::fromStringList(sorted);
    };
    return {{u"root"_s, m_root}, {u"scripts"_s, array(m_scripts)}, {u"programs"_s, array(m_programs)},
        {u"targets"_s, array(m_targets)}, {u"modules"_s, array(m_modules)}};
}

GuardRules GuardRules::fromJson(const QJsonObject &json)
{
    const auto names = [&json](const QString &key) {
        QSet<QString> set;
        for (const QJsonValue value : json.value(key).toArray())
            set.insert(value.toString());
        return set;
    };
    GuardRules rules;
    rules.m_root = json.value(u"root"_s).toString();
    rules.m_scripts = names(u"scripts"_s);
    rules.m_programs = names(u"programs"_s);
    rules.m_targets = names(u"targets"_s);
    rules.m_modules = names(u"modules"_s);
    return rules;
}

QStringList guardedPaths(const QStringList &paths, const QStringList &commands)
{
    const GuardRules rules(commands, {});
    QStringList guarded;
    for (const QString &path : paths) {
        if (rules.kindOf(path, false) != GuardKind::None)
            guarded.append(path);
    }
    guarded.sort();
    guarded.removeDuplicates();
    return guarded;
}

bool isBuildProduct(const QString &path)
{
    static const QRegularExpression folder(u"(?:^|/)(?:build|node_modules|\\.?venv|vendor)/"_s);
    return folder.match(path).hasMatch();
}

bool isCompiled(const QByteArray &content)
{
    static const QByteArrayList magics{"\x7f"
                                       "ELF",
        "!<arch>", "\xca\xfe\xba\xbe", "\xcf\xfa\xed\xfe", "MZ", QByteArray("\0asm", 4), "BC\xc0\xde"};
    for (const QByteArray &magic : magics) {
        if (content.startsWith(magic))
            return true;
    }
    return false;
}

bool isProjectFile(const QString &path)
{
    static const QSet<QString> names{u"package.json"_s, u"pyproject.toml"_s, u"setup.cfg"_s, u"pytest.ini"_s,
        u"tox.ini"_s, u"Makefile"_s, u"CMakeLists.txt"_s, u"tsconfig.json"_s, u"Cargo.toml"_s, u"pom.xml"_s,
        u"build.gradle"_s, u"build.gradle.kts"_s, u"deno.json"_s, u".coveragerc"_s, u"mypy.ini"_s, u"ruff.toml"_s,
        u".flake8"_s, u"meson.build"_s, u"Rakefile"_s, u".rspec"_s, u"phpunit.xml"_s};
    static const QRegularExpression config(u"^(?:jest|vitest|vite|eslint|babel|ava)\\.config\\.\\w+$"_s);
    const QString name = lastName(path);
    return names.contains(name) || config.match(name).hasMatch();
}

bool isGenerated(const QString &path)
{
    return path.endsWith(u"CTestTestfile.cmake"_s) || path.endsWith(u"DartConfiguration.tcl"_s);
}

bool readsLikeACheck(const QByteArray &content)
{
    static const QRegularExpression pattern(u"^(?:assert[.(]|assert\\s+(?!=))"_s, QRegularExpression::MultilineOption);
    return pattern.match(QString::fromUtf8(content.left(256 * 1024))).hasMatch();
}

} // namespace vibecoder
