// SPDX-License-Identifier: MIT
// What a person must see before deciding, always in the same order (ux: the five-second card). Pure.
#pragma once

#include "model/approval.h"

namespace vibecoder {

/// Risk, the exact action with invisible characters made visible and the telling part marked, its target, why it is
/// asked, what the model says, whether it can be undone, and the time left. `fold` text of a file write: its new
/// content.
[[nodiscard]] QString approvalCard(const Approval &approval, const QDateTime &now, const QString &fold = {});

} // namespace vibecoder
