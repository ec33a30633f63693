// SPDX-License-Identifier: MIT
#include "storage/writer.h"

#include "base/logging.h"
#include "storage/migrations.h"
#include "storage/storefiles.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFileInfo>

#include <future>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

constexpr std::size_t maxGroup = 256;
constexpr qint64 stopPatienceMs = 5000; ///< for the gate, once the end was asked for

qint64 monotonicMs()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace

Writer::Writer(StoreLocation location, Bell &bell, std::function<void()> committed)
    : m_location(std::move(location))
    , m_bell(bell)
    , m_committed(std::move(committed))
    , m_checkpointer(m_location, m_gate)
{
}

Writer::~Writer()
{
    stop();
}

void Writer::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_one();
    if (!m_thread.joinable())
        return;
    const qint64 until = m_allUntil;
    if (until == 0 || until > monotonicMs() + stopPatienceMs)
        limitWaits(stopPatienceMs);
    m_thread.join();
}

void Writer::limitWaits(qint64 ms)
{
    m_allUntil = ms < 0 ? 0 : monotonicMs() + ms;
}

std::optional<GateHolder> Writer::heldUpBy(qint64 minMs) const
{
    return m_gate.waitedMs() >= minMs ? m_gate.holder() : std::nullopt;
}

Result<> Writer::start()
{
    std::promise<Result<>> promise;
    auto opened = promise.get_future();
    m_thread = std::thread([this, &promise] {
        Result<> result = openStore();
        const bool usable = result.has_value();
        if (!usable)
            m_connection.reset();
        promise.set_value(std::move(result));
        if (usable)
            run();
    });
    return opened.get();
}

Result<> Writer::openStore()
{
    const Dialect &dialect = sqliteDialect();
    VC_CHECK(m_gate.open(m_location.dataFolder()));
    const auto patience = [this] { return m_gate.waitedMs() < Database::kPatienceMs; };
    if (!QFileInfo::exists(m_location.databaseFile)) {
        const WriteGate::Hold hold(m_gate, patience);
        VC_CHECK(hold.result());
        // Somebody else may have made it while this process waited.
        if (!QFileInfo::exists(m_location.databaseFile))
            VC_CHECK(storefiles::create(m_location, dialect));
    }
    VC_CHECK(storefiles::checkExisting(m_location, dialect));
    m_marker = std::make_unique<UseMarker>(m_location);
    VC_TRY(m_connection, Connection::open(m_location.databaseFile, dialect, Connection::Access::Write));
    if (m_marker->stoppedUnclean()) {
        VC_TRY(const auto rows, m_connection->query(dialect.quickCheck()));
        if (rows.isEmpty() || rows.constFirst().text("verdict") != u"ok") {
            return fail(ErrorCode::Storage,
                QCoreApplication::translate("storage", "The task database %1 is damaged.").arg(m_location.databaseFile),
                QCoreApplication::translate("storage",
                    "Keep a copy of the file and its -wal file, then restore it from a backup. Nothing was changed."),
                rows.isEmpty() ? QString() : rows.constFirst().text("verdict"));
        }
        m_marker->markWritten(); // checked once is enough
    }
    const auto list = migrations::all();
    VC_TRY(const int version, migrations::version(*m_connection));
    if (version != list.constLast().number) {
        const WriteGate::Hold hold(m_gate, patience);
        VC_CHECK(hold.result());
        VC_CHECK(migrations::upgrade(*m_connection, m_location, list));
    }
    m_logWatched = m_connection->watchLog(&m_logFrames);
    return {};
}

void Writer::submit(Database::WriteJob job, Done done, Database::Durability durability, qint64 limitMs)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stop) {
            const qint64 until = limitMs < 0 ? 0 : monotonicMs() + limitMs;
            m_queue.push_back({std::move(job), std::move(done), durability, until, {}});
            done = nullptr;
        }
    }
    if (done) {
        done(fail(ErrorCode::Shutdown, QCoreApplication::translate("storage", "The task database is closing.")));
        return;
    }
    m_wake.notify_one();
}

void Writer::noteForeignCommit()
{
    {
        const std::lock_guard lock(m_mutex);
        m_foreignCommit = true;
    }
    m_wake.notify_one();
}

bool Writer::waitForWork()
{
    std::unique_lock lock(m_mutex);
    const auto ready = [this] { return m_stop || m_foreignCommit || !m_queue.empty(); };
    const qint64 due = m_checkpointer.dueIn();
    if (due < 0)
        m_wake.wait(lock, ready);
    else
        m_wake.wait_for(lock, std::chrono::milliseconds(due), ready);
    if (std::exchange(m_foreignCommit, false))
        m_checkpointer.noteForeignCommit();
    return !m_stop || !m_queue.empty();
}

void Writer::run()
{
    while (waitForWork()) {
        bool work = false;
        {
            const std::lock_guard lock(m_mutex);
            work = !m_queue.empty();
        }
        if (work)
            commitGroup();
        if (m_checkpointer.dueIn() == 0)
            m_checkpointer.run(*m_connection);
    }
    m_checkpointer.closing(*m_connection);
    m_connection.reset();
    m_marker.reset();
}

Database::Durability Writer::firstDurability()
{
    const std::lock_guard lock(m_mutex);
    return m_queue.empty() ? Database::Durability::Full : m_queue.front().durability;
}

std::optional<Writer::Item> Writer::take(Database::Durability group)
{
    const std::lock_guard lock(m_mutex);
    if (m_queue.empty())
        return std::nullopt;
    if (group == Database::Durability::Process && m_queue.front().durability == Database::Durability::Full)
        return std::nullopt;
    std::optional<Item> item(std::move(m_queue.front()));
    m_queue.pop_front();
    return item;
}

void Writer::commitGroup()
{
    m_marker->markWritten();
    m_logFrames = 0;
    std::deque<Item> group = runGroup();
    // The hook has told a length when something was written; a commit without changes wakes nobody.
    const bool changed = m_logFrames > 0 || !m_logWatched;
    if (changed) {
        m_bell.ring();
        m_checkpointer.noteCommit(m_logFrames);
    }
    for (Item &item : group) {
        item.job = nullptr;
        item.done(std::move(item.result));
    }
    if (changed)
        m_committed();
}

bool Writer::goOnWaiting()
{
    const qint64 now = monotonicMs(), all = m_allUntil;
    std::deque<Item> late;
    bool left = false;
    {
        const std::lock_guard lock(m_mutex);
        std::deque<Item> rest;
        for (Item &item : m_queue) {
            const bool over = (item.until != 0 && item.until <= now) || (all != 0 && all <= now);
            (over ? late : rest).push_back(std::move(item));
        }
        m_queue = std::move(rest);
        left = !m_queue.empty();
    }
    for (Item &item : late)
        item.done(tl::make_unexpected(m_gate.busyError()));
    return left;
}

std::deque<Writer::Item> Writer::runGroup()
{
    std::deque<Item> group;
    WriteGate::Hold hold(m_gate, [this] { return goOnWaiting(); });
    if (hold.isGivenUp())
        return group;
    Result<> begun = hold.result();
    // Set before the transaction begins: inside one it cannot be changed any more.
    const Database::Durability durability = firstDurability();
    if (begun && durability != m_durability) {
        const bool full = durability == Database::Durability::Full;
        if (const auto done = m_connection->execute(sqliteDialect().setDurable(full)); done)
            m_durability = durability;
        else
            begun = passError(done);
    }
    if (begun) {
        if (const auto done = m_connection->execute(sqliteDialect().beginWrite()); !done)
            begun = passError(done);
    }
    bool whole = true;
    while (whole && group.size() < maxGroup) {
        auto item = take(durability);
        if (!item)
            break;
        group.push_back(std::move(*item));
        if (begun)
            whole = runJob(group.back());
        else
            group.back().result = begun;
    }
    if (!begun)
        return group;
    Result<> committed;
    if (!whole)
        committed = group.back().result;
    else if (const auto done = m_connection->execute(u"COMMIT"_s); !done)
        committed = passError(done);
    if (!committed) {
        (void)m_connection->execute(u"ROLLBACK"_s);
        for (Item &item : group) {
            if (item.result)
                item.result = committed;
        }
    }
    return group;
}

bool Writer::runJob(Item &item)
{
    if (const auto saved = m_connection->execute(u"SAVEPOINT job"_s); !saved) {
        item.result = passError(saved);
        return false;
    }
    try {
        item.result = item.job(*m_connection);
    } catch (const std::exception &e) {
        item.result = fail(ErrorCode::Internal,
            QCoreApplication::translate("storage", "A change of the task database ended unexpectedly."), {},
            QString::fromUtf8(e.what()));
    }
    if (!item.result) {
        // A full disk or a read error ends the whole transaction inside the library: then this fails too, and nobody of
        // the group may be told that it was stored.
        if (!m_connection->execute(u"ROLLBACK TO SAVEPOINT job"_s))
            return false;
    }
    if (const auto released = m_connection->execute(u"RELEASE SAVEPOINT job"_s); !released) {
        item.result = passError(released);
        return false;
    }
    return true;
}

} // namespace vibecoder
