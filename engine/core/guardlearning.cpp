// SPDX-License-Identifier: MIT
#include "core/guardlearning.h"

#include "verification/guardedpart.h"
#include "workspace/pathtext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxEntries = 400000; ///< of the tree, without the folders of packages and products
constexpr int kMaxNames = 2000000;  ///< the same, where no file is looked at

} // namespace

LearnedGuards learnGuards(const Workspace &workspace, const QStringList &commands)
{
    LearnedGuards learned;
    GuardRules &rules = learned.rules;
    rules = GuardRules(commands, workspace.root());
    for (const QString &program : programsOfCommands(commands, workspace.root())) {
        const Result<FileContent> file = workspace.read(program, kGuardMaxRead);
        if (file && readsLikeACheck(file->bytes))
            rules.addScript(program);
    }
    // A script that is a link: what it leads to is the script.
    for (const QString &path : rules.namedFiles()) {
        const Result<QByteArray> target = workspace.resolve(pathBytes(path), FileOperation::Read);
        if (target && pathText(*target) != path)
            rules.addScript(pathText(*target));
    }
    // One walk over the names: a tree may have hundreds of thousands of them.
    QStringList steering, links;
    walkPaths(workspace, kMaxNames, [&](const QString &path, PathKind kind) {
        if (kind == PathKind::Folder)
            return GuardRules::enters(path);
        if (kind == PathKind::Link)
            links.append(path);
        rules.learnModule(path);
        const bool mayBe = !path.isValidUtf16() || isRunnerConfiguration(path);
        const GuardKind what = mayBe || !learned.anything ? rules.kindOf(path, false) : GuardKind::None;
        if (what == GuardKind::Steering)
            steering.append(path);
        learned.anything = learned.anything || what == GuardKind::Steering || what == GuardKind::Test;
        return true;
    });
    // What they name is read as well, and what that names.
    QSet<QString> read;
    for (bool more = true; more;) {
        more = false;
        for (const QString &path : steering + rules.namedFiles()) {
            if (read.contains(path))
                continue;
            read.insert(path);
            more = true;
            if (const Result<FileContent> file = workspace.read(path, kGuardMaxRead)) {
                rules.learn(path, file->bytes);
                learned.anything = learned.anything || rules.kindOf(path, false) == GuardKind::Script;
            }
        }
    }
    for (const QString &path : std::as_const(links)) {
        const Result<QByteArray> target = rules.kindOf(path, false) == GuardKind::None
                                              ? Result<QByteArray>(QByteArray())
                                              : workspace.resolve(pathBytes(path), FileOperation::Read);
        if (target && !target->isEmpty())
            learned.behindLinks.insert(*target, pathBytes(path));
    }
    return learned;
}

Survey surveyGuarded(const Workspace &workspace, const GuardRules &rules)
{
    Survey survey = surveyTree(
        workspace, [](const QString &folder) { return GuardRules::enters(folder); },
        [&rules](const QString &path, bool isFolder) { return rules.kindOf(path, isFolder) != GuardKind::None; },
        kMaxEntries);
    // What the commands name counts wherever it lies.
    for (const QString &path : rules.namedFiles()) {
        const SurveyEntry entry = surveyOne(workspace, path);
        if (!entry.stamp.isEmpty() && !entry.isFolder)
            survey.entries.insert(path, entry);
    }
    return survey;
}

} // namespace vibecoder
