// SPDX-License-Identifier: MIT
#include "core/recheck.h"

#include "verification/comparison.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString number(std::optional<int> value)
{
    return value ? QString::number(*value) : u"-"_s;
}

void compareCommand(const CommandReport &before, const CommandReport &now, QStringList &differences)
{
    const QString name = u'`' + now.command + u"`: "_s;
    if (before.status != now.status || before.exitCode != now.exitCode)
        differences.append(name + u"%1 (exit %2), recorded %3 (exit %4)"_s.arg(toWire(now.status), number(now.exitCode),
                                      toWire(before.status), number(before.exitCode)));
    const auto counts = [](const TestCounts &c) {
        return u"%1 passed, %2 failed, %3 errors, %4 skipped"_s.arg(
            number(c.passed), number(c.failed), number(c.errors), number(c.skipped));
    };
    if (before.counts.passed != now.counts.passed || before.counts.failed != now.counts.failed ||
        before.counts.errors != now.counts.errors || before.counts.skipped != now.counts.skipped)
        differences.append(name + counts(now.counts) + u"; recorded "_s + counts(before.counts));
}

} // namespace

const Iteration *lastVerified(const QList<Iteration> &iterations)
{
    for (auto it = iterations.crbegin(); it != iterations.crend(); ++it) {
        if (!it->verification.commands.isEmpty())
            return &*it;
    }
    return nullptr;
}

Recheck compareWithRecord(const Iteration &record, const VerificationReport &now, const QString &tree)
{
    Recheck check;
    check.iteration = record.number;
    check.recordedPass = record.passed();
    check.recorded = record.verification;
    check.now = now;
    check.moves = compareReports(record.verification, now);
    check.recordedTree = record.tree;
    check.tree = tree;
    for (const CommandReport &command : now.commands) {
        for (const CommandReport &before : record.verification.commands) {
            if (before.index == command.index && before.command == command.command)
                compareCommand(before, command, check.differences);
        }
    }
    for (const QString &name : check.moves.regressed + check.moves.added)
        check.differences.append(u"fails now, did not fail in the record: %1"_s.arg(name));
    for (const QString &name : check.moves.fixed)
        check.differences.append(u"failed in the record, passes now: %1"_s.arg(name));
    return check;
}

} // namespace vibecoder
