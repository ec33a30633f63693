// SPDX-License-Identifier: MIT
#include "verification/guardedpart.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString lastName(const QString &path)
{
    return path.section(u'/', -1);
}

// Names whose meaning is the same in every folder.
const QSet<QString> kRunnerFiles{u"conftest.py"_s, u"pytest.ini"_s, u".pytest.ini"_s, u"tox.ini"_s, u"setup.cfg"_s,
    u"pyproject.toml"_s, u"noxfile.py"_s, u"sitecustomize.py"_s, u"usercustomize.py"_s, u"package.json"_s,
    u".mocharc.js"_s, u".mocharc.cjs"_s, u".mocharc.json"_s, u".mocharc.yml"_s, u".mocharc.yaml"_s, u".npmrc"_s,
    u"phpunit.xml"_s, u"phpunit.xml.dist"_s, u".rspec"_s, u"Rakefile"_s, u"Makefile"_s, u"makefile"_s, u"GNUmakefile"_s,
    u"CMakeLists.txt"_s, u"CTestTestfile.cmake"_s, u"tsconfig.json"_s, u"mypy.ini"_s, u".mypy.ini"_s, u"ruff.toml"_s,
    u".ruff.toml"_s, u".flake8"_s, u".pylintrc"_s, u"pylintrc"_s, u"biome.json"_s, u"biome.jsonc"_s, u".shellcheckrc"_s,
    u".proverc"_s, u".yamllint"_s, u".prettierrc"_s, u".prettierignore"_s, u".eslintignore"_s, u".clang-tidy"_s,
    u"meson.build"_s};

QStringList words(const QString &command)
{
    QStringList list;
    QString word;
    QChar quote;
    bool open = false;
    for (const QChar c : command) {
        if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else
                word += c;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
            open = true;
        } else if (c.isSpace()) {
            if (open || !word.isEmpty())
                list.append(word);
            word.clear();
            open = false;
        } else {
            word += c;
        }
    }
    if (!word.isEmpty())
        list.append(word);
    return list;
}

bool looksLikeACheck(const QString &path)
{
    static const QRegularExpression pattern(u"(?:^|[/_.-])(?:test|tests|check|checks|verify|spec|ci|validate)[a-z]*"
                                            "(?:[/_.-]|$)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(path).hasMatch();
}

QString plainPath(const QString &folder, QString word)
{
    while (word.startsWith(u"./"_s))
        word.remove(0, 2);
    return folder.isEmpty() || word.startsWith(u'/') ? word : folder + u'/' + word;
}

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

// Lines of the sections whose title holds one of the words; order and text as they stand.
QByteArray keptSections(const QByteArray &content, const QByteArrayList &titles)
{
    QByteArray kept;
    bool inside = false;
    for (const QByteArray &line : content.split('\n')) {
        const QByteArray text = line.trimmed();
        if (text.startsWith('[') && text.contains(']')) {
            inside = false;
            for (const QByteArray &title : titles)
                inside = inside || text.contains(title);
        }
        if (inside && !text.isEmpty())
            kept += text + '\n';
    }
    return kept;
}

// What a Makefile says about testing: its test targets with their recipes, and what changes how every recipe is run.
QByteArray keptTargets(const QByteArray &content)
{
    static const QRegularExpression testing(
        u"^[^\\t#=]*\\b(?:test|tests|check|verify|lint|ci|spec)[\\w.-]*[^=]*::?(?!=)"_s);
    static const QRegularExpression everywhere(u"^\\s*(?:\\.(?:IGNORE|SHELLFLAGS|POSIX|ONESHELL|SILENT|DEFAULT_GOAL)"
                                               u"\\b|(?:SHELL|MAKEFLAGS|GNUMAKEFLAGS)\\s*[:?+]?=|"
                                               "-?include\\b)"_s);
    QByteArray kept;
    bool inside = false;
    for (const QByteArray &line : content.split('\n')) {
        const QString text = QString::fromUtf8(line.left(2000));
        if (!line.startsWith('\t') && !line.trimmed().isEmpty())
            inside = testing.match(text).hasMatch();
        if (inside || everywhere.match(text).hasMatch())
            kept += line.trimmed() + '\n';
    }
    return kept;
}

// Calls such as add_test(…) with their arguments, however many lines they take.
QByteArray keptCalls(const QByteArray &content)
{
    static const QSet<QByteArray> names{"enable_testing", "add_test", "set_tests_properties", "set_property",
        "gtest_discover_tests", "gtest_add_tests", "catch_discover_tests", "doctest_discover_tests", "qt_add_test",
        "include"};
    QByteArray kept;
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
        if (end >= content.size() || content.at(end) != '(' || !names.contains(name))
            continue;
        qsizetype depth = 0;
        do {
            depth += content.at(end) == '(' ? 1 : content.at(end) == ')' ? -1 : 0;
            ++end;
        } while (end < content.size() && depth > 0);
        const QByteArray call = content.mid(i, end - i).simplified();
        const bool aboutTests =
            (name != "include" || call.contains("Test")) && (name != "set_property" || call.contains("TEST"));
        if (aboutTests)
            kept += name + call + '\n';
        i = end;
    }
    return kept;
}

} // namespace

bool isRunnerConfiguration(const QString &path)
{
    const QString name = lastName(path);
    static const QRegularExpression patterned(
        u"^(?:jest|vitest|vite|karma|ava|playwright|cypress|eslint|prettier|babel|wdio)\\.(?:config|workspace)\\."
        "(?:js|cjs|mjs|ts|cts|mts|json)$|^\\.eslintrc(?:\\..+)?$|^\\.prettierrc\\..+$|^jest\\.setup\\..+$|"
        "^setup-?tests?\\..+$|^tsconfig\\..+\\.json$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return kRunnerFiles.contains(name) || patterned.match(name).hasMatch();
}

bool isTestFile(const QString &path)
{
    static const QRegularExpression folder(u"(?:^|/)(?:tests?|__tests__|specs?|testing|t|__snapshots__|e2e)/"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression name(
        u"^tests?[_-].+\\.\\w+$|.+[_-](?:tests?|spec)\\.\\w+$|.+\\.(?:test|spec|bats)(?:\\.\\w+)*$|^tests?\\.\\w+$|"
        ".+Tests?\\.(?:java|kt|cs|php|swift|cpp|cc)$|^Test.+\\.(?:java|kt)$|^tst_.+\\.\\w+$|.+\\.t$|.+\\.snap$"_s);
    return folder.match(path).hasMatch() || name.match(lastName(path)).hasMatch();
}

QStringList filesOfCommands(const QStringList &commands)
{
    static const QSet<QString> shells{u"sh"_s, u"bash"_s, u"dash"_s, u"zsh"_s, u"ksh"_s, u"."_s, u"source"_s};
    static const QSet<QString> interpreters{u"python"_s, u"python3"_s, u"node"_s, u"nodejs"_s, u"perl"_s, u"ruby"_s,
        u"php"_s, u"deno"_s, u"bun"_s, u"tsx"_s, u"ts-node"_s, u"lua"_s, u"Rscript"_s};
    static const QRegularExpression between(u"&&|\\|\\||;|\\n"_s);
    QStringList files;
    for (const QString &command : commands) {
        QString folder;
        for (const QString &part : command.split(between)) {
            // What goes into another program is the thing that is checked, not the check.
            if (part.contains(u'|') || part.contains(u"$("_s) || part.contains(u'`'))
                continue;
            QStringList list = words(part);
            while (!list.isEmpty() && (list.constFirst().contains(u'=') || list.constFirst() == u"env"_s ||
                                          list.constFirst() == u"time"_s || list.constFirst() == u"exec"_s))
                list.removeFirst();
            if (list.isEmpty())
                continue;
            const QString program = list.takeFirst();
            if (program == u"cd"_s && !list.isEmpty()) {
                folder = plainPath(folder, list.constFirst());
                continue;
            }
            if (program.contains(u'/')) {
                files.append(plainPath(folder, program));
                continue;
            }
            const bool shell = shells.contains(program);
            if (!shell && !interpreters.contains(program))
                continue;
            for (const QString &word : list) {
                if (word.startsWith(u'-')) {
                    // -n only reads, -c and -m take something else than a file.
                    if (word == u"-n"_s || word == u"-c"_s || word == u"-m"_s || word == u"-e"_s ||
                        word == u"--check"_s)
                        break;
                    continue;
                }
                const QString path = plainPath(folder, word);
                if (shell || looksLikeACheck(path))
                    files.append(path);
                break;
            }
        }
    }
    files.removeDuplicates();
    return files;
}

QStringList guardedPaths(const QStringList &paths, const QStringList &commands)
{
    const QStringList named = filesOfCommands(commands);
    const QSet<QString> run(named.cbegin(), named.cend());
    QStringList guarded;
    for (const QString &path : paths) {
        if (run.contains(path) || isTestFile(path) || isRunnerConfiguration(path))
            guarded.append(path);
    }
    guarded.sort();
    guarded.removeDuplicates();
    return guarded;
}

QByteArray guardedPart(const QString &path, const QByteArray &content)
{
    const QString name = lastName(path);
    if (name == u"package.json"_s)
        return keptKeys(content, {u"scripts"_s, u"jest"_s, u"mocha"_s, u"ava"_s, u"vitest"_s, u"tap"_s, u"nyc"_s,
                                     u"c8"_s, u"type"_s, u"eslintConfig"_s, u"eslintIgnore"_s, u"prettier"_s});
    if (name == u"pyproject.toml"_s || name == u"setup.cfg"_s)
        return keptSections(content, {"pytest", "tool.tox", "coverage", "mypy", "ruff", "flake8", "pylint", "black",
                                         "isort", "nose", "unittest", "testenv"});
    if (name == u"CMakeLists.txt"_s)
        return keptCalls(content);
    if (name == u"Makefile"_s || name == u"makefile"_s || name == u"GNUmakefile"_s)
        return keptTargets(content);
    return content;
}

} // namespace vibecoder
