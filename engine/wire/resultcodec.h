// SPDX-License-Identifier: MIT
// Results of attempts in views, and what applying them and taking them back did, as JSON.
#pragma once

#include "model/taskresult.h"

#include <QJsonArray>
#include <QJsonObject>

namespace vibecoder {

/// [{"path","change","old_mode","new_mode","binary"}]
[[nodiscard]] QJsonArray toJson(const QList<TreeChange> &changes);

/// {"task_id","attempt","state","checkpoint","changes","patch","staying_behind":[{"path","bytes","files"}],"problems"}
[[nodiscard]] QJsonObject toJson(const TaskResult &result);
/// {"dry_run","applied","verified","keeps_changing","files","changes","border","conflicts","refused","problems",…};
/// border: null where nothing is asked, conflicts: null where there are none
[[nodiscard]] QJsonObject toJson(const ApplyOutcome &outcome);
/// {"undone","keeps_changing","changes","left_alone","changed_meanwhile","saved"}
[[nodiscard]] QJsonObject toJson(const UndoOutcome &outcome);

} // namespace vibecoder
