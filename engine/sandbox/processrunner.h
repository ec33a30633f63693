// SPDX-License-Identifier: MIT
// One child through the launcher: own session, whole tree ended on timeout, cancel, normal end and engine death;
// output drained always into head and tail rings and a file; scrubbed environment; resource limits. In a sandbox that
// stays warm for its owner where that works, else in one of its own. Lives in one thread, as long as the program.
#pragma once

#include "base/async.h"
#include "sandbox/grantedfile.h"
#include "sandbox/opentrace.h"
#include "sandbox/profile.h"
#include "sandbox/sandboxpool.h"

#include <QByteArray>
#include <QProcessEnvironment>
#include <QStringList>

#include <functional>
#include <optional>

namespace vibecoder {

struct ProcessRequest
{
    QStringList argv;  ///< absolute program and arguments; shell text is {"/bin/sh", "-c", text} by shellArgv()
    QString directory; ///< absolute; must exist
    qint64 timeoutMs = 60000;
    QString outputFile; ///< whole output (both streams, merged in order of arrival) up to outputCap; empty: none
    qint64 outputCap = 64 * 1024 * 1024;           ///< bytes in the file; what comes after is counted only
    qint64 outputKill = 10LL * 1024 * 1024 * 1024; ///< a child that prints more than this is ended
    QString pidFile;                       ///< gets "pid startTicks bootId" of the launcher while it runs; empty: none
    std::optional<SandboxProfile> sandbox; ///< empty: the command runs as this user, unheld
    QString sandboxOwner;                  ///< whose warm sandbox may be used again (a task's attempt); empty: nobody's
    QStringList passEnvironment;           ///< names of variables the user lets through, never secret-looking ones
    /// Folders below `directory` (the empty one is itself) whose opened files are noted; only in a view.
    std::optional<QByteArrayList> traced;
    std::function<void(QByteArrayView)> live; ///< each piece of output as it comes; may be empty
};

struct ProcessResult
{
    std::optional<int> exitCode; ///< empty when it was ended by a signal, timed out, or never started
    int signal = 0;
    bool timedOut = false;
    bool lost = false;     ///< the launcher vanished: what happened is unknown
    bool notReady = false; ///< nothing ran: its sandbox could not be made ready (startError says why)
    QString startError;    ///< program or directory missing; empty when it ran
    qint64 durationMs = 0;
    QByteArray head, tail;             ///< first and last up to 1 MiB; tail is empty when everything is in head
    qint64 outputBytes = 0;            ///< all that was printed
    std::optional<OpenedFiles> opened; ///< when the request wants it
    int leftOvers = 0;                 ///< processes that lived past the main one and were ended

    /// head + a marker of what is missing + tail.
    [[nodiscard]] QByteArray output() const;
};

/// Fixed shell: bash when there is one (`bash --noprofile --norc -c`), else `/bin/sh -c`.
[[nodiscard]] QStringList shellArgv(const QString &text);

/// Between the first order to end at the time limit and the last.
constexpr int kGraceMs = 5000;

/// What a command of this request finds as its environment: in a sandbox the private home and /tmp.
[[nodiscard]] QProcessEnvironment commandEnvironment(const ProcessRequest &request);

/// What must lie on the disk while it runs: the target of a right to write what does not exist yet.
[[nodiscard]] GrantedFile grantedFileFor(const SandboxProfile &profile);

class ProcessRunner
{
public:
    /// mayStayWarm false: a bubblewrap for each command even where a warm one would work.
    explicit ProcessRunner(bool mayStayWarm = true)
        : m_mayStayWarm(mayStayWarm)
    {
    }

    /// Never an Error for what the child did; Cancelled/Shutdown/Lost when `stop` came first (the tree is gone by
    /// then).
    QCoro::Task<Result<ProcessResult>> run(ProcessRequest request, CancelSource &stop);
    /// A descriptor (O_PATH) of the working directory as the profile's view shows it, for one tool of the engine. No
    /// command of this owner may run while it is open, and the next one sees what the tool wrote. Unavailable when the
    /// view cannot be mounted.
    QCoro::Task<Result<FileDescriptor>> openView(SandboxProfile profile, QString owner, CancelSource &stop);
    /// The run is over: its sandbox is not needed any more.
    void endSandbox(const QString &owner) { m_pool.end(owner); }

private:
    QCoro::Task<Result<ProcessResult>> runOnce(ProcessRequest request, CancelSource &stop);
    QCoro::Task<Result<ProcessResult>> runWarm(ProcessRequest request, CancelSource &stop);

    SandboxPool m_pool;
    bool m_mayStayWarm;
};

/// Ends what a run that died left behind: reads a pid file, kills that launcher's tree when it is still the same
/// process, waits until it is gone (at most 5 s) and removes the file.
Result<> endLeftOvers(const QString &pidFile);

} // namespace vibecoder
