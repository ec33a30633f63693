// SPDX-License-Identifier: MIT
#include "core/changes.h"

#include "base/digest.h"
#include "base/logging.h"
#include "base/paths.h"
#include "core/editstat.h"
#include "workspace/patch.h"

#include <QDataStream>
#include <QFile>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxFiles = 200;           ///< kept per iteration; more are named only
constexpr qint64 kMaxKept = 1024 * 1024; ///< bytes of one kept file
constexpr qint64 kMaxPatch = 4 * 1024 * 1024;

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
    QByteArray patch;
    QJsonArray files;
    QList<Artifact> rows;
    const auto keep = [&](const QString &name, const QString &kind, const QByteArray &bytes) -> Result<QString> {
        Artifact row;
        row.id = newId();
        row.taskId = request.taskId;
        row.attempt = request.attempt;
        row.iteration = request.iteration;
        row.name = u"a%1/i%2/%3"_s.arg(request.attempt).arg(request.iteration).arg(name);
        row.kind = kind;
        VC_TRY(row.sha256, services.artifacts.put(bytes));
        row.size = bytes.size();
        row.createdAt = services.clock.now();
        rows.append(row);
        return row.id;
    };
    for (const QString &path : paths + others) {
        const bool byEdit = request.touched.contains(path);
        const TouchedFile before = request.touched.value(path);
        const Result<FileContent> now = workspace.read(path, kMaxKept);
        const bool exists = now.has_value() || now.error().code != ErrorCode::NotFound;
        QByteArray old;
        if (byEdit && before.existed) {
            VC_TRY(old, services.artifacts.read(before.artifact));
        }
        if (byEdit && now && before.existed && old == now->bytes)
            continue;
        const QString change = !exists ? u"deleted"_s : byEdit && !before.existed ? u"added"_s : u"modified"_s;
        QJsonObject file{{u"path"_s, path}, {u"change"_s, change}, {u"by_command"_s, !byEdit}};
        if (now) {
            file.insert(u"size"_s, now->bytes.size());
            if (files.size() < kMaxFiles) {
                VC_TRY(const QString id, keep(u"files/"_s + path, u"file"_s, now->bytes));
                file.insert(u"artifact"_s, id);
            }
        }
        const QByteArray diff =
            byEdit ? unifiedDiff(path, old, now ? now->bytes : QByteArray(), before.existed, exists) : QByteArray();
        addEditStat(file, diff);
        if (patch.size() < kMaxPatch) {
            if (byEdit)
                patch += diff;
            else
                patch +=
                    "# " + path.toUtf8() + ": " + change.toUtf8() + " by a command; its earlier content is not known\n";
        }
        files.append(file);
    }
    StepOutcome outcome;
    QString patchId;
    if (!patch.isEmpty()) {
        VC_TRY(patchId, keep(u"changes.patch"_s, u"patch"_s, patch));
    }
    outcome.result = {{u"files"_s, files}, {u"patch"_s, patchId}};
    outcome.change = [rows](Connection &c) -> Result<> {
        for (const Artifact &row : rows)
            VC_CHECK(artifactrows::insert(c, row));
        return {};
    };
    return outcome;
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
