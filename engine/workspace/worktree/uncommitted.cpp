// SPDX-License-Identifier: MIT
#include "workspace/worktree/uncommitted.h"

#include "workspace/git/gitconfig.h"
#include "workspace/pathtext.h"
#include "workspace/worktree/gitfolder.h"

#include <QDir>
#include <QFile>

#include <unistd.h>

namespace vibecoder {

namespace {

// What the person lets git ignore in all repositories.
QByteArray personalExcludes(const GitRepository &repository)
{
    const QByteArray home = QFile::encodeName(QDir::homePath());
    const QByteArray own =
        qEnvironmentVariableIsSet("XDG_CONFIG_HOME") ? qgetenv("XDG_CONFIG_HOME") : home + "/.config";
    QByteArray file = own + "/git/ignore";
    for (const QByteArray &settings : {QByteArray("/etc/gitconfig"), own + "/git/config", home + "/.gitconfig",
             repository.commonFolder + "/config"}) {
        for (const GitSetting &setting : gitSettings(gitFileContent(settings))) {
            if (setting.key == "core.excludesfile")
                file = setting.value.startsWith("~/") ? home + setting.value.sliced(1) : setting.value;
        }
    }
    return gitFileContent(file, 1024 * 1024);
}

} // namespace

Result<> addUncommitted(
    const GitProgram &git, const GitRepository &repository, const QByteArray &prefix, NamedFew &found)
{
    GitFolderText text{repository.head, repository.objectFolders, repository.isSha256, repository.shallow, {}, {}, {}};
    text.exclude = personalExcludes(repository) + '\n' + gitFileContent(repository.commonFolder + "/info/exclude");
    VC_TRY(const LookingFolder folder, LookingFolder::make(text));
    GitCall call{
        {"status", "--porcelain=v1", "-z", "--untracked-files=normal", "--no-renames", "--ignore-submodules=dirty"},
        folder.path(), repository.workTree, folder.index(), {}};
    // Her index tells which files need no look. One that is split into two files is of no use elsewhere.
    const bool isCopied = folder.copyIndex(repository.gitFolder + "/index");
    Result<QByteArray> status = isCopied ? git.output(call) : QByteArray();
    if (!isCopied || (!status && status.error().code == ErrorCode::Io)) {
        ::unlink(folder.index().constData());
        VC_CHECK(git.output({{"read-tree", "HEAD"}, call.gitFolder, call.workTree, call.indexFile, {}}));
        status = git.output(call);
    }
    VC_TRY(const QByteArray changed, std::move(status));
    for (const QByteArray &line : changed.split('\0')) {
        if (line.size() > 3)
            found.add(pathText(prefix + line.sliced(3)));
    }
    return {};
}

} // namespace vibecoder
