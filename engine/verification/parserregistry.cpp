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
        {"black", parseBlack, Tool, {"would reformat ", "Would reformat: ", "error: cannot format ", "All done! ", "Oh no! "}, {"black", "ruff"}},
        {"boost test", parseBoostTest, Tool, {"error: in \"", "<TestLog", "*** No errors detected", "Test setup error: ", " detected in the test ", " test case out of ", " test cases out of "}, {}},
        {"cargo test", parseCargoTest, Tool, {"test result: ", "running ", " --- FAILED"}, {"cargo", "cargo-nextest"}},
        {"catch2", parseCatch2, Tool, {"test cases:", "All tests passed (", " is a Catch", ": failed: ", "Passed ", "Failed ", "No tests ran", "<Catch", "Error(s) in input:"}, {}},
        {"check", parseCheck, Tool, {"Running suite(s): ", "%: Checks: "}, {}},
        {"clang-tidy", parseClangTidy, Tool, {"warning: ", ": error: "}, {"clang-tidy"}},
        {"cmake", parseCmake, Tool, {"CMake Error", "CMake Warning", "CMake Deprecation Warning"}, {"cmake"}},
        {"cmocka", parseCmocka, Tool, {"[   LINE   ] --- ", ": error: Failure!", " test(s) run."}, {}},
        {"cppcheck", parseCppcheck, Tool, {"error: ", "warning: ", "style: ", "performance: ", "portability: ", "<cppcheck version=", "]: ("}, {"cppcheck"}},
        {"cpputest", parseCppUTest, Tool, {": error: Failure in TEST(", " filtered out, "}, {}},
        {"crash", parseCrash, Trace, {"Assertion", "terminate called", " panicked at ", "panic: ", "fatal error: ", "*** stack smashing", "double free", "free(): ", "malloc", "corrupted size", "munmap_chunk", "realloc(): "}, {}},
        {"criterion", parseCriterion, Tool, {"[====] Synthesis: ", "[----] "}, {}},
        {"ctest", parseCTest, Wrapper, {"Test project ", "% tests passed", "No tests were found!!!", "Errors while running CTest"}, {"ctest"}},
        {"cunit", parseCUnit, Tool, {"CUnit - A unit testing framework"}, {}},
        {"doctest", parseDoctest, Tool, {"[doctest] ", "<doctest binary="}, {}},
        {"dotnet", parseDotnet, Tool, {"Failed: ", "Total tests: ", "): error ", "): warning "}, {"dotnet", "msbuild"}},
        {"eslint", parseEslint, Tool, {" problem", "Oops! Something went wrong", "[Error/", "[Warning/", ", Error - ", ", Warning - ", "\"filePath\":", "Invalid option '", "  ruleId: ", "  error  ", " error   "}, {"eslint"}},
        {"flake8", parseFlake8, Tool, {".py:", ".py\n", ".pyi:", ".ipynb:", "All checks passed!", "stdin:"}, {"flake8", "pycodestyle", "pyflakes", "ruff"}},
        {"gcc", parseGcc, Tool, {": error: ", ": fatal error: ", ": warning: ", " generated.", "[{\"kind\":", "internal compiler error"}, {"gcc", "g++", "cc", "c++", "clang", "clang++"}},
        {"go", parseGo, Tool, {".go:", ".go\n", "go: "}, {"go", "gofmt", "staticcheck", "golangci-lint", "goimports", "gofumpt"}},
        {"go test", parseGoTest, Tool, {"--- FAIL: ", "--- PASS: ", "--- SKIP: ", "=== RUN   ", "FAIL\t", "ok  \t", "?   \t", "\"Action\":"}, {"go", "gotestsum"}},
        {"gradle", parseGradle, Tool, {" FAILED\n", "> Task :"}, {"gradle", "gradlew"}},
        {"gtest", parseGtest, Tool, {"[==========]", "[ RUN      ]", "[  FAILED  ]", "[  PASSED  ]"}, {}},
        {"isort", parseIsort, Tool, {" Imports are incorrectly sorted"}, {"isort"}},
        {"jasmine", parseJasmine, Tool, {"Finished in ", "Unknown option", "    at "}, {"jasmine"}},
        {"java", parseJava, Trace, {"Exception in thread \"", "Error: "}, {"java"}},
        {"javac", parseJavac, Tool, {".java:", ".kt:", ".scala:", "error: "}, {"javac", "kotlinc", "scalac"}},
        {"jest", parseJest, Tool, {"Test Suites: ", "FAIL ", "No tests found, exiting", "process.exit called", "Unrecognized CLI Parameter", "Validation Error", "numRuntimeErrorTestSuites"}, {"jest", "react-scripts"}},
        {"junit-xml", parseJunitXml, Report, {"<testsuite"}, {}},
        {"junit4", parseJunit4, Tool, {"JUnit version "}, {}},
        {"junit5", parseJunit5, Tool, {"Test run finished after ", "Failures ("}, {}},
        {"ld", parseLinker, Tool, {"undefined reference to ", "multiple definition of ", "undefined symbol: ", "duplicate symbol: ", "collect2: error: ", "linker command failed", "cannot find -l"}, {"ld", "ld.lld", "ld.gold", "mold"}},
        {"make", parseMake, Wrapper, {": *** "}, {"make", "gmake"}},
        {"maven", parseMaven, Tool, {"<<< FAILURE!", "<<< ERROR!", "Tests run: ", "[ERROR] ", "[INFO] "}, {"mvn", "mvnw"}},
        {"minitest", parseMinitest, Tool, {" assertions, "}, {}},
        {"mocha", parseMocha, Tool, {" passing (", "Exception during run:", "Error: No test files found", "\"stats\"", "[\"end\",{", "[\"fail\",{", "Could not load reporter", "Mocha Tests"}, {"mocha", "_mocha"}},
        {"mypy", parseMypy, Tool, {": error: ", " - error: ", "Success: no issues found", "mypy: ", ": note: "}, {"mypy", "pyright", "basedpyright", "dmypy"}},
        {"ninja", parseNinja, Wrapper, {"ninja: "}, {"ninja"}},
        {"node", parseNode, Trace, {"Node.js v", "    at ", "FATAL ERROR: ", "# Fatal error in", "JavaScript stack trace", "node: bad option"}, {"node", "nodejs", "ts-node", "tsx", "npm", "npx"}},
        {"node-test", parseNodeTest, Tool, {"duration_ms ", "failing tests:", "Failed tests:"}, {"node"}},
        {"npm", parseNpm, Wrapper, {"npm ERR! ", "npm error ", "error Command ", "ERR_PNPM_"}, {"npm", "npx", "yarn", "pnpm"}},
        {"perl", parsePerl, Trace, {" line "}, {"perl", "prove"}},
        {"php", parsePhp, Trace, {"Fatal error: ", "Parse error: ", "Warning: "}, {"php"}},
        {"phpunit", parsePhpUnit, Tool, {"by Sebastian Bergmann", "Assertions: "}, {"phpunit"}},
        {"prettier", parsePrettier, Tool, {"[warn] ", "[error] ", "Checking formatting", "All matched files use Prettier"}, {"prettier"}},
        {"prettier-list", parsePrettierList, Tool, {}, {"prettier"}},
        {"prove", parseProve, Tool, {"Result: ", "Files="}, {"prove"}},
        {"pylint", parsePylint, Tool, {"************* Module ", "Your code has been rated at ", ".py:", ".py(", "\"message-id\""}, {"pylint"}},
        {"pytest", parsePytest, Tool, {" passed", " failed", " error", " skipped", ".py::", "ERROR: ", "ImportError while loading conftest", "INTERNALERROR> ", "no tests ran in ", "test session starts"}, {"pytest", "py.test"}},
        {"python", parsePython, Trace, {"Traceback (most recent call last)", "Error: ", ": No module named ", ": can't open file ", ".py: error: "}, {"python"}},
        {"qttest", parseQtTest, Tool, {"********* Start testing of ", "Totals: ", "FAIL!  : ", "XPASS  : ", "<TestFunction name="}, {}},
        {"rspec", parseRspec, Tool, {" examples, ", " example, ", "_spec.rb", "\"examples\""}, {"rspec"}},
        {"rubocop", parseRubocop, Tool, {" offense"}, {"rubocop", "standardrb"}},
        {"ruby", parseRuby, Trace, {".rb:", "<internal:", "rake aborted!"}, {"ruby", "rake", "bundle"}},
        {"rustc", parseRustc, Tool, {"error: ", "error[", "warning: ", "Diff in ", "\"$message_type\"", "compiler-message"}, {"cargo", "rustc", "clippy-driver", "rustfmt", "rustdoc"}},
        {"sanitizer", parseSanitizer, Trace, {"Sanitizer", ": runtime error: "}, {}},
        {"shell", parseShell, Trace, {": line ", ".sh: ", ": not found", ": can't cd", "unbound variable", "parameter not set", "yntax error", "No such file", "ermission denied", ": bad ", ": cannot "}, {"bash", "sh"}},
        {"shellcheck", parseShellcheck, Tool, {" SC1", " SC2", " SC3", "[SC1", "[SC2", "[SC3", "ShellCheck.SC", "\"endLine\":"}, {"shellcheck"}},
        {"standard", parseStandard, Tool, {"standardjs.com"}, {"standard", "semistandard"}},
        {"tap", parseTap, Tool, {"TAP version", "not ok ", "ok 1"}, {"tape", "tap", "bats", "perl", "prove", "ava", "mocha"}},
        {"teamcity", parseTeamCity, Tool, {"##teamcity[test"}, {}},
        {"tsc", parseTsc, Tool, {"error TS", "warning TS"}, {"tsc", "ts-node", "vue-tsc", "ts-jest"}},
        {"unittest", parseUnittest, Tool, {"\nRan ", "FAIL: ", "ERROR: ", "NO TESTS RAN"}, {"unittest"}},
        {"uvu", parseUvu, Tool, {"  Total: ", "FAIL "}, {"uvu"}},
        {"valgrind", parseValgrind, Trace, {"ERROR SUMMARY: ", "== Command: ", "==    at 0x"}, {"valgrind"}},
        {"vitest", parseVitest, Tool, {"Test Files ", "RUN  v", "No test files found", "numTotalTestSuites", "vitest tests", "::error file=", " Failed Tests ", " Failed Suites ", " Unhandled "}, {"vitest"}},
        {"yamllint", parseYamllint, Tool, {": [error] ", ": [warning] ", "  error ", "  warning ", "::error file=", "::warning file="}, {"yamllint"}},
    };
    // clang-format on
    return rows;
}

} // namespace vibecoder
