// SPDX-License-Identifier: MIT
// RSpec: progress, documentation, failures and JSON formatters.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

void takeValues(Failure &failure, QStringView text)
{
    if (text.startsWith(u"expected: ") && failure.expected.isEmpty())
        failure.expected = text.sliced(10).toString();
    else if (text.startsWith(u"got: ") && failure.actual.isEmpty())
        failure.actual = text.sliced(5).trimmed().toString();
    else if (text.startsWith(u"expected ") && !text.contains(u": ") && failure.expected.isEmpty() &&
             failure.actual.isEmpty() && !text.contains(u" to "))
        failure.expected = text.sliced(9).toString();
    else if (text.startsWith(u"got ") && failure.actual.isEmpty())
        failure.actual = text.sliced(4).toString();
}

class RspecReader
{
public:
    explicit RspecReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_view.output.lineCount(); ++i)
            readLine(m_view.output.line(i).left(OutputText::kMaxMatched));
        finish();
        return m_parsed;
    }

private:
    void readLine(QStringView line)
    {
        const QStringView text = line.trimmed();
        if (line == u"Failures:") {
            m_parsed.failures.clear(); // an earlier one was printed by a test
            m_section = true;
            m_number = 0;
            m_open = false;
        } else if (line.startsWith(u"Finished in ") || line.startsWith(u"Failed examples:")) {
            m_section = m_open = m_outside = false;
        } else if (line.contains(u" example") && line.contains(u" failure") && leadingNumber(line)) {
            readSummary(line);
        } else if (line.startsWith(u"An error occurred ")) {
            openOutside(line);
        } else if (line.startsWith(u"./") && line.contains(u"_spec.rb:")) {
            readListed(line);
        } else if (m_section && isHeader(line, text)) {
            Failure failure;
            failure.id = text.sliced(text.indexOf(u") ") + 2).toString();
            if (failure.id.endsWith(u" FIXED"_s))
                failure.id.chop(6);
            failure.kind = u"assertion"_s;
            m_parsed.failures.append(failure);
            m_open = true;
        } else if (m_open || m_outside) {
            addLine(text);
        }
    }

    // `  1) Cart raises`, two or, from the tenth on, still two blanks deep
    bool isHeader(QStringView line, QStringView text)
    {
        if (indentOf(line) != 2 || leadingNumber(text) != m_number + 1 || !text.left(8).contains(u") "))
            return false;
        ++m_number;
        return true;
    }

    void openOutside(QStringView line)
    {
        Failure failure;
        failure.kind = line.contains(u"while loading") ? u"collection"_s : u"hook"_s;
        const qsizetype loading = line.indexOf(u"while loading ");
        if (loading > 0) {
            failure.id = line.sliced(loading + 14).toString();
            if (failure.id.endsWith(u'.'))
                failure.id.chop(1);
        }
        m_errorsOutside.append(failure);
        m_outside = true;
    }

    void addLine(QStringView text)
    {
        Failure &failure = m_open ? m_parsed.failures.last() : m_errorsOutside.last();
        if (text.startsWith(u"# ")) {
            addPlace(failure, text.sliced(2));
            return;
        }
        if (!m_open && (text.startsWith(u"No examples found") || text.startsWith(u"Run options"))) {
            m_outside = false;
            return;
        }
        // The file that cannot be loaded names itself: `/w/spec/a_spec.rb:2: syntax error, …`
        const std::optional<Place> place = m_open ? std::nullopt : placeAtStart(text);
        if (place && place->file.endsWith(u".rb") && failure.line == 0) {
            failure.file = place->file.toString();
            failure.line = place->line;
        }
        takeValues(failure, text);
        const bool type = text.endsWith(u':') && !text.contains(u' ') && failure.type.isEmpty() && text.size() > 1;
        if (type && text.at(0).isUpper()) {
            failure.type = text.chopped(1).toString();
            failure.kind = m_open ? u"error"_s : failure.kind;
        }
        if (failure.message.size() < 3000)
            failure.message += (failure.message.isEmpty() ? u""_s : u"\n"_s) + text.toString();
    }

    void addPlace(Failure &failure, QStringView text)
    {
        const std::optional<Place> place = placeAtStart(text);
        if (!place)
            return;
        const QStringView function = place->rest.startsWith(u"in ") ? place->rest.sliced(3) : QStringView();
        addFrame(failure, m_view, {place->file.toString(), place->line, function.toString()});
    }

    // `-f failures`: `./spec/a_spec.rb:3:eq`
    void readListed(QStringView line)
    {
        const std::optional<Place> place = placeAtStart(line);
        if (!place || place->rest.isEmpty())
            return;
        Failure failure;
        failure.id = place->rest.toString();
        failure.kind = u"assertion"_s;
        failure.file = place->file.toString();
        failure.line = place->line;
        m_listed.append(failure);
    }

    void readSummary(QStringView line)
    {
        std::optional<int> examples = numberBefore(line, u"examples");
        examples = examples ? examples : numberBefore(line, u"example");
        std::optional<int> failed = numberBefore(line, u"failures");
        failed = failed ? failed : numberBefore(line, u"failure");
        if (!examples || !failed)
            return;
        const int pending = numberBefore(line, u"pending").value_or(0);
        int errors = numberBefore(line, u"errors occurred outside of examples").value_or(0);
        errors += numberBefore(line, u"error occurred outside of examples").value_or(0);
        m_parsed.counts = {std::max(0, *examples - *failed - pending), failed, errors, pending, examples, {}};
        m_summary = true;
    }

    void finish()
    {
        if (!m_summary && m_listed.isEmpty())
            return;
        const bool placed = std::any_of(m_parsed.failures.cbegin(), m_parsed.failures.cend(),
            [](const Failure &failure) { return !failure.file.isEmpty(); });
        if (!m_summary || (!placed && !m_listed.isEmpty())) // sums and a list may be the words of a test
            m_parsed.failures = m_listed;
        m_parsed.failures += m_errorsOutside;
        for (Failure &failure : m_parsed.failures)
            failure.message = failure.message.trimmed();
        m_parsed.certainty = m_summary ? 1.0 : m_view.named ? 0.8 : 0.4;
        if (!m_parsed.failures.isEmpty())
            m_parsed.status =
                m_errorsOutside.size() == m_parsed.failures.size() ? CommandStatus::Error : CommandStatus::Fail;
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<Failure> m_errorsOutside, m_listed;
    int m_number = 0;
    bool m_section = false, m_open = false, m_outside = false, m_summary = false;
};

void placeFromBacktrace(Failure &failure, const QJsonArray &backtrace, const OutputView &view)
{
    for (const QJsonValue line : backtrace) {
        const QString text = line.toString();
        if (const std::optional<Place> place = placeAtStart(text))
            addFrame(failure, view, {place->file.toString(), place->line, {}});
    }
}

ParsedOutput parseJson(const OutputView &view, const QJsonObject &report)
{
    ParsedOutput parsed;
    for (const QJsonValue value : report.value(u"examples"_s).toArray()) {
        if (value[u"status"_s].toString() != u"failed"_s)
            continue;
        Failure failure;
        failure.id = value[u"full_description"_s].toString();
        failure.message = value[u"exception"_s][u"message"_s].toString().trimmed();
        failure.type = value[u"exception"_s][u"class"_s].toString();
        const bool assertion = failure.type.startsWith(u"RSpec::"_s);
        failure.kind = assertion ? u"assertion"_s : u"error"_s;
        const QString file = value[u"file_path"_s].toString();
        placeFromBacktrace(failure, value[u"exception"_s][u"backtrace"_s].toArray(), view);
        if (failure.line == 0) {
            failure.file = file;
            failure.line = value[u"line_number"_s].toInt();
        }
        for (const QString &line : failure.message.split(u'\n'))
            takeValues(failure, QStringView(line).trimmed());
        parsed.failures.append(failure);
    }
    const QJsonObject summary = report.value(u"summary"_s).toObject();
    const int examples = summary.value(u"example_count"_s).toInt(), failed = summary.value(u"failure_count"_s).toInt();
    const int pending = summary.value(u"pending_count"_s).toInt();
    const int outside = summary.value(u"errors_outside_of_examples_count"_s).toInt();
    parsed.counts = {std::max(0, examples - failed - pending), failed, outside, pending, examples, {}};
    parsed.certainty = 1.0;
    if (failed > 0)
        parsed.status = CommandStatus::Fail;
    else if (outside > 0)
        parsed.status = CommandStatus::Error;
    return parsed;
}

} // namespace

ParsedOutput parseRspec(const OutputView &view)
{
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i);
        const qsizetype start = line.indexOf(u"{\"version\":\"");
        if (start < 0 || !line.left(100).contains(u"\"examples\""))
            continue;
        const QJsonObject report = QJsonDocument::fromJson(line.sliced(start).toUtf8()).object();
        if (report.contains(u"summary"_s))
            return parseJson(view, report);
    }
    return RspecReader(view).read();
}

} // namespace vibecoder
