// SPDX-License-Identifier: MIT
// The way of the engine's own tools into a view: process 1 of the run's sandbox mounts it and gives a descriptor.
#include "sandbox/processrunner.h"

#include <QTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLimitMs = 10000;

} // namespace

QCoro::Task<Result<FileDescriptor>> ProcessRunner::openView(SandboxProfile profile, QString owner, CancelSource &stop)
{
    if (stop.stopped())
        co_return tl::make_unexpected(stop.error());
    const WarmSetup setup = warmSetup(profile, lookAtMachine(profile));
    auto taken = m_pool.take(owner, setup);
    if (!taken)
        co_return passError(taken);
    std::shared_ptr<WarmSandbox> sandbox = *taken;
    OneShot<std::shared_ptr<Result<FileDescriptor>>> over;
    const auto told = [over](Result<FileDescriptor> opened) {
        over.set(std::make_shared<Result<FileDescriptor>>(std::move(opened)));
    };
    Result<> asked = sandbox->open(told);
    if (!asked && asked.error().code == ErrorCode::Unavailable) {
        // It ended since its last command, and the event loop has not seen it yet.
        m_pool.end(owner);
        taken = m_pool.take(owner, setup);
        if (!taken)
            co_return passError(taken);
        sandbox = *taken;
        asked = sandbox->open(told);
    }
    if (!asked)
        co_return passError(asked);
    const auto giveUp = [sandbox, told](Error error) {
        sandbox->forget();
        sandbox->kill();
        told(tl::make_unexpected(std::move(error)));
    };
    QTimer limit;
    limit.setSingleShot(true);
    QObject::connect(&limit, &QTimer::timeout, &limit, [giveUp] {
        giveUp({ErrorCode::Timeout, u"the sandbox did not open its view in time"_s, {}, {}});
    });
    limit.start(kLimitMs);
    OnStop onStop(stop, [giveUp, &stop] { giveUp(stop.error()); });
    const std::shared_ptr<Result<FileDescriptor>> result = co_await over;
    limit.stop();
    m_pool.giveBack(owner, sandbox);
    co_return std::move(*result);
}

} // namespace vibecoder
