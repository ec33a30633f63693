// SPDX-License-Identifier: MIT
#include "integrations/webhooks/deliverer.h"

#include "base/logging.h"
#include "base/processid.h"
#include "integrations/webhooks/payload.h"
#include "integrations/webhooks/signingkey.h"
#include "integrations/webhooks/webhookpost.h"
#include "integrations/webhooks/webhookurl.h"
#include "storage/eventlog.h"
#include "storage/taskstore.h"
#include "storage/webhookstore.h"

#include <QRandomGenerator>

#include <algorithm>

namespace vibecoder::webhooks {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostEventsAtOnce = 400; ///< rows of one transaction: others wait for it
constexpr int kTroubleMs = 5000;       ///< until the next look after the store failed
constexpr int kFailuresUntilCareful = 3;
constexpr qint64 kForgottenAfter = 1000; ///< unwanted events; the stored mark follows then

} // namespace

Deliverer::Deliverer(Database &db, const Clock &clock, DeliveryOptions options)
    : m_db(db)
    , m_clock(clock)
    , m_options(std::move(options))
{
    m_due.setSingleShot(true);
    connect(&m_due, &QTimer::timeout, this, &Deliverer::wake);
    m_renew.setInterval(m_options.renewMs);
    connect(&m_renew, &QTimer::timeout, this, [this] { m_scope.start([this](CancelSource &) { return renewLease(); }); });
}

Deliverer::~Deliverer()
{
    m_scope.stop().request(StopCause::Shutdown);
    m_scope.drain(5000);
    if (m_fence > 0) {
        const qint64 fence = m_fence;
        // Nobody has to wait for the end of the lease.
        m_db.submit([fence](Connection &c) { return webhookstore::release(c, fence); }, [](const Result<> &) {},
            Database::Durability::Process);
    }
}

void Deliverer::wake()
{
    if (m_looking) {
        m_again = true;
        return;
    }
    if (m_scope.stop().stopped())
        return;
    m_looking = true;
    m_scope.start([this](CancelSource &) { return lookAround(); });
}

void Deliverer::whenQuiet(std::function<void()> callback)
{
    m_quiet.append(std::move(callback));
    wake();
}

QCoro::Task<> Deliverer::lookAround()
{
    do {
        m_again = false;
        CO_AWAIT(const bool more, lookOnce());
        m_again = m_again || more;
    } while (m_again && !m_scope.stop().stopped());
    m_looking = false;
    sleepUntilDue();
    tellQuiet();
}

// True: there is more to look at right now.
QCoro::Task<bool> Deliverer::lookOnce()
{
    m_work = false;
    m_elsewhere = false;
    m_trouble = false;
    Connection &reader = m_db.reader();
    const auto webhooks = webhookstore::list(reader, false);
    const auto due = webhookstore::nextDue(reader, {});
    if (!webhooks || !due) {
        noteTrouble("the webhooks cannot be read", webhooks ? due.error() : webhooks.error());
        co_return false;
    }
    bool more = false;
    const auto wanted = newEvents(*webhooks, &more);
    if (!wanted) {
        noteTrouble("the events cannot be read", wanted.error());
        co_return false;
    }
    m_work = !wanted->isEmpty() || (due->has_value() && **due <= m_clock.now());
    if (!m_work)
        co_return more;
    CO_AWAIT(const Result<bool> held, holdLease());
    if (!held) {
        noteTrouble("the lease cannot be taken", held.error());
        co_return false;
    }
    m_elsewhere = !*held;
    if (m_elsewhere)
        co_return false;
    if (!wanted->isEmpty()) {
        CO_AWAIT(const Result<> taken, takeIn(*wanted));
        if (!taken) {
            if (taken.error().code == ErrorCode::Lost)
                m_fence = 0;
            noteTrouble("events cannot be put into the queue", taken.error());
            co_return false;
        }
    }
    const Result<int> started = startDue(*webhooks);
    if (!started)
        noteTrouble("deliveries cannot be read", started.error());
    co_return more;
}

// Who wants what of the next events. Marks of webhooks that want none of them move in memory only: a commit for each
// event that nobody wants would wake everybody.
Result<QList<Deliverer::Wanted>> Deliverer::newEvents(const QList<Webhook> &webhooks, bool *more)
{
    QList<Wanted> wanted;
    qint64 from = std::numeric_limits<qint64>::max();
    for (const Webhook &webhook : webhooks) {
        Line &line = m_lines[webhook.id];
        line.seen = std::max(line.seen, webhook.takenSeq);
        VC_TRY(const int waiting, webhookstore::waiting(m_db.reader(), webhook.id, m_options.mostWaiting));
        if (waiting >= m_options.mostWaiting)
            continue;
        wanted.append({webhook, {}, 0});
        from = std::min(from, line.seen);
    }
    if (wanted.isEmpty())
        return wanted;
    const int limit = std::max(20, kMostEventsAtOnce / int(wanted.size()));
    VC_TRY(const QList<Event> events, eventlog::since(m_db.reader(), from, limit));
    if (events.isEmpty())
        return QList<Wanted>();
    const qint64 last = events.constLast().seq;
    *more = events.size() == limit;
    for (Wanted &one : wanted) {
        Line &line = m_lines[one.webhook.id];
        for (const Event &event : events) {
            if (event.seq > line.seen && one.webhook.wants(event.kind))
                one.events.append(event);
        }
        one.upTo = std::max(line.seen, last);
        if (one.events.isEmpty())
            line.seen = one.upTo;
    }
    wanted.removeIf([this](const Wanted &one) {
        return one.events.isEmpty() && m_lines.value(one.webhook.id).seen - one.webhook.takenSeq < kForgottenAfter;
    });
    return wanted;
}

QCoro::Task<Result<bool>> Deliverer::holdLease()
{
    if (m_fence > 0)
        co_return Result<bool>(true);
    const auto lease = webhookstore::lease(m_db.reader());
    if (!lease)
        co_return Result<bool>(passError(lease));
    const ProcessId &owner = lease->owner;
    const bool sameBoot = owner.boot == bootId();
    if (owner.pid != 0 && sameBoot && lease->untilBootMs > m_clock.bootMs() && isAlive(owner))
        co_return Result<bool>(false);
    auto slot = std::make_shared<std::optional<qint64>>();
    const qint64 seen = lease->fence;
    const qint64 until = m_clock.bootMs() + m_options.leaseMs;
    Database::WriteJob job = [slot, seen, until](Connection &c) -> Result<> {
        VC_TRY(*slot, webhookstore::claim(c, seen, ProcessId::self(), until));
        return {};
    };
    CO_CHECK(m_db.write(std::move(job), Database::Durability::Process));
    m_fence = slot->value_or(0);
    if (m_fence > 0)
        m_renew.start();
    co_return Result<bool>(m_fence > 0);
}

QCoro::Task<Result<>> Deliverer::takeIn(QList<Wanted> wanted)
{
    const qint64 fence = m_fence;
    const QDateTime now = m_clock.now();
    auto seen = std::make_shared<QHash<QString, qint64>>();
    Database::WriteJob job = [wanted, fence, now, seen](Connection &c) -> Result<> {
        for (const Wanted &one : wanted) {
            const Webhook &webhook = one.webhook;
            VC_TRY(const bool moved,
                webhookstore::take(c, fence, webhook.id, webhook.takenSeq, one.upTo, one.events, now));
            if (moved)
                seen->insert(webhook.id, one.upTo);
        }
        return {};
    };
    CO_CHECK(m_db.write(std::move(job), Database::Durability::Process));
    for (auto it = seen->cbegin(); it != seen->cend(); ++it)
        m_lines[it.key()].seen = std::max(m_lines[it.key()].seen, it.value());
    co_return Result<>();
}

Result<int> Deliverer::startDue(const QList<Webhook> &webhooks)
{
    const QDateTime now = m_clock.now();
    m_lookedAt = now;
    // A wait that is longer than any: the clock was set back.
    const QDateTime horizon = now.addMSecs(m_options.backOff.longestMs + 60000);
    int started = 0;
    for (const Webhook &webhook : webhooks) {
        Line &line = m_lines[webhook.id];
        const int parallel = line.failures >= kFailuresUntilCareful ? 1 : m_options.parallel;
        int room = parallel - int(line.inFlight.size());
        if (room <= 0)
            continue;
        VC_TRY(const QList<WebhookDelivery> heads,
            webhookstore::heads(m_db.reader(), webhook.id, now, horizon, room + int(line.inFlight.size())));
        for (const WebhookDelivery &head : heads) {
            if (room == 0 || line.inFlight.contains(head.taskId))
                continue;
            --room;
            ++started;
            line.inFlight.insert(head.taskId);
            const qint64 fence = m_fence;
            m_scope.start([this, webhook, head, fence](CancelSource &) { return deliver(webhook, head, fence); });
        }
    }
    return started;
}

Result<QByteArray> Deliverer::requestFor(const Webhook &webhook, const WebhookDelivery &delivery)
{
    Connection &reader = m_db.reader();
    VC_TRY(const QByteArray key, signingKey(m_db.location().dataFolder()));
    VC_TRY(const QList<Event> events, eventlog::since(reader, delivery.eventSeq - 1, 1));
    if (events.isEmpty() || events.constFirst().seq != delivery.eventSeq)
        return fail(ErrorCode::NotFound, u"the event is gone"_s);
    const Event &event = events.constFirst();
    QString taskName;
    if (!event.taskId.isEmpty()) {
        if (const auto task = taskstore::byId(reader, event.taskId))
            taskName = task->spec.name;
    }
    const QString secret = secretOf(key, "webhook", webhook.id, webhook.salt);
    addSecret(secret);
    const QByteArray timestamp = QByteArray::number(m_clock.now().toSecsSinceEpoch());
    return requestBytes(QUrl(webhook.url, QUrl::StrictMode), payloadOf(delivery, event, taskName),
        delivery.id().toLatin1(), timestamp, secret.toLatin1());
}

WebhookDelivery Deliverer::afterFailure(WebhookDelivery delivery, const WebhookAnswer &answer) const
{
    const QDateTime now = m_clock.now();
    ++delivery.attempts;
    delivery.lastStatus = answer.status;
    delivery.lastError = answer.error.left(300);
    const auto wait = nextWait(m_options.backOff, delivery.attempts, delivery.takenAt.msecsTo(now), answer.retryAfterMs,
        QRandomGenerator::global()->generateDouble());
    delivery.dueAt = now.addMSecs(wait.value_or(0));
    delivery.state = wait && !answer.gone ? DeliveryState::Waiting : DeliveryState::Dead;
    return delivery;
}

QCoro::Task<> Deliverer::deliver(Webhook webhook, WebhookDelivery delivery, qint64 fence)
{
    WebhookAnswer answer;
    const Result<QByteArray> bytes = requestFor(webhook, delivery);
    if (bytes) {
        PostRequest request{
            QUrl(webhook.url, QUrl::StrictMode), *bytes, webhook.allowPrivate, m_options.limitMs};
        CO_AWAIT(answer, postWebhook(request, m_scope.stop()));
    } else {
        answer.error = bytes.error().message;
        answer.gone = bytes.error().code == ErrorCode::NotFound;
    }
    // What was cut off by the end of the program is neither delivered nor failed: it is sent again.
    const bool ending = m_scope.stop().stopped() && !answer.delivered;
    if (!ending) {
        if (m_options.beforeRecord)
            m_options.beforeRecord();
        const QDateTime now = m_clock.now();
        const WebhookDelivery after = answer.delivered ? delivery : afterFailure(delivery, answer);
        const bool delivered = answer.delivered;
        Database::WriteJob job = [fence, after, delivered, now](Connection &c) {
            return delivered ? webhookstore::delivered(c, fence, after, now) : webhookstore::failed(c, fence, after, now);
        };
        // Sent again after a loss of power: nothing is lost, so nothing has to wait for the disk.
        CO_AWAIT(const Result<> recorded, m_db.write(std::move(job), Database::Durability::Process));
        m_lines[webhook.id].failures = delivered ? 0 : m_lines.value(webhook.id).failures + 1;
        if (!delivered)
            logInfo("webhooks", u"a delivery failed"_s,
                {{u"webhook"_s, webhook.id}, {u"delivery"_s, after.id()}, {u"attempt"_s, after.attempts},
                    {u"why"_s, after.lastError}, {u"dead"_s, after.state == DeliveryState::Dead}});
        if (!recorded) {
            if (recorded.error().code == ErrorCode::Lost && m_fence == fence)
                m_fence = 0;
            // The same one is due again at once: not in a hot loop.
            noteTrouble("the end of a delivery cannot be stored", recorded.error());
            CO_AWAIT(const bool slept, sleepFor(kTroubleMs, m_scope.stop()));
            Q_UNUSED(slept)
        }
    }
    m_lines[webhook.id].inFlight.remove(delivery.taskId);
    wake();
}

QCoro::Task<> Deliverer::renewLease()
{
    if (m_fence == 0)
        co_return;
    const qint64 fence = m_fence;
    const auto due = webhookstore::nextDue(m_db.reader(), {});
    const bool soon = due && due->has_value() && **due < m_clock.now().addMSecs(m_options.leaseMs);
    const bool idle = !soon && !m_work && inFlight() == 0;
    if (idle) {
        // Who has nothing to do holds nothing: whoever sees the next event first delivers it.
        m_fence = 0;
        m_renew.stop();
    }
    const qint64 until = m_clock.bootMs() + m_options.leaseMs;
    Database::WriteJob job = [idle, fence, until](Connection &c) {
        return idle ? webhookstore::release(c, fence) : webhookstore::renew(c, fence, until);
    };
    CO_AWAIT(const Result<> done, m_db.write(std::move(job), Database::Durability::Process));
    if (!done && done.error().code == ErrorCode::Lost && m_fence == fence)
        m_fence = 0;
    if (idle)
        wake(); // something may have come in between
}

void Deliverer::noteTrouble(const char *what, const Error &error)
{
    m_trouble = true;
    logWarning("webhooks", QString::fromLatin1(what), {{u"why"_s, error.message}, {u"detail"_s, error.detail}});
}

void Deliverer::sleepUntilDue()
{
    if (m_elsewhere) {
        m_due.start(m_options.otherLookMs);
        return;
    }
    if (m_trouble) {
        m_due.start(kTroubleMs);
        return;
    }
    // From the moment of the look on: what became due since was not seen by it.
    const auto due = webhookstore::nextDue(m_db.reader(), m_lookedAt.isValid() ? m_lookedAt : m_clock.now());
    if (!due || !due->has_value()) {
        m_due.stop();
        return;
    }
    constexpr qint64 longest = 60000; // a clock that was set shows itself within a minute
    m_due.start(int(std::clamp<qint64>(m_clock.now().msecsTo(**due) + 1, 1, longest)));
}

void Deliverer::tellQuiet()
{
    if (m_quiet.isEmpty() || inFlight() > 0 || m_again)
        return;
    for (const auto &callback : std::exchange(m_quiet, {}))
        callback();
}

int Deliverer::inFlight() const
{
    int count = 0;
    for (const Line &line : m_lines)
        count += int(line.inFlight.size());
    return count;
}

} // namespace vibecoder::webhooks
