// SPDX-License-Identifier: MIT
#include "workspace/checkpoint/checkpoints.h"

#include "base/digest.h"
#include "base/paths.h"
#include "workspace/checkpoint/treediff.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxNamed = 200; // of what is not covered

ObjectId idFromHex(const QString &hex)
{
    return QByteArray::fromHex(hex.toLatin1());
}

} // namespace

CheckpointStore::CheckpointStore(const QString &folder)
    : m_objects(folder)
{
}

Result<std::unique_ptr<CheckpointStore>> CheckpointStore::open(const QString &folder, const QString &workingDirectory)
{
    VC_CHECK(ensurePrivateFolder(folder));
    const QString key = sha256Hex(workingDirectory.toUtf8()).left(32);
    std::unique_ptr<CheckpointStore> store(new CheckpointStore(folder + u'/' + key));
    VC_CHECK(store->m_objects.prepare());
    return store;
}

FileDescriptor CheckpointStore::lock() const
{
    FileDescriptor file(
        ::open(QFile::encodeName(folder() + u"/lock"_s).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    while (file.isOpen() && ::flock(file.get(), LOCK_EX) != 0 && errno == EINTR)
        continue;
    return file;
}

// The cache is read each time: another process may have swept what it knew.
Result<ScannedTree> CheckpointStore::look(const Workspace &workspace, const CheckpointLimits &limits, bool store)
{
    VC_TRY(ScannedTree scanned, scanTree(workspace, limits));
    bool sameBoot = true;
    const ContentCache cache = ContentCache::load(cacheFile(), &sameBoot);
    m_objects.distrust(!sameBoot);
    const auto put = [this, store](const QByteArray &bytes) -> Result<ObjectId> {
        return store ? m_objects.put(ObjectType::Blob, bytes) : ObjectStore::idOf(ObjectType::Blob, bytes);
    };
    VC_TRY(const ContentCache next, readContents(workspace, scanned, cache, limits, put));
    // A look that stored nothing must not make the next one believe that it did.
    if (store && !(next == cache))
        next.save(cacheFile());
    return scanned;
}

Result<Snapshot> CheckpointStore::take(const Workspace &workspace, const QString &name, const CheckpointLimits &limits)
{
    const FileDescriptor locked = lock();
    m_objects.removeLeftOvers();
    m_objects.beginAdding();
    ScannedTree scanned;
    ObjectId tree;
    const auto store = [&]() -> Result<> {
        VC_TRY(scanned, look(workspace, limits, true));
        VC_TRY(tree, storeTree(m_objects, scanned.tree));
        return m_objects.setRoot(name, tree);
    };
    if (const Result<> stored = store(); !stored) {
        m_objects.undoAdding();
        // What was taken away must not be believed to be there.
        QFile::remove(cacheFile());
        return passError(stored);
    }
    Snapshot snapshot;
    snapshot.tree = QString::fromLatin1(tree.toHex());
    snapshot.files = scanned.files;
    snapshot.bytes = scanned.bytes;
    snapshot.addedBytes = m_objects.addedBytes();
    // What a person would miss comes first: caches are many and come back by themselves.
    snapshot.notCovered = scanned.notCovered;
    std::stable_partition(snapshot.notCovered.begin(), snapshot.notCovered.end(),
        [](const NotCovered &one) { return one.reason != NotCoveredReason::Generated; });
    if (snapshot.notCovered.size() > kMaxNamed)
        snapshot.notCovered.resize(kMaxNamed);
    return snapshot;
}

Result<QString> CheckpointStore::digest(const Workspace &workspace, const CheckpointLimits &limits)
{
    VC_TRY(const ScannedTree scanned, look(workspace, limits, false));
    return QString::fromLatin1(treeIdOf(scanned.tree).toHex());
}

Result<FileTree> CheckpointStore::load(const QString &tree) const
{
    return loadTree(m_objects, idFromHex(tree));
}

Result<> CheckpointStore::noteWritten(const QString &taskId, const QList<WrittenPath> &written, Evidence evidence) const
{
    if (written.isEmpty())
        return {};
    VC_CHECK(ensurePrivateFolder(historyFolder()));
    const FileDescriptor file(::open(QFile::encodeName(historyFolder() + u'/' + taskId).constData(),
        O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    // In one piece, and on a line of its own whatever a crash left before it.
    const QByteArray line = '\n' + toLine({written, evidence}) + '\n';
    if (!file.isOpen() || ::write(file.get(), line.constData(), size_t(line.size())) != line.size())
        return fail(
            ErrorCode::Io, u"cannot note what the task wrote: %1"_s.arg(qt_error_string()), {}, historyFolder());
    return {};
}

WriteHistory CheckpointStore::written(const QString &taskId) const
{
    WriteHistory history;
    QFile file(historyFolder() + u'/' + taskId);
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd()) {
            const WrittenAtOnce one = fromLine(file.readLine().trimmed());
            history.add(one.paths, one.evidence);
        }
    }
    return history;
}

ContentCache CheckpointStore::knownContents() const
{
    bool sameBoot = true;
    return ContentCache::load(cacheFile(), &sameBoot);
}

Result<QString> CheckpointStore::keep(const FileTree &tree, const QString &name)
{
    const FileDescriptor locked = lock();
    VC_TRY(const ObjectId id, storeTree(m_objects, tree));
    VC_CHECK(m_objects.setRoot(name, id));
    return QString::fromLatin1(id.toHex());
}

Result<QByteArray> CheckpointStore::content(const ObjectId &id) const
{
    return m_objects.read(ObjectType::Blob, id);
}

Result<QByteArray> CheckpointStore::diff(
    const FileTree &from, const FileTree &to, QList<TreeChange> &changes, int context) const
{
    return diffTrees(
        from, to, [this](const ObjectId &id) { return content(id); }, changes, context);
}

Result<qint64> CheckpointStore::prune(const QStringList &names)
{
    const FileDescriptor locked = lock();
    for (const QString &name : names)
        m_objects.removeRoot(name);
    // What is swept must not be believed to be there.
    QFile::remove(cacheFile());
    const QStringList left = this->names();
    for (const QString &task : QDir(historyFolder()).entryList(QDir::Files)) {
        const bool needed = std::any_of(
            left.cbegin(), left.cend(), [&task](const QString &name) { return name.startsWith(task + u'-'); });
        if (!needed)
            QFile::remove(historyFolder() + u'/' + task);
    }
    return m_objects.sweep();
}

StoreUse CheckpointStore::use() const
{
    return {int(m_objects.roots().size()), m_objects.size()};
}

QSet<QByteArray> foldersOf(const FileTree &tree)
{
    QSet<QByteArray> folders;
    for (auto it = tree.cbegin(); it != tree.cend(); ++it) {
        if (S_ISDIR(it->mode))
            folders.insert(it.key());
    }
    return folders;
}

} // namespace vibecoder
