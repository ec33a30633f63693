// SPDX-License-Identifier: MIT
// Webhooks. Outbound: an address that hears of chosen events, and what is still to be told to it. Inbound: a name under
// which somebody else may put a task made from the user's template into the queue. Plain values.
#pragma once

#include "base/enumtable.h"
#include "model/event.h"
#include "model/task.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

namespace vibecoder {

/// Webhooks of one store, of either direction.
inline constexpr int kMostWebhooks = 50;

struct Webhook
{
    QString id;  ///< 12 characters
    QString url; ///< http or https, without user, password and fragment
    QList<EventKind> events;   ///< empty: all
    bool allowPrivate = false; ///< may reach loopback, private and link-local addresses, and by plain http
    QString salt;              ///< the signing secret is derived from it and the key of the store
    qint64 takenSeq = 0;       ///< events up to this one are delivered, not wanted, or wait as deliveries
    QDateTime createdAt;
    QString createdBy; ///< surface and user
    qint64 delivered = 0;
    QDateTime deliveredAt; ///< of the last one; invalid before
    QDateTime failedAt;    ///< of the last failed try
    QString lastError;
    qint64 waiting = 0, dead = 0; ///< deliveries; counted when read

    [[nodiscard]] bool wants(EventKind kind) const { return events.isEmpty() || events.contains(kind); }
};

/// What a webhook hears of when nothing else is said.
[[nodiscard]] inline QList<EventKind> usualWebhookEvents()
{
    return {EventKind::TaskCreated, EventKind::TaskStateChanged, EventKind::ApprovalRequested,
        EventKind::ApprovalDecided, EventKind::QueuePaused, EventKind::QueueResumed};
}

/// What a person asks for.
struct WebhookRequest
{
    QString url;
    QList<EventKind> events; ///< empty: all
    bool allowPrivate = false;
};

/// A webhook that was just made; the only time its secret is shown.
struct NewWebhook
{
    Webhook webhook;
    QString secret;
};

enum class DeliveryState { Waiting, Dead };
template <>
struct EnumTable<DeliveryState>
{
    static constexpr auto rows =
        enumRows<DeliveryState>({{DeliveryState::Waiting, "waiting"}, {DeliveryState::Dead, "dead"}});
};

/// One event for one webhook that is not delivered yet, or never was (dead).
struct WebhookDelivery
{
    QString webhookId;
    qint64 eventSeq = 0;
    QString taskId; ///< empty for the queue's own events; deliveries of one task go out in order
    EventKind kind = EventKind::Warning;
    DeliveryState state = DeliveryState::Waiting;
    int attempts = 0;
    QDateTime dueAt;    ///< not before
    QDateTime takenAt;  ///< when it was put into the queue, or sent again by a person
    QDateTime failedAt; ///< of the last try
    int lastStatus = 0; ///< HTTP; 0: no answer
    QString lastError;  ///< in English

    /// The same for each try, and after a crash: what the receiver tells repeats by.
    [[nodiscard]] QString id() const { return webhookId + u'-' + QString::number(eventSeq); }
};

/// How one POST ended.
struct WebhookAnswer
{
    bool delivered = false; ///< status 2xx
    bool gone = false;      ///< the receiver said that it will never take it (410)
    int status = 0;         ///< 0: no answer
    QString error;          ///< in English; empty when delivered
    qint64 retryAfterMs = 0;
    qint64 durationMs = 0;
    QString address; ///< that was connected to; empty when none was
};

/// Inbound: a template that was stored and accepted by a person.
struct Hook
{
    QString name;      ///< 1 to 64 of a-z, 0-9, - and _
    QString yaml;      ///< the task file with its placeholders, as it was given
    QString directory; ///< where its file lay: relative working directories start there
    QString accepted;  ///< verificationDigest of the template
    QString salt;
    QDateTime createdAt;
    QString createdBy;
    qint64 calls = 0; ///< that made a task
    QDateTime calledAt;
};

struct NewHook
{
    Hook hook;
    QString secret;
};

/// A template as it reads: what a person accepts when it is stored.
struct HookTemplate
{
    TaskSpec spec;            ///< placeholders still in its texts
    QStringList placeholders; ///< paths, each once
    QString digest;           ///< verificationDigest(spec)
};

/// A call of a hook: nothing of it is trusted before its signature was checked.
struct HookCall
{
    QString name;
    QByteArray timestamp, signature, delivery; ///< header values
    QByteArray body;
};

struct HookReceipt
{
    QString delivery;
    QString taskId;
    QString status; ///< of the task, a wire word; `deleted` when it is gone
    bool duplicate = false; ///< this delivery was known: nothing new was made
};

} // namespace vibecoder
