// SPDX-License-Identifier: MIT
#include "workspace/worktree/clonecleaning.h"

#include "workspace/pathtext.h"
#include "workspace/removetree.h"
#include "workspace/workspaceprivate.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Beside a clone lies its record, `.<name>`. What is being removed lies in the record, under one of these names.
const char kChecked[] = "checked"; // has lost its name and is looked at once more; goes back when that was cut off
const char kRemoved[] = "removed"; // nothing of it is wanted any more

QString listed(const NamedFew &few)
{
    constexpr int most = 3;
    QString text = few.names.mid(0, most).join(u", "_s);
    if (few.count > most)
        text += u" and %1 more"_s.arg(few.count - most);
    return text;
}

void addReasons(const TreeState &tree, bool isDelivered, const QString &place, QStringList &reasons)
{
    const auto add = [&](const QString &what, const NamedFew &few) {
        if (few.count > 0)
            reasons.append(u"%1%2: %3"_s.arg(place, what, listed(few)));
    };
    if (!isDelivered)
        add(u"commits that no branch of your repository has"_s, tree.commits);
    else if (tree.commitsElsewhere > 0)
        reasons.append(u"%1commits beside what was delivered: %2"_s.arg(place).arg(tree.commitsElsewhere));
    if (tree.stashes > 0)
        reasons.append(u"%1stashes: %2"_s.arg(place).arg(tree.stashes));
    add(u"staged changes"_s, tree.staged);
    add(u"changes that are not committed"_s, tree.unstaged);
    add(u"new files that are not committed"_s, tree.untracked);
    add(u"new files that git ignores"_s, tree.ignored);
    if (!isDelivered || tree.commitsElsewhere > 0)
        add(u"other branches or tags"_s, tree.branches);
    add(u"something unusual in git"_s, tree.unusual);
}

bool exists(int folder, const char *name)
{
    return ::faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

// Whose record this is, as far as it can be read.
QString idOf(const QString &worktrees, const QString &name)
{
    const Result<CloneRecord> record = readCloneRecord(worktrees, name);
    return record ? record->id : QString();
}

// With the lock held. Finishes what a kill cut off; false: nothing more is there.
bool putInOrder(int worktrees, int about, const QByteArray &name)
{
    (void)removeTree(about, ".making");
    (void)removeTree(about, kRemoved);
    if (exists(about, kChecked) && !exists(worktrees, name.constData()))
        (void)::renameat(about, kChecked, worktrees, name.constData());
    return exists(worktrees, name.constData());
}

class Cleaner
{
public:
    Cleaner(const QString &worktreesFolder, const GitProgram &git)
        : m_path(worktreesFolder)
        , m_git(git)
        , m_folder(::open(QFile::encodeName(worktreesFolder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    {
    }

    [[nodiscard]] bool isOpen() const { return m_folder.isOpen(); }

    void clean(const QString &name)
    {
        const Result<FileDescriptor> lock = lockClone(m_path, name);
        if (!lock) {
            keep(name, {}, {lock.error().message});
            return;
        }
        const QString record = recordFolder(m_path, name);
        const FileDescriptor about(::open(QFile::encodeName(record).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!about.isOpen())
            return;
        const QByteArray bytes = QFile::encodeName(name);
        if (!putInOrder(m_folder.get(), about.get(), bytes)) {
            (void)removeTree(m_folder.get(), '.' + bytes);
            return;
        }
        CloneState state = inspectHeldClone(m_path, name, m_path + u'/' + name, m_git);
        QStringList reasons = whyKept(state);
        if (reasons.isEmpty())
            reasons = remove(about.get(), name, state);
        if (!reasons.isEmpty())
            keep(name, state.branch, reasons);
        else
            m_cleaned.removed.append(name);
    }

    void keep(const QString &name, const QString &branch, const QStringList &reasons)
    {
        m_cleaned.kept.append({name, m_path + u'/' + name, branch, reasons});
    }

    [[nodiscard]] CleanedWorktrees result() const { return m_cleaned; }

private:
    // Somebody may have come in since the look: without its name nobody else can, and it is looked at again.
    QStringList remove(int about, const QString &name, const CloneState &before) const
    {
        const QByteArray bytes = QFile::encodeName(name);
        if (::renameat(m_folder.get(), bytes.constData(), about, kChecked) != 0)
            return {u"it cannot be removed: %1"_s.arg(errnoText())};
        CloneState now =
            inspectHeldClone(m_path, name, recordFolder(m_path, name) + u'/' + QLatin1String(kChecked), m_git);
        QStringList reasons = whyKept(now);
        now.folder = before.folder;
        if (reasons.isEmpty() && now != before)
            reasons.append(u"somebody changed it just now"_s);
        if (!reasons.isEmpty()) {
            (void)::renameat(about, kChecked, m_folder.get(), bytes.constData());
            return reasons;
        }
        if (::renameat(about, kChecked, about, kRemoved) != 0)
            return {u"it cannot be removed: %1"_s.arg(errnoText())};
        const Result<> removed = removeTree(about, kRemoved);
        if (!removed)
            return {removed.error().message};
        (void)removeTree(m_folder.get(), '.' + bytes);
        return {};
    }

    const QString m_path;
    const GitProgram &m_git;
    FileDescriptor m_folder;
    CleanedWorktrees m_cleaned;
};

} // namespace

QStringList whyKept(const CloneState &state)
{
    QStringList reasons;
    if (state.isInUse)
        reasons.append(u"a task works in it"_s);
    if (!state.inside.isEmpty()) {
        NamedFew few;
        for (const QString &process : state.inside)
            few.add(process);
        reasons.append(u"processes work in it: %1"_s.arg(listed(few)));
    }
    for (const QString &problem : state.problems)
        reasons.append(u"it cannot be looked at: %1"_s.arg(problem));
    if (state.trees.isEmpty() && reasons.isEmpty())
        reasons.append(u"nothing is known of it"_s);
    for (qsizetype i = 0; i < state.trees.size(); ++i) {
        const TreeState &tree = state.trees.at(i);
        // Of a submodule nothing is ever delivered but the name of its commit.
        const bool isDelivered = i == 0 && !state.delivered.isEmpty() && tree.tree == state.delivered;
        addReasons(tree, isDelivered, i == 0 ? QString() : u"submodule %1: "_s.arg(pathText(tree.path)), reasons);
    }
    return reasons;
}

CleanedWorktrees cleanWorktrees(
    const QString &worktreesFolder, const GitProgram &git, const std::function<bool(const QString &)> &isNeeded)
{
    Cleaner cleaner(worktreesFolder, git);
    if (!cleaner.isOpen())
        return {};
    const QDir::Filters folders = QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot | QDir::NoSymLinks;
    const QStringList names = QDir(worktreesFolder).entryList(folders, QDir::Name);
    for (const QString &name : names) {
        const bool isRecord = name.startsWith(u'.');
        const QString clone = isRecord ? name.sliced(1) : name;
        if (!isRecord && !names.contains(u'.' + clone))
            cleaner.keep(clone, {}, {u"nothing is known of it"_s});
        else if (isRecord && !isNeeded(idOf(worktreesFolder, clone)))
            cleaner.clean(clone);
    }
    return cleaner.result();
}

} // namespace vibecoder
