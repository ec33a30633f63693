// SPDX-License-Identifier: MIT
#include "integrations/webhooks/deliverythread.h"

namespace vibecoder::webhooks {

DeliveryThread::DeliveryThread(Database &db, const Clock &clock, DeliveryOptions options)
    : m_db(db)
    , m_clock(clock)
    , m_options(std::move(options))
{
    setObjectName(QStringLiteral("webhooks"));
    start();
    m_made.acquire();
}

DeliveryThread::~DeliveryThread()
{
    quit();
    wait();
}

void DeliveryThread::run()
{
    Deliverer deliverer(m_db, m_clock, m_options);
    m_deliverer = &deliverer;
    m_made.release();
    deliverer.wake();
    exec();
}

void DeliveryThread::wake()
{
    QMetaObject::invokeMethod(m_deliverer, &Deliverer::wake, Qt::QueuedConnection);
}

void DeliveryThread::whenQuiet(int limitMs, QObject *context, std::function<void()> callback)
{
    const auto once = std::make_shared<std::function<void()>>(std::move(callback));
    const auto call = [once] {
        if (const auto taken = std::exchange(*once, nullptr))
            taken();
    };
    QTimer::singleShot(limitMs, context, call);
    Deliverer *deliverer = m_deliverer;
    QMetaObject::invokeMethod(
        deliverer,
        [deliverer, context, call] {
            deliverer->whenQuiet([context, call] { QMetaObject::invokeMethod(context, call, Qt::QueuedConnection); });
        },
        Qt::QueuedConnection);
}

} // namespace vibecoder::webhooks
