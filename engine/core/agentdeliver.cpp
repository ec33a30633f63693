// SPDX-License-Identifier: MIT
// What passed in a view goes into the person's folder: whole, merged where she changed the same files, or after she has
// decided. Only then has the task passed for her too.
#include "core/agentloop.h"

#include "base/digest.h"
#include "core/fileapproval.h"
#include "core/result/conflictcard.h"
#include "core/result/resultapply.h"
#include "core/rollback.h"
#include "wire/bordercodec.h"
#include "workspace/border/changediff.h"

#include <QJsonDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNamed = 10;

QStringList textsAt(const QJsonObject &json, const QString &key)
{
    QStringList texts;
    for (const QJsonValue text : json.value(key).toArray())
        texts.append(text.toString());
    return texts;
}

QString named(const QStringList &paths)
{
    return paths.mid(0, kNamed).join(u", "_s) + (paths.size() > kNamed ? u" …"_s : QString());
}

// One sentence about each thing that is not as the task left it.
QString detailOf(const QJsonObject &done)
{
    QStringList parts;
    if (const QStringList merged = textsAt(done, u"merged"_s); !merged.isEmpty())
        parts.append(u"merged with changes of a person: %1"_s.arg(named(merged)));
    if (const QStringList kept = textsAt(done, u"kept_folders"_s); !kept.isEmpty())
        parts.append(u"not removed, because something of a person lies there: %1"_s.arg(named(kept)));
    if (const QStringList saved = textsAt(done, u"saved"_s); !saved.isEmpty())
        parts.append(u"saved meanwhile and kept beside: %1"_s.arg(named(saved)));
    return parts.join(u"; "_s);
}

} // namespace

QCoro::Task<Result<LoopOutcome>> AgentLoop::deliver(LoopOutcome outcome)
{
    if (!m_view || !outcome.passed())
        co_return outcome;
    if (m_state.task.spec.deliver == Deliver::Patch) {
        CO_TRY(const LoopOutcome delivered, deliverPatch(outcome));
        co_return delivered;
    }
    ConflictAnswer answered;
    for (int number = 1;; ++number) {
        CO_TRY(const QJsonObject done, applyStep(number, answered));
        if (done.value(u"applied"_s).toBool()) {
            m_state.task.result = ResultState::Applied;
            m_state.task.resultFiles = done.value(u"files"_s).toInt();
            outcome.detail = detailOf(done);
            if (!answered.digest.isEmpty()) {
                CO_CHECK(checkAnswered());
            }
            co_return outcome;
        }
        if (const QString problem = done.value(u"problem"_s).toString(); !problem.isEmpty())
            co_return LoopOutcome{StopReason::EnvironmentError, u"passed, but nothing could be applied: "_s + problem};
        CO_TRY(answered, askConflicts(done));
    }
}

// Nothing comes into the folder: the changes are an artifact that `git am` and `git apply` take.
QCoro::Task<Result<LoopOutcome>> AgentLoop::deliverPatch(LoopOutcome outcome)
{
    Step step;
    step.kind = u"deliver_patch"_s;
    step.input = {{u"set"_s, m_found.chosen}};
    Journal::Effect effect = [this](const QJsonObject &, bool) { return readyOutcome(makePatch()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_state.task.result = ResultState::Delivered;
    m_state.task.resultFiles = result.value(u"files"_s).toInt();
    if (const QStringList left = textsAt(result, u"left_out"_s); !left.isEmpty())
        outcome.detail = u"not in the patch: %1"_s.arg(named(left));
    co_return outcome;
}

Result<StepOutcome> AgentLoop::makePatch() const
{
    ObjectStore &objects = m_view->objects();
    VC_TRY(const ChangeSet chosen, loadChangeSet(objects, m_found.chosen));
    const auto read = [&objects](const ObjectId &id) { return objects.read(ObjectType::Blob, id); };
    const TaskSpec &spec = m_state.task.spec;
    VC_TRY(const ChangePatch patch, patchFor(chosen, read, {spec.name, spec.description, m_iteration.startedAt}));
    Artifact row;
    row.id = newId();
    row.taskId = m_journal.taskId();
    row.attempt = m_journal.attempt();
    row.iteration = m_state.task.iteration;
    row.name = u"a%1/result.patch"_s.arg(row.attempt);
    row.kind = u"result_patch"_s;
    row.size = patch.bytes.size();
    VC_TRY(row.sha256, m_services.artifacts.put(patch.bytes));
    row.createdAt = m_services.clock.now();
    QStringList left;
    for (const QByteArray &one : patch.leftOut)
        left.append(pathText(one));
    StepOutcome outcome;
    outcome.result = {{u"files"_s, chosen.changes.size()}, {u"artifact"_s, row.id},
        {u"left_out"_s, QJsonArray::fromStringList(left)}};
    outcome.change = [row](Connection &c) { return artifactrows::insert(c, row); };
    return outcome;
}

QCoro::Task<Result<QJsonObject>> AgentLoop::applyStep(int number, ConflictAnswer answered)
{
    Step step;
    step.kind = u"apply"_s;
    step.input = {{u"set"_s, m_found.chosen}, {u"number"_s, number}, {u"conflicts"_s, answered.digest}};
    const int iteration = m_state.task.iteration;
    Journal::Effect effect = [this, answered, iteration](const QJsonObject &, bool) {
        // The step after this one asks.
        const QString card = approvalArtifactName(m_journal.attempt(), iteration, m_journal.nextPath(), u"card"_s);
        return readyOutcome(applyNow(answered, iteration, card));
    };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    co_return result;
}

Result<StepOutcome> AgentLoop::applyNow(const ConflictAnswer &answered, int iteration, const QString &cardName)
{
    const StoreLocation &location = m_services.db.location();
    VC_TRY(const auto store, ResultStore::open(location, m_journal.taskId(), m_journal.attempt()));
    VC_TRY(const ChangeSet chosen, loadChangeSet(store->objects(), m_found.chosen));
    // Two attempts that passed at once, or a rollback: one after the other.
    VC_TRY(const FileDescriptor held, holdForRollback(location, m_folder.root()));
    ApplyOptions options;
    VC_TRY(const QList<ApplyConflict> conflicts, conflictsOf(*store, m_folder, chosen));
    const ConflictCard card = conflictCard(conflicts, store->reader());
    StepOutcome outcome;
    if (!conflicts.isEmpty() && card.digest != answered.digest)
        return askingOutcome(card, iteration, cardName);
    if (!conflicts.isEmpty()) {
        VC_TRY(options.answers,
            answersTo(conflicts, answered.answers, answered.approved ? AnswerKind::UseTheirs : AnswerKind::KeepMine));
    }
    VC_TRY(const ApplyOutcome done, applyResult(m_view->folder(), *store, m_folder, chosen, options));
    if (!done.applied && !done.conflicts.files.isEmpty())
        return askingOutcome(done.conflicts, iteration, cardName);
    QStringList saved;
    for (const SavedBeside &one : done.saved)
        saved.append(u"%1 (%2)"_s.arg(one.path, one.name));
    QString problem;
    if (!done.applied && !done.keepsChanging)
        problem = (done.problems + done.refused).join(u"; "_s).left(500);
    outcome.result = {{u"applied"_s, done.applied}, {u"files"_s, done.files}, {u"problem"_s, problem},
        {u"keeps_changing"_s, done.keepsChanging}, {u"merged"_s, QJsonArray::fromStringList(done.merged)},
        {u"kept_folders"_s, QJsonArray::fromStringList(done.keptFolders)},
        {u"saved"_s, QJsonArray::fromStringList(saved)}};
    if (done.keepsChanging)
        outcome.result.insert(u"lines"_s, QJsonArray::fromStringList(done.changedMeanwhile));
    QStringList changed;
    for (const TreeChange &change : done.applied ? done.inFolder : done.changes)
        changed.append(change.path);
    // The same when the process was killed right after it had applied.
    if (done.applied)
        outcome.events = {makeEvent(EventKind::ResultApplied,
            {{u"files"_s, done.files}, {u"changes"_s, changed.size()},
                {u"paths"_s, QJsonArray::fromStringList(changed.mid(0, kNamed))},
                {u"merged"_s, QJsonArray::fromStringList(done.merged.mid(0, kNamed))},
                {u"verified"_s, done.merged.isEmpty() && answered.digest.isEmpty()}, {u"by"_s, u"engine"_s}})};
    VC_TRY(outcome.change,
        auditEffect(m_services, {m_journal.taskId(), m_journal.attempt(), iteration},
            {{u"action"_s, u"apply_result"_s}, {u"decision"_s, u"allow"_s}, {u"reason"_s, u"passed"_s},
                {u"directory"_s, m_folder.root()}, {u"applied"_s, done.applied},
                {u"paths"_s, QJsonArray::fromStringList(changed)}, {u"content_hash"_s, m_found.chosen}}));
    return outcome;
}

Result<StepOutcome> AgentLoop::askingOutcome(const ConflictCard &card, int iteration, const QString &cardName) const
{
    Artifact row;
    row.id = newId();
    row.taskId = m_journal.taskId();
    row.attempt = m_journal.attempt();
    row.iteration = iteration;
    row.name = cardName;
    row.kind = u"conflict_card"_s;
    const QByteArray bytes = QJsonDocument(toJson(card)).toJson(QJsonDocument::Compact);
    row.size = bytes.size();
    VC_TRY(row.sha256, m_services.artifacts.put(bytes));
    row.createdAt = m_services.clock.now();
    StepOutcome outcome;
    outcome.result = {{u"applied"_s, false}, {u"conflicts"_s, card.digest},
        {u"lines"_s, QJsonArray::fromStringList(conflictLines(card))}};
    outcome.change = [row](Connection &c) { return artifactrows::insert(c, row); };
    return outcome;
}

QCoro::Task<Result<AgentLoop::ConflictAnswer>> AgentLoop::askConflicts(QJsonObject found)
{
    Approval draft;
    draft.kind = ApprovalKind::ApplyConflict;
    const bool changing = found.value(u"keeps_changing"_s).toBool();
    draft.commands = textsAt(found, u"lines"_s);
    draft.directory = m_folder.root();
    draft.beforeSha256 = found.value(u"conflicts"_s).toString();
    draft.severity = Severity::Medium;
    draft.reason = changing ? u"folder_keeps_changing"_s : u"apply_conflict"_s;
    draft.rule = draft.reason;
    m_state.task.result = ResultState::Asked;
    CO_TRY(const ApprovalAnswer answer, m_broker.ask(draft, m_state));
    co_return ConflictAnswer{found.value(u"conflicts"_s).toString(), answer.answers, answer.approved()};
}

} // namespace vibecoder
