// SPDX-License-Identifier: MIT
#include "storage/database.h"

#include "base/async.h"
#include "base/logging.h"
#include "storage/bell.h"
#include "storage/storefiles.h"
#include "storage/writer.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSocketNotifier>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <future>
#include <map>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

constexpr int lookIntervalMs = 1000;
constexpr int coalesceMs = 15;
constexpr auto longWait = std::chrono::seconds(5);
constexpr qint64 heldUpMs = 5000;

// Readers by Database, in the thread that made them. A thread takes its readers with it when it ends.
std::map<quint64, std::unique_ptr<Connection>> &readersOfThread()
{
    thread_local std::map<quint64, std::unique_ptr<Connection>> readers;
    return readers;
}

} // namespace

class Database::Private
{
public:
    Private(Database *database, const StoreLocation &location)
        : q(database)
        , bell(location.dataFolder())
        , writer(location, bell, [database] {
            QMetaObject::invokeMethod(
                database, [database] { database->d->look(); }, Qt::QueuedConnection);
        })
    {
        static std::atomic<quint64> counter = 0;
        id = ++counter;
    }

    void startFollowing();
    void look();
    void tick();

    Database *q;
    quint64 id = 0;
    Bell bell;
    std::unique_ptr<QSocketNotifier> notifier;
    QTimer poll;
    QTimer pause; ///< runs for a moment after each look
    bool lookAgain = false;
    qint64 lastSeen = -1; ///< change counter of this thread's reader at the last look; -1: never looked
    Writer writer;        ///< last: its thread ends before what it uses
};

void Database::Private::startFollowing()
{
    const int fd = bell.watch();
    if (fd >= 0) {
        notifier = std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Read);
        QObject::connect(notifier.get(), &QSocketNotifier::activated, q, [this] {
            bell.drain();
            look();
        });
    } else {
        logInfo("storage", u"no file watch left: changes of other processes are seen once a second"_s);
    }
    pause.setSingleShot(true);
    pause.setInterval(coalesceMs);
    QObject::connect(&pause, &QTimer::timeout, q, [this] {
        if (std::exchange(lookAgain, false))
            look();
    });
    poll.setInterval(lookIntervalMs);
    QObject::connect(&poll, &QTimer::timeout, q, [this] {
        writer.reportLongWait();
        look();
    });
    poll.start();
}

void Database::Private::look()
{
    if (pause.isActive()) {
        lookAgain = true;
        return;
    }
    Connection &reader = q->reader();
    const auto rows = reader.query(reader.dialect().changeCounter());
    if (!rows || rows->isEmpty())
        return;
    const qint64 seen = rows->constFirst().integer("version");
    if (seen == std::exchange(lastSeen, seen))
        return;
    writer.noteForeignCommit();
    pause.start();
    emit q->changed();
}

Database::Database(StoreLocation location)
    : d(std::make_unique<Private>(this, location))
    , m_location(std::move(location))
{
}

Result<std::unique_ptr<Database>> Database::open(const StoreLocation &location)
{
    VC_CHECK(storefiles::prepareFolders(location));
    std::unique_ptr<Database> database(new Database(location));
    VC_CHECK(database->d->writer.start());
    database->d->startFollowing();
    return database;
}

Database::~Database()
{
    const quint64 id = d->id;
    // While the last jobs are done, their callbacks may still ask this object for something.
    d->writer.stop();
    d.reset();
    readersOfThread().erase(id);
}

void Database::submit(WriteJob job, std::function<void(Result<>)> done, Durability durability, qint64 limitMs)
{
    d->writer.submit(std::move(job), std::move(done), durability, limitMs);
}

void Database::stopWriting()
{
    d->writer.stop();
}

void Database::limitWaits(qint64 ms)
{
    d->writer.limitWaits(ms);
}

std::optional<GateHolder> Database::heldUpBy() const
{
    return d->writer.heldUpBy(heldUpMs);
}

std::optional<GateHolder> Database::stoppedHolder() const
{
    return d->writer.stoppedHolder();
}

qint64 Database::logSize() const
{
    return storefiles::logSize(m_location);
}

Result<> Database::writeNow(WriteJob job)
{
    auto promise = std::make_shared<std::promise<Result<>>>();
    auto answer = promise->get_future();
    d->writer.submit(
        std::move(job), [promise](Result<> result) { promise->set_value(std::move(result)); }, Durability::Full,
        kPatienceMs);
    while (answer.wait_for(longWait) == std::future_status::timeout)
        d->writer.reportLongWait();
    return answer.get();
}

QCoro::Task<Result<>> Database::write(WriteJob job, Durability durability)
{
    OneShot<Result<>> answer;
    d->writer.submit(
        std::move(job), [answer](Result<> result) { answer.set(std::move(result)); }, durability);
    Result<> result = co_await answer;
    co_return result;
}

Connection &Database::reader()
{
    auto &reader = readersOfThread()[d->id];
    if (!reader || !reader->isUsable()) {
        auto opened = Connection::open(m_location.databaseFile, sqliteDialect(), Connection::Access::Read);
        reader = opened ? std::move(*opened) : std::make_unique<Connection>(opened.error(), sqliteDialect());
    }
    return *reader;
}

void Database::closeReader()
{
    readersOfThread().erase(d->id);
}

} // namespace vibecoder
