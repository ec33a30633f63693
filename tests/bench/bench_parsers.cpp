// SPDX-License-Identifier: MIT
// How long 10 MB of output take through all parsers, how much memory, and whether four times the output takes four
// times as long. Prints; asserts nothing. Goal: under 200 ms.
#include "verification/explain.h"
#include "verification/feedback.h"
#include "verification/markscan.h"
#include "verification/parserregistry.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>

using namespace vibecoder;

namespace {

constexpr qsizetype kSize = 10 * 1000 * 1000;

QByteArray repeated(const QByteArray &piece, qsizetype size)
{
    QByteArray text;
    text.reserve(size + piece.size());
    while (text.size() < size)
        text += piece;
    return text;
}

// Every mark of every parser on lines between ordinary text: all parsers are asked.
QByteArray everyMark()
{
    QByteArray text;
    for (const ParserRow &row : parserRows()) {
        for (const char *mark : row.marks)
            text +=
                "some ordinary line of a build log, src/file.cpp is compiled\n" + QByteArray(mark) + " a.c:1:2: x\n";
    }
    return text;
}

// Time of the processor, so that a busy machine does not count.
double cpuMilliseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

double milliseconds(const QByteArray &output, const char *command)
{
    RecordedRun run;
    run.command = QString::fromLatin1(command);
    run.exitCode = 1;
    run.output = output;
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        const double start = cpuMilliseconds();
        const CommandReport report = explainRun(run);
        best = std::min(best, cpuMilliseconds() - start);
        if (report.parser.isEmpty())
            std::printf("no parser\n");
    }
    return best;
}

// Where the time goes: cleaning, and each parser that takes more than a tenth of the goal even when nothing is its own.
void explain(const QByteArray &output, const char *command)
{
    double start = cpuMilliseconds();
    const OutputText text(output);
    std::printf("    cleaning %.1f ms;", cpuMilliseconds() - start);
    MarkScan scan;
    for (const ParserRow &row : parserRows()) {
        for (const char *mark : row.marks)
            scan.add(mark);
    }
    scan.prepare();
    start = cpuMilliseconds();
    const std::vector<bool> found = scan.find(text.text());
    std::printf(" marks %.1f ms;", cpuMilliseconds() - start);
    size_t number = 0;
    for (const ParserRow &row : parserRows()) {
        bool claimed = false;
        for (size_t i = 0; i < row.marks.size(); ++i)
            claimed = found[number++] || claimed;
        if (claimed)
            std::printf(" %s", row.name);
    }
    std::printf(" claimed;");
    start = cpuMilliseconds();
    const QString excerpt = shortenOutput(output.first(1024 * 1024));
    std::printf(" excerpt %.1f ms;", cpuMilliseconds() - start + double(excerpt.isEmpty()));
    for (const ParserRow &row : parserRows()) {
        start = cpuMilliseconds();
        const ParsedOutput parsed = row.parse({QString::fromLatin1(command), text, 1, false, {}, false});
        const double took = cpuMilliseconds() - start;
        if (took > 20)
            std::printf(" %s %.1f ms (certainty %.1f);", row.name, took, parsed.certainty);
    }
    std::printf("\n");
}

void measure(const char *what, const QByteArray &piece, const char *command = "make test")
{
    const double quarter = milliseconds(repeated(piece, kSize / 4), command);
    const double whole = milliseconds(repeated(piece, kSize), command);
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::printf("%-34s 10 MB %8.1f ms   4n/n %5.2f   peak memory %6ld MiB\n", what, whole,
        whole / std::max(quarter, 0.001), usage.ru_maxrss / 1024);
    if (whole > 200)
        explain(repeated(piece, kSize), command);
}

} // namespace

int main()
{
    measure("a quiet log", "[ 12%] Building CXX object src/CMakeFiles/app.dir/main.cpp.o\n");
    measure("words that look like failures", "step 12: error: value 7 looks FAILED but is fine\n");
    measure("pytest with many failures",
        "FAILED tests/test_a.py::test_one[a - b] - AssertionError: assert 1 == 2\n2 failed, 1 passed in 0.1s\n",
        "pytest");
    measure("every mark of every parser", everyMark());
    measure("one line", QByteArray(100000, 'x'));
    measure("empty lines", "\n");
    measure("colours and progress", "\x1b[31m 10%\r\x1b[0m 20%\r\x1b[2K done\r\n");
    measure("open brackets", QByteArray(100000, '(') + '\n');
    measure("colons and numbers", repeated("a:1:", 100000) + '\n');
    for (const ParserRow &row : parserRows()) {
        for (const char *mark : row.marks) {
            const QByteArray line = repeated(mark, 100000) + '\n';
            const double took = milliseconds(repeated(line, kSize), row.words.empty() ? row.name : row.words.front());
            if (took > 200)
                std::printf(
                    "slow: %s by its mark \"%s\" in lines of 100,000 characters: %.0f ms\n", row.name, mark, took);
        }
    }
    return 0;
}
