// SPDX-License-Identifier: MIT
// `run FILE`: create, accept, work, follow, and say the end by the exit code.
#include "commands.h"

#include "eventtext.h"
#include "exitcodes.h"
#include "output.h"
#include "resultline.h"
#include "taskinput.h"
#include "text.h"
#include "wire/modelcodec.h"
#include "workloop.h"

#include <QElapsedTimer>

#include <optional>
#include <utility>

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

// Nobody works on this one, so waiting for it would last for ever.
Error inTheWay(const Task &task)
{
    const QString name = harmless(task.spec.name, false);
    Error error{ErrorCode::Conflict, {}, {}, {}};
    switch (task.state) {
    case TaskState::WaitingApproval:
        error.message =
            Cli::tr("Task %1 (%2) has %3 and waits for a person.").arg(task.id, name, task.spec.workingDirectory);
        error.hint = Cli::tr("`vibecoder approve list` shows what it asks; `vibecoder task cancel %1` gives it up.");
        break;
    case TaskState::Paused:
        error.message = Cli::tr("Task %1 (%2) has %3 and is paused.").arg(task.id, name, task.spec.workingDirectory);
        error.hint = Cli::tr("`vibecoder task status %1` says why; `vibecoder task cancel %1` gives it up.");
        break;
    default:
        error.message =
            Cli::tr("Task %1 (%2) was interrupted and still has %3.").arg(task.id, name, task.spec.workingDirectory);
        error.hint =
            Cli::tr("`vibecoder queue start --drain` goes on with it; `vibecoder task cancel %1` gives it up.");
        break;
    }
    error.hint = error.hint.arg(task.id);
    return error;
}

void noteKnown(Context &context, Engine &engine, const Task &task)
{
    const auto worker = engine.workerOf(task.id);
    if (worker && *worker && (*worker)->alive)
        return; // told while it is followed
    if (task.startedAt.isValid())
        context.note(
            Cli::tr("going on with task %1, which was begun earlier (iteration %2)").arg(task.id).arg(task.iteration));
    else
        context.note(Cli::tr("task %1 of this file is in the queue already; it is done now").arg(task.id));
}

// What `run` does while its task is not its own to work on: says once why, and gives up when nobody will end it.
class Waiting
{
public:
    Waiting(Context &context, Engine &engine, QString id)
        : m_context(context)
        , m_engine(engine)
        , m_id(std::move(id))
    {
        m_waited.start();
    }

    /// Whether to look again in a moment.
    bool look()
    {
        const auto task = m_engine.task(m_id);
        if (!task || isEnded(task->state))
            return false;
        const auto limitMs = m_context.options.timeoutSeconds * 1000LL;
        if (limitMs > 0 && m_waited.elapsed() > limitMs) {
            m_error = Error{ErrorCode::Timeout, Cli::tr("the task has not ended yet"), {}, {}};
            return false;
        }
        if (task->state == TaskState::Running)
            return follow();
        return task->state == TaskState::Pending && waitForDirectory(*task);
    }

    /// Why it was given up.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    bool follow()
    {
        const auto worker = m_engine.workerOf(m_id);
        if (!worker || !*worker)
            return true;
        if ((*worker)->alive)
            noteOnce(
                Cli::tr("process %1 works on task %2 already; following it to its end").arg((*worker)->pid).arg(m_id));
        else
            noteOnce(Cli::tr("process %1 died while it worked on task %2; going on when what it left has ended")
                         .arg((*worker)->pid)
                         .arg(m_id));
        return true;
    }

    bool waitForDirectory(const Task &task)
    {
        const auto holder = m_engine.holderFor(task.id);
        if (!holder || !*holder) {
            m_idle.invalidate();
            return true;
        }
        const auto worker = m_engine.workerOf((*holder)->id);
        if (worker && *worker && (*worker)->alive) {
            m_idle.invalidate();
            noteOnce(Cli::tr("waiting: task %1 (%2) works in %3")
                         .arg((*holder)->id, harmless((*holder)->spec.name, false), task.spec.workingDirectory));
            return true;
        }
        // A worker elsewhere may take it up in a moment; the holder of files that go back has ended.
        const int patienceMs = isEnded((*holder)->state) ? kRollbackMs : kTakeUpMs;
        if (!m_idle.isValid())
            m_idle.start();
        if (!m_idle.hasExpired(patienceMs))
            return true;
        m_error = inTheWay(**holder);
        m_error->message += u' ' + Cli::tr("Task %1 stays in the queue.").arg(m_id);
        return false;
    }

    void noteOnce(const QString &text)
    {
        if (std::exchange(m_told, text) != text)
            m_context.note(text);
    }

    static constexpr int kTakeUpMs = 3000, kRollbackMs = 180000;

    Context &m_context;
    Engine &m_engine;
    QString m_id, m_told;
    QElapsedTimer m_waited;
    QElapsedTimer m_idle; ///< since nobody works on what is in the way
    std::optional<Error> m_error;
};

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
    const auto submitted = takeUpTask(context, read->result.spec, yes);
    if (!submitted)
        return context.fail(submitted.error());
    if (submitted->inTheWay)
        return context.fail(inTheWay(*submitted->inTheWay));
    const QString id = submitted->task.id;
    if (!submitted->accepted) {
        context.out(id + u"\n"_s);
        context.note(Cli::tr("The task waits until its verification commands are accepted: `vibecoder approve list`."));
        return exitcode::Pending;
    }
    if (submitted->known)
        noteKnown(context, engine, submitted->task);
    WorkRequest request;
    request.options.drain = true;
    request.options.only = id;
    request.onAsk = onAsk;
    Waiting waiting(context, engine, id);
    request.keepWaiting = [&waiting] { return waiting.look(); };
    const auto result = workQueue(context, engine, request);
    if (!result)
        return context.fail(result.error());
    if (result->error)
        return context.fail(*result->error);
    if (result->shutdown) {
        context.note(Cli::tr("The same command goes on with task %1.").arg(id));
        return exitcode::Interrupted;
    }
    if (waiting.error())
        return context.fail(*waiting.error());
    const auto task = engine.task(id);
    if (!task)
        return context.fail(task.error());
    if (context.options.json) {
        const auto iterations = engine.iterations(id);
        context.outJson(withIterations(toJson(*task), iterations ? *iterations : QList<Iteration>()));
    } else {
        context.out(u"%1  %2"_s.arg(id, stateText(toWire(task->state))) + u"\n"_s);
        if (task->stopReason != StopReason::None)
            context.note(endText(toWire(task->stopReason), task->stopDetail));
        for (const QString &line : {verdictLine(*task), resultLine(*task)}) {
            if (!line.isEmpty())
                context.note(line);
        }
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
