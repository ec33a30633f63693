// SPDX-License-Identifier: MIT
// What bash and sh say about scripts: `a.sh: line 3: X: unbound variable`, `a.sh: 2: cd: can't cd to nope`.
#include "verification/linescan.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isShell(QStringView name)
{
    const QStringView program = name.sliced(name.lastIndexOf(u'/') + 1);
    return program == u"bash" || program == u"sh" || program == u"dash" || program == u"zsh" || program == u"ash" ||
           program == u"environment";
}

// The words of the shell and of its built-in commands; a program's own `name: 3: text` is none of them.
bool isShellText(QStringView text)
{
    static constexpr QStringView words[] = {u"not found", u"unbound variable", u"parameter not set", u"yntax error",
        u"can't cd", u"No such file or directory", u"Permission denied", u"unexpected", u"bad ", u"Bad ",
        u"read-only variable", u"readonly", u"is read only", u"cannot ", u"Cannot ", u"ambiguous redirect",
        u"arithmetic", u"division by 0", u"Illegal ", u"nvalid option", u"too many arguments", u"expected",
        u"parameter null or not set", u"numeric argument", u"not a valid identifier", u"event not found", u"arguments"};
    return std::any_of(std::begin(words), std::end(words), [text](QStringView word) { return text.contains(word); });
}

std::optional<Failure> failureOf(const OutputView &view, QStringView line)
{
    line = line.left(OutputText::kMaxMatched);
    if (line.isEmpty() || line.front().isSpace())
        return std::nullopt;
    qsizetype colon = line.indexOf(u": line "), numberAt = colon + 7;
    if (colon <= 0) {
        colon = line.indexOf(u": ");
        numberAt = colon + 2;
    }
    if (colon <= 0)
        return std::nullopt;
    const QStringView name = line.first(colon), rest = line.sliced(numberAt);
    const std::optional<int> number = leadingNumber(rest);
    const qsizetype end = rest.indexOf(u": ");
    if (!number || end <= 0 || wholeNumber(rest.first(end)) != number || name.contains(u' '))
        return std::nullopt;
    const QStringView text = rest.sliced(end + 2);
    const bool script = view.command.contains(name) && !isShell(name);
    if (!(script || isShellText(text)) || text.startsWith(u'`'))
        return std::nullopt;
    Failure failure;
    failure.kind = u"error"_s;
    failure.message = text.toString();
    if (!isShell(name)) {
        failure.file = name.toString();
        failure.line = *number;
    }
    return failure;
}

} // namespace

ParsedOutput parseShell(const OutputView &view)
{
    ParsedOutput parsed;
    if (view.exitCode == 0)
        return parsed;
    for (qsizetype i = 0; i < view.output.lineCount() && parsed.failures.size() < 20; ++i) {
        const std::optional<Failure> failure = failureOf(view, view.output.line(i));
        if (failure && !parsed.failures.contains(*failure))
            parsed.failures.append(*failure);
    }
    if (parsed.failures.isEmpty())
        return parsed;
    parsed.certainty = 0.7;
    parsed.status = CommandStatus::Error;
    return parsed;
}

} // namespace vibecoder
