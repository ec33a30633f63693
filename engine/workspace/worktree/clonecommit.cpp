// SPDX-License-Identifier: MIT
#include "workspace/worktree/clonecommit.h"

#include "workspace/pathtext.h"
#include "workspace/worktree/gitfolder.h"
#include "workspace/worktree/intoclone.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// A merge, a rebase and the like: a commit now would end it half done.
QString operationUnderWay(const QByteArray &gitFolder)
{
    for (const char *name :
        {"MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "sequencer"}) {
        if (QFileInfo(QFile::decodeName(gitFolder + '/' + name)).isSymLink() ||
            QFileInfo::exists(QFile::decodeName(gitFolder + '/' + name)))
            return u"git is in the middle of something (%1)"_s.arg(QLatin1String(name));
    }
    return {};
}

// Relative to the folder of objects.
QByteArrayList filesIn(const QByteArray &objectFolder)
{
    QByteArrayList found;
    const QString folder = QFile::decodeName(objectFolder);
    QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QByteArray relative = QFile::encodeName(it.next().sliced(folder.size() + 1));
        if (!relative.startsWith("info/"))
            found.append(relative);
    }
    std::sort(found.begin(), found.end());
    return found;
}

QByteArray objectOf(const QByteArray &relative)
{
    return relative.startsWith("pack/") ? QByteArray() : QByteArray(relative).replace('/', QByteArray());
}

class Committer
{
public:
    Committer(const GitProgram &git, const QByteArray &clone, const CloneRecord &record, QByteArray beginnings)
        : m_git(git)
        , m_clone(clone)
        , m_record(record)
        , m_tree(record.trees.constFirst())
        , m_gitFolder(clone + '/' + m_tree.gitFolder)
        , m_beginnings(std::move(beginnings))
    {
    }

    Result<CommittedWork> commit(const CommitText &text)
    {
        VC_TRY(const GitRepository now, repositoryIn(m_gitFolder));
        if (now.commonFolder != m_gitFolder || now.head.isEmpty())
            return fail(ErrorCode::Conflict, u"the folder of git of the worktree was changed"_s);
        m_work.commit = now.head;
        m_work.notCommitted = operationUnderWay(m_gitFolder);
        if (now.branch != branch())
            m_work.notCommitted = u"its HEAD is not on the branch %1 any more"_s.arg(m_record.branch);
        const GitFolderText whole{now.head, QByteArrayList{m_gitFolder + "/objects"} + m_tree.objectFolders,
            m_tree.isSha256, gitFileContent(m_gitFolder + "/shallow"), {}, {}, {}};
        VC_TRY(const LookingFolder look, LookingFolder::make(whole));
        VC_TRY(const QByteArray before, ask(look, {"rev-parse", "--verify", now.head + "^{tree}"}));
        m_work.tree = before.trimmed();
        if (m_work.notCommitted.isEmpty())
            VC_CHECK(commitFiles(look, text));
        VC_TRY(const QByteArray changed,
            ask(look, {"diff-tree", "-r", "-z", "--name-only", "--no-renames", m_tree.start, m_work.tree}));
        m_work.files = int(changed.count('\0'));
        return m_work;
    }

private:
    [[nodiscard]] QByteArray branch() const { return "refs/heads/" + m_record.branch.toUtf8(); }

    [[nodiscard]] Result<QByteArray> ask(
        const LookingFolder &folder, const QByteArrayList &arguments, const QByteArray &input = {}) const
    {
        return m_git.output({arguments, folder.path(), m_clone, folder.index(), input});
    }

    // New objects are made in a folder that borrows none: git sets the time of an object it finds instead of writing it
    // again, and those of the person are not to be touched.
    Result<> commitFiles(const LookingFolder &look, const CommitText &text)
    {
        if (!look.copyIndex(m_beginnings + "/index"))
            return fail(ErrorCode::Io, u"the index of the beginning is missing"_s);
        VC_CHECK(ask(look, {"read-tree", "--reset", "HEAD"}));
        const GitFolderText alone{
            m_work.commit, {}, m_tree.isSha256, {}, {}, gitFileContent(m_gitFolder + "/info/exclude"), {}};
        VC_TRY(const LookingFolder made, LookingFolder::make(alone));
        if (!made.copyIndex(look.index()))
            return fail(ErrorCode::Io, u"the index cannot be copied"_s);
        VC_CHECK(addFiles(look, made));
        VC_TRY(const QByteArray tree, ask(made, {"write-tree", "--missing-ok"}));
        if (tree.trimmed() == m_work.tree)
            return {};
        VC_TRY(const QByteArray commit,
            ask(made, {"hash-object", "-t", "commit", "-w", "--stdin"}, commitText(tree.trimmed(), text)));
        VC_CHECK(bringIn(look, made, commit.trimmed()));
        m_work.tree = tree.trimmed();
        m_work.commit = commit.trimmed();
        m_work.isNew = true;
        return {};
    }

    [[nodiscard]] QByteArray commitText(const QByteArray &tree, const CommitText &text) const
    {
        const auto plain = [](const QByteArray &name) {
            QByteArray kept;
            for (const char c : name) {
                if (uchar(c) >= ' ' && c != '<' && c != '>')
                    kept += c;
            }
            return kept.trimmed();
        };
        const QByteArray who =
            plain(text.name) + " <" + plain(text.email) + "> " + QByteArray::number(text.at) + " +0000\n";
        return "tree " + tree + "\nparent " + m_work.commit + "\nauthor " + who + "committer " + who + '\n' +
               QByteArray(text.message).replace('\0', ' ').trimmed() + '\n';
    }

    // Of a repository inside git would keep the commit and not one of its files, so it is left out.
    Result<> addFiles(const LookingFolder &look, const LookingFolder &made)
    {
        VC_TRY(const QByteArray status, ask(look, {"status", "--porcelain=v1", "-z", "--untracked-files=all",
                                                      "--no-renames", "--ignore-submodules=dirty"}));
        GitCall call{{"add", "-A", "--ignore-errors", "--pathspec-from-file=-", "--pathspec-file-nul"}, made.path(),
            m_clone, made.index(), {}};
        for (const QByteArray &line : status.split('\0')) {
            const QByteArray path = line.mid(3);
            if (path.endsWith('/'))
                m_work.leftOut.add(u"%1 (a repository of its own)"_s.arg(pathText(path.chopped(1))));
            else if (!path.isEmpty())
                call.input += path + '\0';
        }
        if (call.input.isEmpty())
            return {};
        // By their names they would be looked for one by one.
        if (m_work.leftOut.count == 0) {
            call.arguments = {"add", "-A", "--ignore-errors", "--", "."};
            call.input.clear();
        }
        VC_TRY(const GitAnswer added, m_git.run(call));
        if (added.exitCode != 0)
            m_work.leftOut.add(pathText(added.errors.trimmed().left(300)).simplified());
        return {};
    }

    Result<> bringIn(const LookingFolder &look, const LookingFolder &made, const QByteArray &commit)
    {
        VC_TRY(const IntoClone into, IntoClone::open(m_clone));
        const QByteArray objects = made.path() + "/objects";
        const QByteArrayList files = filesIn(objects);
        QByteArray ids;
        for (const QByteArray &file : files) {
            if (const QByteArray id = objectOf(file); !id.isEmpty())
                ids += id + '\n';
        }
        VC_TRY(const QByteArray answer, ask(look, {"cat-file", "--batch-check"}, ids));
        QSet<QByteArray> missing;
        for (const QByteArray &line : answer.split('\n')) {
            if (line.endsWith(" missing"))
                missing.insert(line.chopped(8));
        }
        for (const QByteArray &file : files) {
            const QByteArray id = objectOf(file);
            // The list of a pack makes it one, so it comes last.
            if ((id.isEmpty() && !file.endsWith(".idx")) || missing.contains(id))
                VC_CHECK(into.addObject(objects, file));
        }
        for (const QByteArray &file : files) {
            if (file.endsWith(".idx"))
                VC_CHECK(into.addObject(objects, file));
        }
        VC_CHECK(into.setRef(branch(), commit));
        return into.setIndex(made.index());
    }

    const GitProgram &m_git;
    const QByteArray m_clone;
    const CloneRecord &m_record;
    const ClonedTree &m_tree;
    const QByteArray m_gitFolder, m_beginnings;
    CommittedWork m_work;
};

} // namespace

Result<CommittedWork> commitWork(
    const QString &worktreesFolder, const CloneRecord &record, const CommitText &text, const GitProgram &git)
{
    Committer committer(git, QFile::encodeName(worktreesFolder + u'/' + record.name), record,
        QFile::encodeName(recordFolder(worktreesFolder, record.name)) + "/0");
    return committer.commit(text);
}

} // namespace vibecoder
