// SPDX-License-Identifier: MIT
#include "verification/verdict.h"

#include "verification/comparison.h"
#include "verification/countedfailures.h"

#include <QRegularExpression>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

std::optional<CommandReport> sameCommand(const VerificationReport &report, const CommandReport &wanted)
{
    for (const CommandReport &command : report.commands) {
        if (command.index == wanted.index && command.command == wanted.command)
            return command;
    }
    return std::nullopt;
}

// Tests were counted: some ran, or were found, or failed by name.
bool countedTests(const CommandReport &report)
{
    return collectedBy(report.counts).value_or(0) > 0 || report.counts.passed.value_or(0) > 0 ||
           (report.counts.failed.value_or(0) > 0 &&
               std::any_of(report.failures.cbegin(), report.failures.cend(), isTest));
}

// Nothing about tests was read at all. `go test` says «ok» of a package without a number: that is read as no failure.
bool countedNothing(const TestCounts &counts)
{
    return !counts.passed && !counts.failed && !counts.collected && !counts.skipped;
}

// Asked for silence, and gives it when all is well; what fails is still counted.
bool isQuietByChoice(const CommandReport &before)
{
    static const QRegularExpression quiet(u"\\s(?:-q|--quiet)(?:\\s|$)"_s);
    return (before.parser.contains(u"maven"_s) || before.parser.contains(u"gradle"_s)) &&
           quiet.match(before.command).hasMatch();
}

} // namespace

Verdict judgeVerification(
    const VerificationReport &baseline, const VerificationReport &now, const QList<GuardFinding> &guardFindings)
{
    Verdict verdict;
    verdict.green = now.passed();
    verdict.suspicions = guardFindings;
    for (const CommandReport &command : now.commands) {
        for (const Failure &warning : command.warnings) {
            if (warning.kind == QLatin1StringView(kCountedFailures))
                verdict.suspicions.append(
                    {u"failures_counted"_s, u'`' + command.command + u'`', 0, warning.message.left(160)});
        }
        const std::optional<int> have = collectedBy(command.counts);
        const std::optional<CommandReport> before = sameCommand(baseline, command);
        // -1 for a count that is not known: g++ 12 takes an optional here for uninitialised in an optimised build.
        const int had = before ? collectedBy(before->counts).value_or(-1) : -1;
        if (have == 0) {
            // A suite that was empty and green before anything was touched is how the person wants it.
            if (!before || before->status != CommandStatus::Pass || had != 0)
                verdict.noTests.append(command.command);
            continue;
        }
        if (before && countedTests(*before) && countedNothing(command.counts) && !isQuietByChoice(*before)) {
            verdict.suspicions.append({u"tests_uncounted"_s, u'`' + command.command + u'`', 0, {}});
            continue;
        }
        if (!have || had < 0)
            continue;
        if (*have < had)
            verdict.suspicions.append(
                {u"tests_fewer"_s, u'`' + command.command + u'`', 0, u"%1, before %2"_s.arg(*have).arg(had)});
        const int skipped = command.counts.skipped.value_or(0), skippedBefore = before->counts.skipped.value_or(0);
        // More tests may hold more skipped ones; the same number of tests may not.
        if (*have == had && skipped > skippedBefore)
            verdict.suspicions.append({u"tests_skipped"_s, u'`' + command.command + u'`', 0,
                u"%1, before %2"_s.arg(skipped).arg(skippedBefore)});
    }
    return verdict;
}

} // namespace vibecoder
