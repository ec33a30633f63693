// SPDX-License-Identifier: MIT
#include "commands.h"

#include "eventtext.h"
#include "exitcodes.h"
#include "output.h"
#include "text.h"
#include "wire/modelcodec.h"
#include "workloop.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

int exitFor(const DrainResult &result)
{
    if (result.shutdown)
        return exitcode::Interrupted;
    if (result.error)
        return exitcode::forError(*result.error);
    if (result.pausedFor == StopReason::ApiAuth)
        return exitcode::Unauthorized;
    if (result.notPassed > 0 || result.pausedFor != StopReason::None)
        return exitcode::NotPassed;
    return result.waiting > 0 ? exitcode::Pending : exitcode::Ok;
}

int start(Context &context, int workers, bool drain, OnAsk onAsk)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto status = (*engine)->queueStatus();
    if (!status)
        return context.fail(status.error());
    // Whoever starts the queue after trouble with the key, the account or the service wants it tried again now.
    if (status->paused && status->pauseReason != u"user"_s) {
        const auto resumed = context.wait((*engine)->setQueuePaused(false, {}, context.actor()));
        if (!resumed)
            return context.fail(resumed.error());
    } else if (status->paused) {
        context.note(Cli::tr("the queue is paused (%1); `vibecoder queue resume` lets it go on")
                         .arg(pauseText(status->pauseReason, {}, {})));
    }
    WorkRequest request;
    request.options.workers = workers > 0 ? workers : (*engine)->settings().workers;
    request.options.drain = drain;
    request.onAsk = onAsk;
    if (const auto rules = (*engine)->checkRules(); !rules)
        return context.fail(rules.error());
    const auto result = workQueue(context, **engine, request);
    if (!result)
        return context.fail(result.error());
    if (context.options.json)
        context.outJson(QJsonObject{{u"schema_version"_s, 1}, {u"completed"_s, result->completed},
            {u"not_passed"_s, result->notPassed}, {u"waiting"_s, result->waiting}});
    else
        context.note(Cli::tr("%1 passed, %2 did not, %3 wait")
                         .arg(result->completed)
                         .arg(result->notPassed)
                         .arg(result->waiting));
    if (result->error)
        context.fail(*result->error);
    return exitFor(*result);
}

int status(Context &context)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto status = (*engine)->queueStatus();
    if (!status)
        return context.fail(status.error());
    // Those that wait, the highest priorities first.
    constexpr int mostWaiting = 20;
    TaskFilter filter;
    filter.states = {TaskState::Pending};
    PageRequest page;
    page.limit = mostWaiting;
    page.order = TaskOrder::Priority;
    const auto waiting = (*engine)->tasks(filter, page);
    if (!waiting)
        return context.fail(waiting.error());
    if (context.options.json) {
        QJsonArray queued;
        for (const Task &task : *waiting)
            queued.append(withWaitReason(
                {{u"id"_s, task.id}, {u"name"_s, task.spec.name}}, (*engine)->waitReason(task).value_or(WaitReason())));
        QJsonObject counts;
        for (const auto &row : EnumTable<TaskState>::rows)
            counts.insert(QLatin1StringView(row.text), status->counts.value(row.value));
        QJsonArray running;
        for (const Task &task : status->running)
            running.append(QJsonObject{{u"id"_s, task.id}, {u"name"_s, task.spec.name},
                {u"iteration"_s, task.iteration}, {u"activity"_s, task.activity}});
        context.outJson(QJsonObject{{u"schema_version"_s, 1}, {u"paused"_s, status->paused},
            {u"pause_reason"_s, status->pauseReason}, {u"pause_detail"_s, status->pauseDetail},
            {u"paused_until"_s,
                status->pausedUntil.isValid() ? QJsonValue(timeToWire(status->pausedUntil)) : QJsonValue()},
            {u"counts"_s, counts}, {u"pending_approvals"_s, status->pendingApprovals}, {u"running"_s, running},
            {u"queued"_s, queued}});
        return exitcode::Ok;
    }
    QList<QStringList> rows;
    for (const auto &row : EnumTable<TaskState>::rows)
        rows.append({QString::fromLatin1(row.text), QString::number(status->counts.value(row.value))});
    rows.append({u"approvals"_s, QString::number(status->pendingApprovals)});
    rows.append({u"queue"_s,
        status->paused
            ? Cli::tr("paused: %1").arg(pauseText(status->pauseReason, status->pauseDetail, status->pausedUntil))
            : Cli::tr("open")});
    for (const Task &task : *waiting) {
        const QString reason = waitText((*engine)->waitReason(task).value_or(WaitReason()));
        if (!reason.isEmpty())
            rows.append({task.id, Cli::tr("waits: %1").arg(reason)});
    }
    context.out(context.outIsTerminal() ? table({Cli::tr("what"), Cli::tr("number")}, rows, 80, context.colour())
                                        : tabbed(rows));
    return exitcode::Ok;
}

int pause(Context &context, bool paused)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto done = context.wait((*engine)->setQueuePaused(paused, u"user"_s, context.actor()));
    if (!done)
        return context.fail(done.error());
    context.note(
        paused ? Cli::tr("the queue is paused; running tasks go on to their end") : Cli::tr("the queue goes on"));
    return exitcode::Ok;
}

} // namespace

void addQueueCommands(CLI::App &app, Context &context)
{
    CLI::App *queue = app.add_subcommand("queue", Cli::tr("Work the queue and look at it").toStdString());
    queue->require_subcommand(1);

    auto workers = std::make_shared<int>(0);
    auto drain = std::make_shared<bool>(false);
    CLI::App *startVerb = queue->add_subcommand("start", Cli::tr("Work the queue in the foreground").toStdString());
    startVerb->add_option("--workers", *workers, Cli::tr("tasks at the same time").toStdString())
        ->check(CLI::Range(1, 16));
    startVerb->add_flag("--drain", *drain, Cli::tr("end when nothing is runnable").toStdString());
    auto onAsk = std::make_shared<OnAsk>(OnAsk::Deny);
    addOnAsk(*startVerb, onAsk);
    startVerb->callback([&context, workers, drain, onAsk] {
        context.action = [&context, workers, drain, onAsk] { return start(context, *workers, *drain, *onAsk); };
    });
    queue->add_subcommand("status", Cli::tr("Numbers of the queue").toStdString())->callback([&context] {
        context.action = [&context] { return status(context); };
    });
    queue->add_subcommand("pause", Cli::tr("Begin no further task").toStdString())->callback([&context] {
        context.action = [&context] { return pause(context, true); };
    });
    queue->add_subcommand("resume", Cli::tr("Go on").toStdString())->callback([&context] {
        context.action = [&context] { return pause(context, false); };
    });
}

} // namespace vibecoder
