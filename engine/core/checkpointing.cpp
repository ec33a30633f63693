// SPDX-License-Identifier: MIT
#include "core/checkpointing.h"

#include "base/logging.h"
#include "core/rollback.h"
#include "wire/modelcodec.h"
#include "workspace/pathtext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

Checkpointing::Checkpointing(RunServices &services, const Workspace &workspace, Journal &journal)
    : m_services(services)
    , m_workspace(workspace)
    , m_journal(journal)
{
}

Checkpointing::~Checkpointing() = default;

Result<CheckpointStore *> Checkpointing::store()
{
    if (!m_store) {
        VC_TRY(m_store, checkpointStoreFor(m_services.db.location(), m_services.settings, m_workspace));
    }
    return m_store.get();
}

QCoro::Task<Result<Checkpoint>> Checkpointing::take(CheckpointKind kind, int iteration)
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
    Checkpoint checkpoint;
    if (result.contains(u"unavailable"_s)) {
        m_warned = true;
        co_return checkpoint;
    }
    const Result<Checkpoint> read = checkpointFromJson(result);
    if (!read)
        co_return passError(read);
    if (m_firstTree.isEmpty())
        m_firstTree = read->tree;
    co_return *read;
}

Result<StepOutcome> Checkpointing::keep(CheckpointKind kind, int iteration, int number)
{
    Checkpoint checkpoint;
    checkpoint.taskId = m_journal.taskId();
    checkpoint.attempt = m_journal.attempt();
    checkpoint.number = number;
    checkpoint.iteration = iteration;
    checkpoint.kind = kind;
    checkpoint.createdAt = m_services.clock.now();
    const auto kept = [&]() -> Result<Snapshot> {
        VC_TRY(CheckpointStore *const where, store());
        CheckpointLimits limits = checkpointLimits(m_services.settings);
        if (!m_firstFolders && !m_firstTree.isEmpty()) {
            const auto first = where->load(m_firstTree);
            m_firstFolders = first ? foldersOf(*first) : QSet<QByteArray>();
        }
        limits.keepCovered = m_firstFolders.value_or(QSet<QByteArray>());
        return where->take(
            m_workspace, checkpointName(checkpoint.taskId, checkpoint.attempt, checkpoint.number), limits);
    }();
    if (!kept) {
        const QString why = kept.error().message;
        StepOutcome outcome;
        outcome.result = {{u"unavailable"_s, why}};
        // By the person's own setting there is nothing to warn of.
        if (!m_warned && m_services.settings.checkpointDays > 0) {
            logWarning("checkpoints", u"no checkpoint was taken"_s, {{u"task"_s, checkpoint.taskId}, {u"why"_s, why}});
            outcome.events = {makeEvent(EventKind::Warning,
                {{u"code"_s, u"no_checkpoints"_s}, {u"text"_s, u"no checkpoint of this state: "_s + why}})};
        }
        return outcome;
    }
    checkpoint.tree = kept->tree;
    checkpoint.files = kept->files;
    checkpoint.bytes = kept->bytes;
    checkpoint.notCovered = kept->notCovered;
    StepOutcome outcome;
    outcome.result = toJson(checkpoint);
    outcome.events = {makeEvent(EventKind::CheckpointTaken,
        {{u"number"_s, number}, {u"iteration"_s, iteration}, {u"kind"_s, toWire(kind)}, {u"tree"_s, checkpoint.tree},
            {u"files"_s, checkpoint.files}, {u"not_covered"_s, checkpoint.notCovered.size()}})};
    const QList<int> gone = makeRoom(kept->addedBytes, number);
    outcome.change = [checkpoint, gone, directory = m_workspace.root()](Connection &c) -> Result<> {
        for (const int old : gone)
            VC_CHECK(checkpointrows::remove(c, checkpoint.taskId, checkpoint.attempt, old));
        return checkpointrows::save(c, checkpoint, directory);
    };
    return outcome;
}

// Above the cap the states of ended tasks go first, then those in the middle of this attempt; its first and its newest
// ones stay. Returns which of this attempt went.
QList<int> Checkpointing::makeRoom(qint64 addedBytes, int number)
{
    const qint64 cap = checkpointLimits(m_services.settings).maxTotalBytes;
    m_storeBytes = m_storeBytes ? *m_storeBytes + addedBytes : m_store->use().bytes;
    if (*m_storeBytes <= cap)
        return {};
    const auto pruned =
        pruneCheckpoints(m_services.db, m_services.settings, m_workspace.root(), m_services.clock.now());
    m_storeBytes = m_store->use().bytes;
    if (!pruned || *m_storeBytes <= cap)
        return {};
    constexpr int newest = 2;
    QList<int> numbers;
    QStringList names;
    for (int old = 1; old + newest <= number; ++old) {
        numbers.append(old);
        names.append(checkpointName(m_journal.taskId(), m_journal.attempt(), old));
    }
    m_storeBytes = m_store->prune(names).value_or(0);
    return numbers;
}

QCoro::Task<Result<RollbackReport>> Checkpointing::restore(Checkpoint target, int iteration)
{
    CO_TRY(const Checkpoint before, take(CheckpointKind::Restore, iteration));
    if (before.tree.isEmpty())
        co_return fail(ErrorCode::Unavailable, u"the present state cannot be kept, so there is no way back from it"_s);
    Step step;
    step.kind = u"restore"_s;
    step.input = {{u"tree"_s, target.tree}};
    const Checkpoint goal = target;
    Journal::Effect effect = [this, goal, before](
                                 const QJsonObject &, bool) { return readyOutcome(goBack(goal, before)); };
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

Result<StepOutcome> Checkpointing::goBack(const Checkpoint &target, const Checkpoint &before) const
{
    StepOutcome outcome;
    QStringList notSure;
    const auto done = [&]() -> Result<RestorePlan> {
        VC_TRY(const auto own, checkpointStoreFor(m_services.db.location(), m_services.settings, m_workspace));
        VC_TRY(const FileTree was, own->load(before.tree));
        VC_TRY(const FileTree wanted, own->load(target.tree));
        // Nobody looks at what goes back by itself: a verification runs long, and a person saves files meanwhile.
        constexpr Evidence least = Evidence::Command;
        const OwnReturn meant = returnOfOwn(was, wanted, {own->written(m_journal.taskId()), {}, least});
        for (const QByteArray &path : meant.notSure)
            notSure.append(pathText(path));
        return restoreTree(
            *own, m_workspace, m_journal.taskId(), target.tree, checkpointLimits(m_services.settings), least);
    }();
    if (!done) {
        outcome.result = {{u"problem"_s, done.error().message},
            {u"untouched"_s, done.error().code == ErrorCode::NotFound || done.error().code == ErrorCode::Unavailable}};
        return outcome;
    }
    outcome.result = {{u"left_alone"_s, QJsonArray::fromStringList(done->leftAlone)}};
    // Not how many files changed: after a crash on the way that number would be another one.
    outcome.events = {makeEvent(EventKind::CheckpointRestored,
        {{u"number"_s, target.number}, {u"iteration"_s, target.iteration}, {u"tree"_s, target.tree},
            {u"left_alone"_s, done->leftAlone.size()}, {u"by"_s, u"task"_s},
            {u"left_alone_paths"_s, QJsonArray::fromStringList(done->leftAlone.mid(0, kNamedPaths))}})};
    if (!done->leftAlone.isEmpty())
        outcome.events.append(
            makeEvent(EventKind::Warning, {{u"code"_s, u"left_alone"_s}, {u"text"_s, leftAloneText(done->leftAlone)}}));
    if (!notSure.isEmpty())
        outcome.events.append(
            makeEvent(EventKind::Warning, {{u"code"_s, u"changed_while_a_command_ran"_s},
                                              {u"text"_s, notSureText(notSure, m_journal.taskId(), before)}}));
    return outcome;
}

} // namespace vibecoder
