// SPDX-License-Identifier: MIT
// prettier --check (`[warn] a.js`), --list-different (names alone), and files it cannot read (`[error] a.js: …`).
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

Failure unformatted(QStringView file)
{
    Failure failure;
    failure.file = file.toString();
    failure.kind = u"format"_s;
    failure.message = file.toString() + u" is not formatted"_s;
    return failure;
}

// `[error] syn.js: SyntaxError: Unexpected token (1:7)`; the code below it has the same mark.
std::optional<Failure> brokenAt(QStringView line)
{
    line = line.sliced(8).trimmed();
    if (line.startsWith(u'>') || line.startsWith(u'|') || leadingNumber(line) || line.isEmpty())
        return std::nullopt;
    Failure failure;
    failure.message = line.toString();
    const qsizetype colon = line.indexOf(u": ");
    if (colon < 0 || !line.sliced(colon).contains(u"Error")) {
        failure.kind = u"usage"_s;
        return failure;
    }
    failure.kind = u"compile"_s;
    failure.file = line.first(colon).toString();
    if (line.endsWith(u')'))
        failure.line = leadingNumber(line.sliced(line.lastIndexOf(u'(') + 1)).value_or(0);
    return failure;
}

bool isFileName(QStringView line)
{
    const bool spaced =
        line.contains(u' ') && (line.contains(u": ") || line.startsWith(u'[') || line.startsWith(u' ') ||
                                   line.contains(u"  ") || line.lastIndexOf(u'.') < line.lastIndexOf(u' '));
    return !line.isEmpty() && line.size() < 500 && !spaced && line.contains(u'.') && !line.endsWith(u'.');
}

bool lists(const QString &command)
{
    return command.contains(u" -l"_s) || command.contains(u"--list-different"_s);
}

} // namespace

ParsedOutput parsePrettier(const OutputView &view)
{
    ParsedOutput parsed;
    int unformattedFiles = 0, broken = 0;
    for (qsizetype i = 0; i < view.output.lineCount() && parsed.failures.size() < 1000; ++i) {
        const QStringView line = view.output.line(i).left(2000);
        if (line.startsWith(u"[warn] ")) {
            const QStringView file = line.sliced(7).trimmed();
            if (file.startsWith(u"Code style issues") || file.startsWith(u"All matched files")) {
                parsed.certainty = 1;
            } else if (!file.contains(u' ') || view.output.line(i + 1).startsWith(u"[warn] ")) {
                parsed.failures.append(unformatted(file));
                ++unformattedFiles;
            }
        } else if (line.startsWith(u"[error] ")) {
            if (std::optional<Failure> failure = brokenAt(line)) {
                parsed.failures.append(*failure);
                ++broken;
            }
        } else if (line.startsWith(u"Checking formatting...") || line.startsWith(u"All matched files use Prettier")) {
            parsed.certainty = std::max(parsed.certainty, 0.9);
        }
    }
    if (parsed.failures.isEmpty())
        return parsed;
    if (view.named)
        parsed.certainty = std::max(parsed.certainty, 0.9);
    parsed.counts.errors = unformattedFiles + broken;
    parsed.status = broken > 0 ? CommandStatus::Error : CommandStatus::Fail;
    if (view.exitCode == 0) {
        parsed.failures.clear();
        parsed.counts = {};
        parsed.status.reset();
    }
    return parsed;
}

// Nothing but names, so the command alone tells whose they are.
ParsedOutput parsePrettierList(const OutputView &view)
{
    ParsedOutput parsed;
    if (!lists(view.command) || view.exitCode == 0)
        return parsed;
    for (qsizetype i = 0; i < view.output.lineCount() && parsed.failures.size() < 1000; ++i) {
        if (isFileName(view.output.line(i)))
            parsed.failures.append(unformatted(view.output.line(i)));
    }
    if (parsed.failures.isEmpty())
        return parsed;
    parsed.counts.errors = int(parsed.failures.size());
    parsed.certainty = 0.8;
    parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
