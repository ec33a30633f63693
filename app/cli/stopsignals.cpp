// SPDX-License-Identifier: MIT
#include "stopsignals.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace vibecoder {

namespace {

int signalPipe[2] = {-1, -1};

void onSignal(int number)
{
    static volatile sig_atomic_t asked = 0;
    if (asked) {
        // A terminal that closes says so twice: by the shell and by the kernel. Nobody asks for haste by that.
        if (number == SIGHUP)
            return;
        ::_exit(128 + number);
    }
    asked = 1;
    const char byte = char(number);
    if (::write(signalPipe[1], &byte, 1) < 0)
        ::_exit(128 + number);
}

} // namespace

StopSignals::StopSignals(std::function<void()> onStop)
{
    if (signalPipe[0] < 0 && ::pipe2(signalPipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    struct sigaction action
    {
    };
    action.sa_handler = onSignal;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    // Whoever starts us by nohup wants us to go on when the terminal closes.
    struct sigaction atStart
    {
    };
    if (::sigaction(SIGHUP, nullptr, &atStart) == 0 && atStart.sa_handler != SIG_IGN)
        ::sigaction(SIGHUP, &action, nullptr);
    m_notifier = std::make_unique<QSocketNotifier>(signalPipe[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [onStop = std::move(onStop)] {
        char byte = 0;
        while (::read(signalPipe[0], &byte, 1) == 1)
            ;
        onStop();
    });
}

} // namespace vibecoder
