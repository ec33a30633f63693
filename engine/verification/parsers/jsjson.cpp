// SPDX-License-Identifier: MIT
// JSON in the output of the JavaScript family.
#include "verification/parsers/jsframes.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vibecoder::js {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxJson = 24 * 1024 * 1024;

// Where the object that begins here ends; strings are skipped. 0 when it does not end.
qsizetype objectEnd(QStringView text)
{
    int depth = 0;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (inString) {
            if (c == u'\\')
                ++i;
            else if (c == u'"')
                inString = false;
        } else if (c == u'"') {
            inString = true;
        } else if (c == u'{' || c == u'[') {
            ++depth;
        } else if ((c == u'}' || c == u']') && --depth <= 0) {
            return i + 1;
        }
    }
    return 0;
}

void addFailed(const OutputView &view, const QString &file, const QJsonObject &test, ParsedOutput &parsed)
{
    Failure failure;
    failure.id = test.value(u"fullName"_s).toString().trimmed();
    const QString text = test.value(u"failureMessages"_s).toArray().first().toString();
    // The stack begins at the first frame; what stands before is the message.
    qsizetype stack = text.indexOf(u"\n    at "_s);
    stack = stack < 0 ? text.size() : stack;
    setMessage(failure, text.first(stack));
    takeExpectations(failure.message, failure);
    takeFrames(view, text.sliced(stack), failure);
    if (failure.file.isEmpty())
        failure.file = file;
    parsed.failures.append(failure);
}

void addSuite(const OutputView &view, const QJsonObject &suite, ParsedOutput &parsed)
{
    Failure failure;
    failure.kind = u"suite"_s;
    const QString text = suite.value(u"message"_s).toString();
    setMessage(failure, text.left(2000));
    takeFrames(view, text, failure);
    if (failure.file.isEmpty())
        failure.file = suite.value(u"name"_s).toString();
    parsed.failures.append(failure);
}

} // namespace

QJsonObject objectStarting(const OutputText &output, QStringView start)
{
    const QStringView text(output.text());
    for (qsizetype at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
        // At the start of a line: JSON in the middle of a line is somebody's log.
        qsizetype line = at;
        while (line > 0 && (text.at(line - 1) == u' ' || text.at(line - 1) == u'\t'))
            --line;
        if (line > 0 && text.at(line - 1) != u'\n')
            continue;
        const QStringView rest = text.sliced(at).left(kMaxJson);
        const qsizetype end = objectEnd(rest);
        if (end == 0)
            return {};
        return QJsonDocument::fromJson(rest.first(end).toUtf8()).object();
    }
    return {};
}

bool readJestJson(const OutputView &view, const QJsonObject &root, ParsedOutput &parsed)
{
    if (!root.contains(u"numTotalTests"_s) || !root.contains(u"testResults"_s))
        return false;
    int suites = 0;
    for (const QJsonValue value : root.value(u"testResults"_s).toArray()) {
        const QJsonObject suite = value.toObject();
        bool failed = false;
        for (const QJsonValue test : suite.value(u"assertionResults"_s).toArray()) {
            if (test.toObject().value(u"status"_s).toString() != u"failed")
                continue;
            addFailed(view, suite.value(u"name"_s).toString(), test.toObject(), parsed);
            failed = true;
        }
        if (!failed && suite.value(u"status"_s).toString() == u"failed") {
            addSuite(view, suite, parsed);
            ++suites;
        }
    }
    parsed.counts.passed = root.value(u"numPassedTests"_s).toInt();
    parsed.counts.failed = root.value(u"numFailedTests"_s).toInt();
    parsed.counts.skipped = root.value(u"numPendingTests"_s).toInt() + root.value(u"numTodoTests"_s).toInt();
    parsed.counts.collected = root.value(u"numTotalTests"_s).toInt();
    parsed.counts.errors = suites;
    if (suites > 0 && parsed.counts.failed == 0)
        parsed.status = CommandStatus::Error;
    parsed.certainty = 1;
    return true;
}

} // namespace vibecoder::js
