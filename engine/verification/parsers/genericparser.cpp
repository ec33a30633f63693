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
    // The first words are mostly the cause. What lies far from both ends is not looked at: this is for any output.
    constexpr qsizetype most = 8, nearEnd = 400 * 1024;
    QStringList telling;
    const qsizetype size = view.output.text().size();
    for (qsizetype i = 0; i < view.output.lineCount() && telling.size() < most; ++i) {
        const QStringView line = view.output.line(i);
        const qsizetype at = line.constData() - view.output.text().constData();
        const bool far = at > nearEnd && at < size - nearEnd;
        if (!far && isTelling(line))
            telling.append(line.left(500).trimmed().toString());
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
