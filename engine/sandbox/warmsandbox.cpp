// SPDX-License-Identifier: MIT
#include "sandbox/warmsandbox.h"

#include <cstring>

namespace vibecoder {

using namespace Qt::StringLiterals;

Result<std::unique_ptr<WarmSandbox>> WarmSandbox::start(const WarmSetup &setup)
{
    std::unique_ptr<WarmSandbox> sandbox(new WarmSandbox);
    sandbox->m_setup = setup;
    VC_TRY(sandbox->m_link, WarmLink::start(setup));
    sandbox->m_notifier = std::make_unique<QSocketNotifier>(sandbox->m_link->descriptor(), QSocketNotifier::Read);
    WarmSandbox *own = sandbox.get();
    QObject::connect(
        sandbox->m_notifier.get(), &QSocketNotifier::activated, sandbox->m_notifier.get(), [own] { own->listen(); });
    sandbox->m_idle.start();
    return sandbox;
}

Result<> WarmSandbox::run(const WarmCommand &command, int output, std::function<void(std::optional<vc_answer>)> ended)
{
    if (m_busy || m_lost)
        return fail(ErrorCode::Internal, u"this sandbox cannot take a command"_s);
    VC_CHECK(m_link->run(command, output));
    m_ended = std::move(ended);
    m_busy = true;
    ++m_commands;
    return {};
}

Result<> WarmSandbox::open(std::function<void(Result<FileDescriptor>)> opened)
{
    if (m_busy || m_lost)
        return fail(ErrorCode::Internal, u"this sandbox cannot open its view"_s);
    VC_CHECK(m_link->open());
    m_opened = std::move(opened);
    m_busy = true;
    return {};
}

void WarmSandbox::takeOpened(const vc_answer &answer, FileDescriptor given)
{
    m_busy = false;
    m_idle.restart();
    // Last: what is called may drop us.
    const auto opened = std::exchange(m_opened, nullptr);
    if (given.isOpen())
        opened(std::move(given));
    else
        opened(fail(ErrorCode::Unavailable, u"the view cannot be mounted"_s, {},
            QString::fromLocal8Bit(std::strerror(answer.number))));
}

void WarmSandbox::listen()
{
    for (;;) {
        vc_answer answer{};
        FileDescriptor given;
        const WarmLink::Receipt receipt = m_link->receive(answer, given);
        if (receipt == WarmLink::Receipt::Nothing)
            return;
        if (receipt == WarmLink::Receipt::Answer && answer.kind == vc_answer_ready && !m_ready) {
            m_ready = true;
            if (onReady)
                onReady();
            continue;
        }
        if (receipt == WarmLink::Receipt::Answer && answer.kind == vc_answer_traced && m_ready && m_busy) {
            if (onTraced)
                onTraced(answer, std::move(given));
            continue;
        }
        if (receipt == WarmLink::Receipt::Answer && answer.kind == vc_answer_opened && m_ready && m_opened) {
            takeOpened(answer, std::move(given));
            return;
        }
        const bool fits = receipt == WarmLink::Receipt::Answer && answer.kind == vc_answer_ended && m_ready && m_busy;
        if (!fits) {
            m_lost = true;
            m_notifier->setEnabled(false);
        }
        m_worn = m_worn || answer.damaged || answer.end == vc_end_no_setup;
        m_busy = false;
        m_idle.restart();
        const auto ended = std::exchange(m_ended, nullptr);
        const auto opened = std::exchange(m_opened, nullptr);
        // Last: what is called may drop us.
        if (ended)
            ended(fits ? std::optional(answer) : std::nullopt);
        else if (opened)
            opened(fail(ErrorCode::Unavailable, u"the sandbox was lost"_s));
        return;
    }
}

} // namespace vibecoder
