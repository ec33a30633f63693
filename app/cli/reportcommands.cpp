// SPDX-License-Identifier: MIT
// `task report`: what a task did, with evidence. `task verify`: runs its verification again and compares.
#include "commands.h"

#include "exitcodes.h"
#include "output.h"
#include "reporttext.h"
#include "text.h"
#include "wire/modelcodec.h"

#include <QJsonDocument>
#include <QSaveFile>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct ReportOptions
{
    std::string id, output;
    int attempt = 0;
};

int report(Context &context, const ReportOptions &options)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto full = (*engine)->resolveTaskId(QString::fromStdString(options.id));
    if (!full)
        return context.fail(full.error());
    const auto json = (*engine)->report(*full, options.attempt);
    if (!json)
        return context.fail(json.error());
    const QString file = QString::fromStdString(options.output);
    if (file.isEmpty()) {
        if (context.options.json)
            context.outJson(*json);
        else
            context.out(reportMarkdown(*json));
        return exitcode::Ok;
    }
    const QByteArray bytes = context.options.json || file.endsWith(u".json"_s) ? QJsonDocument(*json).toJson()
                                                                               : reportMarkdown(*json).toUtf8();
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size() || !target.commit())
        return context.fail({ErrorCode::Io, Cli::tr("%1 cannot be written: %2").arg(file, target.errorString()),
            Cli::tr("Choose another place with --output."), {}});
    context.note(Cli::tr("written: %1").arg(file));
    return exitcode::Ok;
}

QString recheckText(const Recheck &check)
{
    QStringList lines;
    for (const CommandReport &command : check.now.commands)
        lines.append(
            u"%1  %2  %3  %4 s"_s.arg(toWire(command.status), -7)
                .arg(harmless(command.command, false), command.exitCode ? QString::number(*command.exitCode) : u"-"_s)
                .arg(double(command.durationMs) / 1000.0, 0, 'f', 1));
    for (const QString &difference : check.differences)
        lines.append(Cli::tr("differs: %1").arg(harmless(difference, false)));
    if (!check.tree.isEmpty() && !check.recordedTree.isEmpty())
        lines.append(check.tree == check.recordedTree ? Cli::tr("the files are as they were recorded")
                                                      : Cli::tr("the files are not as they were recorded"));
    lines.append(check.confirmed() ? Cli::tr("The record of iteration %1 is confirmed.").arg(check.iteration)
                                   : Cli::tr("The record of iteration %1 is not confirmed.").arg(check.iteration));
    return lines.join(u'\n') + u'\n';
}

int verifyAgain(Context &context, const std::string &id)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto full = (*engine)->resolveTaskId(QString::fromStdString(id));
    if (!full)
        return context.fail(full.error());
    const auto check = (*engine)->verifyAgain(*full);
    if (!check)
        return context.fail(check.error());
    if (context.options.json)
        context.outJson(toJson(*check));
    else
        context.out(recheckText(*check));
    return check->confirmed() ? exitcode::Ok : exitcode::NotPassed;
}

} // namespace

void addTaskReports(CLI::App &task, Context &context)
{
    const std::string idText = Cli::tr("task id, unique prefix, or @last").toStdString();
    auto options = std::make_shared<ReportOptions>();
    CLI::App *reportVerb =
        task.add_subcommand("report", Cli::tr("What a task did, with evidence; Markdown or --json").toStdString());
    reportVerb->add_option("id", options->id, idText)->required();
    reportVerb->add_option("--attempt", options->attempt, Cli::tr("an earlier attempt").toStdString())
        ->check(CLI::PositiveNumber);
    reportVerb->add_option("--output", options->output, Cli::tr("write to this file (.md or .json)").toStdString());
    reportVerb->callback(
        [&context, options] { context.action = [&context, options] { return report(context, *options); }; });
    auto id = std::make_shared<std::string>();
    CLI::App *verify = task.add_subcommand(
        "verify", Cli::tr("Run the verification of a task again and compare it with the record").toStdString());
    verify->add_option("id", *id, idText)->required();
    verify->callback([&context, id] { context.action = [&context, id] { return verifyAgain(context, *id); }; });
}

} // namespace vibecoder
