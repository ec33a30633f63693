// SPDX-License-Identifier: MIT
#include "workspace/worktree/gitrepository.h"

#include "base/filedescriptor.h"
#include "workspace/fileread.h"
#include "workspace/git/gitalternates.h"
#include "workspace/git/gitconfig.h"
#include "workspace/git/gitplaces.h"
#include "workspace/pathtext.h"

#include <QDirIterator>
#include <QFile>
#include <QMap>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kAlternates = 5; // as deep as git goes
constexpr int kLinks = 5;      // refs that name refs
constexpr int kRefs = 100000;

QByteArray realOf(const QByteArray &path)
{
    char canonical[PATH_MAX];
    return !path.isEmpty() && ::realpath(path.constData(), canonical) ? QByteArray(canonical) : QByteArray();
}

bool isFolder(const QByteArray &path)
{
    struct stat st
    {
    };
    return ::stat(path.constData(), &st) == 0 && S_ISDIR(st.st_mode);
}

bool exists(const QByteArray &path)
{
    struct stat st
    {
    };
    return ::lstat(path.constData(), &st) == 0;
}

QByteArray oneLine(const QByteArray &path)
{
    return gitFileContent(path, 65536).trimmed();
}

// As git does: a folder without these is none of git.
bool isGitFolder(const QByteArray &folder, const QByteArray &common)
{
    return exists(folder + "/HEAD") && isFolder(common + "/objects") && isFolder(common + "/refs");
}

QByteArray commonOf(const QByteArray &gitFolder)
{
    const QByteArray line = oneLine(gitFolder + "/commondir");
    return line.isEmpty() ? gitFolder : realOf(line.startsWith('/') ? line : gitFolder + '/' + line);
}

QByteArray gitFolderOf(const QByteArray &workTree)
{
    const QByteArray entry = workTree + "/.git";
    const QByteArray folder = realOf(isFolder(entry) ? entry : gitFileTarget(entry));
    return !folder.isEmpty() && isGitFolder(folder, commonOf(folder)) ? folder : QByteArray();
}

// HEAD, or another ref by its file. Old gits made HEAD a link.
QByteArray refText(const QByteArray &path)
{
    char target[4096];
    const ssize_t n = ::readlink(path.constData(), target, sizeof target);
    if (n > 0 && QByteArrayView(target, n).startsWith("refs/"))
        return "ref: " + QByteArray(target, n);
    return oneLine(path);
}

QByteArray packedRef(const QByteArray &packed, const QByteArray &name)
{
    for (qsizetype at = 0; at < packed.size();) {
        const qsizetype newline = packed.indexOf('\n', at), end = newline < 0 ? packed.size() : newline;
        const QByteArrayView line = QByteArrayView(packed).sliced(at, end - at);
        const qsizetype space = line.indexOf(' ');
        if (space > 0 && line.sliced(space + 1) == name)
            return line.first(space).toByteArray();
        at = end + 1;
    }
    return {};
}

Result<> readHead(GitRepository &repository)
{
    QByteArray text = refText(repository.gitFolder + "/HEAD");
    for (int link = 0; text.startsWith("ref:"); ++link) {
        const QByteArray name = text.sliced(4).trimmed();
        if (!isRefName(name) || name == "refs/heads/.invalid" || link >= kLinks)
            return fail(ErrorCode::Unavailable,
                u"HEAD of the repository %1 cannot be read"_s.arg(pathText(repository.gitFolder)));
        if (link == 0)
            repository.branch = name;
        const bool isOwn =
            name.startsWith("refs/bisect/") || name.startsWith("refs/worktree/") || name.startsWith("refs/rewritten/");
        text = refText((isOwn ? repository.gitFolder : repository.commonFolder) + '/' + name);
        if (text.isEmpty())
            text = packedRef(gitFileContent(repository.commonFolder + "/packed-refs"), name);
    }
    if (!text.isEmpty() && !isObjectName(text))
        return fail(
            ErrorCode::Unavailable, u"HEAD of the repository %1 cannot be read"_s.arg(pathText(repository.gitFolder)));
    repository.head = text;
    return {};
}

Result<> readSettings(GitRepository &repository)
{
    for (const GitSetting &setting : gitSettings(gitFileContent(repository.commonFolder + "/config"))) {
        if (setting.key == "extensions.objectformat")
            repository.isSha256 = setting.value.toLower() == "sha256";
        else if (setting.key == "extensions.refstorage" && setting.value.toLower() != "files")
            return fail(ErrorCode::Unavailable,
                u"the repository %1 keeps its refs as \"%2\", which cannot be read yet"_s.arg(
                    pathText(repository.commonFolder), pathText(setting.value)),
                u"Choose isolation: view or in_place"_s);
        else if (setting.key == "extensions.partialclone" ||
                 (setting.key.startsWith("remote.") && setting.key.endsWith(".promisor")))
            repository.isPartial = true;
        else if (setting.key == "user.name")
            repository.userName = setting.value;
        else if (setting.key == "user.email")
            repository.userEmail = setting.value;
    }
    return {};
}

void addObjects(const QByteArray &folder, int level, QByteArrayList &folders)
{
    if (folder.isEmpty() || folders.contains(folder))
        return;
    folders.append(folder);
    if (level < kAlternates) {
        for (const QByteArray &other : alternatesIn(folder))
            addObjects(other, level + 1, folders);
    }
}

} // namespace

QByteArray gitFileContent(const QByteArray &path, qint64 most)
{
    FileStamp stamp;
    const qsizetype slash = path.lastIndexOf('/');
    const FileDescriptor folder(
        ::open(path.first(std::max<qsizetype>(slash, 1)).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    return folder.isOpen() ? readFileAt(folder.get(), path.sliced(slash + 1), most, &stamp).value_or(QByteArray())
                           : QByteArray();
}

bool isObjectName(const QByteArray &name)
{
    return (name.size() == 40 || name.size() == 64) && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
}

bool isRefName(const QByteArray &name)
{
    const QByteArrayList parts = name.split('/');
    return name.startsWith("refs/") && std::all_of(parts.begin(), parts.end(), [](const QByteArray &part) {
        return !part.isEmpty() && !part.startsWith('.') && !part.endsWith(".lock") && !part.contains("..") &&
               std::none_of(part.begin(), part.end(), [](char c) { return uchar(c) <= ' ' || c == 0x7f; });
    });
}

QList<GitRef> refsBelow(const QByteArray &commonFolder, const QByteArray &prefix)
{
    QMap<QByteArray, QByteArray> found;
    for (const QByteArray &line : gitFileContent(commonFolder + "/packed-refs").split('\n')) {
        const qsizetype space = line.indexOf(' ');
        const QByteArray name = space > 0 ? line.sliced(space + 1) : QByteArray();
        if (name.startsWith(prefix) && isRefName(name) && isObjectName(line.first(space)) && found.size() < kRefs)
            found.insert(name, line.first(space));
    }
    const QString folder = QFile::decodeName(commonFolder);
    QDirIterator loose(folder + u'/' + QFile::decodeName(prefix), QDir::Files | QDir::Hidden | QDir::NoSymLinks,
        QDirIterator::Subdirectories);
    for (int i = 0; loose.hasNext() && i < kRefs; ++i) {
        const QString path = loose.next();
        const QByteArray name = QFile::encodeName(path.sliced(folder.size() + 1)),
                         text = oneLine(QFile::encodeName(path));
        if (isRefName(name) && isObjectName(text))
            found.insert(name, text);
    }
    QList<GitRef> refs;
    for (auto it = found.cbegin(); it != found.cend(); ++it)
        refs.append({it.key(), it.value()});
    return refs;
}

Result<GitRepository> repositoryIn(const QByteArray &gitFolder)
{
    GitRepository repository;
    repository.gitFolder = gitFolder;
    repository.commonFolder = commonOf(gitFolder);
    if (!isGitFolder(gitFolder, repository.commonFolder))
        return fail(ErrorCode::NotFound, u"%1 is no folder of git"_s.arg(pathText(gitFolder)));
    VC_CHECK(readSettings(repository));
    VC_CHECK(readHead(repository));
    addObjects(realOf(repository.commonFolder + "/objects"), 0, repository.objectFolders);
    repository.shallow = gitFileContent(repository.commonFolder + "/shallow");
    repository.refs =
        refsBelow(repository.commonFolder, "refs/heads/") + refsBelow(repository.commonFolder, "refs/tags/");
    return repository;
}

Result<GitRepository> repositoryAround(const QByteArray &directory)
{
    for (QByteArray folder = directory; folder.startsWith('/');
         folder = folder.first(std::max<qsizetype>(folder.lastIndexOf('/'), 0))) {
        if (!exists(folder + "/.git"))
            continue;
        const QByteArray gitFolder = gitFolderOf(folder);
        if (gitFolder.isEmpty() && isFolder(folder + "/.git"))
            continue;
        if (gitFolder.isEmpty())
            return fail(ErrorCode::Unavailable, u"%1/.git does not lead to a folder of git"_s.arg(pathText(folder)),
                u"Look at it with git status"_s);
        VC_TRY(GitRepository repository, repositoryIn(gitFolder));
        repository.workTree = folder;
        return repository;
    }
    return fail(ErrorCode::NotFound,
        u"%1 lies in no repository of git, and a worktree is made of one"_s.arg(pathText(directory)),
        u"Choose isolation: view or in_place, or run git init and commit"_s);
}

} // namespace vibecoder
