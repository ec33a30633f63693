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
        {"cmake", parseCmake, Tool, {"CMake Error", "CMake Warning", "CMake Deprecation Warning"}, {"cmake"}},
        {"junit-xml", parseJunitXml, Report, {"<testsuite"}, {}},
        {"make", parseMake, Wrapper, {": *** "}, {"make", "gmake"}},
        {"ninja", parseNinja, Wrapper, {"ninja: "}, {"ninja"}},
        {"npm", parseNpm, Wrapper, {"npm ERR! ", "npm error ", "error Command ", "ERR_PNPM_"}, {"npm", "npx", "yarn", "pnpm"}},
        {"pytest", parsePytest, Tool, {" passed", " failed", " error", " skipped", ".py::", "ERROR: ", "ImportError while loading conftest", "INTERNALERROR> ", "no tests ran in ", "test session starts"}, {"pytest", "py.test"}},
        {"python", parsePython, Trace, {"Traceback (most recent call last)", "Error: ", ": No module named ", ": can't open file ", ".py: error: "}, {"python"}},
        {"shell", parseShell, Trace, {": line ", ".sh: ", ": not found", ": can't cd", "unbound variable", "parameter not set", "yntax error", "No such file", "ermission denied", ": bad ", ": cannot "}, {"bash", "sh"}},
        {"unittest", parseUnittest, Tool, {"\nRan ", "FAIL: ", "ERROR: ", "NO TESTS RAN"}, {"unittest"}},
    };
    // clang-format on
    return rows;
}

} // namespace vibecoder
