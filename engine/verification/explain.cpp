// SPDX-License-Identifier: MIT
#include "verification/explain.h"

#include "base/logging.h"
#include "verification/countedfailures.h"
#include "verification/feedback.h"

namespace vibecoder {

namespace {

// Only head and tail reach the excerpt: what lies between need not be looked at.
QByteArray ends(const QByteArray &output)
{
    constexpr qsizetype half = 512 * 1024;
    return output.size() <= 2 * half ? output : output.first(half) + "\n[…]\n" + output.last(half);
}

} // namespace

void readOutput(CommandReport &report, const OutputView &view)
{
    ParsedOutput parsed = parseOutput(view);
    report.status = statusOf(view, parsed);
    if (report.status == CommandStatus::Pass && view.exitCode == 0) {
        if (const QString line = failingSummary(view, parsed); !line.isEmpty()) {
            Failure counted;
            counted.kind = QString::fromLatin1(kCountedFailures);
            counted.message = line;
            parsed.warnings.prepend(counted);
        }
    }
    if (report.status == CommandStatus::Crash && report.signal == 0 && view.exitCode.value_or(0) > 128)
        report.signal = *view.exitCode - 128;
    report.parser = parsed.parser;
    report.certainty = parsed.certainty;
    report.counts = parsed.counts;
    report.failures = std::move(parsed.failures);
    report.warnings = std::move(parsed.warnings);
}

CommandReport explainRun(const RecordedRun &run)
{
    CommandReport report;
    report.command = run.command;
    report.exitCode = run.exitCode;
    QByteArray output = run.output;
    if (!output.isEmpty() && !run.errorOutput.isEmpty() && !output.endsWith('\n'))
        output += '\n';
    output += run.errorOutput;
    report.outputBytes = output.size();
    report.excerpt = redact(shortenOutput(ends(output), output.size()));
    const OutputText text(output);
    readOutput(report, {run.command, text, run.exitCode, run.timedOut, run.directory, false});
    return report;
}

} // namespace vibecoder
