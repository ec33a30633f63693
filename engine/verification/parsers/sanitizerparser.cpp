// SPDX-License-Identifier: MIT
// AddressSanitizer, LeakSanitizer, MemorySanitizer, ThreadSanitizer, UndefinedBehaviorSanitizer.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

class SanitizerReader
{
public:
    explicit SanitizerReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_view.output.lineCount(); ++i)
            readLine(m_view.output.line(i).left(OutputText::kMaxMatched));
        closeReport();
        if (m_parsed.failures.isEmpty())
            return m_parsed;
        m_parsed.certainty = 0.95;
        m_parsed.counts.errors = int(m_parsed.failures.size());
        // A program that went on and ended well was told of undefined behaviour all the same.
        m_parsed.status = m_view.exitCode == 0 ? CommandStatus::Fail : CommandStatus::Crash;
        return m_parsed;
    }

private:
    void readLine(QStringView line)
    {
        const qsizetype report = reportStart(line);
        if (report > 0) {
            closeReport();
            open(line.sliced(report));
        } else if (line.contains(u": runtime error: ")) {
            closeReport();
            openUndefined(line);
        } else if (line.startsWith(u"SUMMARY: ") || line.startsWith(u"ThreadSanitizer: reported")) {
            readSummary(line);
        } else if (m_open && !m_stackDone) {
            readFrame(line);
        }
    }

    // `==1==ERROR: AddressSanitizer: …`, `WARNING: ThreadSanitizer: …`
    static qsizetype reportStart(QStringView line)
    {
        for (const QStringView mark : {QStringView(u"ERROR: "), QStringView(u"WARNING: ")}) {
            const qsizetype at = line.left(60).indexOf(mark);
            const QStringView rest = at < 0 ? QStringView() : line.sliced(at + mark.size());
            const qsizetype colon = rest.indexOf(u"Sanitizer: ");
            if (colon > 0 && colon < 20 && (at == 0 || line.startsWith(u"==")))
                return at + mark.size();
        }
        return -1;
    }

    void open(QStringView text)
    {
        m_failure = Failure();
        m_failure.kind = u"crash"_s;
        m_failure.message = text.toString();
        QStringView what = text.sliced(text.indexOf(u"Sanitizer: ") + 11);
        for (const QStringView end :
            {QStringView(u" on "), QStringView(u" (pid="), QStringView(u": "), QStringView(u" at ")}) {
            if (what.indexOf(end) > 0)
                what = what.first(what.indexOf(end));
        }
        m_failure.id = what.trimmed().toString();
        m_failure.type = text.first(text.indexOf(u':')).toString();
        m_open = true;
        m_stackDone = false;
    }

    void openUndefined(QStringView line)
    {
        const std::optional<Diagnostic> diagnostic = diagnosticAtStart(line);
        if (!diagnostic || diagnostic->severity != u"runtime error")
            return;
        m_failure = failureOf(*diagnostic, u"crash"_s);
        m_failure.type = u"UndefinedBehaviorSanitizer"_s;
        m_open = true;
        m_stackDone = false;
    }

    void readFrame(QStringView line)
    {
        const QStringView text = line.trimmed();
        const bool frame = text.startsWith(u'#');
        // Only the first stack tells where it happened; those after it tell of allocations and other threads.
        if (!frame && !m_failure.frames.isEmpty()) {
            m_stackDone = true;
            return;
        }
        if (!frame)
            return;
        if (const std::optional<Frame> found = nativeFrame(text))
            addFrame(m_failure, m_view, *found);
    }

    void readSummary(QStringView line)
    {
        if (!m_open || !line.startsWith(u"SUMMARY: "))
            return;
        const QStringView rest = line.sliced(std::max<qsizetype>(line.indexOf(u"Sanitizer: "), 0) + 11);
        const QStringView name = rest.first(rest.indexOf(u' ') < 0 ? rest.size() : rest.indexOf(u' '));
        if (!rest.contains(u"leaked") && name.contains(u'-') && !m_failure.type.startsWith(u"Undefined"_s))
            m_failure.id = name.toString();
        closeReport();
    }

    void closeReport()
    {
        if (!m_open)
            return;
        m_open = false;
        m_parsed.failures.append(std::exchange(m_failure, Failure()));
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    Failure m_failure;
    bool m_open = false, m_stackDone = false;
};

} // namespace

ParsedOutput parseSanitizer(const OutputView &view)
{
    return SanitizerReader(view).read();
}

} // namespace vibecoder
