// SPDX-License-Identifier: MIT
// What is told about work that was done: reports, checks made again, statistics, the audit.
#include "core/engine.h"

#include "core/auditing.h"
#include "core/engineprivate.h"
#include "core/recheck.h"
#include "core/taskreport.h"
#include "core/worktree/attemptworktree.h"
#include "storage/eventlog.h"
#include "storage/statsstore.h"
#include "storage/taskstore.h"

#include <QCoreApplication>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kEventsAtOnce = 1000;

} // namespace

Result<QJsonObject> Engine::report(const QString &id, int attempt)
{
    TaskReportInput input;
    VC_TRY(input.task, task(id));
    input.attempt = attempt > 0 ? attempt : input.task.attempt;
    VC_TRY(input.iterations, iterations(id, input.attempt));
    VC_TRY(input.artifacts, artifacts(id, input.attempt));
    for (;;) {
        const qint64 last = input.verifications.isEmpty() ? 0 : input.verifications.constLast().seq;
        VC_TRY(const QList<Event> more,
            eventsSince(last, kEventsAtOnce, id, input.attempt, EventKind::VerificationFinished));
        if (more.isEmpty())
            break;
        input.verifications += more;
    }
    VC_TRY(const QList<QJsonObject> records, audit(id, 100000));
    for (const QJsonObject &record : records) {
        if (record.value(u"action"_s).toString() == u"verify"_s)
            input.tiers.append(record.value(u"tier"_s).toString());
    }
    input.tiers.removeDuplicates();
    return taskReport(input);
}

Result<Recheck> Engine::verifyAgain(const QString &id)
{
    VC_TRY(const Task known, task(id));
    if (!known.accepted)
        return fail(ErrorCode::Denied,
            QCoreApplication::translate("vibecoder::Engine", "Nobody has accepted the commands of this task yet."),
            QCoreApplication::translate("vibecoder::Engine", "Accept them first: `vibecoder approve list`."));
    VC_TRY(const QList<Iteration> rows, iterations(id));
    const Iteration *record = lastVerified(rows);
    if (!record)
        return fail(ErrorCode::NotFound,
            QCoreApplication::translate("vibecoder::Engine", "This task has no verification to compare with."));
    VC_TRY(const bool busy, taskstore::isDirectoryBusy(d->db->reader(), known.spec.workingDirectory, QString()));
    if (busy)
        return fail(ErrorCode::Conflict,
            QCoreApplication::translate("vibecoder::Engine", "A task works in this directory."),
            QCoreApplication::translate("vibecoder::Engine", "Wait for its end."));
    TrialRequest request;
    request.commands = known.spec.verificationCommands;
    request.directory = folderOfTask(d->db->location(), known);
    request.timeoutMs = qint64(known.spec.timeoutPerIteration) * 1000;
    request.network = known.spec.network;
    VC_TRY(const VerificationReport now, tryCommands(d->settings, request));
    QString tree;
    if (const auto workspace = Workspace::open(request.directory)) {
        if (const auto store = checkpointStoreFor(d->db->location(), d->settings, **workspace))
            tree = (*store)->digest(**workspace, checkpointLimits(d->settings)).value_or(QString());
    }
    return compareWithRecord(*record, now, tree);
}

Result<Stats> Engine::stats(int days)
{
    return statsstore::since(d->db->reader(), days, d->clock.now());
}

Result<AuditCheck> Engine::verifyAudit()
{
    VC_TRY(const AuditAnchor anchor, storedAnchor(d->db->reader()));
    return AuditLog::verify(d->db->location().auditFile(), anchor);
}

Result<QList<QJsonObject>> Engine::audit(const QString &taskId, int limit)
{
    QList<QJsonObject> records;
    VC_CHECK(AuditLog::read(d->db->location().auditFile(), [&](const QJsonObject &record) {
        if (taskId.isEmpty() || record.value(u"task"_s).toString() == taskId)
            records.append(record);
        if (records.size() > limit)
            records.removeFirst();
        return true;
    }));
    return records;
}

} // namespace vibecoder
