// SPDX-License-Identifier: MIT
// create, str_replace and insert: allowed ones at once, asked ones as a question and, approved, as a step that does
// exactly what was shown.
#include "core/filesteps.h"
#include "core/filetools.h"

#include <QElapsedTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

Database::WriteJob insertArtifacts(QList<Artifact> rows)
{
    return [rows](Connection &c) -> Result<> {
        for (const Artifact &row : rows)
            VC_CHECK(artifactrows::insert(c, row));
        return {};
    };
}

Event proposed(const ToolRequest &request)
{
    return makeEvent(EventKind::ActionProposed, {{u"tool"_s, toolWord(request.kind)}, {u"what"_s, describe(request)}});
}

QJsonObject intentOf(const EditPlan &plan, const QString &beforeArtifact, const WorkPlace &place)
{
    QJsonObject intent = toJson(askedFile(plan));
    if (!plan.outside)
        intent.insert(u"trace"_s,
            toJson(place.trace(plan.path, plan.existed ? std::optional(plan.before) : std::nullopt, plan.after)));
    intent.insert(u"before_artifact"_s, beforeArtifact);
    // The note lies in the intent, so that an edit found done after a crash is told in the same words.
    intent.insert(u"note"_s, plan.note);
    return intent;
}

} // namespace

QCoro::Task<Result<ToolAnswer>> FileTools::edit(
    ToolRequest request, RunState &state, QJsonObject stepInput, QString modelSays)
{
    CO_TRY(const QJsonObject result, editStep(request, state, std::move(stepInput), AskedFile(), QString()));
    if (result.contains(u"ask"_s)) {
        state.usedMs += result.value(u"duration_ms"_s).toInteger();
        const AskedFile asked = askedFileFromJson(result.value(u"ask"_s).toObject());
        CO_TRY(const ToolAnswer answer, askedEdit(std::move(request), asked, state, std::move(modelSays)));
        co_return answer;
    }
    if (const QString rule = result.value(u"denied"_s).toString(); !rule.isEmpty())
        noteDenial(state, rule);
    co_return answerOf(result);
}

QCoro::Task<Result<ToolAnswer>> FileTools::askedEdit(
    ToolRequest request, AskedFile asked, RunState &state, QString modelSays)
{
    CO_TRY(const ApprovalAnswer decided, m_broker.ask(approvalDraft(asked, m_workspace.root(), modelSays), state));
    if (!decided.approved())
        co_return denialAnswer(decided, u"write to %1"_s.arg(asked.path));
    const QJsonObject input{{u"approval"_s, decided.id}, {u"path"_s, asked.absolute}, {u"after"_s, asked.afterDigest}};
    CO_TRY(const QJsonObject result, editStep(std::move(request), state, input, asked, decided.id));
    co_return answerOf(result);
}

QCoro::Task<Result<QJsonObject>> FileTools::editStep(
    ToolRequest request, RunState &state, QJsonObject stepInput, AskedFile asked, QString approval)
{
    QElapsedTimer timer;
    timer.start();
    auto plan = std::make_shared<EditPlan>();
    const QHash<QString, QString> known = state.knownDigests;
    const int iteration = state.task.iteration;
    const bool approved = !approval.isEmpty();

    Step step;
    step.kind = approved ? u"approved_edit"_s : u"edit"_s;
    step.input = std::move(stepInput);
    if (!approved)
        step.startEvents.append(proposed(request));
    const QList<Event> startEvents = step.startEvents;
    const auto ended = [startEvents](Result<StepOutcome> outcome) -> Result<Step::Plan> {
        VC_TRY(StepOutcome end, std::move(outcome));
        end.events = startEvents + end.events;
        return Step::Plan{{}, std::move(end)};
    };
    step.plan = [this, request, known, plan, asked, approved, iteration, ended]() -> Result<Step::Plan> {
        *plan = planEdit(m_workspace, m_services, request, known, asksBefore());
        if (approved && (!plan->refusal.isEmpty() || !isWhatWasShown(asked, askedFile(*plan)))) {
            plan->refusal =
                u"%1 was approved but is not any more what was shown (file or folder changed meanwhile), so "
                "nothing was written. View it, then propose the edit again; a person is asked anew."_s.arg(asked.path);
            plan->refusedByRule = false;
        }
        if (!plan->refusal.isEmpty())
            return ended(refusal(request, *plan, iteration));
        if (!approved && plan->judgement.decision == Decision::Ask)
            return ended(question(*plan, iteration));
        QString before;
        if (plan->existed) {
            VC_TRY(before, m_services.artifacts.put(plan->before));
        }
        return Step::Plan{intentOf(*plan, before, m_place), std::nullopt};
    };
    auto finished = [this, request, timer](const QJsonObject &intent) {
        QJsonObject result = intent;
        if (const QJsonValue trace = result.take(u"trace"_s); trace.isObject())
            m_place.edited(editTraceFromJson(trace.toObject()));
        const QString note = result.take(u"note"_s).toString();
        result.insert(u"sha256"_s, intent.value(u"after"_s));
        return outcomeOf(request, {note, false}, result, timer.elapsed());
    };
    // loop.md R34: the world says how far the edit came before the crash.
    step.resolve = [this, finished](const QJsonObject &intent) -> Result<std::optional<StepOutcome>> {
        const AskedFile file = askedFileFromJson(intent);
        QString now;
        if (file.outside) {
            VC_TRY(const OutsideFile there, lookAtOutside(pathBytes(file.absolute), FileOperation::Write));
            now = there.sha256;
        } else {
            VC_TRY(now, m_workspace.digest(file.path));
        }
        if (now == file.afterDigest)
            return std::optional<StepOutcome>(finished(intent));
        if (now == file.beforeDigest)
            return std::optional<StepOutcome>();
        return fail(ErrorCode::Conflict,
            u"%1 was changed by somebody else while the task was interrupted"_s.arg(file.path), {},
            u"external_change"_s);
    };
    auto apply = [this, request, known, plan, finished, approval, iteration](
                     const QJsonObject &intent) -> Result<StepOutcome> {
        const AskedFile file = askedFileFromJson(intent);
        if (plan->afterDigest.isEmpty())
            *plan = planEdit(m_workspace, m_services, request, known, asksBefore());
        if (!plan->refusal.isEmpty() || !isWhatWasShown(file, askedFile(*plan)))
            return fail(ErrorCode::Conflict, u"the edit of %1 can no longer be done as planned"_s.arg(file.path), {},
                u"external_change"_s);
        if (const Result<> written = write(file, plan->after); !written) {
            // The disk said no, or somebody was quicker: the model hears it, the run goes on.
            return outcomeOf(request, toolRefusal(u"the file could not be written: %1"_s.arg(written.error().message)),
                {{u"path"_s, QString()}}, 0);
        }
        StepOutcome outcome = finished(intent);
        VC_TRY(outcome.change,
            auditEffect(m_services, auditPlace(iteration),
                {{u"action"_s, toWire(ActionKind::WriteFile)}, {u"decision"_s, u"allow"_s}, {u"reason"_s, file.reason},
                    {u"approval"_s, approval}, {u"path"_s, file.outside ? file.absolute : file.path},
                    {u"before_sha256"_s, file.beforeDigest}, {u"content_hash"_s, file.afterDigest}}));
        return outcome;
    };
    Journal::Effect effect = [apply](const QJsonObject &intent, bool) { return readyOutcome(apply(intent)); };
    CO_TRY(const QJsonObject result, writeStep(std::move(step), std::move(effect)));
    if (result.contains(u"ask"_s))
        co_return result;
    remember(result, state);
    const QString path = result.value(u"path"_s).toString();
    // What lies outside is no change of the working directory.
    if (!path.isEmpty() && !result.value(u"is_error"_s).toBool() && !result.value(u"outside"_s).toBool() &&
        !state.touched.contains(path))
        state.touched.insert(
            path, {result.value(u"existed"_s).toBool(), result.value(u"before_artifact"_s).toString()});
    co_return result;
}

QCoro::Task<Result<QJsonObject>> FileTools::writeStep(Step step, Journal::Effect effect)
{
    CO_TRY(const PlaceLease lease, m_place.enter(WorkPlace::Use::Write));
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    co_return result;
}

Result<StepOutcome> FileTools::refusal(const ToolRequest &request, const EditPlan &plan, int iteration) const
{
    StepOutcome outcome = outcomeOf(request, toolRefusal(plan.refusal), {}, 0);
    if (!plan.refusedByRule)
        return outcome;
    outcome.result.insert(u"denied"_s, plan.judgement.reason);
    VC_TRY(outcome.change,
        auditDecision(m_services, auditPlace(iteration), {ActionKind::WriteFile, {}, request.path}, plan.judgement));
    return outcome;
}

// The content that is shown is kept before anybody is asked: nothing is fetched from the model a second time.
Result<StepOutcome> FileTools::question(const EditPlan &plan, int iteration) const
{
    StepOutcome outcome;
    outcome.result = {{u"ask"_s, toJson(askedFile(plan))}};
    // The step after this one asks.
    VC_TRY(const QList<Artifact> rows,
        keepForShowing(m_services, plan, m_journal.taskId(), m_journal.attempt(), iteration, m_journal.nextPath()));
    outcome.change = insertArtifacts(rows);
    return outcome;
}

Result<> FileTools::write(const AskedFile &file, const QByteArray &bytes) const
{
    if (file.outside)
        return writeOutside(outsideFile(file), bytes);
    VC_CHECK(m_workspace.writeAll({PlannedWrite{file.path, bytes, file.beforeDigest, file.folder}}));
    return {};
}

} // namespace vibecoder
