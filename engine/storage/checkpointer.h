// SPDX-License-Identifier: MIT
// Moves the log into the store file, in one process at a time and only under the write gate. Runs on the writer thread.
// The process whose turn it is may have been stopped: a log that has grown large is shortened by anybody.
#pragma once

#include "storage/connection.h"
#include "storage/location.h"
#include "storage/writegate.h"

#include <QElapsedTimer>

namespace vibecoder {

class Checkpointer
{
    Q_DISABLE_COPY_MOVE(Checkpointer)

public:
    Checkpointer(const StoreLocation &location, WriteGate &gate);
    ~Checkpointer();

    /// frames: length of the log after this process's last commit; 0 when the driver cannot tell.
    void noteCommit(int frames);
    void noteForeignCommit();

    /// Milliseconds until run() should be called; -1: nothing to do.
    [[nodiscard]] qint64 dueIn() const;
    void run(Connection &connection);
    /// At the end of the process: shortens a long log when no other process takes care of it.
    void closing(Connection &connection);

private:
    bool holdsLock();
    bool checkpoint(Connection &connection, bool truncate);

    StoreLocation m_location;
    WriteGate &m_gate;
    int m_lock = -1;
    bool m_held = false;
    bool m_dirty = false;
    int m_frames = 0;           ///< in the log now, as far as known
    int m_seenFrames = 0;       ///< in the log at the last checkpoint
    QElapsedTimer m_since;      ///< the first commit after the last checkpoint
    QElapsedTimer m_lastCommit; ///< of this process
};

} // namespace vibecoder
