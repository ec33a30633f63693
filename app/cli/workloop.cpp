// SPDX-License-Identifier: MIT
#include "workloop.h"

#include "approvalcard.h"
#include "cardrest.h"
#include "consent.h"
#include "eventtext.h"
#include "output.h"
#include "stopsignals.h"
#include "text.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

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
                line += u"  "_s + activityText(task.activity);
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

Result<bool> askAtTerminal(Context &context, Engine &engine, const Approval &approval)
{
    VC_TRY(const ApprovalFacts facts, engine.approvalFacts(approval));
    const std::optional<QString> card = cardToAgreeTo(context, approval, facts);
    if (!card)
        return false;
    const Consent consent = askConsent(context, {u"\n"_s + *card, Cli::tr("Allow once?"), approval.severity, true});
    if (consent == Consent::Later)
        return false;
    ApprovalDecision decision;
    decision.approve = consent == Consent::Yes;
    decision.contentHash = approval.contentHash;
    decision.decidedBy = context.actor();
    const auto decided = context.wait(engine.decide(approval.id, decision));
    if (!decided) {
        context.note(decided.error().message);
        return false;
    }
    return true;
}

void addOnAsk(CLI::App &verb, const std::shared_ptr<OnAsk> &onAsk)
{
    verb.add_option_function<std::string>(
            "--on-ask",
            [onAsk](const std::string &name) {
                *onAsk = fromWire<OnAsk>(QString::fromStdString(name)).value_or(OnAsk::Deny);
            },
            Cli::tr("questions when no person is at the terminal: deny (default), exit, wait").toStdString())
        ->check(CLI::IsMember({"deny", "exit", "wait"}));
}

namespace {

// Questions of a running task can be answered for an absent person; whether its verification commands may run at all is
// never answered but by a person.
QList<Approval> openQuestions(Engine &engine, const QString &taskId)
{
    QList<Approval> questions;
    const auto open = engine.approvals(ApprovalState::Pending, taskId);
    for (const Approval &approval : open ? *open : QList<Approval>()) {
        if (approval.kind != ApprovalKind::VerificationCommands)
            questions.append(approval);
    }
    return questions;
}

ApprovalDecision refusalOfAbsent(const Context &context, const Approval &approval)
{
    return {false, approval.contentHash, u"nobody is there to answer; this run is unattended"_s,
        context.actor() + kUnattended};
}

constexpr int kLookMs = 250;

void pauseFor(int ms, const bool &interrupted)
{
    QEventLoop loop;
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, &loop, [&] {
        if ((ms -= tick.interval()) <= 0 || interrupted)
            loop.quit();
    });
    tick.start(50);
    loop.exec();
}

// Until a question was decided elsewhere or expired, or the person interrupts. True: work can go on.
bool waitForDecision(Engine &engine, const QString &taskId, const bool &interrupted)
{
    const qsizetype before = openQuestions(engine, taskId).size();
    if (before == 0)
        return false;
    QEventLoop loop;
    QTimer tick;
    const auto look = [&] {
        const QList<Approval> now = openQuestions(engine, taskId);
        const bool due = std::any_of(now.begin(), now.end(), [](const Approval &approval) {
            return approval.expiresAt.isValid() && approval.expiresAt <= QDateTime::currentDateTimeUtc();
        });
        if (interrupted || due || now.size() < before)
            loop.quit();
    };
    QObject::connect(&engine, &Engine::changed, &loop, look);
    QObject::connect(&tick, &QTimer::timeout, &loop, look);
    tick.start(500);
    look();
    loop.exec();
    return !interrupted;
}

// Without a sandbox only a person who looks at each command holds what runs; or the user's own word in the settings.
Result<> mayWorkUnattended(Context &context, const WorkRequest &request)
{
    VC_TRY(const auto loaded, context.settings());
    const SandboxChoice choice = loaded->settings.sandbox;
    QString why;
    if (context.canAsk() || request.decideInstead || choice == SandboxChoice::None ||
        Engine::sandboxTier(&why, choice) != SandboxTier::None)
        return {};
    return fail(ErrorCode::Unavailable, Cli::tr("without a sandbox nothing runs unattended: %1").arg(why),
        Cli::tr("Install bubblewrap, answer at a terminal, or set `sandbox: none` in your own configuration."));
}

} // namespace

Result<DrainResult> workQueue(Context &context, Engine &engine, const WorkRequest &request)
{
    VC_CHECK(mayWorkUnattended(context, request));
    VC_TRY(qint64 seen, engine.lastEventSeq());
    LiveLines live(request.showEvents && context.outIsTerminal() && !context.options.json && !context.options.quiet);
    const bool deniesAtOnce = request.onAsk == OnAsk::Deny && !request.decideInstead && !context.canAsk();
    bool interrupted = false;
    QList<QFuture<Result<Approval>>> answers; // given since the last start of the workers
    const auto printNew = [&] {
        const auto events = engine.eventsSince(seen, 1000, request.options.only);
        if (!events)
            return;
        if (!events->isEmpty())
            live.clear(context);
        for (const Event &event : *events) {
            seen = event.seq;
            if (deniesAtOnce && event.kind == EventKind::ApprovalRequested) {
                const auto asked = engine.approval(event.body.value(u"approval_id"_s).toString());
                if (asked && asked->kind != ApprovalKind::VerificationCommands)
                    answers.append(engine.decide(asked->id, refusalOfAbsent(context, *asked)));
            }
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
    const StopSignals signalled([&] {
        context.note(
            Cli::tr("stopping; the tasks stay as they are and can be taken up again (once more to stop at once)"));
        interrupted = true;
        engine.stopWorkers();
    });
    if (!signalled.isWatching())
        return fail(ErrorCode::Io, Cli::tr("no descriptor left"));
    const auto printing = QObject::connect(&engine, &Engine::changed, &engine, printNew);
    QTimer redraw;
    QObject::connect(&redraw, &QTimer::timeout, &redraw, [&] {
        if (const auto status = engine.queueStatus())
            live.show(context, status->running);
    });
    if (context.outIsTerminal())
        redraw.start(250);
    QTimer heldUp;
    QObject::connect(&heldUp, &QTimer::timeout, &heldUp, [&context] { context.noteWhoHoldsUp(); });
    heldUp.start(1000);

    DrainResult total;
    for (;;) {
        DrainResult result;
        bool ended = false;
        engine.startWorkers(request.options, [&result, &ended](DrainResult drained) {
            result = drained;
            ended = true;
            QCoreApplication::quit();
        });
        // With nothing to do the workers end at once, and a loop that has not begun cannot be told to quit.
        if (!ended)
            QCoreApplication::exec();
        printNew();
        total.completed += result.completed;
        total.notPassed += result.notPassed;
        total.waiting = result.waiting;
        total.shutdown = result.shutdown;
        total.pausedFor = result.pausedFor;
        total.error = result.error;
        if (result.shutdown || (result.waiting == 0 && !request.keepWaiting))
            break;
        // Somebody may answer now; then the task is taken up again at once.
        bool answered = false;
        const auto open = engine.approvals(ApprovalState::Pending, request.options.only);
        for (const Approval &approval : open ? *open : QList<Approval>()) {
            live.clear(context);
            if (approval.kind == ApprovalKind::VerificationCommands && !context.canAsk())
                continue;
            if (request.decideInstead) {
                ApprovalDecision decision{request.decideInstead(approval), approval.contentHash, {}, context.actor()};
                answered = context.wait(engine.decide(approval.id, decision)).has_value() || answered;
            } else if (context.canAsk()) {
                const auto asked = askAtTerminal(context, engine, approval);
                answered = (asked && *asked) || answered;
            } else if (deniesAtOnce) {
                answered = context.wait(engine.decide(approval.id, refusalOfAbsent(context, approval))).has_value() ||
                           answered;
            }
        }
        // An answer that was given while the others still worked may have come after the last look for work.
        for (const QFuture<Result<Approval>> &given : std::exchange(answers, {}))
            answered = context.wait(given).has_value() || answered;
        if (!answered && request.onAsk == OnAsk::Wait && !context.canAsk())
            answered = waitForDecision(engine, request.options.only, interrupted);
        if (answered)
            continue;
        if (result.error || !request.keepWaiting || !request.keepWaiting())
            break;
        pauseFor(kLookMs, interrupted);
        if (interrupted) {
            total.shutdown = true;
            break;
        }
    }
    live.clear(context);
    QObject::disconnect(printing);
    return total;
}

} // namespace vibecoder
