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
        {"pytest", parsePytest, Tool, {" passed", " failed", " error", " skipped", "no tests ran", "pytest", "INTERNALERROR", "short test summary"}, {"pytest", "py.test"}},
    };
    // clang-format on
    return rows;
}

} // namespace vibecoder
