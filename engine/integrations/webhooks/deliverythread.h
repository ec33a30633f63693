// SPDX-License-Identifier: MIT
// The thread that delivers. Made, woken and ended by one other thread; ending it stops what is on its way.
#pragma once

#include "integrations/webhooks/deliverer.h"

#include <QSemaphore>
#include <QThread>

namespace vibecoder::webhooks {

class DeliveryThread final : public QThread
{
    Q_OBJECT

public:
    DeliveryThread(Database &db, const Clock &clock, DeliveryOptions options = {});
    ~DeliveryThread() override;

    void wake();
    /// Calls back once in the thread of `context`: when nothing is due now, or after limitMs.
    void whenQuiet(int limitMs, QObject *context, std::function<void()> callback);

protected:
    void run() override;

private:
    Database &m_db;
    const Clock &m_clock;
    DeliveryOptions m_options;
    QSemaphore m_made;
    Deliverer *m_deliverer = nullptr; ///< on the stack of the thread, there until quit
};

} // namespace vibecoder::webhooks
