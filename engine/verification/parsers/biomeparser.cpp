// SPDX-License-Identifier: MIT
// Biome: `src/a.js:2:7 lint/suspicious/noDoubleEquals ━━━` and the message below (`× text`, `! text` for warnings), the
// reporter for GitHub, and `Found 3 errors.`
#include "verification/parsers/jsframes.h"
#include "verification/parsers/parsers.h"

#include <QJsonArray>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// `src/a.js:2:7 lint/style/noVar  FIXABLE  ━━━━`; without file for what Biome says about itself.
std::optional<Failure> headAt(QStringView line)
{
    if (!line.endsWith(u"━━━") || line.startsWith(u' ') || line.size() > 2000)
        return std::nullopt;
    QStringView text = line.first(line.indexOf(u'━')).trimmed();
    for (const QStringView word : {QStringView(u"FIXABLE"), QStringView(u"INTERNAL"), QStringView(u"FATAL"),
             QStringView(u"VERBOSE"), QStringView(u"DEPRECATED")}) {
        if (text.endsWith(word))
            text = text.chopped(word.size()).trimmed();
    }
    Failure failure;
    const qsizetype blank = text.lastIndexOf(u' ');
    failure.id = failure.type = text.sliced(blank + 1).toString();
    const QStringView place = blank < 0 ? QStringView() : text.first(blank).trimmed();
    if (const std::optional<Frame> frame = js::placeOf(place)) {
        failure.file = frame->file;
        failure.line = frame->line;
    } else {
        failure.file = place.toString();
    }
    return failure;
}

QString kindOf(const QString &category)
{
    if (category == u"parse"_s)
        return u"compile"_s;
    if (category.startsWith(u"format"_s) || category.startsWith(u"organizeImports"_s))
        return u"format"_s;
    if (category.startsWith(u"deserialize"_s) || category.startsWith(u"configuration"_s))
        return u"config"_s;
    return category.startsWith(u"internalError"_s) ? u"error"_s : u"lint"_s;
}

class BiomeReader
{
public:
    explicit BiomeReader(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_output.lineCount(); ++i) {
            const QStringView line = m_output.line(i).left(4000);
            if (line.startsWith(u"Found ") && line.endsWith(u'.') && line.contains(u" error"))
                m_found = numberBefore(line, u"errors").value_or(numberBefore(line, u"error").value_or(0));
            else if (line.startsWith(u"::error "))
                github(line);
            else if (line.startsWith(u"Checked ") && line.contains(u" file") && line.contains(u" in "))
                m_banner = true;
            else if (std::optional<Failure> head = headAt(line))
                diagnostic(*head, i + 1);
        }
        return finished();
    }

private:
    void diagnostic(Failure &failure, qsizetype at)
    {
        bool warning = false;
        for (qsizetype i = at; i < at + 4; ++i) {
            const QStringView line = m_output.line(i).trimmed();
            if (line.isEmpty())
                continue;
            const QStringView sign = line.first(1);
            warning = sign == u"!" || sign == u"⚠" || sign == u"i" || sign == u"ℹ";
            failure.message = line.sliced(1).trimmed().toString();
            break;
        }
        if (failure.message.contains(u"were emitted while running checks"_s)) {
            m_refused = true;
            return;
        }
        failure.kind = warning ? u"warning"_s : kindOf(failure.id);
        if (failure.file.isEmpty() && !warning && !m_parsed.failures.isEmpty())
            return; // says again that there were errors
        const QString key = failure.file + u':' + QString::number(failure.line) + failure.id + failure.message;
        if (m_known.contains(key)) {
            m_repeats = true;
            return;
        }
        m_known.insert(key);
        if (warning && m_parsed.warnings.size() < 200)
            m_parsed.warnings.append(failure);
        else if (!warning && m_parsed.failures.size() < 1000)
            m_parsed.failures.append(failure);
    }

    void github(QStringView line)
    {
        if (std::optional<Failure> failure = js::githubError(line)) {
            failure->kind = kindOf(failure->id);
            failure->type = failure->id;
            const QString key = failure->file + QString::number(failure->line) + failure->message;
            m_repeats = m_repeats || m_known.contains(key);
            if (!m_known.contains(key) && m_github.size() < 1000)
                m_github.append(*failure);
            m_known.insert(key);
        }
    }

    // --reporter=json; older versions give places as offsets only.
    void json()
    {
        const QJsonObject root = js::objectStarting(m_output, u"{\"summary\":{\"changed\"");
        if (root.isEmpty())
            return;
        m_banner = true;
        m_found = root.value(u"summary"_s).toObject().value(u"errors"_s).toInt();
        for (const QJsonValue value : root.value(u"diagnostics"_s).toArray()) {
            const QJsonObject item = value.toObject(), location = item.value(u"location"_s).toObject();
            const QJsonValue path = location.value(u"path"_s);
            Failure failure;
            failure.id = failure.type = item.value(u"category"_s).toString();
            failure.file = path.isString() ? path.toString() : path.toObject().value(u"file"_s).toString();
            failure.line = location.value(u"start"_s).toObject().value(u"line"_s).toInt();
            const QString message = item.value(u"message"_s).toString();
            failure.message = message.isEmpty() ? item.value(u"description"_s).toString() : message;
            const QString severity = item.value(u"severity"_s).toString();
            const bool error = severity == u"error" || severity == u"fatal";
            failure.kind = error ? kindOf(failure.id) : u"warning"_s;
            (error ? m_parsed.failures : m_parsed.warnings).append(failure);
        }
    }

    ParsedOutput finished()
    {
        json();
        if (m_github.size() > m_parsed.failures.size()) {
            m_parsed.failures = m_github;
            if (!m_found && !m_repeats)
                m_found = int(m_github.size());
        }
        if (m_parsed.failures.isEmpty() && m_parsed.warnings.isEmpty() && !m_banner)
            return m_parsed;
        m_parsed.certainty = m_view.named ? 1 : m_parsed.failures.isEmpty() ? 0.4 : 0.8;
        // Biome counts a diagnostic once for each part of it that ran; then its sum is not the number of errors.
        if (!m_repeats)
            m_parsed.counts.errors = m_found;
        if (m_parsed.failures.isEmpty() && m_refused && m_view.exitCode != 0)
            m_parsed.failures.swap(m_parsed.warnings); // --error-on-warnings
        bool broken = !m_parsed.failures.isEmpty();
        for (const Failure &failure : std::as_const(m_parsed.failures))
            broken = broken && (failure.kind == u"config" || failure.kind == u"error");
        m_parsed.status = broken ? CommandStatus::Error : CommandStatus::Fail;
        js::dropIfPassed(m_view, m_parsed);
        return m_parsed;
    }

    const OutputView &m_view;
    const OutputText &m_output;
    ParsedOutput m_parsed;
    QList<Failure> m_github;
    QSet<QString> m_known;
    std::optional<int> m_found;
    bool m_refused = false, m_repeats = false, m_banner = false;
};

} // namespace

ParsedOutput parseBiome(const OutputView &view)
{
    return BiomeReader(view).read();
}

} // namespace vibecoder
