// SPDX-License-Identifier: MIT
#include "commands.h"

#include "exitcodes.h"
#include "text.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

void addAllCommands(CLI::App &app, Context &context)
{
    GlobalOptions &options = context.options;
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", options.json, Cli::tr("machine-readable output").toStdString());
    app.add_option_function<std::string>(
        "--db", [&options](const std::string &url) { options.database = QString::fromStdString(url); },
        Cli::tr("database address, e.g. sqlite:////path/to/file.db").toStdString());
    app.add_option_function<std::string>(
        "--config", [&options](const std::string &file) { options.configFile = QString::fromStdString(file); },
        Cli::tr("configuration file").toStdString());
    app.add_option_function<std::string>(
        "--lang", [&options](const std::string &name) { options.language = QString::fromStdString(name); },
        Cli::tr("language: en or zh_CN").toStdString());
    app.add_flag("--no-color", options.noColour, Cli::tr("no colours").toStdString());
    app.add_option("--color", options.colour, "auto, always, never")->check(CLI::IsMember({"auto", "always", "never"}));
    app.add_flag("-q,--quiet", options.quiet, Cli::tr("no messages").toStdString());
    app.add_flag("-v,--verbose", options.verbose, Cli::tr("more in the log").toStdString());
    app.add_flag("--no-input", options.noInput, Cli::tr("never ask").toStdString());
    app.add_option("--timeout", options.timeoutSeconds, Cli::tr("seconds to wait at most").toStdString())
        ->check(CLI::NonNegativeNumber);
    app.footer(Cli::tr("Examples:\n"
                       "  vibecoder demo                              a scripted task, without key and network\n"
                       "  vibecoder run task.yaml                     do one task here and now\n"
                       "  vibecoder task create --file task.yaml      put a task into the queue\n"
                       "  vibecoder queue start                       work the queue")
                   .toStdString());

    addTaskCommands(app, context);
    addQueueCommands(app, context);
    addApprovalCommands(app, context);
    addAuditCommands(app, context);
    addPolicyCommands(app, context);
    addVerifyCommands(app, context);
    addServerCommands(app, context);
    addWebhookCommands(app, context);
    addHookCommands(app, context);
    addRunCommand(app, context);
    addDemoCommand(app, context);
    addKeyCommands(app, context);
    addConfigCommands(app, context);
    addDoctorCommand(app, context);
    app.add_subcommand("version", Cli::tr("Version of the program").toStdString())->callback([&context] {
        context.action = [&context] {
            context.out(QStringLiteral("vibecoder " VIBECODER_VERSION "\n"));
            return int(exitcode::Ok);
        };
    });
}

} // namespace vibecoder
