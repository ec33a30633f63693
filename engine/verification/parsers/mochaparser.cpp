// SPDX-License-Identifier: MIT
// Mocha: the epilogue that most reporters share (`2 passing (5ms)`, `1 failing`, then `1) Suite` with the title below
// and the error), its JSON, and `Exception during run`. TAP and XUnit have parsers of their own.
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `  3 passing (115ms)`: words and blanks before it belong to reporters that paint.
std::optional<int> passingAt(QStringView line)
{
    if (line.size() > 200 || !line.endsWith(u')') || !line.contains(u" passing ("))
        return std::nullopt;
    const QStringView time = line.sliced(line.lastIndexOf(u'(') + 1).chopped(1);
    if (!leadingNumber(time))
        return std::nullopt;
    return wholeNumber(line.first(line.indexOf(u" passing (")).trimmed());
}

std::optional<int> countAt(QStringView line, QStringView word)
{
    line = line.left(100).trimmed();
    if (!line.endsWith(word))
        return std::nullopt;
    return wholeNumber(line.chopped(word.size()).trimmed());
}

bool isHeading(QStringView line, int number)
{
    const QString start = u"  %1) "_s.arg(number);
    return line.startsWith(start);
}

class MochaReader
{
public:
    explicit MochaReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = m_output.lineCount() - 1; i >= 0; --i) {
            if (const std::optional<int> passing = passingAt(m_output.line(i))) {
                epilogue(i, *passing);
                return m_parsed;
            }
        }
        if (json() || jsonLines() || xml())
            return m_parsed;
        started();
        return m_parsed;
    }

private:
    void epilogue(qsizetype at, int passing)
    {
        m_parsed.certainty = 1;
        TestCounts &counts = m_parsed.counts;
        counts.passed = passing;
        counts.failed = counts.skipped = counts.errors = 0;
        qsizetype i = at + 1;
        for (; i < at + 4; ++i) {
            if (const std::optional<int> pending = countAt(m_output.line(i), u" pending"))
                counts.skipped = *pending;
            else if (const std::optional<int> failing = countAt(m_output.line(i), u" failing"))
                counts.failed = *failing;
        }
        if (counts.failed == 0)
            return;
        m_parsed.status = CommandStatus::Fail;
        int number = 1;
        for (i = at + 1; i < m_output.lineCount(); ++i) {
            if (!isHeading(m_output.line(i), number))
                continue;
            qsizetype end = i + 1;
            while (end < m_output.lineCount() && !isHeading(m_output.line(end), number + 1))
                ++end;
            failure(i, end, number == *counts.failed);
            ++number;
            if (number > *counts.failed)
                break;
            i = end - 1;
        }
    }

    // The titles end in the first line that ends with a colon and is followed by the error.
    void failure(qsizetype at, qsizetype end, bool last)
    {
        Failure failure;
        QStringList titles;
        qsizetype i = at;
        for (; i < std::min(end, at + 16); ++i) {
            QStringView title = m_output.line(i).left(1000);
            title = i == at ? title.sliced(title.indexOf(u')') + 1).trimmed() : title.trimmed();
            const QStringView next = m_output.line(i + 1);
            const bool closes = title.endsWith(u':') && (next.trimmed().isEmpty() || indentOf(next) <= 6);
            titles.append((closes ? title.chopped(1) : title).toString());
            if (closes)
                break;
        }
        failure.id = titles.join(u' ');
        if (failure.id.contains(u" hook"_s) &&
            (failure.id.contains(u"\"before "_s) || failure.id.contains(u"\"after "_s)))
            failure.kind = u"hook"_s;
        body(failure, i + 1, end, last);
        m_parsed.failures.append(failure);
    }

    void body(Failure &failure, qsizetype from, qsizetype end, bool last)
    {
        qsizetype diff = -1, frames = end;
        for (qsizetype i = from; i < end; ++i) {
            const QStringView line = m_output.line(i).left(200).trimmed();
            if (diff < 0 && (line == u"+ expected - actual" || line == u"actual expected"))
                diff = i;
            if (js::isFrameLine(m_output.line(i))) {
                frames = i;
                break;
            }
            // Behind the last failure other tools may speak.
            if (last && line.isEmpty() && m_output.line(i + 1).trimmed().isEmpty() &&
                m_output.line(i + 2).trimmed().isEmpty() && i > from + 1) {
                frames = end = i;
                break;
            }
        }
        js::setMessage(failure, js::block(m_output, from, diff < 0 ? frames : diff));
        if (diff >= 0 && m_output.line(diff).trimmed().startsWith(u'+')) {
            const js::DiffSides sides = js::diffSides(js::block(m_output, diff + 1, frames), 1);
            failure.expected = sides.plus;
            failure.actual = sides.minus;
        }
        takeStack(failure, frames, end);
        js::takeFileOfMessage(failure);
    }

    void takeStack(Failure &failure, qsizetype from, qsizetype end)
    {
        while (from < end && !m_output.line(from).trimmed().isEmpty() && js::isFrameLine(m_output.line(from)))
            js::takeFrames(m_view, from, from + 1, failure), ++from;
    }

    bool json()
    {
        const QString &text = m_output.text();
        qsizetype stats = text.indexOf(u"\"stats\": {"_s);
        if (stats < 0)
            stats = text.indexOf(u"\"stats\":{"_s);
        const qsizetype open = stats < 0 ? -1 : text.lastIndexOf(u'{', stats - 1);
        if (open < 0)
            return false;
        const QJsonObject root = js::objectStarting(m_output, QStringView(text).sliced(open, stats + 7 - open));
        const QJsonObject sums = root.value(u"stats"_s).toObject();
        if (!sums.contains(u"passes"_s) || !sums.contains(u"failures"_s))
            return false;
        take(sums);
        for (const QJsonValue value : root.value(u"failures"_s).toArray())
            add(value.toObject(), value.toObject().value(u"err"_s).toObject());
        return true;
    }

    bool xml() { return m_output.text().contains(u"name=\"Mocha Tests\""_s) && js::readXml(m_view, m_parsed); }

    // The reporter json-stream: one event per line.
    bool jsonLines()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i) {
            const QStringView line = m_output.line(i);
            const bool fail = line.startsWith(u"[\"fail\",{"), end = line.startsWith(u"[\"end\",{");
            if (!fail && !end)
                continue;
            const QJsonObject event = QJsonDocument::fromJson(line.toUtf8()).array().at(1).toObject();
            if (end)
                take(event);
            else
                add(event, {{u"message"_s, event.value(u"err"_s)}, {u"stack"_s, event.value(u"stack"_s)}});
        }
        return m_parsed.certainty > 0;
    }

    void take(const QJsonObject &sums)
    {
        m_parsed.certainty = 1;
        m_parsed.counts.passed = sums.value(u"passes"_s).toInt();
        m_parsed.counts.failed = sums.value(u"failures"_s).toInt();
        m_parsed.counts.skipped = sums.value(u"pending"_s).toInt();
        m_parsed.counts.errors = 0;
        if (m_parsed.counts.failed.value_or(0) > 0)
            m_parsed.status = CommandStatus::Fail;
    }

    void add(const QJsonObject &test, const QJsonObject &error)
    {
        Failure failure;
        failure.id = test.value(u"fullTitle"_s).toString();
        if (failure.id.contains(u"\" hook"_s))
            failure.kind = u"hook"_s;
        const QString stack = error.value(u"stack"_s).toString();
        const qsizetype frames = stack.indexOf(u"\n    at "_s);
        js::setMessage(failure, frames > 0 ? stack.first(frames) : error.value(u"message"_s).toString());
        failure.expected = error.value(u"expected"_s).toString();
        failure.actual = error.value(u"actual"_s).toString();
        js::takeFrames(m_view, stack, failure);
        if (failure.file.isEmpty())
            failure.file = test.value(u"file"_s).toString();
        m_parsed.failures.append(failure);
    }

    // Nothing ran: a file that could not be loaded, no files, wrong options.
    void started()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i) {
            const QStringView line = m_output.line(i).left(1000).trimmed();
            const bool exception =
                line.startsWith(u"Exception during run:") || line.contains(u" Exception during run:");
            const bool none = line.startsWith(u"Error: No test files found") || line.startsWith(u"✖ ERROR: ");
            if (!exception && !none)
                continue;
            Failure failure;
            failure.kind = exception ? u"suite"_s : line.startsWith(u'✖') ? u"usage"_s : u"collection"_s;
            if (exception)
                loading(failure, i);
            else
                failure.message = line.toString();
            m_parsed.failures.append(failure);
            m_parsed.status = CommandStatus::Error;
            if (failure.kind != u"usage") // nothing ran
                m_parsed.counts.passed = m_parsed.counts.failed = m_parsed.counts.skipped = 0;
            if (exception)
                m_parsed.counts.errors = 1;
            m_parsed.certainty = exception || m_view.named ? 0.9 : 0.6;
            return;
        }
    }

    // `Exception during run: /x/a.js:2` and the code, or the error itself.
    void loading(Failure &failure, qsizetype at) const
    {
        const QString rest = m_output.line(at).toString().section(u"Exception during run:"_s, 1).trimmed();
        const std::optional<Frame> place = js::placeOf(rest);
        qsizetype end = at + 1;
        while (end < m_output.lineCount() && end < at + 40 && !js::isFrameLine(m_output.line(end)))
            ++end;
        const QString text = js::block(m_output, at + 1, end);
        js::setMessage(failure, place ? text : rest + u'\n' + text);
        if (place) {
            failure.file = place->file;
            failure.line = place->line;
            const qsizetype error = failure.message.lastIndexOf(u"Error: "_s);
            if (error > 0)
                js::setMessage(failure, failure.message.mid(failure.message.lastIndexOf(u'\n', error) + 1));
        }
        js::takeFrames(m_view, end, std::min(m_output.lineCount(), end + 60), failure);
        js::takeFileOfMessage(failure);
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
};

} // namespace

ParsedOutput parseMocha(const OutputView &view)
{
    return MochaReader(view).read();
}

} // namespace vibecoder
