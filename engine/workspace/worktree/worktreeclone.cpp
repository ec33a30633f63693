// SPDX-License-Identifier: MIT
#include "workspace/worktree/worktreeclone.h"

#include "base/paths.h"
#include "workspace/pathtext.h"
#include "workspace/removetree.h"
#include "workspace/view/viewfolder.h"
#include "workspace/view/viewobstacles.h"
#include "workspace/workspaceprivate.h"
#include "workspace/worktree/checkout.h"
#include "workspace/worktree/gitfolder.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kSlug = 40;
constexpr int kLockTries = 60;    // 3 seconds
const char kMaking[] = ".making"; // in the folder of the record

tl::unexpected<Error> cannot(const QString &what)
{
    const QString why = errnoText();
    return fail(ErrorCode::Io, u"%1: %2"_s.arg(what, why), errno == ENOSPC ? u"Free some space"_s : QString());
}

bool exists(const QString &path)
{
    struct stat st
    {
    };
    return ::lstat(QFile::encodeName(path).constData(), &st) == 0;
}

Result<FileDescriptor> openFolder(const QString &path)
{
    FileDescriptor folder(::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen())
        return cannot(u"the folder %1 cannot be read"_s.arg(path));
    return folder;
}

// The cleaner has it for as long as it looks.
Result<FileDescriptor> waitForLock(const WorktreeRequest &request, const QString &name)
{
    for (int tries = 0;; ++tries) {
        // It may go with what the cleaner takes away.
        VC_CHECK(ensurePrivateFolder(recordFolder(request.worktreesFolder, name)));
        Result<FileDescriptor> lock = lockClone(request.worktreesFolder, name);
        const bool isStopped = request.limits.isStopped && request.limits.isStopped();
        if (lock || lock.error().code != ErrorCode::Conflict || tries >= kLockTries || isStopped)
            return lock;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

QByteArray prefixOf(const QByteArray &directory, const QByteArray &workTree)
{
    return directory == workTree ? QByteArray() : directory.sliced(workTree.size() + (workTree == "/" ? 0 : 1));
}

// Of a fresh clone: branches become those of `origin`, tags stay.
QList<GitRef> refsOfClone(const QList<GitRef> &refs)
{
    QList<GitRef> cloned;
    for (const GitRef &ref : refs) {
        const bool isBranch = ref.name.startsWith("refs/heads/");
        cloned.append({isBranch ? "refs/remotes/origin/" + ref.name.sliced(11) : ref.name, ref.commit});
    }
    return cloned;
}

QByteArray settingsOf(const GitRepository &source)
{
    QByteArray text = "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[remote \"origin\"]\n";
    text += settingLine("url", source.workTree) + settingLine("fetch", "+refs/heads/*:refs/remotes/origin/*");
    if (!source.userName.isEmpty() || !source.userEmail.isEmpty())
        text += "[user]\n";
    if (!source.userName.isEmpty())
        text += settingLine("name", source.userName);
    if (!source.userEmail.isEmpty())
        text += settingLine("email", source.userEmail);
    return text;
}

Result<> writeBranch(const QByteArray &gitFolder, const QString &branch, const QByteArray &commit)
{
    const QString path = QFile::decodeName(gitFolder) + u"/refs/heads/"_s + branch;
    if (!QDir().mkpath(QFileInfo(path).path()))
        return fail(ErrorCode::Io, u"the branch %1 cannot be made"_s.arg(branch));
    return writeFileAtomically(path, commit + '\n');
}

} // namespace

QString cloneName(const QString &taskName, const QString &taskId)
{
    QString slug;
    for (const QChar c : taskName.toLower()) {
        const bool isPlain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (isPlain)
            slug += c;
        else if (!slug.isEmpty() && !slug.endsWith(u'-'))
            slug += u'-';
        if (slug.size() >= kSlug)
            break;
    }
    while (slug.endsWith(u'-'))
        slug.chop(1);
    return (slug.isEmpty() ? u"task"_s : slug) + u'-' + taskId;
}

QString WorktreeClone::directory() const
{
    return m_record.prefix.isEmpty() ? m_folder : m_folder + u'/' + QFile::decodeName(m_record.prefix);
}

// What inspecting it later compares with. The index tells which files nobody wrote to.
Result<> WorktreeClone::keepBeginnings(const QByteArray &clone, const GitProgram &git) const
{
    for (qsizetype i = 0; i < m_record.trees.size(); ++i) {
        const ClonedTree &tree = m_record.trees.at(i);
        const QByteArray gitFolder = clone + '/' + tree.gitFolder;
        const QByteArray kept = QFile::encodeName(m_about) + '/' + QByteArray::number(i);
        if (m_owner)
            VC_CHECK(git.run({{"update-index", "-q", "--refresh"}, gitFolder,
                tree.path.isEmpty() ? clone : clone + '/' + tree.path, {}, {}}));
        if (::mkdir(kept.constData(), 0700) != 0 && errno != EEXIST)
            return cannot(u"the folder %1 cannot be made"_s.arg(pathText(kept)));
        ::unlink((kept + "/packed-refs").constData());
        const bool hasRefs = exists(QFile::decodeName(gitFolder) + u"/packed-refs"_s);
        if (!copyWithTimes(gitFolder + "/index", kept + "/index") ||
            (hasRefs && !copyWithTimes(gitFolder + "/packed-refs", kept + "/packed-refs")))
            return cannot(u"the index of %1 cannot be kept"_s.arg(pathText(clone)));
    }
    return {};
}

Result<> WorktreeClone::build(const GitProgram &git, const GitRepository &source, const QByteArray &worktrees)
{
    VC_TRY(const FileDescriptor about, openFolder(m_about));
    VC_CHECK(removeTree(about.get(), "clone.json"));
    VC_CHECK(removeTree(about.get(), "delivered"));
    VC_CHECK(removeTree(about.get(), kMaking));
    if (::mkdirat(about.get(), kMaking, 0700) != 0 || ::fchmodat(about.get(), kMaking, 0755, 0) != 0)
        return cannot(u"the folder %1 cannot be made"_s.arg(m_folder));
    const QByteArray clone = QFile::encodeName(m_about) + '/' + kMaking;
    GitFolderText text{"ref: refs/heads/" + m_record.branch.toUtf8(), source.objectFolders, source.isSha256,
        source.shallow, refsOfClone(source.refs), {}, settingsOf(source)};
    VC_CHECK(writeGitFolder(clone + "/.git", text));
    VC_CHECK(writeBranch(clone + "/.git", m_record.branch, source.head));
    m_record.trees = {{{}, ".git", source.head, source.objectFolders, source.isSha256, source.shallow}};
    VC_CHECK(checkOut(git, clone, source, 0, m_record));
    struct stat st
    {
    };
    if (!m_record.prefix.isEmpty() &&
        (::lstat((clone + '/' + m_record.prefix).constData(), &st) != 0 || !S_ISDIR(st.st_mode)))
        return fail(ErrorCode::NotFound,
            u"the commit of your repository holds no folder %1"_s.arg(pathText(m_record.prefix)),
            u"Commit its files, or choose isolation: view or in_place"_s);
    if (m_owner) {
        giveTo(*m_owner, about.get(), kMaking);
        const FileDescriptor made(::openat(about.get(), kMaking, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        walkTree(made.get(), {}, std::numeric_limits<int>::max(),
            [this](int folder, const QByteArray &name, const QByteArray &, const struct stat &) {
                giveTo(*m_owner, folder, name);
                return true;
            });
    }
    VC_CHECK(keepBeginnings(clone, git));
    // The record stands for a whole clone, so what it tells of has to be on the disk first.
    (void)::syncfs(about.get());
    VC_CHECK(writeFileAtomically(m_about + u"/clone.json"_s, cloneRecordText(m_record)));
    if (::rename(clone.constData(), (worktrees + '/' + QFile::encodeName(m_record.name)).constData()) != 0)
        return cannot(u"the worktree %1 cannot be put in its place"_s.arg(m_folder));
    return {};
}

Result<std::unique_ptr<WorktreeClone>> WorktreeClone::make(const WorktreeRequest &request)
{
    VC_TRY(const GitProgram git, GitProgram::find(request.limits));
    const QString directory = QFileInfo(request.workingDirectory).canonicalFilePath();
    if (directory.isEmpty() || !QFileInfo(directory).isDir())
        return fail(ErrorCode::NotFound, u"there is no folder %1"_s.arg(request.workingDirectory));
    const QString name = cloneName(request.taskName, request.taskId);
    std::unique_ptr<WorktreeClone> clone(new WorktreeClone);
    clone->m_folder = request.worktreesFolder + u'/' + name;
    clone->m_about = recordFolder(request.worktreesFolder, name);
    VC_TRY(const FileDescriptor person, openFolder(directory));
    clone->m_owner = ownerOfNewFiles(person.get());
    VC_CHECK(prepareViewsFolder(request.worktreesFolder, clone->m_owner));
    if (clone->m_owner && !isReachableFor(*clone->m_owner, QFile::encodeName(request.worktreesFolder)))
        return fail(ErrorCode::Unavailable,
            u"the program runs as root, and the owner of %1 cannot reach %2, where the worktree would lie"_s.arg(
                directory, request.worktreesFolder),
            u"Run the program as that user, or choose isolation: in_place"_s);
    VC_TRY(clone->m_lock, waitForLock(request, name));

    if (exists(clone->m_folder)) {
        auto record = readCloneRecord(request.worktreesFolder, name);
        if (!record)
            return fail(ErrorCode::Conflict, u"%1 is there, but what is known of it is missing"_s.arg(clone->m_folder),
                u"Look what is in it and move it elsewhere"_s);
        if (record->workingDirectory != directory)
            return fail(ErrorCode::Conflict,
                u"%1 was made of another folder, %2"_s.arg(clone->m_folder, record->workingDirectory));
        clone->m_record = *std::move(record);
        clone->m_isTakenUp = true;
        return clone;
    }
    VC_TRY(const GitRepository source, repositoryAround(QFile::encodeName(directory)));
    if (source.head.isEmpty())
        return fail(ErrorCode::NotFound, u"the repository %1 has no commit yet"_s.arg(pathText(source.workTree)),
            u"Commit something, or choose isolation: view or in_place"_s);
    clone->m_record = {name, request.taskId, directory, source.workTree,
        prefixOf(QFile::encodeName(directory), source.workTree), u"vibecoder/"_s + name, {}, {}};
    const Result<> built = clone->build(git, source, QFile::encodeName(request.worktreesFolder));
    if (!built) {
        if (const auto about = openFolder(clone->m_about))
            (void)removeTree(about->get(), kMaking);
        if (source.isPartial && built.error().code == ErrorCode::Io)
            return fail(ErrorCode::Unavailable,
                u"your repository is a partial clone, and files of its commit were never fetched"_s,
                u"Run git fetch --refetch, or choose isolation: view or in_place"_s, built.error().message);
        return passError(built);
    }
    return clone;
}

} // namespace vibecoder
