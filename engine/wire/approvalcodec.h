// SPDX-License-Identifier: MIT
// What the cards of all surfaces show beyond the approval itself.
#pragma once

#include "model/approval.h"
#include "model/approvalfacts.h"

#include <QJsonObject>

namespace vibecoder {

/// {"target","target_exists","target_is_folder","target_size","target_files","target_cut","git","undoable",
///  "diff": string or
///  null,"hides_secrets","remember","findings":[{"command","decision","severity","reason","span_start",
///  "span_length"}],"setup_commands","border","conflicts"}
[[nodiscard]] QJsonObject toJson(const ApprovalFacts &facts, const Approval &approval);

} // namespace vibecoder
