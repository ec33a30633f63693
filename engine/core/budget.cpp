// SPDX-License-Identifier: MIT
#include "core/budget.h"

#include "ai/pricing.h"

#include <algorithm>

namespace vibecoder {

namespace {

// An answer shorter than this can hold no useful step.
constexpr int kLeastAnswer = 1024;
constexpr double kWarnShare = 0.8;

qint64 unpriced(const Usage &usage)
{
    const double tokens = double(usage.inputTokens) + 1.25 * double(usage.cacheWrite5mTokens) +
                          2.0 * double(usage.cacheWrite1hTokens) + 0.1 * double(usage.cacheReadTokens) +
                          5.0 * double(usage.outputTokens);
    return qRound64(tokens * 3);
}

qint64 cost(Usage usage, const QString &model)
{
    priceUsage(usage, model);
    return usage.priceKnown ? usage.costMicroUsd : unpriced(usage);
}

} // namespace

qint64 spentMicroUsd(const Usage &usage)
{
    return usage.priceKnown ? usage.costMicroUsd : std::max(usage.costMicroUsd, unpriced(usage));
}

BudgetAnswer reserve(const Usage &spent, double capUsd, const CallPlan &plan)
{
    const qint64 cap = qRound64(capUsd * 1e6), used = spentMicroUsd(spent);
    Usage prompt;
    (plan.longCache ? prompt.cacheWrite1hTokens : prompt.cacheWrite5mTokens) = plan.promptTokens;
    // The price of output may depend on the length of the prompt: both are asked together.
    Usage whole = prompt;
    whole.outputTokens = plan.maxTokens;
    const qint64 promptCost = cost(prompt, plan.model), answerCost = cost(whole, plan.model) - promptCost;

    BudgetAnswer answer;
    answer.warn = double(used) >= kWarnShare * double(cap);
    const qint64 left = cap - used - promptCost;
    if (answerCost <= 0 || answerCost <= left) {
        answer.allowed = left >= 0;
        answer.maxTokens = plan.maxTokens;
        return answer;
    }
    const double share = double(left) / double(answerCost);
    answer.maxTokens = int(std::max(0.0, share) * plan.maxTokens);
    answer.allowed = answer.maxTokens >= std::min(kLeastAnswer, plan.maxTokens);
    return answer;
}

} // namespace vibecoder
