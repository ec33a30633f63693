// SPDX-License-Identifier: MIT
#include "core/approvalbroker.h"

#include "base/digest.h"
#include "base/logging.h"
#include "storage/recordstore.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

ApprovalBroker::ApprovalBroker(RunServices &services, Journal &journal)
    : m_services(services)
    , m_journal(journal)
{
}

QCoro::Task<Result<ApprovalAnswer>> ApprovalBroker::ask(Approval draft, RunState &state)
{
    Approval approval = std::move(draft);
    approval.id = newId();
    approval.taskId = m_journal.taskId();
    approval.attempt = m_journal.attempt();
    approval.iteration = state.task.iteration;
    approval.stepPath = m_journal.nextPath();
    approval.modelSays = redact(approval.modelSays.left(500));
    approval.createdAt = m_services.clock.now();
    if (!neverExpires(approval.kind))
        approval.expiresAt = approval.createdAt.addSecs(60 * m_services.settings.approvalExpiryMinutes);
    approval.contentHash = approvalHash(approval);

    Step step;
    step.kind = u"approval"_s;
    step.precious = true;
    step.preciousIntent = true;
    step.input = {{u"command"_s, approval.commands.value(0)}, {u"directory"_s, approval.directory}};
    if (!approval.path.isEmpty())
        step.input.insert(u"path"_s, approval.path);
    step.startEvents.append(makeEvent(
        EventKind::ApprovalRequested, {{u"approval_id"_s, approval.id}, {u"kind"_s, toWire(approval.kind)},
                                          {u"command"_s, approval.commands.value(0)}, {u"path"_s, approval.path},
                                          {u"reason"_s, approval.reason}, {u"severity"_s, toWire(approval.severity)}}));
    state.task.activity = u"approval"_s;
    const Database::WriteJob progress = saveProgress(state, m_journal.fence(), m_services.clock);
    step.intentChange = [approval, progress](const QJsonObject &) -> Database::WriteJob {
        return [approval, progress](Connection &c) -> Result<> {
            Approval row = approval;
            VC_CHECK(approvalstore::insert(c, row));
            return progress(c);
        };
    };
    const QString path = approval.stepPath;
    const QString hashNow = approval.contentHash;
    Journal::Effect effect = [this, path, hashNow](
                                 const QJsonObject &, bool) { return readyOutcome(look(path, hashNow)); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    ApprovalAnswer answer;
    answer.id = result.value(u"approval"_s).toString();
    answer.state = fromWire<ApprovalState>(result.value(u"state"_s).toString()).value_or(ApprovalState::Denied);
    answer.message = result.value(u"message"_s).toString();
    answer.answers = result.value(u"answers"_s).toObject();
    answer.decidedBy = result.value(u"by"_s).toString();
    // Which changes leave a view is a choice; nothing was asked to be done.
    if (!answer.approved() && !neverExpires(approval.kind))
        noteDenial(state, approval.reason);
    co_return answer;
}

Result<StepOutcome> ApprovalBroker::look(const QString &stepPath, const QString &hashNow) const
{
    VC_TRY(const std::optional<Approval> asked,
        approvalstore::forStep(m_services.db.reader(), m_journal.taskId(), m_journal.attempt(), stepPath));
    if (!asked)
        return fail(ErrorCode::Internal, u"the approval of step %1 is missing"_s.arg(stepPath));
    if (asked->state == ApprovalState::Pending)
        return fail(ErrorCode::Parked, u"waits for a person"_s);
    // What was approved is what runs: the same bytes, directory and rights, else nothing.
    const bool saysYes = asked->state == ApprovalState::Approved || !asked->answers.isEmpty();
    if (saysYes && asked->contentHash != hashNow)
        return fail(ErrorCode::Conflict, u"what was approved is not what would run"_s, {}, u"external_change"_s);
    StepOutcome outcome;
    outcome.result = {{u"approval"_s, asked->id}, {u"state"_s, toWire(asked->state)}, {u"message"_s, asked->message},
        {u"by"_s, asked->decidedBy}};
    if (!asked->answers.isEmpty())
        outcome.result.insert(u"answers"_s, asked->answers);
    return outcome;
}

void noteDenial(RunState &state, const QString &reason)
{
    constexpr int enough = 3;
    if (++state.denials[reason] >= enough)
        state.deniedTooOften = reason;
}

ToolAnswer denialAnswer(const ApprovalAnswer &answer, const QString &what)
{
    QString text = answer.state == ApprovalState::Expired
                       ? u"nobody answered in time, so the %1 was not done. Find another way."_s.arg(what)
                       : u"a person denied this %1; it was not done. Find a safer way."_s.arg(what);
    if (!answer.message.isEmpty())
        text += u" They say: "_s + answer.message;
    return {text, true};
}

} // namespace vibecoder
