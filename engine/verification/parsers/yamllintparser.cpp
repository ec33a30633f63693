// SPDX-License-Identifier: MIT
// yamllint: standard, parsable, colored and github forms.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Finding
{
    Failure failure;
    bool warning = false;
};

// `message  (rule)`
void takeRule(Failure &failure, QStringView text)
{
    text = text.trimmed();
    const qsizetype open = text.lastIndexOf(u" (");
    if (open > 0 && text.endsWith(u')')) {
        failure.id = text.sliced(open + 2).chopped(1).toString();
        failure.type = failure.id;
        text = text.first(open).trimmed();
    }
    failure.kind = u"lint"_s;
    failure.message = text.toString();
}

// `a.yml:3:1: [error] message (rule)`
std::optional<Finding> parsable(QStringView line)
{
    const std::optional<Place> place = placeAtStart(line);
    if (!place || !(place->rest.startsWith(u"[error] ") || place->rest.startsWith(u"[warning] ")))
        return std::nullopt;
    Finding found;
    found.warning = place->rest.startsWith(u"[warning]");
    takeRule(found.failure, place->rest.sliced(place->rest.indexOf(u"] ") + 2));
    found.failure.file = place->file.toString();
    found.failure.line = place->line;
    return found;
}

// `  3:1       error    message  (rule)` below the name of the file
std::optional<Finding> standard(QStringView line, const QString &file)
{
    const QStringView text = line.trimmed();
    const qsizetype blank = text.indexOf(u' ');
    if (!line.startsWith(u"  ") || blank < 3 || file.isEmpty())
        return std::nullopt;
    const QStringView position = text.first(blank), rest = text.sliced(blank).trimmed();
    const qsizetype colon = position.indexOf(u':');
    const std::optional<int> number = colon < 0 ? std::nullopt : wholeNumber(position.first(colon));
    if (!number || !wholeNumber(position.sliced(colon + 1)) ||
        !(rest.startsWith(u"error ") || rest.startsWith(u"warning ")))
        return std::nullopt;
    Finding found;
    found.warning = rest.startsWith(u"warning ");
    takeRule(found.failure, rest.sliced(rest.indexOf(u' ')));
    found.failure.file = file;
    found.failure.line = *number;
    return found;
}

// `::error file=y.yml,line=2,col=5::2:5 [colons] message`
std::optional<Finding> github(QStringView line)
{
    const bool error = line.startsWith(u"::error file="), warning = line.startsWith(u"::warning file=");
    if (!error && !warning)
        return std::nullopt;
    Finding found;
    found.warning = warning;
    found.failure.kind = u"lint"_s;
    found.failure.file = between(line, u"file=", u",").toString();
    found.failure.line = leadingNumber(line.sliced(line.indexOf(u",line=") + 6)).value_or(0);
    const qsizetype start = line.indexOf(u"::", 8);
    if (start < 0 || found.failure.line == 0)
        return std::nullopt;
    const QStringView place = line.sliced(start + 2);
    const QStringView text = place.sliced(place.indexOf(u' ') + 1);
    if (text.startsWith(u'[') && text.contains(u"] ")) {
        found.failure.id = between(text, u"[", u"] ").toString();
        found.failure.type = found.failure.id;
        found.failure.message = text.sliced(text.indexOf(u"] ") + 2).toString();
    } else {
        takeRule(found.failure, text); // `syntax error: message (syntax)`
    }
    return found;
}

} // namespace

ParsedOutput parseYamllint(const OutputView &view)
{
    ParsedOutput parsed;
    QString file;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        std::optional<Finding> found = parsable(line);
        if (!found && view.named)
            found = github(line);
        if (!found)
            found = standard(line, file);
        if (found && found->warning)
            addWarning(parsed, found->failure, u"warning"_s);
        else if (found)
            parsed.failures.append(found->failure);
        else if (line.isEmpty() || !line.startsWith(u' '))
            file = endsWithAny(line, {u".yml", u".yaml", u".yamllint"}) ? line.toString() : QString();
    }
    if (parsed.failures.isEmpty() && parsed.warnings.isEmpty())
        return parsed;
    parsed.certainty = view.named ? 0.95 : 0.6;
    if (!parsed.failures.isEmpty()) {
        parsed.status = CommandStatus::Fail;
    } else if (view.exitCode.value_or(0) != 0) { // --strict: warnings fail
        parsed.failures = std::exchange(parsed.warnings, {});
        parsed.status = CommandStatus::Fail;
    }
    // With warnings among them it is not said what of them counts as an error of the run.
    if (parsed.warnings.isEmpty())
        parsed.counts.errors = int(parsed.failures.size());
    return parsed;
}

} // namespace vibecoder
