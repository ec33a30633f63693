// SPDX-License-Identifier: MIT
// A second thread that swaps two names, for tests that must not be led astray by it.
#pragma once

#include <QString>

#include <atomic>
#include <cstdio>
#include <fcntl.h>
#include <thread>

namespace vibecoder::testing {

// Lets two names change places, again and again, while it lives; ends with each where it was.
class Swapper
{
public:
    Swapper(const QString &a, const QString &b)
        : m_thread([this, a = a.toUtf8(), b = b.toUtf8()] {
            while (!m_stop) {
                for (int i = 0; i < 2; ++i)
                    ::renameat2(AT_FDCWD, a.constData(), AT_FDCWD, b.constData(), RENAME_EXCHANGE);
                ++swaps;
            }
        })
    {
    }
    ~Swapper() { finish(); }
    void finish()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
    }

    std::atomic<int> swaps = 0;

private:
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace vibecoder::testing
