// SPDX-License-Identifier: MIT
#include "verification/guardrules.h"

#include "verification/commandfiles.h"
#include "verification/documentfiles.h"
#include "verification/guardedpart.h"
#include "verification/judges.h"

#include <QDir>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

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

// All of Python's own library, for places where no project has modules of its own: beside the tests and the checks.
const QSet<QString> &libraryModules()
{
    static const QStringList names =
        u"abc aifc argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii "
        "bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections "
        "colorsys compileall concurrent configparser contextlib contextvars copy copyreg crypt csv "
        "ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings "
        "ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools "
        "gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http "
        "imaplib imghdr imp importlib inspect io ipaddress itertools json keyword linecache locale "
        "logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt "
        "multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os "
        "ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix "
        "posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue "
        "quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors "
        "shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 "
        "sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess "
        "sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap "
        "threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle "
        "types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg "
        "winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo"_s.split(u' ');
    static const QSet<QString> set(names.cbegin(), names.cend());
    return set;
}

// What runs tests in Perl, Ruby and Lua, at the places where `-l`, `-I lib` and the like look first.
bool isRunnerLibrary(const QString &path)
{
    static const QRegularExpression pattern(
        u"^(?:lib|blib/lib|src|spec|t/lib|test/lib)?/?(?:(?:Test/(?:More|Simple|Builder|Harness|Tester|Deep|Most|Class|"
        "Exception|Fatal)(?:/.+)?|Test2/.+|TAP/.+|App/Prove(?:/.+)?|strict|warnings|Exporter|Carp)\\.pm|"
        "(?:minitest(?:/.+)?|rspec(?:/core(?:/.+)?|/expectations(?:/.+)?)?|test/unit(?:/.+)?)\\.rb|"
        "(?:luaunit|busted(?:/.+)?|luassert(?:/.+)?)\\.lua)$"_s);
    // CMake looks into the folders of a project before its own.
    static const QRegularExpression module(
        u"(?:^|/)(?:CTest\\w*|GoogleTest\\w*|FindGTest|Dart\\w*|ExternalData\\w*|Catch\\w*|FindCatch2?|[Dd]octest\\w*|"
        "FindDoctest|QtTest\\w*)\\.cmake$"_s);
    return pattern.match(path).hasMatch() || (path.endsWith(u".cmake"_s) && module.match(path).hasMatch());
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

bool isInterpreted(const QString &name)
{
    static const QRegularExpression pattern(u"\\.(?:py|pl|rb|php|lua|[cm]?js|ts)$"_s);
    return pattern.match(name).hasMatch();
}

bool isMakefile(const QString &name)
{
    return name == u"Makefile"_s || name == u"makefile"_s || name == u"GNUmakefile"_s || name.endsWith(u".mk"_s) ||
           name.endsWith(u".make"_s) || name.endsWith(u".mak"_s) || name.startsWith(u"Makefile."_s);
}

QString textOf(const QByteArray &content)
{
    return QString::fromUtf8(content.left(512 * 1024));
}

// Make takes the first of these that it finds in a folder.
const QStringList kMakefiles{u"GNUmakefile"_s, u"makefile"_s, u"Makefile"_s};

// What a check runs before and after itself, or loads.
bool helpsAShell(const QString &path)
{
    static const QRegularExpression pattern(
        u"(?:^|[/_.-])(?:prepare|set-?up|tear-?down|before|after|clean-?up|bootstrap|"
        "env|common|helpers?|functions)\\w*(?:\\.(?:sh|bash|env|conf))?$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(path).hasMatch();
}

bool isWildcard(const QString &path)
{
    return path.contains(u'*') || path.contains(u'?') || path.contains(u'[');
}

bool matchesTarget(const QString &pattern, const QString &path)
{
    const qsizetype stem = pattern.indexOf(u'%');
    return path.size() >= pattern.size() && path.startsWith(QStringView(pattern).first(stem)) &&
           path.endsWith(QStringView(pattern).sliced(stem + 1));
}

} // namespace

GuardRules::GuardRules(const QStringList &commands, const QString &root)
    : m_root(root)
{
    learnCommands(commands, false, {}, {});
    static const QRegularExpression make(u"(?:^|[\\s;&|(])g?make\\s+([^;&|\\n]*)"_s);
    for (const QString &command : commands) {
        auto it = make.globalMatch(command);
        while (it.hasNext()) {
            for (const QString &word : it.next().captured(1).split(u' ', Qt::SkipEmptyParts)) {
                if (!word.startsWith(u'-') && !word.contains(u'=')) {
                    m_targets.insert(word);
                    m_asked.insert(word);
                }
            }
        }
    }
}

void GuardRules::learnCommands(
    const QStringList &commands, bool checksOnly, const QString &folder, const QString &script)
{
    const CommandFiles files = readCommands(commands, {m_root, folder, script});
    const auto add = [this](const QString &file) {
        QSet<QString> &set = isWildcard(file) ? m_wildcards : m_scripts;
        if (set.size() < kMostNames)
            set.insert(file);
    };
    for (const QString &file : files.checks) {
        if (!checksOnly || looksLikeACheck(file) || helpsAShell(file))
            add(file);
    }
    for (const QString &file : files.rules)
        add(file);
    for (const QString &file : files.programs) {
        if (m_candidates.size() < kMostNames)
            m_candidates.insert(file);
    }
    for (const QString &file : files.ends) {
        if (m_ends.size() < kMostNames)
            m_ends.insert(file);
    }
    for (const QString &file : files.documents) {
        if (m_documents.size() < kMostNames)
            m_documents.insert(file);
    }
    // A file that nobody misses is no work that is still to be done.
    for (const QString &file : files.optional)
        m_loaded.insert(file);
    for (const auto &[one, other] : files.compared) {
        if (m_compared.size() < kMostNames)
            m_compared.insert({one, other});
    }
    for (const QString &one : files.programFolders)
        m_programFolders.insert(one);
    for (const QString &one : files.moduleFolders)
        m_moduleFolders.insert(one);
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
    const auto known = [this] { return m_scripts.size() + m_wildcards.size() + m_candidates.size() + m_ends.size(); };
    const qsizetype before = known();
    const QString name = lastName(path);
    const QString folder = folderOf(path);
    if (m_documents.size() < kMostNames &&
        (isRunnerConfiguration(path) || isTestFile(path) || m_scripts.contains(path))) {
        for (const QString &file : documentsTestedBy(textOf(content), folder))
            m_documents.insert(file);
    }
    if (name == u"package.json"_s) {
        const QJsonObject scripts = QJsonDocument::fromJson(content).object().value(u"scripts"_s).toObject();
        QStringList commands;
        for (const QJsonValue script : scripts)
            commands.append(script.toString());
        learnCommands(commands, true, folder, {});
    } else if (isMakefile(name)) {
        learnMakefile(folder, textOf(content));
    } else if (name == u"CMakeLists.txt"_s || name.endsWith(u".cmake")) {
        learnTestCalls(folder, content);
    } else if (isInterpreted(name)) {
        if (m_scripts.contains(path))
            learnProgram(path, content);
    } else if (m_scripts.contains(path) || m_loaded.contains(path) || name.endsWith(u".sh"_s)) {
        learnCommands({textOf(content)}, true, {}, folder);
    }
    // What counts as a script already stays one.
    if (m_scripts.contains(path)) {
        for (const QString &file : settingsOfScript(path, content)) {
            if (m_loaded.size() < kMostNames && !m_scripts.contains(file))
                m_loaded.insert(file);
        }
    }
    return known() > before;
}

void GuardRules::learnProgram(const QString &path, const QByteArray &content)
{
    for (const QString &file : filesOfProgram(path, content)) {
        if (isTestFile(file))
            continue;
        if (looksLikeACheck(file))
            m_scripts.insert(file);
        else if (m_candidates.size() < kMostNames)
            m_candidates.insert(file);
    }
    const QString beside = folderOf(path) + u'/';
    for (const QString &file : modulesOfScript(path, content)) {
        const QString module = file.sliced(beside.size()).section(u'/', 0, 0).section(u'.', 0, 0);
        const bool isOfLanguage = file.endsWith(u".py") && libraryModules().contains(module);
        if (!isOfLanguage && !isTestFile(file) && m_scripts.size() < kMostNames)
            m_scripts.insert(file);
    }
    // Python looks beside the script first.
    static const QRegularExpression import(
        u"^\\s*(?:from\\s+(\\w+)|import\\s+([\\w, ]+))"_s, QRegularExpression::MultilineOption);
    if (!path.endsWith(u".py"))
        return;
    const QString folder = folderOf(path);
    auto it = import.globalMatch(textOf(content));
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        for (const QString &one : (match.captured(1) + match.captured(2)).split(u',')) {
            const QString module = one.trimmed().section(u' ', 0, 0);
            if (libraryModules().contains(module))
                m_shadows.insert(folder.isEmpty() ? module : folder + u'/' + module);
        }
    }
}

// Programs that add_test(…) runs and that nobody compiles.
void GuardRules::learnTestCalls(const QString &folder, const QByteArray &content)
{
    static const QRegularExpression command(
        u"^add_test\\((?:.*\\bCOMMAND\\s+|\\s*\\S+\\s+)(.*?)(?:\\s+(?:WORKING_DIRECTORY|CONFIGURATIONS)\\b.*)?\\)$"_s);
    static const QRegularExpression top(u"\\$\\{(?:CMAKE|PROJECT)_SOURCE_DIR\\}"_s);
    static const QRegularExpression include(u"\\binclude\\s*\\(\\s*\"?([\\w./-]+\\.cmake)\"?(\\s+OPTIONAL)?|"
                                            "\\bCMAKE_\\w*(?:COMPILER|LAUNCHER|EMULATOR)\\w*\\s+\"?\\.(/[\\w./-]+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto withPlaces = [&folder](const QByteArray &bytes) {
        QString text = textOf(bytes);
        text.replace(top, u"."_s);
        return text.replace(u"${CMAKE_CURRENT_SOURCE_DIR}"_s, folder.isEmpty() ? u"."_s : u"./"_s + folder);
    };
    // What a file of CMake includes says the same things; a compiler of the project's own compiles the tests.
    auto it = include.globalMatch(withPlaces(content));
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        const QString file = match.captured(1).isEmpty() ? u"."_s + match.captured(3) : match.captured(1);
        const bool fromTop = file.startsWith(u"./") || folder.isEmpty();
        (match.hasCaptured(2) && !match.captured(2).isEmpty() ? m_loaded : m_scripts)
            .insert(QDir::cleanPath(fromTop ? file : folder + u'/' + file));
    }
    for (const QString &line : withPlaces(guardedPart(u"CMakeLists.txt"_s, content)).split(u'\n')) {
        if (const auto match = command.match(line); match.hasMatch() && match.captured(1).contains(u' '))
            learnCommands({match.captured(1)}, false, {}, {});
    }
}

void GuardRules::learnMakefile(const QString &folder, const QString &text)
{
    static const QRegularExpression include(u"^\\s*([-s]?)include\\s+(.+)$"_s);
    static const QRegularExpression target(u"^([\\w./ %-]+?)\\s*::?(?!=)\\s*([^#;]*)"_s);
    static const QRegularExpression testing(u"\\b(?:test|tests|check|verify|lint|ci|spec)\\b"_s);
    static const QRegularExpression assignment(u"^\\s*(?:override\\s+|export\\s+)*(\\w+)\\s*[:?+!]{0,3}=\\s*(.*)$"_s);
    static const QRegularExpression use(u"\\$[({](\\w+)[)}]"_s);
    static const QRegularExpression wildcards(u"\\$\\(wildcard\\s+|\\)"_s);
    static const QRegularExpression touch(u"(?:^|[\\s;&])touch\\s"_s);
    static const QRegularExpression compiles(u"\\$[({](?:CC|CXX|FC|LINK|COMPILE)\\b|\\b(?:gcc|g\\+\\+|cc|clang)\\b"_s);
    const auto below = [&folder](const QString &file) { return folder.isEmpty() ? file : folder + u'/' + file; };
    QHash<QString, QString> values;
    QHash<QString, QStringList> needs;
    QStringList recipes, own;
    QSet<QString> made;
    const auto expanded = [&values](QString line) {
        for (int round = 0; round < 3; ++round) {
            auto it = use.globalMatch(QString(line));
            while (it.hasNext()) {
                const QRegularExpressionMatch match = it.next();
                if (values.contains(match.captured(1)))
                    line.replace(match.captured(), values.value(match.captured(1)));
            }
        }
        static const QRegularExpression file(u"\\$\\(file\\s*<\\s*"_s);
        line.replace(file, u"$(cat "_s);
        return line.replace(u"$(shell "_s, u"$("_s).replace(u"$$"_s, u"$"_s);
    };
    const QStringList lines = QString(text).replace(u"\\\n"_s, u" "_s).split(u'\n');
    for (const QString &line : lines) {
        if (const auto match = assignment.match(line); match.hasMatch() && !line.startsWith(u'\t'))
            values.insert(match.captured(1), match.captured(2).trimmed());
    }
    // Compilers and interpreters of the project's own, and where make looks for programs.
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        const QString value = expanded(*it).replace(u"$(CURDIR)"_s, u"."_s);
        const QString program = value.section(u' ', 0, 0);
        if (isToolVariable(it.key()) && program.contains(u'/') && !program.startsWith(u'/') && !program.contains(u'$'))
            m_scripts.insert(QDir::cleanPath(below(program)));
        if (it.key() == u"PATH")
            learnCommands({u"PATH="_s + value}, true, folder, {});
    }
    for (const QString &line : lines) {
        if (line.startsWith(u'\t')) {
            // Recipes are lines for a shell, without the marks that make takes for itself.
            QString recipe = line.trimmed();
            while (!recipe.isEmpty() && QStringView(u"@-+").contains(recipe.at(0)))
                recipe.remove(0, 1);
            recipes.append(expanded(recipe));
            // A recipe that writes its target makes a file of that name rightly.
            for (const QString &one : std::as_const(own)) {
                if (recipe.contains(u"$@"_s) || recipe.contains(u"-o "_s + one) || recipe.contains(u"> "_s + one) ||
                    recipe.contains(u"touch "_s + one) || recipe.contains(u"mkdir"_s) ||
                    (one.contains(u'%') && compiles.match(recipe).hasMatch()))
                    made.insert(one);
                if (touch.match(recipe).hasMatch() && !one.contains(u'%') &&
                    (recipe.contains(u"$@"_s) || recipe.contains(one)))
                    m_stamps.insert(QDir::cleanPath(below(one)));
            }
            continue;
        }
        if (const auto match = include.match(line); match.hasMatch()) {
            QString names = expanded(match.captured(2));
            for (QString &file : names.remove(wildcards).split(u' ', Qt::SkipEmptyParts)) {
                if (file.count(u'*') == 1 && !file.contains(u'$'))
                    m_loadedPatterns.insert(QDir::cleanPath(below(file.replace(u'*', u'%'))));
                else if (!file.contains(u'$') && !isWildcard(file)) {
                    // Where make runs is not told: beside the makefile, or at the top (`make -f build/rules.make`).
                    for (const QString &one : {below(file), file})
                        (match.captured(1).isEmpty() ? m_scripts : m_loaded).insert(QDir::cleanPath(one));
                }
            }
        } else if (const auto rule = target.match(line); rule.hasMatch()) {
            own = rule.captured(1).split(u' ', Qt::SkipEmptyParts);
            for (const QString &one : std::as_const(own))
                needs[one] += rule.captured(2).split(u' ', Qt::SkipEmptyParts);
        }
    }
    // Test targets, those they need, and patterns: a file of such a name is taken for the work of the recipe.
    QStringList todo;
    for (auto it = needs.cbegin(); it != needs.cend(); ++it) {
        if (testing.match(it.key()).hasMatch() || it.key().contains(u'%'))
            todo.append(it.key());
    }
    QSet<QString> seen;
    while (!todo.isEmpty()) {
        const QString one = todo.takeLast();
        if (seen.contains(one) || !needs.contains(one))
            continue;
        seen.insert(one);
        todo += needs.value(one);
        if (!made.contains(one))
            (one.contains(u'%') ? m_targetPatterns : m_targets).insert(below(one));
    }
    for (const QString &one : std::as_const(made))
        m_targets.remove(below(one));
    // What cmake has written runs nothing but itself, in very many lines.
    if (!text.startsWith(u"# CMAKE generated file"))
        learnCommands(recipes, true, folder, {});
}

void GuardRules::learnName(const QString &path)
{
    if (path.endsWith(u"akefile") && kMakefiles.contains(lastName(path)) && m_makefiles.size() < kMostNames)
        m_makefiles.insert(path);
    QString folder;
    const QString module = moduleOf(path, &folder);
    if (module.isEmpty())
        return;
    if (path.endsWith(u"__init__.py") && isTestFile(path) && m_packages.size() < kMostNames)
        m_packages.insert(folderOf(path));
    if (isImportRoot(folder) && !isTestFile(path) && m_modules.size() < kMostNames)
        m_modules.insert(module);
}

QStringList GuardRules::possibleShims(const std::function<bool(const QString &)> &isProgram) const
{
    QStringList shims;
    if (m_programFolders.isEmpty())
        return shims;
    for (const QString &program : m_programs) {
        if (!isProgram(program))
            continue;
        for (const QString &folder : m_programFolders)
            shims.append(folder.isEmpty() ? program : folder + u'/' + program);
    }
    return shims;
}

bool GuardRules::takesPlaceOfMakefile(const QString &path) const
{
    const QString folder = folderOf(path);
    const qsizetype at = kMakefiles.indexOf(lastName(path));
    if (at < 0 || m_makefiles.contains(path))
        return false;
    const QStringList later = kMakefiles.mid(at + 1);
    return std::any_of(later.cbegin(), later.cend(),
        [&](const QString &name) { return m_makefiles.contains(folder.isEmpty() ? name : folder + u'/' + name); });
}

QByteArray GuardRules::partOf(const QString &path, const QByteArray &content) const
{
    return isMakefile(lastName(path)) ? guardedPart(path, content, {m_asked.cbegin(), m_asked.cend()})
                                      : guardedPart(path, content);
}

bool GuardRules::runsExamplesOf(const QString &path) const
{
    return path.endsWith(u".py") && isNamedDocument(path);
}

bool GuardRules::isNamedDocument(const QString &path) const
{
    if (m_documents.isEmpty())
        return false;
    return m_documents.contains(path) ||
           std::any_of(m_documents.cbegin(), m_documents.cend(), [&path](const QString &one) {
               return isWildcard(one) && QDir::match(one, one.contains(u'/') ? path : lastName(path));
           });
}

// Of a tool that no command runs they are the business of an editor.
bool GuardRules::isSettingsOfRunTool(const QString &path) const
{
    const QString tool = toolOfSettings(path);
    return tool.size() > 2 && std::any_of(m_programs.cbegin(), m_programs.cend(), [&tool](const QString &program) {
        return program == tool || (program.startsWith(tool) && program.at(tool.size()) == u'-');
    });
}

GuardKind GuardRules::kindOf(const QString &path, bool isFolder) const
{
    if (isFolder)
        return m_targets.contains(path) ? GuardKind::Target : GuardKind::None;
    if (m_loaded.contains(path))
        return GuardKind::Steering;
    const auto fits = [&path](const QSet<QString> &patterns) {
        return !patterns.isEmpty() && std::any_of(patterns.cbegin(), patterns.cend(),
                                          [&path](const QString &one) { return matchesTarget(one, path); });
    };
    if (fits(m_loadedPatterns))
        return GuardKind::Steering;
    if (m_scripts.contains(path))
        return GuardKind::Script;
    if (m_data.contains(path) || (!path.endsWith(u".py") && isNamedDocument(path)))
        return GuardKind::Test;
    if (m_shims.contains(path))
        return GuardKind::Shim;
    // Generated makefiles are full of patterns, and what they make is made anew in a clean room.
    if (!isBuildProduct(path) && fits(m_targetPatterns))
        return GuardKind::Target;
    // A regular expression matches nothing in a name that holds bytes which are no UTF-8 (pathtext.h).
    const QList<uint> characters = path.toUcs4();
    const QString text =
        QString::fromUcs4(reinterpret_cast<const char32_t *>(characters.constData()), characters.size());
    if (isProgramFolder(folderOf(text)))
        return GuardKind::Shim;
    if (isRunnerConfiguration(text))
        return takesPlaceOfMakefile(path) ? GuardKind::Shadow : GuardKind::Steering;
    if (isSettingsOfRunTool(text))
        return GuardKind::Steering;
    if (isRunnerLibrary(text))
        return GuardKind::Shadow;
    QString folder;
    const QString module = moduleOf(text, &folder);
    if (!module.isEmpty()) {
        const bool besideTests = isTestFile(text);
        const bool isRoot = isImportRoot(folder) || m_moduleFolders.contains(folder);
        if ((isRoot || besideTests) && runnerModules().contains(module))
            return GuardKind::Shadow;
        if (m_shadows.contains(folder.isEmpty() ? module : folder + u'/' + module))
            return GuardKind::Shadow;
        // A folder of tests that is no package is where modules are looked for first.
        const bool isFirst = besideTests && !m_packages.contains(folder) && libraryModules().contains(module);
        if (isFirst || (besideTests && m_modules.contains(module)))
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
    QJsonArray compared;
    QList<QPair<QString, QString>> pairs(m_compared.cbegin(), m_compared.cend());
    std::sort(pairs.begin(), pairs.end());
    for (const auto &[one, other] : std::as_const(pairs))
        compared.append(QJsonArray{one, other});
    return {{u"root"_s, m_root}, {u"compared"_s, compared}, {u"scripts"_s, array(m_scripts)},
        {u"programs"_s, array(m_programs)}, {u"targets"_s, array(m_targets)},
        {u"target_patterns"_s, array(m_targetPatterns)}, {u"modules"_s, array(m_modules)},
        {u"module_folders"_s, array(m_moduleFolders)}, {u"loaded"_s, array(m_loaded)},
        {u"loaded_patterns"_s, array(m_loadedPatterns)}, {u"shims"_s, array(m_shims)}, {u"shadows"_s, array(m_shadows)},
        {u"data"_s, array(m_data)}, {u"documents"_s, array(m_documents)}, {u"asked"_s, array(m_asked)},
        {u"stamps"_s, array(m_stamps)}, {u"packages"_s, array(m_packages)}, {u"makefiles"_s, array(m_makefiles)}};
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
    rules.m_targetPatterns = names(u"target_patterns"_s);
    rules.m_modules = names(u"modules"_s);
    rules.m_moduleFolders = names(u"module_folders"_s);
    rules.m_loaded = names(u"loaded"_s);
    rules.m_loadedPatterns = names(u"loaded_patterns"_s);
    rules.m_data = names(u"data"_s);
    rules.m_documents = names(u"documents"_s);
    rules.m_shims = names(u"shims"_s);
    rules.m_shadows = names(u"shadows"_s);
    rules.m_asked = names(u"asked"_s);
    rules.m_stamps = names(u"stamps"_s);
    rules.m_packages = names(u"packages"_s);
    rules.m_makefiles = names(u"makefiles"_s);
    for (const QJsonValue pair : json.value(u"compared"_s).toArray())
        rules.m_compared.insert({pair[0].toString(), pair[1].toString()});
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
