// SPDX-License-Identifier: MIT
// The store as the bus: one writer thread per process with group commit under the write gate, short read-only readers,
// a bell that wakes the followers. store-notes.md in the design says why each part is as it is.
#pragma once

#include "base/result.h"
#include "storage/connection.h"
#include "storage/location.h"
#include "storage/writegate.h"

#include <QObject>

#include <QCoro/QCoroTask>

#include <functional>
#include <memory>

namespace vibecoder {

class Database final : public QObject
{
    Q_OBJECT

public:
    /// Runs inside one write transaction on the writer thread. An Error rolls back this job alone (SAVEPOINT);
    /// the jobs grouped with it are not touched. It may be called once only and must not wait for anything.
    using WriteJob = std::function<Result<>(Connection &)>;

    /// What a commit survives. Full: the loss of power too. Process: the end of this process at any moment, but a loss
    /// of power may take the newest of them; only for what is done again without harm (steps that cost nothing).
    enum class Durability { Full, Process };

    /// How long what a person asked for waits for the gate when nothing else is said: another process may be stopped
    /// while it holds it.
    static constexpr int kPatienceMs = 30000;

    /// Opens or makes the store, runs migrations (each in its own transaction, after a backup when there is data).
    /// Errors: newer schema, corrupt file, full or read-only disk, network file system, unusable folder. Data
    /// untouched.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const StoreLocation &location);
    ~Database() override;

    /// Queues a write; `done` is called on the WRITER thread after COMMIT returned (or with the error). Any thread.
    /// A job that waited limitMs for the gate is never run: its answer says who is in the way. Negative: no limit, for
    /// work that nobody waits for.
    void submit(WriteJob job, std::function<void(Result<>)> done, Durability durability = Durability::Full,
        qint64 limitMs = -1);
    /// Blocks the calling thread until it is durable, or for kPatienceMs when somebody keeps the gate. For the CLI and
    /// tests, never for a thread with a window.
    Result<> writeNow(WriteJob job);
    /// For coroutines: resumes in the calling thread after COMMIT.
    QCoro::Task<Result<>> write(WriteJob job, Durability durability = Durability::Full);

    template <typename T>
    Result<T> writeNowWith(std::function<Result<T>(Connection &)> job)
    {
        // The value leaves the job by a shared slot, because the job may run on another thread.
        auto slot = std::make_shared<std::optional<T>>();
        auto result = writeNow([job = std::move(job), slot](Connection &c) -> Result<> {
            Result<T> value = job(c);
            if (!value)
                return passError(value);
            *slot = std::move(*value);
            return {};
        });
        if (!result)
            return passError(result);
        return std::move(**slot);
    }

    /// Does what is queued, then answers every job with Shutdown. Before anything that a queued job uses goes. Reads go
    /// on.
    void stopWriting();
    /// From now on no job waits longer for the gate than this, whatever it was given; negative: no such limit.
    void limitWaits(qint64 ms);
    /// Who is in the way when a job has waited for the gate for some seconds. Any thread.
    [[nodiscard]] std::optional<GateHolder> heldUpBy() const;
    /// A process that was stopped while it has the gate, waited for or not.
    [[nodiscard]] std::optional<GateHolder> stoppedHolder() const;
    /// Bytes of the log that a checkpoint will move into the store file.
    [[nodiscard]] qint64 logSize() const;

    /// The calling thread's read-only connection; made at first use. Read, finish, go: no read over a second.
    [[nodiscard]] Connection &reader();
    /// Closes it. A job of a thread pool does so at its end: a pool waits for its threads, but not until each has given
    /// back what it had for itself, and the end of the program would meet that.
    void closeReader();

    [[nodiscard]] const StoreLocation &location() const { return m_location; }

signals:
    /// Something was committed, by this process (after each own commit) or by another (bell, or the 1 s look at
    /// data_version). Coalesced to one per 15 ms. In the thread that owns this object.
    void changed();

private:
    explicit Database(StoreLocation location);
    class Private;
    std::unique_ptr<Private> d;
    StoreLocation m_location;
};

} // namespace vibecoder
