// SPDX-License-Identifier: MIT
#include "core/view/viewcheckpoints.h"

#include "core/checkpointkeeping.h"
#include "core/view/viewreturn.h"
#include "storage/checkpointrows.h"
#include "wire/modelcodec.h"
#include "workspace/border/changesetstore.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

ViewCheckpoints::ViewCheckpoints(
    RunServices &services, AttemptView &view, WorkPlace &place, const Workspace &shown, Journal &journal)
    : m_services(services)
    , m_view(view)
    , m_place(place)
    , m_shown(shown)
    , m_journal(journal)
{
}

QCoro::Task<Result<Checkpoint>> ViewCheckpoints::take(CheckpointKind kind, int iteration)
{
    const int number = m_taken++;
    Step step;
    step.kind = u"checkpoint"_s;
    step.input = {{u"number"_s, number}, {u"iteration"_s, iteration}, {u"kind"_s, toWire(kind)}};
    // Nothing needs to be stored before it, and doing it twice is as good as once.
    step.readOnly = true;
    step.instant = true;
    Journal::Effect effect = [this, kind, iteration, number](
                                 const QJsonObject &, bool) { return readyOutcome(keep(kind, iteration, number)); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    const Result<Checkpoint> read = checkpointFromJson(result);
    if (!read)
        co_return passError(read);
    co_return *read;
}

Result<StepOutcome> ViewCheckpoints::keep(CheckpointKind kind, int iteration, int number)
{
    Checkpoint checkpoint;
    checkpoint.taskId = m_journal.taskId();
    checkpoint.attempt = m_journal.attempt();
    checkpoint.number = number;
    checkpoint.iteration = iteration;
    checkpoint.kind = kind;
    checkpoint.createdAt = m_services.clock.now();
    VC_TRY(const ChangeSet set, m_view.changes());
    VC_TRY(checkpoint.tree,
        keepChangeSet(m_view.objects(), set, checkpointName(checkpoint.taskId, checkpoint.attempt, number)));
    checkpoint.files = int(set.changes.size());
    for (const Change &change : set.changes)
        checkpoint.bytes += change.size;
    for (const StayingBehind &staying : set.stayingBehind)
        checkpoint.notCovered.append({pathText(staying.path), NotCoveredReason::Generated, staying.bytes});
    StepOutcome outcome;
    outcome.result = toJson(checkpoint);
    outcome.events = {makeEvent(EventKind::CheckpointTaken,
        {{u"number"_s, number}, {u"iteration"_s, iteration}, {u"kind"_s, toWire(kind)}, {u"tree"_s, checkpoint.tree},
            {u"files"_s, checkpoint.files}, {u"not_covered"_s, checkpoint.notCovered.size()}})};
    outcome.change = [checkpoint, directory = m_shown.root()](
                         Connection &c) { return checkpointrows::save(c, checkpoint, directory); };
    return outcome;
}

QCoro::Task<Result<RollbackReport>> ViewCheckpoints::restore(Checkpoint target, int iteration)
{
    CO_TRY(const Checkpoint before, take(CheckpointKind::Restore, iteration));
    Step step;
    step.kind = u"restore"_s;
    step.input = {{u"tree"_s, target.tree}};
    const Checkpoint goal = target;
    Journal::Effect effect = [this, goal, before](
                                 const QJsonObject &, bool) { return readyOutcome(goBack(goal, before)); };
    CO_TRY(const PlaceLease lease, m_place.enter(WorkPlace::Use::Write));
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    if (result.contains(u"problem"_s))
        co_return fail(result.value(u"untouched"_s).toBool() ? ErrorCode::NotFound : ErrorCode::Conflict,
            result.value(u"problem"_s).toString());
    RollbackReport report;
    report.target = target;
    report.before = before;
    for (const QJsonValue path : result.value(u"left_alone"_s).toArray())
        report.leftAlone.append(path.toString());
    co_return report;
}

Result<StepOutcome> ViewCheckpoints::goBack(const Checkpoint &target, const Checkpoint &before)
{
    StepOutcome outcome;
    const Result<ChangeSet> now = loadChangeSet(m_view.objects(), before.tree);
    const Result<ChangeSet> wanted = loadChangeSet(m_view.objects(), target.tree);
    if (!now || !wanted) {
        outcome.result = {{u"problem"_s, (now ? wanted : now).error().message}, {u"untouched"_s, true}};
        return outcome;
    }
    const Result<QByteArrayList> done = returnTo(m_shown, m_view, *now, *wanted);
    if (!done) {
        outcome.result = {{u"problem"_s, done.error().message}};
        return outcome;
    }
    QStringList left;
    for (const QByteArray &path : *done)
        left.append(pathText(path));
    outcome.result = {{u"left_alone"_s, QJsonArray::fromStringList(left)}};
    outcome.events = {makeEvent(EventKind::CheckpointRestored,
        {{u"number"_s, target.number}, {u"iteration"_s, target.iteration}, {u"tree"_s, target.tree},
            {u"left_alone"_s, left.size()}, {u"by"_s, u"task"_s},
            {u"left_alone_paths"_s, QJsonArray::fromStringList(left.mid(0, kNamedPaths))}})};
    return outcome;
}

} // namespace vibecoder
