// SPDX-License-Identifier: MIT
// The service messages that many runners print for TeamCity: ##teamcity[testFailed name='…' message='…'].
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QHash>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// 'a|'b' -> a'b; |n is a line end, |0xABCD a character
QHash<QString, QString> attributesOf(QStringView line)
{
    QHash<QString, QString> result;
    qsizetype at = line.indexOf(u' ');
    while (at >= 0 && at < line.size() && result.size() < 20) {
        const qsizetype equals = line.indexOf(u"='", at);
        if (equals < 0)
            break;
        const QString name = line.sliced(at, equals - at).trimmed().toString();
        QString value;
        qsizetype i = equals + 2;
        for (; i < line.size() && line.at(i) != u'\''; ++i) {
            if (line.at(i) != u'|' || i + 1 >= line.size()) {
                value += line.at(i);
                continue;
            }
            const QChar escaped = line.at(++i);
            if (escaped == u'0' && i + 5 < line.size() && line.at(i + 1) == u'x') {
                value += QChar(line.sliced(i + 2, 4).toUShort(nullptr, 16));
                i += 5;
            } else {
                value += escaped == u'n' ? QChar(u'\n') : escaped == u'r' ? QChar(u'\r') : escaped;
            }
        }
        result.insert(name, value);
        at = i + 1;
    }
    return result;
}

Failure failureOf(const QHash<QString, QString> &attributes, const QString &id, const OutputView &view)
{
    Failure failure;
    failure.id = id;
    failure.kind = u"assertion"_s;
    failure.message = attributes.value(u"message"_s);
    failure.expected = attributes.value(u"expected"_s);
    failure.actual = attributes.value(u"actual"_s);
    const QString details = attributes.value(u"details"_s);
    for (const QStringView line : QStringView(details).split(u'\n')) {
        const std::optional<Place> place = placeAtStart(line.trimmed().left(OutputText::kMaxMatched));
        if (place && place->file.contains(u'.') && place->rest.isEmpty())
            addFrame(failure, view, {place->file.toString(), place->line, {}});
        else if (const std::optional<Frame> frame = javaFrame(line))
            addFrame(failure, view, *frame);
    }
    const std::optional<Place> alone = placeAtStart(QStringView(failure.message).left(500)); // CppUTest: nothing but it
    if (failure.line == 0 && alone && alone->rest.isEmpty()) {
        failure.file = alone->file.toString();
        failure.line = alone->line;
    }
    const QStringView loc = between(failure.message, u"[Loc: ", u")]"); // QtTest
    if (const qsizetype open = loc.lastIndexOf(u'('); open > 0) {
        failure.file = loc.first(open).toString();
        failure.line = loc.sliced(open + 1).toInt();
    }
    if (failure.expected.isEmpty() && failure.actual.isEmpty()) {
        takePhpValues(failure, failure.message);
        takeJavaValues(failure, failure.message);
    }
    if (!details.trimmed().isEmpty())
        failure.message += u'\n' + details.trimmed();
    return failure;
}

} // namespace

ParsedOutput parseTeamCity(const OutputView &view)
{
    ParsedOutput parsed;
    QHash<QString, QString> places; // of the tests that run, by name
    QSet<QString> failed, skipped;
    int finished = 0;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i).left(40'000);
        const qsizetype start = line.indexOf(u"##teamcity[test");
        if (start < 0)
            continue;
        const QStringView message = line.sliced(start + 11);
        const QHash<QString, QString> attributes = attributesOf(message);
        const QString name = attributes.value(u"name"_s);
        if (message.startsWith(u"testStarted ")) {
            const QString hint = attributes.value(u"locationHint"_s);
            const qsizetype type = hint.indexOf(u"::\\"_s); // php_qn:///w/a.php::\Class::method
            places.insert(name, type < 0 ? name : hint.sliced(type + 3));
        } else if (message.startsWith(u"testFailed ") &&
                   !attributes.value(u"message"_s).startsWith(u"This test did not perform any assertions"_s)) {
            failed.insert(name);
            parsed.failures.append(failureOf(attributes, places.value(name, name), view));
        } else if (message.startsWith(u"testIgnored ")) {
            skipped.insert(name);
        } else if (message.startsWith(u"testFinished ")) {
            ++finished;
        }
    }
    if (finished == 0 && parsed.failures.isEmpty())
        return parsed;
    const int failures = int(failed.size()), skips = int(skipped.size());
    parsed.counts = {std::max(0, finished - failures - skips), failures, 0, skips, finished, {}};
    parsed.certainty = 0.95;
    if (failures > 0)
        parsed.status = CommandStatus::Fail;
    return parsed;
}

} // namespace vibecoder
