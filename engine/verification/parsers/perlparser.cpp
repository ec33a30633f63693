// SPDX-License-Identifier: MIT
// Perl itself: `message at FILE line N.` of die, and errors of compilation.
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `syntax error at t/a.t line 3, near "= ;"`
std::optional<Failure> errorAt(QStringView line)
{
    if (line.startsWith(u'#') || line.size() > 4000)
        return std::nullopt;
    const qsizetype number = line.lastIndexOf(u" line ");
    const qsizetype at = number < 0 ? -1 : line.first(number).lastIndexOf(u" at ");
    if (at <= 0)
        return std::nullopt;
    const std::optional<int> value = leadingNumber(line.sliced(number + 6));
    if (!value)
        return std::nullopt;
    const QStringView rest = line.sliced(number + 6 + QString::number(*value).size());
    if (!rest.startsWith(u'.') && !rest.startsWith(u',') && !rest.isEmpty())
        return std::nullopt;
    Failure failure;
    failure.file = line.sliced(at + 4, number - at - 4).trimmed().toString();
    failure.line = *value;
    failure.message = line.toString();
    failure.kind = line.startsWith(u"syntax error") ? u"compile"_s : u"error"_s;
    return failure.file.contains(u' ') ? std::nullopt : std::optional<Failure>(failure);
}

} // namespace

ParsedOutput parsePerl(const OutputView &view)
{
    ParsedOutput parsed;
    if (view.exitCode == 0)
        return parsed;
    bool compiling = false;
    for (qsizetype i = 0; i < view.output.lineCount() && parsed.failures.size() < 200; ++i) {
        const QStringView line = view.output.line(i);
        compiling = compiling || line.endsWith(u"had compilation errors.") ||
                    line.endsWith(u"aborted due to compilation errors.") || line.startsWith(u"BEGIN failed--");
        const bool echo = line.startsWith(u"Execution of ") || line.startsWith(u"BEGIN failed--") ||
                          line.trimmed().startsWith(u"main::") || line.startsWith(u"\t");
        if (echo)
            continue;
        if (std::optional<Failure> failure = errorAt(line); failure && isOwnFile(view, failure->file))
            parsed.failures.append(*failure);
    }
    if (parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = compiling ? 0.9 : view.named ? 0.7 : 0.3;
    parsed.status = CommandStatus::Error;
    if (compiling) {
        for (Failure &failure : parsed.failures)
            failure.kind = u"compile"_s;
    } else {
        // A script dies once; what it warned about before is no failure.
        parsed.failures = {parsed.failures.constLast()};
    }
    return parsed;
}

} // namespace vibecoder
