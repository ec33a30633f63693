// SPDX-License-Identifier: MIT
#include "core/checkpointkeeping.h"

#include <QDir>

namespace vibecoder {

using namespace Qt::StringLiterals;

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

Result<int> pruneCheckpoints(
    Database &db, const Settings &settings, const Workspace &workspace, const QString &directory, const QDateTime &now)
{
    if (!QDir(db.location().checkpointFolder()).exists())
        return 0;
    VC_TRY(const auto rollback, rollbackrows::find(db.reader(), directory));
    VC_TRY(const QList<checkpointrows::Kept> kept, checkpointrows::ofDirectory(db.reader(), directory));
    if (rollback)
        return 0;
    VC_TRY(const auto store, CheckpointStore::open(db.location().checkpointFolder(), workspace.root()));
    const qint64 cap = qint64(settings.checkpointStoreMb) * 1024 * 1024;
    const QDateTime oldest = now.addDays(-settings.checkpointDays);
    QList<checkpointrows::Kept> going, staying;
    for (const checkpointrows::Kept &one : kept) {
        if (!one.inUse)
            (one.createdAt < oldest ? going : staying).append(one);
    }
    int gone = 0;
    const auto forget = [&](const QList<checkpointrows::Kept> &list) -> Result<qint64> {
        QStringList names;
        for (const checkpointrows::Kept &one : list)
            names.append(checkpointName(one.taskId, one.attempt, one.number));
        // Rows first: a state without a row is only room that the next sweep frees; a row without a state would lie.
        const auto removed = db.writeNow([list](Connection &c) -> Result<> {
            for (const checkpointrows::Kept &one : list)
                VC_CHECK(checkpointrows::remove(c, one.taskId, one.attempt, one.number));
            return {};
        });
        if (!removed)
            return passError(removed);
        gone += int(list.size());
        return store->prune(names);
    };
    qint64 size = 0;
    if (going.isEmpty()) {
        size = store->use().bytes;
    } else {
        VC_TRY(size, forget(going));
    }
    while (size > cap && !staying.isEmpty()) {
        // Half of them at a time: what one state alone needs is only known after a sweep.
        const qsizetype count = (staying.size() + 1) / 2;
        const QList<checkpointrows::Kept> first = staying.mid(0, count);
        staying = staying.mid(count);
        VC_TRY(size, forget(first));
    }
    return gone;
}

} // namespace vibecoder
