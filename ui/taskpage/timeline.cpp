// SPDX-License-Identifier: MIT
#include "taskpage/timeline.h"

#include "model/approval.h"
#include "model/task.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;
using Kind = TimelineStep::Kind;
using State = TimelineStep::State;

namespace {

QString textOf(const Event &event, const char *name)
{
    return event.body.value(QLatin1StringView(name)).toString();
}

int numberOf(const Event &event, const char *name, int otherwise = 0)
{
    return event.body.value(QLatin1StringView(name)).toInt(otherwise);
}

qint64 bigOf(const Event &event, const char *name)
{
    return event.body.value(QLatin1StringView(name)).toInteger();
}

void noteVerification(TimelineStep &step, const Event &event)
{
    step.verifyIndex = numberOf(event, "index", -1);
    step.clean = event.body.value(u"clean"_s).toBool();
    step.setup = event.body.value(u"setup"_s).toBool();
    step.canary = event.body.value(u"canary"_s).toBool();
    step.purpose = textOf(event, "purpose");
}

bool isEdit(const QString &tool)
{
    return tool == u"create" || tool == u"str_replace" || tool == u"insert";
}

} // namespace

void Timeline::clear()
{
    *this = Timeline();
}

void Timeline::append(const QList<Event> &events, TimelineListener *listener)
{
    m_listener = listener;
    for (const Event &event : events) {
        if (event.seq <= m_lastSeq)
            continue;
        m_lastSeq = event.seq;
        take(event);
    }
    m_listener = nullptr;
}

void Timeline::take(const Event &event)
{
    switch (event.kind) {
    case EventKind::IterationStarted:
        beginRound(numberOf(event, "number"), event.at);
        break;
    case EventKind::IterationFinished:
        endRound(event);
        break;
    case EventKind::ModelCallStarted:
        openRound(event.at);
        setActivity(u"model"_s);
        break;
    case EventKind::ModelCallFinished:
        takeAnswer(event);
        break;
    case EventKind::ModelCallRetried: {
        const int round = openRound(event.at);
        QList<TimelineStep> &steps = m_rounds[round].steps;
        if (!steps.isEmpty() && steps.constLast().kind == Kind::Retried) {
            steps.last().count += 1;
            steps.last().text = textOf(event, "why");
            changed(round, int(steps.size()) - 1);
            break;
        }
        TimelineStep step;
        step.kind = Kind::Retried;
        step.text = textOf(event, "why");
        add(step, event);
        break;
    }
    case EventKind::ActionProposed:
        m_tools.insert(textOf(event, "what"), textOf(event, "tool"));
        break;
    case EventKind::ActionFinished:
        takeAction(event);
        break;
    case EventKind::CommandStarted:
    case EventKind::VerificationStarted: {
        TimelineStep step;
        step.kind = event.kind == EventKind::CommandStarted ? Kind::Command : Kind::Verify;
        step.state = State::Running;
        step.code = textOf(event, "command");
        noteVerification(step, event);
        add(step, event);
        setActivity(step.kind == Kind::Command ? u"command"_s : step.clean ? u"clean"_s : u"verify"_s);
        break;
    }
    case EventKind::CommandFinished:
        finish(Kind::Command, event);
        break;
    case EventKind::VerificationFinished:
        finish(Kind::Verify, event);
        break;
    case EventKind::ApprovalRequested: {
        TimelineStep step;
        step.kind = Kind::Approval;
        step.state = State::Waiting;
        step.approvalId = textOf(event, "approval_id");
        step.approval = u"pending"_s;
        step.code = textOf(event, "command");
        step.ofBorder = textOf(event, "kind") == toWire(ApprovalKind::Border);
        if (step.code.isEmpty())
            step.code = textOf(event, "path");
        if (step.code.isEmpty())
            step.code = event.body.value(u"commands"_s).toArray().at(0).toString();
        add(step, event);
        m_approvals.insert(step.approvalId, {int(m_rounds.size()) - 1, int(m_rounds.constLast().steps.size()) - 1});
        setActivity(u"approval"_s);
        break;
    }
    case EventKind::ApprovalDecided:
        decide(event);
        break;
    case EventKind::CheckpointTaken:
    case EventKind::CheckpointRestored: {
        TimelineStep step;
        step.kind = event.kind == EventKind::CheckpointTaken ? Kind::Checkpoint : Kind::Restored;
        step.checkpoint = numberOf(event, "number");
        step.count = numberOf(event, "files");
        step.by = textOf(event, "by");
        add(step, event);
        break;
    }
    case EventKind::TaskStateChanged:
        takeState(event);
        break;
    case EventKind::Warning: {
        TimelineStep step;
        step.kind = Kind::Warning;
        step.text = textOf(event, "text");
        add(step, event);
        break;
    }
    default:
        break; // nothing a person looks for in the timeline; the log has them
    }
}

void Timeline::beginRound(int number, const QDateTime &at)
{
    // What came before the baseline stands in its round already.
    if (number == 0 && m_rounds.size() == 1 && m_rounds.constFirst().number == 0) {
        m_rounds.first().startedAt = at;
        if (m_listener)
            m_listener->roundChanged(0);
        return;
    }
    if (!m_rounds.isEmpty() && m_rounds.constLast().state == TimelineRound::State::Running) {
        m_rounds.last().state = TimelineRound::State::Stopped;
        m_rounds.last().endedAt = at;
        m_rounds.last().activity.clear();
        if (m_listener)
            m_listener->roundChanged(int(m_rounds.size()) - 1);
    }
    TimelineRound round;
    round.number = number;
    round.startedAt = at;
    if (m_listener)
        m_listener->aboutToAddRound(int(m_rounds.size()));
    m_rounds.append(round);
    if (m_listener)
        m_listener->roundAdded();
}

int Timeline::openRound(const QDateTime &at)
{
    if (m_rounds.isEmpty())
        beginRound(0, at);
    return int(m_rounds.size()) - 1;
}

void Timeline::endRound(const Event &event)
{
    TimelineRound &round = m_rounds[openRound(event.at)];
    round.endedAt = event.at;
    round.activity.clear();
    const bool passed = event.body.value(u"passed"_s).toBool();
    const bool withheld = event.body.value(u"withheld"_s).toBool();
    round.state = passed     ? TimelineRound::State::Passed
                  : withheld ? TimelineRound::State::Withheld
                             : TimelineRound::State::Failed;
    round.testsPassed = numberOf(event, "tests_passed", -1);
    round.testsFailed = numberOf(event, "tests_failed", -1);
    round.fixed = numberOf(event, "tests_fixed");
    round.regressed = numberOf(event, "tests_regressed");
    round.filesChanged = numberOf(event, "files_changed");
    if (m_listener)
        m_listener->roundChanged(int(m_rounds.size()) - 1);
}

void Timeline::add(TimelineStep step, const Event &event)
{
    const int round = openRound(event.at);
    step.seq = event.seq;
    step.at = event.at;
    QList<TimelineStep> &steps = m_rounds[round].steps;
    if (m_listener)
        m_listener->aboutToAddStep(round, int(steps.size()));
    steps.append(std::move(step));
    if (m_listener)
        m_listener->stepAdded();
}

void Timeline::changed(int round, int step)
{
    if (m_listener)
        m_listener->stepChanged(round, step);
}

void Timeline::setActivity(const QString &activity)
{
    if (m_rounds.isEmpty() || m_rounds.constLast().activity == activity ||
        m_rounds.constLast().state != TimelineRound::State::Running)
        return;
    m_rounds.last().activity = activity;
    if (m_listener)
        m_listener->roundChanged(int(m_rounds.size()) - 1);
}

void Timeline::takeAnswer(const Event &event)
{
    const int at = openRound(event.at);
    TimelineRound &round = m_rounds[at];
    round.calls += 1;
    round.tokens += bigOf(event, "input_tokens") + bigOf(event, "cache_read_tokens") + bigOf(event, "output_tokens");
    round.costMicroUsd += bigOf(event, "cost_micro_usd");
    if (m_listener)
        m_listener->roundChanged(at);
    TimelineStep step;
    step.kind = Kind::Thought;
    step.text = textOf(event, "text").trimmed();
    if (event.body.contains(u"duration_ms"_s))
        step.durationMs = bigOf(event, "duration_ms");
    if (const QString error = textOf(event, "error"); !error.isEmpty()) {
        step.kind = Kind::Warning;
        step.text = error;
    }
    // An answer that only calls tools says nothing to read; its tools are the next steps.
    if (!step.text.isEmpty())
        add(step, event);
}

void Timeline::takeAction(const Event &event)
{
    const QString what = textOf(event, "what");
    const QString tool = m_tools.take(what);
    const bool done = event.body.value(u"ok"_s).toBool();
    TimelineStep step;
    step.code = what;
    step.text = textOf(event, "summary");
    if (!done) {
        step.kind = Kind::Refused;
        step.state = State::Bad;
        add(step, event);
        return;
    }
    if (isEdit(tool)) {
        step.kind = tool == u"create" ? Kind::Create : Kind::Edit;
        step.state = State::Good;
        add(step, event);
        return;
    }
    const Kind kind = tool == u"search" ? Kind::Search : Kind::Read;
    const int round = openRound(event.at);
    QList<TimelineStep> &steps = m_rounds[round].steps;
    if (!steps.isEmpty() && steps.constLast().kind == kind) {
        TimelineStep &last = steps.last();
        ++last.count;
        if (!last.files.contains(what))
            last.files.append(what);
        changed(round, int(steps.size()) - 1);
        return;
    }
    step.kind = kind;
    step.files = {what};
    add(step, event);
}

void Timeline::finish(Kind kind, const Event &event)
{
    const QString command = textOf(event, "command");
    if (m_rounds.isEmpty())
        return;
    const int round = int(m_rounds.size()) - 1;
    QList<TimelineStep> &steps = m_rounds[round].steps;
    int at = int(steps.size()) - 1;
    while (
        at >= 0 && !(steps.at(at).kind == kind && steps.at(at).state == State::Running && steps.at(at).code == command))
        --at;
    if (at < 0) {
        TimelineStep step;
        step.kind = kind;
        step.code = command;
        noteVerification(step, event);
        add(step, event);
        at = int(steps.size()) - 1;
    }
    TimelineStep &step = steps[at];
    step.durationMs = bigOf(event, "duration_ms");
    const QJsonValue exit = event.body.value(u"exit_code"_s);
    if (exit.isDouble())
        step.exitCode = exit.toInt();
    step.status = fromWire<CommandStatus>(textOf(event, "status"))
                      .value_or(event.body.value(u"timed_out"_s).toBool() ? CommandStatus::Timeout
                                : step.exitCode == 0                      ? CommandStatus::Pass
                                                                          : CommandStatus::Fail);
    step.state = (step.status == CommandStatus::Pass) != step.canary ? State::Good : State::Bad;
    changed(round, at);
}

void Timeline::decide(const Event &event)
{
    const auto found = m_approvals.constFind(textOf(event, "approval_id"));
    if (found == m_approvals.cend())
        return;
    TimelineStep &step = m_rounds[found->first].steps[found->second];
    step.approval = textOf(event, "state");
    step.by = textOf(event, "by");
    step.text = textOf(event, "message");
    step.state = step.approval == u"approved" ? State::Good : State::Bad;
    changed(found->first, found->second);
    if (found->first == int(m_rounds.size()) - 1)
        setActivity({});
}

void Timeline::takeState(const Event &event)
{
    const auto to = fromWire<TaskState>(textOf(event, "to"));
    if (!to || (!isEnded(*to) && *to != TaskState::Paused))
        return;
    TimelineStep step;
    step.kind = Kind::State;
    step.code = textOf(event, "to");
    step.text = textOf(event, "stop_reason");
    step.state = *to == TaskState::Completed ? State::Good : *to == TaskState::Failed ? State::Bad : State::Neutral;
    add(step, event);
    if (!isEnded(*to))
        return;
    const int at = int(m_rounds.size()) - 1;
    TimelineRound &last = m_rounds[at];
    // Whatever was under way is over: nothing may turn for ever.
    for (int i = 0; i < last.steps.size(); ++i) {
        TimelineStep &open = last.steps[i];
        if (open.state != State::Running && !(open.state == State::Waiting && open.approval == u"pending"))
            continue;
        if (open.state == State::Waiting)
            open.approval = u"void"_s;
        open.state = State::Neutral;
        changed(at, i);
    }
    if (last.state == TimelineRound::State::Running) {
        last.state = TimelineRound::State::Stopped;
        last.endedAt = event.at;
        last.activity.clear();
        if (m_listener)
            m_listener->roundChanged(at);
    }
}

} // namespace vibecoder
