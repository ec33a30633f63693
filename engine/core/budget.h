// SPDX-License-Identifier: MIT
// May the next call of the model be made? Spent plus the worst that call can cost stays within the cap (loop.md R26).
// Pure.
#pragma once

#include "model/usage.h"

#include <QString>

namespace vibecoder {

struct CallPlan
{
    QString model;
    qint64 promptTokens = 0; ///< of the whole request as it is sent, rather too many than too few
    int maxTokens = 0;       ///< most the answer may have
    bool longCache = false;
};

struct BudgetAnswer
{
    bool allowed = false;
    int maxTokens = 0; ///< never more than planned; less where the whole answer would not fit
    bool warn = false; ///< more than 80 % of the cap is spent
};

/// The worst case: the provider holds nothing of the prompt any more and writes all of it anew.
/// A model without a known price is held by tokens: the cap counts as if a million input tokens cost $3 and output five
/// times that.
[[nodiscard]] BudgetAnswer reserve(const Usage &spent, double capUsd, const CallPlan &plan);

/// What was spent, in millionths of a dollar; for a model without a price the count by tokens as above.
[[nodiscard]] qint64 spentMicroUsd(const Usage &usage);

} // namespace vibecoder
