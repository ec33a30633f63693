// SPDX-License-Identifier: MIT
// Action -> allow, ask or deny. Pure. Until the permission issue lands: file actions inside the working directory are
// allowed (the workspace refuses what is outside), commands of a short read-only list with plain arguments are allowed,
// a command equal byte for byte to an accepted verification command is allowed, everything else asks.
#pragma once

#include "model/action.h"

#include <QStringList>

namespace vibecoder {

struct PolicyContext
{
    QStringList acceptedCommands; ///< verification commands a person accepted for this task
    QString workingDirectory;
};

[[nodiscard]] Judgement judge(const Action &action, const PolicyContext &context);

} // namespace vibecoder
