// SPDX-License-Identifier: MIT
// What the model provider billed. Plain values.
#pragma once

#include <QtGlobal>

namespace vibecoder {

/// Tokens and money. Cache writes are apart because they have their own prices.
struct Usage
{
    qint64 inputTokens = 0;  ///< uncached rest of the prompts
    qint64 outputTokens = 0; ///< thinking included
    qint64 cacheReadTokens = 0;
    qint64 cacheWrite5mTokens = 0;
    qint64 cacheWrite1hTokens = 0;
    int calls = 0;           ///< answers that were stored
    int retriedCalls = 0;    ///< requests sent again because no whole answer was stored
    int estimatedCalls = 0;  ///< tries whose tokens the provider did not tell: they are estimated from what was sent
    qint64 costMicroUsd = 0; ///< millionths of a US dollar
    bool priceKnown = true;  ///< false: the model is not in the price table and cost counts nothing for it

    bool operator==(const Usage &) const = default;
    Usage &operator+=(const Usage &other)
    {
        inputTokens += other.inputTokens;
        outputTokens += other.outputTokens;
        cacheReadTokens += other.cacheReadTokens;
        cacheWrite5mTokens += other.cacheWrite5mTokens;
        cacheWrite1hTokens += other.cacheWrite1hTokens;
        calls += other.calls;
        retriedCalls += other.retriedCalls;
        estimatedCalls += other.estimatedCalls;
        costMicroUsd += other.costMicroUsd;
        priceKnown = priceKnown && other.priceKnown;
        return *this;
    }
};

} // namespace vibecoder
