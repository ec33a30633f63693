// SPDX-License-Identifier: MIT
#include "permission/viewhold.h"

#include "permission/commandjudge.h"
#include "permission/protectedpath.h"
#include "permission/rules.h"
#include "permission/shownwords.h"

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// The command that a finding is about: the innermost one.
const CommandLeaf *leafOf(std::size_t finding, const std::vector<CommandLeaf> &leaves)
{
    const CommandLeaf *inner = nullptr;
    for (const CommandLeaf &leaf : leaves) {
        const bool about = finding >= leaf.firstFinding && finding < leaf.endFinding;
        if (about && (!inner || leaf.endFinding - leaf.firstFinding < inner->endFinding - inner->firstFinding))
            inner = &leaf;
    }
    return inner;
}

// What the strict parser refuses because it cannot be known; the rest deceives, or is more than anybody reads.
bool isUnknownText(const QString &refusal)
{
    static const QStringList known{u"expansion"_s, u"substitution"_s, u"group"_s, u"keyword"_s, u"background"_s,
        u"redirect"_s, u"pipe_of_errors"_s, u"computed_target"_s, u"computed_assignment"_s, u"computed_command"_s,
        u"ansi_quote"_s};
    return known.contains(refusal);
}

// Code of its own, or words that come from elsewhere.
bool isOpaque(const QString &reason)
{
    static const QStringList known{
        u"inline_code"_s, u"runs_other_code"_s, u"fetched_code"_s, u"environment_runs_code"_s};
    return known.contains(reason);
}

bool isOneOf(const QByteArray &program, std::initializer_list<QByteArrayView> names)
{
    return std::find(names.begin(), names.end(), QByteArrayView(program)) != names.end();
}

// git on the repository of the view: nothing of it leaves the view. What hides changes from the verification
// (update-index, replace, sparse-checkout) is no part of it.
bool isLocalGit(const CommandFinding &finding, const QByteArrayList &argv, QByteArrayView word)
{
    if (finding.reason == u"option_does_more"_s)
        return finding.severity < Severity::High && !word.startsWith("--re") && !word.startsWith("--ex");
    const auto names = [&argv](std::initializer_list<QByteArrayView> subs) {
        return std::any_of(argv.begin() + 1, argv.end(), [&](const QByteArray &one) { return isOneOf(one, subs); });
    };
    if (finding.reason == u"supply_or_publishing"_s)
        return names({"gc", "prune", "update-ref", "filter-branch"}) && !names({"push", "send-email"});
    if (finding.reason == u"unknown_subcommand"_s)
        return names({"read-tree", "write-tree", "commit-tree", "hash-object", "mktree", "mktag", "symbolic-ref",
                   "checkout-index", "merge-file", "merge-index", "unpack-file", "pack-refs", "rerere", "var", "column",
                   "repack", "commit-graph", "init", "notes", "worktree"}) &&
               !names({"submodule", "fetch", "pull", "clone", "push"});
    return finding.reason == u"loses_history"_s || finding.reason == u"runs_other_code"_s;
}

// Options that bring modes or places of their own along.
bool setsModes(const QByteArray &program, QByteArrayView word)
{
    if (isOneOf(program, {"chmod", "cp", "mv", "install", "unzip"}))
        return true;
    return program == "tar" && (!word.startsWith("--") || word.startsWith("--abs") || word.startsWith("--pre") ||
                                   word.startsWith("--same") || word.startsWith("--rsh"));
}

bool isUnknown(const CommandFinding &finding, const CommandLeaf *leaf, QByteArrayView text)
{
    if (finding.decision != Decision::Ask)
        return false;
    static const CommandLeaf nothing{{""}};
    const QByteArrayList &argv = (leaf ? *leaf : nothing).argv;
    const QByteArray program = argv.constFirst().mid(argv.constFirst().lastIndexOf('/') + 1);
    if (isNetworkProgram(program))
        return false;
    const QByteArrayView word = text.sliced(finding.begin, finding.end - finding.begin);
    // A pattern that may match what lies above, and the home folder, are shown; only lists and names are not known.
    if (finding.reason == u"computed_target"_s)
        return finding.severity < Severity::High && (program != "cd" || argv.size() > 1) && argv.constLast() != "-";
    if (isUnknownText(finding.reason))
        return true;
    if (program == "git")
        return isLocalGit(finding, argv, word);
    const bool remote = std::any_of(argv.begin(), argv.end(), [](const QByteArray &one) { return namesRemote(one); });
    const bool interprets = isOneOf(program, {"sh", "bash", "dash", "zsh", "ksh", "python", "python2", "node", "nodejs",
                                                 "ruby", "perl", "php", "lua", "make", "gmake"}) ||
                            program.startsWith("python3");
    if (finding.reason == u"inline_code"_s || finding.reason == u"runs_other_code"_s)
        return true; // what it shows is looked at for the whole text
    if (finding.reason == u"fetched_code"_s)
        return interprets; // by a pipe, from a command of the same text
    if (finding.reason == u"unknown_command"_s) {
        // Ways to other processes and out of the sandbox.
        static const QByteArrayList around{"bwrap", "firejail", "proot", "newuidmap", "newgidmap", "kexec", "bpftool",
            "debugfs", "dbus-send", "gdbus", "busctl", "dmsetup", "losetup", "cryptsetup", "fusermount", "fusermount3",
            "newgrp", "service", "chattr"};
        // Behind these the parser leaves the name of a variable and the words it takes.
        const bool loops = program == "for" || program == "select";
        return !remote && (loops || !fetches(argv)) && !around.contains(program);
    }
    if (finding.reason == u"unknown_subcommand"_s)
        return !remote && !fetches(argv);
    if (finding.reason == u"option_does_more"_s)
        return !remote && !setsModes(program, word) &&
               !isOneOf(program, {"declare", "typeset", "export", "readonly"}) &&
               !(isOneOf(program, {"gdb", "strace", "ltrace"}) && word.startsWith("-p")) &&
               (!fetches(argv) || installsOffline(argv)) && !word.startsWith("--registry") &&
               !word.startsWith("--userconfig");
    if (finding.reason == u"environment_runs_code"_s) {
        const QByteArray upper = word.toByteArray().toUpper();
        return !namesRemote(word) && !upper.contains("PROXY") && !upper.startsWith("GIT_") &&
               !upper.startsWith("VIBECODER");
    }
    if (finding.reason == u"supply_or_publishing"_s)
        return installsOffline(argv);
    if (finding.reason == u"destroys_content"_s)
        // Those fill the disk; whole folders that other programs obey are not removed by the way.
        return !finding.rail && !isOneOf(program, {"yes", "fallocate"}) && !guardOf(word).write;
    if (finding.reason == u"resources"_s)
        return isOneOf(program, {"kill", "pkill", "killall"}) && !argv.contains("1") &&
               !showsWayOut(word, "/"); // it sees no process but those of this sandbox
    if (finding.reason == u"persistence"_s)
        return isOneOf(program, {"setsid", "disown", "bg"}); // all of them end with the command
    return false;
}

bool userObjects(const std::vector<CommandLeaf> &leaves, const CommandContext &context, bool opaque)
{
    if (!context.rules)
        return false;
    return std::any_of(leaves.begin(), leaves.end(), [&](const CommandLeaf &leaf) {
        const Rule *rule = context.rules->speaking(leaf, context);
        return (rule && rule->decision != Decision::Allow) || context.rules->couldObject(leaf, context) ||
               (opaque && context.rules->objects(leaf, context));
    });
}

} // namespace

bool isHeldByView(const CommandContext &context)
{
    return context.inView && !context.network && context.tier == SandboxTier::Bubblewrap &&
           context.held == SandboxTier::Bubblewrap;
}

bool isOnlyUnknown(QByteArrayView text, const CommandContext &context)
{
    const ParsedCommand parsed = parseWhole(text);
    if (!std::all_of(parsed.refusals.begin(), parsed.refusals.end(), isUnknownText))
        return false;
    CommandJudge judge(context, true);
    const std::vector<CommandFinding> findings = judge.judge(parsed);
    const std::vector<CommandLeaf> leaves = judge.restrictedLeaves();
    // Spaces made of a variable hide which words there are.
    if (asksForSecret(text) || text.contains("$IFS") || text.contains("${IFS"))
        return false;
    bool opaque = false;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const CommandLeaf *leaf = leafOf(i, leaves);
        if (!isUnknown(findings[i], leaf, text))
            return false;
        const bool meansWords = !isUnknownText(findings[i].reason) && findings[i].reason != u"loses_history"_s;
        if (leaf && meansWords && showsWayOut(leaf->argv.mid(1).join(' '), context.root))
            return false;
        opaque = opaque || isOpaque(findings[i].reason);
    }
    return !(opaque && showsWayOut(text, context.root)) && !userObjects(leaves, context, opaque);
}

} // namespace vibecoder
