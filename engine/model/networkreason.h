// SPDX-License-Identifier: MIT
// Which reasons of the policy are about the network.
#pragma once

#include <QString>

namespace vibecoder {

/// Whether allowing an action that is asked for this reason (Judgement::reason) gives it the network.
[[nodiscard]] inline bool reachesNetwork(const QString &reason)
{
    using namespace Qt::StringLiterals;
    return reason == u"network_or_keys"_s || reason == u"supply_or_publishing"_s || reason == u"fetched_code"_s ||
           reason == u"foreign_host"_s;
}

} // namespace vibecoder
