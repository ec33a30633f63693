// SPDX-License-Identifier: MIT
// javac (also kotlinc's lines), and Java programs that ended with an exception.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kContextLines = 6;

bool isJvmFile(QStringView file)
{
    return endsWithAny(file, {u".java", u".kt", u".kts", u".scala", u".groovy"});
}

} // namespace

ParsedOutput parseJavac(const OutputView &view)
{
    ParsedOutput parsed;
    std::optional<int> printed;
    QList<Failure> unplaced;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        if (line.endsWith(u" error") || line.endsWith(u" errors")) {
            const std::optional<int> count = leadingNumber(line);
            if (count && line.indexOf(u' ') == line.lastIndexOf(u' '))
                printed = plus(printed, *count);
        }
        // Maven: `[ERROR] /w/src/A.java:[3,41] ';' expected`
        if (line.startsWith(u"error: ")) {
            Failure failure;
            failure.kind = u"usage"_s;
            failure.message = line.sliced(7).toString();
            unplaced.append(failure);
            continue;
        }
        const std::optional<Diagnostic> diagnostic = diagnosticAtStart(line);
        if (!diagnostic || !isJvmFile(diagnostic->file))
            continue;
        Failure failure = failureOf(*diagnostic, u"compile"_s);
        qsizetype end = i + 1;
        while (end < i + kContextLines && end < view.output.lineCount() && !diagnosticAtStart(view.output.line(end)) &&
               !view.output.line(end).endsWith(u" errors"))
            ++end;
        failure.output = joinLines(view.output, i + 1, end, kContextLines, false);
        if (diagnostic->isError())
            parsed.failures.append(failure);
        else if (diagnostic->severity == u"warning")
            addWarning(parsed, failure, u"warning"_s);
    }
    if (parsed.failures.isEmpty() && view.named)
        parsed.failures = unplaced;
    if (parsed.failures.isEmpty() && parsed.warnings.isEmpty())
        return parsed;
    parsed.certainty = view.named || printed ? 0.95 : 0.8;
    if (!parsed.failures.isEmpty() && !parsed.failures.constFirst().file.isEmpty())
        parsed.counts.errors = printed ? printed : std::optional<int>(int(parsed.failures.size()));
    else if (printed)
        parsed.counts.errors = printed;
    if (!parsed.failures.isEmpty())
        parsed.status = CommandStatus::Error;
    return parsed;
}

ParsedOutput parseJava(const OutputView &view)
{
    ParsedOutput parsed;
    if (view.exitCode == 0)
        return parsed;
    bool inTrace = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        if (line.startsWith(u"Exception in thread \"") || line.startsWith(u"Error: ")) {
            const qsizetype quote = line.indexOf(u"\" ", 21);
            const bool exception = line.startsWith(u"Exception");
            const bool launcher = line.contains(u"main class") || line.contains(u"Main method not found") ||
                                  line.contains(u"Unable to access jarfile");
            if (exception ? quote < 0 : !launcher)
                continue;
            Failure failure;
            failure.kind = exception ? u"error"_s : u"config"_s;
            failure.message = exception ? line.sliced(quote + 2).toString() : line.toString();
            failure.type = failure.message.section(u':', 0, 0);
            parsed.failures.append(failure);
            inTrace = true;
        } else if (inTrace && line.startsWith(u"Caused by: ")) {
            parsed.failures.last().message += u'\n' + line.toString();
        } else if (inTrace) {
            if (const std::optional<Frame> frame = javaFrame(line))
                addFrame(parsed.failures.last(), view, *frame);
            else if (!line.startsWith(u'\t'))
                inTrace = false;
        }
    }
    if (parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = 0.8;
    parsed.status = CommandStatus::Error;
    return parsed;
}

} // namespace vibecoder
