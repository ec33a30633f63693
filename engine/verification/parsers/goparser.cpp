// SPDX-License-Identifier: MIT
// go build, go vet, gofmt, staticcheck, golangci-lint.
#include "verification/parsers/goparser.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

std::optional<Failure> goDiagnostic(QStringView line)
{
    if (line.startsWith(u"vet: "))
        line = line.sliced(5);
    if (line.isEmpty() || line.at(0).isSpace() || !line.contains(u".go:"))
        return std::nullopt;
    const std::optional<Place> place = placeAtStart(line);
    if (!place || !place->file.endsWith(u".go") || place->file.contains(u' ') || place->rest.isEmpty())
        return std::nullopt;
    Failure failure;
    failure.kind = u"compile"_s;
    failure.file = place->file.toString();
    failure.line = place->line;
    failure.message = place->rest.left(OutputText::kMaxMatched).toString();
    return failure;
}

std::optional<Frame> goFrame(QStringView functionLine, QStringView placeLine)
{
    if (!placeLine.startsWith(u'\t') && !placeLine.startsWith(u"      "))
        return std::nullopt;
    placeLine = placeLine.trimmed();
    const qsizetype blank = placeLine.indexOf(u' ');
    const std::optional<Place> place = placeOfWord(blank < 0 ? placeLine : placeLine.first(blank));
    if (!place || !place->file.endsWith(u".go"))
        return std::nullopt;
    Frame frame;
    frame.file = place->file.toString();
    frame.line = place->line;
    QStringView function = functionLine.trimmed();
    if (function.startsWith(u"created by "))
        function = function.sliced(11);
    if (function.endsWith(u')') && function.contains(u'('))
        function = function.first(function.lastIndexOf(u'('));
    frame.function = function.toString();
    if (frame.file.contains(u"/src/testing/") || frame.file.contains(u"/src/runtime/"))
        frame.file.prepend(u"/usr/lib/go"_s); // the language's own wherever it is installed
    return frame;
}

void takeGoValues(Failure &failure)
{
    const QString line = failure.message.section(u'\n', 0, 0);
    static constexpr QStringView wants[] = {u", want ", u"; want ", u", wanted ", u", expected ", u"; expected "};
    for (const QStringView want : wants) {
        const qsizetype at = line.indexOf(want);
        const qsizetype got = at < 0 ? -1 : std::max(line.lastIndexOf(u"got "_s, at), line.lastIndexOf(u" = "_s, at));
        if (got < 0)
            continue;
        failure.actual = line.sliced(line.indexOf(u' ', got + 1) + 1, at - line.indexOf(u' ', got + 1) - 1).trimmed();
        failure.expected = line.sliced(at + want.size()).trimmed();
        return;
    }
    for (const QStringView want : {QStringView(u"want "), QStringView(u"expected "), QStringView(u"wanted ")}) {
        const qsizetype at = line.indexOf(want), got = at < 0 ? -1 : line.indexOf(u", got "_s, at);
        if (got < 0)
            continue;
        failure.expected = line.sliced(at + want.size(), got - at - want.size()).trimmed();
        failure.actual = line.sliced(got + 6).trimmed();
        return;
    }
}

namespace {

// `go: cannot find main module`, `no required module provides package x`, `package x is not in GOROOT`
bool isGoError(QStringView line)
{
    return line.startsWith(u"go: ") && !line.startsWith(u"go: downloading ") && !line.startsWith(u"go: finding ") &&
           !line.startsWith(u"go: added ") && !line.startsWith(u"go: upgraded ") &&
           !line.startsWith(u"go: creating ") && !line.startsWith(u"go: to add ");
}

// `message (SA4006)`, `message (errcheck)`
void takeCheck(Failure &failure)
{
    const qsizetype open = failure.message.lastIndexOf(u" ("_s);
    if (open > 0 && failure.message.endsWith(u')') && !failure.message.sliced(open + 2).contains(u' ')) {
        failure.id = failure.message.sliced(open + 2).chopped(1);
        failure.type = failure.id;
    }
}

QList<Failure> unformatted(const OutputView &view)
{
    QList<Failure> failures;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i);
        const bool listed = line.endsWith(u".go") && !line.contains(u' ') && !line.contains(u':');
        const bool diff = line.startsWith(u"diff ") && line.endsWith(u".go");
        if (!listed && !diff)
            continue;
        Failure failure;
        failure.kind = u"format"_s;
        failure.file = line.sliced(line.lastIndexOf(u' ') + 1).toString();
        failure.message = u"not formatted as gofmt formats it"_s;
        failures.append(failure);
    }
    return failures;
}

} // namespace

ParsedOutput parseGo(const OutputView &view)
{
    ParsedOutput parsed;
    const bool linter = view.command.contains(u"staticcheck"_s) || view.command.contains(u"golangci-lint"_s);
    const bool formatter = view.command.contains(u"gofmt"_s) || view.command.contains(u"go fmt"_s);
    const bool vet = view.command.contains(u"vet"_s);
    bool syntax = false, package = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i);
        package = package || line.startsWith(u"# ");
        std::optional<Failure> failure = goDiagnostic(line);
        if (!failure && view.named && isGoError(line)) {
            failure = Failure();
            failure->kind = u"config"_s;
            failure->message = line.left(OutputText::kMaxMatched).toString();
        }
        if (!failure)
            continue;
        syntax = syntax || failure->message.startsWith(u"syntax error"_s);
        if (linter)
            takeCheck(*failure);
        if (linter || vet)
            failure->kind = u"lint"_s;
        parsed.failures.append(*failure);
    }
    if (formatter)
        parsed.failures += unformatted(view);
    if (parsed.failures.isEmpty())
        return parsed;
    // At a syntax error the compiler stops: how many errors there are, it does not say.
    if (!syntax && !formatter)
        parsed.counts.errors = int(parsed.failures.size());
    parsed.status = linter || vet ? CommandStatus::Fail : CommandStatus::Error;
    parsed.certainty = view.named ? 0.85 : package ? 0.7 : 0.3;
    return parsed;
}

} // namespace vibecoder
