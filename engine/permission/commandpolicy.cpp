// SPDX-License-Identifier: MIT
#include "permission/commandpolicy.h"

#include "permission/commandjudge.h"
#include "permission/rules.h"
#include "permission/viewhold.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

int rank(const CommandFinding &finding)
{
    return int(finding.decision) * 10 + int(finding.severity);
}

Severity severityOfRefusal(const QString &reason)
{
    if (reason == u"invisible_character"_s || reason == u"foreign_letters"_s || reason == u"computed_command"_s ||
        reason == u"ansi_quote"_s)
        return Severity::High;
    return Severity::Medium;
}

// A name that is defined, piped into itself in the background, and called.
bool isForkBomb(QByteArrayView text)
{
    QByteArray dense;
    for (const char c : text) {
        if (c != ' ' && c != '\t' && c != '\n')
            dense += c;
    }
    const qsizetype at = dense.indexOf("(){");
    if (at <= 0)
        return false;
    qsizetype from = at;
    while (from > 0 && !QByteArrayView(";&|").contains(dense.at(from - 1)))
        --from;
    const QByteArray name = dense.mid(from, at - from);
    return dense.mid(at).contains(name + '|' + name);
}

} // namespace

CommandVerdict classifyCommand(QByteArrayView text, const CommandContext &context)
{
    CommandVerdict verdict;
    const auto add = [&verdict](CommandFinding finding) {
        if (finding.decision == Decision::Allow)
            return;
        verdict.findings.push_back(std::move(finding));
    };
    const ParsedCommand parsed = parseCommand(text);
    CommandJudge judge(context);
    if (parsed.accepted) {
        std::vector<CommandFinding> found = judge.judge(parsed);
        verdict.plain = !parsed.commands.empty();
        for (const ShellCommand &command : parsed.commands) {
            QByteArrayList argv;
            for (const ShellWord &word : command.words) {
                argv.append(word.text);
                verdict.plain = verdict.plain && !word.glob && !word.tilde && !word.braces;
            }
            verdict.plain =
                verdict.plain && command.assignments.empty() && command.redirects.empty() && !argv.isEmpty();
            verdict.argvs.push_back(argv);
        }
        if (!verdict.plain)
            verdict.argvs.clear();
        std::vector<CommandLeaf> leaves = judge.leaves();
        if (verdict.plain && verdict.argvs.size() == 1 && !leaves.empty())
            leaves.back().whole = true; // what a wrapper runs was added before the wrapper itself
        for (CommandFinding &finding : applyRules(std::move(found), leaves, context, verdict))
            add(std::move(finding));
    } else {
        const bool limit = parsed.reason == u"too_long"_s || parsed.reason == u"too_many_commands"_s;
        add({Decision::Ask, limit ? Severity::High : severityOfRefusal(parsed.reason), parsed.reason, parsed.begin,
            parsed.end, limit, {}});
        if (isForkBomb(text))
            add({Decision::Deny, Severity::Critical, u"fork_bomb"_s, 0, int(text.size()), true, {}});
        // What can be read of it may be worse than what made it unreadable.
        const ParsedCommand rough = parseTolerantly(text);
        std::vector<CommandFinding> found = judge.judge(rough);
        for (CommandFinding &finding : applyRules(std::move(found), judge.restrictedLeaves(), context, verdict)) {
            if (finding.severity >= Severity::High || !finding.rule.isEmpty())
                add(std::move(finding));
        }
    }
    for (const CommandFinding &finding : verdict.findings) {
        if (rank(finding) > rank(verdict.worst))
            verdict.worst = finding;
    }
    if (verdict.worst.decision == Decision::Ask && isHeldByView(context) && isOnlyUnknown(text, context)) {
        // No rule has lifted anything: an allowing one may give the network, this gives nothing.
        verdict.findings.clear();
        verdict.allowedBy.clear();
        verdict.lifted.clear();
        verdict.worst = {Decision::Allow, Severity::Info, u"held_by_view"_s, 0, int(text.size()), false, {}};
    } else if (verdict.findings.empty())
        verdict.worst = {Decision::Allow, Severity::Info,
            !verdict.allowedBy.isEmpty() ? u"user_rule"_s
            : parsed.commands.empty()    ? u"nothing_to_run"_s
                                         : u"known_command"_s,
            0, int(text.size()), false, verdict.allowedBy};
    return verdict;
}

} // namespace vibecoder
