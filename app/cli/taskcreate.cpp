// SPDX-License-Identifier: MIT
// `task create` and `task validate`.
#include "commands.h"
#include "consent.h"

#include "exitcodes.h"
#include "output.h"
#include "taskinput.h"
#include "text.h"
#include "verifytext.h"
#include "wire/modelcodec.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QThread>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct CreateOptions
{
    std::string file, key, name, description, directory;
    std::vector<std::string> requirements, commands;
    std::optional<int> priority;
    bool yes = false, wait = false, interactive = false, dryRun = false;
};

// Asks for what is missing; each answer is checked at once and asked again when it is wrong.
Result<TaskSpec> askForSpec(Context &context, const CreateOptions &options, const TaskFileContext &checks)
{
    TaskSpec spec;
    spec.maxIterations = checks.defaultMaxIterations;
    spec.timeoutPerIteration = checks.defaultTimeout;
    spec.name = QString::fromStdString(options.name);
    spec.description = QString::fromStdString(options.description);
    spec.workingDirectory = QString::fromStdString(options.directory);
    for (const std::string &text : options.requirements)
        spec.requirements.append(QString::fromStdString(text));
    for (const std::string &text : options.commands)
        spec.verificationCommands.append(QString::fromStdString(text));
    const auto problem = [&](const QString &field) -> QString {
        for (const TaskFileError &error : checkTaskSpec(spec, checks)) {
            if (error.field == field || error.field.startsWith(field + u'['))
                return error.message + u" "_s + error.hint;
        }
        return {};
    };
    const auto fill = [&](const QString &field, const QString &question,
                          const std::function<void(const QString &)> &set, const QString &preset,
                          bool missing) -> Result<> {
        for (int tries = 0; missing || !problem(field).isEmpty(); ++tries) {
            if (!context.canAsk() || tries > 20)
                return fail(ErrorCode::InvalidArgument, u"%1: %2"_s.arg(field, problem(field)));
            if (!missing)
                context.note(problem(field));
            set(context.ask(question, preset));
            missing = false;
        }
        return {};
    };
    const bool ask = options.interactive;
    VC_CHECK(fill(
        u"name"_s, Cli::tr("Name:"), [&](const QString &text) { spec.name = text; }, {}, ask && spec.name.isEmpty()));
    VC_CHECK(fill(
        u"description"_s, Cli::tr("What is to be done:"), [&](const QString &text) { spec.description = text; }, {},
        ask && spec.description.isEmpty()));
    VC_CHECK(fill(
        u"working_directory"_s, Cli::tr("Working directory:"),
        [&](const QString &text) {
            spec.workingDirectory = QDir(text).canonicalPath().isEmpty() ? text : QDir(text).canonicalPath();
        },
        QDir::currentPath(), ask && spec.workingDirectory.isEmpty()));
    if (!spec.workingDirectory.isEmpty() && QDir(spec.workingDirectory).exists())
        spec.workingDirectory = QDir(spec.workingDirectory).canonicalPath();
    while (ask && context.canAsk()) {
        const QString text = context.ask(Cli::tr("A requirement (empty: no more):"));
        if (text.isEmpty())
            break;
        spec.requirements.append(text);
    }
    while (ask && context.canAsk()) {
        const QString text = context.ask(Cli::tr("A verification command (empty: no more):"));
        if (text.isEmpty() && !spec.verificationCommands.isEmpty())
            break;
        if (!text.isEmpty())
            spec.verificationCommands.append(text);
    }
    const QList<TaskFileError> errors = checkTaskSpec(spec, checks);
    if (!errors.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"%1: %2"_s.arg(errors.first().field, errors.first().message),
            errors.first().hint);
    return spec;
}

int waitForEnd(Context &context, Engine &engine, const QString &id)
{
    QElapsedTimer timer;
    timer.start();
    for (;;) {
        const auto task = engine.task(id);
        if (!task)
            return context.fail(task.error());
        if (isEnded(task->state))
            return task->state == TaskState::Completed ? exitcode::Ok : exitcode::NotPassed;
        if (context.options.timeoutSeconds > 0 && timer.elapsed() > context.options.timeoutSeconds * 1000LL)
            return context.fail({ErrorCode::Timeout, Cli::tr("the task has not ended yet"), {}, {}});
        QThread::msleep(100);
    }
}

// Only where a person can answer: how the commands end before anything is changed.
Result<> offerTrial(Context &context, const TaskSpec &spec, const Settings &settings)
{
    if (!context.canAsk() || context.options.json)
        return {};
    QString shown = Cli::tr("Verification commands, run in %1:").arg(harmless(spec.workingDirectory, false));
    for (const QString &command : spec.verificationCommands)
        shown += u"\n    "_s + harmless(command);
    VC_TRY(Engine *const engine, context.engine());
    const Severity risk = riskOf(engine->judgeVerificationCommands(spec));
    if (askConsent(context, {shown, Cli::tr("Try these commands first?"), risk}) != Consent::Yes)
        return {};
    TrialRequest request{
        spec.verificationCommands, spec.workingDirectory, spec.timeoutPerIteration * 1000LL, spec.network};
    VC_TRY(const VerificationReport report, Engine::tryCommands(settings, request));
    for (const CommandReport &command : report.commands)
        context.note(reportText(command).chopped(1));
    return {};
}

int create(Context &context, const CreateOptions &options)
{
    const auto loaded = context.settings();
    if (!loaded)
        return context.fail(loaded.error());
    TaskSpec spec;
    if (!options.file.empty()) {
        const auto read = readTaskFile(context, QString::fromStdString(options.file));
        if (!read)
            return context.fail(read.error());
        if (!read->result.ok()) {
            if (context.options.json)
                context.outJson(validationJson(*read));
            else
                context.note(validationText(*read).chopped(1));
            return exitcode::Usage;
        }
        spec = read->result.spec;
    } else {
        auto asked = askForSpec(context, options, taskFileContext((*loaded)->settings, u"-"_s));
        if (!asked)
            return context.fail(asked.error());
        spec = std::move(*asked);
        if (options.interactive)
            context.note(QString::fromUtf8(writeTaskYaml(spec)));
    }
    if (options.priority)
        spec.priority = *options.priority;
    if (options.dryRun) {
        context.out(QString::fromUtf8(writeTaskYaml(spec)));
        return exitcode::Ok;
    }
    if (!options.yes) {
        const auto tried = offerTrial(context, spec, (*loaded)->settings);
        if (!tried)
            return context.fail(tried.error());
    }
    const auto submitted = submitTask(context, spec, options.yes, QString::fromStdString(options.key));
    if (!submitted)
        return context.fail(submitted.error());
    if (context.options.json)
        context.outJson(toJson(submitted->task));
    else
        context.out(submitted->task.id + u"\n"_s);
    if (!submitted->accepted) {
        context.note(Cli::tr("The task waits until its verification commands are accepted: `vibecoder approve list`."));
        return exitcode::Pending;
    }
    if (options.wait)
        return waitForEnd(context, **context.engine(), submitted->task.id);
    return exitcode::Ok;
}

int validate(Context &context, const std::vector<std::string> &files)
{
    bool allOk = true;
    for (const std::string &file : files) {
        const auto read = readTaskFile(context, QString::fromStdString(file));
        if (!read)
            return context.fail(read.error());
        allOk = allOk && read->result.ok();
        if (context.options.json)
            context.outJson(validationJson(*read));
        else if (read->result.ok())
            context.out(Cli::tr("%1: ok").arg(read->file) + u"\n"_s + hiddenExitText(read->result.spec));
        else
            context.out(validationText(*read));
    }
    return allOk ? exitcode::Ok : exitcode::Failure;
}

} // namespace

void addTaskCreate(CLI::App &task, Context &context)
{
    auto options = std::make_shared<CreateOptions>();
    CLI::App *verb = task.add_subcommand("create", Cli::tr("Put a task into the queue").toStdString());
    verb->add_option("-f,--file", options->file, Cli::tr("task file, - for standard input").toStdString());
    verb->add_flag("--interactive", options->interactive, Cli::tr("ask for what is missing").toStdString());
    verb->add_option("--name", options->name, Cli::tr("name of the task").toStdString());
    verb->add_option("--description", options->description, Cli::tr("what is to be done").toStdString());
    verb->add_option("--dir", options->directory, Cli::tr("working directory").toStdString());
    verb->add_option("--req", options->requirements, Cli::tr("a requirement; may be repeated").toStdString())
        ->take_all();
    verb->add_option("--verify", options->commands, Cli::tr("a verification command; may be repeated").toStdString())
        ->take_all();
    verb->add_flag("--yes", options->yes, Cli::tr("accept this task's verification commands").toStdString());
    verb->add_flag("--wait", options->wait, Cli::tr("wait for its end").toStdString());
    verb->add_flag("--dry-run", options->dryRun, Cli::tr("check and show, store nothing").toStdString());
    verb->add_option("--priority", options->priority, Cli::tr("higher first").toStdString());
    verb->add_option(
        "--idempotency-key", options->key, Cli::tr("the same key never makes a second task").toStdString());
    verb->callback([&context, options] { context.action = [&context, options] { return create(context, *options); }; });

    auto files = std::make_shared<std::vector<std::string>>();
    CLI::App *check = task.add_subcommand("validate", Cli::tr("Check task files").toStdString());
    check->add_option("file", *files, Cli::tr("task files, - for standard input").toStdString())->required();
    check->callback([&context, files] { context.action = [&context, files] { return validate(context, *files); }; });
}

} // namespace vibecoder
