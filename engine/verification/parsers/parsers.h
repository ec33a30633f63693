// SPDX-License-Identifier: MIT
// All parsers, sorted by name. Each lives in a file of its own; what they share stands in linescan.h.
#pragma once

#include "verification/outputparser.h"

namespace vibecoder {

[[nodiscard]] ParsedOutput parseGeneric(const OutputView &view); ///< not in the registry: for output nobody claims
[[nodiscard]] ParsedOutput parsePytest(const OutputView &view);
[[nodiscard]] ParsedOutput parseUnittest(const OutputView &view);

} // namespace vibecoder
