// SPDX-License-Identifier: MIT
// valgrind: memcheck, helgrind and drd; the lines that begin with the process number.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `==123== text` -> `text`; null for other lines
QStringView reportText(QStringView line)
{
    if (!line.startsWith(u"=="))
        return {};
    const qsizetype end = line.left(20).indexOf(u"==", 2);
    if (end < 0 || !leadingNumber(line.sliced(2)))
        return {};
    const QStringView rest = line.sliced(end + 2);
    return rest.isEmpty() ? QStringView(u"") : rest.sliced(rest.startsWith(u' ') ? 1 : 0);
}

// `Invalid read of size 4` -> `Invalid read`; `10 bytes in 1 blocks are definitely lost in …` -> `definitely lost`
QString nameOf(QStringView header)
{
    for (const QStringView kind : {QStringView(u"definitely lost"), QStringView(u"indirectly lost"),
             QStringView(u"possibly lost"), QStringView(u"still reachable")}) {
        if (header.contains(kind))
            return kind.toString();
    }
    for (const QStringView end : {QStringView(u" of size "), QStringView(u" during "), QStringView(u" at 0x")}) {
        if (header.indexOf(end) > 0)
            header = header.first(header.indexOf(end));
    }
    return header.toString();
}

} // namespace

ParsedOutput parseValgrind(const OutputView &view)
{
    ParsedOutput parsed;
    QString header, end;
    bool open = false, reported = false;
    std::optional<int> errors;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = reportText(view.output.line(i).left(OutputText::kMaxMatched));
        if (line.isNull())
            continue;
        if (line.startsWith(u"ERROR SUMMARY: ")) {
            errors = leadingNumber(line.sliced(15));
            reported = true;
        } else if (line.startsWith(u"Command: ")) {
            reported = true;
        } else if (line.startsWith(u"Process terminating with default action of signal ")) {
            end = line.toString();
            open = false;
            header.clear();
        } else if (line.trimmed().isEmpty()) {
            open = false;
            header.clear();
        } else if (line.startsWith(u"   at 0x") && !header.isEmpty() && !open) {
            Failure failure;
            failure.id = nameOf(header);
            failure.kind = header.contains(u" lost in "_s) ? u"error"_s : u"crash"_s;
            failure.message = header;
            parsed.failures.append(failure);
            open = true;
            header.clear();
        } else if (!line.startsWith(u' ') && !open && header.isEmpty()) {
            const bool context = line.startsWith(u"Thread #") || line.startsWith(u"---") || line.startsWith(u"Thread ");
            header = context ? QString() : line.toString();
        } else if (open && !line.startsWith(u"   ")) {
            open = false; // an address follows, told with a stack of its own
            header.clear();
        }
        if (open) {
            if (const std::optional<Frame> frame = nativeFrame(line))
                addFrame(parsed.failures.last(), view, *frame);
        }
    }
    if (!reported && parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = reported || view.named ? 0.95 : 0.6;
    if (parsed.failures.isEmpty() && end.isEmpty()) {
        parsed.counts.errors = errors;
        return parsed;
    }
    if (parsed.failures.isEmpty()) {
        Failure failure;
        failure.kind = u"crash"_s;
        failure.message = end;
        parsed.failures.append(failure);
    }
    // Ended by a signal, it did not live to meet all its errors.
    if (end.isEmpty())
        parsed.counts.errors = errors ? errors : std::optional<int>(int(parsed.failures.size()));
    parsed.status = end.isEmpty() ? CommandStatus::Fail : CommandStatus::Crash;
    return parsed;
}

} // namespace vibecoder
