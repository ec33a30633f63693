// SPDX-License-Identifier: MIT
// All parsers, sorted by name. Each lives in a file of its own; what they share stands in linescan.h.
#pragma once

#include "verification/outputparser.h"

namespace vibecoder {

[[nodiscard]] ParsedOutput parseCmake(const OutputView &view);
[[nodiscard]] ParsedOutput parseGeneric(const OutputView &view); ///< not in the registry: for output nobody claims
[[nodiscard]] ParsedOutput parseJunitXml(const OutputView &view);
[[nodiscard]] ParsedOutput parseMake(const OutputView &view);
[[nodiscard]] ParsedOutput parseNinja(const OutputView &view);
[[nodiscard]] ParsedOutput parseNpm(const OutputView &view);
[[nodiscard]] ParsedOutput parsePytest(const OutputView &view);
[[nodiscard]] ParsedOutput parsePython(const OutputView &view);
[[nodiscard]] ParsedOutput parseShell(const OutputView &view);
[[nodiscard]] ParsedOutput parseUnittest(const OutputView &view);

} // namespace vibecoder
