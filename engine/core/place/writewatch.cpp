// SPDX-License-Identifier: MIT
#include "core/place/writewatch.h"

#include "base/logging.h"
#include "workspace/checkpoint/folderchain.h"
#include "workspace/fileattributes.h"

#include <QJsonArray>

#include <algorithm>
#include <climits>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr uint kKept = S_IFMT | 0777; // of a mode, as checkpoints know it

} // namespace

QJsonObject toJson(const EditTrace &trace)
{
    return {{u"path"_s, trace.path}, {u"mode"_s, qint64(trace.before.mode)},
        {u"before"_s, QString::fromLatin1(trace.before.content.toHex())},
        {u"after"_s, QString::fromLatin1(trace.after.toHex())},
        {u"new_folders"_s, QJsonArray::fromStringList(trace.newFolders)}};
}

EditTrace editTraceFromJson(const QJsonObject &json)
{
    EditTrace trace;
    trace.path = json.value(u"path"_s).toString();
    trace.before = {
        uint(json.value(u"mode"_s).toInteger()), QByteArray::fromHex(json.value(u"before"_s).toString().toLatin1())};
    trace.after = QByteArray::fromHex(json.value(u"after"_s).toString().toLatin1());
    for (const QJsonValue folder : json.value(u"new_folders"_s).toArray())
        trace.newFolders.append(folder.toString());
    return trace;
}

WriteWatch::WriteWatch(StoreLocation location, const Settings &settings, const Workspace &workspace, QString taskId)
    : m_location(std::move(location))
    , m_settings(settings)
    , m_workspace(workspace)
    , m_taskId(std::move(taskId))
{
}

WriteWatch::~WriteWatch() = default;

CheckpointStore *WriteWatch::store() const
{
    if (!m_store) {
        auto opened = CheckpointStore::open(m_location.checkpointFolder(), m_workspace.root());
        if (opened)
            m_store = std::move(*opened);
    }
    return m_store.get();
}

// Nothing: the tree is too large for checkpoints, so there is no way back either.
std::optional<ScannedTree> WriteWatch::look()
{
    CheckpointLimits limits = checkpointLimits(m_settings);
    limits.keepCovered = m_folders;
    auto scanned = scanTree(m_workspace, limits);
    if (!scanned)
        return std::nullopt;
    if (!m_contents)
        m_contents = store() ? store()->knownContents() : ContentCache();
    const auto idOf = [](const QByteArray &bytes) -> Result<ObjectId> {
        return ObjectStore::idOf(ObjectType::Blob, bytes);
    };
    auto known = readContents(m_workspace, *scanned, *m_contents, limits, idOf);
    if (!known)
        return std::nullopt;
    m_contents = std::move(*known);
    m_folders += foldersOf(scanned->tree);
    return *scanned;
}

void WriteWatch::begin()
{
    m_before = look();
}

void WriteWatch::end(Evidence evidence)
{
    const std::optional<ScannedTree> before = std::exchange(m_before, std::nullopt);
    if (!before)
        return;
    std::optional<ScannedTree> after = look();
    // What the command closed to its owner is opened for a moment: else nobody knows what lies in it.
    QMap<QByteArray, uint> closed;
    for (bool found = true; after && found;) {
        found = false;
        for (auto it = after->closed.cbegin(); it != after->closed.cend(); ++it) {
            const bool known = before->tree.contains(it.key()) && !closed.contains(it.key());
            const uint readable = S_ISDIR(it.value()) ? 0500 : 0400;
            if (!known || !setPermissions(it.key(), it.value() | readable))
                continue;
            closed.insert(it.key(), it.value());
            found = true;
        }
        if (found)
            after = look();
    }
    for (auto it = closed.cend(); it != closed.cbegin();) {
        --it;
        setPermissions(it.key(), it.value());
        if (after && after->tree.contains(it.key()))
            after->tree[it.key()].mode = it.value();
    }
    if (after)
        note(writtenBetween(*before, *after), evidence);
}

bool WriteWatch::setPermissions(const QByteArray &path, uint mode) const
{
    FolderChain folders(m_workspace.descriptor());
    const int parent = folders.openParentOf(path);
    return parent >= 0 && changePermissions(parent, lastNameOf(path), mode & 0777);
}

TreeEntry WriteWatch::entryAt(const QByteArray &path) const
{
    FolderChain folders(m_workspace.descriptor());
    const int parent = folders.openParentOf(path);
    struct stat st
    {
    };
    if (parent < 0 || ::fstatat(parent, lastNameOf(path).constData(), &st, AT_SYMLINK_NOFOLLOW) != 0)
        return {};
    if (S_ISLNK(st.st_mode)) {
        char target[PATH_MAX];
        const ssize_t size = ::readlinkat(parent, lastNameOf(path).constData(), target, sizeof target);
        return {S_IFLNK, ObjectStore::idOf(ObjectType::Blob, QByteArray(target, std::max<ssize_t>(0, size)))};
    }
    return {st.st_mode & kKept, {}};
}

EditTrace WriteWatch::trace(const QString &path, const std::optional<QByteArray> &before, const QByteArray &after) const
{
    EditTrace trace;
    trace.path = path;
    const QByteArray bytes = pathBytes(path);
    if (before) {
        trace.before = entryAt(bytes);
        trace.before.content = ObjectStore::idOf(ObjectType::Blob, *before);
    }
    trace.after = ObjectStore::idOf(ObjectType::Blob, after);
    for (qsizetype slash = bytes.indexOf('/'); slash > 0; slash = bytes.indexOf('/', slash + 1)) {
        if (entryAt(bytes.left(slash)).mode == 0)
            trace.newFolders.append(pathText(bytes.left(slash)));
    }
    return trace;
}

void WriteWatch::edited(const EditTrace &trace)
{
    QList<WrittenPath> written;
    for (const QString &folder : trace.newFolders)
        written.append({pathBytes(folder), {}, entryAt(pathBytes(folder))});
    TreeEntry after = entryAt(pathBytes(trace.path));
    after.content = trace.after;
    written.append({pathBytes(trace.path), trace.before, after});
    note(written, Evidence::Sure);
}

bool WriteWatch::isOwn(const QString &path) const
{
    const QByteArray bytes = pathBytes(path);
    TreeEntry now = entryAt(bytes);
    if (S_ISREG(now.mode)) {
        const auto content = m_workspace.read(path);
        if (!content)
            return false;
        now.content = ObjectStore::idOf(ObjectType::Blob, content->bytes);
    }
    return store() && store()->written(m_taskId).left(bytes, now);
}

void WriteWatch::note(const QList<WrittenPath> &written, Evidence evidence)
{
    const Result<> noted = store() ? store()->noteWritten(m_taskId, written, evidence) : Result<>();
    if (!noted)
        logWarning("checkpoints", u"what the task wrote was not noted and will be left alone"_s,
            {{u"task"_s, m_taskId}, {u"why"_s, noted.error().message}});
}

} // namespace vibecoder
