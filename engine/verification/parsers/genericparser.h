// SPDX-License-Identifier: MIT
// Last resort for output that no other parser claims: the counts of the most common summary lines. Pure.
#pragma once

#include "verification/outputparser.h"

namespace vibecoder {

[[nodiscard]] ParsedOutput parseGeneric(const QString &command, const QString &output, std::optional<int> exitCode);

} // namespace vibecoder
