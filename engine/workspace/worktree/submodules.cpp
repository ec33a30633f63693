// SPDX-License-Identifier: MIT
#include "workspace/worktree/submodules.h"

#include "workspace/git/gitconfig.h"
#include "workspace/git/gitplaces.h"
#include "workspace/pathtext.h"
#include "workspace/removetree.h"
#include "workspace/worktree/checkout.h"
#include "workspace/worktree/gitfolder.h"
#include "workspace/worktree/uncommitted.h"

#include <QDir>
#include <QFile>
#include <QHash>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kTrees = 200; // work trees of one clone
constexpr int kDeep = 10;         // submodules in submodules

struct Submodule
{
    QByteArray name, path, url, commit;
};

// Leads nowhere else as a path, and a file of git can name it.
bool isPlainPath(const QByteArray &path)
{
    const QByteArrayList parts = path.split('/');
    return !path.contains('\n') && !path.contains('\r') &&
           std::all_of(parts.begin(), parts.end(), [](const QByteArray &part) {
               return !part.isEmpty() && part != "." && part != ".." && part.toLower() != ".git";
           });
}

bool exists(const QByteArray &path)
{
    struct stat st
    {
    };
    return ::lstat(path.constData(), &st) == 0;
}

// A name may have slashes: its folder must not lie in that of another one.
bool isFreePlace(const QByteArray &modules, const QByteArray &name)
{
    QByteArray folder = modules;
    for (const QByteArray &part : name.split('/')) {
        folder += '/' + part;
        if (exists(folder + "/HEAD"))
            return false;
    }
    return !exists(folder);
}

bool isRealFolder(const QByteArray &path)
{
    char canonical[PATH_MAX];
    return ::realpath(path.constData(), canonical) && path == canonical;
}

QList<Submodule> submodulesOf(const QByteArray &workTree, const QList<TrackedEntry> &entries)
{
    QHash<QByteArray, Submodule> byName;
    for (const GitSetting &setting : gitSettings(gitFileContent(workTree + "/.gitmodules", 1024 * 1024))) {
        const qsizetype last = setting.key.lastIndexOf('.');
        if (!setting.key.startsWith("submodule.") || last <= 10)
            continue;
        Submodule &submodule = byName[setting.key.sliced(10, last - 10)];
        submodule.name = setting.key.sliced(10, last - 10);
        if (setting.key.endsWith(".path"))
            submodule.path = setting.value;
        else if (setting.key.endsWith(".url"))
            submodule.url = setting.value;
    }
    QList<Submodule> found;
    for (const TrackedEntry &entry : entries) {
        if (entry.mode != "160000")
            continue;
        const auto named = std::find_if(byName.cbegin(), byName.cend(),
            [&entry](const Submodule &submodule) { return submodule.path == entry.path; });
        found.append(named == byName.cend() ? Submodule() : *named);
        found.last().path = entry.path;
        found.last().commit = entry.object;
    }
    return found;
}

// The person's copy that has the commit; nothing: none is there.
std::optional<GitRepository> copyOf(const GitRepository &source, const Submodule &submodule)
{
    QByteArrayList places{
        source.gitFolder + "/modules/" + submodule.name, source.commonFolder + "/modules/" + submodule.name};
    if (!source.workTree.isEmpty()) {
        const QByteArray entry = source.workTree + '/' + submodule.path + "/.git";
        const QByteArray target = gitFileTarget(entry);
        places.append(target.isEmpty() ? entry : target);
    }
    for (const QByteArray &place : std::as_const(places)) {
        auto found = repositoryIn(place);
        if (!found)
            continue;
        const QByteArray workTree = source.workTree + '/' + submodule.path;
        if (!source.workTree.isEmpty() && exists(workTree + "/.git"))
            found->workTree = workTree;
        return *std::move(found);
    }
    return std::nullopt;
}

Result<> makeFolders(const QByteArray &path)
{
    if (!QDir().mkpath(QFile::decodeName(path)))
        return fail(ErrorCode::Io, u"the folder %1 cannot be made"_s.arg(pathText(path)));
    return {};
}

Result<> writeLinkFile(const QByteArray &workTree, const QByteArray &gitFolder)
{
    const FileDescriptor file(
        ::open((workTree + "/.git").constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    const QByteArray text = "gitdir: " + relativePath(workTree, gitFolder) + '\n';
    if (!file.isOpen() || ::write(file.get(), text.constData(), size_t(text.size())) != text.size())
        return fail(ErrorCode::Io, u"%1/.git cannot be written"_s.arg(pathText(workTree)));
    return {};
}

Result<> appendTo(const QByteArray &file, const QByteArray &text)
{
    const FileDescriptor opened(::open(file.constData(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC));
    if (!opened.isOpen() || ::write(opened.get(), text.constData(), size_t(text.size())) != text.size())
        return fail(ErrorCode::Io, u"%1 cannot be written"_s.arg(pathText(file)));
    return {};
}

// Empties the work tree of a submodule that could not be checked out, as a fresh clone leaves it.
Result<> takeBack(const QByteArray &workTree, const QByteArray &gitFolder)
{
    const auto parent = [](const QByteArray &path) { return path.first(path.lastIndexOf('/')); };
    for (const QByteArray &path : {workTree, gitFolder}) {
        const FileDescriptor folder(::open(parent(path).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
        VC_CHECK(removeTree(folder.get(), path.sliced(parent(path).size() + 1)));
    }
    return makeFolders(workTree);
}

} // namespace

QList<TrackedEntry> trackedEntries(const QByteArray &stages)
{
    QList<TrackedEntry> entries;
    for (const QByteArray &line : stages.split('\0')) {
        const qsizetype tab = line.indexOf('\t');
        const QByteArrayList words = line.left(std::max<qsizetype>(tab, 0)).split(' ');
        if (tab > 0 && words.size() == 3)
            entries.append({words.at(0), words.at(1), line.sliced(tab + 1)});
    }
    return entries;
}

QByteArray relativePath(const QByteArray &from, const QByteArray &to)
{
    const QByteArrayList a = from.split('/'), b = to.split('/');
    qsizetype same = 0;
    while (same < a.size() && same < b.size() && a.at(same) == b.at(same))
        ++same;
    QByteArrayList parts;
    for (qsizetype i = same; i < a.size(); ++i)
        parts.append("..");
    parts += b.sliced(same);
    return parts.join('/');
}

Result<> cloneSubmodules(const GitProgram &git, const QByteArray &clone, const GitRepository &source, qsizetype parent,
    const QList<TrackedEntry> &entries, CloneRecord &record)
{
    const ClonedTree outer = record.trees.at(parent);
    const QByteArray within = outer.path.isEmpty() ? QByteArray() : outer.path + '/';
    const QByteArray outerTree = outer.path.isEmpty() ? clone : clone + '/' + outer.path;
    const QByteArray modules = clone + '/' + outer.gitFolder + "/modules";
    for (const Submodule &submodule : submodulesOf(outerTree, entries)) {
        const auto leave = [&](const QString &why) {
            record.notes.uninitialised.add(u"%1 (%2)"_s.arg(pathText(within + submodule.path), why));
        };
        const QByteArray workTree = outerTree + '/' + submodule.path, gitFolder = modules + '/' + submodule.name;
        if (submodule.name.isEmpty()) {
            leave(u".gitmodules does not name it"_s);
            continue;
        }
        if (!isPlainPath(submodule.name) || !isPlainPath(submodule.path) || !isFreePlace(modules, submodule.name) ||
            !isRealFolder(workTree) || outer.gitFolder.count("/modules/") >= kDeep || record.trees.size() >= kTrees) {
            leave(u"its name or place is unusual"_s);
            continue;
        }
        const std::optional<GitRepository> copy = copyOf(source, submodule);
        if (!copy) {
            leave(u"your repository has no copy of it"_s);
            continue;
        }
        VC_CHECK(makeFolders(gitFolder.first(gitFolder.lastIndexOf('/'))));
        GitFolderText text{submodule.commit, copy->objectFolders, copy->isSha256, copy->shallow, {}, {}, {}};
        text.settings = "[core]\n" + settingLine("worktree", relativePath(gitFolder, workTree));
        for (const GitRef &ref : copy->refs) {
            if (ref.name.startsWith("refs/tags/"))
                text.refs.append(ref);
        }
        VC_CHECK(writeGitFolder(gitFolder, text));
        VC_CHECK(writeLinkFile(workTree, gitFolder));
        const qsizetype at = record.trees.size();
        record.trees.append({within + submodule.path, gitFolder.sliced(clone.size() + 1), submodule.commit,
            copy->objectFolders, copy->isSha256, copy->shallow});
        const Result<> filled = checkOut(git, clone, *copy, at, record);
        if (!filled && filled.error().code != ErrorCode::Io)
            return filled;
        if (!filled) {
            record.trees.resize(at);
            VC_CHECK(takeBack(workTree, gitFolder));
            leave(u"your copy of it does not hold its commit"_s);
            continue;
        }
        VC_CHECK(appendTo(clone + '/' + outer.gitFolder + "/config",
            "[submodule \"" + QByteArray(submodule.name).replace('\\', "\\\\").replace('"', "\\\"") +
                "\"]\n\tactive = true\n" + settingLine("url", submodule.url)));
    }
    return {};
}

} // namespace vibecoder
