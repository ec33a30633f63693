// SPDX-License-Identifier: MIT
// `verify`: runs verification commands without a task and explains them; `verify parse` explains output of a run that
// happened elsewhere.
#include "commands.h"

#include "exitcodes.h"
#include "output.h"
#include "taskinput.h"
#include "text.h"
#include "verifytext.h"
#include "wire/modelcodec.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <iostream>
#include <string>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct VerifyOptions
{
    std::string file, directory;
    std::vector<std::string> commands;
};

struct ParseOptions
{
    std::string command, output, errorOutput;
    std::optional<int> exitCode;
    bool timedOut = false, lines = false;
};

Result<QByteArray> readAll(const std::string &name)
{
    const QString path = QString::fromStdString(name);
    QFile file(path);
    const bool opened = name == "-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return fail(ErrorCode::NotFound, Cli::tr("%1 cannot be read: %2").arg(path, file.errorString()),
            Cli::tr("Check the name and the rights of the file."));
    return file.readAll();
}

int parseLines(Context &context)
{
    int number = 0;
    for (std::string input; std::getline(std::cin, input);) {
        ++number;
        const QByteArray bytes = QByteArray::fromStdString(input);
        if (bytes.trimmed().isEmpty())
            continue;
        QJsonParseError error;
        const QJsonObject line = QJsonDocument::fromJson(bytes, &error).object();
        if (error.error != QJsonParseError::NoError || !line.value(u"command"_s).isString())
            return context.fail({ErrorCode::InvalidArgument, Cli::tr("Line %1 is no recorded run.").arg(number),
                Cli::tr("Each line is a JSON object with id, command, exit_code, timed_out, stdout and stderr."), {}});
        QJsonObject report = explainedToJson(Engine::explainOutput(recordedRunFromJson(line)));
        report.insert(u"id"_s, line.value(u"id"_s));
        context.outJson(report);
    }
    return exitcode::Ok;
}

int parse(Context &context, const ParseOptions &options)
{
    if (options.lines)
        return parseLines(context);
    RecordedRun run;
    run.command = QString::fromStdString(options.command);
    run.exitCode = options.exitCode;
    run.timedOut = options.timedOut;
    const bool piped = options.output.empty() && options.errorOutput.empty() && !isTerminal(STDIN_FILENO);
    if (!options.output.empty() || piped) {
        const auto output = readAll(piped ? "-" : options.output);
        if (!output)
            return context.fail(output.error());
        run.output = *output;
    }
    if (!options.errorOutput.empty()) {
        const auto output = readAll(options.errorOutput);
        if (!output)
            return context.fail(output.error());
        run.errorOutput = *output;
    }
    const CommandReport report = Engine::explainOutput(run);
    if (context.options.json)
        context.outJson(explainedToJson(report));
    else
        context.out(reportText(report));
    return exitcode::Ok;
}

Result<TrialRequest> requestOf(Context &context, const VerifyOptions &options, const Settings &settings)
{
    TrialRequest request;
    request.timeoutMs = settings.timeoutPerIteration * 1000LL;
    request.directory = options.directory.empty() ? QDir::currentPath() : QString::fromStdString(options.directory);
    if (!options.file.empty()) {
        VC_TRY(const ReadTask read, readTaskFile(context, QString::fromStdString(options.file)));
        if (!read.result.ok())
            return fail(ErrorCode::InvalidArgument, validationText(read).trimmed());
        const TaskSpec &spec = read.result.spec;
        request.commands = spec.verificationCommands;
        request.timeoutMs = spec.timeoutPerIteration * 1000LL;
        request.network = spec.network;
        if (options.directory.empty())
            request.directory = spec.workingDirectory;
    }
    for (const std::string &command : options.commands)
        request.commands.append(QString::fromStdString(command));
    if (request.commands.isEmpty())
        return fail(ErrorCode::InvalidArgument, Cli::tr("Give a task file or --command."),
            Cli::tr("`vibecoder verify --command \"make test\"`"));
    return request;
}

int verify(Context &context, const VerifyOptions &options)
{
    const auto loaded = context.settings();
    if (!loaded)
        return context.fail(loaded.error());
    const auto request = requestOf(context, options, (*loaded)->settings);
    if (!request)
        return context.fail(request.error());
    const auto report = Engine::tryCommands((*loaded)->settings, *request);
    if (!report)
        return context.fail(report.error());
    if (context.options.json) {
        QJsonArray commands;
        for (const CommandReport &command : report->commands)
            commands.append(toJson(command));
        context.outJson(
            QJsonObject{{u"schema_version"_s, 1}, {u"passed"_s, report->passed()}, {u"verification"_s, commands}});
    } else {
        for (const CommandReport &command : report->commands)
            context.out(reportText(command));
    }
    return report->passed() ? exitcode::Ok : exitcode::NotPassed;
}

void addParse(CLI::App &verify, Context &context)
{
    auto options = std::make_shared<ParseOptions>();
    CLI::App *verb =
        verify.add_subcommand("parse", Cli::tr("Explain the output of a run that happened elsewhere").toStdString());
    verb->add_option("--command", options->command, Cli::tr("the command that ran").toStdString());
    verb->add_option(
        "--exit-code", options->exitCode, Cli::tr("its exit code; 128 + N when signal N ended it").toStdString());
    verb->add_flag("--timed-out", options->timedOut, Cli::tr("it was ended because it took too long").toStdString());
    verb->add_option(
        "--stdout", options->output, Cli::tr("file with its standard output, - for standard input").toStdString());
    verb->add_option("--stderr", options->errorOutput, Cli::tr("file with its standard error").toStdString());
    verb->add_flag(
        "--jsonl", options->lines, Cli::tr("runs from standard input, one JSON object a line").toStdString());
    verb->callback([&context, options] { context.action = [&context, options] { return parse(context, *options); }; });
}

} // namespace

void addVerifyCommands(CLI::App &app, Context &context)
{
    auto options = std::make_shared<VerifyOptions>();
    CLI::App *verb = app.add_subcommand(
        "verify", Cli::tr("Run verification commands without a task and explain them").toStdString());
    verb->add_option("file", options->file, Cli::tr("task file, - for standard input").toStdString());
    verb->add_option("--command", options->commands, Cli::tr("a command; may be repeated").toStdString())->take_all();
    verb->add_option("--dir", options->directory, Cli::tr("working directory").toStdString());
    addParse(*verb, context);
    verb->callback([&context, options, verb] {
        if (verb->get_subcommands().empty())
            context.action = [&context, options] { return verify(context, *options); };
    });
}

} // namespace vibecoder
