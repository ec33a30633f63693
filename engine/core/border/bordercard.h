// SPDX-License-Identifier: MIT
// The card that a person answers: one row for each change, what is asked first, and digests that bind the answer. For
// every face; no face decides anything. Pure but for reading contents.
#pragma once

#include "workspace/border/borderclass.h"

#include <functional>
#include <optional>

namespace vibecoder {

/// Findings of one file that a face shows at once.
inline constexpr qsizetype kFindingsShown = 3;
/// Lines of a difference that a row shows.
inline constexpr qsizetype kExcerptLines = 6;

struct BorderCardInput
{
    BorderFolder folder;
    QByteArrayList problems; ///< of the change set
    /// As in ClassifyContext.
    std::function<std::optional<QByteArray>(const ObjectId &id, qint64 most)> content;
};

[[nodiscard]] BorderCard borderCard(const BorderDecision &decision, const BorderCardInput &input);

/// The sentence that says it: a key of wire/borderreasons.h, and what stands in it.
[[nodiscard]] ShownReason shownReason(const BorderReason &reason, const ClassifiedChange &classified);

} // namespace vibecoder
