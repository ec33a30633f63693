// SPDX-License-Identifier: MIT
// What is typed into the search field and which chip is pressed, as a filter for the store. Pure.
//   rounding status:failed repo:api label:nightly cost>1 cost<2.50
#pragma once

#include "model/task.h"

#include <QStringList>

namespace vibecoder {

enum class Chip { All, NeedsYou, Running, Queued, Failed, Passed };
inline constexpr int kChipCount = int(Chip::Passed) + 1;

struct ListQuery
{
    TaskFilter filter;
    QStringList unknown; ///< words of the form key:value that mean nothing; shown below the field
};

[[nodiscard]] QList<TaskState> statesOf(Chip chip);
/// Words that are no condition are sought in the name, joined by spaces. States of text and chip both hold.
[[nodiscard]] ListQuery readQuery(const QString &text, Chip chip = Chip::All);
/// Whether a task is one of those the store would list for it.
[[nodiscard]] bool matches(const Task &task, const TaskFilter &filter);

} // namespace vibecoder
