// SPDX-License-Identifier: MIT
#include "permission/commandjudge.h"

#include "model/networkreason.h"
#include "permission/minilanguages.h"
#include "permission/networkwords.h"
#include "permission/otherspellings.h"
#include "permission/protectedpath.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDeepestWrapper = 5;

// Where a program of the system may be named by its whole path.
const QByteArrayList kSystemFolders{"/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin", "/usr/local/sbin"};
// Interpreters whose input is their program: all of them without a script, the others always.
bool readsProgramFromInput(const std::vector<ShellWord> &words)
{
    static const QByteArrayList withScript{
        "sh", "bash", "dash", "zsh", "ksh", "python", "python3", "perl", "ruby", "node", "php", "lua"};
    static const QByteArrayList always{"ed", "ex", "sqlite3", "ssh"};
    const QByteArray name =
        words.empty() ? QByteArray() : words.front().text.mid(words.front().text.lastIndexOf('/') + 1);
    if (!withScript.contains(name))
        return always.contains(name);
    bool script = false;
    for (auto word = words.begin() + 1; word != words.end() && !script; ++word) {
        if (word->text == "-" || (withScript.indexOf(name) < 5 && isOption(word->text, "-s")))
            return true;
        if (isStandardInput(word->text))
            return true;
        script = !word->text.startsWith('-');
    }
    return !script;
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

bool isStandardInput(QByteArrayView text)
{
    return text == "-" || text.startsWith("/dev/") || text.startsWith("/proc/");
}

QByteArray resolvedProgram(const QByteArray &name, const QByteArray &directory)
{
    if (!name.contains('/'))
        return name;
    const QByteArray absolute = joined(directory, name);
    const qsizetype slash = absolute.lastIndexOf('/');
    return name.startsWith('/') && kSystemFolders.contains(absolute.left(slash)) ? absolute.mid(slash + 1) : absolute;
}

CommandJudge::CommandJudge(const CommandContext &context, bool whole)
    : m_context(context)
    , m_whole(whole)
    , m_directories{context.cwd.isEmpty() ? context.root : joined(context.root, context.cwd)}
{
}

std::vector<CommandFinding> CommandJudge::judge(const ParsedCommand &parsed)
{
    for (const ShellCommand &one : parsed.commands)
        command(one);
    endlessInput(parsed);
    return std::move(m_findings);
}

std::vector<CommandLeaf> CommandJudge::restrictedLeaves() const
{
    std::vector<CommandLeaf> leaves = m_leaves;
    for (CommandLeaf &leaf : leaves)
        leaf.plain = false;
    return leaves;
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
    for (const QByteArray &text : command.inside) {
        ShellWord all;
        all.begin = command.begin;
        all.end = command.end;
        nested(all, text, 0);
    }
    for (const ShellWord &word : command.assignments)
        assignment(word);
    const bool interprets = readsProgramFromInput(command.words);
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
    if (!isHarmlessAssignment(name, value))
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
    if (depth > kDeepestWrapper) {
        ask(u"too_deep"_s, Severity::High, words.front(), true);
        return;
    }
    CommandLeaf leaf = leafOf(words);
    const bool braces = std::any_of(words.begin(), words.end(), [](const ShellWord &word) { return word.braces; });
    const Words expanded = braces ? withoutBraces(words) : words;
    judgeProgram(expanded, depth);
    foreignHosts(expanded, leaf.firstFinding);
    leaf.endFinding = m_findings.size();
    if (m_context.rules && !m_context.rules->isEmpty())
        otherNames(leaf, expanded);
    m_leaves.push_back(std::move(leaf));
}

// What the user's denials and questions also hold for; nothing is allowed by these names.
void CommandJudge::otherNames(const CommandLeaf &leaf, const Words &words)
{
    QByteArrayList argv;
    for (const ShellWord &word : words)
        argv.append(word.text);
    argv.front() = resolvedProgram(argv.front(), m_directories.front());
    QList<QByteArrayList> names = otherSpellings(argv, m_context.root);
    if (argv != leaf.argv)
        names.prepend(argv);
    for (const QByteArrayList &name : std::as_const(names)) {
        CommandLeaf other;
        other.argv = name;
        other.begin = leaf.begin;
        other.end = leaf.end;
        other.firstFinding = other.endFinding = leaf.endFinding;
        other.atRoot = leaf.atRoot;
        m_leaves.push_back(std::move(other));
    }
}

// A host whose name has letters of another script, is written in code (xn--) or hides behind a user's name looks like
// another one. Only where the command reaches a host at all.
void CommandJudge::foreignHosts(const Words &words, std::size_t firstFinding)
{
    const bool network = std::any_of(m_findings.begin() + std::ptrdiff_t(firstFinding), m_findings.end(),
        [](const CommandFinding &finding) { return reachesNetwork(finding.reason); });
    const bool marked = std::any_of(m_findings.begin() + std::ptrdiff_t(firstFinding), m_findings.end(),
        [](const CommandFinding &finding) { return finding.reason == u"foreign_host"_s; });
    for (const ShellWord &word : network && !marked ? after(words, 1) : Words()) {
        if (isDeceivingHost(word.text))
            ask(u"foreign_host"_s, Severity::Critical, word, true);
    }
}

// The words that a list in braces makes, as the shell makes them: any of them may be an option.
CommandJudge::Words CommandJudge::withoutBraces(const Words &words)
{
    constexpr std::size_t most = 256;
    Words all;
    for (const ShellWord &word : words) {
        const QByteArrayList texts =
            word.braces && !word.quoted && !word.expansion ? braceExpansions(word.text) : QByteArrayList();
        if (word.braces && (texts.isEmpty() || all.size() + std::size_t(texts.size()) > most)) {
            ask(u"computed_target"_s, Severity::Medium, word);
            all.push_back(word);
            continue;
        }
        if (!word.braces)
            all.push_back(word);
        for (const QByteArray &text : texts) {
            ShellWord one = word;
            one.text = text;
            one.braces = false;
            one.tilde = text.startsWith('~');
            all.push_back(std::move(one));
        }
    }
    return all;
}

CommandLeaf CommandJudge::leafOf(const Words &words) const
{
    CommandLeaf leaf;
    for (const ShellWord &word : words)
        leaf.argv.append(word.text);
    leaf.argv.front() = resolvedProgram(leaf.argv.front(), m_directories.front());
    leaf.begin = words.front().begin;
    leaf.end = words.back().end;
    leaf.firstFinding = m_findings.size();
    leaf.follows = m_wordsFollow;
    leaf.plain = !m_wordsFollow && leaf.argv.front() != "xargs" &&
                 std::none_of(words.begin(), words.end(),
                     [](const ShellWord &word) { return word.glob || word.tilde || word.braces || word.expansion; });
    leaf.atRoot = m_directories.size() == 1 && m_directories.front() == m_context.root;
    return leaf;
}

void CommandJudge::judgeProgram(const Words &words, int depth)
{
    const ShellWord &first = words.front();
    const QByteArray name = resolvedProgram(first.text, m_directories.front());
    if (name.contains('/')) {
        const std::size_t before = m_findings.size();
        path(first, Access::Read);
        for (std::size_t i = before; i < m_findings.size(); ++i)
            m_findings[i].reason = u"program_outside"_s;
        carried(first);
        // The names of well-known programs mean what they mean elsewhere: ./gradlew publish publishes.
        const QByteArray last = name.mid(name.lastIndexOf('/') + 1);
        const Program &program = programOf(last);
        if (last == "vibecoder" && !(words.size() == 2 && words[1].text == "--version"))
            deny(u"own_control"_s, first);
        else if (program.kind == ProgramKind::Build)
            table(program, first.text, words);
        else
            for (const ShellWord &word : after(words, 1))
                anyWord(word);
        return;
    }
    const Program &program = programOf(name);
    const bool tellsOfItself =
        (words.size() == 2 || (words.size() == 3 && words[1].text == "version" && words[2].text == "--client")) &&
        (words[1].text == "--version" || words[1].text == "--help" ||
            (words[1].text == "version" && program.kind == ProgramKind::Danger));
    if (tellsOfItself && (program.kind == ProgramKind::Unknown || program.kind == ProgramKind::Danger) &&
        !m_wordsFollow)
        return;
    switch (program.kind) {
    case ProgramKind::Unknown:
        ask(u"unknown_command"_s, Severity::Medium, first);
        // Where it points is a matter of its own: no rule about the program lifts that.
        for (const ShellWord &word : after(words, 1))
            anyWord(word);
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

bool CommandJudge::isRootItself(const QByteArray &directory, const QByteArray &text) const
{
    const QByteArray inside = below(m_context.root, joined(directory, text));
    return !inside.isNull() && inside.isEmpty();
}

void CommandJudge::carried(const ShellWord &word)
{
    if (m_context.tier != SandboxTier::Bubblewrap)
        ask(u"needs_sandbox"_s, Severity::Medium, word);
}

void CommandJudge::ask(const QString &reason, Severity severity, const ShellWord &word, bool rail)
{
    m_findings.push_back({Decision::Ask, severity, reason, word.begin, word.end, rail, {}});
}

// A glob or a name that is not whole stays without a right: nobody could say which path it means.
void CommandJudge::grants(const QByteArray &path, bool write)
{
    if (path.contains('*') || path.contains('?') || path.contains('[') || path.contains('{'))
        return;
    m_findings.back().target = path;
    m_findings.back().writes = write;
}

void CommandJudge::deny(const QString &reason, const ShellWord &word)
{
    m_findings.push_back({Decision::Deny, Severity::Critical, reason, word.begin, word.end, true, {}});
}

CommandJudge::Words CommandJudge::after(const Words &words, std::size_t count)
{
    return count >= words.size() ? Words() : Words(words.begin() + std::ptrdiff_t(count), words.end());
}

} // namespace vibecoder
