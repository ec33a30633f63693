// SPDX-License-Identifier: MIT
// `task report`: what a task did, with evidence.
#include "commands.h"

#include "exitcodes.h"
#include "reporttext.h"
#include "text.h"

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
}

} // namespace vibecoder
