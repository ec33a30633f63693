// SPDX-License-Identifier: MIT
#include "verification/guardedpart.h"

#include "verification/commandfiles.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <iterator>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString lastName(const QString &path)
{
    return path.sliced(path.lastIndexOf(u'/') + 1);
}

// Names whose meaning is the same in every folder.
const QSet<QString> kRunnerFiles{u"conftest.py"_s, u"pytest.ini"_s, u".pytest.ini"_s, u"tox.ini"_s, u"setup.cfg"_s,
    u"pyproject.toml"_s, u"noxfile.py"_s, u"sitecustomize.py"_s, u"usercustomize.py"_s, u"package.json"_s,
    u".mocharc.js"_s, u".mocharc.cjs"_s, u".mocharc.json"_s, u".mocharc.yml"_s, u".mocharc.yaml"_s, u".npmrc"_s,
    u"phpunit.xml"_s, u"phpunit.xml.dist"_s, u".rspec"_s, u"Rakefile"_s, u"Makefile"_s, u"makefile"_s, u"GNUmakefile"_s,
    u"CMakeLists.txt"_s, u"CTestTestfile.cmake"_s, u"tsconfig.json"_s, u"mypy.ini"_s, u".mypy.ini"_s, u"ruff.toml"_s,
    u".ruff.toml"_s, u".flake8"_s, u".pylintrc"_s, u"pylintrc"_s, u"biome.json"_s, u"biome.jsonc"_s, u".shellcheckrc"_s,
    u".proverc"_s, u".yamllint"_s, u".prettierrc"_s, u".prettierignore"_s, u".eslintignore"_s, u".clang-tidy"_s,
    u"meson.build"_s, u"pytest.toml"_s, u".pytest.toml"_s, u".coveragerc"_s, u"nose.cfg"_s, u".noserc"_s,
    u"unittest.cfg"_s, u"CTestCustom.cmake"_s, u"CTestCustom.ctest"_s, u"DartConfiguration.tcl"_s, u".taprc"_s,
    u".nycrc"_s, u".c8rc"_s, u"bunfig.toml"_s, u"deno.json"_s, u"deno.jsonc"_s, u"jasmine.json"_s, u"karma.conf.js"_s,
    u"build.gradle"_s, u"build.gradle.kts"_s, u"gradle.properties"_s, u"pom.xml"_s, u"Cargo.toml"_s, u"justfile"_s,
    u"Justfile"_s, u"Taskfile.yml"_s, u".rspec-local"_s, u".busted"_s, u"codecept.yml"_s, u".yarnrc"_s,
    u".yarnrc.yml"_s, u"go.mod"_s, u"go.work"_s, u".pnpmfile.cjs"_s, u".pnp.cjs"_s, u".babelrc"_s, u".swcrc"_s,
    u"runsettings.xml"_s, u"pnpm-workspace.yaml"_s, u"lerna.json"_s, u"nx.json"_s, u"turbo.json"_s, u"rush.json"_s,
    u"settings.gradle"_s, u"settings.gradle.kts"_s};

QByteArray keptKeys(const QByteArray &content, const QSet<QString> &keys)
{
    const QJsonDocument document = QJsonDocument::fromJson(content);
    if (!document.isObject())
        return content;
    QJsonObject kept;
    const QJsonObject all = document.object();
    for (auto it = all.begin(); it != all.end(); ++it) {
        if (keys.contains(it.key()))
            kept.insert(it.key(), it.value());
    }
    return QJsonDocument(kept).toJson();
}

// Lines of the sections whose title holds one of the words; order and text as they stand. A title with an escape is
// kept as well: it may spell such a word. So are `[tool]` and keys above all sections that name one with dots.
QByteArray keptSections(const QByteArray &content, const QByteArrayList &titles)
{
    static const QRegularExpression title(u"^\\[\\[?\\s*[\\w.\"'\\\\ :-]+\\s*\\]\\]?\\s*(?:[#;].*)?$"_s);
    const auto named = [&titles](const QByteArray &text) {
        return text.contains('\\') || std::any_of(titles.cbegin(), titles.cend(),
                                          [&text](const QByteArray &one) { return text.contains(one); });
    };
    QByteArray kept;
    bool inside = false, top = true;
    for (const QByteArray &line : content.split('\n')) {
        const QByteArray text = line.trimmed();
        if (text.startsWith('[') && title.match(QString::fromUtf8(text.left(2000))).hasMatch()) {
            top = false;
            inside = text.startsWith("[tool]") || named(text);
        }
        const bool dotted = top && text.contains("tool") && named(text);
        if ((inside || dotted) && !text.isEmpty())
            kept += text + '\n';
    }
    return kept;
}

QByteArray keptLines(const QByteArray &content, const QRegularExpression &telling)
{
    QByteArray kept;
    for (const QByteArray &line : content.split('\n')) {
        if (telling.match(QString::fromUtf8(line.left(2000))).hasMatch())
            kept += line.trimmed() + '\n';
    }
    return kept;
}

// What a Makefile says about testing: its test targets with their recipes, the variables these use, and what changes
// how every recipe is run.
// isPart: of a makefile, which uses the variables.
QByteArray keptTargets(const QByteArray &content, bool isPart, const QStringList &targets)
{
    static const QRegularExpression testing(
        u"^[^\\t#=]*(?:\\b|_)(?:test|tests|check|verify|lint|ci|spec|quality|style|smoke|accept|validate|audit|e2e|"
        u"unit|"
        "integration|coverage|qa|typecheck|doctest|conform)[\\w.-]*[^=]*::?(?!=)"_s);
    // What every project has of them, to be built from.
    static const QRegularExpression building(
        u"(?:^|_)(?:SRCS?|SOURCES?|OBJS?|OBJECTS?|HEADERS?|HDRS?|DEPS?|LIBS?|LDLIBS|"
        "\\w*FLAGS|INCLUDES?|INCS?|VERSION|PREFIX|DESTDIR|\\w*DIRS?|NAME|TARGETS?|"
        "BINS?|PROGRAMS?|MODULES?)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression everywhere(
        u"^\\s*(?:\\.(?:IGNORE|SHELLFLAGS|POSIX|ONESHELL|SILENT|DEFAULT_GOAL|DEFAULT)\\b|"
        "(?:override\\s+|export\\s+)*(?:SHELL|MAKEFLAGS|GNUMAKEFLAGS|PATH|BASH_ENV|ENV|LD_PRELOAD|PYTHONPATH|"
        "PYTHONSTARTUP|NODE_OPTIONS|NODE_PATH|PERL5OPT|RUBYOPT|\\w*_(?:OPTIONS|ADDOPTS))\\s*[:?+]{0,2}=|export\\b|"
        "unexport\\b|"
        "-?s?include\\b)"_s);
    static const QRegularExpression assignment(
        u"^\\s*(?:(?:override|export|private)\\s+)*(?:[^\\s:=]+\\s*:\\s*)?([\\w.-]+)\\s*(?::{0,3}|[?+!])=|"
        "^\\s*(?:override\\s+)?define\\s+([\\w.-]+)"_s);
    static const QRegularExpression use(u"\\$[({]([\\w.-]+)[)}:]|\\$(\\w)"_s);
    const QByteArrayList lines = content.split('\n');
    QSet<QString> used;
    const auto learn = [&used](const QString &text) {
        const qsizetype before = used.size();
        auto it = use.globalMatch(text);
        while (it.hasNext()) {
            const QRegularExpressionMatch match = it.next();
            used.insert(match.captured(match.capturedLength(1) > 0 ? 1 : 2));
        }
        return used.size() > before;
    };
    // `check: unit style`: these are no files, so that they are parts of the check.
    static const QRegularExpression rule(u"^([^\\t#=:]+)::?(?!=)([^=;]*)"_s);
    static const QRegularExpression making(
        u"^(?:all|build|compile|install|clean|dist|deps|prepare|setup|bin|libs?|docs?|generate|venv|env)\\b"_s);
    static const QRegularExpression blank(u"\\s+"_s);
    QSet<QString> phony, needed;
    for (const QByteArray &line : lines) {
        if (line.startsWith(".PHONY"))
            for (const QString &one : QString::fromUtf8(line.sliced(line.indexOf(':') + 1)).split(blank))
                phony.insert(one);
    }
    // A target that a command names is a check where its recipe makes nothing.
    static const QRegularExpression makes(
        u"\\$@|\\s-o\\s|>|\\$[({](?:CC|CXX|LD|AR|GO|CARGO|CMAKE)[)}]|"
        "\\b(?:gcc|g\\+\\+|cc|c\\+\\+|clang|cargo|go|cmake|install|mkdir|cp|touch)\\s"_s);
    for (const QString &target : targets) {
        bool own = false, isMade = making.match(target).hasMatch();
        for (const QByteArray &line : lines) {
            const QString text = QString::fromUtf8(line.left(2000));
            if (line.startsWith('\t'))
                isMade = isMade || (own && makes.match(text).hasMatch());
            else
                own = rule.match(text).captured(1).split(blank, Qt::SkipEmptyParts).contains(target);
        }
        if (!isMade)
            needed.insert(target);
    }
    const auto isNeeded = [&](const QString &text) {
        const QRegularExpressionMatch match = rule.match(text);
        const QStringList names = match.captured(1).split(blank, Qt::SkipEmptyParts);
        return std::any_of(
            names.cbegin(), names.cend(), [&needed](const QString &one) { return needed.contains(one); });
    };
    const auto need = [&](const QString &text) {
        const qsizetype before = needed.size();
        for (const QString &one : rule.match(text).captured(2).split(blank, Qt::SkipEmptyParts)) {
            if (phony.contains(one) && !making.match(one).hasMatch())
                needed.insert(one);
        }
        return needed.size() > before;
    };
    QList<bool> keep(lines.size(), false);
    // A variable may be set with another one: until nothing new is learned.
    for (bool more = true; more;) {
        more = false;
        bool inside = false;
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const QByteArray &line = lines.at(i);
            const QString text = QString::fromUtf8(line.left(2000));
            const bool continued = i > 0 && keep.at(i - 1) && lines.at(i - 1).endsWith('\\');
            if (!line.startsWith('\t') && !line.trimmed().isEmpty() && !continued)
                inside = testing.match(text).hasMatch() || isNeeded(text);
            const QRegularExpressionMatch set = assignment.match(text);
            const QString name = set.captured(1) + set.captured(2);
            const bool isOfPart = isPart && !text.startsWith(u'\t') && !building.match(name).hasMatch();
            const bool ofUse = set.hasMatch() && (used.contains(name) || isOfPart);
            if (keep.at(i) || !(inside || continued || ofUse || everywhere.match(text).hasMatch()))
                continue;
            keep[i] = true;
            more = learn(text) || more;
            more = (inside && !line.startsWith('\t') && !line.startsWith('.') && need(text)) || more;
        }
    }
    QByteArray kept;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (keep.at(i) && !lines.at(i).trimmed().isEmpty())
            kept += lines.at(i).trimmed() + '\n';
    }
    return kept;
}

// Lists over many lines in one.
QByteArray withShortLists(const QByteArray &content)
{
    QByteArray text;
    bool inside = false;
    for (const QByteArray &line : content.split('\n')) {
        text += inside ? line.trimmed() : line;
        inside = (inside || line.contains("= [") || line.contains("=[")) && !line.contains(']');
        text += inside ? ' ' : '\n';
    }
    return text;
}

struct Call
{
    QByteArray name; ///< in small letters
    QByteArray text; ///< with its brackets
};

QList<Call> callsOf(const QByteArray &content)
{
    QList<Call> calls;
    qsizetype i = 0;
    while (i < content.size()) {
        const char c = content.at(i);
        if (c == '#') {
            const qsizetype end = content.indexOf('\n', i);
            i = end < 0 ? content.size() : end;
            continue;
        }
        const auto isName = [](char ch) { return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_'; };
        if (!isName(c)) {
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < content.size() && (isName(content.at(end)) || (content.at(end) >= '0' && content.at(end) <= '9')))
            ++end;
        const QByteArray name = content.mid(i, end - i).toLower();
        i = end;
        while (end < content.size() && (content.at(end) == ' ' || content.at(end) == '\t'))
            ++end;
        if (end >= content.size() || content.at(end) != '(')
            continue;
        qsizetype depth = 0;
        do {
            depth += content.at(end) == '(' ? 1 : content.at(end) == ')' ? -1 : 0;
            ++end;
        } while (end < content.size() && depth > 0);
        calls.append({name, content.mid(i, end - i).simplified()});
        i = end;
    }
    return calls;
}

QByteArrayList argumentsOf(const Call &call)
{
    QByteArray text = call.text;
    for (const char c : {'(', ')', '"', ';', '<', '>', ':', '$'})
        text.replace(c, ' ');
    return text.simplified().split(' ');
}

bool isTestSource(const QByteArray &word)
{
    static const QRegularExpression source(u"\\.(?:c|cc|cpp|cxx|cu|m|mm|f90|rs|d)$"_s);
    const QString path = QString::fromUtf8(word);
    return source.match(path).hasMatch() && (isTestFile(path) || looksLikeACheck(path));
}

// What a CMakeLists.txt says about tests: calls such as add_test(…) with the conditions around them, the sources of
// the programs that are run as tests, and what changes how these are compiled.
QByteArray keptCalls(const QByteArray &content)
{
    static const QSet<QByteArray> names{"enable_testing", "add_test", "set_tests_properties", "set_property",
        "gtest_discover_tests", "gtest_add_tests", "catch_discover_tests", "doctest_discover_tests", "qt_add_test",
        "include"};
    static const QSet<QByteArray> discovers{
        "gtest_discover_tests", "gtest_add_tests", "catch_discover_tests", "doctest_discover_tests"};
    static const QSet<QByteArray> ofTarget{
        "target_compile_definitions", "set_target_properties", "target_precompile_headers"};
    static const QSet<QByteArray> ofAll{"add_compile_definitions", "add_definitions", "set_directory_properties"};
    // Whatever the call: words that change what is compiled or run under the tests.
    const auto twists = [](const QByteArray &call) {
        static const QByteArrayList words{"-include", "-imacros", "--wrap", "--defsym", "-Dmain", "-Dassert", "-Dexit",
            "-Dabort", "CTestCustom", "CTestTestfile", "CTEST_", "RULE_LAUNCH", "_LAUNCHER", "CROSSCOMPILING_EMULATOR",
            "LD_PRELOAD", "TEST_INCLUDE_FILE", "CMAKE_TESTING", "BUILD_TESTING", "NDEBUG", "CMAKE_BUILD_TYPE"};
        return std::any_of(
            words.cbegin(), words.cend(), [&call](const QByteArray &word) { return call.contains(word); });
    };
    const QList<Call> calls = callsOf(content);
    QSet<QByteArray> programs, tests;
    for (const Call &call : calls) {
        if (call.name == "add_executable")
            programs.insert(argumentsOf(call).value(0));
    }
    for (const Call &call : calls) {
        if (call.name != "add_test" && !discovers.contains(call.name))
            continue;
        const QByteArrayList words = argumentsOf(call);
        // The first NAME is only what the test is called.
        for (qsizetype i = words.value(0) == "NAME" ? 2 : 0; i < words.size(); ++i) {
            if (programs.contains(words.at(i)))
                tests.insert(words.at(i));
        }
    }
    QByteArray kept;
    QList<QByteArray> around; // conditions; empty: told already
    int inFunction = 0;
    for (const Call &call : calls) {
        const QByteArrayList words = argumentsOf(call);
        const QByteArray &first = words.constFirst();
        if (call.name == "if" || call.name == "elseif" || call.name == "else") {
            const QByteArray before = call.name == "if" || around.isEmpty() ? QByteArray() : around.takeLast();
            around.append((before.isEmpty() ? QByteArray() : before + ' ') + call.name + call.text + '\n');
        } else if (call.name == "endif" && !around.isEmpty()) {
            around.removeLast();
        }
        const bool defines = call.name == "function" || call.name == "macro";
        inFunction += defines ? 1 : call.name == "endfunction" || call.name == "endmacro" ? -1 : 0;
        QByteArray line;
        if ((names.contains(call.name) && (call.name != "include" || call.text.contains("Test")) &&
                (call.name != "set_property" || call.text.contains("TEST"))) ||
            twists(call.text) || (call.name == "return" && inFunction == 0) ||
            (defines && (names.contains(first.toLower()) || first.toLower() == "add_executable")) ||
            (ofTarget.contains(call.name) && tests.contains(first)) ||
            (ofAll.contains(call.name) && call.text.contains('$')) ||
            ((call.name == "set_source_files_properties" || call.name == "set_property") &&
                std::any_of(words.cbegin(), words.cend(), isTestSource)) ||
            ((call.name == "add_subdirectory" || call.name == "subdirs") &&
                (isTestFile(QString::fromUtf8(first) + u"/x"_s) || looksLikeACheck(QString::fromUtf8(first))))) {
            line = call.name + call.text + '\n';
        } else if (call.name == "add_executable" && tests.contains(first)) {
            // What else is compiled into a test is the work; without a source named like one it is the first.
            QByteArrayList sources;
            std::copy_if(words.cbegin() + 1, words.cend(), std::back_inserter(sources), isTestSource);
            if (sources.isEmpty())
                sources = words.mid(1, 1);
            line = "add_executable(" + first + ' ' + sources.join(' ') + ")\n";
        }
        if (line.isEmpty())
            continue;
        for (QByteArray &condition : around) {
            kept += condition;
            condition.clear();
        }
        kept += line;
    }
    return kept;
}

// Where `#name` of an import leads: to a package, to Node's own modules or to the tests; what is the project's own may
// move.
QJsonObject importsOfTests(const QJsonObject &imports)
{
    QJsonObject kept;
    for (auto it = imports.begin(); it != imports.end(); ++it) {
        const QString target = it->isString() ? it->toString() : QString();
        if (!target.startsWith(u"./") || isTestFile(target.mid(2)))
            kept.insert(it.key(), it.value());
    }
    return kept;
}

} // namespace

namespace {

// Which of many names an expression has to look at: all that it could match, in a fraction of its time.
bool mayBePatterned(const QString &name)
{
    static const QSet<QString> begins{u""_s, u"jest"_s, u"vitest"_s, u"vite"_s, u"karma"_s, u"ava"_s, u"playwright"_s,
        u"cypress"_s, u"eslint"_s, u"prettier"_s, u"babel"_s, u"wdio"_s, u"tsconfig"_s, u"nightwatch"_s,
        u"protractor"_s, u"jasmine"_s};
    const qsizetype dot = name.indexOf(u'.');
    if (dot < 0)
        return false;
    const QStringView rest = QStringView(name).sliced(dot);
    const auto endsWith = [&rest](const char16_t *end) { return rest.endsWith(QStringView(end), Qt::CaseInsensitive); };
    return begins.contains(name.first(dot).toLower()) || name.startsWith(u"setup", Qt::CaseInsensitive) ||
           endsWith(u".mk") || endsWith(u".pth") || endsWith(u".runsettings");
}

bool mayBePlaced(const QString &path)
{
    const qsizetype slash = path.lastIndexOf(u'/');
    if (slash < 0)
        return false;
    const QStringView folder = QStringView(path).first(slash);
    const auto endsWith = [&folder](const char16_t *end) { return folder.endsWith(QStringView(end)); };
    return endsWith(u"-info") || endsWith(u"__mocks__") || endsWith(u".mvn") || endsWith(u".cargo") ||
           endsWith(u".config");
}

} // namespace

bool isRunnerConfiguration(const QString &path)
{
    const QString name = lastName(path);
    static const QRegularExpression patterned(
        u"^(?:jest|vitest|vite|karma|ava|playwright|cypress|eslint|prettier|babel|wdio)\\.(?:config|workspace)\\."
        "(?:js|cjs|mjs|ts|cts|mts|json)$|^\\.eslintrc(?:\\..+)?$|^\\.prettierrc\\..+$|^jest\\.setup\\..+$|"
        "^setup-?tests?\\..+$|^tsconfig\\..+\\.json$|^\\.(?:mocharc|nycrc|c8rc|swcrc|babelrc)\\..+$|.+\\.mk$|.+\\.pth$|"
        "^(?:karma|nightwatch|protractor|wdio|jasmine)\\.conf\\..+$|.+\\.runsettings$"_s,
        QRegularExpression::CaseInsensitiveOption);
    // Plugins announce themselves here; a folder of mocks takes the place of modules by its mere name.
    static const QRegularExpression placed(
        u"(?:^|/)[^/]+\\.(?:dist|egg)-info/entry_points\\.txt$|(?:^|/)__mocks__/[^/]+$|(?:^|/)\\.mvn/[^/]+$|"
        "(?:^|/)\\.cargo/config(?:\\.toml)?$|(?:^|/)\\.config/nextest\\.toml$"_s);
    return kRunnerFiles.contains(name) || (mayBePatterned(name) && patterned.match(name).hasMatch()) ||
           (mayBePlaced(path) && placed.match(path).hasMatch());
}

bool isTestFile(const QString &path)
{
    static const QRegularExpression folder(
        u"(?:^|/)(?:tests?|__tests__|specs?|testing|t|__snapshots__|e2e|test[_-]?data|"
        "goldens?|__fixtures__|acceptance)/"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression name(
        u"^tests?[_-].+\\.\\w+$|.+[_-](?:tests?|spec)\\.\\w+$|.+\\.(?:test|spec|bats)(?:\\.\\w+)*$|^tests?\\.\\w+$|"
        ".+Tests?\\.(?:java|kt|cs|php|swift|cpp|cc)$|^Test.+\\.(?:java|kt)$|^tst_.+\\.\\w+$|.+\\.t$|.+\\.snap$|"
        // What tests compare with, beside the code.
        "^(?:fixtures?|expected|golden|baseline)(?:[._-][\\w.-]*)?\\.(?:json|jsonl|ya?ml|csv|tsv|txt|xml|html|out)$"_s);
    return folder.match(path).hasMatch() || name.match(lastName(path)).hasMatch();
}

QByteArray guardedPart(const QString &path, const QByteArray &content, const QStringList &targets)
{
    const QString name = lastName(path);
    if (name == u"package.json"_s) {
        const QJsonObject imports =
            importsOfTests(QJsonDocument::fromJson(content).object().value(u"imports"_s).toObject());
        const QByteArray told = imports.isEmpty() ? QByteArray() : QJsonDocument(imports).toJson();
        return told + keptKeys(content,
                          {u"scripts"_s, u"workspaces"_s, u"jest"_s, u"mocha"_s, u"ava"_s, u"vitest"_s, u"tap"_s,
                              u"nyc"_s, u"c8"_s, u"type"_s, u"eslintConfig"_s, u"eslintIgnore"_s, u"prettier"_s});
    }
    if (name == u"pyproject.toml"_s || name == u"setup.cfg"_s)
        return keptSections(content, {"pytest", "tool.tox", "coverage", "mypy", "ruff", "flake8", "pylint", "black",
                                         "isort", "nose", "unittest", "testenv"});
    if (name == u"CMakeLists.txt"_s)
        return keptCalls(content);
    if (name == u"CTestTestfile.cmake"_s) {
        // Lines of the file it was made from move without any meaning.
        static const QRegularExpression places(u"_BACKTRACE_TRIPLES\\s+\"[^\"]*\""_s);
        return QString::fromUtf8(keptCalls(content)).remove(places).toUtf8();
    }
    if (name.endsWith(u".cmake"_s))
        return keptCalls(content);
    if (name == u"Makefile"_s || name == u"makefile"_s || name == u"GNUmakefile"_s || name.endsWith(u".mk"_s))
        return keptTargets(content, name.endsWith(u".mk"_s), targets);
    if (name == u"entry_points.txt"_s)
        return keptSections(content, {"pytest11", "nose", "unittest", "flake8", "pylint", "coverage", "hypothesis"});
    // A line of paths adds a folder; a line that imports runs code in every start of the interpreter.
    static const QRegularExpression imports(u"^\\s*import\\b"_s);
    if (name.endsWith(u".pth"_s))
        return keptLines(content, imports);
    static const QRegularExpression ofBuild(
        u"ignoreFailures|testFailureIgnore|skipTests|\\bmaven\\.test\\b|surefire|failsafe|<skip>|<excludes?>|<modules?>"
        u"|"
        "\\b(?:en|dis)abled\\b|\\bonlyIf\\b|\\bexclude(?:TestsMatching)?\\b|\\buseJUnit|\\bfilter\\b|<argLine>|"
        "\\bharness\\b|"
        "\\bautotests\\b|\\bexclude\\s*=|\\bmembers\\s*=|\\[\\[test\\]\\]|^\\s*test\\s*=|\\bjvmArgs\\b|\\btest\\s*\\{|\\bTest\\b"_s);
    // The folder of another module is left out of `./...`; what a module needs changes every day.
    static const QRegularExpression ofModule(u"^\\s*(?:replace|exclude|use|toolchain)\\b|=>"_s);
    static const QRegularExpression ofInnerModule(u"^\\s*(?:module|replace|exclude|toolchain)\\b|=>"_s);
    // All of it says whose tests are run, but for the version of the language.
    static const QRegularExpression ofWorkspace(u"^\\s*(?!go\\s)[^/\\s]|^\\s*/(?!/)"_s);
    if (name == u"go.work"_s)
        return keptLines(content, ofWorkspace);
    if (name == u"go.mod"_s)
        return keptLines(content, path.contains(u'/') ? ofInnerModule : ofModule);
    if (name == u"Cargo.toml"_s)
        return keptLines(withShortLists(content), ofBuild);
    if (name == u"pom.xml"_s || name == u"build.gradle"_s || name == u"build.gradle.kts"_s ||
        name == u"gradle.properties"_s)
        return keptLines(content, ofBuild);
    return content;
}

QByteArrayList exampleLines(const QByteArray &content)
{
    QByteArrayList lines;
    bool inside = false;
    for (const QByteArray &line : content.split('\n')) {
        const QByteArray text = line.trimmed();
        inside = text.startsWith(">>>") || (inside && !text.isEmpty() && !text.startsWith("\"\"\"") &&
                                               !text.startsWith("'''") && !text.startsWith("```"));
        if (inside)
            lines.append(text);
    }
    return lines;
}

} // namespace vibecoder
