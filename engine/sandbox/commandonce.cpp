// SPDX-License-Identifier: MIT
// A command with a launcher of its own: unheld, or around a bubblewrap that holds this command alone.
#include "base/paths.h"
#include "sandbox/childenvironment.h"
#include "sandbox/landlock.h"
#include "sandbox/outputcollector.h"
#include "sandbox/pidfile.h"
#include "sandbox/probe.h"
#include "sandbox/processrunner.h"
#include "sandbox/syscallfilter.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryFile>
#include <QTimer>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// The pair of descriptors to a launcher; ours closes with the run, which ends the tree if it still lives.
struct Control
{
    int ours = -1, theirs = -1;
    bool open()
    {
        int fds[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
            return false;
        ours = fds[0];
        theirs = fds[1];
        return true;
    }
    void closeTheirs()
    {
        if (theirs >= 0)
            ::close(std::exchange(theirs, -1));
    }
    ~Control()
    {
        closeTheirs();
        if (ours >= 0)
            ::close(ours);
    }
};

// What the launcher is told beside the command, and what must live as long as it does.
struct Held
{
    QStringList options;
    FileDescriptor filter, ruleset;
    GrantedFile granted;
    std::unique_ptr<QTemporaryFile> empty; ///< what bubblewrap shows in place of hidden files
};

// Turns the command into one that bubblewrap holds, or lets the launcher hold it by Landlock.
Result<Held> holdingOptions(const ProcessRequest &request, QStringList &command)
{
    Held held;
    if (!request.sandbox)
        return held;
    const SandboxProfile &profile = *request.sandbox;
    const bool landlock = profile.tier == SandboxTier::Landlock;
    const FilterKind kind = !landlock         ? FilterKind::Namespaces
                            : profile.network ? FilterKind::Network
                                              : FilterKind::NoNetwork;
    held.granted = grantedFileFor(profile);
    held.filter = syscallFilterFile(kind);
    if (landlock)
        held.ruleset = landlockRuleset(profile);
    if (!held.filter.isOpen() || (landlock && !held.ruleset.isOpen()))
        return fail(ErrorCode::Unavailable, u"what holds a command cannot be made"_s, {},
            QString::fromLocal8Bit(std::strerror(errno)));
    ::fcntl(held.filter.get(), F_SETFD, 0);
    const QString filter = QString::number(held.filter.get());
    if (landlock) {
        ::fcntl(held.ruleset.get(), F_SETFD, 0);
        held.options = {u"--ruleset"_s, QString::number(held.ruleset.get()), u"--filter"_s, filter};
        return held;
    }
    held.options = {u"--keep"_s, filter};
    if (!profile.hidden.isEmpty()) {
        held.empty = std::make_unique<QTemporaryFile>();
        if (!held.empty->open() || !held.empty->setPermissions(QFileDevice::ReadOwner))
            return fail(ErrorCode::Io, u"no file can be made to hide others"_s, {}, held.empty->errorString());
    }
    command = QStringList{bubblewrapPath()} +
              bubblewrapArguments(profile, lookAtMachine(profile), held.empty ? held.empty->fileName() : QString()) +
              QStringList{u"--seccomp"_s, u"4"_s, u"--"_s, innerLauncherPath(), u"limited"_s} + command;
    return held;
}

} // namespace

QCoro::Task<Result<ProcessResult>> ProcessRunner::runOnce(ProcessRequest request, CancelSource &stop)
{
    ProcessResult result;
    Control control;
    if (!control.open())
        co_return fail(
            ErrorCode::Io, u"no descriptor left for a command"_s, {}, QString::fromLocal8Bit(std::strerror(errno)));

    OneShot<bool> over;
    OutputCollector output(request.outputFile, request.outputCap, request.live);
    QByteArray answer;
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setWorkingDirectory(request.directory);
    process.setProcessEnvironment(commandEnvironment(request));
    // Inherited by name instead of by a child modifier: without one QProcess may use vfork, which is quicker. Only this
    // thread starts processes, and start() returns after the fork.
    const QString theirs = QString::number(control.theirs);
    ::fcntl(control.theirs, F_SETFD, 0);
    QElapsedTimer timer;
    bool timedOut = false, flooded = false;
    const auto order = [&control](char word) {
        if (::send(control.ours, &word, 1, MSG_NOSIGNAL) < 0)
            return; // it has ended
    };
    const auto endTree = [order] { order('K'); };
    QObject::connect(&process, &QProcess::readyReadStandardOutput, &process, [&] {
        output.add(process.readAllStandardOutput());
        if (output.total() > request.outputKill && !flooded) {
            flooded = true;
            endTree();
        }
    });
    QObject::connect(&process, &QProcess::finished, &process, [over] { over.set(true); });
    QObject::connect(&process, &QProcess::errorOccurred, &process, [over](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            over.set(false);
    });
    QTimer limit;
    limit.setSingleShot(true);
    limit.setTimerType(Qt::PreciseTimer);
    QObject::connect(&limit, &QTimer::timeout, &limit, [&] {
        order(timedOut ? 'K' : 'T');
        timedOut = true;
        limit.start(kGraceMs);
    });
    timer.start();
    QStringList command = request.argv;
    const Result<Held> held = holdingOptions(request, command);
    if (!held)
        co_return passError(held);
    process.start(launcherPath(), QStringList{theirs} + held->options + QStringList{u"--"_s} + command);
    control.closeTheirs();
    if (!request.pidFile.isEmpty())
        writePidFile(request.pidFile, ProcessId::of(process.processId()), held->granted.made());
    limit.start(int(std::clamp<qint64>(request.timeoutMs, 1, std::numeric_limits<int>::max())));
    OnStop onStop(stop, endTree);
    const bool started = co_await over;
    limit.stop();
    result.durationMs = timer.elapsed();
    output.add(process.readAllStandardOutput());
    removePidFile(request.pidFile);
    output.finish(result.head, result.tail, result.outputBytes);
    if (stop.stopped())
        co_return tl::make_unexpected(stop.error());
    if (!started)
        co_return fail(ErrorCode::Unavailable, u"the launcher %1 could not be started"_s.arg(launcherPath()),
            u"Install VibeCoder again; its helper program is missing."_s, process.errorString());

    char line[64] = {};
    const ssize_t length = ::recv(control.ours, line, sizeof line - 1, MSG_DONTWAIT);
    const QList<QByteArray> words = QByteArray(line, length > 0 ? length : 0).trimmed().split(' ');
    result.timedOut = timedOut;
    if (words.size() != 3) {
        result.lost = true;
        co_return result;
    }
    result.leftOvers = words.at(2).toInt();
    const int number = words.at(1).toInt();
    if (words.at(0) == "error")
        result.startError = u"%1: %2"_s.arg(request.argv.value(0), QString::fromLocal8Bit(std::strerror(number)));
    else if (words.at(0) == "signal")
        result.signal = number;
    else if (!timedOut)
        result.exitCode = number;
    co_return result;
}

} // namespace vibecoder
