// SPDX-License-Identifier: MIT
// A program that the tables know: its options, the values of them, its operands.
#include "permission/commandjudge.h"

#include <algorithm>
#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Options whose values are patterns, names or formats: a slash in them is no path.
bool takesNoPath(QByteArrayView option)
{
    static const QByteArrayList known{"-R", "-E", "-L", "-LE", "-k", "-m", "-g", "--grep", "-t", "--testNamePattern",
        "--filter", "--tests", "--test_filter", "-run", "-bench", "-skip", "-e", "--example", "--glob", "--iglob",
        "--include", "--exclude", "--exclude-dir", "--exclude_dir", "--ignore-pattern", "--output-delimiter",
        "--delimiter", "--separator", "--field-separator", "--format", "--printf", "--time-style", "--color",
        "--colour", "--label", "--prefix-pattern", "--xpath", "-D", "-U", "--regexp", "--pattern", "--match", "--type",
        "--sort", "--group", "--testsuite", "--tag", "--name", "--tags", "--src-prefix", "--dst-prefix"};
    return known.contains(option.toByteArray());
}

// Where `install` would put things, only written into what is built.
bool isInstallPrefix(const QByteArray &name, QByteArrayView option)
{
    const bool configures = name.endsWith("configure") || name == "meson" || name == "cmake";
    if (!configures)
        return false;
    const QByteArray key = option.first(option.indexOf('=')).toByteArray().toLower();
    return key.contains("prefix") || key.contains("install") || (name.endsWith("configure") && key.endsWith("dir"));
}

bool isRemote(QByteArrayView text)
{
    for (const QByteArrayView registry : {"npm:", "jsr:", "git+", "github:", "gitlab:"}) {
        if (text.startsWith(registry))
            return true;
    }
    const qsizetype at = text.indexOf("://");
    return at > 0 && std::all_of(text.begin(), text.begin() + at,
                         [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+'; });
}

bool isMake(const QByteArray &name)
{
    return name == "make" || name == "gmake" || name == "bmake" || name == "ninja" || name == "samu";
}

} // namespace

bool CommandJudge::tableOption(const Program &program, const QByteArray &name, const ShellWord &word)
{
    const QByteArray &text = word.text;
    const bool build = program.kind == ProgramKind::Build;
    for (const QByteArray &refused : program.refused) {
        // Build tools do not bundle their letters: -DNAME holds no -E.
        const bool letter = build && refused.size() == 2 && refused.startsWith('-');
        // Some take their long options with one dash or two.
        const bool twoDashes = refused.size() > 2 && refused.at(0) == '-' && refused.at(1) != '-' &&
                               text.startsWith("--") && isOption(text.mid(1), refused);
        if (twoDashes || (letter ? text.startsWith(refused) : isOption(text, refused)))
            ask(u"option_does_more"_s, Severity::High, word);
    }
    if (program.withValue.contains(text))
        return true;
    const qsizetype at = text.indexOf('=');
    if (at > 0 && (takesNoPath(QByteArrayView(text).first(at)) || isInstallPrefix(name, text)))
        return false;
    anyWord(word);
    return false;
}

void CommandJudge::tableOperand(
    const Program &program, const QByteArray &name, const ShellWord &word, int number, bool last)
{
    switch (program.kind) {
    case ProgramKind::Data:
        if (word.tilde || word.glob)
            path(word, Access::Read);
        break;
    case ProgramKind::Read:
        // The second file of these two is written.
        path(word, (name == "uniq" || name == "xxd") && number > 1 ? Access::Write : Access::Read);
        if ((name == "less" || name == "more") && word.text.startsWith('+'))
            ask(u"option_does_more"_s, Severity::High, word);
        break;
    case ProgramKind::Pattern:
        path(word, Access::Read);
        break;
    case ProgramKind::Write:
        path(word, name == "cp" && !last ? Access::Read : Access::Write);
        if (name == "mv" && !last)
            wholeTree(word);
        break;
    default:
        if (isRemote(word.text))
            ask(u"network_or_keys"_s, Severity::High, word);
        else if (word.text.startsWith('@') && word.text.size() > 1)
            path(word, QByteArrayView(word.text).sliced(1), Access::Read); // words of a file
        else if (!(name.startsWith("bazel") || name == "buck2") || !word.text.startsWith("//"))
            anyWord(word);
    }
}

void CommandJudge::table(const Program &program, const QByteArray &name, const Words &words)
{
    const bool build = program.kind == ProgramKind::Build, data = program.kind == ProgramKind::Data;
    if (build || name == "less" || name == "more")
        carried(words.front());
    else if (program.kind == ProgramKind::Write && m_context.tier != SandboxTier::Bubblewrap)
        ask(u"needs_sandbox"_s, Severity::Medium, words.front());
    bool optionsOver = false, patternSeen = program.kind != ProgramKind::Pattern, operandSeen = false;
    const ShellWord *option = nullptr; // whose value comes next
    int operands = 0;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const ShellWord &word = words[i];
        const QByteArray &text = word.text;
        if (const ShellWord *before = std::exchange(option, nullptr)) {
            if (!takesNoPath(before->text))
                optionValue(word, !build);
            continue;
        }
        if (!optionsOver && text == "--") {
            optionsOver = true;
            continue;
        }
        if (data) {
            for (const QByteArray &refused : program.refused) {
                if (refused.startsWith("--") ? isOption(text, refused) : text.startsWith(refused))
                    ask(u"option_does_more"_s, Severity::High, word);
            }
        } else if (!optionsOver && text.size() > 1 && text.startsWith('-')) {
            const bool patternOption =
                program.kind == ProgramKind::Pattern &&
                (text.startsWith("-e") || text.startsWith("--regexp") || text == "-f" || text.startsWith("--file="));
            patternSeen = patternSeen || patternOption;
            // A program of theirs that cannot be seen here.
            if (text.startsWith("-f") && (name == "jq" || name == "yq"))
                ask(u"inline_code"_s, Severity::High, word);
            if (patternOption && (text == "-e" || text == "--regexp" || text == "-f"))
                option = &word;
            else if (!(patternOption && text.startsWith("-e")) && tableOption(program, name, word))
                option = &word;
            continue;
        }
        if (build && program.refused.contains(text) && !installsInside(name, text, words)) {
            ask(u"option_does_more"_s, Severity::High, word);
            continue;
        }
        if (build && !operandSeen && !program.subcommands.isEmpty() && !program.subcommands.contains(text))
            ask(u"unknown_subcommand"_s, Severity::Medium, word);
        operandSeen = true;
        if (name == "jq" || name == "yq")
            filterText(name, word);
        if (!std::exchange(patternSeen, true))
            continue;
        tableOperand(program, name, word, ++operands, i + 1 == words.size());
    }
    if (build && !operandSeen && !program.subcommands.isEmpty() && words.size() > 1 &&
        !program.subcommands.contains(words[1].text))
        ask(u"unknown_subcommand"_s, Severity::Medium, words.front());
    if (isMake(name)) {
        for (std::size_t i = 1; i + 1 < words.size(); ++i) {
            if (QByteArrayList{"-f", "--file", "--makefile"}.contains(words[i].text) &&
                isStandardInput(words[i + 1].text))
                handedOver(words[i + 1]);
        }
        for (const ShellWord &word : after(words, 1)) {
            if (QByteArrayList{"-f-", "--file=-", "--makefile=-"}.contains(word.text))
                handedOver(word);
            const qsizetype at = word.text.indexOf('=');
            if (at >= 0 && !word.text.startsWith('-') &&
                !isHarmlessAssignment(word.text.left(at), word.text.mid(at + 1)))
                ask(u"environment_runs_code"_s, Severity::High, word);
        }
    }
    if (name == "go")
        goWords(words);
    if (name == "install" || name == "mkdir")
        givenModes(words);
    if (name == "cp")
        keptModes(name, words);
}

// `make -n install` only says what it would do.
bool CommandJudge::installsInside(const QByteArray &name, const QByteArray &text, const Words &words)
{
    return isMake(name) && text == "install" && std::any_of(words.begin(), words.end(), [](const ShellWord &word) {
        return word.text == "-n" || word.text == "--dry-run" || word.text == "--just-print";
    });
}

// The languages of jq and yq know the environment and other files.
void CommandJudge::filterText(const QByteArray &name, const ShellWord &word)
{
    const QByteArray &text = word.text;
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    static const QByteArrayList telling{"env", "$ENV", "strenv", "envsubst", "load", "load_str", "load_xml",
        "load_props", "load_base64", "import", "include", "system", "exec"};
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!isLetter(text.at(i)) && text.at(i) != '$')
            continue;
        const qsizetype from = i++;
        while (i < text.size() && (isLetter(text.at(i)) || (text.at(i) >= '0' && text.at(i) <= '9')))
            ++i;
        const char before = from > 0 ? text.at(from - 1) : ' ', behind = i < text.size() ? text.at(i) : ' ';
        if (telling.contains(text.mid(from, i - from)) && before != '.' && before != '"' && behind != ':' &&
            (name == "jq" || behind == '('))
            ask(u"reads_environment"_s, Severity::High, word);
    }
}

// What go runs by the name of a module it fetches first, and what it hands on to a linker.
void CommandJudge::goWords(const Words &words)
{
    const QByteArray sub = words.size() > 1 ? words[1].text : QByteArray();
    if (sub == "mod" && words.size() > 2 &&
        !QByteArrayList{"verify", "graph", "why", "tidy", "vendor", "help"}.contains(words[2].text))
        ask(u"unknown_subcommand"_s, Severity::Medium, words[2]);
    bool programSeen = sub != "run";
    for (std::size_t i = 2; i < words.size(); ++i) {
        QByteArray text = words[i].text;
        if (text.startsWith("--"))
            text = text.mid(1);
        if (text.startsWith("-ldflags")) {
            const QByteArray value = text.contains('=')     ? text.mid(text.indexOf('=') + 1)
                                     : i + 1 < words.size() ? words[++i].text
                                                            : QByteArray();
            bool named = false;
            for (const QByteArray &flag : value.simplified().split(' ')) {
                if (!std::exchange(named, flag == "-X") && flag != "-s" && flag != "-w" && flag != "-X" &&
                    !flag.isEmpty())
                    ask(u"option_does_more"_s, Severity::High, words[i]);
            }
        } else if (!programSeen && !text.startsWith('-')) {
            programSeen = true;
            const QByteArray first = text.left(text.indexOf('/') < 0 ? text.size() : text.indexOf('/'));
            if (text.contains('@') || (first.contains('.') && !text.startsWith('.') && !text.endsWith(".go")))
                ask(u"fetched_code"_s, Severity::Critical, words[i], true);
        }
    }
}

} // namespace vibecoder
