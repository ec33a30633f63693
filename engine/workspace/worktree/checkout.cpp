// SPDX-License-Identifier: MIT
#include "workspace/worktree/checkout.h"

#include "workspace/pathtext.h"
#include "workspace/worktree/uncommitted.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

Result<> noteFiltered(const GitProgram &git, const GitCall &place, const QList<TrackedEntry> &entries,
    const QByteArray &within, NamedFew &kept)
{
    GitCall call = place;
    bool hasAttributes = false;
    for (const TrackedEntry &entry : entries) {
        hasAttributes = hasAttributes || entry.path == ".gitattributes" || entry.path.endsWith("/.gitattributes");
        if (entry.mode.startsWith("100"))
            call.input += entry.path + '\0';
    }
    if (!hasAttributes)
        return {};
    call.arguments = {"check-attr", "-z", "--stdin", "filter"};
    VC_TRY(const QByteArray answer, git.output(call));
    const QByteArrayList words = answer.split('\0');
    for (qsizetype i = 0; i + 2 < words.size(); i += 3) {
        const QByteArray &value = words.at(i + 2);
        if (value != "unspecified" && value != "unset" && value != "set")
            kept.add(u"%1 (%2)"_s.arg(pathText(within + words.at(i)), pathText(value)));
    }
    return {};
}

} // namespace

Result<> checkOut(
    const GitProgram &git, const QByteArray &clone, const GitRepository &source, qsizetype at, CloneRecord &record)
{
    const ClonedTree tree = record.trees.at(at);
    const QByteArray within = tree.path.isEmpty() ? QByteArray() : tree.path + '/';
    const GitCall place{
        {}, clone + '/' + tree.gitFolder, tree.path.isEmpty() ? clone : clone + '/' + tree.path, {}, {}};
    const auto call = [&place](const QByteArrayList &arguments) {
        GitCall made = place;
        made.arguments = arguments;
        return made;
    };
    VC_CHECK(git.output(call({"read-tree", "--reset", "-u", tree.start + "^{commit}"})));
    VC_TRY(const QByteArray stages, git.output(call({"ls-files", "--stage", "-z"})));
    const QList<TrackedEntry> entries = trackedEntries(stages);
    VC_CHECK(noteFiltered(git, place, entries, within, record.notes.kept));
    if (!source.workTree.isEmpty() && !source.head.isEmpty()) {
        const Result<> counted = addUncommitted(git, source, within, record.notes.leftOut);
        if (!counted && counted.error().code != ErrorCode::Io)
            return counted;
        if (!counted)
            record.notes.uncounted = counted.error().message;
    }
    return cloneSubmodules(git, clone, source, at, entries, record);
}

} // namespace vibecoder
