// SPDX-License-Identifier: MIT
// All parsers, sorted by name. Each lives in a file of its own; what they share stands in linescan.h.
#pragma once

#include "verification/outputparser.h"

namespace vibecoder {

[[nodiscard]] ParsedOutput parseAva(const OutputView &view);
[[nodiscard]] ParsedOutput parseBats(const OutputView &view);
[[nodiscard]] ParsedOutput parseBiome(const OutputView &view);
[[nodiscard]] ParsedOutput parseCmake(const OutputView &view);
[[nodiscard]] ParsedOutput parseEslint(const OutputView &view);
[[nodiscard]] ParsedOutput parseGeneric(const OutputView &view); ///< not in the registry: for output nobody claims
[[nodiscard]] ParsedOutput parseJasmine(const OutputView &view);
[[nodiscard]] ParsedOutput parseJest(const OutputView &view);
[[nodiscard]] ParsedOutput parseJunitXml(const OutputView &view);
[[nodiscard]] ParsedOutput parseMake(const OutputView &view);
[[nodiscard]] ParsedOutput parseMocha(const OutputView &view);
[[nodiscard]] ParsedOutput parseNinja(const OutputView &view);
[[nodiscard]] ParsedOutput parseNode(const OutputView &view);
[[nodiscard]] ParsedOutput parseNodeTest(const OutputView &view);
[[nodiscard]] ParsedOutput parseNpm(const OutputView &view);
[[nodiscard]] ParsedOutput parsePerl(const OutputView &view);
[[nodiscard]] ParsedOutput parsePrettier(const OutputView &view);
[[nodiscard]] ParsedOutput parsePrettierList(const OutputView &view);
[[nodiscard]] ParsedOutput parseProve(const OutputView &view);
[[nodiscard]] ParsedOutput parsePytest(const OutputView &view);
[[nodiscard]] ParsedOutput parsePython(const OutputView &view);
[[nodiscard]] ParsedOutput parseShell(const OutputView &view);
[[nodiscard]] ParsedOutput parseStandard(const OutputView &view);
[[nodiscard]] ParsedOutput parseTap(const OutputView &view);
[[nodiscard]] ParsedOutput parseTsc(const OutputView &view);
[[nodiscard]] ParsedOutput parseUnittest(const OutputView &view);
[[nodiscard]] ParsedOutput parseUvu(const OutputView &view);
[[nodiscard]] ParsedOutput parseVitest(const OutputView &view);

} // namespace vibecoder
