// SPDX-License-Identifier: MIT
// Every parser has one row here; the surest reading wins, the first one when two are equally sure.
#include "verification/outputparser.h"

#include "verification/parsers/genericparser.h"

namespace vibecoder {

namespace {

constexpr OutputParser kParsers[] = {
    parseGeneric,
};

} // namespace

ParsedOutput parseOutput(const QString &command, const QString &output, std::optional<int> exitCode)
{
    ParsedOutput best;
    for (const OutputParser parser : kParsers) {
        ParsedOutput parsed = parser(command, output, exitCode);
        if (parsed.certainty > best.certainty)
            best = std::move(parsed);
    }
    return best;
}

} // namespace vibecoder
