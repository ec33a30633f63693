// SPDX-License-Identifier: MIT
// The one thread of the process that writes. It takes the gate first and empties its queue second, so that what
// arrives while it waits is committed with the rest: one fsync for all.
#pragma once

#include "storage/bell.h"
#include "storage/checkpointer.h"
#include "storage/database.h"
#include "storage/usemarker.h"
#include "storage/writegate.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace vibecoder {

class Writer
{
    Q_DISABLE_COPY_MOVE(Writer)

public:
    using Done = std::function<void(Result<>)>;

    /// `committed` is called on the writer thread after each commit.
    Writer(StoreLocation location, Bell &bell, std::function<void()> committed);
    ~Writer();

    /// Opens or makes the store and brings it up to date. Blocks until that is done.
    Result<> start();
    /// limitMs: a job that has waited so long for the gate is never run; it is answered with who is in the way.
    /// Negative: it waits for ever.
    void submit(Database::WriteJob job, Done done, Database::Durability durability = Database::Durability::Full,
        qint64 limitMs = -1);
    /// Does what is queued, then ends the thread. Later submits are answered with Shutdown. When somebody else keeps
    /// the gate, what is queued is answered with that after a few seconds.
    void stop();
    /// From now on no job waits longer for the gate than this; negative: each waits as long as it was given. Any
    /// thread.
    void limitWaits(qint64 ms);
    /// Who is in the way of a job that has waited at least for minMs. Any thread.
    [[nodiscard]] std::optional<GateHolder> heldUpBy(qint64 minMs) const;
    /// Another process committed: the log has grown. Any thread.
    void noteForeignCommit();
    void reportLongWait() { m_gate.reportLongWait(); }
    [[nodiscard]] std::optional<GateHolder> stoppedHolder() const { return m_gate.stoppedHolder(); }

private:
    struct Item
    {
        Database::WriteJob job;
        Done done;
        Database::Durability durability = Database::Durability::Full;
        qint64 until = 0; ///< monotonic ms; 0: no limit
        Result<> result;
    };

    Result<> openStore();
    /// While the thread waits for the gate: answers the jobs whose time is over. False: nothing is left to wait for.
    bool goOnWaiting();
    void run();
    /// Sleeps until there is work. False: stop.
    bool waitForWork();
    void commitGroup();
    std::deque<Item> runGroup();
    /// False when the transaction itself is lost, not only this job.
    bool runJob(Item &item);
    /// The next job that this group may carry: a group that only outlives the process takes no job that must outlive
    /// more.
    std::optional<Item> take(Database::Durability group);
    Database::Durability firstDurability();

    StoreLocation m_location;
    Bell &m_bell;
    std::function<void()> m_committed;
    WriteGate m_gate;
    Checkpointer m_checkpointer;
    std::unique_ptr<UseMarker> m_marker;
    Database::Durability m_durability = Database::Durability::Full; ///< how m_connection is set
    int m_logFrames = 0;                                            ///< written by the log hook of m_connection
    bool m_logWatched = false;                                      ///< whether it is
    bool m_foreignCommit = false;
    bool m_stop = false;
    std::atomic<qint64> m_allUntil = 0; ///< monotonic ms at which every wait ends; 0: never
    std::mutex m_mutex;                 ///< guards m_queue, m_stop, m_foreignCommit
    std::condition_variable m_wake;
    std::deque<Item> m_queue;
    std::unique_ptr<Connection> m_connection; ///< made, used and closed by the thread
    std::thread m_thread;
};

} // namespace vibecoder
