// SPDX-License-Identifier: MIT
// When a yes may be given: not before what is shown has been on the screen of an active window for 800 ms. Pure.
#pragma once

#include <QtGlobal>

namespace vibecoder {

class AllowGuard
{
public:
    static constexpr int kDelayMs = 800;

    /// Something else is shown, or the window became active. now: a clock that only grows, ms.
    void restart(qint64 now) { m_from = now; }
    [[nodiscard]] bool isOpen(qint64 now) const { return m_from >= 0 && now - m_from >= kDelayMs; }
    [[nodiscard]] int left(qint64 now) const
    {
        return m_from < 0 ? kDelayMs : int(qMax<qint64>(0, kDelayMs - (now - m_from)));
    }

private:
    qint64 m_from = -1;
};

} // namespace vibecoder
