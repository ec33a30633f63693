// SPDX-License-Identifier: MIT
// One row per parser, sorted by name. How to add one: CONTRIBUTING.md, "A parser".
#include "verification/parserregistry.h"

#include "verification/parsers/parsers.h"

namespace vibecoder {

const QList<ParserRow> &parserRows()
{
    using enum ParserRole;
    // clang-format off
    static const QList<ParserRow> rows{
        {"ava", parseAva, Tool, {"[fail]: ", " tests passed", " test passed", " tests failed", " test failed", "uncaught exception", "unhandled rejection", "Timed out while running", "No tests found in", "find any matching tests", "find any files to test", "did not match the filters"}, {"ava"}},
        {"bats", parseBats, Tool, {" tests, ", " test, ", "Test file \""}, {"bats"}},
        {"biome", parseBiome, Tool, {" lint/", " format ", " parse ", "::error title=", "internalError/io", "{\"summary\":", "configuration ", " deserialize ", "Checked "}, {"biome"}},
        {"cmake", parseCmake, Tool, {"CMake Error", "CMake Warning", "CMake Deprecation Warning"}, {"cmake"}},
        {"eslint", parseEslint, Tool, {" problem", "Oops! Something went wrong", "[Error/", "[Warning/", ", Error - ", ", Warning - ", "\"filePath\":", "Invalid option '", "  error  ", " error   "}, {"eslint"}},
        {"jasmine", parseJasmine, Tool, {"Finished in ", "Unknown option", "    at "}, {"jasmine"}},
        {"jest", parseJest, Tool, {"Test Suites: ", "FAIL ", "No tests found, exiting", "process.exit called", "Unrecognized CLI Parameter", "Validation Error", "numRuntimeErrorTestSuites"}, {"jest", "react-scripts"}},
        {"junit-xml", parseJunitXml, Report, {"<testsuite"}, {}},
        {"make", parseMake, Wrapper, {": *** "}, {"make", "gmake"}},
        {"mocha", parseMocha, Tool, {" passing (", "Exception during run:", "Error: No test files found", "\"stats\"", "[\"end\",{", "[\"fail\",{", "Could not load reporter", "Mocha Tests"}, {"mocha", "_mocha"}},
        {"ninja", parseNinja, Wrapper, {"ninja: "}, {"ninja"}},
        {"node", parseNode, Trace, {"Node.js v", "    at ", "FATAL ERROR: ", "# Fatal error in", "JavaScript stack trace", "node: bad option"}, {"node", "nodejs", "ts-node", "tsx", "npm", "npx"}},
        {"node-test", parseNodeTest, Tool, {"duration_ms ", "failing tests:", "Failed tests:"}, {"node"}},
        {"npm", parseNpm, Wrapper, {"npm ERR! ", "npm error ", "error Command ", "ERR_PNPM_"}, {"npm", "npx", "yarn", "pnpm"}},
        {"perl", parsePerl, Trace, {" line "}, {"perl", "prove"}},
        {"prettier", parsePrettier, Tool, {"[warn] ", "[error] ", "Checking formatting", "All matched files use Prettier"}, {"prettier"}},
        {"prettier-list", parsePrettierList, Tool, {}, {"prettier"}},
        {"prove", parseProve, Tool, {"Result: ", "Files="}, {"prove"}},
        {"pytest", parsePytest, Tool, {" passed", " failed", " error", " skipped", ".py::", "ERROR: ", "ImportError while loading conftest", "INTERNALERROR> ", "no tests ran in ", "test session starts"}, {"pytest", "py.test"}},
        {"python", parsePython, Trace, {"Traceback (most recent call last)", "Error: ", ": No module named ", ": can't open file ", ".py: error: "}, {"python"}},
        {"shell", parseShell, Trace, {": line ", ".sh: ", ": not found", ": can't cd", "unbound variable", "parameter not set", "yntax error", "No such file", "ermission denied", ": bad ", ": cannot "}, {"bash", "sh"}},
        {"standard", parseStandard, Tool, {"standardjs.com"}, {"standard", "semistandard"}},
        {"tap", parseTap, Tool, {"TAP version", "not ok ", "ok 1"}, {"tape", "tap", "bats", "perl", "prove", "ava", "mocha"}},
        {"tsc", parseTsc, Tool, {"error TS", "warning TS"}, {"tsc", "ts-node", "vue-tsc", "ts-jest"}},
        {"unittest", parseUnittest, Tool, {"\nRan ", "FAIL: ", "ERROR: ", "NO TESTS RAN"}, {"unittest"}},
        {"uvu", parseUvu, Tool, {"  Total: ", "FAIL "}, {"uvu"}},
        {"vitest", parseVitest, Tool, {"Test Files ", "RUN  v", "No test files found", "numTotalTestSuites", "vitest tests", "::error file=", " Failed Tests ", " Failed Suites ", " Unhandled "}, {"vitest"}},
    };
    // clang-format on
    return rows;
}

} // namespace vibecoder
