// SPDX-License-Identifier: MIT
// npm, yarn and pnpm: start scripts and say at the end that one failed. That alone tells nothing; what they say about
// packages and scripts that are not there does.
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Behind `npm ERR! ` (npm 9 and before) or `npm error `; null for other lines.
QStringView saidByNpm(QStringView line)
{
    if (line.startsWith(u"npm ERR! "))
        return line.sliced(9).trimmed();
    return line.startsWith(u"npm error ") ? line.sliced(10).trimmed() : QStringView();
}

bool tellsNothing(QStringView text)
{
    static constexpr QStringView starts[] = {u"code ", u"errno ", u"syscall ", u"path ", u"A complete log",
        u"Lifecycle script", u"Test failed", u"command ", u"signal ", u"workspace ", u"location ", u"in workspace",
        u"at location", u"    ", u"Exit status", u"This is probably not a problem", u"Failed at the", u"Did you mean",
        u"To see a list", u"npm ", u"Error: command failed", u"error: ", u"dest ", u"enoent This is related", u"/"};
    return text.isEmpty() || std::any_of(std::begin(starts), std::end(starts),
                                 [text](QStringView start) { return text.startsWith(start); });
}

// `error Command "lint" not found.`, ` ERR_PNPM_NO_SCRIPT  Missing script: lint`
QStringView saidByOthers(const OutputView &view, QStringView line)
{
    const QStringView text = line.trimmed();
    if (text.startsWith(u"ERR_PNPM_") && text.contains(u' '))
        return text.sliced(text.indexOf(u' ')).trimmed();
    const bool yarn = view.command.contains(u"yarn") && text.startsWith(u"error ");
    return yarn && !text.startsWith(u"error Command failed") ? text.sliced(6) : QStringView();
}

} // namespace

ParsedOutput parseNpm(const OutputView &view)
{
    ParsedOutput parsed;
    if (view.exitCode == 0)
        return parsed;
    QStringList words;
    for (qsizetype i = 0; i < view.output.lineCount() && words.size() < 10; ++i) {
        const QStringView line = view.output.line(i), npm = saidByNpm(line), other = saidByOthers(view, line);
        if (!npm.isEmpty() && !tellsNothing(npm))
            words.append(npm.toString());
        else if (!other.isEmpty())
            words.append(other.toString());
    }
    if (words.isEmpty())
        return parsed;
    Failure failure;
    failure.kind = u"usage"_s;
    failure.message = words.join(u'\n');
    parsed.failures.append(failure);
    parsed.certainty = 0.8;
    parsed.status = CommandStatus::Error;
    return parsed;
}

} // namespace vibecoder
