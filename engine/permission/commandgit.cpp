// SPDX-License-Identifier: MIT
// git is a language of its own: options that run programs, sub-commands that lose work or reach the network.
#include "permission/commandjudge.h"
#include "permission/protectedpath.h"

#include <QHash>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

enum class GitKind { Read, Local, Ask };

GitKind kindOf(const QByteArray &sub)
{
    static const QByteArrayList reading{"status", "log", "diff", "show", "rev-parse", "rev-list", "ls-files", "ls-tree",
        "cat-file", "describe", "blame", "annotate", "shortlog", "grep", "name-rev", "merge-base", "for-each-ref",
        "check-ignore", "diff-tree", "diff-index", "diff-files", "whatchanged", "count-objects", "show-ref", "cherry",
        "range-diff", "version", "help", "show-branch", "check-attr", "--version", "archive", "format-patch",
        "diff-pairs", "verify-commit", "verify-tag", "fsck", "merge-tree", "patch-id", "stripspace",
        "interpret-trailers", "check-ref-format", "check-mailmap", "get-tar-commit-id"};
    static const QByteArrayList local{"add", "commit", "mv", "rm", "stage", "branch", "tag", "checkout", "switch",
        "stash", "reset", "restore", "config", "remote", "apply", "am", "reflog", "notes", "init", "worktree", "merge",
        "revert", "cherry-pick", "rebase", "bisect", "submodule", "clean", "sparse-checkout"};
    return reading.contains(sub) ? GitKind::Read : local.contains(sub) ? GitKind::Local : GitKind::Ask;
}

const QByteArrayList kRunsPrograms{"--ext-diff", "--textconv", "--output", "--upload-pack", "--receive-pack", "--exec",
    "--open-files-in-pager", "--paginate", "--template", "--separate-git-dir", "--git-dir", "--work-tree"};

bool showsContent(const QByteArray &sub)
{
    static const QByteArrayList showing{"show", "diff", "log", "cat-file", "blame", "annotate", "archive", "grep",
        "diff-tree", "diff-index", "diff-files", "format-patch", "whatchanged", "checkout-index", "merge-file",
        "unpack-file", "range-diff"};
    return showing.contains(sub);
}

// `HEAD:.env`, `:0:.env`, `:(top).env`, `-L1,9:.env`, `.env`; not `:!.env`, which leaves it out.
bool namesSecret(QByteArrayView text)
{
    if (text.startsWith(":!") || text.startsWith(":^") || text.startsWith(":(exclude)"))
        return false;
    for (qsizetype at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
        if (guardOf(text.sliced(at + 1)).read)
            return true;
    }
    const qsizetype bracket = text.startsWith(":(") ? text.indexOf(')') : -1;
    return !text.startsWith('-') && guardOf(text.sliced(bracket + 1)).read;
}

// Settings for one command that start nothing and lead nowhere: who commits, and how the output looks.
bool isPlainSetting(const QByteArray &setting)
{
    static const QByteArrayList keys{"user.name", "user.email", "author.name", "author.email", "committer.name",
        "committer.email", "init.defaultbranch", "core.quotepath", "diff.renames", "gc.auto"};
    const QByteArray key = setting.first(std::max<qsizetype>(setting.indexOf('='), 0)).toLower();
    const bool unsignedCommit = setting.toLower() == "commit.gpgsign=false" || setting.toLower() == "tag.gpgsign=false";
    return keys.contains(key) || key.startsWith("color.") || key.startsWith("advice.") || unsignedCommit;
}

} // namespace

void CommandJudge::git(const Words &words)
{
    std::size_t i = 1;
    for (; i < words.size() && words[i].text.startsWith('-'); ++i) {
        const QByteArray &text = words[i].text;
        if (text == "-C" && i + 1 < words.size()) {
            path(words[++i], Access::Any);
        } else if (text == "--version") {
            return;
        } else if (text == "-c" && i + 1 < words.size() && isPlainSetting(words[i + 1].text)) {
            ++i;
        } else if (text != "--no-pager" && text != "-P" && text != "--no-optional-locks" &&
                   text != "--literal-pathspecs") {
            ask(u"option_does_more"_s, Severity::High, words[i]);
            if (text == "-c")
                ++i;
        }
    }
    if (i >= words.size())
        return;
    const QByteArray sub = words[i].text;
    const GitKind kind = kindOf(sub);
    if (kind == GitKind::Ask) {
        const bool far =
            QByteArrayList{"push", "send-email", "filter-branch", "update-ref", "gc", "prune"}.contains(sub);
        ask(far ? u"supply_or_publishing"_s : u"unknown_subcommand"_s, far ? Severity::High : Severity::Medium,
            words[i]);
        return;
    }
    const bool lists =
        (sub == "branch" || sub == "tag") && std::all_of(words.begin() + std::ptrdiff_t(i) + 1, words.end(),
                                                 [](const ShellWord &word) { return word.text.startsWith('-'); });
    if (kind == GitKind::Local && m_context.tier != SandboxTier::Bubblewrap && !lists && sub != "config" &&
        sub != "remote" && sub != "reflog")
        ask(u"needs_sandbox"_s, Severity::Medium, words[i]);
    for (std::size_t n = i + 1; n < words.size(); ++n) {
        for (const QByteArray &option : kRunsPrograms) {
            if (words[n].text.startsWith("--") && isOption(words[n].text, option) && words[n].text.size() > 4)
                ask(u"option_does_more"_s, Severity::High, words[n]);
        }
    }
    gitSubcommand(sub, after(words, i));
}

void CommandJudge::gitSubcommand(const QByteArray &sub, const Words &rest)
{
    const auto has = [&rest](std::initializer_list<QByteArrayView> options) -> const ShellWord * {
        for (std::size_t i = 1; i < rest.size(); ++i) {
            for (const QByteArrayView option : options) {
                if (option.startsWith('-') ? isOption(rest[i].text, option) : rest[i].text == option)
                    return &rest[i];
            }
        }
        return nullptr;
    };
    const auto readsConfig = [&has](const Words &words) {
        const auto operands = std::count_if(
            words.begin() + 1, words.end(), [](const ShellWord &word) { return !word.text.startsWith('-'); });
        const bool changes =
            has({"--unset", "--unset-all", "--add", "--replace-all", "--edit", "-e", "--rename-section",
                "--remove-section", "-f", "--file", "--blob", "--global", "--system"}) != nullptr;
        return !changes && (has({"--get", "--get-all", "--get-regexp", "--list", "-l"}) != nullptr || operands == 1);
    };
    const auto askIf = [&](std::initializer_list<QByteArrayView> options, const QString &reason, Severity severity) {
        if (const ShellWord *word = has(options))
            ask(reason, severity, *word);
    };
    const QString loss = u"loses_history"_s;
    // Words of messages, formats and searches are data; the rest may be paths.
    static const QByteArrayList dataOptions{"-m", "--message", "--format", "--pretty", "--grep", "--author", "-S", "-G",
        "-n", "--date", "-e", "-L", "--since", "--until", "--max-count", "--after", "--before", "-U", "--sort"};
    bool patternSeen = sub != "grep";
    for (std::size_t i = 1; i < rest.size(); ++i) {
        const QByteArray &text = rest[i].text;
        if (showsContent(sub) && patternSeen && namesSecret(text))
            ask(u"reads_secret"_s, Severity::High, rest[i]);
        if (dataOptions.contains(text)) {
            if (text == "-L" && i + 1 < rest.size() && namesSecret(rest[i + 1].text))
                ask(u"reads_secret"_s, Severity::High, rest[i + 1]);
            patternSeen = patternSeen || text == "-e";
            ++i;
        } else if ((text == "-F" || text == "--file") && i + 1 < rest.size() && sub == "commit") {
            path(rest[++i], Access::Read);
        } else if (text.startsWith('-')) {
            if (rest[i].tilde)
                path(rest[i], Access::Any);
        } else if (!patternSeen) {
            patternSeen = true;
        } else if (sub != "commit" && sub != "config" && sub != "remote") {
            // HEAD~3, a..b and branch names never lead out; only what begins like a path can.
            if (rest[i].tilde || text.startsWith('/') || text.startsWith("../") || text == "..")
                path(rest[i], sub == "add" || sub == "mv" || sub == "rm" ? Access::Write : Access::Read);
        }
    }
    if (sub == "grep")
        askIf({"-O", "-f", "--ext-grep"}, u"option_does_more"_s, Severity::High);
    else if (sub == "diff" || sub == "log" || sub == "show")
        askIf({"--no-index"}, u"option_does_more"_s, Severity::Medium);
    else if (sub == "rm" && !has({"--cached", "-n", "--dry-run"})) {
        askIf({"-f", "--force"}, loss, Severity::Medium);
        for (const ShellWord &word : after(rest, 1)) {
            if (!word.text.startsWith('-'))
                wholeTree(word);
        }
    } else if (sub == "branch")
        askIf({"-D", "-d", "-M", "-m", "-f", "--delete", "--force", "--move", "-C", "-u", "--set-upstream-to",
                  "--edit-description"},
            loss, Severity::Medium);
    else if (sub == "tag")
        askIf({"-d", "--delete", "-f", "--force", "-s", "-u", "--sign"}, loss, Severity::Medium);
    else if (sub == "checkout" && !has({"-b"}))
        ask(loss, Severity::Medium, rest.front());
    else if (sub == "checkout" || sub == "switch")
        askIf({"-f", "--force", "--discard-changes", "-B", "-C"}, loss, Severity::Medium);
    else if (sub == "restore" && (!has({"--staged"}) || has({"--worktree", "-W"})))
        ask(loss, Severity::Medium, rest.front());
    else if (sub == "reset")
        askIf({"--hard", "--merge", "--keep"}, loss, Severity::Medium);
    else if (sub == "stash" && rest.size() > 1 &&
             !QByteArrayList{"push", "pop", "apply", "list", "show", "-u", "-k", "save", "-m"}.contains(rest[1].text))
        ask(loss, Severity::Medium, rest[1]);
    else if (sub == "reflog" && rest.size() > 1 && rest[1].text != "show" && !rest[1].text.startsWith('-'))
        ask(loss, Severity::High, rest[1]);
    else if (sub == "apply" || sub == "am")
        askIf({"--unsafe-paths", "--directory", "--include", "-i", "--interactive"}, u"writes_by_patch"_s,
            Severity::High);
    else if (sub == "archive" || sub == "format-patch")
        askIf({"-o", "--output", "--output-directory", "--remote", "--add-file", "--add-virtual-file", "--exec"},
            u"option_does_more"_s, Severity::Medium);
    else if (sub == "rebase" || sub == "merge" || sub == "revert" || sub == "cherry-pick")
        askIf({"-x", "--exec", "-i", "--interactive", "-s", "--strategy", "-S", "--gpg-sign", "-e", "--edit",
                  "--edit-todo", "--root", "-F", "--into-name"},
            u"option_does_more"_s, Severity::High);
    else if ((sub == "worktree" && (rest.size() < 2 || rest[1].text != "list")) ||
             (sub == "submodule" && rest.size() > 1 && rest[1].text != "status" && rest[1].text != "summary") ||
             (sub == "sparse-checkout" && (rest.size() < 2 || rest[1].text != "list")))
        ask(u"unknown_subcommand"_s, Severity::Medium, rest.front());
    else if (sub == "bisect" && rest.size() > 1 &&
             !QByteArrayList{"start", "good", "bad", "log", "reset", "skip", "old", "new"}.contains(rest[1].text))
        ask(u"runs_other_code"_s, Severity::High, rest[1]);
    else if (sub == "clean" && !has({"-n", "--dry-run"}))
        ask(loss, Severity::Medium, rest.front());
    else if (sub == "remote" && rest.size() > 1 &&
             !QByteArrayList{"-v", "--verbose", "get-url"}.contains(rest[1].text) &&
             !(rest[1].text == "show" && rest.size() == 2))
        ask(u"network_or_keys"_s, Severity::High, rest[1]);
    else if (sub == "config" && !readsConfig(rest)) {
        ask(u"persistence"_s, Severity::High, rest.front());
        grants(joined(m_context.root, ".git/config"), true);
    } else if (sub == "init" && rest.size() == 1) {
        ask(u"unknown_subcommand"_s, Severity::Low, rest.front());
        grants(joined(m_context.root, ".git"), true);
    } else if (sub == "init" ||
               (sub == "notes" && (rest.size() < 2 || (rest[1].text != "list" && rest[1].text != "show"))))
        ask(u"unknown_subcommand"_s, Severity::Low, rest.front());
    else if (sub == "commit" || sub == "add")
        askIf({"-i", "--interactive", "-e", "--edit", "-c", "-S", "--gpg-sign", "-t"}, u"option_does_more"_s,
            Severity::Low);
}

} // namespace vibecoder
