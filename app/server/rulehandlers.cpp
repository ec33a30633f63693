// SPDX-License-Identifier: MIT
// The user's own rules: written and remembered ones.
#include "handlers.h"

#include "parameters.h"
#include "wire/modelcodec.h"

#include <QJsonArray>

namespace vibecoder::handlers {

using namespace Qt::StringLiterals;

void listRules(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const Result<QList<Rule>> rules = context.engine.rules();
    if (!rules) {
        answer(HttpReply::ofError(rules.error(), request.id));
        return;
    }
    QJsonArray items;
    for (const Rule &rule : *rules)
        items.append(toJson(rule));
    const Result<QJsonObject> page = pageOfItems(request, u"rules"_s, items, u"id"_s);
    answer(page ? HttpReply::ofJson(*page) : HttpReply::ofError(page.error(), request.id));
}

void deleteRule(ApiContext &context, const HttpRequest &request, const Answer &answer)
{
    const QString requestId = request.id;
    whenDone(context.engine.removeRule(request.args.value(u"rule"_s), ApiContext::actorOf(request)), &context,
        [answer, requestId](const Result<> &done) {
            answer(done ? HttpReply{204, {}, {}, {}} : HttpReply::ofError(done.error(), requestId));
        });
}

} // namespace vibecoder::handlers
