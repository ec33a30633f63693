// SPDX-License-Identifier: MIT
// gcc and clang: their diagnostics in text, in the form of the Microsoft compiler, and in JSON.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kContextLines = 12;

// clang-tidy and cppcheck print the same lines, told apart by the name of the check at their end.
bool isOfChecker(QStringView code)
{
    if (code.isEmpty() || code.startsWith(u'-') || code.size() < 5)
        return false;
    return std::all_of(code.begin(), code.end(),
        [](QChar c) { return c.isLetterOrNumber() || c == u'-' || c == u'.' || c == u',' || c == u'_'; });
}

// `cc1plus: fatal error: a.cpp: No such file`, `g++: error: unrecognized option`; the cascade of the linker is not one.
bool isToolError(QStringView line)
{
    const qsizetype colon = line.left(40).indexOf(u": ");
    if (colon <= 0 || line.contains(u"linker command failed") || line.contains(u"ld returned"))
        return false;
    const QStringView tool = line.first(colon).sliced(line.first(colon).lastIndexOf(u'/') + 1);
    const QStringView rest = line.sliced(colon + 2);
    const bool compiler = tool.startsWith(u"cc1") || tool.startsWith(u"g++") || tool.startsWith(u"gcc") ||
                          tool.startsWith(u"clang") || tool.startsWith(u"c++") || tool == u"cc";
    return compiler && (rest.startsWith(u"error: ") || rest.startsWith(u"fatal error: "));
}

class GccReader
{
public:
    explicit GccReader(const OutputView &view)
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
        if (line.endsWith(u" generated."))
            readSummary(line);
        else if (line.startsWith(u"[{\"kind\": ") || line.startsWith(u"[{\"kind\":"))
            readJson(line);
        else if (line.contains(u"required from "))
            rememberRequired(line);
        else if (const std::optional<Diagnostic> diagnostic = diagnosticAtStart(line);
                 diagnostic && !isTestFailure(diagnostic->message))
            take(*diagnostic);
        else if (isToolError(line))
            takeToolError(line);
    }

    // cmocka and CppUTest take the compiler's form so that editors find the place.
    static bool isTestFailure(QStringView message)
    {
        return message.startsWith(u"Failure!") || message.startsWith(u"Failure in TEST(");
    }

    void readSummary(QStringView line)
    {
        for (const QStringView word : {QStringView(u"error"), QStringView(u"errors")}) {
            if (const std::optional<int> count = numberBefore(line, word))
                m_printedErrors = plus(m_printedErrors, *count);
        }
        m_summary = m_summary || line.contains(u"warning") || line.contains(u"error");
    }

    // Comes before the error it explains.
    void rememberRequired(QStringView line)
    {
        const std::optional<Place> place = placeAtStart(line);
        if (place && m_required.size() < 20)
            m_required.append({place->file.toString(), place->line, {}});
    }

    void take(const Diagnostic &diagnostic)
    {
        // Boost.Test puts the name of the test before its message.
        if (!isCFile(diagnostic.file) || diagnostic.message.startsWith(u"in \"") || isOfChecker(diagnostic.code) ||
            diagnostic.severity == u"runtime error" || diagnostic.severity == u"style" ||
            diagnostic.severity == u"performance" || diagnostic.severity == u"portability" ||
            diagnostic.severity == u"information")
            return;
        if (diagnostic.isError()) {
            addError(failureOf(diagnostic, u"compile"_s));
        } else if (diagnostic.severity == u"warning") {
            addWarning(m_parsed, failureOf(diagnostic, {}), u"warning"_s);
            m_parsed.counts.warnings = plus(m_parsed.counts.warnings, 1);
        } else if (diagnostic.message.endsWith(u"requested here") || diagnostic.message.startsWith(u"expanded from")) {
            placeByNote(diagnostic);
        }
        m_required.clear();
    }

    // clang tells after the error which line of the project led into the library.
    void placeByNote(const Diagnostic &note)
    {
        if (m_parsed.failures.isEmpty() || !m_lastForeign || !isOwnFile(m_view, note.file))
            return;
        Failure &last = m_parsed.failures.last();
        last.frames.prepend({last.file, last.line, {}});
        last.file = note.file.toString();
        last.line = note.line;
        m_lastForeign = false;
    }

    void addError(Failure failure)
    {
        const qsizetype at = m_at + 1;
        qsizetype end = at;
        while (end < at + kContextLines && end < m_view.output.lineCount() && isContext(m_view.output.line(end)))
            ++end;
        failure.output = joinLines(m_view.output, at, end, kContextLines, false);
        m_lastForeign = isForeignFile(failure.file);
        for (qsizetype i = m_required.size() - 1; i >= 0; --i) {
            if (m_lastForeign && isOwnFile(m_view, m_required.at(i).file)) {
                failure.file = m_required.at(i).file;
                failure.line = m_required.at(i).line;
                m_lastForeign = false;
                m_anyForeign = true;
            }
            addFrame(failure, m_view, m_required.at(i));
        }
        m_anyForeign = m_anyForeign || m_lastForeign;
        m_parsed.failures.append(std::move(failure));
    }

    // The source line, its marks and the notes.
    static bool isContext(QStringView line)
    {
        return !line.isEmpty() && !line.contains(u"error: ") && !line.contains(u"warning: ") &&
               !line.startsWith(u"In file included") && !line.endsWith(u" generated.") && !line.contains(u"***") &&
               !line.contains(u": In ");
    }

    void takeToolError(QStringView line)
    {
        Failure failure;
        failure.kind = line.contains(u"No such file") || line.contains(u"no such file") ? u"compile"_s : u"usage"_s;
        failure.message = line.toString();
        m_parsed.failures.append(failure);
    }

    void readJson(QStringView line)
    {
        const QJsonArray entries = QJsonDocument::fromJson(line.left(4'000'000).toUtf8()).array();
        for (const QJsonValue entry : entries) {
            const QString kind = entry[u"kind"_s].toString();
            const QJsonValue caret = entry[u"locations"_s][0][u"caret"_s];
            Failure failure;
            failure.id = entry[u"option"_s].toString();
            failure.type = failure.id;
            failure.file = caret[u"file"_s].toString();
            failure.line = caret[u"line"_s].toInt();
            failure.message = entry[u"message"_s].toString();
            failure.kind = u"compile"_s;
            if (kind.endsWith(u"error"))
                m_parsed.failures.append(failure);
            else if (kind == u"warning")
                addWarning(m_parsed, failure, kind);
        }
        m_summary = m_summary || !entries.isEmpty();
    }

    void finish()
    {
        if (m_parsed.failures.isEmpty() && m_parsed.warnings.isEmpty() && !(m_summary && m_view.named))
            return;
        m_parsed.certainty = m_view.named ? 0.95 : 0.85;
        // An error inside a library is the end of a chain: how many there are in the project, the output does not say.
        if (m_printedErrors)
            m_parsed.counts.errors = m_printedErrors;
        else if (!m_parsed.failures.isEmpty() && !m_anyForeign)
            m_parsed.counts.errors = int(m_parsed.failures.size());
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Error;
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<Frame> m_required;
    std::optional<int> m_printedErrors;
    qsizetype m_at = 0;
    bool m_summary = false, m_lastForeign = false, m_anyForeign = false;
};

} // namespace

ParsedOutput parseGcc(const OutputView &view)
{
    return GccReader(view).read();
}

} // namespace vibecoder
