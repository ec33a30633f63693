// SPDX-License-Identifier: MIT
// pylint: text, parseable, msvs and JSON.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool isMessageId(QStringView word)
{
    return word.size() == 5 && QStringView(u"CRWEFI").contains(word.at(0)) && wholeNumber(word.sliced(1));
}

// `a.py:1:7: E0001: message (symbol)`, `a.py:7: [E1101(no-member), A.m] message`, `a.py(7): [E1101(no-member)A.m]
// message`
std::optional<Failure> finding(QStringView line)
{
    std::optional<Place> place = placeAtStart(line);
    if (!place && line.contains(u"): [")) {
        const qsizetype close = line.indexOf(u"): ["), open = line.first(close).lastIndexOf(u'(');
        const std::optional<int> number =
            open < 0 ? std::nullopt : wholeNumber(line.sliced(open + 1, close - open - 1));
        if (number) {
            place = Place{line.first(open), line.sliced(close + 3), 0, 0};
            place->line = *number;
        }
    }
    if (!place)
        return std::nullopt;
    QStringView rest = place->rest;
    Failure failure;
    failure.kind = u"lint"_s;
    failure.file = place->file.toString();
    failure.line = place->line;
    if (rest.startsWith(u'[')) {
        failure.id = rest.sliced(1, std::min<qsizetype>(5, rest.size() - 1)).toString();
        const qsizetype end = rest.indexOf(u"] ");
        failure.message = end < 0 ? QString() : rest.sliced(end + 2).toString();
    } else {
        const qsizetype colon = rest.indexOf(u": ");
        failure.id = colon < 0 ? QString() : rest.first(colon).toString();
        failure.message = colon < 0 ? QString() : rest.sliced(colon + 2).toString();
        const qsizetype symbol = failure.message.lastIndexOf(u" ("_s);
        if (symbol > 0 && failure.message.endsWith(u')'))
            failure.message.truncate(symbol);
    }
    if (!isMessageId(failure.id))
        return std::nullopt;
    failure.type = failure.id;
    return failure;
}

QList<Failure> fromJson(const OutputText &output)
{
    const QString &text = output.text();
    const qsizetype start = text.startsWith(u'[') ? 0 : text.indexOf(u"\n["_s);
    const qsizetype end = text.lastIndexOf(u']');
    QList<Failure> failures;
    if (start < 0 || end < start || end - start > 4'000'000)
        return failures;
    for (const QJsonValue entry : QJsonDocument::fromJson(text.sliced(start, end - start + 1).toUtf8()).array()) {
        Failure failure;
        failure.kind = u"lint"_s;
        failure.id = entry[u"message-id"_s].toString();
        failure.type = failure.id;
        failure.file = entry[u"path"_s].toString();
        failure.line = entry[u"line"_s].toInt();
        failure.message = entry[u"message"_s].toString();
        if (isMessageId(failure.id))
            failures.append(failure);
    }
    return failures;
}

} // namespace

ParsedOutput parsePylint(const OutputView &view)
{
    ParsedOutput parsed;
    bool rated = false, module = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(OutputText::kMaxMatched);
        rated = rated || line.startsWith(u"Your code has been rated at ");
        module = module || line.startsWith(u"************* Module ");
        if (const std::optional<Failure> failure = finding(line))
            parsed.failures.append(*failure);
    }
    if (parsed.failures.isEmpty() && view.output.text().contains(u"\"message-id\""_s))
        parsed.failures = fromJson(view.output);
    if (parsed.failures.isEmpty() && !rated && !module)
        return parsed;
    parsed.certainty = rated || module || view.named ? 1.0 : 0.6;
    int errors = 0, broken = 0;
    for (const Failure &failure : std::as_const(parsed.failures)) {
        errors += failure.id.startsWith(u'E') || failure.id.startsWith(u'F') ? 1 : 0;
        broken += failure.id.startsWith(u'F') || failure.id == u"E0001"_s ? 1 : 0;
    }
    if (!parsed.failures.isEmpty() || view.exitCode.value_or(0) == 0)
        parsed.counts.errors = errors;
    if (!parsed.failures.isEmpty())
        parsed.status = broken == parsed.failures.size() ? CommandStatus::Error : CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
