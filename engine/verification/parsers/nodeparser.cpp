// SPDX-License-Identifier: MIT
// node running a plain script: uncaught errors, syntax errors, missing modules, unhandled rejections, no more memory.
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

std::optional<Failure> outOfMemory(const OutputText &output)
{
    for (qsizetype i = 0; i < output.lineCount(); ++i) {
        const QStringView line = output.line(i).left(500);
        if (!line.startsWith(u"FATAL ERROR: ") && !line.startsWith(u"# Fatal error in"))
            continue;
        Failure failure;
        failure.kind = u"crash"_s;
        failure.message = line.toString();
        return failure;
    }
    return std::nullopt;
}

} // namespace

ParsedOutput parseNode(const OutputView &view)
{
    ParsedOutput parsed;
    if (view.exitCode == 0)
        return parsed;
    if (const std::optional<Failure> failure = outOfMemory(view.output)) {
        parsed.failures.append(*failure);
        parsed.status = CommandStatus::Crash;
        parsed.certainty = 0.9;
        return parsed;
    }
    const QString &text = view.output.text();
    if (text.contains(u"----- JavaScript stack trace -----"_s)) {
        parsed.status = CommandStatus::Crash;
        parsed.certainty = 0.9;
        return parsed;
    }
    std::optional<Failure> failure = js::nodeError(view, 0, view.output.lineCount());
    if (!failure && view.output.lineCount() > 0 && view.output.line(0).startsWith(u"node: bad option: ")) {
        failure = Failure();
        failure->kind = u"usage"_s;
        failure->message = view.output.line(0).toString();
    }
    if (!failure)
        return parsed;
    const bool died = text.contains(u"\nNode.js v"_s);
    parsed.certainty = died ? 0.95 : view.named ? 0.8 : 0.6;
    parsed.failures.append(*failure);
    if (!failure->file.isEmpty())
        parsed.counts.errors = 1; // elsewhere it is a tool that refused to start
    parsed.status = CommandStatus::Error;
    return parsed;
}

} // namespace vibecoder
