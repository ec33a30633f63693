// SPDX-License-Identifier: MIT
#include "bridge/enginebridge.h"

#include <pwd.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kEventsAtOnce = 200;
constexpr int kPatienceMs = 15000, kBusyLookMs = 2000;
constexpr int kPaceMs = 60; // what comes in between is told together: sixteen times a second is as quick as one reads

} // namespace

Result<std::unique_ptr<EngineBridge>> EngineBridge::open(const Settings &settings, WorkerHost::Companion companion)
{
    VC_TRY(auto engine, Engine::open(settings));
    return std::unique_ptr<EngineBridge>(new EngineBridge(std::move(engine), std::move(companion)));
}

EngineBridge::EngineBridge(std::unique_ptr<Engine> engine, WorkerHost::Companion companion)
    : m_engine(std::move(engine))
    , m_workers(std::make_unique<WorkerHost>(m_engine->settings(), std::move(companion)))
{
    m_pool.setMaxThreadCount(4);
    m_seq = m_engine->lastEventSeq().value_or(0);
    m_more.setSingleShot(true);
    connect(&m_more, &QTimer::timeout, this, &EngineBridge::follow);
    connect(m_engine.get(), &Engine::changed, this, [this] {
        if (!m_more.isActive())
            m_more.start(m_told.isValid() ? int(std::max<qint64>(0, kPaceMs - m_told.elapsed())) : 0);
    });
    connect(m_workers.get(), &WorkerHost::liveText, this, &EngineBridge::liveText);
    // A person who clicked waits for the answer; and running tasks stand still when the process that has the store
    // does.
    m_engine->setPatience(kPatienceMs);
    connect(&m_busyLook, &QTimer::timeout, this, &EngineBridge::lookWhoKeepsTheStore);
    m_busyLook.start(kBusyLookMs);
}

EngineBridge::~EngineBridge()
{
    m_workers.reset();
    m_pool.waitForDone();
}

void EngineBridge::lookWhoKeepsTheStore()
{
    QString who = m_engine->heldUpBy();
    if (who.isEmpty())
        who = m_engine->storeHolder();
    if (std::exchange(m_busyTold, who) != who)
        emit storeBusy(who);
}

QString EngineBridge::actor()
{
    const passwd *user = ::getpwuid(::getuid());
    return u"desktop:"_s + (user ? QString::fromLocal8Bit(user->pw_name) : QString::number(::getuid()));
}

void EngineBridge::follow()
{
    m_told.start();
    const auto news = m_engine->eventsSince(m_seq, kEventsAtOnce);
    if (news && !news->isEmpty()) {
        m_seq = news->constLast().seq;
        emit events(*news);
        if (news->size() == kEventsAtOnce)
            m_more.start(0); // the window paints in between
    }
    emit changed();
}

} // namespace vibecoder
