// SPDX-License-Identifier: MIT
#include "core/changes.h"

#include "base/logging.h"
#include "base/paths.h"
#include "core/changerows.h"
#include "workspace/patch.h"

#include <QDataStream>
#include <QFile>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString stampFile(const StoreLocation &location, const QString &taskId)
{
    return location.runFolder() + u"/%1.stamps"_s.arg(taskId);
}

// Nothing when they are not known: the file is another iteration's, cut off, or the tree was too large.
std::optional<QHash<QString, Workspace::Stamp>> rememberedStamps(
    const StoreLocation &location, const QString &taskId, int iteration)
{
    QFile file(stampFile(location, taskId));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    QDataStream stream(&file);
    qint32 number = 0, count = 0;
    stream >> number >> count;
    if (number != iteration || count < 0)
        return std::nullopt;
    QHash<QString, Workspace::Stamp> stamps;
    for (qint32 i = 0; i < count; ++i) {
        QString path;
        Workspace::Stamp stamp;
        stream >> path >> stamp.size >> stamp.mtimeNs >> stamp.inode;
        stamps.insert(path, stamp);
    }
    if (stream.status() != QDataStream::Ok)
        return std::nullopt;
    return stamps;
}

// Paths whose stamp differs from the remembered one; nothing when there are no remembered ones.
QStringList changedByCommands(const ChangeRequest &request, const Workspace &workspace, const RunServices &services)
{
    const auto before = rememberedStamps(services.db.location(), request.taskId, request.iteration);
    if (!before)
        return {};
    const auto now = workspace.stamps();
    if (!now)
        return {};
    QStringList paths;
    for (auto it = now->cbegin(); it != now->cend(); ++it) {
        if (!request.touched.contains(it.key()) && before->value(it.key()) != it.value())
            paths.append(it.key());
    }
    for (auto it = before->cbegin(); it != before->cend(); ++it) {
        if (!request.touched.contains(it.key()) && !now->contains(it.key()))
            paths.append(it.key());
    }
    paths.sort();
    return paths;
}

} // namespace

void rememberStamps(const StoreLocation &location, const QString &taskId, int iteration, const Workspace &workspace)
{
    // A resumed iteration keeps the stamps of its real start.
    QFile file(stampFile(location, taskId));
    if (file.open(QIODevice::ReadOnly)) {
        QDataStream stream(&file);
        qint32 number = -1;
        stream >> number;
        if (number == iteration)
            return;
        file.close();
    }
    const auto stamps = workspace.stamps();
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << qint32(iteration) << qint32(stamps ? stamps->size() : -1);
    if (stamps) {
        for (auto it = stamps->cbegin(); it != stamps->cend(); ++it)
            stream << it.key() << it->size << it->mtimeNs << it->inode;
    }
    QFile out(stampFile(location, taskId));
    if (out.open(QIODevice::WriteOnly | QIODevice::Truncate))
        out.write(bytes);
}

Result<StepOutcome> collectChangedFiles(
    const ChangeRequest &request, const Workspace &workspace, const RunServices &services)
{
    QStringList paths = request.touched.keys();
    paths.sort();
    const QStringList others = request.commandsRan ? changedByCommands(request, workspace, services) : QStringList();
    ChangeRows rows(services, request.taskId, request.attempt, request.iteration);
    for (const QString &path : paths + others) {
        const bool byEdit = request.touched.contains(path);
        const TouchedFile before = request.touched.value(path);
        const Result<FileContent> now = workspace.read(path, ChangeRows::kMaxKept);
        const bool exists = now.has_value() || now.error().code != ErrorCode::NotFound;
        QByteArray old;
        if (byEdit && before.existed) {
            VC_TRY(old, services.artifacts.read(before.artifact));
        }
        if (byEdit && now && before.existed && old == now->bytes)
            continue;
        ChangeRows::Row row{path,
            !exists                     ? u"deleted"_s
            : byEdit && !before.existed ? u"added"_s
                                        : u"modified"_s,
            !byEdit, now ? std::optional(now->bytes) : std::nullopt, {}};
        if (byEdit)
            row.diff = unifiedDiff(path, old, now ? now->bytes : QByteArray(), before.existed, exists);
        VC_CHECK(rows.add(row));
    }
    return rows.outcome();
}

Usage usageSince(const Usage &before, const Usage &now)
{
    Usage used;
    used.inputTokens = now.inputTokens - before.inputTokens;
    used.outputTokens = now.outputTokens - before.outputTokens;
    used.cacheReadTokens = now.cacheReadTokens - before.cacheReadTokens;
    used.cacheWrite5mTokens = now.cacheWrite5mTokens - before.cacheWrite5mTokens;
    used.cacheWrite1hTokens = now.cacheWrite1hTokens - before.cacheWrite1hTokens;
    used.calls = now.calls - before.calls;
    used.retriedCalls = now.retriedCalls - before.retriedCalls;
    used.estimatedCalls = now.estimatedCalls - before.estimatedCalls;
    used.costMicroUsd = now.costMicroUsd - before.costMicroUsd;
    used.priceKnown = now.priceKnown;
    return used;
}

} // namespace vibecoder
