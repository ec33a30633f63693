// SPDX-License-Identifier: MIT
// Time is an input. Deciding code takes a Clock; only SystemClock reads the machine.
#pragma once

#include <QDateTime>

namespace vibecoder {

class Clock
{
public:
    virtual ~Clock() = default;

    /// Wall time in UTC, only for what people see and for expiry that must survive a reboot.
    [[nodiscard]] virtual QDateTime now() const = 0;

    /// Milliseconds since boot, suspend included (CLOCK_BOOTTIME): leases and time limits. Compare only within
    /// one boot (see bootId in base/processid.h).
    [[nodiscard]] virtual qint64 bootMs() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] QDateTime now() const override;
    [[nodiscard]] qint64 bootMs() const override;
};

} // namespace vibecoder
