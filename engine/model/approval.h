// SPDX-License-Identifier: MIT
// A question to a person and its answer. Bound to exact bytes by contentHash (security.md section 9).
#pragma once

#include "base/enumtable.h"
#include "model/action.h"
#include "model/task.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace vibecoder {

/// VerificationCommands: may this task's verification commands run at all. Command: one command of the model.
enum class ApprovalKind { VerificationCommands, Command };
template <>
struct EnumTable<ApprovalKind>
{
    static constexpr auto rows = enumRows<ApprovalKind>(
        {{ApprovalKind::VerificationCommands, "verification_commands"}, {ApprovalKind::Command, "command"}});
};

enum class ApprovalState { Pending, Approved, Denied, Expired, Void };
template <>
struct EnumTable<ApprovalState>
{
    static constexpr auto rows = enumRows<ApprovalState>({
        {ApprovalState::Pending, "pending"}, {ApprovalState::Approved, "approved"}, {ApprovalState::Denied, "denied"},
        {ApprovalState::Expired, "expired"}, {ApprovalState::Void, "void"}, // the task ended first
    });
};

struct Approval
{
    QString id;
    qint64 seq = 0;
    QString taskId;
    int attempt = 1;
    int iteration = 0;
    QString stepPath; ///< the journal step that waits; empty for VerificationCommands
    ApprovalKind kind = ApprovalKind::Command;
    QStringList commands;             ///< exact text: one for Command, all for VerificationCommands
    QString directory;                ///< where they would run
    bool network = false;             ///< the network right that goes with it
    GuardMode guard = GuardMode::Ask; ///< what the task file asks for (VerificationCommands)
    Severity severity = Severity::Medium;
    QString reason;      ///< code of the rule that asked
    QString modelSays;   ///< the model's own sentence, not trusted
    QString contentHash; ///< approvalHash(*this)
    QDateTime createdAt, expiresAt;
    ApprovalState state = ApprovalState::Pending;
    QString decidedBy; ///< surface and user, e.g. `cli:alice`; empty while pending
    QDateTime decidedAt;
    QString message; ///< what the person tells the model; may be empty
};

/// SHA-256 over a length-prefixed encoding of kind, commands, directory and rights.
[[nodiscard]] QString approvalHash(const Approval &approval);

struct ApprovalDecision
{
    bool approve = false;
    QString contentHash; ///< the hash that was shown; must be given when approving
    QString message;
    QString decidedBy;
};

} // namespace vibecoder
