// SPDX-License-Identifier: MIT
// Programs whose arguments are a language, or that lose data, and so need a look of their own.
#include "permission/commandjudge.h"
#include "permission/minilanguages.h"
#include "permission/protectedpath.h"

#include <algorithm>
#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isBuildOutput(const QByteArray &inside)
{
    static const QByteArrayList names{"build", "dist", "target", "out", "__pycache__", ".pytest_cache", ".mypy_cache",
        ".ruff_cache", "coverage", "htmlcov", ".tox", ".nyc_output", "_build", "cmake-build-debug"};
    const QByteArrayList parts = inside.split('/');
    if (std::any_of(parts.begin(), parts.end(), [](const QByteArray &part) { return names.contains(part); }))
        return true;
    return inside.startsWith("node_modules/.cache") || inside.contains("/node_modules/.cache");
}

qsizetype indexOrEnd(const QByteArray &text, char letter)
{
    const qsizetype at = text.indexOf(letter);
    return at < 0 ? text.size() : at;
}

} // namespace

bool CommandJudge::special(const QByteArray &name, const Words &words, int depth)
{
    static const QByteArrayList scripts{"python", "python2", "python3", "node", "nodejs", "ruby", "perl", "php", "java",
        "lua", "Rscript", "julia", "runghc", "runhaskell", "tsx", "ts-node"};
    static const QByteArrayList shells{"sh", "bash", "dash", "zsh", "ksh"};
    static const QByteArrayList managers{"npm", "pnpm", "yarn", "bun", "npx", "bundle", "composer", "pip", "pip3"};
    static const QByteArrayList settings{"export", "declare", "typeset", "readonly", "local", "set", "unset", "shopt"};
    if (localTool(name, words, depth))
        return true;
    if (name == "git")
        git(words);
    else if (name == "find" || name == "fd" || name == "fdfind")
        find(words, depth);
    else if (name == "sed" || name == "gsed")
        sed(words);
    else if (name == "awk" || name == "gawk" || name == "mawk" || name == "nawk")
        awk(words);
    else if (name == "sort")
        sortCommand(words);
    else if (name == "tar")
        tar(words);
    else if (name == "sqlite3")
        sqlite(words);
    else if (name == "rm")
        remove(words);
    else if (name == "chmod")
        changeMode(words);
    else if (name == "ln")
        link(words);
    else if (name == "dd")
        diskCopy(words);
    else if (name == "cd")
        changeDirectory(words);
    else if (name == "vibecoder")
        words.size() == 2 && words[1].text == "--version" ? void() : deny(u"own_control"_s, words.front());
    else if (name == "kill")
        std::any_of(
            words.begin(), words.end(), [](const ShellWord &w) { return w.text.contains("PPID") || w.text == "-1"; })
            ? deny(u"own_control"_s, words.front())
            : ask(u"resources"_s, Severity::High, words.front());
    else if (scripts.contains(name) || name.startsWith("python3."))
        interpreter(name, words);
    else if (shells.contains(name))
        shell(words, depth);
    else if (managers.contains(name))
        packageManager(name, words, depth);
    else if (settings.contains(name))
        variables(name, words);
    else
        wrapper(name, words, depth);
    return true;
}

void CommandJudge::find(const Words &words, int depth)
{
    static const QByteArrayList refused{"-delete", "-ok", "-okdir", "-fprint", "-fprint0", "-fprintf", "-fls",
        "-execdir", "-files0-from", "--exec", "--exec-batch", "-x", "-X"};
    const bool fd = !words.front().text.endsWith("find") || words.front().text.endsWith("fdfind");
    bool expression = fd;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        expression = expression || text.startsWith('-') || text == "(" || text == "!";
        const bool fdRuns = fd && ((text.startsWith('-') && !text.startsWith("--") && text.toLower().contains('x')) ||
                                      text.startsWith("--exec"));
        if (refused.contains(text) || fdRuns) {
            ask(text == "-delete" ? u"destroys_content"_s : u"runs_other_code"_s, Severity::High, words[i]);
        } else if (text == "-exec") {
            Words inner;
            for (++i; i < words.size() && words[i].text != ";" && words[i].text != "+"; ++i)
                inner.push_back(words[i]);
            const QByteArray carries = inner.empty() ? QByteArray() : inner.front().text;
            const Program &program = programOf(carries);
            if (program.kind != ProgramKind::Read && program.kind != ProgramKind::Pattern &&
                program.kind != ProgramKind::Data)
                ask(u"runs_other_code"_s, Severity::High, words[std::min(i, words.size() - 1)]);
            const bool follow = std::exchange(m_wordsFollow, true);
            simple(inner, depth + 1);
            m_wordsFollow = follow;
        } else if (!expression) {
            path(words[i], Access::Read);
        } else if (words[i].tilde || text.startsWith('/') || text.startsWith("../") || text == "..") {
            path(words[i], Access::Read);
        }
    }
}

void CommandJudge::sed(const Words &words)
{
    bool inPlace = false, scriptSeen = false;
    Words operands;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        if (text == "--expression" || (text.startsWith('-') && !text.startsWith("--") && text.size() > 1 &&
                                          text.endsWith('e') && !text.startsWith("-i"))) {
            scriptSeen = true;
            if (++i < words.size() && !sedOnlyEdits(words[i].text))
                ask(u"inline_code"_s, Severity::High, words[i]);
        } else if (text.startsWith("--expression=")) {
            scriptSeen = true;
            if (!sedOnlyEdits(QByteArrayView(text).sliced(13)))
                ask(u"inline_code"_s, Severity::High, words[i]);
        } else if (text.startsWith("-i") || text == "--in-place" || text.startsWith("--in-place=") || text == "-Ei" ||
                   text == "-ri" || text == "-ni") {
            inPlace = true;
        } else if (text.startsWith('-') && text.size() > 1) {
            static const QByteArrayList harmless{"-n", "-E", "-r", "-s", "-u", "-z", "-nE", "-En", "-nr", "-rn",
                "--quiet", "--silent", "--regexp-extended", "--posix", "--separate", "--debug", "--version", "--help",
                "--null-data"};
            if (!harmless.contains(text))
                ask(u"option_does_more"_s, Severity::High, words[i]);
        } else if (!scriptSeen) {
            scriptSeen = true;
            if (!sedOnlyEdits(text))
                ask(u"inline_code"_s, Severity::High, words[i]);
        } else {
            operands.push_back(words[i]);
        }
    }
    if (inPlace && m_context.tier != SandboxTier::Bubblewrap)
        ask(u"needs_sandbox"_s, Severity::Medium, words.front());
    for (const ShellWord &word : operands)
        path(word, inPlace ? Access::Any : Access::Read);
}

void CommandJudge::awk(const Words &words)
{
    bool programSeen = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        if (text == "-F" || text == "-v") {
            ++i;
        } else if (text.startsWith('-') && text.size() > 1 && !programSeen) {
            if (!text.startsWith("-F") && !text.startsWith("-v") && text != "--version" && text != "--" &&
                text != "--posix")
                ask(u"option_does_more"_s, Severity::High, words[i]);
        } else if (!programSeen) {
            programSeen = true;
            if (!awkOnlyComputes(text))
                ask(u"inline_code"_s, Severity::High, words[i]);
        } else if (!text.contains('=') || text.contains('/')) {
            path(words[i], Access::Read);
        }
    }
}

void CommandJudge::sortCommand(const Words &words)
{
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        if (text.startsWith("--")) {
            for (const QByteArrayView option :
                {"--compress-program", "--files0-from", "--output", "--temporary-directory", "--random-source"}) {
                if (text.size() > 3 && isOption(text, option))
                    ask(u"option_does_more"_s, Severity::High, words[i]);
            }
        } else if (text == "-o" && i + 1 < words.size()) {
            path(words[++i], Access::Write);
        } else if (text == "-k" || text == "-t" || text == "-S") {
            ++i;
        } else if (text.startsWith('-') && text.size() > 1) {
            if (text.contains('o') || text.contains('T'))
                ask(u"option_does_more"_s, Severity::Medium, words[i]);
        } else {
            path(words[i], Access::Read);
        }
    }
}

void CommandJudge::tar(const Words &words)
{
    bool creates = false, lists = false, changes = false, modeSeen = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        const bool bundle = i == 1 && !text.startsWith('-');
        if (text.startsWith("--")) {
            static const QByteArrayList harmless{"--exclude", "--strip-components", "--gzip", "--xz", "--bzip2",
                "--zstd", "--list", "--create", "--extract", "--verbose", "--file", "--directory", "--sort", "--mtime",
                "--owner", "--group", "--numeric-owner", "--wildcards", "--version"};
            const QByteArray option = text.left(text.indexOf('=') < 0 ? text.size() : text.indexOf('='));
            if (!harmless.contains(option))
                ask(u"option_does_more"_s, Severity::High, words[i]);
            creates = creates || option == "--create";
            lists = lists || option == "--list";
            changes = changes || option == "--create" || option == "--extract";
            modeSeen = modeSeen || option == "--create" || option == "--list" || option == "--extract";
            if (option == "--file" || option == "--directory")
                anyWord(words[i]);
        } else if (bundle || (text.startsWith('-') && text.size() > 1)) {
            modeSeen = true;
            creates = creates || text.contains('c');
            // Letters after the one that takes a value are that value.
            const QByteArray letterWord =
                bundle ? text : text.left(std::min(indexOrEnd(text, 'f'), indexOrEnd(text, 'C')));
            lists = lists || letterWord.contains('t');
            changes = changes || letterWord.contains('c') || letterWord.contains('x');
            const bool letters = std::all_of(text.begin() + (bundle ? 0 : 1), text.end(),
                [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
            if (bundle && !letters)
                ask(u"option_does_more"_s, Severity::Medium, words[i]);
            if (text.contains('I') || text.contains('P') || text.contains('F') || text.contains('T'))
                ask(u"option_does_more"_s, Severity::High, words[i]);
            // With the value in the same word nothing else can be in it.
            const qsizetype value =
                bundle ? -1 : text.indexOf(QByteArrayView("fC").contains(text.at(1)) ? text.at(1) : 'f');
            if (value > 0 && value + 1 < text.size() && text.contains('/'))
                path(words[i], QByteArrayView(text).sliced(value + 1), Access::Any);
            else if (text.endsWith('f') && i + 1 < words.size())
                path(words[++i], creates ? Access::Write : Access::Read);
            else if (text.endsWith('C') && i + 1 < words.size())
                path(words[++i], Access::Any);
        } else {
            path(words[i], creates ? Access::Read : Access::Any);
        }
    }
    if (!modeSeen && words.size() > 1)
        ask(u"unknown_subcommand"_s, Severity::Low, words.front());
    if (m_context.tier != SandboxTier::Bubblewrap && words.size() > 1 && (changes || !lists))
        ask(u"needs_sandbox"_s, Severity::Medium, words.front());
}

void CommandJudge::sqlite(const Words &words)
{
    static const QByteArrayList harmless{
        "-readonly", "-header", "-csv", "-json", "-column", "-line", "-list", "-batch", "-noheader"};
    bool databaseSeen = false, sqlSeen = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray lower = words[i].text.toLower().trimmed();
        if (lower.startsWith('-')) {
            if (!harmless.contains(lower))
                ask(u"option_does_more"_s, Severity::High, words[i]);
        } else if (!databaseSeen) {
            databaseSeen = true;
            path(words[i], Access::Any);
        } else {
            sqlSeen = true;
            const bool harmlessDot =
                lower == ".schema" || lower == ".tables" || lower == ".dump" || lower == ".indexes";
            if ((lower.startsWith('.') && !harmlessDot) || lower.contains("\n.") || lower.contains("attach") ||
                lower.contains("load_extension") || lower.contains("writefile") || lower.contains("readfile") ||
                lower.contains("edit(") || lower.contains("vacuum"))
                ask(u"inline_code"_s, Severity::High, words[i]);
        }
    }
    carried(words.front());
    if (!sqlSeen)
        ask(u"inline_code"_s, Severity::Medium, words.front());
}

void CommandJudge::remove(const Words &words)
{
    if (m_context.tier != SandboxTier::Bubblewrap)
        ask(u"needs_sandbox"_s, Severity::Medium, words.front());
    // A file by its name is an edit like any other; a whole tree is more than that.
    const bool recursive = std::any_of(words.begin() + 1, words.end(), [](const ShellWord &word) {
        return word.text.startsWith("--")
                   ? word.text.startsWith("--r") || word.text.startsWith("--d")
                   : word.text.startsWith('-') &&
                         (word.text.contains('r') || word.text.contains('R') || word.text.contains('d'));
    });
    bool optionsOver = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const ShellWord &word = words[i];
        if (!optionsOver && word.text.startsWith('-') && word.text.size() > 1) {
            optionsOver = word.text == "--";
            continue;
        }
        path(word, Access::Write);
        wholeTree(word);
        for (const QByteArray &directory : m_directories) {
            const QByteArray inside = below(m_context.root, joined(directory, word.text));
            if (inside.isNull() || word.tilde)
                continue; // asks already
            if (!inside.isEmpty() &&
                (recursive ? word.glob || !isBuildOutput(inside) : word.glob && !isBuildOutput(inside)))
                ask(u"destroys_content"_s, Severity::Medium, word);
        }
    }
}

void CommandJudge::link(const Words &words)
{
    Words operands;
    bool symbolic = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i].text.startsWith("--") && words[i].text != "--symbolic" && words[i].text != "--force")
            ask(u"option_does_more"_s, Severity::Medium, words[i]);
        else if (words[i].text.startsWith('-'))
            symbolic = symbolic || isOption(words[i].text, "-s") || words[i].text == "--symbolic";
        else
            operands.push_back(words[i]);
    }
    for (std::size_t i = 0; i < operands.size(); ++i) {
        const QByteArray &text = operands[i].text;
        // A symbolic link is read from the folder it lies in.
        if (symbolic && operands.size() == 2 && i == 0 && !text.startsWith('/') && !operands[0].tilde) {
            const QByteArray &name = operands[1].text;
            path(operands[0], name.left(name.lastIndexOf('/') + 1) + text, Access::Any);
        } else {
            path(operands[i], Access::Any);
        }
    }
    if (m_context.tier != SandboxTier::Bubblewrap)
        ask(u"needs_sandbox"_s, Severity::Medium, words.front());
}

void CommandJudge::diskCopy(const Words &words)
{
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArrayView text = words[i].text;
        if (text.startsWith("of="))
            path(words[i], text.sliced(3), Access::Write);
        else if (text.startsWith("if="))
            path(words[i], text.sliced(3), Access::Read);
    }
    carried(words.front());
}

void CommandJudge::changeDirectory(const Words &words)
{
    const ShellWord &target = words.back();
    if (words.size() != 2 || target.text == "-" || target.glob || m_before == "|") {
        ask(u"computed_target"_s, Severity::Medium, words.front());
        return;
    }
    const std::size_t before = m_findings.size();
    path(target, Access::Read);
    if (m_findings.size() != before)
        return;
    constexpr std::size_t most = 8;
    if (m_directories.size() + m_elsewhere.size() > most) {
        ask(u"too_deep"_s, Severity::Medium, target);
        return;
    }
    m_elsewhere.insert(m_elsewhere.end(), m_directories.begin(), m_directories.end());
    for (QByteArray &directory : m_directories)
        directory = joined(directory, target.text);
}

} // namespace vibecoder
