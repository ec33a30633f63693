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
        {"boost test", parseBoostTest, Tool, {"error: in \"", "*** No errors detected", "Test setup error: ", " detected in the test ", " test case out of ", " test cases out of "}, {}},
        {"cargo test", parseCargoTest, Tool, {"test result: ", "running ", " --- FAILED"}, {"cargo", "cargo-nextest"}},
        {"catch2", parseCatch2, Tool, {"test cases:", "All tests passed (", " is a Catch", ": failed: ", "Passed ", "Failed ", "No tests ran", "<Catch", "Error(s) in input:"}, {}},
        {"check", parseCheck, Tool, {"Running suite(s): ", "%: Checks: "}, {}},
        {"cmake", parseCmake, Tool, {"CMake Error", "CMake Warning", "CMake Deprecation Warning"}, {"cmake"}},
        {"crash", parseCrash, Trace, {"Assertion", "terminate called", " panicked at ", "panic: ", "fatal error: ", "Segmentation fault", "Aborted", "Floating point exception", "Bus error", "Illegal instruction", "Killed", "Trace/breakpoint", "Terminated", "Alarm clock", "*** stack smashing", "double free", "free(): ", "malloc", "corrupted size", "munmap_chunk", "realloc(): "}, {}},
        {"ctest", parseCTest, Wrapper, {"Test project ", "% tests passed", "No tests were found!!!", "Errors while running CTest"}, {"ctest"}},
        {"doctest", parseDoctest, Tool, {"[doctest] ", "<doctest binary="}, {}},
        {"gcc", parseGcc, Tool, {": error: ", ": fatal error: ", ": warning: ", " generated.", "[{\"kind\":", "internal compiler error"}, {"gcc", "g++", "cc", "c++", "clang", "clang++"}},
        {"go", parseGo, Tool, {".go:", ".go\n", "go: "}, {"go", "gofmt", "staticcheck", "golangci-lint", "goimports", "gofumpt"}},
        {"go test", parseGoTest, Tool, {"--- FAIL: ", "--- PASS: ", "--- SKIP: ", "=== RUN   ", "FAIL\t", "ok  \t", "?   \t", "\"Action\":"}, {"go", "gotestsum"}},
        {"gtest", parseGtest, Tool, {"[==========]", "[ RUN      ]", "[  FAILED  ]", "[  PASSED  ]"}, {}},
        {"junit-xml", parseJunitXml, Report, {"<testsuite"}, {}},
        {"ld", parseLinker, Tool, {"undefined reference to ", "multiple definition of ", "undefined symbol: ", "duplicate symbol: ", "collect2: error: ", "linker command failed", "cannot find -l"}, {"ld", "ld.lld", "ld.gold", "mold"}},
        {"make", parseMake, Wrapper, {": *** "}, {"make", "gmake"}},
        {"ninja", parseNinja, Wrapper, {"ninja: "}, {"ninja"}},
        {"npm", parseNpm, Wrapper, {"npm ERR! ", "npm error ", "error Command ", "ERR_PNPM_"}, {"npm", "npx", "yarn", "pnpm"}},
        {"pytest", parsePytest, Tool, {" passed", " failed", " error", " skipped", ".py::", "ERROR: ", "ImportError while loading conftest", "INTERNALERROR> ", "no tests ran in ", "test session starts"}, {"pytest", "py.test"}},
        {"python", parsePython, Trace, {"Traceback (most recent call last)", "Error: ", ": No module named ", ": can't open file ", ".py: error: "}, {"python"}},
        {"qttest", parseQtTest, Tool, {"********* Start testing of ", "Totals: ", "FAIL!  : ", "XPASS  : ", "<TestFunction name="}, {}},
        {"rustc", parseRustc, Tool, {"error: ", "error[", "warning: ", "Diff in ", "\"$message_type\"", "compiler-message"}, {"cargo", "rustc", "clippy-driver", "rustfmt", "rustdoc"}},
        {"sanitizer", parseSanitizer, Trace, {"Sanitizer", ": runtime error: "}, {}},
        {"shell", parseShell, Trace, {": line ", ".sh: ", ": not found", ": can't cd", "unbound variable", "parameter not set", "yntax error", "No such file", "ermission denied", ": bad ", ": cannot "}, {"bash", "sh"}},
        {"teamcity", parseTeamCity, Tool, {"##teamcity[test"}, {}},
        {"unittest", parseUnittest, Tool, {"\nRan ", "FAIL: ", "ERROR: ", "NO TESTS RAN"}, {"unittest"}},
        {"valgrind", parseValgrind, Trace, {"ERROR SUMMARY: ", "== Command: ", "==    at 0x"}, {"valgrind"}},
    };
    // clang-format on
    return rows;
}

} // namespace vibecoder
