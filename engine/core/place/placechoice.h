// SPDX-License-Identifier: MIT
// Where an attempt works: as its task asks, or, when it does not say, in a view wherever one can be had.
#pragma once

#include "core/runcontext.h"
#include "core/view/attemptview.h"
#include "core/worktree/attemptworktree.h"

namespace vibecoder {

struct ChosenPlace
{
    Isolation isolation = Isolation::InPlace;
    QString note;                      ///< why it is no view although the task would have taken one; empty: none
    std::unique_ptr<AttemptView> view; ///< of Isolation::View
    std::unique_ptr<AttemptWorktree> worktree; ///< of Isolation::Worktree; note says where it is
};

/// An attempt that is taken up again stays where it was. Unavailable: the task asks for a view and there is none here;
/// Conflict: another process works in its view.
QCoro::Task<Result<ChosenPlace>> choosePlace(RunServices &services, Task task, QString root, CancelSource &stop);

/// Mounts a view of the folder once, as its commands and tools will. Empty: it works; else why not.
QCoro::Task<QString> tryView(ProcessRunner &runner, const AttemptView &view, QString root, CancelSource &stop);

/// Why no view of a working directory can be had with these settings, as far as that can be told without mounting one;
/// empty: it can.
[[nodiscard]] QString whyNoView(const Settings &settings, const StoreLocation &location, const QString &root);

} // namespace vibecoder
