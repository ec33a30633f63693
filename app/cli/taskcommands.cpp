// SPDX-License-Identifier: MIT
// Changing tasks: cancel, retry, delete, priority.
#include "commands.h"
#include "consent.h"

#include "eventtext.h"
#include "exitcodes.h"
#include "text.h"
#include "wire/modelcodec.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

using Change = std::function<QFuture<Result<Task>>(Engine &, const QString &id)>;

int change(Context &context, const std::string &id, const Change &how)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto full = (*engine)->resolveTaskId(QString::fromStdString(id));
    if (!full)
        return context.fail(full.error());
    const auto task = context.wait(how(**engine, *full));
    if (!task)
        return context.fail(task.error());
    if (context.options.json)
        context.outJson(toJson(*task));
    else
        context.note(task->cancelRequested && !isEnded(task->state)
                         ? Cli::tr("%1: cancel requested").arg(task->id)
                         : u"%1: %2"_s.arg(task->id, stateText(toWire(task->state))));
    return exitcode::Ok;
}

int remove(Context &context, const std::string &id, bool yes)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto full = (*engine)->resolveTaskId(QString::fromStdString(id));
    if (!full)
        return context.fail(full.error());
    const QString question = Cli::tr("Delete task %1 with its iterations and artifacts?").arg(*full);
    if (!yes && askConsent(context, {{}, question}) != Consent::Yes)
        return context.fail(
            {ErrorCode::InvalidArgument, Cli::tr("Nothing was deleted."), Cli::tr("In a script: --yes"), {}});
    const auto removed = context.wait((*engine)->remove(*full, context.actor()));
    if (!removed)
        return context.fail(removed.error());
    context.note(Cli::tr("%1: deleted").arg(*full));
    return exitcode::Ok;
}

} // namespace

void addTaskCommands(CLI::App &app, Context &context)
{
    CLI::App *task = app.add_subcommand("task", Cli::tr("Make tasks and look at them").toStdString());
    task->require_subcommand(1);
    addTaskCreate(*task, context);
    addTaskLists(*task, context);
    addCheckpointCommands(*task, context);
    addResultCommands(*task, context);
    addTaskReports(*task, context);

    auto id = std::make_shared<std::string>();
    const std::string idText = Cli::tr("task id, unique prefix, or @last").toStdString();
    CLI::App *cancel = task->add_subcommand("cancel", Cli::tr("End a task now").toStdString());
    cancel->add_option("id", *id, idText)->required();
    cancel->callback([&context, id] {
        context.action = [&context, id] {
            return change(context, *id,
                [&context](Engine &engine, const QString &full) { return engine.cancel(full, context.actor()); });
        };
    });
    CLI::App *retry = task->add_subcommand("retry", Cli::tr("Begin the next attempt of an ended task").toStdString());
    retry->add_option("id", *id, idText)->required();
    auto fresh = std::make_shared<bool>(false);
    retry->add_flag("--fresh", *fresh,
        Cli::tr("begin with the folder as it is, not with what the last attempt left in its view").toStdString());
    retry->callback([&context, id, fresh] {
        context.action = [&context, id, fresh] {
            return change(context, *id, [&context, fresh](Engine &engine, const QString &full) {
                return engine.retry(full, context.actor(), *fresh ? RetryFrom::Folder : RetryFrom::LastState);
            });
        };
    });
    auto priority = std::make_shared<int>(0);
    CLI::App *order = task->add_subcommand("priority", Cli::tr("Change the priority; higher first").toStdString());
    order->add_option("id", *id, idText)->required();
    order->add_option("number", *priority, Cli::tr("whole number").toStdString())->required();
    order->callback([&context, id, priority] {
        context.action = [&context, id, priority] {
            return change(context, *id, [&context, priority](Engine &engine, const QString &full) {
                TaskChange wanted;
                wanted.priority = *priority;
                return engine.change(full, wanted, context.actor());
            });
        };
    });
    auto yes = std::make_shared<bool>(false);
    CLI::App *removing = task->add_subcommand("delete", Cli::tr("Remove a task from the store").toStdString());
    removing->add_option("id", *id, idText)->required();
    removing->add_flag("--yes", *yes, Cli::tr("do not ask").toStdString());
    removing->callback(
        [&context, id, yes] { context.action = [&context, id, yes] { return remove(context, *id, *yes); }; });
}

} // namespace vibecoder
