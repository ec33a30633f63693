// SPDX-License-Identifier: MIT
#include "permission/rules.h"

#include "model/networkreason.h"
#include "permission/commandjudge.h"
#include "permission/networkwords.h"
#include "permission/protectedpath.h"

#include <algorithm>
#include <fnmatch.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QByteArray lastPart(const QByteArray &name)
{
    return name.mid(name.lastIndexOf('/') + 1);
}

bool isOneOf(const QStringList &alternatives, const QByteArray &word)
{
    return std::any_of(alternatives.begin(), alternatives.end(),
        [&](const QString &alternative) { return alternative.toUtf8() == word; });
}

bool isProgram(const QStringList &alternatives, const QByteArray &program, const QByteArray &root)
{
    const QByteArray wanted = resolvedProgram(program, root);
    return std::any_of(alternatives.begin(), alternatives.end(),
        [&](const QString &alternative) { return resolvedProgram(alternative.toUtf8(), root) == wanted; });
}

// What the shell makes of the word is not known before it runs.
bool isComputed(const QByteArray &word)
{
    return word != "[" && word != "[[" &&
           std::any_of(word.begin(), word.end(), [](char c) { return QByteArrayView("$`*?[{~").contains(c); });
}

// A question or a denial must not be escaped by options in between (`git -C sub push` is a push) or by another order of
// the options; that it speaks about a little too much is no harm. open: a computed word may be any word, and several.
bool matchesLoosely(const QList<QStringList> &words, const QByteArrayList &argv, bool open = false)
{
    qsizetype at = 1;
    for (qsizetype w = 1; w < words.size(); ++w) {
        const QStringList &alternatives = words.at(w);
        const bool option = std::any_of(
            alternatives.begin(), alternatives.end(), [](const QString &one) { return one.startsWith(u'-'); });
        if (option) {
            const bool there = std::any_of(argv.begin() + 1, argv.end(), [&](const QByteArray &word) {
                return (open && isComputed(word)) ||
                       std::any_of(alternatives.begin(), alternatives.end(), [&](const QString &one) {
                           return one.startsWith(u'-') ? isOption(word, one.toUtf8()) : word == one.toUtf8();
                       });
            });
            if (!there)
                return false;
            continue;
        }
        bool found = false, valueMayFollow = false;
        for (; at < argv.size() && !found; ++at) {
            const QByteArray &word = argv.at(at);
            if (open && isComputed(word))
                return true;
            if (isOneOf(alternatives, word))
                found = true;
            else if (word.startsWith('-'))
                valueMayFollow = !word.contains('=');
            else if (!std::exchange(valueMayFollow, false))
                return false;
        }
        if (!found)
            return false;
    }
    return true;
}

bool holdsHere(const Rule &rule, const CommandLeaf &leaf, const CommandContext &context)
{
    if (!rule.taskId.isEmpty() && rule.taskId != context.taskId)
        return false;
    if (rule.expiresAt.isValid() && (!context.now.isValid() || context.now >= rule.expiresAt))
        return false;
    if (!rule.directory.isEmpty() && rule.directory.toUtf8() != context.root)
        return false;
    if (rule.decision != Decision::Allow)
        return true;
    // What the shell would still change, what other programs add words to, and what runs in another folder than the one
    // it was allowed for, is not what the person allowed; nor is an exact command with more on its line.
    return context.held >= rule.tier && leaf.plain && (leaf.atRoot || rule.directory.isEmpty()) &&
           (leaf.whole || !rule.exact);
}

} // namespace

RuleSet::RuleSet(QList<Rule> rules)
    : m_rules(std::move(rules))
{
    for (qsizetype i = 0; i < m_rules.size(); ++i) {
        for (const QString &program : m_rules.at(i).words.value(0))
            m_byProgram[lastPart(program.toUtf8())].append(i);
    }
}

const Rule *RuleSet::speaking(const CommandLeaf &leaf, const CommandContext &context) const
{
    const Rule *strictest = nullptr;
    if (leaf.argv.isEmpty())
        return nullptr;
    const QByteArray program = lastPart(leaf.argv.front());
    QList<qsizetype> named = m_byProgram.value(program);
    if (!leaf.plain && (program.contains('*') || program.contains('?') || program.contains('['))) {
        // The shell will put in a name: each that fits may be the one.
        for (auto it = m_byProgram.cbegin(); it != m_byProgram.cend(); ++it) {
            if (::fnmatch(program.constData(), it.key().constData(), 0) != 0)
                continue;
            for (const qsizetype index : it.value()) {
                const Rule &rule = m_rules.at(index);
                QByteArrayList argv = leaf.argv;
                argv.front() = it.key();
                if (rule.decision != Decision::Allow && (!strictest || rule.decision > strictest->decision) &&
                    holdsHere(rule, leaf, context) && matchesRule(rule, argv, context.root))
                    strictest = &rule;
            }
        }
    }
    for (const qsizetype index : named) {
        const Rule &rule = m_rules.at(index);
        if ((!strictest || rule.decision > strictest->decision) && holdsHere(rule, leaf, context) &&
            matchesRule(rule, leaf.argv, context.root))
            strictest = &rule;
    }
    return strictest;
}

bool RuleSet::objects(const CommandLeaf &leaf, const CommandContext &context) const
{
    return std::any_of(m_rules.begin(), m_rules.end(),
        [&](const Rule &rule) { return rule.decision != Decision::Allow && holdsHere(rule, leaf, context); });
}

// From the first computed word on, the words may be those of the rule: one of them may become several.
bool RuleSet::couldObject(const CommandLeaf &leaf, const CommandContext &context) const
{
    QByteArrayList argv = leaf.argv;
    if (leaf.follows)
        argv.append("$");
    const auto computed = std::find_if(argv.cbegin(), argv.cend(), isComputed);
    if (computed == argv.cend())
        return false;
    const qsizetype known = computed - argv.cbegin();
    return std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule &rule) {
        if (rule.decision == Decision::Allow || rule.words.isEmpty() || !holdsHere(rule, leaf, context))
            return false;
        if (known == 0)
            return true;
        if (!isProgram(rule.words.front(), argv.front(), context.root))
            return false;
        if (!rule.exact)
            return matchesLoosely(rule.words, argv, true);
        for (qsizetype i = 1; i < std::min(known, rule.words.size()); ++i) {
            if (!isOneOf(rule.words.at(i), argv.at(i)))
                return false;
        }
        return true;
    });
}

bool matchesRule(const Rule &rule, const QByteArrayList &argv, const QByteArray &root)
{
    if (rule.words.isEmpty() || argv.isEmpty() || !isProgram(rule.words.front(), argv.front(), root))
        return false;
    if (!rule.exact && rule.decision != Decision::Allow)
        return matchesLoosely(rule.words, argv);
    if (rule.exact ? argv.size() != rule.words.size() : argv.size() < rule.words.size())
        return false;
    for (qsizetype i = 1; i < rule.words.size(); ++i) {
        if (!isOneOf(rule.words.at(i), argv.at(i)))
            return false;
    }
    return true;
}

bool mayLift(const Rule &rule, const CommandFinding &finding, const QByteArrayList &argv)
{
    if (rule.decision != Decision::Allow || finding.decision != Decision::Ask || finding.rail ||
        finding.severity == Severity::Critical)
        return false;
    static const QStringList defaults{u"unknown_command"_s, u"unknown_subcommand"_s, u"needs_sandbox"_s};
    if (defaults.contains(finding.reason))
        return true;
    if (!rule.exact)
        return false;
    if (finding.reason == u"destroys_content"_s)
        return finding.severity <= Severity::Medium;
    // Files of the folder change from one run to the next: no rule gives them the network.
    if (reachesNetwork(finding.reason))
        return sendsOnlyItsWords(argv);
    static const QStringList shownWordForWord{u"option_does_more"_s, u"inline_code"_s, u"runs_other_code"_s,
        u"loses_history"_s, u"writes_by_patch"_s, u"resources"_s};
    return shownWordForWord.contains(finding.reason);
}

std::vector<CommandFinding> applyRules(std::vector<CommandFinding> findings, const std::vector<CommandLeaf> &leaves,
    const CommandContext &context, CommandVerdict &verdict)
{
    if (!context.rules || context.rules->isEmpty())
        return findings;
    std::vector<bool> lifted(findings.size(), false);
    std::vector<CommandFinding> left;
    Severity worstLifted = Severity::Info;
    for (const CommandLeaf &leaf : leaves) {
        const Rule *rule = context.rules->speaking(leaf, context);
        if (!rule)
            continue;
        verdict.rules.append(rule->id);
        if (rule->decision != Decision::Allow) {
            const bool deny = rule->decision == Decision::Deny;
            left.push_back({rule->decision, deny ? Severity::High : Severity::Medium, u"user_rule"_s, leaf.begin,
                leaf.end, true, rule->id});
            continue;
        }
        for (std::size_t i = leaf.firstFinding; i < leaf.endFinding && i < findings.size(); ++i) {
            if (lifted[i] || !mayLift(*rule, findings[i], leaf.argv))
                continue;
            lifted[i] = true;
            if (verdict.allowedBy.isEmpty() || findings[i].severity > worstLifted) {
                worstLifted = findings[i].severity;
                verdict.lifted = findings[i].reason;
                verdict.allowedBy = rule->id;
            }
        }
    }
    for (std::size_t i = 0; i < findings.size(); ++i) {
        if (!lifted[i])
            left.push_back(std::move(findings[i]));
    }
    return left;
}

QList<FailedExample> failedExamples(const QList<Rule> &rules)
{
    QList<FailedExample> failed;
    for (const Rule &rule : rules) {
        if (rule.examples.isEmpty())
            continue;
        Rule alone = rule;
        alone.expiresAt = {};
        alone.taskId.clear();
        const RuleSet set({alone});
        const QByteArray root = rule.directory.isEmpty() ? QByteArray("/project") : rule.directory.toUtf8();
        for (const RuleExample &example : rule.examples) {
            CommandContext context;
            context.root = root;
            context.rules = &set;
            const CommandVerdict verdict = classifyCommand(example.command.toUtf8(), context);
            if (verdict.rules.isEmpty() == example.matches)
                failed.append({rule.id, example});
        }
    }
    return failed;
}

QString refusalToRemember(const CommandVerdict &verdict, SandboxTier tier)
{
    const auto any = [&verdict](
                         auto &&holds) { return std::any_of(verdict.findings.begin(), verdict.findings.end(), holds); };
    if (any([](const CommandFinding &finding) { return !finding.rule.isEmpty(); }))
        return u"asked_by_rule"_s;
    if (any([](const CommandFinding &finding) { return finding.rail || finding.decision == Decision::Deny; }))
        return u"rail"_s;
    if (!verdict.plain || verdict.argvs.size() != 1)
        return u"not_plain"_s;
    if (verdict.findings.empty())
        return u"not_asked"_s;
    QByteArrayList argv = verdict.argvs.front();
    argv.front() = resolvedProgram(argv.front(), "/");
    const bool network =
        any([](const CommandFinding &finding) { return reachesNetwork(finding.reason); }) || tier == SandboxTier::None;
    if (network && !sendsOnlyItsWords(argv) && !(tier == SandboxTier::None && runsNothingOfTheFolder(argv)))
        return u"changing_files"_s;
    Rule exact;
    exact.decision = Decision::Allow;
    exact.exact = true;
    if (any([&](const CommandFinding &finding) { return !mayLift(exact, finding, argv); }))
        return u"risk"_s;
    return {};
}

} // namespace vibecoder
