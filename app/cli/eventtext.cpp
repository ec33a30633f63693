// SPDX-License-Identifier: MIT
#include "eventtext.h"

#include "output.h"
#include "text.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QString shown(const QJsonValue &value, int width = 120)
{
    return elided(harmless(value.toString(), false), width);
}

QString seconds(const QJsonValue &milliseconds)
{
    return QString::number(milliseconds.toDouble() / 1000.0, 'f', 1);
}

QString finishedCommand(const QJsonObject &body)
{
    const QString command = shown(body.value(u"command"_s));
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

QString reasonText(const QString &reason)
{
    static const QHash<QString, const char *> texts{
        {u"passed"_s, QT_TRANSLATE_NOOP("Cli", "all verification commands passed")},
        {u"blocked_by_model"_s,
            QT_TRANSLATE_NOOP("Cli", "the model says it cannot be done; change the requirements, then retry")},
        {u"iteration_limit"_s, QT_TRANSLATE_NOOP("Cli", "the verification still fails after the last iteration; raise "
                                                        "max_iterations or sharpen the requirements, then retry")},
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
        {u"external_change"_s,
            QT_TRANSLATE_NOOP(
                "Cli", "a file was changed by somebody else while the task was interrupted; look at it, then retry")},
        {u"api_auth"_s,
            QT_TRANSLATE_NOOP("Cli", "the API key is missing or refused; set it, then `vibecoder queue resume`")},
        {u"api_spend_cap"_s, QT_TRANSLATE_NOOP("Cli",
                                 "the spend limit of the account is reached; raise it, then `vibecoder queue resume`")},
        {u"api_error"_s, QT_TRANSLATE_NOOP("Cli", "the model server answers with an error; see the task's log")},
        {u"model_unknown"_s, QT_TRANSLATE_NOOP("Cli",
                                 "the model server does not know the model; set VIBECODER_CLAUDE_MODEL, then retry")},
        {u"refusal"_s, QT_TRANSLATE_NOOP("Cli",
                           "the model refuses this task; word it differently or choose another model, then retry")},
        {u"context_limit"_s, QT_TRANSLATE_NOOP("Cli", "the conversation became too long; split the task")},
        {u"malformed_calls"_s,
            QT_TRANSLATE_NOOP("Cli", "the model kept calling its tools wrongly; choose another model, then retry")},
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
        {u"journal_mismatch"_s, QT_TRANSLATE_NOOP("Cli", "it was begun by another version of the program; retry it")},
        {u"internal_error"_s, QT_TRANSLATE_NOOP("Cli", "an internal error; see the log")},
    };
    const char *source = texts.value(reason);
    return source ? Cli::tr(source) : reason;
}

QString ruleText(const QString &code)
{
    static const QHash<QString, const char *> texts{
        {u"unknown_command"_s, QT_TRANSLATE_NOOP("Cli", "the program is not known")},
        {u"unknown_subcommand"_s, QT_TRANSLATE_NOOP("Cli", "this part of the program is not known to be harmless")},
        {u"option_does_more"_s, QT_TRANSLATE_NOOP("Cli", "an option can run programs or reach other files")},
        {u"needs_sandbox"_s, QT_TRANSLATE_NOOP("Cli", "it may change things, and no sandbox holds it")},
        {u"protected_changed"_s, QT_TRANSLATE_NOOP("Cli", "a command changed names that only a person may change")},
        {u"reads_outside"_s, QT_TRANSLATE_NOOP("Cli", "it reads outside the working directory")},
        {u"writes_outside"_s, QT_TRANSLATE_NOOP("Cli", "it writes outside the working directory")},
        {u"reads_secret"_s, QT_TRANSLATE_NOOP("Cli", "it reads a file that may hold secrets")},
        {u"protected_path"_s,
            QT_TRANSLATE_NOOP("Cli", "it changes a file that runs later, configures tools or holds secrets")},
        {u"program_outside"_s, QT_TRANSLATE_NOOP("Cli", "it runs a program from outside the working directory")},
        {u"inline_code"_s, QT_TRANSLATE_NOOP("Cli", "it runs code from its own text or input")},
        {u"fetched_code"_s, QT_TRANSLATE_NOOP("Cli", "it runs code that comes from another command")},
        {u"runs_other_code"_s, QT_TRANSLATE_NOOP("Cli", "it runs something that cannot be seen here")},
        {u"environment_runs_code"_s, QT_TRANSLATE_NOOP("Cli", "it sets a variable that can run code")},
        {u"reads_environment"_s, QT_TRANSLATE_NOOP("Cli", "it shows the environment or stored secrets")},
        {u"network_or_keys"_s, QT_TRANSLATE_NOOP("Cli", "it reaches the network or keys")},
        {u"supply_or_publishing"_s,
            QT_TRANSLATE_NOOP("Cli", "it installs or publishes software, or changes what others see")},
        {u"privilege"_s, QT_TRANSLATE_NOOP("Cli", "it asks for more rights")},
        {u"persistence"_s, QT_TRANSLATE_NOOP("Cli", "it changes settings or starts something that stays")},
        {u"resources"_s, QT_TRANSLATE_NOOP("Cli", "it ends processes or lifts limits")},
        {u"destroys_content"_s, QT_TRANSLATE_NOOP("Cli", "it deletes what cannot be brought back")},
        {u"loses_history"_s, QT_TRANSLATE_NOOP("Cli", "it can lose work that git keeps")},
        {u"writes_by_patch"_s, QT_TRANSLATE_NOOP("Cli", "it writes files that its text does not name")},
        {u"raw_device"_s, QT_TRANSLATE_NOOP("Cli", "it writes to a device")},
        {u"user_rule"_s, QT_TRANSLATE_NOOP("Cli", "a rule of your own says so")},
        {u"fork_bomb"_s, QT_TRANSLATE_NOOP("Cli", "it multiplies without end")},
        {u"own_control"_s, QT_TRANSLATE_NOOP("Cli", "it tries to steer this program")},
        {u"own_data"_s, QT_TRANSLATE_NOOP("Cli", "it touches the data of this program")},
        {u"computed_command"_s, QT_TRANSLATE_NOOP("Cli", "the program's name is computed")},
        {u"computed_target"_s, QT_TRANSLATE_NOOP("Cli", "the target is computed")},
        {u"computed_assignment"_s, QT_TRANSLATE_NOOP("Cli", "a variable is changed in a computed way")},
        {u"invisible_character"_s, QT_TRANSLATE_NOOP("Cli", "it holds characters that cannot be seen")},
        {u"foreign_letters"_s, QT_TRANSLATE_NOOP("Cli", "the program's name has letters of another script")},
        {u"ansi_quote"_s, QT_TRANSLATE_NOOP("Cli", "it hides text in escapes")},
        {u"expansion"_s, QT_TRANSLATE_NOOP("Cli", "the shell would put in something that is not known yet")},
        {u"substitution"_s, QT_TRANSLATE_NOOP("Cli", "it runs a command inside a word")},
        {u"group"_s, QT_TRANSLATE_NOOP("Cli", "it groups commands")},
        {u"background"_s, QT_TRANSLATE_NOOP("Cli", "it goes on in the background")},
        {u"keyword"_s, QT_TRANSLATE_NOOP("Cli", "it is a loop or a condition")},
        {u"redirect"_s, QT_TRANSLATE_NOOP("Cli", "it redirects in an unusual way")},
        {u"pipe_of_errors"_s, QT_TRANSLATE_NOOP("Cli", "it redirects in an unusual way")},
        {u"syntax"_s, QT_TRANSLATE_NOOP("Cli", "it is not a complete command")},
        {u"unterminated"_s, QT_TRANSLATE_NOOP("Cli", "it is not a complete command")},
        {u"too_long"_s, QT_TRANSLATE_NOOP("Cli", "it is too long to judge")},
        {u"too_many_commands"_s, QT_TRANSLATE_NOOP("Cli", "it is too long to judge")},
        {u"too_deep"_s, QT_TRANSLATE_NOOP("Cli", "it is nested too deeply to judge")},
        {u"known_command"_s, QT_TRANSLATE_NOOP("Cli", "a known command inside the working directory")},
        {u"nothing_to_run"_s, QT_TRANSLATE_NOOP("Cli", "nothing is run")},
        {u"accepted_verification"_s, QT_TRANSLATE_NOOP("Cli", "an accepted verification command")},
        {u"inside_working_directory"_s, QT_TRANSLATE_NOOP("Cli", "inside the working directory")},
        {u"new_verification_commands"_s,
            QT_TRANSLATE_NOOP("Cli", "nobody has accepted these verification commands yet")},
        {u"no_working_directory"_s, QT_TRANSLATE_NOOP("Cli", "the working directory cannot be used")},
        {u"guarded_files"_s,
            QT_TRANSLATE_NOOP("Cli", "tests, their configuration or the scripts of the verification were changed")},
        {u"starts_outside"_s, QT_TRANSLATE_NOOP("Cli", "it starts outside the working directory")},
    };
    const char *source = texts.value(code);
    return source ? Cli::tr(source) : code;
}

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
    case EventKind::ModelCallFinished: {
        const QString said = shown(body.value(u"text"_s), 160);
        return said.isEmpty() ? Cli::tr("the model answered") : Cli::tr("model: %1").arg(said);
    }
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
        return Cli::tr("verifies with %1").arg(shown(body.value(u"command"_s)));
    case EventKind::CommandFinished:
    case EventKind::VerificationFinished:
        return finishedCommand(body);
    case EventKind::ApprovalRequested: {
        const QJsonValue path = body.value(u"path"_s);
        QString what = Cli::tr("its verification commands");
        if (!body.value(u"command"_s).toString().isEmpty())
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
    case EventKind::QueuePaused:
        return Cli::tr("the queue is paused: %1").arg(shown(body.value(u"reason"_s)));
    case EventKind::QueueResumed:
        return Cli::tr("the queue goes on");
    case EventKind::Warning:
        break;
    }
    return Cli::tr("warning: %1").arg(shown(body.value(u"text"_s)));
}

} // namespace vibecoder
