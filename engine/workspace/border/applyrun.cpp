// SPDX-License-Identifier: MIT
#include "workspace/border/applyrun.h"

#include "base/processid.h"
#include "workspace/border/pathlook.h"
#include "workspace/fileprimitives.h"
#include "workspace/workspaceprivate.h"

#include <QFile>

#include <cerrno>

namespace vibecoder {

namespace {

constexpr uint kPermissions = 0777;
constexpr mode_t kOwnerAll = 0700;

/// Permissions alone.
bool isModeOnly(const PlannedChange &change)
{
    return change.before.mode != 0 && sameContent(change.before, change.after);
}

/// A file or a link comes, goes or becomes another one.
bool isContent(const PlannedChange &change)
{
    return !isModeOnly(change) && !isFolder(change.before) && !isFolder(change.after);
}

} // namespace

ApplyRun::ApplyRun(
    int root, ObjectStore &objects, const ApplyJournal &journal, ApplyRecord record, const ApplyStep &step)
    : m_root(root)
    , m_objects(objects)
    , m_journal(journal)
    , m_record(std::move(record))
    , m_writer(root, objects, m_record.scratch, step)
    , m_todo(size_t(m_record.changes.size()), false)
{
}

ApplyReport ApplyRun::takeReport()
{
    report.kept = m_writer.kept;
    return report;
}

Result<> ApplyRun::openFolders()
{
    for (const JournaledChange &one : std::as_const(m_record.changes)) {
        if (!isFolder(one.change.before) && !isFolder(one.change.after))
            continue;
        VC_TRY(const TreeEntry there, m_writer.now(one.change.path));
        if (!isFolder(there) || (there.mode & 0300) == 0300)
            continue;
        m_writer.tell();
        const PathWriter::Place place = m_writer.placeOf(one.change.path);
        (void)changePermissions(place.folder, place.name, (there.mode & kPermissions) | kOwnerAll);
    }
    return {};
}

// Innermost first: a folder that may no longer be written is closed last.
Result<> ApplyRun::closeFolders(bool forward)
{
    for (auto it = m_record.changes.crbegin(); it != m_record.changes.crend(); ++it) {
        const TreeEntry &wanted = forward && isFolder(it->change.after) ? it->change.after : it->change.before;
        if (!isFolder(wanted))
            continue;
        VC_TRY(const TreeEntry there, m_writer.now(it->change.path));
        if (!isFolder(there) || there.mode == wanted.mode)
            continue;
        m_writer.tell();
        const PathWriter::Place place = m_writer.placeOf(it->change.path);
        if (changePermissions(place.folder, place.name, wanted.mode & kPermissions) || errno == ENOENT)
            continue;
        if (errno == EPERM)
            report.leftAlone.append(it->change.path);
        else
            return PathWriter::named(it->change.path, fail(ErrorCode::Io, errnoText()));
    }
    return {};
}

/// A folder where nothing or something else was; before anything is put into it.
Result<bool> ApplyRun::bringFolder(const JournaledChange &one)
{
    VC_TRY(const TreeEntry there, m_writer.now(one.change.path));
    if (isFolder(there))
        return true;
    if (!isExactly(there, one.change.before))
        return false;
    if (there.mode == 0)
        return m_writer.makeFolder(one.change.path, one.change.after.mode);
    VC_TRY(const TreeEntry aside, m_writer.now(one.aside));
    if (aside.mode == 0)
        VC_CHECK(m_writer.makeFolder(one.aside, one.change.after.mode));
    return m_writer.swap(one, one.change.before, one.change.after);
}

/// Everything a path needs before names change. False: it is not as planned.
Result<bool> ApplyRun::prepare(int index)
{
    const JournaledChange &one = m_record.changes.at(index);
    const TreeEntry &before = one.change.before, &after = one.change.after;
    if (isFolder(after) && !isModeOnly(one.change))
        return true; // came before
    VC_TRY(const TreeEntry there, m_writer.now(one.change.path));
    if (isFolder(after) || isModeOnly(one.change)) {
        m_todo[size_t(index)] = isFolder(there) ? false : there.mode != after.mode;
        return isExactly(there, before) || isExactly(there, after);
    }
    if (sameContent(there, after))
        return true;
    VC_TRY(const TreeEntry aside, m_writer.now(one.aside));
    if (aside.mode != 0 && sameContent(aside, before) && !isExactly(there, before))
        return true; // swapped before; what is there now came later
    // Half of a write into the file itself is looked at when it is completed.
    if (!isExactly(there, before) && !m_record.written.contains(index))
        return false;
    m_todo[size_t(index)] = true;
    if (after.mode == 0 || m_record.written.contains(index) || (aside.mode != 0 && sameContent(aside, after)))
        return true;
    VC_TRY(const PathWriter::Made made, m_writer.make(one, after));
    return made == PathWriter::Made::Never ? noteWritten(index) : Result<bool>(made == PathWriter::Made::Aside);
}

Result<bool> ApplyRun::noteWritten(int index)
{
    m_record.written.insert(index);
    m_writer.tell();
    VC_CHECK(m_journal.noteWritten(index));
    return true;
}

Result<bool> ApplyRun::put(int index, const TreeEntry &from, const TreeEntry &to)
{
    const JournaledChange &one = m_record.changes.at(index);
    if (isModeOnly(one.change))
        return m_writer.changeMode(one.change.path, from, to);
    return m_record.written.contains(index) ? m_writer.write(one.change.path, from, to) : m_writer.swap(one, from, to);
}

Result<bool> ApplyRun::forward()
{
    const QList<JournaledChange> &changes = m_record.changes;
    if (m_record.stage == ApplyStage::Begun) {
        VC_CHECK(openFolders());
        for (const JournaledChange &one : changes) {
            if (isFolder(one.change.after) && !isFolder(one.change.before)) {
                VC_TRY(const bool done, bringFolder(one));
                if (!done)
                    report.changedMeanwhile.append(one.change.path);
            }
        }
        for (int i = 0; i < changes.size() && report.changedMeanwhile.isEmpty(); ++i) {
            VC_TRY(const bool done, prepare(i));
            if (!done)
                report.changedMeanwhile.append(changes.at(i).change.path);
        }
        if (!report.changedMeanwhile.isEmpty())
            return false;
        sync();
        VC_CHECK(swapIn());
        VC_CHECK(lookForLaterSaves());
        if (!report.changedMeanwhile.isEmpty())
            return false;
        VC_CHECK(closeFolders(true));
        m_writer.tell();
        VC_CHECK(m_journal.noteStage(ApplyStage::InPlace));
    }
    VC_CHECK(clearAside());
    sync();
    m_writer.tell();
    VC_CHECK(m_journal.noteStage(ApplyStage::Done));
    report.applied = true;
    return true;
}

/// What comes, then what goes, innermost first; a folder goes, or makes room, when it is empty.
Result<> ApplyRun::swapIn()
{
    const QList<JournaledChange> &changes = m_record.changes;
    const auto bring = [this, &changes](int i) -> Result<> {
        const PlannedChange &change = changes.at(i).change;
        if (!m_todo[size_t(i)] || !report.changedMeanwhile.isEmpty())
            return {};
        VC_TRY(const bool done, put(i, change.before, change.after));
        if (!done)
            report.changedMeanwhile.append(change.path);
        return {};
    };
    for (int i = 0; i < changes.size(); ++i) {
        const PlannedChange &change = changes.at(i).change;
        if (change.after.mode != 0 && !isFolder(change.before) && !isFolder(change.after) &&
            !m_record.written.contains(i))
            VC_CHECK(bring(i));
    }
    for (int i = int(changes.size()) - 1; i >= 0; --i) {
        const PlannedChange &change = changes.at(i).change;
        if (change.after.mode != 0 || !report.changedMeanwhile.isEmpty())
            continue;
        if (!isFolder(change.before)) {
            VC_CHECK(bring(i));
            continue;
        }
        VC_TRY(const bool gone, m_writer.removeFolder(change.path));
        if (!gone)
            report.leftAlone.append(change.path);
    }
    for (int i = 0; i < changes.size(); ++i) {
        if (isFolder(changes.at(i).change.before) && !isFolder(changes.at(i).change.after) &&
            changes.at(i).change.after.mode != 0)
            VC_CHECK(bring(i));
    }
    // Last, when nothing else can fail any more: what is written into cannot change at once.
    for (int i = 0; i < changes.size(); ++i) {
        if (m_record.written.contains(i))
            VC_CHECK(bring(i));
    }
    return {};
}

/// A moment after the swap somebody may save what was opened before it: that would lose the change without a word.
Result<> ApplyRun::lookForLaterSaves()
{
    if (!report.changedMeanwhile.isEmpty())
        return {};
    for (int i = 0; i < m_record.changes.size(); ++i) {
        const PlannedChange &change = m_record.changes.at(i).change;
        if (!m_todo[size_t(i)] || !isContent(change))
            continue;
        VC_TRY(const TreeEntry there, m_writer.now(change.path));
        if (!sameContent(there, change.after))
            report.changedMeanwhile.append(change.path);
    }
    return {};
}

Result<> ApplyRun::back()
{
    if (m_record.stage != ApplyStage::GoingBack) {
        m_writer.tell();
        VC_CHECK(m_journal.noteStage(ApplyStage::GoingBack));
    }
    report.applied = false;
    report.leftAlone.clear();
    VC_CHECK(openFolders());
    const QList<JournaledChange> &changes = m_record.changes;
    const auto takeBackWhere = [this, &changes](auto chosen) -> Result<> {
        for (int i = 0; i < changes.size(); ++i) {
            const PlannedChange &change = changes.at(i).change;
            if (!chosen(change))
                continue;
            VC_TRY(const bool done, takeBack(i));
            if (!done && !report.changedMeanwhile.contains(change.path))
                report.leftAlone.append(change.path);
        }
        return {};
    };
    VC_CHECK(takeBackWhere([](const PlannedChange &one) { return isFolder(one.before) && !isFolder(one.after); }));
    VC_CHECK(takeBackWhere(
        [](const PlannedChange &one) { return isContent(one) || (isModeOnly(one) && !isFolder(one.before)); }));
    // What was prepared lies in the folders that go.
    removeScratch();
    for (const JournaledChange &one : changes) {
        if (isContent(one.change))
            VC_CHECK(m_writer.dropAside(one));
    }
    VC_CHECK(takeBackFolders());
    VC_CHECK(closeFolders(false));
    VC_CHECK(clearAside());
    sync();
    m_writer.tell();
    return m_journal.noteStage(ApplyStage::TakenBack);
}

/// False: it is not what the apply left there.
Result<bool> ApplyRun::takeBack(int index)
{
    const JournaledChange &one = m_record.changes.at(index);
    const TreeEntry &before = one.change.before, &after = one.change.after;
    VC_TRY(const TreeEntry there, m_writer.now(one.change.path));
    if (isExactly(there, before))
        return true;
    if (isModeOnly(one.change) || m_record.written.contains(index))
        return put(index, after, before);
    if (!sameContent(there, after))
        return false;
    if (isFolder(before) && after.mode == 0)
        return m_writer.makeFolder(one.change.path, before.mode);
    VC_TRY(const TreeEntry aside, m_writer.now(one.aside));
    if (before.mode != 0 && !sameContent(aside, before)) {
        VC_CHECK(m_writer.dropAside(one));
        VC_TRY(const PathWriter::Made made, m_writer.make(one, before));
        if (made == PathWriter::Made::Never) {
            VC_CHECK(noteWritten(index));
            return put(index, after, before);
        }
        if (made == PathWriter::Made::NoFolder)
            return false;
    } else if (before.mode == 0) {
        VC_CHECK(m_writer.dropAside(one));
    } else if (S_ISREG(before.mode)) {
        m_writer.touch(one.aside, one.change.path);
    }
    return m_writer.swap(one, after, before);
}

/// Those that the apply made, innermost first.
Result<> ApplyRun::takeBackFolders()
{
    for (int i = int(m_record.changes.size()) - 1; i >= 0; --i) {
        const JournaledChange &one = m_record.changes.at(i);
        if (!isFolder(one.change.after) || isFolder(one.change.before))
            continue;
        VC_TRY(const TreeEntry there, m_writer.now(one.change.path));
        if (!isFolder(there))
            continue;
        bool done = true;
        if (one.change.before.mode == 0) {
            VC_TRY(done, m_writer.removeFolder(one.change.path));
        } else {
            VC_TRY(done, takeBack(i));
        }
        if (!done && !report.changedMeanwhile.contains(one.change.path))
            report.leftAlone.append(one.change.path);
    }
    return {};
}

Result<> ApplyRun::clearAside()
{
    for (const JournaledChange &one : std::as_const(m_record.changes))
        VC_CHECK(m_writer.dropAside(one));
    removeScratch();
    return {};
}

Result<> ApplyRun::sortOut()
{
    removeScratch();
    const bool whole = m_record.boot == bootId();
    for (const JournaledChange &one : std::as_const(m_record.changes)) {
        const TreeEntry &before = one.change.before, &after = one.change.after;
        VC_TRY(const TreeEntry aside, m_writer.now(one.aside));
        const PathWriter::Place place = m_writer.placeOf(one.aside);
        const bool known = isFolder(aside) ? isEmptyFolder(place.folder, place.name)
                                           : sameContent(aside, before) || sameContent(aside, after);
        if (aside.mode == 0 || known)
            continue;
        VC_TRY(const TreeEntry there, m_writer.now(one.change.path));
        // After a loss of power it may also be a content that never got to the disk.
        const bool ours = sameContent(there, before) || sameContent(there, after);
        if (m_record.stage == ApplyStage::InPlace || !whole || !ours)
            VC_CHECK(m_writer.keepBeside(one));
        else
            VC_CHECK(m_writer.putBack(one, before, there));
    }
    return {};
}

void ApplyRun::removeScratch()
{
    QSet<QByteArray> folders;
    for (const JournaledChange &one : std::as_const(m_record.changes)) {
        for (const QByteArray &path : {one.change.path, one.aside}) {
            const QByteArray scratch = path.left(path.lastIndexOf('/') + 1) + m_record.scratch;
            if (folders.contains(scratch))
                continue;
            folders.insert(scratch);
            const PathWriter::Place place = m_writer.placeOf(scratch);
            if (place.folder >= 0 && ::unlinkat(place.folder, place.name.constData(), 0) != 0 && errno == EISDIR)
                ::unlinkat(place.folder, place.name.constData(), AT_REMOVEDIR);
        }
    }
}

/// The folder's file system and that of the objects and the journal, one call where they are the same.
void ApplyRun::sync() const
{
    const FileDescriptor folder = openChild(m_root, ".", O_RDONLY | O_DIRECTORY);
    struct stat here
    {
    }, store{};
    if (!folder.isOpen() || ::syncfs(folder.get()) != 0 || ::fstat(folder.get(), &here) != 0 ||
        ::stat(QFile::encodeName(m_objects.folder()).constData(), &store) != 0 || here.st_dev != store.st_dev)
        m_objects.sync();
}

} // namespace vibecoder
