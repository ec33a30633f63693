// SPDX-License-Identifier: MIT
#include "workspace/worktree/cloneinspection.h"

#include "workspace/pathtext.h"
#include "workspace/worktree/gitfolder.h"
#include "workspace/worktree/insideprocesses.h"
#include "workspace/worktree/submodules.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSet>

#include <algorithm>
#include <sys/stat.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kReflogs = 1000;

bool isFolder(const QByteArray &path)
{
    struct stat st
    {
    };
    return ::lstat(path.constData(), &st) == 0 && S_ISDIR(st.st_mode);
}

bool isEmptyOrMissing(const QString &folder)
{
    return QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

// One work tree, looked at through a folder of git of our own.
class TreeLook
{
public:
    TreeLook(const GitProgram &git, const QByteArray &clone, const ClonedTree &tree, QByteArray beginnings)
        : m_git(git)
        , m_tree(tree)
        , m_workTree(tree.path.isEmpty() ? clone : clone + '/' + tree.path)
        , m_gitFolder(clone + '/' + tree.gitFolder)
        , m_beginnings(std::move(beginnings))
    {
    }

    void setBranch(const QString &branch) { m_branch = "refs/heads/" + branch.toUtf8(); }
    /// hers: of her repository as it is now. What she took from the clone needs it no more.
    void setHers(const QList<GitRef> &hers) { m_hers = hers; }

    // knownModules, knownTrees: of the submodules we made.
    Result<TreeState> look(const QByteArrayList &knownModules, const QByteArrayList &knownTrees)
    {
        m_state.path = m_tree.path;
        VC_CHECK(readHead());
        GitFolderText text{m_state.head.isEmpty() ? m_tree.start : m_state.head,
            QByteArrayList{m_gitFolder + "/objects"} + m_tree.objectFolders, m_tree.isSha256,
            gitFileContent(m_gitFolder + "/shallow"), {}, gitFileContent(m_gitFolder + "/info/exclude"), {}};
        VC_TRY(const LookingFolder folder, LookingFolder::make(text));
        m_place = {{}, folder.path(), m_workTree, folder.index(), {}};
        if (!m_state.head.isEmpty()) {
            VC_TRY(const QByteArray tree, ask({"rev-parse", "--verify", m_state.head + "^{tree}"}));
            m_state.tree = tree.trimmed();
        }
        VC_CHECK(lookAtCommits());
        VC_CHECK(lookAtStaged());
        VC_CHECK(lookAtFiles(folder));
        lookAtUnusual(knownModules);
        VC_CHECK(lookAtRepositories(knownTrees));
        return m_state;
    }

private:
    Result<QByteArray> ask(const QByteArrayList &arguments, const QByteArray &input = {}) const
    {
        GitCall call = m_place;
        call.arguments = arguments;
        call.input = input;
        return m_git.output(call);
    }

    Result<> readHead()
    {
        if (!isFolder(m_gitFolder))
            return fail(ErrorCode::Io, u"%1 is gone"_s.arg(pathText(m_gitFolder)));
        VC_TRY(const GitRepository now, repositoryIn(m_gitFolder));
        if (now.commonFolder != m_gitFolder)
            return fail(ErrorCode::Io, u"%1 leads to another folder"_s.arg(pathText(m_gitFolder)));
        m_state.head = now.head;
        m_refs = refsBelow(m_gitFolder, "refs/");
        return {};
    }

    // Every commit that a ref, a reflog or a head of git leads to and that her repository did not have.
    Result<> lookAtCommits()
    {
        const QList<GitRef> before = refsBelow(m_beginnings, "refs/");
        QSet<QByteArray> named;
        for (const GitRef &ref : std::as_const(m_refs)) {
            if (before.contains(ref))
                continue;
            named.insert(ref.commit);
            if (ref.name != m_branch && ref.name != "refs/stash" && !ref.name.startsWith("refs/remotes/"))
                m_state.branches.add(pathText(ref.name));
        }
        for (const char *head :
            {"/HEAD", "/ORIG_HEAD", "/FETCH_HEAD", "/MERGE_HEAD", "/CHERRY_PICK_HEAD", "/REVERT_HEAD"}) {
            for (const QByteArray &line : gitFileContent(m_gitFolder + head).split('\n'))
                addName(line.split('\t').constFirst().trimmed(), named);
        }
        if (!m_state.head.isEmpty())
            named.insert(m_state.head);
        addReflogs(named);
        QByteArray ids, excluded = '^' + m_tree.start + '\n';
        for (const QByteArray &name : std::as_const(named))
            ids += name + '\n';
        for (const GitRef &ref : before + m_hers)
            excluded += '^' + ref.commit + '\n';
        VC_TRY(const QByteArray added,
            ask({"log", "--no-show-signature", "--format=%h %s", "-z", "--ignore-missing", "--stdin"}, ids + excluded));
        for (const QByteArray &line : added.split('\0')) {
            if (!line.isEmpty())
                m_state.commits.add(pathText(line));
        }
        if (m_state.commits.count > 0) {
            const QByteArray head = m_state.head.isEmpty() ? QByteArray() : '^' + m_state.head + '\n';
            VC_TRY(const QByteArray elsewhere,
                ask({"rev-list", "--count", "--ignore-missing", "--stdin"}, ids + excluded + head));
            m_state.commitsElsewhere = elsewhere.trimmed().toInt();
        }
        return {};
    }

    static void addName(const QByteArray &name, QSet<QByteArray> &named)
    {
        if (isObjectName(name) && name.count('0') != name.size())
            named.insert(name);
    }

    void addReflogs(QSet<QByteArray> &named)
    {
        QDirIterator logs(QFile::decodeName(m_gitFolder) + u"/logs"_s, QDir::Files | QDir::Hidden | QDir::NoSymLinks,
            QDirIterator::Subdirectories);
        for (int i = 0; logs.hasNext() && i < kReflogs; ++i) {
            const QByteArray path = QFile::encodeName(logs.next());
            for (const QByteArray &line : gitFileContent(path).split('\n')) {
                const QByteArrayList words = line.left(140).split(' ');
                addName(words.value(0), named);
                addName(words.value(1), named);
                if (path.endsWith("/logs/refs/stash") && words.size() > 1)
                    ++m_state.stashes;
            }
        }
        const bool hasStash =
            std::any_of(m_refs.begin(), m_refs.end(), [](const GitRef &ref) { return ref.name == "refs/stash"; });
        m_state.stashes = std::max(m_state.stashes, hasStash ? 1 : 0);
    }

    // By the attempt's own index, which tells nothing else than what was staged.
    Result<> lookAtStaged()
    {
        const QByteArray index = m_gitFolder + "/index";
        struct stat st
        {
        };
        if (::lstat(index.constData(), &st) != 0)
            return {};
        GitCall call = m_place;
        call.indexFile = m_place.gitFolder + "/staged";
        if (!copyWithTimes(index, call.indexFile))
            return fail(ErrorCode::Io, u"%1 cannot be read"_s.arg(pathText(index)));
        call.arguments = {
            "diff-index", "--cached", "--name-only", "--no-renames", "--ignore-submodules=none", "-z", "HEAD"};
        VC_TRY(const GitAnswer staged, m_git.run(call));
        if (staged.exitCode != 0)
            return fail(ErrorCode::Io, u"its index is damaged"_s);
        add(staged.output, m_state.staged);
        return {};
    }

    static void add(const QByteArray &names, NamedFew &few)
    {
        for (const QByteArray &name : names.split('\0')) {
            if (!name.isEmpty())
                few.add(pathText(name));
        }
    }

    Result<> lookAtFiles(const LookingFolder &folder)
    {
        if (!folder.copyIndex(m_beginnings + "/index"))
            return fail(ErrorCode::Io, u"the index of the beginning is missing"_s);
        VC_CHECK(ask({"read-tree", "--reset", "HEAD"}));
        VC_TRY(const QByteArray status, ask({"status", "--porcelain=v1", "-z", "--untracked-files=normal",
                                            "--ignored=matching", "--no-renames", "--ignore-submodules=dirty"}));
        for (const QByteArray &line : status.split('\0')) {
            if (line.size() <= 3)
                continue;
            NamedFew &few = line.startsWith("??")   ? m_state.untracked
                            : line.startsWith("!!") ? m_state.ignored
                                                    : m_state.unstaged;
            few.add(pathText(line.sliced(3)));
        }
        return {};
    }

    // Of a repository inside git looks at its commit alone.
    Result<> lookAtRepositories(const QByteArrayList &knownTrees)
    {
        VC_TRY(const QByteArray stages, ask({"ls-files", "--stage", "-z"}));
        for (const TrackedEntry &entry : trackedEntries(stages)) {
            const QByteArray place = m_workTree + '/' + entry.path;
            if (entry.mode == "160000" && !knownTrees.contains(place) && !isEmptyOrMissing(QFile::decodeName(place)))
                m_state.unusual.add(u"the repository %1"_s.arg(pathText(entry.path)));
        }
        return {};
    }

    void lookAtUnusual(const QByteArrayList &knownModules)
    {
        static const QSet<QString> usual{u"HEAD"_s, u"config"_s, u"objects"_s, u"refs"_s, u"packed-refs"_s,
            u"shallow"_s, u"info"_s, u"index"_s, u"logs"_s, u"branches"_s, u"description"_s, u"COMMIT_EDITMSG"_s,
            u"ORIG_HEAD"_s, u"FETCH_HEAD"_s, u"gc.log"_s};
        const QString folder = QFile::decodeName(m_gitFolder);
        const QDir::Filters all = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
        for (const QString &name : QDir(folder).entryList(all, QDir::Name)) {
            const bool mayBeEmpty = name == u"hooks" || name == u"worktrees" || name == u"modules";
            if (usual.contains(name) || (mayBeEmpty && isEmptyOrMissing(folder + u'/' + name)))
                continue;
            if (name == u"modules")
                addModules(folder + u"/modules"_s, knownModules);
            else
                m_state.unusual.add(name);
        }
    }

    void addModules(const QString &folder, const QByteArrayList &known)
    {
        for (const QString &name :
            QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name)) {
            const QByteArray path = QFile::encodeName(folder + u'/' + name);
            const bool isKnown = known.contains(path);
            const bool holdsKnown = std::any_of(
                known.begin(), known.end(), [&path](const QByteArray &other) { return other.startsWith(path + '/'); });
            if (!isKnown && holdsKnown)
                addModules(folder + u'/' + name, known);
            else if (!isKnown)
                m_state.unusual.add(pathText(path.sliced(m_gitFolder.size() + 1)));
        }
    }

    const GitProgram &m_git;
    const ClonedTree &m_tree;
    const QByteArray m_workTree, m_gitFolder, m_beginnings;
    QByteArray m_branch;
    QList<GitRef> m_refs, m_hers;
    GitCall m_place;
    TreeState m_state;
};

} // namespace

CloneState inspectHeldClone(
    const QString &worktreesFolder, const QString &name, const QString &folder, const GitProgram &git)
{
    CloneState state;
    state.name = name;
    state.folder = folder;
    const Result<CloneRecord> record = readCloneRecord(worktreesFolder, name);
    if (!record) {
        state.problems.append(u"what is known of it cannot be read: %1"_s.arg(record.error().message));
        return state;
    }
    state.branch = record->branch;
    state.delivered = deliveredTree(worktreesFolder, name);
    const QByteArray clone = QFile::encodeName(folder);
    state.inside = processesInside(clone);
    QByteArrayList modules, trees;
    for (const ClonedTree &tree : record->trees) {
        modules.append(clone + '/' + tree.gitFolder);
        trees.append(clone + '/' + tree.path);
    }
    for (qsizetype i = 0; i < record->trees.size(); ++i) {
        const ClonedTree &tree = record->trees.at(i);
        TreeLook look(
            git, clone, tree, QFile::encodeName(recordFolder(worktreesFolder, name)) + '/' + QByteArray::number(i));
        const QByteArray hers = tree.path.isEmpty() ? record->repository : record->repository + '/' + tree.path;
        look.setHers(repositoryAround(hers).value_or(GitRepository()).refs);
        if (i == 0)
            look.setBranch(record->branch);
        const Result<TreeState> found = look.look(modules, trees);
        if (found)
            state.trees.append(*found);
        else
            state.problems.append(
                tree.path.isEmpty() ? found.error().message : pathText(tree.path) + u": "_s + found.error().message);
    }
    return state;
}

CloneState inspectClone(const QString &worktreesFolder, const QString &name, const GitProgram &git)
{
    const Result<FileDescriptor> lock = lockClone(worktreesFolder, name);
    CloneState state = inspectHeldClone(worktreesFolder, name, worktreesFolder + u'/' + name, git);
    state.isInUse = !lock && lock.error().code == ErrorCode::Conflict;
    return state;
}

} // namespace vibecoder
