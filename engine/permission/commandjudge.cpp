// SPDX-License-Identifier: MIT
#include "permission/commandjudge.h"

#include "permission/protectedpath.h"

#include <algorithm>
#include <array>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDeepestWrapper = 5;

// Where a program of the system may be named by its whole path.
const QByteArrayList kSystemFolders{"/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin", "/usr/local/sbin"};
// What may be read outside: says nothing about the user.
const QByteArrayList kReadableOutside{"/usr/include", "/usr/share", "/usr/lib", "/usr/local/include", "/etc/os-release",
    "/etc/debian_version", "/proc/cpuinfo", "/proc/meminfo", "/proc/version", "/dev/null", "/dev/zero", "/dev/urandom",
    "/dev/stdin"};
const QByteArrayList kWritableOutside{"/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"};

bool isBelowAny(const QByteArrayList &folders, const QByteArray &path)
{
    return std::any_of(
        folders.begin(), folders.end(), [&](const QByteArray &folder) { return !below(folder, path).isNull(); });
}

bool isRawDevice(const QByteArray &path)
{
    static constexpr std::array<QByteArrayView, 11> prefixes{"/dev/sd", "/dev/hd", "/dev/nvme", "/dev/vd", "/dev/xvd",
        "/dev/mmcblk", "/dev/mapper", "/dev/dm-", "/dev/loop", "/dev/disk", "/dev/mem"};
    return std::any_of(prefixes.begin(), prefixes.end(), [&](QByteArrayView p) { return path.startsWith(p); });
}

} // namespace

bool isOption(QByteArrayView word, QByteArrayView option)
{
    if (word == option)
        return true;
    if (option.startsWith("--")) {
        // A long option may be shortened as far as the program still knows it.
        const QByteArrayView name = word.first(word.indexOf('=') < 0 ? word.size() : word.indexOf('='));
        return name.size() > 3 && option.startsWith(name);
    }
    if (option.size() > 2 || !option.startsWith('-'))
        return option.startsWith('-') && word.startsWith(option);
    // -o also inside -xo, and with its value attached.
    return word.size() > 1 && word.at(0) == '-' && word.at(1) != '-' && word.contains(option.at(1));
}

CommandJudge::CommandJudge(const CommandContext &context)
    : m_context(context)
    , m_directories{context.cwd.isEmpty() ? context.root : joined(context.root, context.cwd)}
{
}

std::vector<CommandFinding> CommandJudge::judge(const ParsedCommand &parsed)
{
    for (const ShellCommand &one : parsed.commands)
        command(one);
    return std::move(m_findings);
}

void CommandJudge::command(const ShellCommand &command)
{
    m_before = command.before;
    m_pipedInto = command.before == "|";
    // After `cd x &&` the shell is in x; after `cd x;` it may also still be where it was, because cd may have failed.
    if (!m_elsewhere.empty() && m_before != "&&") {
        m_directories.insert(m_directories.end(), m_elsewhere.begin(), m_elsewhere.end());
        m_elsewhere.clear();
        std::sort(m_directories.begin(), m_directories.end());
        m_directories.erase(std::unique(m_directories.begin(), m_directories.end()), m_directories.end());
    }
    for (const ShellWord &word : command.assignments)
        assignment(word);
    const QByteArray name = command.words.empty() ? QByteArray() : command.words.front().text;
    const bool interprets = QByteArrayList{"sh", "bash", "dash", "zsh", "ksh", "python", "python3", "perl", "ruby",
        "node", "php", "lua", "ed", "ex", "sqlite3", "ssh"}
                                .contains(name.mid(name.lastIndexOf('/') + 1));
    for (const ShellRedirect &one : command.redirects)
        redirect(one, interprets);
    if (command.words.empty()) {
        if (command.redirects.empty() && !command.assignments.empty())
            return; // a variable of this shell, gone with it; what uses it is an expansion and asks
        return;
    }
    simple(command.words, 0);
}

void CommandJudge::assignment(const ShellWord &word)
{
    const qsizetype at = word.text.indexOf('=');
    const QByteArray name = word.text.left(at);
    const QByteArray value = word.text.mid(at + 1);
    if (name == "PYTHONPATH" || name == "DESTDIR") {
        for (const QByteArray &part : value.split(':'))
            path(word, part.isEmpty() ? QByteArrayView(".") : QByteArrayView(part), Access::Any);
        return;
    }
    if (!isHarmlessVariable(name))
        ask(u"environment_runs_code"_s, Severity::High, word);
    if (word.tilde || value.startsWith('/') || value.startsWith('~'))
        path(word, value, Access::Any);
}

void CommandJudge::redirect(const ShellRedirect &redirect, bool interpreter)
{
    if (redirect.op.startsWith("<<")) {
        if (interpreter)
            ask(u"inline_code"_s, Severity::High, redirect.target);
        return;
    }
    if (redirect.op == ">&")
        return;
    if (redirect.target.text.startsWith("/dev/tcp") || redirect.target.text.startsWith("/dev/udp")) {
        ask(u"network_or_keys"_s, Severity::High, redirect.target);
        return;
    }
    path(redirect.target, redirect.op == "<" ? Access::Read : Access::Write);
    if (redirect.op == "<" && interpreter)
        ask(u"inline_code"_s, Severity::High, redirect.target);
}

void CommandJudge::simple(const Words &words, int depth)
{
    if (words.empty())
        return;
    const ShellWord &first = words.front();
    if (depth > kDeepestWrapper) {
        ask(u"too_deep"_s, Severity::High, first, true);
        return;
    }
    QByteArray name = first.text;
    if (name.contains('/')) {
        const QByteArray absolute = joined(m_directories.front(), name);
        const QByteArray folder = absolute.left(absolute.lastIndexOf('/'));
        if (name.startsWith('/') && kSystemFolders.contains(folder)) {
            name = absolute.mid(folder.size() + 1);
        } else {
            const std::size_t before = m_findings.size();
            path(first, Access::Read);
            for (std::size_t i = before; i < m_findings.size(); ++i)
                m_findings[i].reason = u"program_outside"_s;
            carried(first);
            // The names of well-known programs mean what they mean elsewhere: ./gradlew publish publishes.
            const Program &program = programOf(absolute.mid(folder.size() + 1));
            if (program.kind == ProgramKind::Build)
                table(program, name, words);
            else
                for (const ShellWord &word : after(words, 1))
                    anyWord(word);
            return;
        }
    }
    const Program &program = programOf(name);
    switch (program.kind) {
    case ProgramKind::Unknown:
        ask(u"unknown_command"_s, Severity::Medium, first);
        return;
    case ProgramKind::Danger:
        if (program.reason == u"raw_device"_s)
            deny(program.reason, first);
        else
            ask(program.reason, program.severity, first, program.severity == Severity::Critical);
        return;
    case ProgramKind::Special:
        if (!special(name, words, depth))
            ask(u"unknown_command"_s, Severity::Medium, first);
        return;
    default:
        table(program, name, words);
    }
}

void CommandJudge::table(const Program &program, const QByteArray &name, const Words &words)
{
    if (program.kind == ProgramKind::Build) {
        carried(words.front());
    } else if (program.kind == ProgramKind::Write && m_context.tier != SandboxTier::Bubblewrap) {
        ask(u"needs_sandbox"_s, Severity::Medium, words.front());
    }
    const bool build = program.kind == ProgramKind::Build;
    bool optionsOver = false, patternSeen = program.kind != ProgramKind::Pattern, operandSeen = false,
         valueNext = false;
    int operands = 0;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const ShellWord &word = words[i];
        const QByteArray &text = word.text;
        if (std::exchange(valueNext, false))
            continue;
        if (!optionsOver && text == "--") {
            optionsOver = true;
            continue;
        }
        if (!optionsOver && text.size() > 1 && text.startsWith('-') && program.kind != ProgramKind::Data) {
            for (const QByteArray &refused : program.refused) {
                // Build tools do not bundle their letters: -DNAME holds no -E.
                const bool letter = build && refused.size() == 2 && refused.startsWith('-');
                if (letter ? text.startsWith(refused) : isOption(text, refused))
                    ask(u"option_does_more"_s, Severity::High, word);
            }
            if (program.kind == ProgramKind::Pattern && (text == "-e" || text.startsWith("--regexp"))) {
                patternSeen = true;
                valueNext = text == "-e" || text == "--regexp";
            } else if (program.withValue.contains(text)) {
                valueNext = true;
            } else if (!build && text.contains('=')) {
                continue; // the value of a reading option: a pattern, a format, a number
            } else {
                anyWord(word);
            }
            continue;
        }
        if (build && program.refused.contains(text)) {
            ask(u"option_does_more"_s, Severity::High, word);
            continue;
        }
        if (build && !operandSeen && !program.subcommands.isEmpty() && !program.subcommands.contains(text))
            ask(u"unknown_subcommand"_s, Severity::Medium, word);
        operandSeen = true;
        if (!patternSeen) {
            patternSeen = true;
            continue;
        }
        ++operands;
        switch (program.kind) {
        case ProgramKind::Data:
            if (word.tilde || word.glob)
                path(word, Access::Read);
            break;
        case ProgramKind::Read:
            // The second file of these two is written.
            path(word, (name == "uniq" || name == "xxd") && operands > 1 ? Access::Write : Access::Read);
            break;
        case ProgramKind::Pattern:
            path(word, Access::Read);
            break;
        case ProgramKind::Write:
            path(word, name == "cp" && i + 1 < words.size() ? Access::Read : Access::Write);
            break;
        default:
            anyWord(word);
        }
    }
    if (build && !operandSeen && !program.subcommands.isEmpty() && words.size() > 1 &&
        !program.subcommands.contains(words[1].text))
        ask(u"unknown_subcommand"_s, Severity::Medium, words.front());
    if (name == "make" || name == "gmake" || name == "bmake" || name == "ninja") {
        for (std::size_t i = 1; i < words.size(); ++i) {
            const QByteArray variable = words[i].text.left(words[i].text.indexOf('='));
            if (words[i].text.contains('=') && !words[i].text.startsWith('-') && !isHarmlessVariable(variable))
                ask(u"environment_runs_code"_s, Severity::High, words[i]);
        }
    }
}

void CommandJudge::path(const ShellWord &word, Access access)
{
    path(word, word.text, access);
}

void CommandJudge::path(const ShellWord &word, QByteArrayView text, Access access)
{
    if (text == "-" || text.isEmpty())
        return;
    if (word.tilde || text.startsWith('~')) {
        ask(access == Access::Read ? u"reads_outside"_s : u"writes_outside"_s, Severity::High, word);
        return;
    }
    if (word.expansion)
        return; // asks already, for the expansion
    if (word.braces && (access == Access::Write || text.contains("..") || text.contains("/.") || text.contains("{.") ||
                           text.contains(",.") || text.contains("{/") || text.contains(",/"))) {
        ask(u"computed_target"_s, Severity::Medium, word);
        return;
    }
    for (const QByteArray &directory : m_directories) {
        const QByteArray absolute = joined(directory, text);
        if (isRawDevice(absolute)) {
            if (access == Access::Read)
                ask(u"raw_device"_s, Severity::Critical, word, true);
            else
                deny(u"raw_device"_s, word);
            return;
        }
        if (!m_context.dataDirectory.isEmpty() && !below(m_context.dataDirectory, absolute).isNull()) {
            deny(u"own_data"_s, word);
            return;
        }
        const QByteArray inside = below(m_context.root, absolute);
        if (access == Access::Write && m_context.tier != SandboxTier::Bubblewrap &&
            !isBelowAny(kWritableOutside, absolute)) {
            // Without the sandbox nothing holds a write where its text says it goes.
            ask(u"needs_sandbox"_s, Severity::Medium, word);
        }
        if (inside.isNull()) {
            if (isBelowAny(access == Access::Read ? kReadableOutside : kWritableOutside, absolute))
                continue;
            ask(access == Access::Read ? u"reads_outside"_s : u"writes_outside"_s,
                access == Access::Write ? Severity::Critical : Severity::High, word);
            return;
        }
        // `x/*/../..` climbs further than its text says, and `.*` matches what is protected.
        if (word.glob &&
            (QByteArrayView(text).contains("..") || text.startsWith(".[") || text.startsWith(".*") ||
                text.startsWith(".?") || text.contains("/.[") || text.contains("/.*") || text.contains("/.?"))) {
            ask(u"computed_target"_s, Severity::High, word);
            return;
        }
        const PathGuard guard = guardOf(inside);
        if (access != Access::Read && guard.write) {
            ask(u"protected_path"_s, Severity::High, word);
            return;
        }
        if (access != Access::Write && guard.read) {
            ask(u"reads_secret"_s, Severity::High, word);
            return;
        }
    }
}

void CommandJudge::anyWord(const ShellWord &word)
{
    QByteArrayView text = word.text;
    if (const qsizetype at = text.indexOf('='); at >= 0 && (text.startsWith('-') || text.first(at).indexOf('/') < 0))
        text = text.sliced(at + 1);
    const bool looksLikePath = word.tilde || text.startsWith('/') || text.startsWith("..") || text.contains("/..") ||
                               text.startsWith('~') || text.startsWith('.');
    // A Go pattern is no path that is opened.
    if (looksLikePath && text != "./..." && text != "...")
        path(word, text, Access::Any);
    else if (!text.startsWith('-') && guardOf(text).read)
        ask(u"reads_secret"_s, Severity::High, word);
}

void CommandJudge::carried(const ShellWord &word)
{
    if (m_context.tier != SandboxTier::Bubblewrap)
        ask(u"needs_sandbox"_s, Severity::Medium, word);
}

void CommandJudge::ask(const QString &reason, Severity severity, const ShellWord &word, bool rail)
{
    m_findings.push_back({Decision::Ask, severity, reason, word.begin, word.end, rail});
}

void CommandJudge::deny(const QString &reason, const ShellWord &word)
{
    m_findings.push_back({Decision::Deny, Severity::Critical, reason, word.begin, word.end, true});
}

CommandJudge::Words CommandJudge::after(const Words &words, std::size_t count)
{
    return count >= words.size() ? Words() : Words(words.begin() + std::ptrdiff_t(count), words.end());
}

} // namespace vibecoder
