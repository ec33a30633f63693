// SPDX-License-Identifier: MIT
// flake8, pycodestyle, pyflakes and ruff: `a.py:1:6: E999 message`, `a.py:1: [E401] message`, ruff's full form.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `E501`, `F401`, `SIM102`, `PLR0913`
bool isCode(QStringView word)
{
    qsizetype letters = 0;
    while (letters < word.size() && word.at(letters) >= u'A' && word.at(letters) <= u'Z')
        ++letters;
    return letters >= 1 && letters <= 5 && word.size() - letters >= 2 && word.size() - letters <= 4 &&
           wholeNumber(word.sliced(letters));
}

std::optional<Failure> finding(QStringView line)
{
    const std::optional<Place> place = placeAtStart(line);
    if (!place || !endsWithAny(place->file, {u".py", u".pyi", u".ipynb", u".toml", u"-"}) ||
        place->file.contains(u"  "))
        return std::nullopt;
    QStringView rest = place->rest;
    Failure failure;
    if (rest.startsWith(u'[')) {
        failure.id = between(rest, u"[", u"] ").toString();
        if (failure.id.isEmpty())
            return std::nullopt;
        rest = rest.sliced(failure.id.size() + 2).trimmed();
    } else {
        const qsizetype blank = rest.indexOf(u' ');
        failure.id = (blank < 0 ? QStringView() : rest.first(blank)).toString();
        // ruff before 0.9 says `SyntaxError: …` in the code's place, later `invalid-syntax: …`
        if (failure.id.endsWith(u':'))
            failure.id.chop(1);
        rest = blank < 0 ? rest : rest.sliced(blank + 1);
    }
    if (!isCode(failure.id) && failure.id != u"SyntaxError"_s && failure.id != u"invalid-syntax"_s)
        return std::nullopt;
    failure.type = failure.id;
    failure.kind = u"lint"_s;
    failure.file = place->file.toString();
    failure.line = place->line;
    failure.message = (rest.startsWith(u"[*] ") ? rest.sliced(4) : rest).toString();
    return failure;
}

// ruff's full form: `F401 [*] `os` imported but unused` and ` --> a.py:1:8` below
std::optional<Failure> fullFinding(const OutputText &output, qsizetype at)
{
    const QStringView line = output.line(at).left(OutputText::kMaxMatched);
    const QStringView next = output.line(at + 1).trimmed();
    if (!next.startsWith(u"--> "))
        return std::nullopt;
    const qsizetype blank = line.indexOf(u' ');
    const std::optional<Place> place = placeOfWord(next.sliced(4));
    QStringView code = blank < 0 ? QStringView() : line.first(blank);
    code = code.endsWith(u':') ? code.chopped(1) : code;
    if (!place || !(isCode(code) || code == u"invalid-syntax"))
        return std::nullopt;
    Failure failure;
    failure.id = code.toString();
    failure.type = failure.id;
    failure.kind = u"lint"_s;
    failure.file = place->file.toString();
    failure.line = place->line;
    const QStringView rest = line.sliced(blank + 1);
    failure.message = (rest.startsWith(u"[*] ") ? rest.sliced(4) : rest).toString();
    return failure;
}

// pyflakes names no codes, `flake8 -q` only files.
std::optional<Failure> uncoded(QStringView line, const QString &command)
{
    Failure failure;
    failure.kind = u"lint"_s;
    if (command.contains(u"pyflakes"_s)) {
        const std::optional<Place> place = placeAtStart(line);
        if (!place || !place->file.endsWith(u".py") || place->rest.isEmpty())
            return std::nullopt;
        failure.file = place->file.toString();
        failure.line = place->line;
        failure.message = place->rest.toString();
        return failure;
    }
    if (!command.contains(u" -q"_s) || !line.endsWith(u".py") || line.contains(u": "))
        return std::nullopt;
    failure.file = line.toString();
    return failure;
}

} // namespace

ParsedOutput parseFlake8(const OutputView &view)
{
    ParsedOutput parsed;
    bool ruff = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        ruff = ruff || line.startsWith(u"All checks passed!") ||
               (line.startsWith(u"Found ") && line.endsWith(u" fixable with the `--fix` option."));
        std::optional<Failure> failure = line.contains(u':') ? finding(line) : std::nullopt;
        if (!failure)
            failure = fullFinding(view.output, i);
        if (!failure && view.named)
            failure = uncoded(line, view.command);
        if (failure)
            parsed.failures.append(*failure);
    }
    if (parsed.failures.isEmpty()) {
        parsed.certainty = ruff && view.named ? 0.9 : 0;
        return parsed;
    }
    parsed.certainty = view.named ? 0.95 : 0.6;
    parsed.counts.errors = int(parsed.failures.size());
    parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
