// SPDX-License-Identifier: MIT
// How a task is doing, as a person sees it: shape, colour and word. Pure, but for the words, which are translated.
#pragma once

#include "model/task.h"
#include "theme/theme.h"

#include <QCoreApplication>

namespace vibecoder {

enum class StatusKind { Queued, Running, Paused, NeedsApproval, Passed, Failed, Stuck, Budget, Cancelled, Error };
inline constexpr int kStatusCount = int(StatusKind::Error) + 1;

struct StatusLook
{
    QString icon; ///< for Icons
    Role role = Role::TextMuted;
    Role soft = Role::Hover; ///< background of a pill
    QString word;
};

class Status
{
    Q_DECLARE_TR_FUNCTIONS(Status)

public:
    [[nodiscard]] static StatusKind of(const Task &task);
    [[nodiscard]] static StatusKind of(TaskState state, StopReason reason);
    [[nodiscard]] static StatusLook look(StatusKind kind);
};

} // namespace vibecoder
