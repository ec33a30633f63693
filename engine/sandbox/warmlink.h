// SPDX-License-Identifier: MIT
// One bubblewrap with our launcher as its process 1, and the socket to it (launcher/protocol.h). Knows nothing of an
// event loop: the runner watches descriptor(), the probe waits. bubblewrap dies with the thread that started it, so
// that must be one that lives as long as the program.
#pragma once

#include "base/filedescriptor.h"
#include "base/processid.h"
#include "base/result.h"
#include "sandbox/launcher/protocol.h"

#include <QProcess>
#include <QStringList>

#include <memory>
#include <optional>

namespace vibecoder {

/// A folder that is shown with what an attempt wrote laid over it; the folder itself is only read.
struct ViewLayer
{
    QString place; ///< absolute
    QString name;  ///< of its folder in the storage of the views: `upper` and `work` lie in it

    bool operator==(const ViewLayer &) const = default;
};

struct WarmSetup
{
    QStringList bubblewrap;               ///< its options up to where the command would follow
    QList<QPair<QString, QString>> wiped; ///< folders that are new for each command, and their mount options
    QStringList carried;                  ///< what is reachable below them all the same
    QList<ViewLayer> layers;              ///< the first one is what open() opens
    bool hasBelow = false;                ///< something lies between that folder and what is written over it
    uint uid = 0, gid = 0;                ///< who the commands run as when we are uid 0; 0: as we are

    bool operator==(const WarmSetup &) const = default;
};

struct WarmCommand
{
    QStringList argv, environment; ///< absolute program and arguments; NAME=VALUE
    QString directory;
    QStringList hidden{}; ///< launcher/protocol.h: `f` or `d` and the path
    int traced = -1;      ///< a list of folders (OpenTrace); stays the caller's
    quint32 tracedCount = 0;
};

class WarmLink
{
    Q_DISABLE_COPY_MOVE(WarmLink)

public:
    /// Starts it and sends the setup; whether it works is told by the first answer.
    [[nodiscard]] static Result<std::unique_ptr<WarmLink>> start(const WarmSetup &setup);
    /// Ends it with everybody inside, and waits until it is gone.
    ~WarmLink();

    [[nodiscard]] int descriptor() const { return m_socket.get(); }
    /// output: the write end of a pipe; stays the caller's.
    [[nodiscard]] Result<> run(const WarmCommand &command, int output);
    /// Asks for a descriptor of the first layer. Its mount lives as long as the descriptor; no command may run
    /// meanwhile.
    [[nodiscard]] Result<> open();
    void terminate() { sendOrder(vc_order_terminate); }
    void kill() { sendOrder(vc_order_kill); }

    enum class Receipt { Answer, Nothing, Gone };
    /// Does not wait. Gone also when it spoke nonsense. given: the descriptor that came along.
    [[nodiscard]] Receipt receive(vc_answer &answer, FileDescriptor &given);
    /// Process 1 as seen from here, known after the first answer: it is gone only after everybody inside is.
    [[nodiscard]] const ProcessId &processOne() const { return m_processOne; }
    /// What bubblewrap said when it could not do it.
    [[nodiscard]] QString complaint();

private:
    WarmLink() = default;
    bool sendOrder(vc_order_kind kind);

    FileDescriptor m_socket, m_alive; ///< m_alive: the launcher sees our death by its end
    QProcess m_process;
    ProcessId m_processOne;
};

} // namespace vibecoder
