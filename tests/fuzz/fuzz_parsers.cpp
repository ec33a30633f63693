// SPDX-License-Identifier: MIT
// Any bytes as output of a command. The first byte chooses a parser that reads the output unasked, the second is the
// exit code, then comes the command up to a new line. No crash, bounded readings, and only exit 0 passes.
#include "verification/explain.h"
#include "verification/parserregistry.h"

#include <cstdlib>

using namespace vibecoder;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void check(const QList<Failure> &failures)
{
    for (const Failure &failure : failures) {
        require(failure.line >= 0);
        for (const Frame &frame : failure.frames)
            require(frame.line >= 0);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const QByteArray text(reinterpret_cast<const char *>(data) + 2, qsizetype(size) - 2);
    const qsizetype end = text.indexOf('\n');
    const QByteArray bytes = end < 0 ? text : text.mid(end + 1);
    RecordedRun run;
    run.command = QString::fromUtf8(text.left(end));
    run.exitCode = data[1];
    run.output = bytes;

    const ParserRow &row = parserRows().at(data[0] % parserRows().size());
    const OutputText output(bytes);
    for (const bool named : {false, true}) {
        const ParsedOutput parsed = row.parse({run.command, output, run.exitCode, false, {}, named});
        require(parsed.certainty >= 0 && parsed.certainty <= 1);
        check(parsed.failures);
        check(parsed.warnings);
    }
    const CommandReport report = explainRun(run);
    require((report.status == CommandStatus::Pass) == (run.exitCode == 0));
    require(report.failures.size() <= 1000 && !report.parser.isEmpty());
    check(report.failures);
    for (const Failure &failure : report.failures)
        require(failure.message.size() <= 4000 && failure.id.size() <= 4000 && failure.frames.size() <= 20);
    return 0;
}
