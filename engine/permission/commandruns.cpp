// SPDX-License-Identifier: MIT
// Programs that run other programs: interpreters, shells, wrappers, package managers, and variables that do it later.
#include "permission/commandjudge.h"
#include "permission/protectedpath.h"

#include <algorithm>
#include <utility>

namespace vibecoder {

using namespace Qt::StringLiterals;

void CommandJudge::interpreter(const QByteArray &name, const Words &words)
{
    static const QByteArrayList codeOptions{"-c", "-e", "-E", "-p", "-r", "-i", "-", "-n", "--eval", "--print",
        "--require", "--import", "--loader", "--experimental-loader", "--inspect", "--inspect-brk", "--interactive",
        "-F", "-S", "-d", "-M", "-I", "-a", "--run", "-J", "-agentlib", "-javaagent", "-XX"};
    static const QByteArrayList harmless{"-V", "--version", "-v", "-version", "-u", "-B", "-O", "-OO", "-W", "-w", "-q",
        "-s", "-x", "--test", "--check", "--no-warnings", "--trace-warnings", "--enable-source-maps", "-bb", "-b", "-X",
        "-l", "--help", "-h", "-ea", "--stack-trace-limit", "--test-reporter", "--test-name-pattern", "--test-only",
        "--test-concurrency", "--test-timeout"};
    static const QByteArrayList pythonModules{"pytest", "unittest", "compileall", "py_compile", "json.tool", "doctest",
        "mypy", "flake8", "black", "isort", "ruff", "coverage", "tox", "nox", "pylint", "tokenize", "ast", "tabnanny",
        "build", "pyflakes", "pycodestyle", "bandit", "yamllint", "trace", "venv", "cProfile", "calendar", "dis",
        "platform", "sysconfig", "site", "inspect", "zipfile", "tarfile", "pyright", "sphinx", "mkdocs", "pip_audit",
        "pre_commit", "nose2", "behave", "robot", "memory_profiler", "line_profiler", "vulture", "radon", "autopep8",
        "yapf", "pyupgrade", "slipcover"};
    static const QByteArrayList ownPackages{"src", "app", "tests", "test", "scripts", "tools", "bench", "benchmarks",
        "examples", "lib", "cli", "server", "backend", "api", "core", "utils"};
    carried(words.front());
    const bool python = name.startsWith("python"), perl = name == "perl", java = name == "java", php = name == "php";
    for (std::size_t i = 1; i < words.size(); ++i) {
        const ShellWord &word = words[i];
        const QByteArray &text = word.text;
        if (text.startsWith('-') && text.size() > 1) {
            if (python && text == "-m" && i + 1 < words.size()) {
                const QByteArray &module = words[i + 1].text;
                if (module == "pip" && i + 2 < words.size() &&
                    QByteArrayList{"list", "show", "freeze", "check"}.contains(words[i + 2].text))
                    return;
                const bool own =
                    ownPackages.contains(module.left(module.indexOf('.') < 0 ? module.size() : module.indexOf('.')));
                if (!own && !pythonModules.contains(module))
                    ask(u"runs_other_code"_s, Severity::High, words[i + 1]);
                else
                    table(programOf(words[i + 1].text).kind == ProgramKind::Build ? programOf(words[i + 1].text)
                                                                                  : programOf("pytest"),
                        words[i + 1].text, after(words, i + 1));
                return;
            }
            if ((perl && (text == "-c" || text == "-wc" || text == "-cw")) || (php && text == "-l") ||
                (name == "node" && text == "-c"))
                continue;
            if (java && (text == "-jar" || text == "-cp" || text == "-classpath") && i + 1 < words.size()) {
                for (const QByteArray &part : words[i + 1].text.split(':'))
                    path(words[i + 1], part, Access::Read);
                ++i;
                if (text == "-jar")
                    break;
                continue;
            }
            if ((name == "ruby" && (text == "-c" || text == "-wc" || text == "-cw")) ||
                (java && (text.startsWith("-Xmx") || text.startsWith("-Xms") || text.startsWith("-Xss"))) ||
                (name == "node" && (text.startsWith("--max-old-space-size=") || text == "--experimental-vm-modules")))
                continue;
            if (name == "ruby" && text.startsWith("-I") && text.size() > 2) {
                path(word, QByteArrayView(text).sliced(2), Access::Read);
                continue;
            }
            if (java && text.startsWith("-D")) {
                anyWord(word);
                continue;
            }
            const QByteArray option = text.left(text.indexOf('=') < 0 ? text.size() : text.indexOf('='));
            if (harmless.contains(option)) {
                if (option == "-W" || option == "-X")
                    ++i;
                if (option.startsWith("--version") || option == "-V" || option == "-version" ||
                    (option == "-v" && !python))
                    return;
                continue;
            }
            ask(codeOptions.contains(option) || option.size() <= 3 ? u"inline_code"_s : u"option_does_more"_s,
                Severity::High, word);
            return;
        }
        if (isStandardInput(text)) {
            handedOver(word);
            return;
        }
        // The program itself; what follows are its own words.
        if (!java)
            path(word, Access::Read);
        for (const ShellWord &argument : after(words, i + 1))
            anyWord(argument);
        return;
    }
    const bool tests = std::any_of(words.begin(), words.end(), [](const ShellWord &w) { return w.text == "--test"; });
    const bool jar = java && words.size() > 2;
    if (!tests && !jar)
        handedOver(words.front());
}

// Code that another command wrote, or that stands in the text itself.
void CommandJudge::handedOver(const ShellWord &word)
{
    ask(m_pipedInto ? u"fetched_code"_s : u"inline_code"_s, m_pipedInto ? Severity::Critical : Severity::High, word,
        m_pipedInto);
}

void CommandJudge::shell(const Words &words, int depth)
{
    for (std::size_t i = 1; i < words.size(); ++i) {
        const ShellWord &word = words[i];
        if (word.text == "-c" || word.text == "-ec" || word.text == "-lc" || word.text == "-xc" ||
            word.text == "-euc") {
            if (word.text == "-lc" || i + 1 >= words.size() || i + 2 < words.size() || ++m_texts > 16) {
                ask(u"inline_code"_s, Severity::High, word);
                if (i + 1 >= words.size() || m_texts > 16)
                    return;
            }
            nested(words[i + 1], words[i + 1].text, depth);
            return;
        }
        if (word.text.startsWith('-') && word.text != "-") {
            static const QByteArrayList named{"pipefail", "errexit", "nounset", "xtrace"};
            const bool letters = std::all_of(
                word.text.begin() + 1, word.text.end() - 1, [](char c) { return QByteArrayView("euxvn").contains(c); });
            if (letters && word.text.endsWith('o') && i + 1 < words.size() && named.contains(words[i + 1].text)) {
                ++i;
                continue;
            }
            static const QByteArrayList harmless{
                "-e", "-u", "-x", "-n", "-v", "-eu", "-ex", "-eux", "--norc", "--noprofile", "--version"};
            if (!harmless.contains(word.text))
                ask(u"option_does_more"_s, Severity::High, word);
            if (word.text == "--version")
                return;
            continue;
        }
        // A script of the working directory: what a program of it may do, it may do.
        carried(words.front());
        if (isStandardInput(word.text)) {
            handedOver(word);
            return;
        }
        const std::size_t before = m_findings.size();
        path(word, Access::Read);
        for (std::size_t n = before; n < m_findings.size(); ++n)
            m_findings[n].reason = u"program_outside"_s;
        for (const ShellWord &argument : after(words, i + 1))
            anyWord(argument);
        return;
    }
    handedOver(words.front());
}

void CommandJudge::nested(const ShellWord &word, QByteArrayView text, int depth)
{
    const bool tooDeep = depth >= 4 || (m_whole && m_texts > 16);
    const ParsedCommand strict = tooDeep || m_whole ? ParsedCommand() : parseCommand(text);
    const ParsedCommand inner = strict.accepted ? strict : m_whole ? parseWhole(text) : parseTolerantly(text);
    if (m_whole && !tooDeep) {
        for (const QString &refusal : inner.refusals)
            ask(refusal, Severity::Medium, word);
    } else if (!strict.accepted) {
        ask(strict.reason.isEmpty() ? u"too_deep"_s : strict.reason, Severity::High, word);
    }
    if (m_whole && tooDeep)
        return;
    CommandJudge own(m_context, m_whole);
    own.m_directories = m_directories;
    own.m_texts = m_texts + 4;
    std::vector<CommandFinding> found = own.judge(inner);
    for (CommandLeaf leaf : strict.accepted ? own.leaves() : own.restrictedLeaves()) {
        leaf.begin = word.begin;
        leaf.end = word.end;
        leaf.firstFinding += m_findings.size();
        leaf.endFinding += m_findings.size();
        leaf.plain = leaf.plain && !m_wordsFollow;
        m_leaves.push_back(std::move(leaf));
    }
    for (CommandFinding &finding : found) {
        finding.begin = word.begin;
        finding.end = word.end;
        m_findings.push_back(std::move(finding));
    }
}

void CommandJudge::packageManager(const QByteArray &name, const Words &words, int depth)
{
    static const QByteArrayList tools{"jest", "tsc", "eslint", "vitest", "mocha", "prettier", "ava", "biome", "jasmine",
        "stylelint", "c8", "nyc", "tape", "uvu", "standard", "xo", "webpack", "vite", "rollup", "esbuild", "oxlint",
        "tap", "karma", "vue-tsc", "svelte-check", "knip", "depcheck", "madge", "dprint", "commitlint", "cspell",
        "playwright", "typedoc", "jsdoc", "babel", "swc", "sass", "tailwindcss", "postcss", "parcel", "astro",
        "textlint"};
    carried(words.front());
    std::size_t i = 1;
    bool local = false;
    for (; i < words.size() && words[i].text.startsWith('-'); ++i) {
        const QByteArray &text = words[i].text;
        if (text == "--version" || text == "-v")
            return;
        if (name == "pnpm" && (text == "--filter" || text == "-F")) {
            ++i;
            continue;
        }
        local = local || text == "--no-install" || text == "--no" || text == "--offline";
        if ((text == "--prefix" || text == "-C" || text == "--dir" || text == "--cwd") && i + 1 < words.size())
            path(words[++i], Access::Any);
        else if (!QByteArrayList{"-s", "--silent", "-q", "--quiet", "--no-install", "--no", "--offline", "-w", "-ws",
                     "--workspaces", "--if-present", "-r", "--recursive", "--no-audit", "--frozen-lockfile"}
                      .contains(text))
            ask(u"option_does_more"_s, Severity::Medium, words[i]);
    }
    if (i >= words.size()) {
        ask(u"supply_or_publishing"_s, Severity::Medium, words.front());
        return;
    }
    if (name == "yarn" && words[i].text == "workspace" && i + 2 < words.size())
        i += 2;
    const QByteArray sub = words[i].text;
    if (name == "npx" || name == "bunx") {
        // A tool of the project is found in it; there is no network to fetch anything by.
        if (!tools.contains(sub) || (!local && m_context.tier != SandboxTier::Bubblewrap))
            ask(u"fetched_code"_s, Severity::Critical, words[i], true);
        else
            simple(after(words, i), depth + 1);
        return;
    }
    if (name == "bundle" && sub == "exec") {
        simple(after(words, i + 1), depth + 1);
        return;
    }
    if (name.startsWith("pip")) {
        if (!QByteArrayList{"list", "show", "freeze", "check"}.contains(sub))
            ask(u"supply_or_publishing"_s, Severity::High, words[i]);
        return;
    }
    static const QByteArrayList running{"test", "t", "tst", "run", "run-script", "start", "ls", "list", "why", "lint",
        "build", "typecheck", "check", "validate", "show", "format"};
    if (!running.contains(sub) || (name == "bundle" && sub != "list" && sub != "show" && sub != "check")) {
        // yarn and pnpm run a script by its bare name; the words that reach the network are known.
        const bool script = (name == "yarn" || name == "pnpm") && (sub.contains(':') || tools.contains(sub));
        if (!script)
            ask(u"supply_or_publishing"_s, sub == "publish" ? Severity::Critical : Severity::High, words[i]);
    }
    for (const ShellWord &word : after(words, i + 1)) {
        if (word.text.startsWith("--script-shell") || word.text.startsWith("--prefix") ||
            word.text.startsWith("--node-options") || word.text.startsWith("--userconfig") ||
            word.text.startsWith("--registry"))
            ask(u"option_does_more"_s, Severity::High, word);
        anyWord(word);
    }
}

void CommandJudge::wrapper(const QByteArray &name, const Words &words, int depth)
{
    if (name == "exec" || name == "busybox" || name == "pushd" || name == "popd" || name == "flock" || name == "chrt" ||
        name == "taskset") {
        ask(name == "exec" || name == "busybox" ? u"runs_other_code"_s : u"unknown_command"_s, Severity::High,
            words.front());
        simple(after(words, 1), depth + 1);
        return;
    }
    std::size_t i = 1;
    const auto option = [&] { return i < words.size() && words[i].text.startsWith('-') && words[i].text.size() > 1; };
    const auto unknown = [&] { ask(u"option_does_more"_s, Severity::High, words[i]); };
    if (name == "command" || name == "builtin") {
        if (option()) {
            if (words[i].text == "-v" || words[i].text == "-V")
                return;
            if (words[i].text != "--")
                unknown();
            ++i;
        }
    } else if (name == "env") {
        while (i < words.size()) {
            if (words[i].text == "-u" && i + 1 < words.size()) {
                i += 2;
            } else if (words[i].text == "-i" || words[i].text == "--" || words[i].text.startsWith("--unset=")) {
                ++i;
            } else if (option()) {
                unknown();
                ++i;
            } else if (words[i].text.contains('=') && !words[i].text.startsWith('=')) {
                assignment(words[i++]);
            } else {
                break;
            }
        }
        if (i >= words.size())
            ask(u"reads_environment"_s, Severity::High, words.front());
    } else if (name == "timeout") {
        for (; option(); ++i) {
            if (words[i].text == "-k" || words[i].text == "-s" || words[i].text == "--signal" ||
                words[i].text == "--kill-after")
                ++i;
            else if (!words[i].text.startsWith("--signal=") && !words[i].text.startsWith("--kill-after=") &&
                     words[i].text != "--foreground" && words[i].text != "--preserve-status" && words[i].text != "-v")
                unknown();
        }
        ++i; // the duration
    } else if (name == "nice" || name == "ionice" || name == "stdbuf" || name == "time" || name == "setsid" ||
               name == "nohup") {
        for (; option(); ++i) {
            const QByteArray &text = words[i].text;
            if ((name == "nice" && text == "-n") || (name == "ionice" && (text == "-c" || text == "-n")))
                ++i;
            else if (!(name == "nice" && (text.startsWith("-n") || text.startsWith("--adjustment=") ||
                                             (text.at(1) >= '0' && text.at(1) <= '9'))) &&
                     !(name == "ionice" && text.startsWith("-c")) &&
                     !(name == "stdbuf" && (text.startsWith("-o") || text.startsWith("-i") || text.startsWith("-e"))) &&
                     !(name == "time" && (text == "-p" || text == "-v")) &&
                     !(name == "setsid" && (text == "-w" || text == "--wait")))
                unknown();
        }
        const auto waits = [](const ShellWord &word) { return word.text == "-w" || word.text == "--wait"; };
        if (name == "setsid" && std::none_of(words.begin(), words.begin() + std::ptrdiff_t(i), waits))
            ask(u"persistence"_s, Severity::High, words.front());
    } else if (name == "xargs") {
        for (; option(); ++i) {
            const QByteArray &text = words[i].text;
            if (text == "-n" || text == "-L" || text == "-P" || text == "-I" || text == "-d")
                ++i;
            else if ((text == "-a" || text == "--arg-file") && i + 1 < words.size())
                path(words[++i], Access::Read);
            else if (text != "-0" && text != "-r" && text != "-t" && text != "--null" && text != "--no-run-if-empty" &&
                     text != "--verbose" && !text.startsWith("--max-args=") && !text.startsWith("--max-procs=") &&
                     !text.startsWith("-n") && !text.startsWith("-P") && !text.startsWith("-L") &&
                     !text.startsWith("-I") && !text.startsWith("-d"))
                unknown();
        }
        // Its words come from outside the text, so only what reads may take them.
        const QByteArray carries = i < words.size() ? words[i].text : QByteArray("echo");
        const Program &program = programOf(carries);
        static const QByteArrayList editing{"sed", "prettier", "eslint", "black", "isort", "ruff", "clang-format",
            "gofmt", "shellcheck", "rustfmt", "flake8", "mypy", "pylint", "shfmt", "stylelint", "yamllint"};
        if (program.kind != ProgramKind::Read && program.kind != ProgramKind::Pattern &&
            program.kind != ProgramKind::Data && !editing.contains(i < words.size() ? words[i].text : QByteArray()))
            ask(u"runs_other_code"_s, Severity::High, words[std::min(i, words.size() - 1)]);
    } else if (name == "valgrind" || name == "xvfb-run" || name == "unbuffer") {
        carried(words.front());
        for (; option(); ++i) {
            if (words[i].text.startsWith("--log-file") || words[i].text.startsWith("--suppressions"))
                anyWord(words[i]);
            else if (name == "valgrind" && (words[i].text.startsWith("--db-") || words[i].text.startsWith("--vgdb")))
                unknown();
        }
    } else {
        ask(u"unknown_command"_s, Severity::Medium, words.front());
    }
    const bool follow = std::exchange(m_wordsFollow, m_wordsFollow || name == "xargs");
    simple(after(words, i), depth + 1);
    m_wordsFollow = follow;
}

void CommandJudge::variables(const QByteArray &name, const Words &words)
{
    if (name == "unset") {
        // A subscript is computed, and may run commands.
        for (const ShellWord &word : after(words, 1)) {
            if (word.text.contains('[') || word.glob)
                ask(u"computed_assignment"_s, Severity::High, word);
        }
        return;
    }
    if (words.size() == 1) {
        ask(u"reads_environment"_s, Severity::High, words.front());
        return;
    }
    for (std::size_t i = 1; i < words.size(); ++i) {
        const ShellWord &word = words[i];
        if (name == "set") {
            const QByteArray text = word.text;
            const bool flags = text.size() > 1 && (text.startsWith('-') || text.startsWith('+')) &&
                               std::all_of(text.begin() + 1, text.end(),
                                   [](char c) { return QByteArrayView("euxvofnC").contains(c); });
            const bool named = QByteArrayList{"pipefail", "errexit", "nounset", "xtrace", "noclobber"}.contains(text);
            if (!flags && !named)
                ask(u"unknown_subcommand"_s, Severity::Medium, word);
        } else if (word.text.startsWith('-') || name == "shopt") {
            ask(word.text == "-p" ? u"reads_environment"_s : u"option_does_more"_s, Severity::High, word);
        } else if (word.text.contains('=')) {
            assignment(word);
        }
    }
}

} // namespace vibecoder
