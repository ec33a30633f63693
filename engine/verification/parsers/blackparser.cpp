// SPDX-License-Identifier: MIT
// black and isort, as checks; ruff format says it in black's words.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

Failure unformatted(const QString &file, const QString &message, const QString &kind)
{
    Failure failure;
    failure.kind = kind;
    failure.file = file;
    failure.message = message;
    return failure;
}

// `error: cannot format syn.py: Cannot parse: 1:6: def f(:`
Failure unreadable(QStringView text)
{
    const qsizetype colon = text.indexOf(u": ");
    Failure failure = unformatted(
        text.first(std::max<qsizetype>(colon, 0)).toString(), text.sliced(colon + 2).toString(), u"compile"_s);
    qsizetype at = failure.message.indexOf(u"Cannot parse"_s);
    at = at < 0 ? -1 : failure.message.indexOf(u": "_s, at);
    if (at > 0)
        failure.line = leadingNumber(QStringView(failure.message).sliced(at + 2)).value_or(0);
    return failure;
}

} // namespace

ParsedOutput parseBlack(const OutputView &view)
{
    ParsedOutput parsed;
    bool seen = false, broken = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        if (line.startsWith(u"error: cannot format ")) {
            parsed.failures.append(unreadable(line.sliced(21)));
            broken = true;
        } else if (line.startsWith(u"would reformat ") || line.startsWith(u"Would reformat: ")) {
            parsed.failures.append(
                unformatted(line.sliced(line.startsWith(u'w') ? 15 : 16).toString(), line.toString(), u"format"_s));
        } else if (line.startsWith(u"All done! ") || line.startsWith(u"Oh no! ")) {
            seen = true;
        }
    }
    if (parsed.failures.isEmpty() && !seen)
        return parsed;
    parsed.certainty = 0.95;
    if (broken)
        parsed.counts.errors = int(std::count_if(parsed.failures.begin(), parsed.failures.end(),
            [](const Failure &failure) { return failure.kind == u"compile"_s; }));
    if (!parsed.failures.isEmpty())
        parsed.status = broken ? CommandStatus::Error : CommandStatus::Fail;
    return parsed;
}

ParsedOutput parseIsort(const OutputView &view)
{
    ParsedOutput parsed;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        const qsizetype end = line.indexOf(u" Imports are incorrectly sorted");
        if (line.startsWith(u"ERROR: ") && end > 7)
            parsed.failures.append(
                unformatted(line.sliced(7, end - 7).toString(), line.sliced(end + 1).toString(), u"format"_s));
    }
    if (parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = 0.95;
    parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
