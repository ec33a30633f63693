// SPDX-License-Identifier: MIT
// `run FILE`: create, accept, work, follow, and say the end by the exit code.
#include "commands.h"

#include "eventtext.h"
#include "exitcodes.h"
#include "taskinput.h"
#include "text.h"
#include "wire/modelcodec.h"
#include "workloop.h"

#include <QElapsedTimer>
#include <QThread>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

int exitForTask(const Task &task)
{
    if (task.state == TaskState::Completed)
        return exitcode::Ok;
    if (isEnded(task.state))
        return exitcode::NotPassed;
    if (task.stopReason == StopReason::ApiAuth)
        return exitcode::Unauthorized;
    if (task.state == TaskState::Paused)
        return exitcode::NotPassed;
    return exitcode::Pending;
}

int runTask(Context &context, const std::string &file, bool yes, OnAsk onAsk)
{
    const auto read = readTaskFile(context, QString::fromStdString(file));
    if (!read)
        return context.fail(read.error());
    if (!read->result.ok()) {
        if (context.options.json)
            context.outJson(validationJson(*read));
        else
            context.note(validationText(*read).chopped(1));
        return exitcode::Usage;
    }
    const auto opened = context.engine();
    if (!opened)
        return context.fail(opened.error());
    Engine &engine = **opened;
    if (const auto rules = engine.checkRules(); !rules)
        return context.fail(rules.error());
    const auto submitted = submitTask(context, read->result.spec, yes, {});
    if (!submitted)
        return context.fail(submitted.error());
    const QString id = submitted->task.id;
    if (!submitted->accepted) {
        context.out(id + u"\n"_s);
        context.note(Cli::tr("The task waits until its verification commands are accepted: `vibecoder approve list`."));
        return exitcode::Pending;
    }
    WorkRequest request;
    request.options.drain = true;
    request.options.only = id;
    request.onAsk = onAsk;
    QElapsedTimer waited;
    waited.start();
    Result<Task> task = submitted->task;
    for (bool told = false;;) {
        const auto result = workQueue(context, engine, request);
        if (!result)
            return context.fail(result.error());
        if (result->error)
            return context.fail(*result->error);
        task = engine.task(id);
        if (!task)
            return context.fail(task.error());
        if (result->shutdown)
            return exitcode::Interrupted;
        if (task->state != TaskState::Pending)
            break;
        // Another task holds the directory: it is waited for, not disturbed.
        if (!std::exchange(told, true))
            context.note(Cli::tr("waiting: another task works in %1").arg(task->spec.workingDirectory));
        if (context.options.timeoutSeconds > 0 && waited.elapsed() > context.options.timeoutSeconds * 1000LL)
            return exitcode::TimedOut;
        QThread::msleep(200);
    }
    if (context.options.json) {
        const auto iterations = engine.iterations(id);
        context.outJson(withIterations(toJson(*task), iterations ? *iterations : QList<Iteration>()));
    } else {
        context.out(u"%1  %2"_s.arg(id, stateText(toWire(task->state))) + u"\n"_s);
        if (task->stopReason != StopReason::None)
            context.note(reasonText(toWire(task->stopReason)) +
                         (task->stopDetail.isEmpty() ? QString() : u": "_s + task->stopDetail));
    }
    return exitForTask(*task);
}

} // namespace

void addRunCommand(CLI::App &app, Context &context)
{
    auto file = std::make_shared<std::string>();
    auto yes = std::make_shared<bool>(false);
    CLI::App *verb = app.add_subcommand("run", Cli::tr("Do one task from its file, here and now").toStdString());
    verb->add_option("file", *file, Cli::tr("task file, - for standard input").toStdString())->required();
    verb->add_flag("--yes", *yes, Cli::tr("accept this task's verification commands").toStdString());
    verb->footer(Cli::tr("Exit code: 0 passed, 3 ended otherwise, 4 key missing or refused, 8 waits for a person.")
                     .toStdString());
    auto onAsk = std::make_shared<OnAsk>(OnAsk::Deny);
    addOnAsk(*verb, onAsk);
    verb->callback([&context, file, yes, onAsk] {
        context.action = [&context, file, yes, onAsk] { return runTask(context, *file, *yes, *onAsk); };
    });
}

} // namespace vibecoder
