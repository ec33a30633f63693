// SPDX-License-Identifier: MIT
#include "verification/feedback.h"

#include "base/logging.h"
#include "verification/comparison.h"
#include "verification/failuretext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxFeedback = 12000, kTarget = 8000;
constexpr qsizetype kListChars = 300, kNameChars = 120, kEdits = 15;

bool passed(const CommandReport &command)
{
    return command.status == CommandStatus::Pass;
}

QString shortName(const QString &name)
{
    return name.size() > kNameChars ? name.left(kNameChars - 1) + QChar(0x2026) : name;
}

// As many names as fit; the first failure has to stand near the top.
QString named(const QStringList &names, qsizetype limit = kListChars)
{
    QString text;
    qsizetype shown = 0;
    for (const QString &name : names) {
        const QString next = (shown == 0 ? QString() : u", "_s) + shortName(name);
        if (shown > 0 && text.size() + next.size() > limit)
            break;
        text += next;
        ++shown;
    }
    return shown < names.size() ? text + u" and %1 more"_s.arg(names.size() - shown) : text;
}

QString countsText(const CommandReport &command, const CommandReport *before)
{
    const TestCounts &counts = command.counts;
    if (!counts.passed && !counts.failed && !counts.errors)
        return {};
    const auto number = [](std::optional<int> value) { return QString::number(value.value_or(0)); };
    QString text = u"; "_s + number(counts.passed) + u" passed, "_s + number(counts.failed) + u" failed, "_s +
                   number(counts.errors) + u" errors"_s;
    if (counts.skipped.value_or(0) > 0)
        text += u", "_s + number(counts.skipped) + u" skipped"_s;
    if (before && (before->counts.passed || before->counts.failed || before->counts.errors))
        text += u" (before: "_s + number(before->counts.passed) + u'/' + number(before->counts.failed) + u'/' +
                number(before->counts.errors) + u')';
    return text;
}

QString headline(const CommandReport &command, qsizetype all, const CommandReport *before)
{
    const QString seconds = QString::number(double(command.durationMs) / 1000.0, 'f', 1);
    const QString exit = command.exitCode ? QString::number(*command.exitCode) : u"?"_s;
    const auto start = [&](const char *name) {
        return feedbackPhrase(name).arg(command.index + 1).arg(all).arg(shortName(command.command));
    };
    switch (command.status) {
    case CommandStatus::Pass:
        return start("command_passed");
    case CommandStatus::Timeout:
        return start("command_timeout").arg(seconds);
    case CommandStatus::Crash:
        return start("command_crash").arg(command.signal) + countsText(command, before);
    case CommandStatus::Error:
    case CommandStatus::Unknown:
        return start("command_error").arg(exit) + countsText(command, before);
    case CommandStatus::Fail:
        break;
    }
    return start("command_failed").arg(exit, seconds) + countsText(command, before);
}

const CommandReport *sameCommand(const std::optional<VerificationReport> &report, const CommandReport &wanted)
{
    if (!report)
        return nullptr;
    for (const CommandReport &command : report->commands) {
        if (command.index == wanted.index && command.command == wanted.command)
            return &command;
    }
    return nullptr;
}

QString iterationsText(const QList<int> &iterations)
{
    QStringList list;
    for (const int iteration : iterations)
        list.append(QString::number(iteration));
    return list.join(u", "_s);
}

QString editText(const EditedFile &file)
{
    QString text = u"  "_s + file.path;
    if (file.change != u"modified"_s)
        text += u' ' + file.change;
    if (file.byCommand)
        text += u" ("_s + feedbackPhrase("by_command") + u')';
    else if (file.change != u"deleted"_s)
        text += u" +%1 −%2"_s.arg(file.added).arg(file.removed) +
                (file.lines.isEmpty() ? QString() : u" (lines "_s + file.lines + u')');
    return text;
}

// The failures that earlier iterations had in the very same words, with what was tried against them.
QStringList repeats(const FeedbackInput &input, const Selection &selection)
{
    QStringList places;
    for (const EditedFile &file : input.edits.mid(0, 3))
        places.append(file.path + (file.lines.isEmpty() ? QString() : u':' + file.lines));
    QStringList lines;
    for (const ChosenFailure &chosen : selection.whole) {
        const QList<int> seen = input.seen.value(chosen.fingerprint);
        if (seen.isEmpty() || lines.size() >= 3)
            continue;
        const QString iterations = iterationsText(seen.mid(std::max<qsizetype>(0, seen.size() - 5)));
        const QString name = shortName(chosen.name);
        lines.append(places.isEmpty() ? feedbackPhrase("same").arg(iterations, name)
                                      : feedbackPhrase("same_edits").arg(iterations, name, named(places, 160)));
    }
    if (input.sameSetInARow >= 2)
        lines.append(feedbackPhrase("same_set").arg(input.sameSetInARow));
    return lines;
}

QStringList opening(const FeedbackInput &input, const Selection &selection)
{
    QStringList lines;
    const QList<CommandReport> &commands = input.report.commands;
    const auto failed = std::count_if(commands.cbegin(), commands.cend(), [](const auto &c) { return !passed(c); });
    if (input.iteration == 0)
        lines.append(feedbackPhrase("baseline").arg(failed).arg(commands.size()));
    else if (!input.withheld.isEmpty())
        lines.append(feedbackPhrase("withheld").arg(input.iteration).arg(input.maxIterations));
    else
        lines.append(
            feedbackPhrase("failed").arg(input.iteration).arg(input.maxIterations).arg(failed).arg(commands.size()));
    for (const QString &why : input.withheld.mid(0, 12))
        lines.append(u"  "_s + why);
    qsizetype shown = 0;
    for (const CommandReport &command : commands) {
        if (!passed(command) && ++shown <= 4)
            lines.append(headline(command, commands.size(), sameCommand(input.previous, command)));
    }
    if (input.claimedDone && failed > 0)
        lines.append(feedbackPhrase("claimed"));
    if (input.timedOut)
        lines.append(feedbackPhrase("timed_out"));
    lines += input.notes;
    const Moves &moves = input.moves;
    if (!moves.regressed.isEmpty())
        lines.append(feedbackPhrase("regressed").arg(named(moves.regressed)));
    if (!moves.added.isEmpty())
        lines.append(feedbackPhrase("added").arg(named(moves.added, 150)));
    if (!moves.fixed.isEmpty())
        lines.append(feedbackPhrase("fixed").arg(named(moves.fixed, 150)));
    if (!moves.still.isEmpty())
        lines.append(feedbackPhrase("still").arg(named(moves.still, 150)));
    if (!moves.flaky.isEmpty())
        lines.append(feedbackPhrase("flaky").arg(named(moves.flaky, 150)));
    return lines + repeats(input, selection);
}

QStringList closing(const FeedbackInput &input)
{
    QStringList lines;
    if (input.iteration == 0)
        return lines;
    if (input.edits.isEmpty())
        lines.append(feedbackPhrase("no_changes"));
    else
        lines.append(feedbackPhrase("changes"));
    for (const EditedFile &file : input.edits.mid(0, kEdits))
        lines.append(editText(file));
    if (input.edits.size() > kEdits)
        lines.append(feedbackPhrase("more_files").arg(input.edits.size() - kEdits));
    if (!input.refusedEdits.isEmpty())
        lines.append(feedbackPhrase("refused").arg(named(input.refusedEdits)));
    const int iterationsLeft = input.maxIterations - input.iteration;
    if (input.priceKnown)
        lines.append(feedbackPhrase("budget")
                         .arg(iterationsLeft)
                         .arg(input.callsLeft)
                         .arg(std::max(0.0, input.maxCostUsd - input.costUsd), 0, 'f', 2)
                         .arg(input.maxCostUsd, 0, 'f', 2));
    else
        lines.append(feedbackPhrase("budget_unpriced").arg(iterationsLeft).arg(input.callsLeft));
    lines.append(feedbackPhrase("instruction"));
    return lines;
}

// What a command printed, where no failure of it could be named.
QStringList outputs(const FeedbackInput &input, const Selection &selection, qsizetype room)
{
    QList<const CommandReport *> silent;
    for (const CommandReport &command : input.report.commands) {
        const bool chosen = std::any_of(selection.whole.cbegin(), selection.whole.cend(),
            [&](const ChosenFailure &failure) { return failure.command == command.index; });
        if (!passed(command) && (!chosen || command.status == CommandStatus::Timeout))
            silent.append(&command);
    }
    QStringList blocks;
    for (const CommandReport *command : silent) {
        const QString text = outputText(*command, room / silent.size());
        if (!text.isEmpty())
            blocks.append(
                (silent.size() > 1 || !selection.whole.isEmpty() ? u'`' + shortName(command->command) + u"`: "_s
                                                                 : QString()) +
                text);
    }
    return blocks;
}

} // namespace

QString composeFeedback(const FeedbackInput &input)
{
    const Selection selection = selectFailures(input.report, input.moves);
    const QStringList first = opening(input, selection), last = closing(input);
    qsizetype room = kTarget - first.join(u'\n').size() - last.join(u'\n').size();
    QStringList middle;
    qsizetype shown = 0;
    for (const ChosenFailure &chosen : selection.whole) {
        const Failure &failure = chosen.failure;
        QString source;
        if (!failure.frames.isEmpty())
            source = input.sources.value(
                failure.frames.constFirst().file + u':' + QString::number(failure.frames.constFirst().line));
        if (source.isEmpty())
            source = input.sources.value(failure.file + u':' + QString::number(failure.line));
        const QString block = failureText(int(shown) + 1, chosen, source);
        if (shown > 0 && block.size() > room)
            break;
        ++shown;
        middle += {QString(), block};
        room -= block.size() + 2;
    }
    if (selection.cascades > 0)
        middle.append(feedbackPhrase("cascades").arg(selection.cascades));
    QStringList others = selection.others;
    for (const ChosenFailure &chosen : selection.whole.mid(shown))
        others.prepend(chosen.name);
    if (!others.isEmpty()) {
        middle += {QString(), feedbackPhrase("others")};
        int unnamed = selection.unnamed;
        for (const QString &line : others) {
            if (room - line.size() < 0) {
                ++unnamed;
                continue;
            }
            middle.append(u"  "_s + line);
            room -= line.size() + 3;
        }
        if (unnamed > 0)
            middle.append(feedbackPhrase("unnamed").arg(unnamed));
    }
    int warnings = 0;
    for (const CommandReport &command : input.report.commands)
        warnings += int(command.warnings.size());
    if (warnings > 0)
        middle.append(feedbackPhrase("warnings").arg(warnings));
    for (const QString &block : outputs(input, selection, std::max<qsizetype>(room, 1500)))
        middle += {QString(), block};

    // The frame is always whole; the middle gives way at its end.
    const QString head = redact(first.join(u'\n')), foot = redact(last.join(u'\n'));
    QString body = redact(middle.join(u'\n'));
    const qsizetype most = kMaxFeedback - head.size() - foot.size() - 10;
    if (body.size() > most) {
        qsizetype end = body.lastIndexOf(u'\n', std::max<qsizetype>(most, 0));
        body = body.left(end < 0 ? 0 : end) + u"\n[…]"_s;
    }
    QString text = head + u'\n' + body + (foot.isEmpty() ? QString() : u"\n\n"_s + foot);
    text = text.trimmed();
    if (text.size() > kMaxFeedback)
        text.truncate(kMaxFeedback);
    return text;
}

} // namespace vibecoder
