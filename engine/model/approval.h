// SPDX-License-Identifier: MIT
// A question to a person and its answer. Bound to exact bytes by contentHash (security.md section 9).
#pragma once

#include "base/enumtable.h"
#include "model/action.h"
#include "model/rule.h"
#include "model/sandbox.h"
#include "model/task.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace vibecoder {

/// VerificationCommands: may this task's verification commands run at all. Command: one command of the model.
/// FileWrite: one file written where the engine does not write by itself (protected or outside), with exactly the shown
/// bytes. FileRead: one file given to the model once that may hold secrets or lies outside. GuardedFiles: may what was
/// changed about tests and their configuration count; `commands` holds what was recognised, then the diff.
/// ProtectedChange: a command has changed names that only a person may change; `commands` holds the command, then one
/// line for each change. Border: which changes of an attempt may leave it; `commands` holds one line for each asked
/// row, beforeSha256 is BorderCard::askedDigest, and so binds every byte of the changes. ApplyConflict: whose content wins where the person changed the same
/// files; `commands` holds one line for each. The whole card of these two is an artifact.
enum class ApprovalKind {
    VerificationCommands,
    Command,
    FileWrite,
    FileRead,
    GuardedFiles,
    ProtectedChange,
    Border,
    ApplyConflict,
};
template <>
struct EnumTable<ApprovalKind>
{
    static constexpr auto rows = enumRows<ApprovalKind>({
        {ApprovalKind::VerificationCommands, "verification_commands"},
        {ApprovalKind::Command, "command"},
        {ApprovalKind::FileWrite, "file_write"},
        {ApprovalKind::FileRead, "file_read"},
        {ApprovalKind::GuardedFiles, "guarded_files"},
        {ApprovalKind::ProtectedChange, "protected_change"},
        {ApprovalKind::Border, "border"},
        {ApprovalKind::ApplyConflict, "apply_conflict"},
    });
};

/// Nothing is lost by waiting for the answer, so it may take days.
[[nodiscard]] inline bool neverExpires(ApprovalKind kind)
{
    return kind == ApprovalKind::VerificationCommands || kind == ApprovalKind::Border ||
           kind == ApprovalKind::ApplyConflict;
}

/// The right to one path that an approval grants beyond the working directory, for this one action.
enum class PathAccess { None, Read, Write };
template <>
struct EnumTable<PathAccess>
{
    static constexpr auto rows =
        enumRows<PathAccess>({{PathAccess::None, "none"}, {PathAccess::Read, "read"}, {PathAccess::Write, "write"}});
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

/// Ends the name of who decided where a run answered for a person who is not there.
inline constexpr QLatin1StringView kUnattended(" (unattended)");

struct Approval
{
    QString id;
    qint64 seq = 0;
    QString taskId;
    int attempt = 1;
    int iteration = 0;
    QString stepPath; ///< the journal step that waits; empty for VerificationCommands
    ApprovalKind kind = ApprovalKind::Command;
    QStringList commands;                 ///< exact text: one for Command, all for VerificationCommands
    QString directory;                    ///< where they would run
    bool network = false;                 ///< the network right that goes with it
    GuardMode guard = GuardMode::Ask;     ///< what the task file asks for (VerificationCommands)
    SandboxTier tier = SandboxTier::None; ///< in which it would run
    PathAccess access = PathAccess::None; ///< right to `path`, for this action alone
    QString path;                         ///< resolved absolute target of the right or of the write; empty: none
    QString beforeSha256, afterSha256;    ///< of a file: content on disk (empty: no file) and content to be written;
                                          ///< of a command: before is a digest of which folder `directory` is
    Severity severity = Severity::Medium;
    QString reason;                    ///< stable code, see Judgement
    QString rule;                      ///< name of the rule that asked
    int spanStart = 0, spanLength = 0; ///< the telling part of commands[0], in characters; length 0: the whole
    QString modelSays;                 ///< the model's own sentence, not trusted
    QString contentHash;               ///< approvalHash(*this)
    QDateTime createdAt, expiresAt;
    ApprovalState state = ApprovalState::Pending;
    QString decidedBy; ///< surface and user, e.g. `cli:alice`; empty while pending
    QDateTime decidedAt;
    QString message; ///< what the person tells the model; may be empty
    /// One by one, as wire/approvalanswers.h checks them; what is not named goes by the state. Empty: no answers.
    QJsonObject answers{};
};

/// SHA-256 over a length-prefixed encoding of kind, commands, directory, rights, tier and contents: everything that
/// decides what would happen, nothing of what is only shown.
[[nodiscard]] QString approvalHash(const Approval &approval);

struct ApprovalDecision
{
    bool approve = false;
    QString contentHash; ///< the hash that was shown; must be given when approving or when there are answers
    QString message;
    QString decidedBy;
    RememberFor remember = RememberFor::No; ///< when approving: also store the narrowest rule, in the same act
    QJsonObject answers{};                  ///< as in Approval
};

} // namespace vibecoder
