// SPDX-License-Identifier: MIT
#include "core/webhookdesk.h"

#include "base/digest.h"
#include "base/logging.h"
#include "core/auditing.h"
#include "core/taskflow.h"
#include "integrations/webhooks/payload.h"
#include "integrations/webhooks/signingkey.h"
#include "integrations/webhooks/webhookpost.h"
#include "integrations/webhooks/webhookurl.h"
#include "storage/taskstore.h"
#include "storage/webhookstore.h"

#include <QCoreApplication>

namespace vibecoder::webhookdesk {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTestMs = 10000;

// Inside the transaction: what cannot be recorded does not happen.
Result<> record(Connection &c, const Desk &desk, const QString &action, QJsonObject fields)
{
    fields.insert(u"record"_s, u"webhook"_s);
    fields.insert(u"actor"_s, desk.actor);
    fields.insert(u"action"_s, action);
    VC_TRY(const AuditAnchor anchor, desk.audit.append(fields, desk.now));
    return storeAnchor(c, anchor);
}

QCoro::Task<> post(webhooks::PostRequest request, std::shared_ptr<WebhookAnswer> answer, CancelSource &stop)
{
    CO_AWAIT(*answer, webhooks::postWebhook(request, stop));
}

} // namespace

Result<NewWebhook> prepare(const WebhookRequest &request, const QByteArray &key, const Desk &desk)
{
    VC_TRY(const QUrl url, webhooks::checkedUrl(request.url, request.allowPrivate));
    NewWebhook made;
    made.webhook.id = newId();
    made.webhook.url = url.toString(QUrl::FullyEncoded);
    made.webhook.events = request.events;
    made.webhook.allowPrivate = request.allowPrivate;
    made.webhook.salt = webhooks::newSalt();
    made.webhook.createdAt = desk.now;
    made.webhook.createdBy = desk.actor;
    made.secret = webhooks::secretOf(key, "webhook", made.webhook.id, made.webhook.salt);
    return made;
}

Result<> add(Connection &c, const Webhook &webhook, const Desk &desk)
{
    VC_CHECK(webhookstore::insert(c, webhook));
    // The path of an address may be a secret of its receiver.
    return record(c, desk, u"add_webhook"_s,
        {{u"webhook"_s, webhook.id}, {u"host"_s, QUrl(webhook.url).host()}, {u"private"_s, webhook.allowPrivate}});
}

Result<> remove(Connection &c, const QString &idOrPrefix, const Desk &desk)
{
    VC_TRY(const Webhook webhook, webhookstore::byId(c, idOrPrefix));
    VC_CHECK(webhookstore::remove(c, webhook.id));
    return record(c, desk, u"remove_webhook"_s, {{u"webhook"_s, webhook.id}});
}

Result<int> resend(Connection &c, const QString &idOrPrefix, const QList<qint64> &events, const Desk &desk)
{
    VC_TRY(const Webhook webhook, webhookstore::byId(c, idOrPrefix));
    VC_TRY(const int count, webhookstore::resend(c, webhook.id, events, desk.now));
    if (count == 0 && !events.isEmpty())
        return fail(ErrorCode::NotFound, QCoreApplication::translate("Webhooks", "None of these is a failed delivery."),
            QCoreApplication::translate("Webhooks", "`vibecoder webhook failures` lists them."));
    return count;
}

WebhookAnswer sendTest(const Webhook &webhook, const QByteArray &key, const QDateTime &now)
{
    const QString id = webhook.id + u"-test-"_s + newId();
    const QUrl url(webhook.url, QUrl::StrictMode);
    const QString secret = webhooks::secretOf(key, "webhook", webhook.id, webhook.salt);
    const QByteArray bytes = webhooks::requestBytes(url, webhooks::testPayload(id, webhook.id, now), id.toLatin1(),
        QByteArray::number(now.toSecsSinceEpoch()), secret.toLatin1());
    const auto answer = std::make_shared<WebhookAnswer>();
    answer->error = u"no answer in time"_s;
    webhooks::PostRequest request{url, bytes, webhook.allowPrivate, kTestMs};
    TaskScope scope;
    scope.start([request, answer](CancelSource &stop) { return post(request, answer, stop); });
    scope.drain(kTestMs + 2000);
    return *answer;
}

} // namespace vibecoder::webhookdesk
