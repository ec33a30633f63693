// SPDX-License-Identifier: MIT
#include "core/commandtools.h"

#include "base/digest.h"
#include "base/logging.h"
#include "core/auditing.h"
#include "core/judging.h"
#include "core/view/borderdesk.h"
#include "model/networkreason.h"
#include "permission/permissionpolicy.h"
#include "verification/feedback.h"
#include "verification/verifier.h"
#include "wire/modelcodec.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostOpened = 5000;     // of those that may matter
constexpr qint64 kSetupMs = 10 * 60 * 1000; // packages come from far away

bool changesShellState(const QString &command)
{
    const QString first = command.trimmed().section(QLatin1Char(' '), 0, 0);
    return first == u"cd"_s || first == u"export"_s || first == u"source"_s || first == u"."_s;
}

QString answerText(const QString &command, const ProcessResult &result)
{
    const QString output = shortenOutput(result.output(), result.outputBytes);
    QString head;
    if (!result.startError.isEmpty())
        head = u"the command could not start: %1"_s.arg(result.startError);
    else if (result.lost)
        head = u"the command was lost from sight; whether it finished is not known"_s;
    else if (result.timedOut)
        head = u"stopped: the time of this iteration was over after %1 s"_s.arg(
            double(result.durationMs) / 1000.0, 0, 'f', 1);
    else if (result.exitCode)
        head = *result.exitCode == 0 ? u"exit 0"_s : u"exit %1"_s.arg(*result.exitCode);
    else
        head = u"ended by signal %1"_s.arg(result.signal);
    QString text = output.isEmpty() ? head + u", no output"_s : head + u"\n"_s + output;
    if (changesShellState(command))
        text += u"\n[each command runs in a fresh shell at the working directory: cd and export do not last]"_s;
    return text;
}

QStringList textsOf(const QJsonObject &result)
{
    QStringList texts;
    for (const QJsonValue &line : result.value(u"protected_changes"_s).toArray())
        texts.append(line.toString());
    return texts;
}

// Why a command may have failed that works when a person approved it.
QString hiddenText(const ProcessRequest &request, const ProcessResult &result)
{
    QStringList names;
    const QString inside = request.directory + u'/';
    for (const QString &place : request.sandbox &&result.exitCode != 0 ? request.sandbox->hidden : QStringList()) {
        if (place.mid(1).startsWith(inside))
            names.append(place.mid(1 + inside.size()));
    }
    if (names.isEmpty())
        return {};
    constexpr qsizetype kNamed = 8;
    const QString more = names.size() > kNamed ? u" and %1 more"_s.arg(names.size() - kNamed) : QString();
    return u"\n[empty for a command that no person approved, because they may hold secrets: %1%2; the verification "
           "commands see them]"_s.arg(names.first(std::min(names.size(), kNamed)).join(u", "_s), more);
}

// What the model hears of modes that were taken off again.
QString clearedText(const SetIdFiles &files)
{
    return files.cleared.isEmpty() ? QString()
                                   : u"\n[set-uid and set-gid were taken off: %1]"_s.arg(files.cleared.join(u", "_s));
}

void noteModes(const SetIdFiles &files, QJsonObject &record)
{
    if (!files.cleared.isEmpty())
        record.insert(u"cleared_modes"_s, QJsonArray::fromStringList(files.cleared));
}

// A mode that could not be taken off is a question.
QStringList withModesLeft(QStringList changes, const SetIdFiles &files)
{
    for (const QString &name : files.left)
        changes.append(u"set-uid or set-gid "_s + name);
    return changes;
}

// Nobody can be asked about a cancelled task, so its end names what the command had done.
Result<StepOutcome> cutOff(Error error, const QStringList &changes)
{
    if (error.code == ErrorCode::Cancelled && !changes.isEmpty())
        error.detail = u"the command that was cut off changed protected names: %1"_s.arg(changes.join(u", "_s));
    return tl::make_unexpected(error);
}

Database::WriteJob insertArtifacts(QList<Artifact> rows)
{
    if (rows.isEmpty())
        return {};
    return [rows](Connection &c) -> Result<> {
        for (const Artifact &row : rows)
            VC_CHECK(artifactrows::insert(c, row));
        return {};
    };
}

} // namespace

CommandTools::CommandTools(RunServices &services, const Workspace &workspace, Journal &journal, WorkPlace &place,
    CommandSandbox &sandbox, CancelSource &stop)
    : m_services(services)
    , m_workspace(workspace)
    , m_journal(journal)
    , m_place(place)
    , m_stop(stop)
    , m_broker(services, journal)
    , m_sandbox(sandbox)
{
}

QString CommandTools::outputFile() const
{
    return m_services.db.location().runFolder() + u"/%1.out"_s.arg(m_journal.taskId());
}

QString CommandTools::pidFile() const
{
    return m_services.db.location().runFolder() + u"/%1.pid"_s.arg(m_journal.taskId());
}

QCoro::Task<Result<ToolAnswer>> CommandTools::bash(
    ToolRequest request, RunState &state, QJsonObject stepInput, QString modelSays)
{
    const Action action{ActionKind::RunCommand, request.command, {}};
    PolicyContext context{state.task.accepted ? commandsToAccept(state.task.spec) : QStringList(), m_workspace.root(),
        QDir::homePath(), m_services.db.location().dataFolder(), m_sandbox.tier()};
    context.held = m_sandbox.tier();
    context.network = state.task.networkGranted();
    context.inView = m_place.isView();
    CO_TRY(const Judgement judgement, judgeStep(m_services, m_journal, action, context));
    if (judgement.decision == Decision::Deny) {
        CO_CHECK(recordRefusal(action, judgement, state));
        noteDenial(state, judgement.reason);
        co_return ToolAnswer{
            u"refused by policy (%1): this command can never be run. Find a safer way."_s.arg(judgement.reason), true};
    }
    QString approvalId;
    const bool asks = judgement.decision == Decision::Ask;
    // What a person allows although it needs the network gets it, for this one time; the card says so.
    CommandRights rights{
        state.task.networkGranted() || reachesNetwork(judgement.lifted) || (asks && reachesNetwork(judgement.reason)),
        {}, {}};
    PolicyContext unheld = context;
    unheld.tier = SandboxTier::None;
    unheld.acceptedCommands.clear();
    rights.onlyReads = judge(action, unheld).decision == Decision::Allow;
    rights.hidesSecrets = !asks && judgement.reason != u"accepted_verification"_s;
    if (asks && !judgement.path.isEmpty()) {
        rights.access = judgement.writes ? PathAccess::Write : PathAccess::Read;
        rights.path = judgement.path;
    }
    if (asks) {
        CO_TRY(const ApprovalAnswer answer, m_broker.ask(draft(request.command, judgement, modelSays, rights), state));
        if (!answer.approved())
            co_return denialAnswer(answer, u"command"_s);
        approvalId = answer.id;
    }
    Step step;
    step.kind = u"command"_s;
    step.input = std::move(stepInput);
    step.startEvents.append(makeEvent(EventKind::CommandStarted, {{u"command"_s, request.command}}));
    state.task.activity = u"command"_s;
    const Database::WriteJob progress = saveProgress(state, m_journal.fence(), m_services.clock);
    step.intentChange = [progress](const QJsonObject &) { return progress; };
    const QString command = request.command;
    const qint64 limitMs = state.remainingMs();
    const int iteration = state.task.iteration;
    const QString name = u"a%1/i%2/command-%3.txt"_s.arg(m_journal.attempt()).arg(iteration).arg(m_journal.nextPath());
    const QJsonObject why{{u"decision"_s, u"allow"_s}, {u"reason"_s, judgement.reason}, {u"rule"_s, judgement.rule},
        {u"severity"_s, toWire(judgement.severity)}, {u"approval"_s, approvalId}, {u"network"_s, rights.network},
        {u"path"_s, rights.path}, {u"access"_s, toWire(rights.access)}};
    Journal::Effect effect = [this, command, limitMs, name, iteration, why, action, context, rights](
                                 const QJsonObject &, bool) {
        const bool approved = !why.value(u"approval"_s).toString().isEmpty();
        if (forbiddenMeanwhile(m_services, m_journal.taskId(), action, context, approved))
            return readyOutcome(StepOutcome{
                {{u"text"_s, approved
                                 ? u"refused by policy (user_rule): this command can never be run. Find a safer way."_s
                                 : u"not run: it is no longer allowed without a question. Ask for it again."_s},
                    {u"is_error"_s, true}},
                {}, {}});
        return runCommand(command, limitMs, name, iteration, why, rights);
    };
    state.commandsRan = true;
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    const qint64 durationMs = result.value(u"duration_ms"_s).toInteger();
    state.usedMs += durationMs;
    CO_CHECK(askAboutChanges(command, textsOf(result), state));
    co_return ToolAnswer{result.value(u"text"_s).toString(), result.value(u"is_error"_s).toBool(),
        result.value(u"timed_out"_s).toBool()};
}

Approval CommandTools::draft(
    const QString &command, const Judgement &judgement, const QString &modelSays, const CommandRights &rights) const
{
    Approval approval;
    approval.kind = ApprovalKind::Command;
    approval.commands = {command};
    approval.directory = m_workspace.root();
    approval.network = rights.network;
    approval.access = rights.access;
    approval.path = rights.path;
    approval.beforeSha256 = m_sandbox.folderIdentity();
    approval.tier = m_sandbox.tier();
    approval.severity = judgement.severity;
    approval.reason = judgement.reason;
    approval.rule = judgement.rule;
    approval.spanStart = judgement.spanStart;
    approval.spanLength = judgement.spanLength;
    approval.modelSays = modelSays;
    return approval;
}

// What a command did to protected names although nobody granted it. The person's no ends the task: whatever obeys those
// names would obey them from now on.
QCoro::Task<Result<>> CommandTools::askAboutChanges(QString command, QStringList changes, RunState &state)
{
    if (changes.isEmpty())
        co_return Result<>();
    Approval approval;
    approval.kind = ApprovalKind::ProtectedChange;
    approval.commands = QStringList{command} + changes;
    approval.directory = m_workspace.root();
    approval.tier = m_sandbox.tier();
    approval.severity = Severity::High;
    approval.reason = u"protected_changed"_s;
    approval.rule = u"protected_changed"_s;
    CO_TRY(const ApprovalAnswer answer, m_broker.ask(approval, state));
    if (answer.approved()) {
        m_sandbox.accept();
        co_return Result<>();
    }
    state.deniedTooOften = approval.reason;
    m_refusedChanges = changes;
    co_return Result<>();
}

// A journaled step, so that a resumed run does not record the same refusal twice.
QCoro::Task<Result<>> CommandTools::recordRefusal(Action action, Judgement judgement, RunState &state)
{
    Step step;
    step.kind = u"refusal"_s;
    step.input = {{u"command"_s, action.command}, {u"reason"_s, judgement.reason}};
    const AuditPlace place{m_journal.taskId(), m_journal.attempt(), state.task.iteration};
    auto record = [this, place, action, judgement]() -> Result<StepOutcome> {
        StepOutcome outcome;
        VC_TRY(outcome.change, auditDecision(m_services, place, action, judgement));
        outcome.events.append(makeEvent(
            EventKind::ActionFinished, {{u"what"_s, action.command.left(200)}, {u"ok"_s, false},
                                           {u"summary"_s, u"refused by policy: %1"_s.arg(judgement.reason)}}));
        return outcome;
    };
    Journal::Effect effect = [record](const QJsonObject &, bool) { return readyOutcome(record()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    Q_UNUSED(result)
    co_return Result<>();
}

Result<Database::WriteJob> CommandTools::auditRun(
    const QString &action, const QString &command, const ProcessResult &process, int iteration, QJsonObject why)
{
    why.insert(u"action"_s, action);
    why.insert(u"command"_s, command.left(4096));
    why.insert(u"content_hash"_s, sha256Hex(command.toUtf8()));
    why.insert(u"directory"_s, m_workspace.root());
    why.insert(u"tier"_s, toWire(m_sandbox.tier()));
    why.insert(u"exit_code"_s, process.exitCode ? QJsonValue(*process.exitCode) : QJsonValue());
    why.insert(u"signal"_s, process.signal);
    why.insert(u"timed_out"_s, process.timedOut);
    why.insert(u"duration_ms"_s, process.durationMs);
    why.insert(u"output_bytes"_s, process.outputBytes);
    return auditEffect(m_services, {m_journal.taskId(), m_journal.attempt(), iteration}, std::move(why));
}

QCoro::Task<Result<StepOutcome>> CommandTools::runCommand(
    QString command, qint64 limitMs, QString outputName, int iteration, QJsonObject why, CommandRights rights)
{
    ProcessRequest request;
    request.argv = shellArgv(command);
    request.directory = m_workspace.root();
    request.timeoutMs = limitMs;
    request.outputFile = outputFile();
    request.pidFile = pidFile();
    m_sandbox.look();
    request.sandbox = m_sandbox.profile(rights);
    // With more rights than the task has: in a sandbox of its own, so that the next command has the old ones.
    if (!why.value(u"approval"_s).toString().isEmpty())
        request.sandboxOwner.clear();
    else
        request.sandboxOwner = m_sandbox.owner();
    const qint64 from = setIdLookFrom();
    // In a view it costs next to nothing, and what only reads may still write some cache.
    const bool notes = m_place.isView() || !rights.onlyReads;
    if (const Result<> begun = notes ? m_place.beginCommand() : Result<>(); !begun)
        co_return passError(begun);
    // Noted however it ended: what a cancelled command has written is the task's as well.
    CO_AWAIT(const auto ran, m_services.runner.run(request, m_stop));
    if (notes)
        m_place.endCommand(Evidence::Command);
    const SetIdFiles modes = rights.onlyReads ? SetIdFiles() : m_sandbox.clearModes(from);
    const QStringList changes = withModesLeft(m_sandbox.changes(rights), modes);
    if (!ran)
        co_return cutOff(ran.error(), changes);
    const ProcessResult &process = *ran;

    StepOutcome outcome;
    const bool ok = process.exitCode == 0;
    outcome.result = {
        {u"text"_s, redact(answerText(command, process) + hiddenText(request, process) + clearedText(modes))},
        {u"is_error"_s, !ok}, {u"exit_code"_s, process.exitCode ? QJsonValue(*process.exitCode) : QJsonValue()},
        {u"duration_ms"_s, process.durationMs}, {u"timed_out"_s, process.timedOut}};
    if (!changes.isEmpty())
        outcome.result.insert(u"protected_changes"_s, QJsonArray::fromStringList(changes));
    QList<Artifact> rows;
    // Short output is whole in the result already; only what was shortened needs its file.
    if (process.outputBytes > 8000) {
        const Result<QString> kept = keepOutput(request.outputFile, outputName, iteration, rows);
        if (kept)
            outcome.result.insert(u"output_artifact"_s, *kept);
    }
    QFile::remove(request.outputFile);
    noteModes(modes, why);
    Result<Database::WriteJob> anchor = auditRun(u"run_command"_s, command, process, iteration, why);
    if (!anchor)
        co_return passError(anchor);
    outcome.change = together(insertArtifacts(std::move(rows)), std::move(*anchor));
    outcome.events.append(makeEvent(
        EventKind::CommandFinished, {{u"command"_s, command}, {u"exit_code"_s, outcome.result.value(u"exit_code"_s)},
                                        {u"timed_out"_s, process.timedOut}, {u"duration_ms"_s, process.durationMs}}));
    co_return outcome;
}

QCoro::Task<Result<VerificationReport>> CommandTools::verify(
    RunPurpose purpose, int onlyIndex, RunState &state, qint64 limitMs)
{
    VerificationReport report;
    const QStringList commands = state.task.spec.verificationCommands;
    for (int index = 0; index < commands.size(); ++index) {
        if (onlyIndex >= 0 && index != onlyIndex)
            continue;
        CO_TRY(const CommandReport one,
            runOne(purpose, index, commands.at(index), state, limitMs > 0 ? limitMs : state.limitMs()));
        state.slowestVerifyMs = std::max(state.slowestVerifyMs, one.durationMs);
        report.commands.append(one);
    }
    co_return report;
}

QCoro::Task<Result<VerificationReport>> CommandTools::setup(RunPurpose purpose, RunState &state)
{
    VerificationReport report;
    const QStringList commands = state.task.spec.setup;
    for (int index = 0; index < commands.size(); ++index) {
        CO_TRY(
            CommandReport one, runOne(purpose, index, commands.at(index), state, std::max(kSetupMs, state.limitMs())));
        one.isSetup = true;
        report.commands.append(one);
        if (one.status != CommandStatus::Pass)
            break;
    }
    co_return report;
}

QCoro::Task<Result<CommandReport>> CommandTools::runCanary(
    RunPurpose purpose, int index, QString command, RunState &state, qint64 limitMs)
{
    return runOne(purpose, index, command, state, limitMs);
}

QCoro::Task<Result<CommandReport>> CommandTools::runOne(
    RunPurpose purpose, int index, QString command, RunState &state, qint64 limitMs)
{
    Step step;
    step.kind = u"verify"_s;
    // The model may ask for the same command several times in an iteration.
    const QString word = toWire(purpose),
                  times = purpose == RunPurpose::Tool ? QString::number(state.verificationsThisIteration) : QString();
    step.input = {{u"index"_s, index}, {u"command"_s, command}, {u"purpose"_s, word + times}};
    QJsonObject told{
        {u"index"_s, index}, {u"command"_s, command}, {u"iteration"_s, state.task.iteration}, {u"purpose"_s, word}};
    const bool clean = isClean(purpose);
    if (clean)
        told.insert(u"clean"_s, true);
    if (isCanary(purpose))
        told.insert(u"canary"_s, true);
    if (isSetup(purpose))
        told.insert(u"setup"_s, true);
    step.startEvents.append(makeEvent(EventKind::VerificationStarted, told));
    state.task.activity = clean ? u"clean"_s : u"verify"_s;
    const Database::WriteJob progress = saveProgress(state, m_journal.fence(), m_services.clock);
    step.intentChange = [progress](const QJsonObject &) { return progress; };
    const QString name =
        u"a%1/i%2/%3-%4.txt"_s.arg(m_journal.attempt()).arg(state.task.iteration).arg(word + times).arg(index);
    const Task task = state.task;
    Journal::Effect effect = [this, command, limitMs, name, task, told](const QJsonObject &, bool) {
        return runVerification(command, limitMs, name, task, told);
    };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    CO_CHECK(askAboutChanges(command, textsOf(result), state));
    noteOpened(result);
    const CommandReport one = commandReportFromJson(result);
    state.verifiedMs += one.durationMs;
    co_return one;
}

QCoro::Task<Result<StepOutcome>> CommandTools::runVerification(
    QString command, qint64 limitMs, QString outputName, Task task, QJsonObject told)
{
    VerifyRequest request;
    request.index = told.value(u"index"_s).toInt();
    request.command = command;
    request.directory = m_workspace.root();
    request.timeoutMs = limitMs;
    request.outputFile = outputFile();
    request.pidFile = pidFile();
    const CommandRights rights{task.networkGranted(), {}, {}};
    m_sandbox.look();
    request.sandbox = m_sandbox.profile(rights);
    request.sandboxOwner = m_sandbox.owner();
    if (m_traced)
        request.traced = m_traced->foldersToTrace();
    const qint64 from = setIdLookFrom();
    if (const Result<> begun = m_place.beginCommand(); !begun)
        co_return passError(begun);
    CO_AWAIT(auto verified, verifyCommand(m_services.runner, request, m_stop));
    m_place.endCommand(Evidence::Verification);
    const SetIdFiles modes = m_sandbox.clearModes(from);
    const QStringList changes = withModesLeft(m_sandbox.changes(rights), modes);
    if (!verified)
        co_return cutOff(verified.error(), changes);
    CommandReport report = std::move(verified->report);
    QList<Artifact> rows;
    if (report.outputBytes > 0) {
        const Result<QString> kept = keepOutput(request.outputFile, outputName, task.iteration, rows);
        if (kept)
            report.outputArtifact = *kept;
    }
    QFile::remove(request.outputFile);
    ProcessResult process;
    process.exitCode = report.exitCode;
    process.signal = report.signal;
    process.timedOut = report.status == CommandStatus::Timeout;
    process.durationMs = report.durationMs;
    process.outputBytes = report.outputBytes;
    QJsonObject why{
        {u"decision"_s, u"allow"_s}, {u"reason"_s, u"accepted_verification"_s}, {u"status"_s, toWire(report.status)}};
    noteModes(modes, why);
    Result<Database::WriteJob> anchor = auditRun(u"verify"_s, command, process, task.iteration, why);
    if (!anchor)
        co_return passError(anchor);
    StepOutcome outcome;
    outcome.result = toJson(report);
    keepOpened(verified->opened, outcome.result);
    if (!changes.isEmpty())
        outcome.result.insert(u"protected_changes"_s, QJsonArray::fromStringList(changes));
    outcome.change = together(insertArtifacts(std::move(rows)), std::move(*anchor));
    told.insert(u"exit_code"_s, report.exitCode ? QJsonValue(*report.exitCode) : QJsonValue());
    told.insert(u"status"_s, toWire(report.status));
    told.insert(u"duration_ms"_s, report.durationMs);
    outcome.events.append(makeEvent(EventKind::VerificationFinished, told));
    co_return outcome;
}

Result<QString> CommandTools::keepOutput(
    const QString &file, const QString &name, int iteration, QList<Artifact> &rows) const
{
    Artifact row;
    row.id = newId();
    row.taskId = m_journal.taskId();
    row.attempt = m_journal.attempt();
    row.iteration = iteration;
    row.name = name;
    row.kind = u"output"_s;
    row.size = QFile(file).size();
    VC_TRY(row.sha256, m_services.artifacts.adopt(file));
    row.createdAt = m_services.clock.now();
    rows.append(row);
    return row.id;
}

} // namespace vibecoder
