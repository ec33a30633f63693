// SPDX-License-Identifier: MIT
// Deliveries to real receivers on loopback that fail, hang, answer late and break off: at least once, in order per task,
// signed, one webhook not in the way of another; across processes and kill -9.
#include "hookreceiver.h"
#include "integrations/webhooks/deliverythread.h"
#include "integrations/webhooks/signature.h"
#include "integrations/webhooks/signingkey.h"
#include "storage/webhookstore.h"
#include "unit/storage/storetesting.h"

#include <QJsonDocument>
#include <QSet>

using namespace storetesting;
using namespace vibecoder::webhooks;

namespace {

DeliveryOptions quick()
{
    DeliveryOptions options;
    options.otherLookMs = 50;
    options.backOff.firstMs = 20;
    options.backOff.longestMs = 60;
    return options;
}

Event eventOf(const QString &taskId, int number)
{
    Event event = newEvent(QString::number(number), taskId);
    event.body.insert(u"number"_s, number);
    event.at = QDateTime::currentDateTimeUtc();
    return event;
}

Result<> append(Database &db, QList<Event> events)
{
    return db.writeNow([events](Connection &c) mutable -> Result<> {
        for (Event &event : events)
            VC_CHECK(eventlog::append(c, event));
        return {};
    });
}

} // namespace

class WebhookDeliveryTest : public QObject
{
    Q_OBJECT

    struct Store
    {
        QTemporaryDir folder;
        std::unique_ptr<Database> db;
        SystemClock clock;
        Store()
            : db(opened(in(folder)))
        {
        }
        Webhook add(const QString &url, const QList<EventKind> &events = {}, bool allowPrivate = true)
        {
            Webhook webhook;
            webhook.id = newId();
            webhook.url = url;
            webhook.events = events;
            webhook.allowPrivate = allowPrivate;
            webhook.salt = newSalt();
            webhook.createdAt = noon();
            const auto stored = db->writeNow([webhook](Connection &c) { return webhookstore::insert(c, webhook); });
            if (!stored)
                qFatal("%s", qPrintable(stored.error().message));
            return webhook;
        }
        QList<Webhook> list() { return webhookstore::list(db->reader(), true).value(); }
        std::unique_ptr<DeliveryThread> deliver(DeliveryOptions options = quick())
        {
            auto thread = std::make_unique<DeliveryThread>(*db, clock, std::move(options));
            QObject::connect(db.get(), &Database::changed, thread.get(), &DeliveryThread::wake);
            return thread;
        }
        QByteArray secret(const Webhook &webhook)
        {
            return secretOf(signingKey(db->location().dataFolder()).value(), "webhook", webhook.id, webhook.salt)
                .toLatin1();
        }
    };

    static QJsonObject bodyOf(const Received &request) { return QJsonDocument::fromJson(request.body).object(); }

    static int numberOf(const Received &request)
    {
        const QJsonObject event = bodyOf(request).value(u"event"_s).toObject();
        for (const QString &place : {u"body"_s, u"data"_s}) {
            if (event.value(place).isObject())
                return event.value(place).toObject().value(u"number"_s).toInt(-1);
        }
        return event.value(u"number"_s).toInt(-1);
    }

    // Each event was told 2xx at least once, first tellings in order per task, each request signed and named right.
    void verify(const HookReceiver &receiver, const QByteArray &secret, const Webhook &webhook, int tasks, int each)
    {
        QHash<QString, QList<int>> first;
        QSet<QByteArray> ids;
        for (const Received &request : receiver.answeredOk) {
            QVERIFY(isSignedWith(secret, request.header("VibeCoder-Timestamp"), request.body,
                request.header("VibeCoder-Signature")));
            QVERIFY(isTimely(request.header("VibeCoder-Timestamp"), QDateTime::currentSecsSinceEpoch()));
            const QByteArray id = request.header("VibeCoder-Delivery");
            QCOMPARE(bodyOf(request).value(u"id"_s).toString().toLatin1(), id);
            QVERIFY(id.startsWith(webhook.id.toLatin1() + '-'));
            if (ids.contains(id))
                continue;
            ids.insert(id);
            const QString task = bodyOf(request).value(u"event"_s).toObject().value(u"task_id"_s).toString();
            first[task].append(numberOf(request));
        }
        QCOMPARE(first.size(), tasks);
        for (const QList<int> &numbers : std::as_const(first)) {
            QList<int> wanted;
            for (int i = 0; i < each; ++i)
                wanted.append(i);
            QCOMPARE(numbers, wanted);
        }
    }

    static QList<Event> events(int tasks, int each)
    {
        QList<Event> list;
        for (int i = 0; i < each; ++i) {
            for (int task = 0; task < tasks; ++task)
                list.append(eventOf(u"task%1"_s.arg(task), i));
        }
        return list;
    }

private slots:
    void theTroubledReceiverGetsEverything()
    {
        Store store;
        HookReceiver receiver;
        const Webhook webhook = store.add(receiver.url());
        // Of eight requests one each: fails, hangs, breaks off half-way, closes, sends rubbish, redirects.
        receiver.decide = [](int n, const Received &) -> QByteArray {
            switch (n % 8) {
            case 1:
                return HookReceiver::broken();
            case 2:
                return n < 12 ? QByteArray() : HookReceiver::broken(); // left hanging
            case 3:
                return QByteArray("HTTP/1.1 200 OK\r\nConte");
            case 4:
                return QByteArray("");
            case 5:
                return QByteArray("220 smtp ready\r\n");
            case 6:
                return QByteArray("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n");
            default:
                return HookReceiver::ok();
            }
        };
        DeliveryOptions options = quick();
        options.limitMs = 400;
        // Three of four answers are bad: with the usual number of tries one of thirty events is given up now and then.
        options.backOff.attempts = 200;
        const auto thread = store.deliver(options);
        QVERIFY(append(*store.db, events(5, 6)));
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().delivered, 30, 60000);
        verify(receiver, store.secret(webhook), webhook, 5, 6);
        QCOMPARE(store.list().constFirst().waiting, 0);
        QCOMPARE(store.list().constFirst().dead, 0);
    }

    void oneThatHangsIsInNobodysWay()
    {
        Store store;
        HookReceiver hanging, good;
        hanging.decide = [](int, const Received &) { return QByteArray(); };
        store.add(hanging.url());
        const Webhook webhook = store.add(good.url());
        DeliveryOptions options = quick();
        options.limitMs = 60000;
        const auto thread = store.deliver(options);
        QVERIFY(append(*store.db, events(6, 5)));
        QTRY_COMPARE_WITH_TIMEOUT(good.answeredOk.size(), 30, 20000);
        verify(good, store.secret(webhook), webhook, 6, 5);
        // Bounded: four at a time, and the store takes commits meanwhile.
        QCOMPARE(hanging.received.size(), 4);
        QVERIFY(append(*store.db, events(1, 1)));
        QTRY_COMPARE_WITH_TIMEOUT(good.answeredOk.size(), 31, 20000);
        QCOMPARE(hanging.received.size(), 4);
    }

    void lateAnswersCountAndParallelismIsBounded()
    {
        Store store;
        HookReceiver receiver;
        receiver.delayMs = 30;
        const Webhook webhook = store.add(receiver.url());
        const auto thread = store.deliver();
        QVERIFY(append(*store.db, events(10, 4)));
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().delivered, 40, 30000);
        verify(receiver, store.secret(webhook), webhook, 10, 4);
        QCOMPARE(receiver.received.size(), 40); // once each when nothing goes wrong
        QVERIFY2(receiver.mostOpen <= 4 && receiver.mostOpen > 1, qPrintable(QString::number(receiver.mostOpen)));
    }

    void whatIsGivenUpIsListedAndSentAgain()
    {
        Store store;
        HookReceiver receiver;
        bool mended = false;
        receiver.decide = [&mended](int, const Received &request) {
            return !mended && request.body.contains("task1") ? HookReceiver::broken() : HookReceiver::ok();
        };
        const Webhook webhook = store.add(receiver.url());
        DeliveryOptions options = quick();
        options.backOff.attempts = 3;
        const auto thread = store.deliver(options);
        QVERIFY(append(*store.db, events(2, 3)));
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().dead, 3, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().delivered, 3, 20000);
        const QList<WebhookDelivery> dead = webhookstore::dead(store.db->reader(), webhook.id, 10).value();
        QCOMPARE(dead.size(), 3);
        QCOMPARE(dead.constFirst().attempts, 3);
        QCOMPARE(dead.constFirst().lastStatus, 500);
        QCOMPARE(dead.constFirst().lastError, u"answered 500"_s);
        mended = true;
        receiver.answeredOk.clear();
        const auto again = store.db->writeNowWith<int>([&](Connection &c) {
            return webhookstore::resend(c, webhook.id, {}, QDateTime::currentDateTimeUtc());
        });
        QCOMPARE(again.value(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().delivered, 6, 20000);
        verify(receiver, store.secret(webhook), webhook, 1, 3);
    }

    void goneIsGivenUpAtOnce()
    {
        Store store;
        HookReceiver receiver;
        receiver.decide = [](int, const Received &) { return QByteArray("HTTP/1.1 410 Gone\r\n\r\n"); };
        store.add(receiver.url());
        const auto thread = store.deliver();
        QVERIFY(append(*store.db, events(1, 2)));
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().dead, 2, 20000);
        QCOMPARE(receiver.received.size(), 2);
    }

    void onlyWantedEventsAndOnlyNewOnes()
    {
        Store store;
        HookReceiver receiver;
        QVERIFY(append(*store.db, events(1, 3))); // before it was there
        store.add(receiver.url(), {EventKind::QueuePaused});
        const auto thread = store.deliver();
        QList<Event> list = events(3, 500);
        Event paused = newEvent(u"x"_s);
        paused.kind = EventKind::QueuePaused;
        list.append(paused);
        QVERIFY(append(*store.db, list));
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().delivered, 1, 20000);
        QCOMPARE(receiver.received.size(), 1);
        QCOMPARE(bodyOf(receiver.received.constFirst()).value(u"type"_s).toString(), u"queue_paused"_s);
    }

    void privateAddressesNeedTheUsersWord_data()
    {
        QTest::addColumn<QString>("host");
        QTest::newRow("address") << u"127.0.0.1"_s;
        QTest::newRow("name that leads there") << u"localhost"_s;
        QTest::newRow("mapped") << u"[::ffff:127.0.0.1]"_s;
    }
    void privateAddressesNeedTheUsersWord()
    {
        QFETCH(const QString, host);
        Store store;
        HookReceiver receiver;
        // As if the check of the address had not been there: the connection is judged by itself.
        store.add(u"http://%1:%2/"_s.arg(host).arg(receiver.serverPort()), {}, false);
        DeliveryOptions options = quick();
        options.backOff.attempts = 2;
        const auto thread = store.deliver(options);
        QVERIFY(append(*store.db, events(1, 1)));
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().dead, 1, 20000);
        QVERIFY2(store.list().constFirst().lastError.contains(u"private"_s), qPrintable(store.list().constFirst().lastError));
        QCOMPARE(receiver.received.size(), 0);
        QVERIFY(!receiver.hasPendingConnections());
    }

    void endlessAnswersAreBounded()
    {
        Store store;
        HookReceiver receiver;
        receiver.decide = [](int n, const Received &) {
            return n == 0 ? "HTTP/1.1 200 OK\r\nX: " + QByteArray(32 * 1024 * 1024, 'x') : HookReceiver::ok();
        };
        store.add(receiver.url());
        const auto thread = store.deliver();
        QVERIFY(append(*store.db, events(1, 1)));
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().delivered, 1, 20000);
        QCOMPARE(receiver.received.size(), 2);
    }

    void oneProcessDelivers()
    {
        Store store;
        HookReceiver receiver;
        const Webhook webhook = store.add(receiver.url());
        const auto first = store.deliver();
        Child second({u"deliver"_s, in(store.folder).databaseFile});
        Child third({u"deliver"_s, in(store.folder).databaseFile});
        for (int i = 0; i < 40; ++i)
            QVERIFY(append(*store.db, {eventOf(u"task0"_s, i), eventOf(u"task1"_s, i)}));
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().delivered, 80, 30000);
        verify(receiver, store.secret(webhook), webhook, 2, 40);
        QCOMPARE(receiver.received.size(), 80);
    }

    void killedBetweenAnswerAndRecordTellsAgain_data()
    {
        QTest::addColumn<bool>("answered");
        QTest::newRow("after the answer") << true;
        QTest::newRow("before the answer") << false;
    }
    void killedBetweenAnswerAndRecordTellsAgain()
    {
        QFETCH(const bool, answered);
        Store store;
        HookReceiver receiver;
        const Webhook webhook = store.add(receiver.url());
        std::unique_ptr<Child> child;
        bool fatal = true;
        receiver.decide = [&](int n, const Received &) {
            if (fatal && n == 2 && !answered) {
                child->signal(SIGKILL);
                return QByteArray();
            }
            return HookReceiver::ok();
        };
        child = std::make_unique<Child>(
            QStringList{answered ? u"dieAtThird"_s : u"deliver"_s, in(store.folder).databaseFile});
        QVERIFY(append(*store.db, events(1, 5)));
        QTRY_COMPARE_WITH_TIMEOUT(receiver.received.size(), 3, 20000);
        QCOMPARE(child->wait(), -1);
        QCOMPARE(store.list().constFirst().delivered, 2);
        fatal = false;
        const QByteArray id = receiver.received.at(2).header("VibeCoder-Delivery");
        const auto thread = store.deliver(); // the dead one's lease is void at once
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().delivered, 5, 20000);
        QCOMPARE(receiver.received.size(), 6);
        QCOMPARE(receiver.received.at(3).header("VibeCoder-Delivery"), id);
        QCOMPARE(receiver.received.at(3).body, receiver.received.at(2).body);
        verify(receiver, store.secret(webhook), webhook, 1, 5);
    }

    void removedMeanwhileIsNoTrouble()
    {
        Store store;
        HookReceiver receiver;
        receiver.delayMs = 100;
        const Webhook webhook = store.add(receiver.url());
        const auto thread = store.deliver();
        QVERIFY(append(*store.db, events(4, 2)));
        QTRY_VERIFY_WITH_TIMEOUT(!receiver.received.isEmpty(), 20000);
        QVERIFY(store.db->writeNow([&](Connection &c) { return webhookstore::remove(c, webhook.id); }));
        bool quiet = false;
        thread->whenQuiet(10000, this, [&quiet] { quiet = true; });
        QTRY_VERIFY_WITH_TIMEOUT(quiet, 20000);
        QVERIFY(store.list().isEmpty());
        QVERIFY(receiver.received.size() <= 4);
    }

    void aBacklogIsBounded()
    {
        Store store;
        HookReceiver receiver;
        const Webhook webhook = store.add(receiver.url());
        DeliveryOptions options = quick();
        options.mostWaiting = 10;
        const auto thread = store.deliver(options);
        QVERIFY(append(*store.db, events(20, 30)));
        QTRY_COMPARE_WITH_TIMEOUT(store.list().constFirst().delivered, 600, 60000);
        verify(receiver, store.secret(webhook), webhook, 20, 30);
    }
};

int main(int argc, char **argv)
{
    const auto role = [](const QStringList &arguments) {
        const auto db = opened({arguments.value(1)});
        if (!db)
            return 1;
        SystemClock clock;
        DeliveryOptions options = quick();
        int answers = 0;
        if (arguments.value(0) == u"dieAtThird"_s)
            options.beforeRecord = [&answers] {
                if (++answers == 3)
                    ::kill(::getpid(), SIGKILL);
            };
        DeliveryThread thread(*db, clock, options);
        QObject::connect(db.get(), &Database::changed, &thread, &DeliveryThread::wake);
        QTimer::singleShot(60000, qApp, &QCoreApplication::quit);
        return QCoreApplication::exec();
    };
    return mainWithRoles(argc, argv, role, WebhookDeliveryTest());
}

#include "tst_webhookdelivery.moc"
