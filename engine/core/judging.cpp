// SPDX-License-Identifier: MIT
#include "core/judging.h"

#include "core/rulebook.h"
#include "storage/rulestore.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toJson(const Judgement &judgement)
{
    return {{u"decision"_s, toWire(judgement.decision)}, {u"severity"_s, toWire(judgement.severity)},
        {u"reason"_s, judgement.reason}, {u"rule"_s, judgement.rule}, {u"start"_s, judgement.spanStart},
        {u"length"_s, judgement.spanLength}, {u"lifted"_s, judgement.lifted}, {u"path"_s, judgement.path},
        {u"writes"_s, judgement.writes}};
}

Judgement fromJson(const QJsonObject &json)
{
    return {fromWire<Decision>(json.value(u"decision"_s).toString()).value_or(Decision::Deny),
        fromWire<Severity>(json.value(u"severity"_s).toString()).value_or(Severity::Critical),
        json.value(u"reason"_s).toString(), json.value(u"rule"_s).toString(), json.value(u"start"_s).toInt(),
        json.value(u"length"_s).toInt(), json.value(u"lifted"_s).toString(),
        json.value(u"path"_s).toString(), json.value(u"writes"_s).toBool()};
}

Result<Judgement> judgedNow(RunServices &services, const QString &taskId, const Action &action, PolicyContext context)
{
    context.taskId = taskId;
    context.now = services.clock.now();
    // A task that runs goes on with the rules that were good when the file breaks meanwhile; no new one starts.
    VC_TRY(context.rules, services.rules.current(services.db.reader(), context.now, true));
    return judge(action, context);
}

Result<StepOutcome> outcomeOf(const Result<Judgement> &judged, const QDateTime &now)
{
    if (!judged)
        return passError(judged);
    StepOutcome outcome;
    outcome.result = toJson(*judged);
    const QString user = u"user:"_s;
    if (judged->rule.startsWith(user)) {
        const QString rule = judged->rule.mid(user.size());
        outcome.change = [rule, now](Connection &c) { return rulestore::countUse(c, rule, now); };
    }
    return outcome;
}

} // namespace

QCoro::Task<Result<Judgement>> judgeStep(RunServices &services, Journal &journal, Action action, PolicyContext context)
{
    Step step;
    step.kind = u"judgement"_s;
    step.input = {{u"command"_s, action.command}};
    step.readOnly = true;
    const QString taskId = journal.taskId();
    RunServices *own = &services;
    Journal::Effect effect = [own, taskId, action, context](const QJsonObject &, bool) {
        return readyOutcome(outcomeOf(judgedNow(*own, taskId, action, context), own->clock.now()));
    };
    CO_TRY(const QJsonObject result, journal.step(std::move(step), std::move(effect)));
    co_return fromJson(result);
}

bool forbiddenMeanwhile(
    RunServices &services, const QString &taskId, const Action &action, PolicyContext context, bool approved)
{
    const Result<Judgement> now = judgedNow(services, taskId, action, std::move(context));
    if (approved)
        return now && now->decision == Decision::Deny;
    return !now || now->decision != Decision::Allow;
}

} // namespace vibecoder
