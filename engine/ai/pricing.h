// SPDX-License-Identifier: MIT
// Cost of an answer from the one dated table of models (ai/models.json). Pure.
#pragma once

#include "model/usage.h"

#include <QString>

namespace vibecoder {

/// Fills costMicroUsd and priceKnown. The formula is claude-api.md section 4 of the design: input, 5-minute writes
/// at 1.25 times and 1-hour writes at 2 times the input price, reads and output at their own prices.
void priceUsage(Usage &usage, const QString &model);

/// Tokens of a text, rather too many than too few.
[[nodiscard]] qint64 estimatedTokens(qint64 bytes);

/// Largest answer the model can give in tokens; 0 when the model is not in the table.
[[nodiscard]] int maxOutputTokens(const QString &model);

} // namespace vibecoder
