// SPDX-License-Identifier: MIT
// cargo test (libtest): unit, integration and documentation tests of several binaries, -q, --nocapture.
#include "verification/diagnostics.h"
#include "verification/parsers/parsers.h"

#include <QHash>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct Panic
{
    QString file, message;
    int line = 0;
    qsizetype end = 0; ///< its last line
    QStringView thread;
};

// `thread 'tests::a' (123) panicked at src/lib.rs:35:26:` and, before 1.73, `thread 'a' panicked at 'msg',
// src/lib.rs:3:5`
std::optional<Panic> panicAt(const OutputText &output, qsizetype at)
{
    const QStringView line = output.line(at).left(OutputText::kMaxMatched);
    const qsizetype mark = line.indexOf(u" panicked at ");
    const qsizetype start = mark < 0 ? -1 : line.first(mark).lastIndexOf(u"thread '");
    if (start < 0)
        return std::nullopt;
    Panic panic;
    const QStringView name = line.sliced(start + 8, mark - start - 8);
    panic.thread = name.first(name.indexOf(u'\'') < 0 ? name.size() : name.indexOf(u'\''));
    QStringView rest = line.sliced(mark + 13);
    panic.end = at;
    // the message may have several lines
    for (qsizetype next = at; rest.startsWith(u'\'') && next < std::min(output.lineCount(), at + 40); ++next) {
        const QStringView text = next == at ? rest.sliced(1) : output.line(next).left(OutputText::kMaxMatched);
        const qsizetype end = text.lastIndexOf(u"', ");
        const std::optional<Place> place = end < 0 ? std::nullopt : placeOfWord(text.sliced(end + 3));
        panic.message += (next > at ? u"\n"_s : QString()) + (place ? text.first(end) : text).toString();
        if (place) {
            rest = text.sliced(end + 3);
            panic.end = next;
        } else if (next + 1 < output.lineCount() && output.line(next + 1).contains(u" panicked at ")) {
            break;
        }
    }
    if (panic.end == at && rest.startsWith(u'\''))
        panic.message.clear();
    const std::optional<Place> place = placeOfWord(rest);
    if (place && !isForeignFile(place->file)) { // a test's own `Result` panics in the library
        panic.file = place->file.toString();
        panic.line = place->line;
    }
    return panic;
}

// "`4`: sum of 1 and 2" -> 4
QString valueOf(QStringView text)
{
    const qsizetype close = text.startsWith(u'`') ? text.lastIndexOf(u'`') : 0;
    return (close > 0 ? text.sliced(1, close - 1) : text).toString();
}

class CargoTestReader
{
public:
    explicit CargoTestReader(const OutputView &view)
        : m_view(view)
    {
    }

    ParsedOutput read()
    {
        const OutputText &output = m_view.output;
        for (qsizetype i = 0; i < output.lineCount(); ++i)
            readLine(output.line(i), i);
        closeSection(output.lineCount());
        finish();
        return m_parsed;
    }

private:
    void readLine(QStringView line, qsizetype at)
    {
        if (line.startsWith(u"---- ") && endsWithAny(line, {u" stdout ----", u" stderr ----"})) {
            closeSection(at);
            m_section = line.sliced(5).chopped(12).toString();
            m_sectionStart = at + 1;
        } else if (line == u"failures:" || line == u"successes:") {
            closeSection(at);
            m_inNames = line == u"failures:";
        } else if (line.startsWith(u"test result: ") && line.contains(u" filtered out")) {
            closeSection(at);
            readResult(line);
        } else if (m_inNames && line.startsWith(u"    ") && m_section.isEmpty() &&
                   (!line.trimmed().contains(u' ') || line.contains(u" - "))) {
            addName(line.trimmed().toString());
        } else if (line.startsWith(u"test ") && line.contains(u" ... ")) {
            readTest(line);
        } else if (line.startsWith(u"running ") && numberBefore(line, line.endsWith(u's') ? u"tests" : u"test")) {
            m_ran = true;
            m_named.clear(); // the next binary may have tests of the same name
            m_sections.clear();
            m_inNames = false;
            m_running = true;
        } else if (line.endsWith(u" --- FAILED")) {
            addName(line.chopped(11).toString());
        } else if (line.contains(u" panicked at ")) {
            if (m_section.isEmpty() && m_panics.size() < 2000)
                m_panics.append(at);
        } else if (line.contains(u"' has overflowed its stack") || line.contains(u") has overflowed its stack")) {
            m_overflowed = between(line, u"thread '", u"'").toString();
        } else if (line.startsWith(u"  process didn't exit successfully: ")) {
            m_died = line.trimmed().toString();
        }
    }

    // `test tests::a - should panic ... FAILED`
    void readTest(QStringView line)
    {
        const qsizetype mark = line.indexOf(u" ... ");
        const QStringView result = line.sliced(mark + 5);
        QStringView name = line.sliced(5, mark - 5);
        if (name.endsWith(u" - should panic"))
            name.chop(15);
        if (result != u"FAILED")
            return;
        m_printedFailed.append(name.toString());
        m_failedInOrder.append(name.toString());
    }

    void readResult(QStringView line)
    {
        m_running = false;
        m_inNames = false;
        TestCounts &counts = m_parsed.counts;
        counts.passed = plus(counts.passed, numberBefore(line, u"passed").value_or(0));
        counts.failed = plus(counts.failed, numberBefore(line, u"failed").value_or(0));
        counts.skipped = plus(counts.skipped, numberBefore(line, u"ignored").value_or(0));
        counts.errors = 0;
        counts.collected = *counts.passed + *counts.failed + *counts.skipped;
        m_results = true;
        m_printedFailed.clear(); // the list of names is the better witness: nothing that a test printed is in it
    }

    void addName(const QString &name)
    {
        if (!m_named.contains(name)) {
            Failure failure;
            failure.id = name;
            failure.kind = u"assertion"_s;
            m_parsed.failures.append(failure);
        }
        m_named.insert(name);
    }

    void closeSection(qsizetype end)
    {
        const QString name = std::exchange(m_section, QString());
        // With --show-output the tests that passed have sections too; they stand before `failures:`.
        if (name.isEmpty() || m_sections.contains(name) || !m_inNames)
            return;
        addName(name); // -q has told it before
        m_sections.insert(name);
        for (Failure &failure : m_parsed.failures) {
            if (failure.id == name && failure.message.isEmpty())
                readSection(failure, m_sectionStart, end);
        }
    }

    void readSection(Failure &failure, qsizetype from, qsizetype to)
    {
        const OutputText &output = m_view.output;
        QStringList printed;
        for (qsizetype i = from; i < to; ++i) {
            const QStringView line = output.line(i).left(OutputText::kMaxMatched);
            if (const std::optional<Panic> panic = panicAt(output, i); panic && failure.message.isEmpty()) {
                i = takePanic(failure, *panic, i, to);
            } else if (line.startsWith(u"note: test did not panic as expected")) {
                failure.message = line.sliced(6).toString();
                if (const std::optional<Place> place = placeOfWord(line.sliced(line.lastIndexOf(u' ') + 1))) {
                    failure.file = place->file.toString();
                    failure.line = place->line;
                }
            } else if (line.startsWith(u"note: panic did not contain expected string")) {
                failure.message += u'\n' + joinLines(output, i, i + 3, 3, false);
                failure.actual = between(output.line(i + 1), u": \"", u"\"").toString();
                failure.expected = between(output.line(i + 2), u": \"", u"\"").toString();
            } else if (line.startsWith(u"Error: ") && failure.message.isEmpty()) {
                failure.message = line.toString();
                failure.kind = u"error"_s;
            } else if (line.startsWith(u"error") && failure.message.isEmpty() && line.contains(u": ")) {
                takeCompileError(failure, line, i, to);
            } else {
                addBacktrace(failure, line, output.line(i - 1));
                if (failure.message.isEmpty())
                    printed.append(line.toString());
            }
        }
        if (failure.message.isEmpty())
            failure.message = printed.join(u'\n').trimmed();
        failure.output = printed.mid(std::max<qsizetype>(0, printed.size() - 20)).join(u'\n').trimmed();
    }

    static void takeSide(Failure &failure, QStringView line)
    {
        if (line.startsWith(u"  left: "))
            failure.actual = valueOf(line.sliced(8));
        else if (line.startsWith(u" right: "))
            failure.expected = valueOf(line.sliced(8));
    }

    qsizetype takePanic(Failure &failure, const Panic &panic, qsizetype at, qsizetype to)
    {
        failure.file = panic.file;
        failure.line = panic.line;
        failure.message = panic.message;
        failure.type = u"panic"_s;
        QStringList lines;
        for (const QStringView line : QStringView(panic.message).split(u'\n'))
            takeSide(failure, line);
        qsizetype i = panic.end + 1;
        for (; i < to && i < at + 60; ++i) {
            const QStringView line = m_view.output.line(i).left(OutputText::kMaxMatched);
            if (line.startsWith(u"note: ") || line == u"stack backtrace:" || line.contains(u" panicked at ") ||
                line.startsWith(u"test ") || line.startsWith(u"---- ") || line.startsWith(u"error: test failed") ||
                line.startsWith(u"Error: "))
                break;
            lines.append(line.toString());
            takeSide(failure, line);
        }
        const QString text = lines.join(u'\n').trimmed();
        if (failure.message.isEmpty())
            failure.message = text;
        else if (!text.isEmpty())
            failure.message += u'\n' + text;
        return i - 1;
    }

    void takeCompileError(Failure &failure, QStringView line, qsizetype at, qsizetype to)
    {
        failure.kind = u"compile"_s;
        failure.message = line.sliced(line.indexOf(u": ") + 2).toString();
        failure.type = between(line, u"[", u"]").toString();
        for (qsizetype i = at + 1; i < std::min(to, at + 4); ++i) {
            const QStringView text = m_view.output.line(i).trimmed();
            const std::optional<Place> place = text.startsWith(u"--> ") ? placeOfWord(text.sliced(4)) : std::nullopt;
            if (place) {
                failure.file = place->file.toString();
                failure.line = place->line;
            }
        }
    }

    // `   2: shop::tests::multi` and `             at ./src/lib.rs:35:26`
    void addBacktrace(Failure &failure, QStringView line, QStringView before)
    {
        const QStringView text = line.trimmed();
        if (!text.startsWith(u"at ") || !line.startsWith(u"     "))
            return;
        const std::optional<Place> place = placeOfWord(text.sliced(3));
        const qsizetype colon = before.indexOf(u": ");
        if (place && colon > 0)
            addFrame(failure, m_view, {place->file.toString(), place->line, before.sliced(colon + 2).toString()});
    }

    // With --nocapture the panics stand elsewhere, under the thread's name.
    void placeByThread()
    {
        QHash<QString, qsizetype> places;
        // With one thread they are all of `main`: then they come in the order of the tests, if each has one.
        QStringList silent;
        for (const Failure &failure : std::as_const(m_parsed.failures)) {
            if (failure.message.contains(u"did not panic"_s))
                silent.append(failure.id);
        }
        QStringList loud;
        for (const QString &name : std::as_const(m_failedInOrder)) {
            if (!silent.contains(name))
                loud.append(name);
        }
        for (qsizetype i = 0; loud.size() == m_panics.size() && i < loud.size(); ++i)
            places.insert(loud.at(i), i);
        for (qsizetype i = 0; i < m_panics.size(); ++i) {
            if (const std::optional<Panic> panic = panicAt(m_view.output, m_panics.at(i)))
                places.insert(panic->thread.toString(), i);
        }
        for (Failure &failure : m_parsed.failures) {
            const auto found = places.constFind(failure.id);
            if (failure.line > 0 || found == places.cend())
                continue;
            const QString told = std::exchange(failure.message, QString());
            const qsizetype at = m_panics.at(*found);
            const qsizetype next = *found + 1 < m_panics.size() ? m_panics.at(*found + 1) : m_view.output.lineCount();
            readSection(failure, at, std::min(at + 60, next));
            failure.message += told;
        }
    }

    void takeDeath()
    {
        Failure failure;
        failure.id = m_overflowed;
        failure.kind = u"crash"_s;
        failure.message =
            m_overflowed.isEmpty() ? m_died : u"thread '%1' has overflowed its stack\n%2"_s.arg(m_overflowed, m_died);
        m_parsed.failures.append(failure);
        m_parsed.counts = {};
        m_parsed.status = m_died.contains(u"signal: "_s) ? CommandStatus::Crash : CommandStatus::Error;
    }

    void finish()
    {
        for (const QString &name : std::as_const(m_printedFailed))
            addName(name);
        if (!m_ran && !m_results)
            return;
        placeByThread();
        if (!m_parsed.failures.isEmpty())
            m_parsed.status = CommandStatus::Fail;
        if (m_running && !m_died.isEmpty())
            takeDeath();
        else if (m_running) // cut off: the last binary's counts are missing
            m_parsed.counts = {};
        m_parsed.certainty = m_results ? 1.0 : m_view.named ? 0.9 : 0.5;
    }

    const OutputView &m_view;
    ParsedOutput m_parsed;
    QSet<QString> m_sections, m_named;
    QStringList m_printedFailed, m_failedInOrder;
    QList<qsizetype> m_panics;
    QString m_section, m_overflowed, m_died;
    qsizetype m_sectionStart = 0;
    bool m_inNames = false, m_ran = false, m_results = false, m_running = false;
};

} // namespace

ParsedOutput parseCargoTest(const OutputView &view)
{
    return CargoTestReader(view).read();
}

} // namespace vibecoder
