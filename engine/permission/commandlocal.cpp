// SPDX-License-Identifier: MIT
// Everyday tools that can also reach the network, run programs or write elsewhere: allowed in the forms that do not.
#include "permission/commandjudge.h"
#include "permission/protectedpath.h"
#include "permission/substitutions.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// A size as dd, head and truncate write it, in bytes; -1 when it is not one.
double sizeOf(QByteArrayView text)
{
    while (!text.isEmpty() && QByteArrayView("+-<>/%").contains(text.front()))
        text = text.sliced(1);
    qsizetype digits = 0;
    while (digits < text.size() && text.at(digits) >= '0' && text.at(digits) <= '9')
        ++digits;
    if (digits == 0 || digits > 15)
        return -1;
    const double number = text.first(digits).toByteArray().toDouble();
    const QByteArray unit = text.sliced(digits).toByteArray().toLower();
    static const QByteArray letters = "kmgtpezy";
    if (unit.isEmpty() || unit == "b" || unit == "c")
        return number;
    const qsizetype power = letters.indexOf(unit.at(0));
    double scale = 1;
    for (qsizetype i = 0; i <= power; ++i)
        scale *= 1024;
    return power < 0 ? -1 : number * scale;
}

constexpr double kLargeFile = 4.0 * 1024 * 1024 * 1024;

bool isEndless(QByteArrayView path)
{
    return path == "/dev/zero" || path == "/dev/urandom" || path == "/dev/random" || path == "/dev/full";
}

} // namespace

bool CommandJudge::localTool(const QByteArray &name, const Words &words, int depth)
{
    static const QByteArrayList runners{"poetry", "uv", "pdm", "pipenv", "hatch", "rye"};
    if (name == "rsync")
        localCopy(words), keptModes(name, words);
    else if (name == "patch")
        patchFile(words);
    else if (name == "openssl")
        digests(words);
    else if (name == "gdb")
        debugger(words, depth);
    else if (name == "truncate")
        truncateFile(words);
    else if (name == "strace" || name == "ltrace" || name == "perf" || name == "ccache")
        tracer(name, words, depth);
    else if (runners.contains(name))
        projectRunner(name, words, depth);
    else if (name == "man") {
        for (const ShellWord &word : after(words, 1)) {
            if (word.text.startsWith('-') || word.text.contains('/') || word.tilde)
                ask(u"option_does_more"_s, Severity::High, word);
        }
        carried(words.front());
    } else if (name == "hostname" || name == "ps") {
        for (const ShellWord &word : after(words, 1)) {
            const bool environment = name == "ps" && !word.text.startsWith('-') && word.text.contains('e');
            const bool sets = name == "hostname" && !QByteArrayList{"-s", "-f", "-i", "-I", "-d"}.contains(word.text);
            if (environment || sets)
                ask(environment ? u"reads_environment"_s : u"privilege"_s, Severity::High, word);
        }
    } else {
        return false;
    }
    return true;
}

void CommandJudge::localCopy(const Words &words)
{
    static const QByteArrayList harmless{"--delete", "--exclude", "--include", "--verbose", "--archive", "--recursive",
        "--checksum", "--dry-run", "--stats", "--progress", "--links", "--times", "--perms", "--quiet", "--update",
        "--ignore-existing", "--existing", "--human-readable", "--itemize-changes", "--info", "--relative", "--filter",
        "--prune-empty-dirs", "--size-only", "--no-perms", "--no-owner", "--no-group", "--mkpath", "--out-format"};
    Words operands;
    bool deletes = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        const QByteArray option = text.left(text.indexOf('=') < 0 ? text.size() : text.indexOf('='));
        if (text.startsWith("--")) {
            deletes = deletes || option.startsWith("--del");
            if (!harmless.contains(option))
                ask(u"option_does_more"_s, Severity::High, words[i]);
            if (option == text && (text == "--exclude" || text == "--include" || text == "--filter"))
                ++i;
        } else if (text.startsWith('-') && text.size() > 1) {
            if (!std::all_of(text.begin() + 1, text.end(),
                    [](char c) { return QByteArrayView("avrcnuqzhtlpogDEiPHWmSR").contains(c); }))
                ask(u"option_does_more"_s, Severity::High, words[i]);
        } else {
            operands.push_back(words[i]);
        }
    }
    for (std::size_t i = 0; i < operands.size(); ++i) {
        const bool last = i + 1 == operands.size();
        if (operands[i].text.contains(':')) {
            ask(u"network_or_keys"_s, Severity::High, operands[i]);
            continue;
        }
        path(operands[i], last && i > 0 ? Access::Write : Access::Read);
        if (last && deletes)
            wholeTree(operands[i]);
    }
    if (m_context.tier != SandboxTier::Bubblewrap)
        ask(u"needs_sandbox"_s, Severity::Medium, words.front());
}

// What empties or moves the working directory itself, or a folder whose protected part goes with it.
void CommandJudge::wholeTree(const ShellWord &word)
{
    const QByteArray text = m_whole ? withoutExpansions(word.text) : word.text;
    for (const QByteArray &directory : m_directories) {
        if (isRootItself(directory, text))
            ask(u"destroys_content"_s, Severity::Critical, word, true);
        else if (!m_context.inView && joined(directory, text).toLower().endsWith("/.github"))
            ask(u"protected_path"_s, Severity::High, word);
    }
}

void CommandJudge::patchFile(const Words &words)
{
    static const QByteArrayList harmless{"--dry-run", "--forward", "--reverse", "--strip", "--verbose", "--silent",
        "--quiet", "--batch", "--force", "--unified", "--no-backup-if-mismatch", "--ignore-whitespace", "--check",
        "--input", "--fuzz"};
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        if (text == "-i" || text == "-d" || text == "-o" || text == "-r" || text == "--input") {
            if (++i < words.size())
                path(words[i], Access::Any);
        } else if (text.startsWith("--")) {
            if (!harmless.contains(text.left(text.indexOf('=') < 0 ? text.size() : text.indexOf('='))))
                ask(u"option_does_more"_s, Severity::High, words[i]);
            anyWord(words[i]);
        } else if (text.startsWith('-') && text.size() > 1) {
            if (!std::all_of(text.begin() + 1, text.end(),
                    [](char c) { return QByteArrayView("p0123456789NRstulfEF").contains(c); }))
                ask(u"option_does_more"_s, Severity::High, words[i]);
        } else {
            path(words[i], Access::Any);
        }
    }
    // Where it writes stands in the patch: the sandbox holds that, and covers the protected names.
    carried(words.front());
}

void CommandJudge::digests(const Words &words)
{
    static const QByteArrayList subs{
        "dgst", "sha256", "sha1", "sha512", "sha384", "sha224", "md5", "version", "rand", "list"};
    static const QByteArrayList options{"-sha256", "-sha1", "-sha512", "-sha384", "-md5", "-hex", "-base64", "-r",
        "-binary", "-a", "-c", "-sha224", "-sha3-256"};
    if (words.size() < 2 || !subs.contains(words[1].text)) {
        ask(u"network_or_keys"_s, Severity::High, words.front());
        return;
    }
    for (const ShellWord &word : after(words, 2)) {
        if (word.text.startsWith('-')) {
            if (!options.contains(word.text))
                ask(u"option_does_more"_s, Severity::High, word);
        } else {
            path(word, Access::Read);
        }
    }
}

// Only a program of the working directory, run and looked at; gdb's own language runs everything else.
void CommandJudge::debugger(const Words &words, int depth)
{
    static const QByteArrayList harmless{"run", "r", "bt", "bt full", "backtrace", "where", "quit", "q", "info locals",
        "info registers", "info threads", "info args", "info line", "thread apply all bt", "thread apply all bt full",
        "continue", "c", "next", "step", "finish", "up", "down", "list", "set pagination off", "set confirm off"};
    bool batch = false, program = false;
    for (std::size_t i = 1; i < words.size() && !program; ++i) {
        const QByteArray &text = words[i].text;
        if (text == "-batch" || text == "--batch") {
            batch = true;
        } else if ((text == "-ex" || text == "--ex" || text == "-eval-command") && i + 1 < words.size()) {
            if (!harmless.contains(words[++i].text.simplified()))
                ask(u"inline_code"_s, Severity::High, words[i]);
        } else if (text == "--args" || text == "-args") {
            program = true;
            simple(after(words, i + 1), depth + 1);
        } else if (text.startsWith('-') && text != "-q" && text != "-nx" && text != "--nx" && text != "-n") {
            ask(u"option_does_more"_s, Severity::High, words[i]);
        } else if (!text.startsWith('-')) {
            path(words[i], Access::Read);
        }
    }
    if (!batch)
        ask(u"runs_other_code"_s, Severity::High, words.front());
    carried(words.front());
}

void CommandJudge::tracer(const QByteArray &name, const Words &words, int depth)
{
    std::size_t i = 1;
    carried(words.front());
    if (name == "perf") {
        if (i >= words.size() || words[i].text != "stat") {
            ask(u"runs_other_code"_s, Severity::High, words.front());
            return;
        }
        ++i;
    }
    for (; i < words.size() && words[i].text.startsWith('-'); ++i) {
        const QByteArray &text = words[i].text;
        static const QByteArrayList alone{"-c", "-f", "-ff", "-t", "-tt", "-T", "-y", "-q", "-d", "-s", "--show-stats",
            "-C", "--zero-stats", "-z", "-v", "--"};
        if (name == "ccache" && !alone.contains(text))
            ask(u"option_does_more"_s, Severity::High, words[i]); // sets what it runs
        else if ((text == "-e" || text == "-r" || (text == "-s" && name != "ccache")) && i + 1 < words.size())
            ++i;
        else if (text == "-o" && i + 1 < words.size() && !words[i + 1].text.startsWith('|') &&
                 !words[i + 1].text.startsWith('!'))
            path(words[++i], Access::Write);
        else if (!alone.contains(text) && !text.startsWith("-e"))
            ask(u"option_does_more"_s, Severity::High, words[i]);
    }
    if (i < words.size())
        simple(after(words, i), depth + 1);
    else if (name != "ccache")
        ask(u"runs_other_code"_s, Severity::Medium, words.front());
}

void CommandJudge::truncateFile(const Words &words)
{
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QByteArray &text = words[i].text;
        QByteArrayView size;
        if ((text == "-s" || text == "--size") && i + 1 < words.size())
            size = words[++i].text;
        else if (text.startsWith("--size="))
            size = QByteArrayView(text).sliced(7);
        else if (text.startsWith("-s"))
            size = QByteArrayView(text).sliced(2);
        if (!size.isEmpty()) {
            if (const double bytes = sizeOf(size); bytes < 0 || bytes > kLargeFile)
                ask(u"resources"_s, Severity::Medium, words[i]);
        } else if (text.startsWith('-') && text != "-c" && text != "--no-create" && text != "--") {
            ask(u"option_does_more"_s, Severity::Medium, words[i]);
        } else if (!text.startsWith('-')) {
            path(words[i], Access::Write);
        }
    }
    if (m_context.tier != SandboxTier::Bubblewrap)
        ask(u"needs_sandbox"_s, Severity::Medium, words.front());
}

// `poetry run pytest`: the environment of the project, then a command as any other.
void CommandJudge::projectRunner(const QByteArray &name, const Words &words, int depth)
{
    static const QByteArrayList telling{"--version", "-V", "check", "show", "version", "help", "tree", "build"};
    carried(words.front());
    if (words.size() > 2 && words[1].text == "run" && !words[2].text.startsWith('-')) {
        simple(after(words, 2), depth + 1);
        return;
    }
    if (words.size() < 2 || !telling.contains(words[1].text)) {
        ask(u"supply_or_publishing"_s,
            words.size() > 1 && words[1].text == "publish" ? Severity::Critical : Severity::High, words.front());
        return;
    }
    Q_UNUSED(name)
    for (const ShellWord &word : after(words, 2))
        anyWord(word);
}

// A device that never ends fills the disk unless somebody counts.
void CommandJudge::endlessInput(const ParsedCommand &parsed)
{
    const ShellWord *endless = nullptr;
    bool bounded = false;
    for (const ShellCommand &command : parsed.commands) {
        QByteArray name = command.words.empty() ? QByteArray() : command.words.front().text;
        name = name.mid(name.lastIndexOf('/') + 1);
        double block = 512, count = -1, head = -1;
        for (std::size_t i = 1; i < command.words.size(); ++i) {
            const QByteArray &text = command.words[i].text;
            if (isEndless(text) ||
                (name == "dd" && text.startsWith("if=") && isEndless(QByteArrayView(text).sliced(3))))
                endless = &command.words[i];
            if (text.startsWith("bs="))
                block = sizeOf(QByteArrayView(text).sliced(3));
            else if (text.startsWith("count="))
                count = sizeOf(QByteArrayView(text).sliced(6));
            else if ((text == "-c" || text == "--bytes" || text == "-N" || text == "-l" || text == "-n") &&
                     i + 1 < command.words.size())
                head = sizeOf(command.words[i + 1].text);
            else if (text.startsWith("-c") || text.startsWith("-N") || text.startsWith("-n"))
                head = sizeOf(QByteArrayView(text).sliced(2));
            else if (text.startsWith("--bytes="))
                head = sizeOf(QByteArrayView(text).sliced(8));
        }
        for (const ShellRedirect &redirect : command.redirects) {
            if (redirect.op == "<" && isEndless(redirect.target.text))
                endless = &redirect.target;
        }
        const bool counts = name == "head" || name == "od" || name == "xxd" || name == "hexdump";
        bounded = bounded || (counts && (name == "head" ? head <= kLargeFile : head > 0 && head <= kLargeFile)) ||
                  (name == "dd" && count > 0 && block > 0 && count * block <= kLargeFile);
    }
    if (endless && !bounded)
        ask(u"resources"_s, Severity::Medium, *endless);
}

} // namespace vibecoder
