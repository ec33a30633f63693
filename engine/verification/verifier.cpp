// SPDX-License-Identifier: MIT
#include "verification/verifier.h"

#include "base/logging.h"
#include "verification/explain.h"
#include "verification/feedback.h"

#include <QRegularExpression>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// A program that is missing for good: the shell says so with 127 about the first word itself. A program of the working
// directory may still be written by the model, so a path is no environment error.
QString missingProgram(const QString &command, int exitCode, const QString &output)
{
    if (exitCode != 127)
        return {};
    static const QRegularExpression pattern(
        u"(?:^|: )([^\\s:/]+): (?:command )?not found\\s*$"_s, QRegularExpression::MultilineOption);
    const QRegularExpressionMatch match = pattern.match(output);
    const QString first = command.trimmed().section(QLatin1Char(' '), 0, 0);
    if (!match.hasMatch() || match.captured(1) != first)
        return {};
    return QStringLiteral("the program %1 is not installed or not on the PATH").arg(first);
}

} // namespace

CommandReport reportFromResult(int index, const QString &command, const ProcessResult &result, const QString &directory)
{
    CommandReport report;
    report.index = index;
    report.command = command;
    report.exitCode = result.exitCode;
    report.signal = result.signal;
    report.durationMs = result.durationMs;
    report.outputBytes = result.outputBytes;
    const QByteArray output = result.output();
    report.excerpt = redact(shortenOutput(output, result.outputBytes));
    const OutputText text(output);
    OutputView view{command, text, result.exitCode, result.timedOut, directory, false};
    if (result.signal != 0)
        view.exitCode = 128 + result.signal;
    readOutput(report, view);
    if (!result.startError.isEmpty()) {
        report.status = CommandStatus::Error;
        report.environmentError = result.startError;
    } else if (result.lost) {
        report.status = CommandStatus::Unknown;
    } else {
        report.environmentError = missingProgram(command, view.exitCode.value_or(0), text.text());
    }
    return report;
}

QCoro::Task<Result<VerifiedCommand>> verifyCommand(ProcessRunner &runner, VerifyRequest request, CancelSource &stop)
{
    ProcessRequest process;
    process.argv = shellArgv(request.command);
    process.directory = request.directory;
    process.timeoutMs = request.timeoutMs;
    process.outputFile = request.outputFile;
    process.pidFile = request.pidFile;
    process.sandbox = request.sandbox;
    process.sandboxOwner = request.sandboxOwner;
    process.traced = request.traced;
    CO_TRY(const ProcessResult result, runner.run(process, stop));
    co_return VerifiedCommand{
        reportFromResult(request.index, request.command, result, request.directory), result.opened};
}

} // namespace vibecoder
