// SPDX-License-Identifier: MIT
// Looking at tasks: list, status, show, logs, artifacts.
#include "commands.h"

#include "eventtext.h"
#include "exitcodes.h"
#include "output.h"
#include "resultline.h"
#include "text.h"
#include "wire/modelcodec.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QTimer>

#include <cstdio>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

struct ListOptions
{
    std::vector<std::string> states;
    std::string label;
    int limit = 50;
    qint64 before = 0;
};

int list(Context &context, const ListOptions &options)
{
    TaskFilter filter;
    for (const std::string &name : options.states) {
        const auto state = fromWire<TaskState>(QString::fromStdString(name));
        if (!state)
            return context.fail(
                {ErrorCode::InvalidArgument, Cli::tr("There is no status %1.").arg(QString::fromStdString(name)),
                    Cli::tr("Accepted: %1").arg(wireNames<TaskState>().join(u", "_s)), {}});
        filter.states.append(*state);
    }
    filter.label = QString::fromStdString(options.label);
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto tasks = (*engine)->tasks(filter, {options.before, options.limit});
    if (!tasks)
        return context.fail(tasks.error());
    if (context.options.json) {
        QJsonArray array;
        for (const Task &task : *tasks)
            array.append(withWaitReason(toJson(task), (*engine)->waitReason(task).value_or(WaitReason())));
        context.outJson(array);
        return exitcode::Ok;
    }
    const bool terminal = context.outIsTerminal();
    QList<QStringList> rows;
    for (const Task &task : *tasks) {
        const QString tests =
            task.testsPassed < 0
                ? u"-"_s
                : u"%1/%2"_s.arg(task.testsPassed).arg(task.testsPassed + std::max(0, task.testsFailed));
        QString state = toWire(task.state);
        if (terminal) {
            state = stateText(state);
            if (const QString waits = waitWord((*engine)->waitReason(task).value_or(WaitReason())); !waits.isEmpty())
                state += u" ("_s + waits + u')';
        }
        rows.append({task.id, state, QString::number(task.priority),
            u"%1/%2"_s.arg(task.iteration).arg(task.spec.maxIterations), tests,
            u"$%1"_s.arg(double(task.usage.costMicroUsd) / 1e6, 0, 'f', 4),
            terminal ? task.updatedAt.toLocalTime().toString(u"MM-dd HH:mm"_s) : timeToWire(task.updatedAt),
            harmless(task.spec.name, false)});
    }
    if (!terminal)
        context.out(tabbed(rows));
    else if (rows.isEmpty())
        context.note(Cli::tr("no tasks; `vibecoder task create --file task.yaml` makes one"));
    else
        context.out(table({Cli::tr("id"), Cli::tr("status"), Cli::tr("priority"), Cli::tr("iteration"),
                              Cli::tr("tests"), Cli::tr("cost"), Cli::tr("updated"), Cli::tr("name")},
            rows, terminalWidth(1), context.colour()));
    return exitcode::Ok;
}

// What moved against the verification before; long lists are cut, `--json` has them whole.
QStringList movesText(const Iteration &iteration)
{
    QStringList lines;
    const auto add = [&lines](const QString &title, const QStringList &names) {
        if (names.isEmpty())
            return;
        QStringList shown;
        for (const QString &name : names.mid(0, 8))
            shown.append(elided(harmless(name, false), 100));
        const QString more = names.size() > 8 ? Cli::tr(" and %1 more").arg(names.size() - 8) : QString();
        lines.append(u"    "_s + title.arg(shown.join(u", "_s) + more));
    };
    add(Cli::tr("fixed: %1"), iteration.moves.fixed);
    add(Cli::tr("REGRESSED: %1"), iteration.moves.regressed);
    add(Cli::tr("new failures: %1"), iteration.moves.added);
    add(Cli::tr("still failing: %1"), iteration.moves.still);
    add(Cli::tr("flaky: %1"), iteration.moves.flaky);
    for (const QString &why : iteration.withheld)
        lines.append(u"    "_s + Cli::tr("does not count: %1").arg(elided(harmless(why, false), 160)));
    return lines;
}

// What a person has to look after, each once, the newest ones.
QStringList warningsOf(Engine &engine, const Task &task, int attempt)
{
    constexpr int looked = 50;
    constexpr qsizetype shown = 5;
    QStringList texts;
    const auto events = engine.lastEvents(looked, task.id, attempt > 0 ? attempt : task.attempt, 0, EventKind::Warning);
    if (!events)
        return texts;
    for (const Event &event : *events) {
        const QString text = event.body.value(u"text"_s).toString();
        if (!text.isEmpty() && !texts.contains(text))
            texts.append(text);
    }
    return texts.mid(std::max<qsizetype>(0, texts.size() - shown));
}

QString statusText(
    const Task &task, const WaitReason &waits, const QList<Iteration> &iterations, const QStringList &warnings)
{
    QStringList lines;
    lines.append(Cli::tr("%1  %2").arg(task.id, harmless(task.spec.name, false)));
    lines.append(Cli::tr("status: %1").arg(stateText(toWire(task.state))));
    if (task.stopReason != StopReason::None)
        lines.append(Cli::tr("why: %1").arg(
            reasonText(toWire(task.stopReason)) +
            (task.stopDetail.isEmpty() ? QString() : u" ("_s + harmless(task.stopDetail, false) + u")"_s)));
    if (const QString line = verdictLine(task); !line.isEmpty())
        lines.append(Cli::tr("verification: %1").arg(line));
    if (const QString line = resultLine(task); !line.isEmpty())
        lines.append(Cli::tr("result: %1").arg(line));
    if (const QString reason = waitText(waits); !reason.isEmpty())
        lines.append(Cli::tr("waits: %1").arg(reason));
    lines.append(
        Cli::tr("attempt %1, iteration %2 of %3").arg(task.attempt).arg(task.iteration).arg(task.spec.maxIterations));
    lines.append(Cli::tr("directory: %1").arg(harmless(task.spec.workingDirectory, false)));
    lines.append(Cli::tr("cost: $%1, %2 model calls")
                     .arg(double(task.usage.costMicroUsd) / 1e6, 0, 'f', 4)
                     .arg(task.usage.calls));
    if (task.usage.estimatedCalls > 0)
        lines.append(Cli::tr(
            "of it estimated: %n call(s) whose tokens the service did not tell", "", task.usage.estimatedCalls));
    for (const QString &warning : warnings)
        lines.append(Cli::tr("warning: %1").arg(elided(harmless(warning, false), 600)));
    for (const Iteration &iteration : iterations) {
        lines.append(iteration.number == 0 ? Cli::tr("baseline") : Cli::tr("iteration %1").arg(iteration.number));
        for (const CommandReport &command : iteration.verification.commands) {
            const QString text = harmless(command.command, false);
            lines.append(u"    %1  %2  %3  %4 s"_s.arg(toWire(command.status), -7)
                             .arg(command.isSetup ? Cli::tr("setup: %1").arg(text) : text,
                                 command.exitCode ? QString::number(*command.exitCode) : u"-"_s)
                             .arg(double(command.durationMs) / 1000.0, 0, 'f', 1));
        }
        lines += movesText(iteration);
        for (const ChangedFile &file : iteration.changedFiles)
            lines.append(u"    %1 %2"_s.arg(file.change, harmless(file.path, false)));
    }
    return lines.join(QLatin1Char('\n')) + u"\n"_s;
}

Result<Task> resolved(Engine &engine, const std::string &id)
{
    VC_TRY(const QString full, engine.resolveTaskId(QString::fromStdString(id)));
    return engine.task(full);
}

int status(Context &context, const std::string &id, int attempt)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto task = resolved(**engine, id);
    if (!task)
        return context.fail(task.error());
    const auto iterations = (*engine)->iterations(task->id, attempt);
    if (!iterations)
        return context.fail(iterations.error());
    const QStringList warnings = warningsOf(**engine, *task, attempt);
    const auto waits = (*engine)->waitReason(*task);
    if (!waits)
        return context.fail(waits.error());
    if (context.options.json) {
        QJsonObject json = withWaitReason(withIterations(toJson(*task), *iterations), *waits);
        json.insert(u"warnings"_s, QJsonArray::fromStringList(warnings));
        context.outJson(json);
    } else {
        context.out(statusText(*task, *waits, *iterations, warnings));
    }
    return exitcode::Ok;
}

void printEvent(Context &context, const Event &event)
{
    if (context.options.json)
        context.outJson(toJson(event));
    else
        context.out((context.outIsTerminal() ? event.at.toLocalTime().toString(u"HH:mm:ss"_s) : timeToWire(event.at)) +
                    u"  "_s + eventText(event) + u"\n"_s);
}

struct LogOptions
{
    std::string id;
    int attempt = 0, iteration = -1; ///< iteration -1: all of them; 0: the baseline
    qint64 since = 0;
    bool follow = false;
};

int logs(Context &context, const LogOptions &options)
{
    const auto opened = context.engine();
    if (!opened)
        return context.fail(opened.error());
    Engine &engine = **opened;
    const auto task = resolved(engine, options.id);
    if (!task)
        return context.fail(task.error());
    qint64 seen = options.since;
    int current = 0; // the baseline comes before the first iteration
    const auto more = [&]() -> Result<> {
        for (;;) {
            VC_TRY(const QList<Event> events, engine.eventsSince(seen, 1000, task->id, options.attempt));
            if (events.isEmpty())
                return {};
            for (const Event &event : events) {
                if (event.kind == EventKind::IterationStarted)
                    current = event.body.value(u"number"_s).toInt();
                if (options.iteration < 0 || options.iteration == current)
                    printEvent(context, event);
            }
            seen = events.constLast().seq;
        }
    };
    if (const auto printed = more(); !printed)
        return context.fail(printed.error());
    if (!options.follow)
        return exitcode::Ok;
    // The state is looked at before the events: what ends the task is printed before we leave.
    QEventLoop loop;
    int code = exitcode::Ok;
    const auto look = [&] {
        const auto now = engine.task(task->id);
        if (const auto printed = more(); !printed || !now) {
            code = context.fail(printed ? now.error() : printed.error());
            loop.quit();
        } else if (isEnded(now->state)) {
            code = now->state == TaskState::Completed ? exitcode::Ok : exitcode::NotPassed;
            loop.quit();
        }
    };
    QObject::connect(&engine, &Engine::changed, &loop, look);
    QTimer::singleShot(0, &loop, look);
    if (context.options.timeoutSeconds > 0)
        QTimer::singleShot(context.options.timeoutSeconds * 1000, &loop, [&] {
            code = exitcode::TimedOut;
            loop.quit();
        });
    loop.exec();
    return code;
}

int artifacts(Context &context, const std::string &id, int attempt, const std::string &name)
{
    const auto engine = context.engine();
    if (!engine)
        return context.fail(engine.error());
    const auto task = resolved(**engine, id);
    if (!task)
        return context.fail(task.error());
    const auto list = (*engine)->artifacts(task->id, attempt);
    if (!list)
        return context.fail(list.error());
    if (!name.empty()) {
        const QString wanted = QString::fromStdString(name);
        for (const Artifact &artifact : *list) {
            if (artifact.name != wanted && artifact.id != wanted)
                continue;
            const auto bytes = (*engine)->artifactBytes(artifact.id);
            if (!bytes)
                return context.fail(bytes.error());
            std::fwrite(bytes->constData(), 1, size_t(bytes->size()), stdout);
            std::fflush(stdout);
            return exitcode::Ok;
        }
        return context.fail({ErrorCode::NotFound, Cli::tr("The task has no artifact %1.").arg(wanted),
            Cli::tr("`vibecoder task artifacts %1` lists them.").arg(task->id), {}});
    }
    if (context.options.json) {
        QJsonArray array;
        for (const Artifact &artifact : *list)
            array.append(toJson(artifact));
        context.outJson(array);
        return exitcode::Ok;
    }
    QList<QStringList> rows;
    for (const Artifact &artifact : *list)
        rows.append({artifact.id, artifact.kind, QString::number(artifact.size), harmless(artifact.name, false)});
    context.out(context.outIsTerminal() ? table({Cli::tr("id"), Cli::tr("kind"), Cli::tr("bytes"), Cli::tr("name")},
                                              rows, terminalWidth(1), context.colour())
                                        : tabbed(rows));
    return exitcode::Ok;
}

} // namespace

void addTaskLists(CLI::App &task, Context &context)
{
    auto options = std::make_shared<ListOptions>();
    CLI::App *listVerb = task.add_subcommand("list", Cli::tr("Tasks, newest first").toStdString());
    listVerb->add_option("--status", options->states, Cli::tr("only these states").toStdString())
        ->take_all()
        ->delimiter(',');
    listVerb->add_option("--label", options->label, Cli::tr("only with this label").toStdString());
    listVerb->add_option("--limit", options->limit, Cli::tr("rows").toStdString())->check(CLI::Range(1, 500));
    listVerb->add_option("--before", options->before, Cli::tr("older than this sequence number").toStdString());
    listVerb->callback(
        [&context, options] { context.action = [&context, options] { return list(context, *options); }; });

    auto id = std::make_shared<std::string>();
    auto attempt = std::make_shared<int>(0);
    const QString idText = Cli::tr("task id, unique prefix, or @last");
    for (const char *name : {"status", "show"}) {
        CLI::App *verb = task.add_subcommand(name, Cli::tr("One task with its iterations").toStdString());
        verb->add_option("id", *id, idText.toStdString())->required();
        verb->add_option("--attempt", *attempt, Cli::tr("an earlier attempt").toStdString())
            ->check(CLI::PositiveNumber);
        verb->callback([&context, id, attempt] {
            context.action = [&context, id, attempt] { return status(context, *id, *attempt); };
        });
    }
    auto log = std::make_shared<LogOptions>();
    CLI::App *logVerb = task.add_subcommand("logs", Cli::tr("What happened, in order").toStdString());
    logVerb->add_option("id", log->id, idText.toStdString())->required();
    logVerb->add_option("--attempt", log->attempt, Cli::tr("only this attempt").toStdString())
        ->check(CLI::PositiveNumber);
    logVerb->add_option("--iteration", log->iteration, Cli::tr("only this iteration; 0 is the baseline").toStdString())
        ->check(CLI::NonNegativeNumber);
    logVerb->add_option("--since", log->since, Cli::tr("after this event number").toStdString());
    logVerb->add_flag("-f,--follow", log->follow, Cli::tr("go on until the task ends").toStdString());
    logVerb->callback([&context, log] { context.action = [&context, log] { return logs(context, *log); }; });
    auto name = std::make_shared<std::string>();
    CLI::App *artifactVerb =
        task.add_subcommand("artifacts", Cli::tr("Stored patches, files and outputs").toStdString());
    artifactVerb->add_option("id", *id, idText.toStdString())->required();
    artifactVerb->add_option("--attempt", *attempt, Cli::tr("only this attempt").toStdString())
        ->check(CLI::PositiveNumber);
    artifactVerb->add_option("--get", *name, Cli::tr("print one by name or id").toStdString());
    artifactVerb->callback([&context, id, attempt, name] {
        context.action = [&context, id, attempt, name] { return artifacts(context, *id, *attempt, *name); };
    });
}

} // namespace vibecoder
