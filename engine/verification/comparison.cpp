// SPDX-License-Identifier: MIT
#include "verification/comparison.h"

#include "verification/fingerprint.h"

#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxName = 300;

bool passed(const CommandReport &report)
{
    return report.status == CommandStatus::Pass;
}

// Its tests or checks were run, so that what it does not name as failing did not fail.
bool ran(const CommandReport &report)
{
    if (passed(report))
        return true;
    if (report.status != CommandStatus::Fail || report.failures.isEmpty())
        return false;
    return std::none_of(report.failures.cbegin(), report.failures.cend(), [](const Failure &failure) {
        return failure.kind == u"collection"_s || failure.kind == u"suite"_s || failure.kind == u"usage"_s ||
               failure.kind == u"config"_s || failure.kind == u"output"_s;
    });
}

QSet<QString> namesOf(const CommandReport &report)
{
    QSet<QString> names;
    for (const Failure &failure : report.failures)
        names.insert(nameOf(failure));
    return names;
}

void compareCommand(const CommandReport &before, const CommandReport &now, Moves &moves)
{
    const QString commandName = u'`' + now.command + u'`';
    if (passed(before) && passed(now))
        return;
    const QSet<QString> failedBefore = namesOf(before), failNow = namesOf(now);
    const bool named = !failedBefore.isEmpty() || !failNow.isEmpty();
    if (!named) {
        QStringList &list = passed(now) ? moves.fixed : passed(before) ? moves.regressed : moves.still;
        list.append(commandName);
        return;
    }
    if (passed(before) && failNow.isEmpty())
        moves.regressed.append(commandName);
    if (passed(now) && failedBefore.isEmpty())
        moves.fixed.append(commandName);
    const std::optional<int> had = collectedBy(before.counts), have = collectedBy(now.counts);
    const qsizetype grown = had && have ? std::max(0, *have - *had) : 0;
    const qsizetype fresh = std::count_if(
        failNow.cbegin(), failNow.cend(), [&](const QString &name) { return !failedBefore.contains(name); });
    const bool ranBefore = ran(before) && fresh > grown;
    for (const QString &name : failNow) {
        if (failedBefore.contains(name))
            moves.still.append(name);
        else
            (ranBefore ? moves.regressed : moves.added).append(name);
    }
    if (!ran(now))
        return;
    for (const QString &name : failedBefore) {
        if (!failNow.contains(name))
            moves.fixed.append(name);
    }
}

} // namespace

bool isTest(const Failure &failure)
{
    static const QSet<QString> kinds{
        u"assertion"_s, u"error"_s, u"crash"_s, u"timeout"_s, u"setup"_s, u"hook"_s, u"suite"_s, u"collection"_s};
    return !failure.id.isEmpty() && kinds.contains(failure.kind);
}

QString nameOf(const Failure &failure)
{
    QString name = failure.id;
    if (!isTest(failure)) {
        QStringList parts{failure.file, failure.id, normalizedMessage(failure.message)};
        parts.removeAll(QString());
        name = parts.join(u": "_s);
    }
    name = name.section(u'\n', 0, 0);
    return name.size() > kMaxName ? name.left(kMaxName) : name;
}

std::optional<int> collectedBy(const TestCounts &counts)
{
    if (counts.collected)
        return counts.collected;
    // «No test failed» says nothing about how many there are.
    if (!counts.passed)
        return std::nullopt;
    return *counts.passed + counts.failed.value_or(0) + counts.skipped.value_or(0);
}

Moves compareReports(const VerificationReport &before, const VerificationReport &now)
{
    Moves moves;
    for (const CommandReport &report : now.commands) {
        for (const CommandReport &earlier : before.commands) {
            if (earlier.index == report.index && earlier.command == report.command)
                compareCommand(earlier, report, moves);
        }
    }
    for (QStringList *list : {&moves.fixed, &moves.still, &moves.regressed, &moves.added}) {
        list->sort();
        list->removeDuplicates();
    }
    return moves;
}

TestTotals totalsOf(const VerificationReport &report)
{
    TestTotals totals;
    for (const CommandReport &command : report.commands) {
        const TestCounts &counts = command.counts;
        if (counts.passed)
            totals.passed = std::max(0, totals.passed) + *counts.passed;
        if (counts.failed || counts.errors)
            totals.failed = std::max(0, totals.failed) + counts.failed.value_or(0) + counts.errors.value_or(0);
    }
    return totals;
}

} // namespace vibecoder
