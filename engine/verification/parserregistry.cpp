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
        {"pytest", parsePytest, Tool, {" passed", " failed", " error", " skipped", ".py::", "ERROR: ", "ImportError while loading conftest", "INTERNALERROR> ", "no tests ran in ", "test session starts"}, {"pytest", "py.test"}},
        {"unittest", parseUnittest, Tool, {"\nRan ", "FAIL: ", "ERROR: ", "NO TESTS RAN"}, {"unittest"}},
    };
    // clang-format on
    return rows;
}

} // namespace vibecoder
