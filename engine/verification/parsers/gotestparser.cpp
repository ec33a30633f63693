// SPDX-License-Identifier: MIT
// go test: text, -v and -json; subtests, examples, panics, races, timeouts, packages that do not build.
#include "verification/parsers/goparser.h"
#include "verification/parsers/parsers.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct GoTest
{
    QString name;
    QStringList log;
    QString result; ///< PASS, FAIL, SKIP; empty while it runs
};

struct GoPanic
{
    QString message;
    QList<Frame> frames;
    QString test; ///< from the functions of the trace
};

bool looksLikeComplaint(QStringView text)
{
    static constexpr QStringView words[] = {u"want", u"got", u"expect", u"error", u"fail", u"unexpected", u"should",
        u"wrong", u"mismatch", u"!=", u" not ", u"invalid", u"missing", u"nil", u"differ", u"race detected"};
    return std::any_of(std::begin(words), std::end(words),
        [text](QStringView word) { return text.contains(word, Qt::CaseInsensitive); });
}

class GoTestReader
{
public:
    explicit GoTestReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        for (qsizetype i = 0; i < m_view.output.lineCount(); ++i) {
            const QStringView line = m_view.output.line(i);
            if (line.startsWith(u'{') && line.contains(u"\"Action\":"))
                readEvent(line);
            else
                readLine(line);
        }
        endPanic();
        finish();
        return m_parsed;
    }

private:
    void readEvent(QStringView line)
    {
        const QJsonObject event = QJsonDocument::fromJson(line.left(1'000'000).toUtf8()).object();
        const QString action = event.value(u"Action"_s).toString(), test = event.value(u"Test"_s).toString();
        m_json = true;
        if (action == u"run"_s && !test.isEmpty())
            begin(test);
        if (action != u"output"_s && action != u"build-output"_s)
            return;
        if (!test.isEmpty() && m_byName.contains(test))
            m_current = m_byName.value(test);
        QString text = event.value(u"Output"_s).toString();
        if (!text.endsWith(u'\n')) { // a line may come in parts
            m_part += text;
            return;
        }
        text.chop(1);
        const QString whole = std::exchange(m_part, QString()) + text;
        for (const QString &part : whole.split(u'\n'))
            readLine(part);
    }

    void readLine(QStringView line)
    {
        line = line.left(OutputText::kMaxMatched);
        if (readPanicLine(line) || readRaceLine(line) || readResult(line) || readPackage(line))
            return;
        if (line.startsWith(u"=== RUN   ")) {
            begin(line.sliced(10).trimmed().toString());
        } else if (line.startsWith(u"=== CONT  ") || line.startsWith(u"=== NAME  ")) {
            m_current = m_byName.value(line.sliced(10).trimmed().toString(), -1);
        } else if (line.startsWith(u"=== PAUSE ")) {
            m_current = -1;
        } else if (line.startsWith(u"panic: ") || line.startsWith(u"fatal error: ")) {
            m_panic = GoPanic{line.toString(), {}, {}};
            m_inPanic = true;
            m_previous.clear();
        } else if (line == u"WARNING: DATA RACE") {
            m_inRace = true;
            m_race = {};
        } else if (std::optional<Failure> failure = goDiagnostic(line)) {
            m_build.append(*failure);
        } else if (line.startsWith(u"exit status ")) {
            m_exitStatus = line.toString();
        } else if (m_current >= 0 && m_tests.at(m_current).log.size() < 400) {
            leaveSubtest(line);
            m_tests[m_current].log.append(line.toString());
        }
    }

    // Without -v what a test says stands four deeper than its result: less deep it is its parent's.
    void leaveSubtest(QStringView line)
    {
        const qsizetype indent = indentOf(line);
        if (m_verbose || indent == 0 || indent > m_indent || !line.contains(u".go:"))
            return;
        const QString &name = m_tests.at(m_current).name;
        m_current = m_byName.value(name.section(u'/', 0, -2), m_current);
        m_indent = indent - 4;
    }

    void begin(const QString &name)
    {
        m_verbose = true;
        m_tests.append({name, {}, {}});
        m_current = m_tests.size() - 1;
        m_byName.insert(name, m_current);
    }

    // `    --- FAIL: TestTable/two_words (0.00s)`
    bool readResult(QStringView line)
    {
        const qsizetype indent = indentOf(line);
        const QStringView text = line.sliced(indent);
        if (!text.startsWith(u"--- ") || indent % 4 != 0 || !text.endsWith(u"s)"))
            return false;
        const QStringView result = text.sliced(4, std::min<qsizetype>(4, text.size() - 4));
        const bool known = result == u"FAIL" || result == u"PASS" || result == u"SKIP";
        const qsizetype time = text.lastIndexOf(u" (");
        if (!known || time < 10 || text.at(8) != u':')
            return false;
        const QString name = text.sliced(10, time - 10).toString();
        if (m_byName.contains(name)) {
            m_current = m_byName.value(name);
        } else if (m_verbose) {
            return false; // printed by a test: what did not start cannot end
        } else {
            m_tests.append({name, {}, {}});
            m_current = m_tests.size() - 1;
            m_byName.insert(name, m_current);
        }
        m_tests[m_current].result = result.toString();
        m_indent = indent;
        m_anyResult = true;
        m_failedInPackage = m_failedInPackage || result == u"FAIL";
        if (result == u"FAIL" && !m_race.isEmpty())
            m_races.insert(name, std::exchange(m_race, {}));
        return true;
    }

    bool readPackage(QStringView line)
    {
        if (line.startsWith(u"ok  \t")) {
            m_ran = m_ran || !line.endsWith(u"[no tests to run]");
            m_ok = true;
        } else if (line.startsWith(u"FAIL\t")) {
            endPackage(line.sliced(5));
        } else if (line.startsWith(u"?   \t") || line == u"PASS" || line == u"FAIL") {
            m_seen = true;
        } else {
            return false;
        }
        m_seen = true;
        m_current = line == u"PASS" || line == u"FAIL" ? m_current : -1;
        if (line.contains(u'\t'))
            m_byName.clear(); // the next package may have tests of the same name
        return true;
    }

    void endPackage(QStringView text)
    {
        const QString package = text.left(text.indexOf(u'\t') < 0 ? text.size() : text.indexOf(u'\t')).toString();
        m_failedPackage = true;
        if (package.endsWith(u" failed]"_s)) {
            m_notBuilt.append(package);
        } else if (m_inPanic) {
            endPanic();
        } else if (!m_failedInPackage) {
            Failure failure;
            failure.id = package;
            failure.kind = u"error"_s;
            failure.message = m_exitStatus.isEmpty() ? text.toString() : m_exitStatus;
            m_outside.append(failure);
        }
        m_exitStatus.clear();
        m_failedInPackage = false;
    }

    bool readPanicLine(QStringView line)
    {
        if (!m_inPanic)
            return false;
        if (line.startsWith(u"FAIL\t") || line.startsWith(u"ok  \t") || line.startsWith(u"exit status ")) {
            endPanic();
            return false;
        }
        if (const std::optional<Frame> frame = goFrame(m_previous, line)) {
            if (isOwnFile(m_view, frame->file) && frame->file != u"_testmain.go"_s && m_panic.frames.size() < 20)
                m_panic.frames.append(*frame);
            const qsizetype at = frame->function.indexOf(u".Test"_s);
            if (at > 0 && m_panic.test.isEmpty() && frame->file.endsWith(u"_test.go"_s))
                m_panic.test = frame->function.sliced(at + 1).section(u'.', 0, 0).section(u'(', 0, 0);
        }
        // go 1.20 and later name what was running
        if (m_previous.startsWith(u"running tests:") && line.startsWith(u'\t'))
            m_panic.test = line.trimmed().toString().section(u' ', 0, 0);
        m_previous = line.toString();
        return true;
    }

    void endPanic()
    {
        if (!m_inPanic)
            return;
        m_inPanic = false;
        qsizetype test = -1;
        for (qsizetype i = m_tests.size() - 1; i >= 0 && test < 0; --i)
            test = m_tests.at(i).result == u"FAIL"_s || m_tests.at(i).result.isEmpty() ? i : -1;
        m_timedOut = m_timedOut || m_panic.message.startsWith(u"panic: test timed out"_s);
        Failure failure;
        failure.id = test >= 0 && !m_timedOut ? m_tests.at(test).name : m_panic.test;
        failure.kind = m_timedOut ? u"timeout"_s : u"error"_s;
        failure.type = u"panic"_s;
        failure.message = m_panic.message;
        for (const Frame &frame : std::as_const(m_panic.frames))
            addFrame(failure, m_view, frame);
        if (!m_failedInPackage && !m_timedOut && test < 0 && failure.id.isEmpty())
            failure.kind = u"crash"_s;
        if (test >= 0 && m_tests.at(test).name == failure.id)
            m_panicked.insert(test);
        m_outside.append(failure);
        m_failedInPackage = true;
    }

    bool readRaceLine(QStringView line)
    {
        if (!m_inRace)
            return false;
        if (line.startsWith(u"====="))
            m_inRace = false;
        const std::optional<Frame> frame = goFrame(m_previous, line);
        if (frame && m_race.size() < 20)
            m_race.append(*frame);
        m_previous = line.toString();
        return true;
    }

    void addFailures(qsizetype index)
    {
        const GoTest &test = m_tests.at(index);
        QList<Failure> found;
        QStringList rest;
        for (const QString &line : test.log) {
            const QStringView text = QStringView(line).trimmed();
            const std::optional<Place> place =
                line.startsWith(u"    "_s) ? placeAtStart(text.left(OutputText::kMaxMatched)) : std::nullopt;
            if (place && place->file.endsWith(u".go") && !place->file.contains(u' ') && indentOf(line) % 4 == 0) {
                Failure failure;
                failure.id = test.name;
                failure.kind = u"assertion"_s;
                failure.file = place->file.toString();
                failure.line = place->line;
                failure.message = place->rest.toString();
                found.append(failure);
            } else if (!found.isEmpty() && line.startsWith(u"        "_s)) {
                found.last().message += u'\n' + line.trimmed();
            } else {
                rest.append(line);
            }
        }
        // What a test merely logged is told from what it complained about by its words; the last line always counts.
        for (qsizetype i = found.size() - 2; i >= 0; --i) {
            if (!looksLikeComplaint(found.at(i).message))
                found.removeAt(i);
        }
        if (found.isEmpty() && (m_panicked.contains(index) || hasFailedChild(test.name)))
            return;
        if (found.isEmpty())
            found.append(ofExample(test, rest));
        for (Failure &failure : found)
            complete(failure, test, rest);
        m_parsed.failures += found;
    }

    [[nodiscard]] bool hasFailedChild(const QString &name) const
    {
        return std::any_of(m_tests.begin(), m_tests.end(),
            [&name](const GoTest &other) { return other.result == u"FAIL"_s && other.name.startsWith(name + u'/'); });
    }

    static Failure ofExample(const GoTest &test, const QStringList &rest)
    {
        Failure failure;
        failure.id = test.name;
        failure.kind = u"assertion"_s;
        failure.message = rest.isEmpty() ? u"failed"_s : rest.join(u'\n');
        const qsizetype got = rest.indexOf(u"got:"_s), want = rest.indexOf(u"want:"_s);
        if (got >= 0 && want > got) {
            failure.actual = rest.mid(got + 1, want - got - 1).join(u'\n');
            failure.expected = rest.mid(want + 1).join(u'\n');
        }
        return failure;
    }

    void complete(Failure &failure, const GoTest &test, const QStringList &rest)
    {
        if (failure.message.startsWith(u"race detected"_s)) {
            failure.type = u"DATA RACE"_s;
            failure.file.clear();
            failure.line = 0;
            for (const Frame &frame : m_races.value(test.name))
                addFrame(failure, m_view, frame);
        }
        for (const QString &line : failure.message.split(u'\n')) { // testify
            if (line.startsWith(u"expected: "_s))
                failure.expected = line.sliced(10);
            else if (line.startsWith(u"actual  : "_s))
                failure.actual = line.sliced(10);
        }
        if (failure.expected.isEmpty() && failure.actual.isEmpty())
            takeGoValues(failure);
        failure.output = rest.mid(std::max<qsizetype>(0, rest.size() - 20)).join(u'\n');
    }

    void finish()
    {
        int passed = 0, failed = 0, skipped = 0;
        for (qsizetype i = 0; i < m_tests.size(); ++i) {
            const QString &result = m_tests.at(i).result;
            passed += result == u"PASS"_s ? 1 : 0;
            failed += result == u"FAIL"_s ? 1 : 0;
            skipped += result == u"SKIP"_s ? 1 : 0;
            if (result == u"FAIL"_s)
                addFailures(i);
        }
        m_parsed.failures += m_outside;
        m_parsed.failures += m_build;
        if (m_build.isEmpty()) {
            for (const QString &package : std::as_const(m_notBuilt))
                m_parsed.failures.append(
                    {package.section(u' ', 0, 0), {}, 0, u"compile"_s, {}, package, {}, {}, {}, {}});
        }
        const bool broken = !m_notBuilt.isEmpty() || !m_build.isEmpty();
        const bool outside = broken || m_timedOut || (m_failedPackage && failed == 0);
        if (!outside && m_view.exitCode.value_or(0) <= 128 && !m_view.timedOut && (m_anyResult || m_ok)) {
            m_parsed.counts.failed = failed;
            m_parsed.counts.errors = 0;
            // Every package says itself that it ran none.
            const bool none = m_ok && !m_ran && !m_anyResult;
            if (m_verbose || none) {
                m_parsed.counts.passed = passed;
                m_parsed.counts.skipped = skipped;
                m_parsed.counts.collected = passed + failed + skipped;
            }
        }
        if (m_timedOut)
            m_parsed.status = CommandStatus::Timeout;
        else if (failed > 0)
            m_parsed.status = CommandStatus::Fail;
        else if (outside)
            m_parsed.status = CommandStatus::Error;
        const bool mine = m_anyResult || m_failedPackage || m_ok || m_json || (m_verbose && m_view.named);
        if (mine)
            m_parsed.certainty = m_view.command.contains(u"go test"_s) ? 1.0 : 0.8;
        else if (m_view.command.contains(u"go test"_s) && m_seen)
            m_parsed.certainty = 0.7;
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QList<GoTest> m_tests;
    QHash<QString, qsizetype> m_byName;
    QHash<QString, QList<Frame>> m_races;
    QSet<qsizetype> m_panicked;
    QList<Failure> m_outside, m_build;
    QList<Frame> m_race;
    QStringList m_notBuilt;
    GoPanic m_panic;
    QString m_part, m_previous, m_exitStatus;
    qsizetype m_indent = 0, m_current = -1;
    bool m_verbose = false, m_json = false, m_seen = false, m_ok = false, m_anyResult = false;
    bool m_ran = false; ///< a package ended with ok after running tests
    bool m_failedPackage = false, m_failedInPackage = false, m_inPanic = false, m_inRace = false, m_timedOut = false;
};

} // namespace

ParsedOutput parseGoTest(const OutputView &view)
{
    return GoTestReader(view).read();
}

} // namespace vibecoder
