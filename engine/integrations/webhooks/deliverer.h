// SPDX-License-Identifier: MIT
// Tells the webhooks of a store what they want to hear. Reads the event table behind each webhook's mark, puts wanted
// events into the table of deliveries, sends the first one of each task, and stores how it ended before the next one of
// that task goes out. So each event is delivered at least once, in order per task, whatever dies in between.
//
// One process at a time delivers (a lease in the store, with a fence); a dead or hanging one is replaced. Each webhook
// has a line of its own with bounded parallelism; one that fails gets one request at a time. Lives in a thread of its
// own (deliverythread.h), so that neither handshakes nor slow receivers take time from the loop.
#pragma once

#include "base/async.h"
#include "base/clock.h"
#include "integrations/webhooks/backoff.h"
#include "model/webhook.h"
#include "storage/database.h"

#include <QHash>
#include <QSet>
#include <QTimer>

namespace vibecoder::webhooks {

struct DeliveryOptions
{
    int parallel = 4;         ///< requests of one webhook at the same time
    int limitMs = 10000;      ///< for one request
    int mostWaiting = 10000;  ///< deliveries of one webhook; further events stay in the event table meanwhile
    qint64 leaseMs = 60000;   ///< others may deliver so long after the last renewal
    int renewMs = 15000;
    int otherLookMs = 2000;   ///< how often one looks whether another process still delivers
    BackOff backOff;
    std::function<void()> beforeRecord; ///< tests: called between an answer and its record
};

class Deliverer final : public QObject
{
    Q_OBJECT

public:
    Deliverer(Database &db, const Clock &clock, DeliveryOptions options);
    ~Deliverer() override;

    /// The store changed, or time passed: look for work. Cheap when there is none.
    void wake();
    /// Calls back once when nothing is on its way and nothing is due now, or when another process delivers.
    void whenQuiet(std::function<void()> callback);

private:
    /// The state of a webhook that need not outlive the process.
    struct Line
    {
        qint64 seen = 0;      ///< events up to here were looked at; nothing wanted between the stored mark and this
        int failures = 0;     ///< in a row
        QSet<QString> inFlight; ///< task ids; an empty one stands for the queue's own events
    };
    struct Wanted
    {
        Webhook webhook;
        QList<Event> events; ///< empty: only the mark moves
        qint64 upTo = 0;
    };

    QCoro::Task<> lookAround();
    QCoro::Task<bool> lookOnce();
    QCoro::Task<Result<bool>> holdLease();
    QCoro::Task<Result<>> takeIn(QList<Wanted> wanted);
    QCoro::Task<> deliver(Webhook webhook, WebhookDelivery delivery, qint64 fence);
    QCoro::Task<> renewLease();
    Result<QList<Wanted>> newEvents(const QList<Webhook> &webhooks, bool *more);
    Result<int> startDue(const QList<Webhook> &webhooks);
    [[nodiscard]] Result<QByteArray> requestFor(const Webhook &webhook, const WebhookDelivery &delivery);
    [[nodiscard]] WebhookDelivery afterFailure(WebhookDelivery delivery, const WebhookAnswer &answer) const;
    /// Something of the store failed: looked at again a little later.
    void noteTrouble(const char *what, const Error &error);
    void sleepUntilDue();
    void tellQuiet();
    [[nodiscard]] int inFlight() const;

    Database &m_db;
    const Clock &m_clock;
    DeliveryOptions m_options;
    QHash<QString, Line> m_lines;
    qint64 m_fence = 0; ///< 0: not ours
    QTimer m_due, m_renew;
    bool m_looking = false, m_again = false, m_elsewhere = false, m_work = false, m_trouble = false;
    QDateTime m_lookedAt; ///< what was due then has been started, or waits for the end of another one
    QList<std::function<void()>> m_quiet;
    TaskScope m_scope; // last: dies first, before what its coroutines use
};

} // namespace vibecoder::webhooks
