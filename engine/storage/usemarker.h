// SPDX-License-Identifier: MIT
// Remembers whether the machine went down while the store was written, which is the one case that deserves a check of
// the whole file at start: a killed process alone cannot damage the store.
#pragma once

#include "storage/location.h"

namespace vibecoder {

/// Used by one thread.
class UseMarker
{
    Q_DISABLE_COPY_MOVE(UseMarker)

public:
    explicit UseMarker(const StoreLocation &location);
    /// Marks the store clean when this was the last process on it.
    ~UseMarker();

    /// True when nobody has the store open and the last writer's machine stopped without closing it.
    [[nodiscard]] bool stoppedUnclean() const { return m_unclean; }
    /// Before the first write of this process; does nothing when called again.
    void markWritten();

private:
    int m_fd = -1;
    bool m_unclean = false;
    bool m_marked = false;
};

} // namespace vibecoder
