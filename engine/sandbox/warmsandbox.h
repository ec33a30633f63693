// SPDX-License-Identifier: MIT
// A warm sandbox in the event loop: one command at a time, told when it has ended or when the sandbox was lost.
#pragma once

#include "sandbox/warmlink.h"

#include <QElapsedTimer>
#include <QSocketNotifier>

#include <functional>

namespace vibecoder {

class WarmSandbox
{
    Q_DISABLE_COPY_MOVE(WarmSandbox)

public:
    [[nodiscard]] static Result<std::unique_ptr<WarmSandbox>> start(const WarmSetup &setup);

    /// ended: called once from the event loop, with nothing when the sandbox was lost: then nobody knows how the
    /// command ended. Not called after forget().
    [[nodiscard]] Result<> run(
        const WarmCommand &command, int output, std::function<void(std::optional<vc_answer>)> ended);
    /// A descriptor of the view's first layer for one tool of the engine; its mount lives as long as the descriptor.
    /// opened: called once from the event loop.
    [[nodiscard]] Result<> open(std::function<void(Result<FileDescriptor>)> opened);
    void forget()
    {
        m_ended = nullptr;
        m_opened = nullptr;
    }
    void terminate() { m_link->terminate(); }
    void kill() { m_link->kill(); }

    [[nodiscard]] const WarmSetup &setup() const { return m_setup; }
    [[nodiscard]] bool isLost() const { return m_lost; }
    /// Nothing more should run in it: a command damaged it, or one could not be made ready.
    [[nodiscard]] bool isWorn() const { return m_worn; }
    [[nodiscard]] bool isReady() const { return m_ready; }
    [[nodiscard]] bool isBusy() const { return m_busy; }
    [[nodiscard]] int commands() const { return m_commands; }
    [[nodiscard]] qint64 idleMs() const { return m_busy ? 0 : m_idle.elapsed(); }
    [[nodiscard]] const ProcessId &processOne() const { return m_link->processOne(); }
    [[nodiscard]] QString complaint() { return m_link->complaint(); }
    /// Called when processOne() becomes known during a command.
    std::function<void()> onReady;
    /// Called during a command that is traced, before it begins; without a descriptor when it cannot be.
    std::function<void(const vc_answer &, FileDescriptor)> onTraced;

private:
    WarmSandbox() = default;
    void listen();
    void takeOpened(const vc_answer &answer, FileDescriptor given);

    WarmSetup m_setup;
    std::unique_ptr<WarmLink> m_link;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::function<void(std::optional<vc_answer>)> m_ended;
    std::function<void(Result<FileDescriptor>)> m_opened;
    QElapsedTimer m_idle;
    int m_commands = 0;
    bool m_busy = false, m_ready = false, m_lost = false, m_worn = false;
};

} // namespace vibecoder
