// SPDX-License-Identifier: MIT
#include "verification/feedback.h"

#include "base/logging.h"

#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

static void registerFeedback()
{
    Q_INIT_RESOURCE(feedback);
}

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxFeedback = 12000;

QString phrase(const char *name)
{
    static const QJsonObject phrases = [] {
        registerFeedback();
        QFile file(u":/prompts/feedback.v1.json"_s);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the feedback texts are not in the program");
        return QJsonDocument::fromJson(file.readAll()).object();
    }();
    return phrases.value(QLatin1StringView(name)).toString();
}

bool passed(const CommandReport &command)
{
    return command.status == CommandStatus::Pass;
}

QString headline(const CommandReport &command)
{
    const QString seconds = QString::number(double(command.durationMs) / 1000.0, 'f', 1);
    const QString exit = command.exitCode ? QString::number(*command.exitCode) : u"?"_s;
    switch (command.status) {
    case CommandStatus::Pass:
        return phrase("command_passed").arg(command.command);
    case CommandStatus::Timeout:
        return phrase("command_timeout").arg(command.command, seconds);
    case CommandStatus::Crash:
        return phrase("command_crash").arg(command.command).arg(command.signal);
    case CommandStatus::Error:
    case CommandStatus::Unknown:
        return phrase("command_error").arg(command.command, exit);
    case CommandStatus::Fail:
        break;
    }
    return phrase("command_failed").arg(command.command, exit, seconds);
}

QString named(const QStringList &names)
{
    return names.mid(0, 15).join(u", "_s) + (names.size() > 15 ? u" and %1 more"_s.arg(names.size() - 15) : QString());
}

// What moved since the verification before, by command: the one thing that the model cannot infer.
QStringList comparison(const FeedbackInput &input)
{
    QStringList fixed, regressed, same;
    for (const CommandReport &now : input.report.commands) {
        const CommandReport before = input.previous ? input.previous->commands.value(now.index) : CommandReport();
        if (!input.previous || before.command != now.command)
            continue;
        const QString name = u'`' + now.command + u'`';
        if (passed(now) && !passed(before))
            fixed.append(name);
        else if (!passed(now) && passed(before))
            regressed.append(name);
        else if (!passed(now) && now.exitCode == before.exitCode && now.excerpt == before.excerpt)
            same.append(name);
    }
    QStringList lines;
    if (!regressed.isEmpty())
        lines.append(phrase("regressed").arg(named(regressed)));
    if (!fixed.isEmpty())
        lines.append(phrase("fixed").arg(named(fixed)));
    if (!same.isEmpty())
        lines.append(phrase("same").arg(named(same)));
    return lines;
}

} // namespace

QString composeFeedback(const FeedbackInput &input)
{
    qsizetype failures = 0;
    for (const CommandReport &command : input.report.commands)
        failures += passed(command) ? 0 : 1;
    const qsizetype all = input.report.commands.size();
    QStringList lines;
    const bool baseline = input.iteration == 0;
    lines.append(baseline ? phrase("baseline").arg(failures).arg(all)
                          : phrase("failed").arg(input.iteration).arg(input.maxIterations).arg(failures).arg(all));
    if (input.claimedDone)
        lines.append(phrase("claimed"));
    if (input.timedOut)
        lines.append(phrase("timed_out"));
    lines += comparison(input);

    QStringList closing;
    if (!baseline) {
        closing.append(
            input.changedFiles.isEmpty() ? phrase("no_changes") : phrase("changes").arg(named(input.changedFiles)));
        closing.append(phrase("budget")
                           .arg(input.maxIterations - input.iteration)
                           .arg(std::max(0.0, input.maxCostUsd - input.costUsd), 0, 'f', 2)
                           .arg(input.maxCostUsd, 0, 'f', 2));
        closing.append(phrase("instruction"));
    }
    // The middle gives way: first the share of each command's output, so that the frame is always whole.
    qsizetype frame = 400;
    for (const QString &line : lines + closing)
        frame += line.size() + 1;
    for (const CommandReport &command : input.report.commands)
        frame += headline(command).size() + 20;
    const qsizetype share = failures == 0 ? 0 : std::max<qsizetype>(0, (kMaxFeedback - frame) / failures);
    for (const CommandReport &command : input.report.commands) {
        lines.append(QString());
        lines.append(headline(command));
        if (passed(command))
            continue;
        QString excerpt = command.excerpt;
        if (excerpt.size() > share) {
            // The end of the output holds the summary.
            qsizetype start = excerpt.size() - share;
            const qsizetype newLine = excerpt.indexOf(QLatin1Char('\n'), start);
            excerpt = u"[…]"_s + (newLine < 0 ? excerpt.mid(start) : excerpt.mid(newLine));
        }
        lines.append(excerpt);
    }
    lines.append(QString());
    lines += closing;
    QString text = redact(lines.join(QLatin1Char('\n')).trimmed());
    if (text.size() > kMaxFeedback)
        text.truncate(kMaxFeedback);
    return text;
}

} // namespace vibecoder
