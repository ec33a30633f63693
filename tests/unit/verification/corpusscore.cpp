// SPDX-License-Identifier: MIT
#include "corpusscore.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

namespace corpus {

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QString shown(const QJsonValue &value)
{
    return value.isNull() ? u"null"_s : value.isString() ? value.toString() : QString::number(value.toInt());
}

QJsonValue valueOf(std::optional<int> count)
{
    return count ? QJsonValue(*count) : QJsonValue(QJsonValue::Null);
}

bool accepts(const QJsonObject &accepted, const QString &name, const QJsonValue &expected, const QJsonValue &actual)
{
    return actual == expected || accepted.value(name).toArray().contains(actual);
}

QSet<QString> tokensOf(const QString &text)
{
    static const QRegularExpression splitter(u"[^\\w]+"_s, QRegularExpression::UseUnicodePropertiesOption);
    const QStringList parts = text.split(splitter, Qt::SkipEmptyParts);
    return {parts.begin(), parts.end()};
}

// Composed from several printed parts: how they are joined is free, what they are is not.
bool sameParts(const QString &a, const QString &b)
{
    const QSet<QString> left = tokensOf(a), right = tokensOf(b);
    return !left.isEmpty() && !right.isEmpty() && (left.contains(right) || right.contains(left));
}

bool idMatches(const QJsonObject &expected, const Failure &failure)
{
    const QString id = expected.value(u"id"_s).toString();
    if (id.isEmpty() || failure.id == id || expected.value(u"id_accept"_s).toArray().contains(failure.id))
        return true;
    return !expected.value(u"id_literal"_s).toBool(true) && sameParts(id, failure.id);
}

QStringList pathParts(QString path)
{
    path.replace(u'\\', u'/');
    QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    parts.removeAll(u"."_s);
    return parts;
}

bool sameFile(const QString &expected, const QString &actual)
{
    const QStringList a = pathParts(expected), b = pathParts(actual);
    const qsizetype common = std::min(a.size(), b.size());
    return common > 0 && a.mid(a.size() - common) == b.mid(b.size() - common);
}

bool fileMatches(const QJsonObject &expected, const Failure &failure)
{
    QJsonArray files = expected.value(u"file_accept"_s).toArray();
    files.prepend(expected.value(u"file"_s));
    for (const QJsonValue file : files) {
        if (file.isNull() || sameFile(file.toString(), failure.file))
            return true;
    }
    return false;
}

bool lineMatches(const QJsonObject &expected, const Failure &failure)
{
    const QJsonValue line = expected.value(u"line"_s);
    const QJsonValue actual = failure.line > 0 ? QJsonValue(failure.line) : QJsonValue(QJsonValue::Null);
    return line.isNull() || line == actual || expected.value(u"line_accept"_s).toArray().contains(actual);
}

bool messageMatches(const QJsonObject &expected, const Failure &failure)
{
    const QString part = expected.value(u"message_contains"_s).toString();
    return failure.message.contains(part) || failure.id.contains(part) ||
           (failure.type + u": "_s + failure.message).contains(part);
}

int likeness(const QJsonObject &expected, const Failure &failure)
{
    const int id = idMatches(expected, failure) ? 8 : 0, file = fileMatches(expected, failure) ? 4 : 0;
    const int line = lineMatches(expected, failure) ? 2 : 0, message = messageMatches(expected, failure) ? 1 : 0;
    if (expected.value(u"id"_s).toString().isEmpty())
        return file > 0 && line + message > 0 ? id + file + line + message : 0;
    return id > 0 ? id + file + line + message : 0;
}

QString named(const QJsonObject &expected)
{
    return u"%1 (%2:%3)"_s.arg(
        shown(expected.value(u"id"_s)), shown(expected.value(u"file"_s)), shown(expected.value(u"line"_s)));
}

QString oneLine(QString text)
{
    return text.replace(u'\n', u"⏎"_s).left(160);
}

void compareFailures(Score &score, const QJsonObject &expect, const CommandReport &report)
{
    const QJsonArray expectations = expect.value(u"failures"_s).toArray();
    QSet<qsizetype> used;
    score.failures = int(expectations.size());
    for (const QJsonValue value : expectations) {
        const QJsonObject expected = value.toObject();
        qsizetype best = -1;
        int bestLikeness = 0;
        for (qsizetype i = 0; i < report.failures.size(); ++i) {
            const int like = used.contains(i) ? 0 : likeness(expected, report.failures.at(i));
            if (like > bestLikeness) {
                bestLikeness = like;
                best = i;
            }
        }
        if (best < 0) {
            score.ids.append(u"missing: "_s + named(expected));
            score.places.append(u"missing: "_s + named(expected));
            score.messages.append(u"missing: "_s + named(expected));
            continue;
        }
        used.insert(best);
        const Failure &found = report.failures.at(best);
        if (!fileMatches(expected, found) || !lineMatches(expected, found))
            score.places.append(u"place of %1 is %2:%3"_s.arg(named(expected), found.file).arg(found.line));
        if (!messageMatches(expected, found))
            score.messages.append(
                u"message of %1 lacks «%2»"_s.arg(named(expected), expected.value(u"message_contains"_s).toString()));
        for (const QString &name : {u"expected"_s, u"actual"_s}) {
            const QString actual = name == u"expected"_s ? found.expected : found.actual;
            if (expected.value(name).isString() && expected.value(name).toString() != actual)
                score.messages.append(u"%1 of %2 is «%3», not «%4»"_s.arg(
                    name, named(expected), oneLine(actual), oneLine(expected.value(name).toString())));
        }
    }
    const bool complete = expect.value(u"failures_complete"_s).toBool(true);
    for (qsizetype i = 0; i < report.failures.size(); ++i) {
        const Failure &failure = report.failures.at(i);
        bool forbidden = false;
        for (const QJsonValue text : expect.value(u"must_not_report"_s).toArray())
            forbidden = forbidden || (failure.message + u'\n' + failure.id).contains(text.toString());
        // Another assertion of a test that was found is no extra failure.
        bool extra = complete && !used.contains(i);
        for (const qsizetype other : std::as_const(used))
            extra = extra && (failure.id.isEmpty() || report.failures.at(other).id != failure.id);
        if ((forbidden && !used.contains(i)) || extra)
            score.ids.append(u"false: %1 (%2:%3)"_s.arg(failure.id, failure.file).arg(failure.line));
    }
}

} // namespace

QList<QJsonObject> rowsOf(const QString &name)
{
    QList<QJsonObject> rows;
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().trimmed();
        if (!line.isEmpty())
            rows.append(QJsonDocument::fromJson(line).object());
    }
    return rows;
}

RecordedRun runOf(const QJsonObject &row)
{
    RecordedRun run;
    run.command = row.value(u"command"_s).toString();
    if (row.value(u"exit_code"_s).isDouble())
        run.exitCode = row.value(u"exit_code"_s).toInt();
    run.timedOut = row.value(u"timed_out"_s).toBool();
    run.output = row.value(u"stdout"_s).toString().toUtf8();
    run.errorOutput = row.value(u"stderr"_s).toString().toUtf8();
    return run;
}

Score scoreOf(const QJsonObject &row, const CommandReport &report)
{
    Score score;
    score.id = row.value(u"id"_s).toString();
    score.tool = row.value(u"tool"_s).toString();
    score.parser = report.parser;
    const QJsonObject expect = row.value(u"expect"_s).toObject();
    const QJsonValue status = toWire(report.status);
    if (!accepts({{u"status"_s, expect.value(u"status_accept"_s)}}, u"status"_s, expect.value(u"status"_s), status))
        score.statusAndCounts.append(u"status %1, not %2"_s.arg(shown(status), shown(expect.value(u"status"_s))));
    const QJsonObject accepted = expect.value(u"counts_accept"_s).toObject();
    const std::pair<QString, std::optional<int>> counts[] = {{u"passed"_s, report.counts.passed},
        {u"failed"_s, report.counts.failed}, {u"skipped"_s, report.counts.skipped},
        {u"errors"_s, report.counts.errors}};
    for (const auto &[name, count] : counts) {
        if (!accepts(accepted, name, expect.value(name), valueOf(count)))
            score.statusAndCounts.append(
                u"%1 %2, not %3"_s.arg(name, shown(valueOf(count)), shown(expect.value(name))));
    }
    compareFailures(score, expect, report);
    return score;
}

QString described(const CommandReport &report)
{
    QString text =
        u"%1 (%2) %3 passed %4 failed %5 skipped %6 errors %7"_s.arg(report.parser, QString::number(report.certainty),
            toWire(report.status), shown(valueOf(report.counts.passed)), shown(valueOf(report.counts.failed)),
            shown(valueOf(report.counts.skipped)), shown(valueOf(report.counts.errors)));
    for (const Failure &failure : report.failures)
        text += u"\n    - %1 | %2:%3 | %4 %5 | %6 | want %7 | got %8"_s.arg(failure.id, failure.file)
                    .arg(failure.line)
                    .arg(failure.kind, failure.type, oneLine(failure.message), oneLine(failure.expected),
                        oneLine(failure.actual));
    return text;
}

} // namespace corpus
