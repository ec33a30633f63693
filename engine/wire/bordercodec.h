// SPDX-License-Identifier: MIT
// The cards of border and conflicts as JSON: artifacts of the kinds `border_card` and `conflict_card`.
#pragma once

#include "base/result.h"
#include "model/applyconflict.h"
#include "model/bordercard.h"

#include <QJsonObject>

namespace vibecoder {

/// {"headline","counts":{"asked","denied","left_out","unasked"},"rows":[{"kind","path","name","changes","code","why",
/// "also","reasons":[{"key","detail"}],"findings","further_findings","excerpt","further_lines","added","removed",
/// "digest"}],"problems","digest","asked_digest"}; name: the exact bytes, in base64
[[nodiscard]] QJsonObject toJson(const BorderCard &card);
[[nodiscard]] Result<BorderCard> borderCardFromJson(const QJsonObject &json);

/// {"files":[{"path","reason","base","mine","theirs","regions","merged"}],"digest"}; a side is {"mode","size","text","hides_secret"},
/// text null where it cannot be shown
[[nodiscard]] QJsonObject toJson(const ConflictCard &card);
[[nodiscard]] Result<ConflictCard> conflictCardFromJson(const QJsonObject &json);

} // namespace vibecoder
