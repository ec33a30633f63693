// SPDX-License-Identifier: MIT
#include "workloop.h"

#include "eventtext.h"
#include "output.h"
#include "text.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSocketNotifier>
#include <QTimer>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

int signalPipe[2] = {-1, -1};

void onSignal(int number)
{
    static volatile sig_atomic_t asked = 0;
    if (asked)
        ::_exit(128 + number);
    asked = 1;
    const char byte = char(number);
    if (::write(signalPipe[1], &byte, 1) < 0)
        ::_exit(128 + number);
}

// The lines at the bottom of a terminal that show what runs now; taken away before anything else is printed.
class LiveLines
{
public:
    explicit LiveLines(bool active)
        : m_active(active)
    {
    }

    void clear(Context &context)
    {
        if (m_count > 0)
            context.out(u"\x1b[%1A\x1b[J"_s.arg(m_count));
        m_count = 0;
    }

    void show(Context &context, const QList<Task> &tasks)
    {
        if (!m_active)
            return;
        clear(context);
        const int width = terminalWidth(STDOUT_FILENO);
        QString text;
        for (const Task &task : tasks) {
            QString line = Cli::tr("%1  %2  iteration %3 of %4")
                               .arg(task.id.left(6), harmless(task.spec.name, false))
                               .arg(task.iteration)
                               .arg(task.spec.maxIterations);
            if (!task.activity.isEmpty())
                line += u"  "_s + task.activity;
            if (task.testsPassed >= 0)
                line +=
                    Cli::tr("  tests: %1 passed, %2 failed").arg(task.testsPassed).arg(std::max(0, task.testsFailed));
            line += u"  $%1"_s.arg(double(task.usage.costMicroUsd) / 1e6, 0, 'f', 4);
            text += elided(line, width - 1) + u"\n"_s;
        }
        context.out(text);
        m_count = int(tasks.size());
    }

private:
    bool m_active;
    int m_count = 0;
};

} // namespace

QString approvalCard(const Approval &approval, const QDateTime &now)
{
    QStringList lines;
    lines.append(Cli::tr("Risk: %1").arg(toWire(approval.severity)));
    lines.append(approval.kind == ApprovalKind::Command ? Cli::tr("Wants to run:")
                                                        : Cli::tr("Verification commands of this task:"));
    for (const QString &command : approval.commands)
        lines.append(u"    "_s + harmless(command));
    lines.append(Cli::tr("In: %1").arg(harmless(approval.directory, false)));
    if (approval.network)
        lines.append(Cli::tr("The task asks for network access."));
    if (approval.guard != GuardMode::Ask)
        lines.append(Cli::tr("The task asks for guard: %1").arg(toWire(approval.guard)));
    lines.append(Cli::tr("Why asked: %1").arg(ruleText(approval.reason)));
    if (!approval.modelSays.isEmpty())
        lines.append(Cli::tr("Model says (not trusted): %1").arg(harmless(approval.modelSays, false)));
    lines.append(approval.kind == ApprovalKind::Command
                     ? Cli::tr("Can it be undone: No")
                     : Cli::tr("They run on this machine, again and again, without further questions."));
    lines.append(Cli::tr("Task %1, iteration %2, approval %3, hash %4")
                     .arg(approval.taskId)
                     .arg(approval.iteration)
                     .arg(approval.id, approval.contentHash.left(12)));
    if (approval.expiresAt.isValid())
        lines.append(Cli::tr("Time left: %1 min").arg(std::max<qint64>(0, now.secsTo(approval.expiresAt)) / 60));
    return lines.join(QLatin1Char('\n'));
}

Result<bool> askAtTerminal(Context &context, Engine &engine, const Approval &approval)
{
    context.note(u"\n"_s + approvalCard(approval, QDateTime::currentDateTimeUtc()));
    const QString answer = context.ask(Cli::tr("Allow once? [y/N, s to leave it open]")).toLower();
    if (answer == u"s"_s)
        return false;
    ApprovalDecision decision;
    decision.approve = answer == u"y"_s || answer == u"yes"_s || answer == u"是"_s;
    decision.contentHash = approval.contentHash;
    decision.decidedBy = context.actor();
    const auto decided = context.wait(engine.decide(approval.id, decision));
    if (!decided) {
        context.note(decided.error().message);
        return false;
    }
    return true;
}

Result<DrainResult> workQueue(Context &context, Engine &engine, const WorkRequest &request)
{
    VC_TRY(qint64 seen, engine.lastEventSeq());
    LiveLines live(request.showEvents && context.outIsTerminal() && !context.options.json && !context.options.quiet);
    const auto printNew = [&] {
        const auto events = engine.eventsSince(seen, 1000, request.options.only);
        if (!events)
            return;
        if (!events->isEmpty())
            live.clear(context);
        for (const Event &event : *events) {
            seen = event.seq;
            if (!request.showEvents || context.options.json)
                continue;
            const QString line =
                event.taskId.isEmpty() ? eventText(event) : event.taskId.left(6) + u"  "_s + eventText(event);
            if (request.options.only.isEmpty() || context.outIsTerminal())
                context.out(line + u"\n"_s);
            else
                context.note(line);
        }
    };
    if (signalPipe[0] < 0 && ::pipe2(signalPipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return fail(ErrorCode::Io, Cli::tr("no descriptor left"));
    struct sigaction action
    {
    };
    action.sa_handler = onSignal;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    QSocketNotifier interrupted(signalPipe[0], QSocketNotifier::Read);
    QObject::connect(&interrupted, &QSocketNotifier::activated, &interrupted, [&] {
        char byte = 0;
        while (::read(signalPipe[0], &byte, 1) == 1)
            ;
        context.note(
            Cli::tr("stopping; the tasks stay as they are and can be taken up again (once more to stop at once)"));
        engine.stopWorkers();
    });
    const auto printing = QObject::connect(&engine, &Engine::changed, &engine, printNew);
    QTimer redraw;
    QObject::connect(&redraw, &QTimer::timeout, &redraw, [&] {
        if (const auto status = engine.queueStatus())
            live.show(context, status->running);
    });
    if (context.outIsTerminal())
        redraw.start(250);

    DrainResult total;
    for (;;) {
        DrainResult result;
        engine.startWorkers(request.options, [&result](DrainResult drained) {
            result = drained;
            QCoreApplication::quit();
        });
        QCoreApplication::exec();
        printNew();
        total.completed += result.completed;
        total.notPassed += result.notPassed;
        total.waiting = result.waiting;
        total.shutdown = result.shutdown;
        total.pausedFor = result.pausedFor;
        total.error = result.error;
        if (result.shutdown || result.waiting == 0)
            break;
        // Somebody may answer now; then the task is taken up again at once.
        bool answered = false;
        const auto open = engine.approvals(ApprovalState::Pending, request.options.only);
        for (const Approval &approval : open ? *open : QList<Approval>()) {
            live.clear(context);
            if (request.decideInstead) {
                ApprovalDecision decision{request.decideInstead(approval), approval.contentHash, {}, context.actor()};
                answered = context.wait(engine.decide(approval.id, decision)).has_value() || answered;
            } else if (context.canAsk()) {
                const auto asked = askAtTerminal(context, engine, approval);
                answered = (asked && *asked) || answered;
            }
        }
        if (!answered)
            break;
    }
    live.clear(context);
    QObject::disconnect(printing);
    return total;
}

} // namespace vibecoder
