// SPDX-License-Identifier: MIT
#include "permission/exitcodes.h"

#include "permission/commandparser.h"

#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDeepest = 3; // shells in shells

using Words = QByteArrayList;

bool isOneOf(const QByteArray &word, std::initializer_list<const char *> names)
{
    return std::any_of(names.begin(), names.end(), [&word](const char *name) { return word == name; });
}

QByteArray programOf(const QByteArray &word)
{
    return word.mid(word.lastIndexOf('/') + 1);
}

// Without what only wraps another program and words of the shell's own language.
Words plainWords(const ShellCommand &command)
{
    Words words;
    for (const ShellWord &word : command.words)
        words.append(word.text);
    while (!words.isEmpty()) {
        const QByteArray first = programOf(words.constFirst());
        if (isOneOf(first, {"then", "do", "else", "{", "(", "time", "env", "command", "exec", "nice", "nohup"})) {
            words.removeFirst();
        } else if (first == "timeout") {
            words.removeFirst();
            while (!words.isEmpty() && (words.constFirst().startsWith('-') || words.constFirst().at(0) < 'A'))
                words.removeFirst();
        } else {
            break;
        }
    }
    return words;
}

// Runs tests, builds or looks for faults: somebody wants to know how it ended.
bool isCheck(const Words &words)
{
    if (words.isEmpty())
        return false;
    const QByteArray name = programOf(words.constFirst());
    static const QByteArrayList runners{"pytest", "py.test", "tox", "nox", "nosetests", "nose2", "jest", "vitest",
        "mocha", "ava", "tap", "jasmine", "karma", "playwright", "cypress", "ctest", "cargo", "go", "mvn", "mvnw",
        "gradle", "gradlew", "dotnet", "rspec", "rake", "phpunit", "prove", "bats", "deno", "bun", "meson", "ninja",
        "make", "gmake", "bazel", "sbt", "mix", "swift", "dart", "flutter", "busted", "npm", "npx", "pnpm", "yarn",
        "uv", "poetry", "pipenv", "hatch", "bundle", "eslint", "tsc", "mypy", "pyright", "ruff", "flake8", "pylint",
        "shellcheck", "clang-tidy", "cppcheck", "golangci-lint", "cmake", "gcc", "g++", "cc", "clang", "javac"};
    static const QByteArrayList interpreters{"python", "python3", "node", "perl", "ruby", "php", "sh", "bash"};
    const bool own = words.constFirst().contains('/') && !words.constFirst().startsWith("/bin/") &&
                     !words.constFirst().startsWith("/usr/");
    return own || runners.contains(name) || interpreters.contains(name) || name.startsWith("python3.") ||
           (name.contains("test") && name != "test");
}

// Ends with 0 whatever happened before it.
bool alwaysSucceeds(const Words &words)
{
    if (words.isEmpty())
        return true; // assignments alone
    const QByteArray name = programOf(words.constFirst());
    return isOneOf(name, {"true", ":", "echo", "printf", "date", "sleep", "pwd", "clear"}) ||
           (name == "exit" && words.value(1) == "0") || (name == "return" && words.value(1) == "0");
}

// Reads on its input and ends with 0 whatever it read.
bool onlyPassesOn(const Words &words)
{
    if (words.isEmpty())
        return true;
    return isOneOf(programOf(words.constFirst()),
        {"tee", "tail", "head", "cat", "less", "more", "sed", "sort", "uniq", "cut", "tr", "ts", "column", "nl", "tac",
            "fold", "fmt", "wc", "col", "colrm", "rev", "strings", "pr", "bat", "ccze", "lolcat", "awk", "gawk",
            "iconv", "expand", "true", ":"});
}

// A `!` before these is the check itself.
bool isQuestion(const Words &words)
{
    return isOneOf(programOf(words.value(0)), {"grep", "rg", "egrep", "fgrep", "test", "[", "[[", "diff", "cmp", "find",
                                                  "git", "ag", "ack", "command", "which"});
}

bool setsOption(const Words &words, const char *option, char letter)
{
    if (words.value(0) != "set")
        return false;
    for (const QByteArray &word : words) {
        if (word == option || (letter != 0 && word.startsWith('-') && !word.startsWith("--") && word.contains(letter)))
            return true;
    }
    return false;
}

QString hidden(const QByteArray &text, int depth)
{
    ParsedCommand parsed = parseCommand(text);
    if (!parsed.accepted)
        parsed = parseTolerantly(text);
    bool pipefail = false, stops = false;
    QList<Words> all;
    for (const ShellCommand &command : parsed.commands)
        all.append(plainWords(command));
    // A text for another shell is looked at like this one; `-o pipefail` there counts there.
    for (const Words &words : std::as_const(all)) {
        if (depth >= kDeepest || !isOneOf(programOf(words.value(0)), {"sh", "bash", "dash", "zsh", "ksh"}))
            continue;
        for (qsizetype i = 1; i + 1 < words.size(); ++i) {
            if (words.at(i).startsWith('-') && !words.at(i).startsWith("--") && words.at(i).endsWith('c')) {
                QByteArray inner = words.at(i + 1);
                if (words.contains("pipefail"))
                    inner.prepend("set -o pipefail; ");
                if (words.at(i).contains('e'))
                    inner.prepend("set -e; ");
                if (const QString code = hidden(inner, depth + 1); !code.isEmpty())
                    return code;
            }
        }
    }
    // The parser takes these words for separators, so they are looked for in the text.
    static const QRegularExpression negation(u"(?:^|[;&|\\n(]|\\b(?:then|do|else))\\s*!\\s+(\\S+)"_s);
    static const QRegularExpression branch(
        u"(?:^|[;&|\\n(]|\\b(?:then|do|else))\\s*(?:if|while|until)\\s+(?:!\\s+)?(\\S+)"_s);
    const QString whole = QString::fromUtf8(text);
    if (const auto match = negation.match(whole); match.hasMatch()) {
        const Words words{match.captured(1).toUtf8()};
        if (isCheck(words) && !isQuestion(words))
            return u"negated"_s;
    }
    bool checked = false; // a check stands before, and how it ended is not known to anybody yet
    const auto condition = branch.match(whole);
    const bool inCondition = condition.hasMatch() && isCheck({condition.captured(1).toUtf8()});
    bool endsItself = false;
    for (const Words &words : std::as_const(all))
        endsItself = endsItself || (words.value(0) == "exit" && words.value(1) != "0") || words.value(0) == "false";
    for (std::size_t i = 0; i < parsed.commands.size(); ++i) {
        const ShellCommand &command = parsed.commands[i];
        const Words words = all.at(qsizetype(i));
        const bool last = i + 1 == parsed.commands.size();
        pipefail = pipefail || setsOption(words, "pipefail", 0);
        stops = stops || setsOption(words, "errexit", 'e');
        if (words.value(0) == "trap" && words.value(1).contains("exit 0"))
            return u"forced"_s;
        const bool check = isCheck(words);
        if (command.before == "|" && checked && !pipefail && (onlyPassesOn(words) || !check))
            return u"pipe"_s;
        if (command.before == "||" && checked && alwaysSucceeds(words))
            return u"or_true"_s;
        if (command.before == "&" && checked && !(words.value(0) == "wait" && words.size() > 1))
            return u"background"_s;
        const bool follows = command.before == ";" || command.before == "\n";
        if (follows && checked && !stops && !inCondition && words.value(0) != "exit")
            return u"later"_s;
        if (follows && checked && !inCondition && words.value(0) == "exit" && words.value(1) == "0")
            return u"forced"_s;
        checked = (checked && (command.before == "&&" || command.before == "||")) || check;
        for (const ShellWord &word : command.words) {
            const bool holdsCheck = word.expansion && (word.text.contains("$(") || word.text.contains('`'));
            if (last && holdsCheck && alwaysSucceeds(words) && word.text != "$?")
                return u"substituted"_s;
        }
    }
    const QByteArray end = text.trimmed();
    if (checked && end.endsWith('&') && !end.endsWith("&&"))
        return u"background"_s;
    return inCondition && !endsItself ? u"condition"_s : QString();
}

} // namespace

QString hiddenExitCode(const QString &command)
{
    return hidden(command.toUtf8(), 0);
}

} // namespace vibecoder
