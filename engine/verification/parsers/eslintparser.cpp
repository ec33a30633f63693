// SPDX-License-Identifier: MIT
// ESLint with its formatters stylish, compact, unix, visualstudio, tap and json, and standard. Warnings are no
// failures.
#include "verification/diagnostics.h"
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

class EslintReader
{
public:
    EslintReader(const OutputView &view, bool standard)
        : m_view(view)
        , m_output(view.output)
        , m_standard(standard)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i) {
            const QStringView line = m_output.line(i).left(4000);
            if (line.isEmpty())
                continue;
            if (line.startsWith(u"Oops! Something went wrong!"))
                crash(i + 1);
            else if (line.startsWith(u"[{\"filePath\":") || line.startsWith(u"{\"results\":[{\"filePath\":"))
                json(m_output.line(i));
            else
                text(line);
        }
        return finished();
    }

private:
    void text(QStringView line)
    {
        if (line.startsWith(u"✖ ") && line.contains(u" problem")) {
            m_errors = numberBefore(line, u"errors").value_or(numberBefore(line, u"error").value_or(0));
            m_warnings = numberBefore(line, u"warnings").value_or(numberBefore(line, u"warning").value_or(0));
            m_parsed.certainty = 1;
        } else if (line.startsWith(u"ESLint found too many warnings")) {
            m_tooMany = line.toString();
        } else if (line.startsWith(u"Invalid option '") && m_view.named) {
            notice(u"usage"_s, line.toString());
        } else if (!stylish(line) && !compact(line) && !visualStudio(line) && !tap(line)) {
            unix(line);
        }
    }

    // A file alone in its line, then `  1:10  error  Message  rule`.
    bool stylish(QStringView line)
    {
        if (!line.startsWith(u' ')) {
            m_file = line.contains(u'.') || line.startsWith(u'/') ? line.toString() : QString();
            return false;
        }
        const QStringView row = line.trimmed();
        const qsizetype blank = row.indexOf(u"  ");
        if (m_file.isEmpty() || blank <= 0)
            return false;
        const QList<QStringView> place = row.first(blank).split(u':');
        const std::optional<int> number = place.size() == 2 ? wholeNumber(place.at(0)) : std::nullopt;
        if (!number)
            return false;
        QStringView rest = row.sliced(blank).trimmed();
        const bool error = rest.startsWith(u"error "), warning = rest.startsWith(u"warning ");
        if (!error && !warning)
            return false;
        rest = rest.sliced(error ? 6 : 8).trimmed();
        const qsizetype rule = rest.lastIndexOf(u"  ");
        const bool named = rule > 0 && !rest.sliced(rule).trimmed().contains(u' ');
        add(m_file, *number, named ? rest.sliced(rule).trimmed() : QStringView(),
            named ? rest.first(rule).trimmed() : rest, warning);
        return true;
    }

    // `/x/a.js: line 1, col 10, Error - Message. (rule)`
    bool compact(QStringView line)
    {
        const qsizetype at = line.indexOf(u": line ");
        const qsizetype dash = at > 0 ? line.indexOf(u" - ", at) : -1;
        if (dash < 0 || !line.sliced(at, dash - at).contains(u", col "))
            return false;
        const QStringView level = line.first(dash).sliced(line.first(dash).lastIndexOf(u' ') + 1);
        QStringView message = line.sliced(dash + 3);
        QStringView rule;
        if (const qsizetype open = message.lastIndexOf(u" ("); open > 0 && message.endsWith(u')')) {
            rule = message.sliced(open + 2).chopped(1);
            message = message.first(open);
        }
        m_own = true;
        add(line.first(at).toString(), leadingNumber(line.sliced(at + 7)).value_or(0), rule, message,
            level == u"Warning");
        return true;
    }

    // `/x/a.js(1,5): error no-undef : Message.`
    bool visualStudio(QStringView line)
    {
        if (!m_view.named || !line.contains(u"): "))
            return false;
        const std::optional<Diagnostic> found = diagnosticAtStart(line);
        if (!found || found->column == 0)
            return false;
        m_own = true;
        add(found->file.toString(), found->line, found->code, found->message, !found->isError());
        return true;
    }

    // `not ok 1 - /x/a.js`, below it for each finding `message:`, `severity:`, `line:`, `ruleId:`
    bool tap(QStringView line)
    {
        const QStringView row = line.trimmed();
        const qsizetype dash = line.startsWith(u"not ok ") ? line.indexOf(u" - ") : -1;
        if (dash > 0) {
            m_tapFile = line.sliced(dash + 3).toString();
            return true;
        }
        if (m_tapFile.isEmpty() || !line.startsWith(u' '))
            return false;
        const QStringView key = row.startsWith(u"- ") ? row.sliced(2) : row;
        if (key.startsWith(u"message: ")) {
            m_tapMessage = key.sliced(9).toString();
        } else if (key.startsWith(u"severity: ")) {
            m_tapWarning = key.endsWith(u"warning");
        } else if (key.startsWith(u"line: ")) {
            m_tapLine = leadingNumber(key.sliced(6)).value_or(0);
        } else if (key.startsWith(u"ruleId: ")) {
            const QStringView rule = key.sliced(8);
            m_own = true;
            add(m_tapFile, m_tapLine, rule == u"''" ? QStringView() : rule, m_tapMessage, m_tapWarning);
        }
        return true;
    }

    // `/x/a.js:1:10: Message. [Error/rule]`, and standard's `  /x/a.js:1:10: Message. (rule)`
    void unix(QStringView line)
    {
        line = line.trimmed();
        const bool brackets = line.endsWith(u']'), parentheses = line.endsWith(u')');
        if (!brackets && !parentheses)
            return;
        const std::optional<Place> place = placeAtStart(line);
        if (!place || place->column == 0)
            return;
        QStringView message = place->rest;
        bool warning = false;
        if (brackets) {
            const qsizetype open = message.lastIndexOf(u" [");
            const QStringView level = open < 0 ? QStringView() : message.sliced(open + 2).chopped(1);
            if (!level.startsWith(u"Error") && !level.startsWith(u"Warning"))
                return;
            const qsizetype slash = level.indexOf(u'/');
            m_own = true;
            add(place->file.toString(), place->line, slash < 0 ? QStringView() : level.sliced(slash + 1),
                message.first(open), level.startsWith(u'W'));
            return;
        }
        if (!m_standard)
            return;
        if (message.endsWith(u" (warning)")) {
            warning = true;
            message = message.chopped(10);
        }
        const qsizetype open = message.lastIndexOf(u" (");
        if (open < 0)
            return;
        QStringView rule = message.sliced(open + 2).chopped(1);
        m_own = true;
        add(place->file.toString(), place->line, rule == u"null" ? QStringView() : rule, message.first(open), warning);
    }

    void json(QStringView line)
    {
        const QJsonDocument document = QJsonDocument::fromJson(line.toUtf8());
        const QJsonArray files =
            document.isArray() ? document.array() : document.object().value(u"results"_s).toArray();
        if (files.isEmpty())
            return;
        int errors = 0, warnings = 0;
        for (const QJsonValue value : files) {
            const QJsonObject file = value.toObject();
            errors += file.value(u"errorCount"_s).toInt();
            warnings += file.value(u"warningCount"_s).toInt();
            for (const QJsonValue item : file.value(u"messages"_s).toArray()) {
                const QJsonObject message = item.toObject();
                const QString rule = message.value(u"ruleId"_s).toString(),
                              text = message.value(u"message"_s).toString();
                add(file.value(u"filePath"_s).toString(), message.value(u"line"_s).toInt(), rule, text,
                    message.value(u"severity"_s).toInt() < 2);
            }
        }
        m_errors = errors;
        m_warnings = warnings;
        m_parsed.certainty = 1;
    }

    void crash(qsizetype from)
    {
        qsizetype start = from;
        while (start < from + 8 &&
               (m_output.line(start).trimmed().isEmpty() || m_output.line(start).startsWith(u"ESLint: ")))
            ++start;
        qsizetype end = start;
        while (end < m_output.lineCount() && end < start + 20 && !js::isFrameLine(m_output.line(end)))
            ++end;
        Failure failure;
        failure.kind = u"config"_s;
        if (std::optional<Failure> died = js::nodeError(m_view, start, std::min(m_output.lineCount(), start + 60)))
            failure = *died;
        js::setMessage(failure, js::block(m_output, start, end));
        failure.kind = u"config"_s;
        m_parsed.failures.append(failure);
        m_parsed.status = CommandStatus::Error;
        m_parsed.certainty = 1;
        m_crashed = true;
    }

    void notice(const QString &kind, const QString &message)
    {
        Failure failure;
        failure.kind = kind;
        failure.message = message;
        m_parsed.failures.append(failure);
        m_parsed.status = CommandStatus::Error;
        m_parsed.certainty = 0.9;
        m_crashed = true;
    }

    void add(const QString &file, int line, QStringView rule, QStringView message, bool warning)
    {
        Failure failure;
        failure.file = file;
        failure.line = line;
        failure.id = failure.type = rule.toString();
        failure.message = message.toString();
        failure.kind = warning ? u"warning"_s : message.startsWith(u"Parsing error") ? u"compile"_s : u"lint"_s;
        if (warning && m_parsed.warnings.size() < 200)
            m_parsed.warnings.append(failure);
        else if (!warning && m_parsed.failures.size() < 1000)
            m_parsed.failures.append(failure);
        ++(warning ? m_seenWarnings : m_seenErrors);
    }

    ParsedOutput finished()
    {
        if (m_crashed)
            return m_parsed;
        if (m_own)
            m_parsed.certainty = 0.9;
        else if (m_seenErrors + m_seenWarnings > 0 && m_view.named)
            m_parsed.certainty = std::max(m_parsed.certainty, 0.8); // cut off before the sum
        if (m_parsed.certainty == 0)
            return m_parsed;
        m_parsed.counts.errors = m_errors.value_or(m_seenErrors);
        m_parsed.counts.warnings = m_warnings.value_or(m_seenWarnings);
        if (m_parsed.failures.isEmpty() && !m_tooMany.isEmpty()) {
            Failure failure;
            failure.kind = u"lint"_s;
            failure.message = m_tooMany;
            m_parsed.failures.append(failure);
        }
        m_parsed.status = CommandStatus::Fail;
        js::dropIfPassed(m_view, m_parsed);
        return m_parsed;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QString m_file, m_tooMany, m_tapFile, m_tapMessage;
    std::optional<int> m_errors, m_warnings;
    int m_seenErrors = 0, m_seenWarnings = 0, m_tapLine = 0;
    bool m_tapWarning = false;
    bool m_standard, m_own = false, m_crashed = false;
};

} // namespace

ParsedOutput parseEslint(const OutputView &view)
{
    return EslintReader(view, false).read();
}

ParsedOutput parseStandard(const OutputView &view)
{
    ParsedOutput parsed = EslintReader(view, true).read();
    // standard prints no sum; of a file without problems it says nothing.
    if (parsed.failures.isEmpty() && parsed.warnings.isEmpty())
        parsed.certainty = 0;
    return parsed;
}

} // namespace vibecoder
