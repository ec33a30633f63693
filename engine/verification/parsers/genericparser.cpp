// SPDX-License-Identifier: MIT
// Output that nobody claims. Its words are no proof of anything, so it counts nothing; when the command failed, the
// telling lines become the message of one failure.
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isTelling(QStringView line)
{
    static constexpr QStringView words[] = {u"error", u"fail", u"exception", u"panic", u"assert", u"not found",
        u"cannot", u"fatal", u"no such file", u"can't", u"unbound", u"denied"};
    line = line.left(OutputText::kMaxMatched);
    if (line.startsWith(u"> "))
        return false; // npm shows what it runs
    return std::any_of(std::begin(words), std::end(words),
        [line](QStringView word) { return line.contains(word, Qt::CaseInsensitive); });
}

} // namespace

ParsedOutput parseGeneric(const OutputView &view)
{
    ParsedOutput parsed;
    parsed.certainty = 0.1;
    if (view.exitCode == 0 || view.output.lineCount() == 0)
        return parsed;
    constexpr qsizetype most = 8;
    QStringList telling;
    for (qsizetype i = 0; i < view.output.lineCount() && telling.size() < most; ++i) {
        if (isTelling(view.output.line(i)))
            telling.append(view.output.line(i).left(500).trimmed().toString());
    }
    if (telling.isEmpty())
        return parsed;
    Failure failure;
    failure.kind = u"output"_s;
    failure.message = telling.join(u'\n');
    parsed.failures.append(failure);
    return parsed;
}

} // namespace vibecoder
