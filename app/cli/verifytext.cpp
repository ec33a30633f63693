// SPDX-License-Identifier: MIT
#include "verifytext.h"

#include "output.h"
#include "text.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostFailures = 20, kMostLines = 12;

QString verdict(const CommandReport &report)
{
    switch (report.status) {
    case CommandStatus::Pass:
        return Cli::tr("passed");
    case CommandStatus::Fail:
        return Cli::tr("failed");
    case CommandStatus::Error:
        return Cli::tr("could not be run as it should");
    case CommandStatus::Crash:
        return Cli::tr("crashed");
    case CommandStatus::Timeout:
        return Cli::tr("took too long");
    case CommandStatus::Unknown:
        break;
    }
    return Cli::tr("unknown");
}

QString countsText(const TestCounts &counts)
{
    QStringList parts;
    if (counts.passed)
        parts.append(Cli::tr("%1 passed").arg(*counts.passed));
    if (counts.failed)
        parts.append(Cli::tr("%1 failed").arg(*counts.failed));
    if (counts.errors)
        parts.append(Cli::tr("%1 errors").arg(*counts.errors));
    if (counts.skipped)
        parts.append(Cli::tr("%1 skipped").arg(*counts.skipped));
    if (counts.warnings)
        parts.append(Cli::tr("%1 warnings").arg(*counts.warnings));
    return parts.join(u", "_s);
}

QString indented(const QString &text)
{
    QStringList lines = text.split(u'\n');
    const bool cut = lines.size() > kMostLines;
    if (cut)
        lines = lines.mid(0, kMostLines);
    for (QString &line : lines)
        line = u"    "_s + harmless(line.left(300), false);
    if (cut)
        lines.append(u"    …"_s);
    return lines.join(u'\n') + u'\n';
}

QString failureText(const Failure &failure)
{
    QString place = failure.file;
    if (failure.line > 0)
        place += u":%1"_s.arg(failure.line);
    const QString head = failure.id.isEmpty() ? place : failure.id;
    QString text = u"- "_s + harmless(head.isEmpty() ? failure.kind : head, false);
    if (!failure.id.isEmpty() && !place.isEmpty())
        text += u"  ("_s + harmless(place, false) + u')';
    text += u'\n';
    if (!failure.message.isEmpty())
        text += indented(failure.message);
    if (!failure.expected.isEmpty() || !failure.actual.isEmpty())
        text += indented(
            Cli::tr("expected: %1").arg(failure.expected) + u'\n' + Cli::tr("actual:   %1").arg(failure.actual));
    return text;
}

} // namespace

QString reportText(const CommandReport &report)
{
    QString text = u"`%1`: %2"_s.arg(harmless(report.command, false), verdict(report));
    if (report.exitCode)
        text += u' ' + Cli::tr("(exit code %1)").arg(*report.exitCode);
    text += u'\n';
    const QString counts = countsText(report.counts);
    if (!counts.isEmpty())
        text += counts + u'\n';
    text += Cli::tr("read as: %1, certainty %2").arg(report.parser).arg(report.certainty, 0, 'f', 1) + u'\n';
    if (!report.environmentError.isEmpty())
        text += harmless(report.environmentError, false) + u'\n';
    for (const Failure &warning : report.warnings) {
        if (warning.kind == u"counted_failures"_s)
            text += Cli::tr("It ended with exit code 0, but its own summary counts failures, so it does not pass: %1")
                        .arg(harmless(warning.message, false)) +
                    u'\n';
    }
    for (const Failure &failure : report.failures.mid(0, kMostFailures))
        text += failureText(failure);
    if (report.failures.size() > kMostFailures)
        text += Cli::tr("and %1 more").arg(report.failures.size() - kMostFailures) + u'\n';
    const bool silent = report.failures.isEmpty() && report.status != CommandStatus::Pass;
    if (silent && !report.excerpt.isEmpty())
        text += indented(report.excerpt.split(u'\n').mid(-kMostLines).join(u'\n'));
    return text;
}

} // namespace vibecoder
