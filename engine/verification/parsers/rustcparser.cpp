// SPDX-License-Identifier: MIT
// rustc, cargo and clippy: text, --message-format short and json, and rustfmt --check.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// What cargo says after an error that was told before.
bool isCascade(QStringView message)
{
    static constexpr QStringView starts[] = {u"could not compile ", u"aborting due to ", u"test failed, to rerun",
        u"doctest failed, to rerun", u"build failed", u"bench failed, to rerun", u"process didn't exit successfully"};
    for (const QStringView start : starts) {
        if (message.startsWith(start))
            return true;
    }
    return message.endsWith(u" targets failed:") || message.endsWith(u" target failed:");
}

// `#[deny(clippy::eq_op)]`, `-D unused-variables`: the name of the lint
QString lintOf(QStringView note)
{
    const QStringView code = between(note, u"`", u"`");
    if (code.startsWith(u"-D ") || code.startsWith(u"-W ") || code.startsWith(u"-F "))
        return code.sliced(3).toString();
    return code.startsWith(u"#[") ? between(code, u"(", u")").toString() : QString();
}

class RustReader
{
public:
    explicit RustReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        for (m_at = 0; m_at < m_view.output.lineCount(); ++m_at)
            readLine(m_view.output.line(m_at));
        finish();
        return m_parsed;
    }

private:
    void readLine(QStringView line)
    {
        if (line.startsWith(u'{') && line.contains(u"\"message\":")) {
            readJson(line);
        } else if (line.startsWith(u"error") || line.startsWith(u"warning")) {
            readHeader(line.left(OutputText::kMaxMatched));
        } else if (line.startsWith(u"Diff in ")) {
            readFormat(line);
        } else if (line.contains(u".rs:")) {
            const std::optional<Diagnostic> diagnostic = diagnosticAtStart(line);
            if (diagnostic && diagnostic->file.endsWith(u".rs"))
                take(failureOf(*diagnostic, u"compile"_s), diagnostic->severity);
        }
    }

    // `error[E0425]: message` and ` --> src/lib.rs:7:22` after it
    void readHeader(QStringView line)
    {
        const qsizetype colon = line.indexOf(u": ");
        if (colon < 0 || colon > 40)
            return;
        const QStringView head = line.first(colon);
        const QStringView severity = head.startsWith(u"error") ? line.first(5) : line.first(7);
        if (head != severity && !(head.sliced(severity.size()).startsWith(u'[') && head.endsWith(u']')))
            return;
        Failure failure;
        failure.kind = u"compile"_s;
        failure.message = line.sliced(colon + 2).toString();
        failure.id = between(head, u"[", u"]").toString();
        failure.type = failure.id;
        readSummary(failure.message, severity);
        const bool placed = findPlace(failure);
        if (isCascade(failure.message))
            return;
        if (placed || severity == u"warning")
            take(failure, severity);
        else
            m_unplaced.append(failure);
    }

    void readSummary(const QString &message, QStringView severity)
    {
        if (severity == u"error" &&
            (message.startsWith(u"could not compile "_s) || message.startsWith(u"aborting due "_s)))
            m_failedBuild = true;
        if (message.contains(u"generated "_s) && message.contains(u" warning"_s))
            m_warned = true;
    }

    bool findPlace(Failure &failure)
    {
        constexpr qsizetype most = 60;
        qsizetype end = m_at + 1;
        bool placed = false;
        for (; end < m_at + most && end < m_view.output.lineCount(); ++end) {
            const QStringView line = m_view.output.line(end);
            const QStringView text = line.trimmed();
            if (text.isEmpty() || line.startsWith(u"error") || line.startsWith(u"warning"))
                break;
            if (!placed && text.startsWith(u"--> ")) {
                if (const std::optional<Place> place = placeOfWord(text.sliced(4))) {
                    failure.file = place->file.toString();
                    failure.line = place->line;
                    placed = true;
                }
            }
            if (failure.id.isEmpty() && text.startsWith(u"= note: `"))
                failure.id = lintOf(text);
        }
        failure.type = failure.id;
        failure.output = joinLines(m_view.output, m_at + 1, end, 20, false);
        return placed;
    }

    void readFormat(QStringView line)
    {
        QString place = line.sliced(8).toString();
        place.replace(u" at line "_s, u":"_s);
        const std::optional<Place> found = placeOfWord(place);
        if (!found)
            return;
        Failure failure;
        failure.kind = u"format"_s;
        failure.file = found->file.toString();
        failure.line = found->line;
        failure.message = u"not formatted as rustfmt formats it"_s;
        m_parsed.failures.append(failure);
    }

    void readJson(QStringView line)
    {
        const QJsonObject whole = QJsonDocument::fromJson(line.left(1'000'000).toUtf8()).object();
        const QJsonObject message = whole.contains(u"reason"_s) ? whole.value(u"message"_s).toObject() : whole;
        if (!message.contains(u"spans"_s))
            return;
        Failure failure;
        failure.kind = u"compile"_s;
        failure.message = message.value(u"message"_s).toString();
        failure.id = message.value(u"code"_s)[u"code"_s].toString();
        failure.type = failure.id;
        failure.output = message.value(u"rendered"_s).toString();
        for (const QJsonValue span : message.value(u"spans"_s).toArray()) {
            if (!span[u"is_primary"_s].toBool() || failure.line > 0)
                continue;
            failure.file = span[u"file_name"_s].toString();
            failure.line = span[u"line_start"_s].toInt();
        }
        m_failedBuild = true;
        if (!isCascade(failure.message))
            take(failure, message.value(u"level"_s).toString());
    }

    // cargo prints an error once for each target that holds the file.
    void take(Failure failure, QStringView severity)
    {
        const QString key = failure.file + u':' + QString::number(failure.line) + u'\n' + failure.message;
        if (m_known.contains(key))
            return;
        m_known.insert(key);
        if (severity.startsWith(u"error"))
            m_parsed.failures.append(std::move(failure));
        else if (severity == u"warning" && failure.line > 0)
            addWarning(m_parsed, std::move(failure), u"warning"_s);
    }

    void finish()
    {
        const bool cargo = m_view.named;
        if (m_parsed.failures.isEmpty() && cargo)
            m_parsed.failures = m_unplaced;
        for (Failure &failure : m_parsed.failures)
            failure.kind = failure.file.isEmpty() ? u"config"_s : failure.kind;
        const bool coded = std::any_of(m_parsed.failures.begin(), m_parsed.failures.end(), [](const Failure &failure) {
            return failure.file.endsWith(u".rs"_s) || failure.file.endsWith(u".toml"_s);
        });
        if (m_parsed.failures.isEmpty() && m_parsed.warnings.isEmpty() && !m_warned)
            return;
        m_parsed.certainty = cargo && (coded || m_failedBuild)    ? 0.9
                             : coded || m_failedBuild || m_warned ? 0.8
                             : cargo                              ? 0.6
                                                                  : 0.0;
        const bool format = !m_parsed.failures.isEmpty() && m_parsed.failures.constFirst().kind == u"format"_s;
        if (coded && !format)
            m_parsed.counts.errors = int(m_parsed.failures.size());
        if (!m_parsed.warnings.isEmpty())
            m_parsed.counts.warnings = int(m_parsed.warnings.size());
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = format ? CommandStatus::Fail : CommandStatus::Error;
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<Failure> m_unplaced;
    QSet<QString> m_known;
    qsizetype m_at = 0;
    bool m_failedBuild = false, m_warned = false;
};

} // namespace

ParsedOutput parseRustc(const OutputView &view)
{
    return RustReader(view).read();
}

} // namespace vibecoder
