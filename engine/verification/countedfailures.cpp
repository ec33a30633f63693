// SPDX-License-Identifier: MIT
#include "verification/countedfailures.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// How one tool sums up. `line` finds its summary; a captured group that is a number above 0, or no group at all, means
// that tests failed. The last summary of a tool is the one that counts: what came before was printed by a test, or is
// the sum of a part.
struct Summary
{
    const char *tool;
    const char *mark; ///< must occur in the line
    const char *pattern;
    const char *beside = ""; ///< must occur somewhere in the output too, where the line alone is too common
};

constexpr Summary kSummaries[] = {
    {"pytest", " in ",
        R"(^(?:=+ )?(?=\d+ (?:subtests )?(?:passed|failed|errors?|skipped|xfailed|xpassed|deselected|warnings?)\b)(?:(?:(\d+) failed|(\d+) errors?|\d+ (?!failed|error)(?:subtests )?[a-z]+),? )+in [\d.]+s\b)"},
    {"unittest", "FAILED (", R"(^FAILED \((?:failures|errors|unexpected successes)=(\d+))"},
    {"unittest", "OK", R"(^(OK)(?: \(.*\))?$)"},
    {"jest-suites", "Test Suites:", R"(^Test Suites: +(?:(\d+) failed, )?(?:\d+ \w+, )*\d+ (?:of \d+ )?total$)"},
    {"jest", "Tests:", R"(^Tests: +(?:(\d+) failed, )?(?:\d+ \w+, )*\d+ total$)"},
    {"vitest", "Tests ", R"(^ *Tests +(?:(\d+) failed)?(?: \| )?(?:\d+ passed|\d+ skipped|\d+ todo| \| )* ?\(\d+\)$)"},
    {"vitest-files", "Test Files ", R"(^ *Test Files +(\d+) failed\b)"},
    {"vitest-errors", "Errors ", R"(^ *Errors +(\d+) errors?$)"},
    {"mocha", "failing", R"(^ {2}(\d+) failing$)"},
    {"mocha", "passing", R"(^ {2}(?:\d+) (passing) \()"},
    {"jasmine", " specs", R"(^\d+ specs?, (\d+) failures?)"},
    {"jasmine", "1 spec,", R"(^1 spec, (\d+) failures?)"},
    {"ava", " failed", R"(^ {2}(\d+) (?:tests?|hooks?) failed$)"},
    {"node", "fail ", R"(^(?:# |ℹ )fail (\d+)$)"},
    {"tap", "# fail", R"(^# fail +(\d+)$)"},
    {"tap", "# ok", R"(^# (ok)$)"},
    {"perl", "# Looks like you failed", R"(^# Looks like you failed (\d+) tests? of \d+)"},
    {"bun", " fail", R"(^ {1,3}(\d+) fail$)"},
    {"deno", " passed | ", R"(^(?:ok|FAILED) \| \d+ passed.*? \| (\d+) failed)"},
    {"go", "FAIL", R"(^FAIL\t\S+(?:\t[\d.]+s| \[(?:build|setup) failed\])?$)"},
    {"go", "\"Action\":\"", R"x(^\{.*"Action":"(?:fail|(pass))","Package":"[^"]*","Elapsed")x"},
    {"cargo", "test result: ", R"(^test result: \w+\. \d+ passed; (\d+) failed;)"},
    {"nextest", "Summary [", R"(^ *Summary \[.*\] +\d+ tests? run: .*?(\d+) failed)"},
    {"ctest", "% tests passed", R"(^\d+% tests passed, (\d+) tests? failed out of \d+$)"},
    {"gtest", "[  FAILED  ]", R"(^\[  FAILED  \] (\d+) tests?, listed below:$)"},
    {"gtest", "[  PASSED  ]", R"(^\[  (PASSED)  \] \d+ tests?\.$)"},
    {"catch2", "test cases: ", R"(^test cases: +\d+ \|.*?\b(\d+) failed)"},
    {"catch2", "Failed ", R"(^Failed (\d+) test cases?, failed \d+ assertions?\.$)"},
    {"catch2", "<OverallResultsCases", R"x(^\s*<OverallResultsCases successes="\d+" failures="(\d+)")x"},
    {"catch2", "All tests passed", R"(^All tests (passed) \(\d+ assertions?)"},
    {"cmocka", " test(s), listed below:", R"(^\[  FAILED  \] (\d+) test\(s\), listed below:$)"},
    {"doctest", "[doctest] test cases:", R"(^\[doctest\] test cases: +\d+ \| +\d+ passed \| +(\d+) failed)"},
    {"maven", "Tests run: ", R"(^(?:\[\w+\] )?Tests run: \d+, Failures: (\d+), Errors: (\d+), Skipped: \d+$)"},
    {"junit", "Tests run: ", R"(^Tests run: \d+,  Failures: (\d+)$)"},
    {"junit", " tests failed", R"(^\[ +(\d+) tests failed +\]$)"},
    {"junit-xml", "<testsuite",
        R"x(^\s*(?:<\?xml[^>]*>\s*)?(?:<testsuites>\s*)?<testsuites?\b(?=[^>]*\btests=")(?=[^>]*?\bfailures="(\d+)")(?=[^>]*?\berrors="(\d+)"|))x"},
    {"jest", "\"numFailedTests\":", R"("numFailedTests":(\d+))"},
    {"rspec", "\"failure_count\":", R"("failure_count":(\d+))"},
    {"gradle", " tests completed, ", R"(^\d+ tests? completed, (\d+) failed)"},
    {"gradle", "1 test completed, ", R"(^1 test completed, (\d+) failed)"},
    {"dotnet", "Failed: ", R"(^(?:Passed|Failed)! +- Failed: +(\d+), Passed: +\d+)"},
    {"dotnet", "Test summary: ", R"(^ *Test summary: total: \d+, failed: (\d+),)"},
    {"dotnet", "     Failed: ", R"(^ {5}Failed: (\d+)$)", "Total tests: "},
    {"dotnet", "! ", // in any language: what failed, passed, was skipped, all
        R"(^[\p{L} ]+! +[-:] +[^:：,，]+[:：] +(\d+)[,，] *[^:：,，]+[:：] +\d+[,，] *[^:：,，]+[:：] +\d+[,，] *[^:：,，]+[:：] +\d+)"},
    {"rspec", "example",
        R"(^\d+ examples?, (\d+) failures?(?:, \d+ pending)?(?:, (\d+) errors? occurred outside of examples)?)"},
    {"minitest", " assertions, ", R"(^\d+ (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors)"},
    {"phpunit", "Tests: ",
        R"(^Tests: \d+, Assertions: \d+(?:, (?:Errors: (\d+)|Failures: (\d+)|(?!Errors|Failures)\w+(?: \w+)?: \d+))*\.$)"},
    {"prove", "Result: FAIL", R"(^Result: FAIL$)"},
    {"prove", "Result: PASS", R"(^Result: (PASS)$)"},
    {"bats", " failure", R"(^\d+ tests?, (\d+) failures?)"},
    {"boost", "*** ", R"(^\*\*\* (\d+) failures? (?:is|are) detected in)"},
    {"boost", " out of ", R"(^\s+(\d+) test cases? out of \d+ failed$)"},
    {"boost", "*** No errors", R"(^\*\*\* (No) errors detected)"},
    {"qttest", "Totals: ", R"(^Totals: \d+ passed, (\d+) failed,)"},
    {"criterion", "[====] Synthesis: ",
        R"(^\[====\] Synthesis: Tested: \d+ \| Passing: \d+ \| Failing: (\d+) \| Crashing: (\d+))"},
    {"check", "%: Checks: ", R"(^\d+%: Checks: \d+, Failures: (\d+), Errors: (\d+)$)"},
    {"cpputest", "Errors (", R"(^Errors \((\d+) failures?,)"},
    {"meson", "Fail:", R"(^Fail: +(\d+)$)"},
    {"automake", "# FAIL:", R"(^# FAIL: +(\d+)$)"},
    {"exunit", " tests, ", R"(^(?:\d+ doctests?, )?\d+ tests?, (\d+) failures?)"},
    {"scalatest", "Tests: succeeded", R"(^(?:\[info\] )?Tests: succeeded \d+, failed (\d+),)"},
    {"xctest", "Executed ", R"(^\s*Executed \d+ tests?, with (\d+) failures?)"},
    {"robot", " tests, ", R"(^\d+ tests?, \d+ passed, (\d+) failed)"},
    {"behave", "scenario", R"(^\d+ scenarios? passed, (\d+) failed,)"},
    {"cucumber", " scenarios (", R"(^\d+ scenarios? \((\d+) failed)"},
    {"dart", ": Some tests failed.", R"(^\d\d:\d\d .*-(\d+): Some tests failed\.$)"},
    {"pest", " assertion", R"(^ *Tests: +(?:(\d+) failed)?.*\(\d+ assertions?\)$)"},
    {"playwright", " failed", R"(^ {2}(\d+) failed$)", " › "},
    {"cypress", " failed (", R"(^ *✖ +(\d+) of \d+ failed \(\d+%\))"},
    {"karma", ": Executed ", R"(^\S.*: Executed \d+ of \d+ (?:\((\d+) FAILED\)|.*\bSUCCESS\b))"},
    {"ginkgo", " Passed | ", R"(^(?:FAIL|SUCCESS)! -- \d+ Passed \| (\d+) Failed\b)"},
    {"swift-testing", " Test run with ",
        R"(^\S+ Test run with \d+ tests?\b.* (?:failed after [\d.]+ seconds with (\d+) issues?|passed after [\d.]+ seconds)\b)"},
    {"zig", " skipped; ", R"(^\d+ passed; \d+ skipped; (\d+) failed\.$)"},
    {"clojure", " failures, ", R"(^(\d+) failures, (\d+) errors\.$)"},
    {"testthat", "[ FAIL ", R"(^\[ FAIL (\d+) \| WARN \d+ \| SKIP \d+ \| PASS \d+ \])"},
    {"bazel", "Executed ", R"(^Executed \d+ out of \d+ tests?: .*?\b(\d+) fails? (?:locally|remotely)\b)"},
    {"luaunit", "Ran ",
        R"(^Ran \d+ tests in [\d.]+ seconds, \d+ success(?:es)?(?:, (\d+) failures?)?(?:, (\d+) errors?)?)"},
    {"julia", "Some tests did not pass: ", R"(\bSome tests did not pass: \d+ passed, (\d+) failed, (\d+) errored)"},
    {"busted", " successes / ", R"(^\d+ success(?:es)? / (\d+) failures? / (\d+) errors?)"},
};

struct Row
{
    QString tool, mark, beside;
    QRegularExpression pattern; ///< made ready by its first use: most outputs need none of them
};

const QList<Row> &rows()
{
    static const QList<Row> all = [] {
        QList<Row> list;
        for (const Summary &summary : kSummaries) {
            list.append({QString::fromLatin1(summary.tool), QString::fromUtf8(summary.mark),
                QString::fromUtf8(summary.beside), QRegularExpression(QString::fromUtf8(summary.pattern))});
        }
        return list;
    }();
    return all;
}

// What a runner repeats of a test's own output stands between lines of its own.
bool beginsCaptured(QStringView line)
{
    return (line.startsWith(u"----") && line.contains(u"- Captured ")) ||
           (line.startsWith(u"---- ") && line.endsWith(u" ----"));
}

bool endsCaptured(QStringView line)
{
    return line.startsWith(u"=====") || line.startsWith(u"_____") || line == u"failures:";
}

// Several programs that print at once have a name before each line: containers, packages of a workspace.
QStringView behindPrefix(QStringView line)
{
    static const QRegularExpression prefix(u"^(?:[\\w.-]+ +\\| |\\S+ test: |\\S+:test: )"_s);
    const QRegularExpressionMatch match = matchLine(prefix, line);
    return match.hasMatch() ? line.sliced(match.capturedLength()) : QStringView();
}

bool countsFailures(const Row &row, const QRegularExpressionMatch &match)
{
    const int groups = row.pattern.captureCount();
    // No number in it: the words alone say how it ended, and a captured word says that it is good.
    if (groups == 0 || (row.tool == u"go" && match.captured(1).isEmpty()))
        return true;
    for (int i = 1; i <= groups; ++i) {
        if (match.captured(i).toDouble() > 0)
            return true;
    }
    return false;
}

} // namespace

QString failingSummary(const OutputView &view, const ParsedOutput &parsed)
{
    QList<const Row *> possible;
    for (const Row &row : rows()) {
        if (view.output.text().contains(row.mark) && view.output.text().contains(row.beside))
            possible.append(&row);
    }
    if (possible.isEmpty())
        return {};
    QHash<QString, QString> last; // by tool; empty: its last summary counts no failure
    QString any;
    bool captured = false;
    for (qsizetype i = 0; i < view.output.lineCount(); ++i) {
        const QStringView line = view.output.line(i);
        captured = captured ? !endsCaptured(line) : beginsCaptured(line);
        if (captured || line.isEmpty())
            continue;
        for (const Row *row : std::as_const(possible)) {
            if (!line.contains(row->mark))
                continue;
            QRegularExpressionMatch match = matchLine(row->pattern, line);
            if (!match.hasMatch())
                match = matchLine(row->pattern, behindPrefix(line));
            if (!match.hasMatch())
                continue;
            const QString text = countsFailures(*row, match) ? line.trimmed().toString() : QString();
            // One run of these sums up part by part; a part that failed stays failed.
            static const QSet<QString> inParts{
                u"cargo"_s, u"dotnet"_s, u"maven"_s, u"qttest"_s, u"go"_s, u"check"_s, u"junit-xml"_s};
            if (!inParts.contains(row->tool) || last.value(row->tool).isEmpty())
                last.insert(row->tool, text);
            any = any.isEmpty() ? text : any;
        }
    }
    const bool counted = parsed.counts.failed.value_or(0) > 0 || parsed.counts.errors.value_or(0) > 0;
    const bool deniedByParser = !counted && parsed.counts.failed.has_value();
    for (auto it = last.cbegin(); it != last.cend(); ++it) {
        // The parser knows the whole shape of the output: where it read that none failed, a line alone says nothing.
        if (!it->isEmpty() && !deniedByParser)
            return *it;
    }
    // Several runs in one command, of which the last passed: the sum of all counts, as the parser read it. Where the
    // command runs a tool once, only the tool's last word counts.
    const bool once = std::any_of(
        last.keyBegin(), last.keyEnd(), [&view](const QString &tool) { return view.command.count(tool) == 1; });
    return counted && !once ? any : QString();
}

bool countsFailures(const CommandReport &report)
{
    return std::any_of(report.warnings.cbegin(), report.warnings.cend(),
        [](const Failure &warning) { return warning.kind == QLatin1StringView(kCountedFailures); });
}

} // namespace vibecoder
