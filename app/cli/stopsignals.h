// SPDX-License-Identifier: MIT
// SIGINT, SIGTERM and SIGHUP (unless that was ignored at the start) as a call in the event loop: the first asks to stop
// in order, a second SIGINT or SIGTERM ends the program at once.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <functional>
#include <memory>

namespace vibecoder {

class StopSignals
{
public:
    /// Takes the signals over while it lives. One at a time per process.
    explicit StopSignals(std::function<void()> onStop);

    [[nodiscard]] bool isWatching() const { return m_notifier != nullptr; }

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace vibecoder
