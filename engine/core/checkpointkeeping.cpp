// SPDX-License-Identifier: MIT
#include "core/checkpointkeeping.h"

#include "core/result/resultstore.h"

#include "storage/taskstore.h"

#include <QDir>

namespace vibecoder {

using namespace Qt::StringLiterals;

QString leftAloneText(const QStringList &paths)
{
    if (paths.isEmpty())
        return {};
    QString text = u"left alone, because this task did not write them or somebody changed them afterwards: "_s +
                   paths.mid(0, kNamedPaths).join(u", "_s);
    if (paths.size() > kNamedPaths)
        text += u" and %1 more"_s.arg(paths.size() - kNamedPaths);
    return text;
}

QString notSureText(const QStringList &paths, const QString &taskId, const Checkpoint &before)
{
    const QString more = paths.size() > kNamedPaths ? u" and %1 more"_s.arg(paths.size() - kNamedPaths) : QString();
    return u"went back as well, but changed while a command ran: %1%2. If that was you: `vibecoder task rollback %3 "
           "--attempt %4 --to c%5` brings it again when the task has ended"_s
               .arg(paths.mid(0, kNamedPaths).join(u", "_s), more, taskId)
               .arg(before.attempt)
               .arg(before.number);
}

QString checkpointName(const QString &taskId, int attempt, int number)
{
    return u"%1-a%2-c%3"_s.arg(taskId).arg(attempt).arg(number);
}

CheckpointLimits checkpointLimits(const Settings &settings)
{
    constexpr qint64 mebibyte = 1024LL * 1024;
    CheckpointLimits limits;
    limits.maxFileBytes = settings.checkpointFileMb * mebibyte;
    limits.maxTotalBytes = settings.checkpointStoreMb * mebibyte;
    return limits;
}

Result<std::unique_ptr<CheckpointStore>> checkpointStoreFor(
    const StoreLocation &location, const Settings &settings, const Workspace &workspace)
{
    if (settings.checkpointDays == 0)
        return fail(ErrorCode::Unavailable, u"checkpoints are switched off by the setting checkpoint_days"_s);
    return CheckpointStore::open(location.checkpointFolder(), workspace.root());
}

namespace {

using checkpointrows::Kept;

// States whose task was removed while nobody swept.
Result<QStringList> orphans(Connection &c, const CheckpointStore &store)
{
    QStringList names;
    for (const QString &name : store.names()) {
        const auto task = taskstore::byId(c, name.section(u'-', 0, 0));
        if (!task && task.error().code != ErrorCode::NotFound)
            return passError(task);
        if (!task)
            names.append(name);
    }
    return names;
}

Result<qint64> forget(Database &db, CheckpointStore &store, const QList<Kept> &list, QStringList names)
{
    // Rows first: a state without a row is only room that the next sweep frees; a row without a state would lie.
    VC_CHECK(db.writeNow([list](Connection &c) -> Result<> {
        for (const Kept &one : list) {
            if (const Result<> removed = checkpointrows::remove(c, one.taskId, one.attempt, one.number); !removed)
                return removed;
        }
        return {};
    }));
    for (const Kept &one : list)
        names.append(checkpointName(one.taskId, one.attempt, one.number));
    return store.prune(names);
}

} // namespace

Result<int> pruneCheckpoints(Database &db, const Settings &settings, const QString &root, const QDateTime &now)
{
    if (!QDir(db.location().checkpointFolder()).exists())
        return 0;
    VC_TRY(const QList<RollbackRow> rollbacks, rollbackrows::all(db.reader()));
    if (!rollbacks.isEmpty())
        return 0;
    VC_TRY(const QList<Kept> kept, checkpointrows::ofDirectory(db.reader(), root));
    VC_TRY(const auto store, CheckpointStore::open(db.location().checkpointFolder(), root));
    VC_TRY(const QStringList orphaned, orphans(db.reader(), *store));
    const qint64 cap = qint64(settings.checkpointStoreMb) * 1024 * 1024;
    const QDateTime oldest = now.addDays(-settings.checkpointDays);
    QList<Kept> going, staying;
    for (const Kept &one : kept) {
        // States of a view lie in the view and go with it.
        if (!one.inUse && !ResultStore::exists(db.location(), one.taskId, one.attempt))
            (one.createdAt < oldest ? going : staying).append(one);
    }
    qsizetype gone = going.size();
    qint64 size = 0;
    if (going.isEmpty() && orphaned.isEmpty()) {
        size = store->use().bytes;
    } else {
        VC_TRY(size, forget(db, *store, going, orphaned));
    }
    while (size > cap && !staying.isEmpty()) {
        // Half of them at a time: what one state alone needs is only known after a sweep.
        const QList<Kept> first = staying.mid(0, (staying.size() + 1) / 2);
        staying = staying.mid(first.size());
        gone += first.size();
        VC_TRY(size, forget(db, *store, first, {}));
    }
    return int(gone);
}

Result<> forgetCheckpointsBelow(Database &db, const QString &taskId, const QString &folder)
{
    VC_TRY(const QList<Checkpoint> rows, checkpointrows::list(db.reader(), taskId, 0));
    QHash<QString, QList<Kept>> byDirectory;
    for (const Checkpoint &row : rows) {
        VC_TRY(const QString directory, checkpointrows::directoryOf(db.reader(), row));
        if (directory == folder || directory.startsWith(folder + u'/'))
            byDirectory[directory].append({row.taskId, row.attempt, row.number, row.createdAt, false});
    }
    for (auto it = byDirectory.cbegin(); it != byDirectory.cend(); ++it) {
        VC_TRY(const auto store, CheckpointStore::open(db.location().checkpointFolder(), it.key()));
        VC_CHECK(forget(db, *store, it.value(), {}));
    }
    return {};
}

} // namespace vibecoder
