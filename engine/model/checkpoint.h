// SPDX-License-Identifier: MIT
// A kept state of a working directory, what lies between two of them, and what going back does.
#pragma once

#include "base/enumtable.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace vibecoder {

enum class CheckpointKind {
    Start,        ///< before the baseline: nothing of this attempt has run yet
    Iteration,    ///< the end of an iteration, after its verification; also the state the next one begins with
    Verification, ///< after a verification the model asked for inside an iteration
    Restore,      ///< before a rollback or a fresh start changed the files: makes it undoable
};
template <>
struct EnumTable<CheckpointKind>
{
    static constexpr auto rows = enumRows<CheckpointKind>({
        {CheckpointKind::Start, "start"},
        {CheckpointKind::Iteration, "iteration"},
        {CheckpointKind::Verification, "verification"},
        {CheckpointKind::Restore, "restore"},
    });
};

/// Why something is not part of checkpoints: it is neither kept nor ever changed by going back.
enum class NotCoveredReason {
    Large,      ///< larger than the setting checkpoint_file_mb
    Generated,  ///< a folder of dependencies, build output or caches (node_modules, .venv, build …)
    Repository, ///< a git repository of its own
    Special,    ///< socket, pipe, device
    Unreadable, ///< this user may not read it, or another file system is mounted there
    TooDeep,    ///< more than 64 folders deep
};
template <>
struct EnumTable<NotCoveredReason>
{
    static constexpr auto rows = enumRows<NotCoveredReason>({
        {NotCoveredReason::Large, "large"},
        {NotCoveredReason::Generated, "generated"},
        {NotCoveredReason::Repository, "repository"},
        {NotCoveredReason::Special, "special"},
        {NotCoveredReason::Unreadable, "unreadable"},
        {NotCoveredReason::TooDeep, "too_deep"},
    });
};

struct NotCovered
{
    QString path; ///< pathText, relative to the working directory
    NotCoveredReason reason = NotCoveredReason::Large;
    qint64 size = 0; ///< of a large file

    bool operator==(const NotCovered &) const = default;
};

struct Checkpoint
{
    QString taskId;
    int attempt = 1;
    int number = 0;    ///< 0, 1, 2 … within the attempt; people write `c3`
    int iteration = 0; ///< the iteration it belongs to; 0 is the baseline
    CheckpointKind kind = CheckpointKind::Start;
    QString tree; ///< 64 hex digits over names, types, permissions and contents: equal states, equal text
    int files = 0;
    qint64 bytes = 0; ///< of all its files
    QList<NotCovered> notCovered;
    QDateTime createdAt;

    bool operator==(const Checkpoint &) const = default;
};

enum class TreeChangeKind { Added, Modified, Deleted, Mode, Type };
template <>
struct EnumTable<TreeChangeKind>
{
    static constexpr auto rows = enumRows<TreeChangeKind>({
        {TreeChangeKind::Added, "added"}, {TreeChangeKind::Modified, "modified"}, {TreeChangeKind::Deleted, "deleted"},
        {TreeChangeKind::Mode, "mode"}, ///< permissions alone
        {TreeChangeKind::Type, "type"}, ///< file, link and folder changed places
    });
};

/// One path that differs between two states, told in the direction from the first to the second.
struct TreeChange
{
    QString path; ///< a folder ends with a slash
    TreeChangeKind kind = TreeChangeKind::Modified;
    uint oldMode = 0, newMode = 0; ///< as in stat: type and permissions; 0: not there
    bool binary = false;           ///< its lines cannot be shown

    bool operator==(const TreeChange &) const = default;
};

struct CheckpointDiff
{
    Checkpoint from, to;
    QList<TreeChange> changes;
    QByteArray patch;             ///< unified diff in the form of git; binary files are named in it
    QList<NotCovered> notCovered; ///< of either state
};

/// What a rollback did, or would do.
struct RollbackReport
{
    Checkpoint target;
    std::optional<Checkpoint> before; ///< what leads back; empty with dryRun and when nothing had to change
    bool dryRun = false;
    QList<TreeChange> changes;
    QList<NotCovered> notCovered;
    QStringList leftAlone; ///< what differs and stays: not the task's own, or in the way of something not covered
};

} // namespace vibecoder
