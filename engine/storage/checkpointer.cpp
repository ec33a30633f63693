// SPDX-License-Identifier: MIT
#include "storage/checkpointer.h"

#include "base/logging.h"
#include "storage/storefiles.h"

#include <QFile>

#include <algorithm>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

// A checkpoint takes as long as dozens of commits. From the first number on it waits for a pause; at the second it
// waits no longer. A created task writes up to 18 pages in a large store: below 1,800, one in a hundred would meet it.
constexpr int passiveFrames = 1000, mostFrames = 4000;
constexpr qint64 pauseMs = 10;
constexpr qint64 passiveMs = 5000;
constexpr qint64 closingBytes = 8LL * 1024 * 1024;
constexpr int busyTimeoutMs = 5000;
constexpr int truncateBusyTimeoutMs = 100;

} // namespace

Checkpointer::Checkpointer(const StoreLocation &location, WriteGate &gate)
    : m_location(location)
    , m_gate(gate)
{
}

Checkpointer::~Checkpointer()
{
    if (m_lock >= 0)
        ::close(m_lock);
}

void Checkpointer::noteCommit(int frames)
{
    if (frames < m_seenFrames)
        m_seenFrames = 0; // the log began anew
    m_frames = frames;
    m_lastCommit.start();
    noteForeignCommit();
}

void Checkpointer::noteForeignCommit()
{
    if (!m_dirty)
        m_since.start();
    m_dirty = true;
}

qint64 Checkpointer::dueIn() const
{
    if (!m_dirty)
        return -1;
    const int fresh = m_frames - m_seenFrames;
    if (fresh >= mostFrames)
        return 0;
    const qint64 late = passiveMs - m_since.elapsed();
    const qint64 quiet = fresh >= passiveFrames ? pauseMs - m_lastCommit.elapsed() : late;
    return std::max<qint64>(0, std::min(late, quiet));
}

bool Checkpointer::holdsLock()
{
    if (m_lock < 0) {
        m_lock = ::open(QFile::encodeName(m_location.dataFolder() + u"/checkpointer"_s).constData(),
            O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    }
    if (!m_held)
        m_held = m_lock >= 0 && ::flock(m_lock, LOCK_EX | LOCK_NB) == 0;
    return m_held;
}

void Checkpointer::run(Connection &connection)
{
    m_dirty = false;
    m_seenFrames = m_frames;
    const bool large = storefiles::logSize(m_location) > storefiles::largeLogBytes;
    if ((holdsLock() || large) && !checkpoint(connection, large))
        noteForeignCommit(); // the gate was not free: later
}

void Checkpointer::closing(Connection &connection)
{
    const qint64 size = storefiles::logSize(m_location);
    if (size > storefiles::largeLogBytes || (size > closingBytes && holdsLock()))
        checkpoint(connection, true);
}

// False when the gate was not free within a second: nobody waits for a checkpoint.
bool Checkpointer::checkpoint(Connection &connection, bool truncate)
{
    const WriteGate::Hold hold(m_gate, [] { return false; });
    if (!hold.isHeld())
        return !hold.isGivenUp();
    // Truncating waits for readers, and everybody else would wait with it: only briefly.
    if (truncate)
        (void)connection.query(connection.dialect().setBusyTimeout(truncateBusyTimeoutMs));
    const auto rows = connection.query(connection.dialect().checkpoint(truncate));
    if (truncate)
        (void)connection.query(connection.dialect().setBusyTimeout(busyTimeoutMs));
    if (!rows)
        logWarning("storage", u"checkpoint failed"_s, {{u"detail"_s, rows.error().detail}});
    return true;
}

} // namespace vibecoder
