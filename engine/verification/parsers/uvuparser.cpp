// SPDX-License-Identifier: MIT
// uvu: `   FAIL  suite  "title"` with the error below, and the sums `  Total:`, `  Passed:`, `  Skipped:`.
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

std::optional<int> sumAt(QStringView line, QStringView word)
{
    if (!line.startsWith(word))
        return std::nullopt;
    return wholeNumber(line.sliced(word.size()).trimmed());
}

// `   FAIL  Suite two  "inside"`: the title with its suite
std::optional<QString> titleAt(QStringView line)
{
    if (!line.startsWith(u"  ") || line.size() > 2000)
        return std::nullopt;
    line = line.trimmed();
    if (!line.startsWith(u"FAIL  ") && !line.startsWith(u"FAIL "))
        return std::nullopt;
    line = line.sliced(5).trimmed();
    const qsizetype quote = line.indexOf(u'"');
    if (quote < 0 || !line.endsWith(u'"') || line.size() < quote + 2)
        return std::nullopt;
    const QString suite = line.first(quote).trimmed().toString();
    const QString title = line.sliced(quote + 1).chopped(1).toString();
    return suite.isEmpty() ? title : suite + u' ' + title;
}

// `++3    (Expected)`, or lines under `Expected:` and `Actual:`
void sides(const QString &text, Failure &failure)
{
    for (const QStringView line : QStringView(text).split(u'\n')) {
        QStringView value = line.trimmed();
        for (const QStringView note : {QStringView(u"(Expected)"), QStringView(u"(Actual)")}) {
            if (value.endsWith(note))
                value = value.chopped(note.size()).trimmed();
        }
        if (value.startsWith(u"++") && failure.expected.isEmpty())
            failure.expected = value.sliced(2).toString().replace(u"·"_s, u" "_s).trimmed();
        else if (value.startsWith(u"--") && failure.actual.isEmpty())
            failure.actual = value.sliced(2).toString().replace(u"·"_s, u" "_s).trimmed();
    }
}

} // namespace

ParsedOutput parseUvu(const OutputView &view)
{
    ParsedOutput parsed;
    const OutputText &output = view.output;
    std::optional<int> total, passed, skipped;
    for (qsizetype i = 0; i < output.lineCount(); ++i) {
        const QStringView line = output.line(i);
        if (const std::optional<int> number = sumAt(line, u"  Total:")) {
            total = number;
        } else if (const std::optional<int> ok = sumAt(line, u"  Passed:")) {
            passed = ok;
        } else if (const std::optional<int> left = sumAt(line, u"  Skipped:")) {
            skipped = left;
        } else if (const std::optional<QString> title = titleAt(line); title && parsed.failures.size() < 1000) {
            qsizetype end = i + 1, frames = 0;
            while (end < output.lineCount() && !titleAt(output.line(end)) && !sumAt(output.line(end), u"  Total:") &&
                   !(frames > 0 && output.line(end).trimmed().isEmpty())) {
                if (frames == 0 && js::isFrameLine(output.line(end)))
                    frames = end;
                ++end;
            }
            Failure failure;
            failure.id = *title;
            js::setMessage(failure, js::block(output, i + 1, frames > 0 ? frames : end));
            sides(failure.message, failure);
            if (!failure.expected.isEmpty())
                failure.kind = u"assertion"_s;
            js::takeFrames(view, i + 1, end, failure);
            parsed.failures.append(failure);
            i = end - 1;
        }
    }
    if (total && passed) {
        parsed.certainty = skipped ? 1 : 0.7;
        parsed.counts.passed = passed;
        parsed.counts.failed = std::max(0, *total - *passed);
        parsed.counts.skipped = skipped;
        parsed.counts.collected = total;
        parsed.counts.errors = 0;
    } else if (view.named && !parsed.failures.isEmpty()) {
        parsed.certainty = 0.7;
    }
    if (!parsed.failures.isEmpty())
        parsed.status = CommandStatus::Fail;
    js::dropIfPassed(view, parsed);
    return parsed;
}

} // namespace vibecoder
