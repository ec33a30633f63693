// SPDX-License-Identifier: MIT
// Why a task does not go on just now. A plain value.
#pragma once

#include "base/enumtable.h"

#include <QDateTime>
#include <QString>

namespace vibecoder {

enum class WaitKind {
    None,        ///< it does not wait, or begins in a moment
    FolderInUse, ///< another task has the folder it works in itself
    QueuePaused,
    NoWorker,    ///< nobody works the queue
    WorkersBusy, ///< every worker has a task already
    Approval,    ///< a person has to decide
    Sleeping,    ///< it goes on by itself
};
template <>
struct EnumTable<WaitKind>
{
    static constexpr auto rows = enumRows<WaitKind>({
        {WaitKind::None, ""},
        {WaitKind::FolderInUse, "folder_in_use"},
        {WaitKind::QueuePaused, "queue_paused"},
        {WaitKind::NoWorker, "no_worker"},
        {WaitKind::WorkersBusy, "workers_busy"},
        {WaitKind::Approval, "approval"},
        {WaitKind::Sleeping, "sleeping"},
    });
};

struct WaitReason
{
    WaitKind kind = WaitKind::None;
    QString taskId, taskName; ///< of FolderInUse: who has the folder
    QDateTime until;          ///< of Sleeping

    bool operator==(const WaitReason &) const = default;
};

} // namespace vibecoder
