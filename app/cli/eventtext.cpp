// SPDX-License-Identifier: MIT
#include "eventtext.h"

#include "output.h"
#include "text.h"
#include "wire/borderreasons.h"
#include "wire/modelcodec.h"
#include "wire/purposetext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 120;

QString shown(const QJsonValue &value, int width = kWidth)
{
    return elided(harmless(value.toString(), false), width);
}

QString seconds(const QJsonValue &milliseconds)
{
    return QString::number(milliseconds.toDouble() / 1000.0, 'f', 1);
}

QString begunVerification(const QJsonObject &body)
{
    const QString command = shown(body.value(u"command"_s));
    if (const QString why = purposeText(body.value(u"purpose"_s).toString()); !why.isEmpty())
        return body.value(u"setup"_s).toBool() ? Cli::tr("sets up with %1 (%2)", "command, why").arg(command, why)
                                               : Cli::tr("verifies with %1 (%2)", "command, why").arg(command, why);
    const bool clean = body.value(u"clean"_s).toBool();
    if (body.value(u"canary"_s).toBool())
        return Cli::tr("runs a test that must fail: %1").arg(command);
    if (body.value(u"setup"_s).toBool())
        return clean ? Cli::tr("sets up a clean copy with %1").arg(command) : Cli::tr("sets up with %1").arg(command);
    return clean ? Cli::tr("checks on a clean copy: %1").arg(command) : Cli::tr("verifies with %1").arg(command);
}

QString finishedCommand(const QJsonObject &body)
{
    QString command = shown(body.value(u"command"_s));
    const QString why = purposeText(body.value(u"purpose"_s).toString());
    if (body.value(u"canary"_s).toBool() && !why.isEmpty())
        return body.value(u"exit_code"_s) == 0 ? Cli::tr("%1 (%2): passed", "command, why").arg(command, why)
                                               : Cli::tr("%1 (%2): did not pass", "command, why").arg(command, why);
    if (body.value(u"canary"_s).toBool())
        return body.value(u"exit_code"_s) == 0 ? Cli::tr("the test that must fail passed")
                                               : Cli::tr("the test that must fail did not pass");
    if (!why.isEmpty())
        command = Cli::tr("%1 (%2)", "command, why").arg(command, why);
    else if (body.value(u"clean"_s).toBool())
        command = Cli::tr("%1 (clean copy)").arg(command);
    if (body.value(u"timed_out"_s).toBool() || body.value(u"status"_s).toString() == u"timeout"_s)
        return Cli::tr("%1: stopped at its time limit").arg(command);
    if (!body.value(u"exit_code"_s).isDouble())
        return Cli::tr("%1: did not exit by itself").arg(command);
    return Cli::tr("%1: exit %2 after %3 s")
        .arg(command)
        .arg(body.value(u"exit_code"_s).toInt())
        .arg(seconds(body.value(u"duration_ms"_s)));
}

} // namespace

QString stateText(const QString &state)
{
    if (state == u"pending"_s)
        return Cli::tr("pending");
    if (state == u"running"_s)
        return Cli::tr("running");
    if (state == u"waiting_approval"_s)
        return Cli::tr("waiting for approval");
    if (state == u"paused"_s)
        return Cli::tr("paused");
    if (state == u"completed"_s)
        return Cli::tr("completed");
    if (state == u"failed"_s)
        return Cli::tr("failed");
    if (state == u"cancelled"_s)
        return Cli::tr("cancelled");
    return state;
}

namespace {

QString iterationText(const QJsonObject &body)
{
    const int number = body.value(u"number"_s).toInt();
    const int fixed = body.value(u"tests_fixed"_s).toInt(), regressed = body.value(u"tests_regressed"_s).toInt();
    if (body.value(u"passed"_s).toBool())
        return Cli::tr("iteration %1: PASS").arg(number);
    if (body.value(u"withheld"_s).toBool())
        return Cli::tr("iteration %1: the commands pass, but the result does not count").arg(number);
    if (fixed == 0 && regressed == 0)
        return Cli::tr("iteration %1: verification fails").arg(number);
    return Cli::tr("iteration %1: verification fails; fixed %2, regressed %3").arg(number).arg(fixed).arg(regressed);
}

} // namespace

QString endText(const QString &reason, const QString &detail)
{
    return detail.isEmpty() ? reasonText(reason) : reasonText(reason) + u": "_s + harmless(detail, false);
}

QString reasonText(const QString &reason)
{
    static const QHash<QString, const char *> texts{
        {u"passed"_s, QT_TRANSLATE_NOOP("Cli", "all verification commands passed")},
        {u"blocked_by_model"_s,
            QT_TRANSLATE_NOOP("Cli", "the model says it cannot be done; change the requirements, then retry")},
        {u"iteration_limit"_s, QT_TRANSLATE_NOOP("Cli", "the verification still fails after the last iteration; raise "
                                                        "max_iterations or sharpen the requirements, then retry")},
        {u"needs_setup"_s,
            QT_TRANSLATE_NOOP("Cli", "it passes only with what git ignores and the attempt made; add the "
                                     "`setup:` or `keep:` that the reason names, then retry")},
        {u"not_counted"_s, QT_TRANSLATE_NOOP("Cli", "the verification commands passed, but the result does not count; "
                                                    "correct what the reason names, then retry")},
        {u"call_limit"_s, QT_TRANSLATE_NOOP("Cli", "too many model calls; split the task")},
        {u"rate_limited"_s, QT_TRANSLATE_NOOP("Cli", "the model server asks to wait; it goes on by itself")},
        {u"cost_limit"_s, QT_TRANSLATE_NOOP("Cli", "the cost cap is reached; raise max_cost_usd, then retry")},
        {u"wall_limit"_s, QT_TRANSLATE_NOOP("Cli", "the working time of the task is used up; raise "
                                                   "VIBECODER_MAX_WALL_MINUTES or split the task, then retry")},
        {u"stuck_repeat"_s,
            QT_TRANSLATE_NOOP(
                "Cli", "nothing new happened any more; sharpen the requirements or name the place, then retry")},
        {u"stuck_oscillation"_s,
            QT_TRANSLATE_NOOP(
                "Cli", "the work went back and forth; look for requirements that contradict each other, then retry")},
        {u"environment_error"_s,
            QT_TRANSLATE_NOOP("Cli", "a verification command cannot start here; install what is missing, then retry")},
        {u"access_denied"_s,
            QT_TRANSLATE_NOOP("Cli", "a file or folder that it needs may not be used here; correct that, then retry")},
        {u"external_change"_s,
            QT_TRANSLATE_NOOP(
                "Cli", "a file was changed by somebody else while the task was interrupted; look at it, then retry")},
        {u"api_auth"_s,
            QT_TRANSLATE_NOOP("Cli", "the API key is missing or refused; set it, then `vibecoder queue resume`")},
        {u"api_spend_cap"_s,
            QT_TRANSLATE_NOOP("Cli", "the account may spend no more; add credit or raise its limit: a running queue "
                                     "goes on by itself, else `vibecoder queue start`")},
        {u"service_unavailable"_s,
            QT_TRANSLATE_NOOP("Cli", "the model service does not answer; a running queue asks again and goes on by "
                                     "itself, else `vibecoder queue start`")},
        {u"api_error"_s, QT_TRANSLATE_NOOP("Cli", "the model server answers with an error; see the task's log")},
        {u"model_unknown"_s, QT_TRANSLATE_NOOP("Cli",
                                 "the model server does not know the model; set VIBECODER_CLAUDE_MODEL, then retry")},
        {u"refusal"_s, QT_TRANSLATE_NOOP("Cli",
                           "the model refuses this task; word it differently or choose another model, then retry")},
        {u"context_limit"_s, QT_TRANSLATE_NOOP("Cli", "the conversation became too long; split the task")},
        {u"malformed_calls"_s,
            QT_TRANSLATE_NOOP("Cli", "the model kept calling its tools wrongly; choose another model, then retry")},
        {u"answers_cut_off"_s,
            QT_TRANSLATE_NOOP("Cli", "the answers of the model were cut off at their length limit; split the task or "
                                     "raise VIBECODER_MAX_TOKENS, then retry")},
        {u"empty_answers"_s,
            QT_TRANSLATE_NOOP("Cli", "the model kept giving answers that hold nothing to do; choose another model, "
                                     "then retry")},
        {u"approval_denied"_s,
            QT_TRANSLATE_NOOP("Cli", "a person denied what it needs; allow it or change the requirements, then retry")},
        {u"approval_expired"_s,
            QT_TRANSLATE_NOOP("Cli", "nobody answered its question in time; retry when somebody is there")},
        {u"cancelled"_s, QT_TRANSLATE_NOOP("Cli", "cancelled by a person")},
        {u"tampering"_s,
            QT_TRANSLATE_NOOP("Cli", "tests or their configuration were changed and nobody agreed; look at the diff, "
                                     "then retry, or set guard: allow if the task asks for it")},
        {u"worker_crash_loop"_s,
            QT_TRANSLATE_NOOP("Cli", "its worker died several times without progress; see the log")},
        {u"journal_mismatch"_s,
            QT_TRANSLATE_NOOP("Cli", "it was begun by another version of the program; what it did stays, "
                                     "`vibecoder task retry` begins a fresh attempt")},
        {u"internal_error"_s, QT_TRANSLATE_NOOP("Cli", "an internal error; see the log")},
    };
    const char *source = texts.value(reason);
    return source ? Cli::tr(source) : reason;
}

QString pauseText(const QString &reason, const QString &detail, const QDateTime &until)
{
    QString text = reason == u"user"_s ? Cli::tr("by a person") : reasonText(reason);
    if (!detail.isEmpty())
        text += u" ("_s + shown(detail, 400) + u")"_s;
    if (until.isValid())
        text += u"; "_s +
                Cli::tr("the service is asked again at %1").arg(until.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s));
    return text;
}

QString waitText(const WaitReason &reason)
{
    switch (reason.kind) {
    case WaitKind::None:
        break;
    case WaitKind::FolderInUse:
        return Cli::tr("task %1 (%2) has the folder").arg(reason.taskId, shown(reason.taskName, 120));
    case WaitKind::QueuePaused:
        return Cli::tr("the queue is paused; `vibecoder queue status` says why");
    case WaitKind::NoWorker:
        return Cli::tr("no process works the queue; `vibecoder queue start` does");
    case WaitKind::WorkersBusy:
        return Cli::tr("every worker has a task already");
    case WaitKind::Approval:
        return Cli::tr("a person has to decide; `vibecoder approve list` shows what");
    case WaitKind::Sleeping:
        return Cli::tr("it goes on by itself at %1").arg(reason.until.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s));
    }
    return {};
}

QString activityText(const QString &activity)
{
    if (activity == u"model"_s)
        return Cli::tr("the model answers");
    if (activity == u"command"_s)
        return Cli::tr("runs a command");
    if (activity == u"verify"_s)
        return Cli::tr("verifies");
    if (activity == u"clean"_s)
        return Cli::tr("passed; checks it on a clean copy");
    if (activity == u"approval"_s)
        return Cli::tr("waits for a person");
    return activity;
}

QString waitWord(const WaitReason &reason)
{
    switch (reason.kind) {
    case WaitKind::FolderInUse:
        return Cli::tr("folder in use");
    case WaitKind::QueuePaused:
        return Cli::tr("queue paused");
    case WaitKind::NoWorker:
        return Cli::tr("no worker");
    case WaitKind::WorkersBusy:
        return Cli::tr("workers busy");
    default:
        return {};
    }
}

namespace {

QString answerText(const QJsonObject &body)
{
    const QString stop = body.value(u"stop_reason"_s).toString(), said = shown(body.value(u"text"_s), 160);
    if (stop == u"error"_s)
        return Cli::tr("no answer of the model: %1").arg(shown(body.value(u"error"_s), 400));
    if (stop == u"time_limit"_s)
        return Cli::tr("no whole answer of the model within the time of the iteration");
    if (stop == u"cost_limit"_s)
        return Cli::tr("the model was not asked again: the cost cap leaves no room");
    if (stop == u"max_tokens"_s)
        return said.isEmpty() ? Cli::tr("the model's answer was cut off at its length limit")
                              : Cli::tr("model (cut off at its length limit): %1").arg(said);
    return said.isEmpty() ? Cli::tr("the model answered") : Cli::tr("model: %1").arg(said);
}

} // namespace

QString eventText(const Event &event)
{
    const QJsonObject &body = event.body;
    switch (event.kind) {
    case EventKind::TaskCreated:
        return Cli::tr("created: %1").arg(shown(body.value(u"name"_s)));
    case EventKind::TaskClaimed:
        return Cli::tr("taken by a worker");
    case EventKind::TaskStateChanged: {
        const QString to = stateText(body.value(u"to"_s).toString());
        const QString reason = body.value(u"stop_reason"_s).toString();
        if (reason.isEmpty())
            return to;
        const QString detail = shown(body.value(u"detail"_s), 400);
        return Cli::tr("%1: %2").arg(
            to, detail.isEmpty() ? reasonText(reason) : reasonText(reason) + u" ("_s + detail + u")"_s);
    }
    case EventKind::TaskUpdated:
        return Cli::tr("changed");
    case EventKind::TaskRetried:
        if (const int from = body.value(u"goes_on_from"_s).toInt(); from > 0)
            return Cli::tr("attempt %1 begins; it goes on from what attempt %2 left")
                .arg(QString::number(body.value(u"attempt"_s).toInt()), QString::number(from));
        return Cli::tr("attempt %1 begins").arg(body.value(u"attempt"_s).toInt());
    case EventKind::TaskDeleted:
        return Cli::tr("deleted: %1").arg(shown(body.value(u"name"_s)));
    case EventKind::IterationStarted:
        return body.value(u"number"_s).toInt() == 0 ? Cli::tr("baseline: verification before the first change")
                                                    : Cli::tr("iteration %1").arg(body.value(u"number"_s).toInt());
    case EventKind::IterationFinished:
        if (body.value(u"number"_s).toInt() == 0)
            return body.value(u"passed"_s).toBool() ? Cli::tr("baseline passes") : Cli::tr("baseline fails");
        return iterationText(body);
    case EventKind::ModelCallStarted:
        return Cli::tr("asks the model");
    case EventKind::ModelCallFinished:
        return answerText(body);
    case EventKind::ModelCallRetried:
        return Cli::tr("asks the model again: %1").arg(shown(body.value(u"why"_s)));
    case EventKind::ActionProposed:
        return Cli::tr("%1 %2").arg(shown(body.value(u"tool"_s)), shown(body.value(u"what"_s)));
    case EventKind::ActionFinished:
        return body.value(u"ok"_s).toBool() ? Cli::tr("done: %1").arg(shown(body.value(u"what"_s)))
                                            : Cli::tr("refused: %1").arg(shown(body.value(u"summary"_s)));
    case EventKind::CommandStarted:
        return Cli::tr("runs %1").arg(shown(body.value(u"command"_s)));
    case EventKind::VerificationStarted:
        return begunVerification(body);
    case EventKind::CommandFinished:
    case EventKind::VerificationFinished:
        return finishedCommand(body);
    case EventKind::ApprovalRequested: {
        const QJsonValue path = body.value(u"path"_s);
        QString what = Cli::tr("its verification commands");
        if (body.value(u"kind"_s).toString() == toWire(ApprovalKind::Border))
            what = elided(borderLineText(body.value(u"command"_s).toString()), kWidth);
        else if (!body.value(u"command"_s).toString().isEmpty())
            what = shown(body.value(u"command"_s));
        else if (!path.toString().isEmpty())
            what = body.value(u"kind"_s).toString() == u"file_read"_s ? Cli::tr("read %1").arg(shown(path))
                                                                      : Cli::tr("write %1").arg(shown(path));
        return Cli::tr("needs a person: %1 (approval %2)").arg(what, body.value(u"approval_id"_s).toString());
    }
    case EventKind::ApprovalDecided:
        return Cli::tr("approval %1: %2 by %3")
            .arg(
                body.value(u"approval_id"_s).toString(), body.value(u"state"_s).toString(), shown(body.value(u"by"_s)));
    case EventKind::CheckpointTaken:
        return Cli::tr("checkpoint c%1 (files: %2)")
            .arg(body.value(u"number"_s).toInt())
            .arg(body.value(u"files"_s).toInt());
    case EventKind::CheckpointRestored:
        return Cli::tr("files are back at checkpoint c%1 (iteration %2)")
            .arg(body.value(u"number"_s).toInt())
            .arg(body.value(u"iteration"_s).toInt());
    case EventKind::ResultApplied:
        return Cli::tr("applied to your folder by %1 (files: %2)")
            .arg(shown(body.value(u"by"_s)))
            .arg(body.value(u"files"_s).toInt());
    case EventKind::ResultUndone:
        return Cli::tr("taken back from your folder by %1 (changes: %2)")
            .arg(shown(body.value(u"by"_s)))
            .arg(body.value(u"changes"_s).toInt());
    case EventKind::QueuePaused:
        return Cli::tr("the queue is paused: %1")
            .arg(pauseText(body.value(u"reason"_s).toString(), body.value(u"detail"_s).toString(),
                timeFromWire(body.value(u"until"_s).toString())));
    case EventKind::QueueResumed:
        return Cli::tr("the queue goes on");
    case EventKind::Warning:
        break;
    }
    constexpr int whole = 600; // it names what a person has to look after
    return Cli::tr("warning: %1").arg(shown(body.value(u"text"_s), whole));
}

} // namespace vibecoder
