// SPDX-License-Identifier: MIT
// What a person must see before deciding, always in the same order (ux: the five-second card). Pure.
#pragma once

#include "model/approval.h"
#include "model/approvalfacts.h"

#include <QJsonObject>

namespace vibecoder {

/// Risk, the exact action with invisible characters made visible and the telling part marked, its target, why it is
/// asked, what the model says, whether it can be undone, task and time left; then the whole diff of a file write. A
/// long question about guarded files is cut, and says so, unless the whole is wanted.
[[nodiscard]] QString approvalCard(const Approval &approval, const ApprovalFacts &facts, const QDateTime &now,
    bool colour = false, bool whole = false);

/// The same for programs: the approval with `facts` and `seconds_left`.
[[nodiscard]] QJsonObject approvalCardJson(const Approval &approval, const ApprovalFacts &facts, const QDateTime &now);

/// One line: the command or the file.
[[nodiscard]] QString approvalAction(const Approval &approval);

/// Text with what cannot be seen as \u{…}; the part from start between >>> and <<< (and in colour).
[[nodiscard]] QString markedText(const QString &text, int start, int length, bool colour);
[[nodiscard]] QString riskText(Severity severity);

} // namespace vibecoder
