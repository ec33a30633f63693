// SPDX-License-Identifier: MIT
// A question to a person as a journaled step: the row and the event are stored with the intent, the run is parked until
// somebody (a person on any surface, the clock, the end of the task) has decided, and what comes back is bound to the
// exact bytes and rights that were shown (security.md section 9). Lives in the engine thread, one per run.
#pragma once

#include "core/runcontext.h"
#include "model/approval.h"

namespace vibecoder {

struct ApprovalAnswer
{
    QString id;
    ApprovalState state = ApprovalState::Denied; ///< Approved, Denied or Expired
    QString message;                             ///< what the person tells the model; may be empty
    QString decidedBy;
    QJsonObject answers; ///< as in Approval
    [[nodiscard]] bool approved() const { return state == ApprovalState::Approved; }
};

class ApprovalBroker
{
public:
    ApprovalBroker(RunServices &services, Journal &journal);

    /// `draft` says what would be done and why it asks: kind, commands or path and contents, directory, rights, tier,
    /// severity, reason, rule, span, modelSays. Identity, times and digest are filled in here. Comes back as
    /// ErrorCode::Parked until somebody has decided; a denial counts towards the limit of denials of one kind.
    QCoro::Task<Result<ApprovalAnswer>> ask(Approval draft, RunState &state);

private:
    [[nodiscard]] Result<StepOutcome> look(const QString &stepPath, const QString &hashNow) const;

    RunServices &m_services;
    Journal &m_journal;
};

/// loop.md R25: somebody who says no three times to the same kind of thing has said it.
void noteDenial(RunState &state, const QString &reason);

/// What the model hears of a denial. what: "command", "write to src/a.py" …
[[nodiscard]] ToolAnswer denialAnswer(const ApprovalAnswer &answer, const QString &what);

} // namespace vibecoder
