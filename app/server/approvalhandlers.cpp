// SPDX-License-Identifier: MIT
// The list of questions, one question, and its decision: bound to the digest that was shown.
#include "handlers.h"

#include "callerslanguage.h"
#include "parameters.h"
#include "wire/approvalcodec.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

namespace {

void decide(ApiContext &context, const HttpRequest &request, const Answer &answer, bool approve)
{
    const Result<QString> id = idOf(request);
    if (!id) {
        answer(HttpReply::ofError(id.error(), request.id));
        return;
    }
    ApprovalDecision decision;
    decision.approve = approve;
    decision.contentHash = request.json.value(u"content_hash"_s).toString();
    decision.answers = request.json.value(u"answers"_s).toObject();
    decision.message = request.json.value(u"message"_s).toString();
    decision.decidedBy = ApiContext::actorOf(request);
    if (approve)
        decision.remember =
            fromWire<RememberFor>(request.json.value(u"remember"_s).toString()).value_or(RememberFor::No);
    if ((approve || !decision.answers.isEmpty()) && decision.contentHash.isEmpty()) {
        const Result<Approval> known = context.engine.approval(*id);
        if (!known)
            answer(HttpReply::ofError(known.error(), request.id));
        else
            answer(HttpReply::refusal(428, u"`content_hash` is missing: name what was shown"_s, request.id,
                u"GET /api/approvals/{id} shows the question with its content_hash."_s, u"content_hash"_s));
        return;
    }
    context.answerWhenStored(context.engine.decide(*id, decision), request, answer,
        [](const Approval &approval) { return HttpReply::ofJson(toJson(approval)); });
}

} // namespace

void listApprovals(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    std::optional<ApprovalState> state = ApprovalState::Pending;
    if (const QString word = request.query.value(u"state"_s); word == u"all"_s) {
        state = std::nullopt;
    } else if (!word.isEmpty()) {
        state = fromWire<ApprovalState>(word);
        if (!state) {
            answer(HttpReply::refusal(400, u"`state` does not know that word"_s, request.id,
                u"Accepted: all, %1."_s.arg(wireNames<ApprovalState>().join(u", "_s)), u"state"_s));
            return;
        }
    }
    const Result<QList<Approval>> approvals = context.engine.approvals(state, request.query.value(u"task"_s));
    if (!approvals) {
        answer(HttpReply::ofError(approvals.error(), request.id));
        return;
    }
    QJsonArray items;
    for (const Approval &approval : *approvals)
        items.append(toJson(approval));
    const Result<QJsonObject> page = pageOfItems(request, u"approvals"_s, items, u"id"_s);
    answer(page ? HttpReply::ofJson(*page) : HttpReply::ofError(page.error(), request.id));
}

// `?facts=true` adds what the card shows: the target as it lies on the disk, what git knows, the difference.
void readApproval(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QString> id = idOf(request);
    const Result<Approval> approval = id ? context.engine.approval(*id) : Result<Approval>(passError(id));
    if (!approval) {
        answer(HttpReply::ofError(approval.error(), request.id));
        return;
    }
    if (request.query.value(u"facts"_s) != u"true"_s) {
        answer(HttpReply::ofJson(toJson(*approval)));
        return;
    }
    // Runs git and reads files: not in the thread that serves everybody.
    const SpokenLanguage wanted = wantedLanguage(request.head.header("accept-language"));
    context.answerAside(answer, [&engine = context.engine, approval = *approval, wanted] {
        const CallersLanguage language(wanted);
        QJsonObject json = toJson(approval);
        const Result<ApprovalFacts> facts = engine.approvalFacts(approval);
        json.insert(u"facts"_s, facts ? QJsonValue(toJson(*facts, approval)) : QJsonValue());
        return HttpReply::ofJson(json);
    });
}

void approve(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    decide(context, request, answer, true);
}

void deny(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    decide(context, request, answer, false);
}

} // namespace vibecoder::handlers
