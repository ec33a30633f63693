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
[[nodiscard]] ParsedOutput parseBlack(const OutputView &view);
[[nodiscard]] ParsedOutput parseBoostTest(const OutputView &view);
[[nodiscard]] ParsedOutput parseCTest(const OutputView &view);
[[nodiscard]] ParsedOutput parseCargoTest(const OutputView &view);
[[nodiscard]] ParsedOutput parseCatch2(const OutputView &view);
[[nodiscard]] ParsedOutput parseCheck(const OutputView &view);
[[nodiscard]] ParsedOutput parseClangTidy(const OutputView &view);
[[nodiscard]] ParsedOutput parseCmake(const OutputView &view);
[[nodiscard]] ParsedOutput parseCmocka(const OutputView &view);
[[nodiscard]] ParsedOutput parseCppUTest(const OutputView &view);
[[nodiscard]] ParsedOutput parseCppcheck(const OutputView &view);
[[nodiscard]] ParsedOutput parseCUnit(const OutputView &view);
[[nodiscard]] ParsedOutput parseCrash(const OutputView &view);
[[nodiscard]] ParsedOutput parseCriterion(const OutputView &view);
[[nodiscard]] ParsedOutput parseDoctest(const OutputView &view);
[[nodiscard]] ParsedOutput parseDotnet(const OutputView &view);
[[nodiscard]] ParsedOutput parseFlake8(const OutputView &view);
[[nodiscard]] ParsedOutput parseGcc(const OutputView &view);
[[nodiscard]] ParsedOutput parseGo(const OutputView &view);
[[nodiscard]] ParsedOutput parseGoTest(const OutputView &view);
[[nodiscard]] ParsedOutput parseGradle(const OutputView &view);
[[nodiscard]] ParsedOutput parseGtest(const OutputView &view);
[[nodiscard]] ParsedOutput parseIsort(const OutputView &view);
[[nodiscard]] ParsedOutput parseJasmine(const OutputView &view);
[[nodiscard]] ParsedOutput parseJava(const OutputView &view);
[[nodiscard]] ParsedOutput parseJavac(const OutputView &view);
[[nodiscard]] ParsedOutput parseJest(const OutputView &view);
[[nodiscard]] ParsedOutput parseJunit4(const OutputView &view);
[[nodiscard]] ParsedOutput parseJunit5(const OutputView &view);
[[nodiscard]] ParsedOutput parseJunitXml(const OutputView &view);
[[nodiscard]] ParsedOutput parseLinker(const OutputView &view);
[[nodiscard]] ParsedOutput parseMake(const OutputView &view);
[[nodiscard]] ParsedOutput parseMaven(const OutputView &view);
[[nodiscard]] ParsedOutput parseMinitest(const OutputView &view);
[[nodiscard]] ParsedOutput parseMocha(const OutputView &view);
[[nodiscard]] ParsedOutput parseMypy(const OutputView &view);
[[nodiscard]] ParsedOutput parseNinja(const OutputView &view);
[[nodiscard]] ParsedOutput parseNode(const OutputView &view);
[[nodiscard]] ParsedOutput parseNodeTest(const OutputView &view);
[[nodiscard]] ParsedOutput parseNpm(const OutputView &view);
[[nodiscard]] ParsedOutput parsePerl(const OutputView &view);
[[nodiscard]] ParsedOutput parsePhp(const OutputView &view);
[[nodiscard]] ParsedOutput parsePhpUnit(const OutputView &view);
[[nodiscard]] ParsedOutput parsePrettier(const OutputView &view);
[[nodiscard]] ParsedOutput parsePrettierList(const OutputView &view);
[[nodiscard]] ParsedOutput parseProve(const OutputView &view);
[[nodiscard]] ParsedOutput parsePylint(const OutputView &view);
[[nodiscard]] ParsedOutput parsePytest(const OutputView &view);
[[nodiscard]] ParsedOutput parsePython(const OutputView &view);
[[nodiscard]] ParsedOutput parseQtTest(const OutputView &view);
[[nodiscard]] ParsedOutput parseRspec(const OutputView &view);
[[nodiscard]] ParsedOutput parseRubocop(const OutputView &view);
[[nodiscard]] ParsedOutput parseRuby(const OutputView &view);
[[nodiscard]] ParsedOutput parseRustc(const OutputView &view);
[[nodiscard]] ParsedOutput parseSanitizer(const OutputView &view);
[[nodiscard]] ParsedOutput parseShell(const OutputView &view);
[[nodiscard]] ParsedOutput parseShellcheck(const OutputView &view);
[[nodiscard]] ParsedOutput parseStandard(const OutputView &view);
[[nodiscard]] ParsedOutput parseTap(const OutputView &view);
[[nodiscard]] ParsedOutput parseTeamCity(const OutputView &view);
[[nodiscard]] ParsedOutput parseTsc(const OutputView &view);
[[nodiscard]] ParsedOutput parseUnittest(const OutputView &view);
[[nodiscard]] ParsedOutput parseUvu(const OutputView &view);
[[nodiscard]] ParsedOutput parseValgrind(const OutputView &view);
[[nodiscard]] ParsedOutput parseVitest(const OutputView &view);
[[nodiscard]] ParsedOutput parseYamllint(const OutputView &view);

} // namespace vibecoder
