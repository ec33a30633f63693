// SPDX-License-Identifier: MIT
#include "core/guardlearning.h"

#include "verification/guardedpart.h"
#include "workspace/pathtext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxEntries = 400000; ///< of the tree, without the folders of packages and products
constexpr int kRounds = 3;          ///< a makefile that includes one that names a script …

} // namespace

GuardRules learnGuardRules(const Workspace &workspace, const QStringList &commands)
{
    GuardRules rules(commands, workspace.root());
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
    for (int round = 0; round < kRounds; ++round) {
        const Survey now = surveyTree(
            workspace, [](const QString &folder) { return GuardRules::enters(folder); },
            [&rules](const QString &path, bool isFolder) {
                if (!isFolder)
                    rules.learnModule(path);
                const GuardKind kind = rules.kindOf(path, isFolder);
                return kind == GuardKind::Steering || kind == GuardKind::Script;
            },
            kMaxEntries);
        bool more = false;
        QStringList names = rules.namedFiles();
        names += now.entries.keys();
        for (const QString &path : std::as_const(names)) {
            if (const Result<FileContent> file = workspace.read(path, kGuardMaxRead))
                more = rules.learn(path, file->bytes) || more;
        }
        if (!more)
            break;
    }
    return rules;
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

bool guardsAnything(const Survey &survey, const GuardRules &rules)
{
    for (auto it = survey.entries.cbegin(); it != survey.entries.cend(); ++it) {
        const GuardKind kind = rules.kindOf(it.key(), false);
        if (kind == GuardKind::Test || kind == GuardKind::Steering || kind == GuardKind::Script)
            return true;
    }
    return false;
}

} // namespace vibecoder
