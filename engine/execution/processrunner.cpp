// SPDX-License-Identifier: MIT
#include "execution/processrunner.h"

#include "base/logging.h"
#include "base/paths.h"
#include "base/processid.h"
#include "execution/childenvironment.h"
#include "execution/outputcollector.h"
#include "execution/sandbox/probe.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSocketNotifier>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
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

void writePidFile(const QString &path, qint64 pid)
{
    if (path.isEmpty())
        return;
    const ProcessId process = ProcessId::of(pid);
    QFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        file.write(u"%1 %2 %3\n"_s.arg(process.pid).arg(process.startTicks).arg(process.boot).toLatin1());
}

} // namespace

QByteArray ProcessResult::output() const
{
    if (tail.isEmpty())
        return head;
    const qint64 missing = outputBytes - head.size() - tail.size();
    QByteArray text = head;
    if (missing > 0)
        text += "\n[... " + QByteArray::number(missing) + " bytes left out ...]\n";
    return text + tail;
}

QStringList shellArgv(const QString &text)
{
    static const bool hasBash = QFileInfo::exists(u"/bin/bash"_s);
    return hasBash ? QStringList{u"/bin/bash"_s, u"--noprofile"_s, u"--norc"_s, u"-c"_s, text}
                   : QStringList{u"/bin/sh"_s, u"-c"_s, text};
}

QCoro::Task<Result<ProcessResult>> ProcessRunner::run(ProcessRequest request, CancelSource &stop)
{
    if (stop.stopped())
        co_return tl::make_unexpected(stop.error());
    ProcessResult result;
    if (!QFileInfo(request.directory).isDir()) {
        result.startError = u"the directory %1 does not exist"_s.arg(request.directory);
        co_return result;
    }
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
    process.setProcessEnvironment(childEnvironment(request.passEnvironment, request.directory));
    // Inherited by name instead of by a child modifier: without one QProcess may use vfork, which is quicker. Only this
    // thread starts processes, and start() returns after the fork.
    const QString theirs = QString::number(control.theirs);
    ::fcntl(control.theirs, F_SETFD, 0);
    QElapsedTimer timer;
    bool timedOut = false, flooded = false;
    const auto endTree = [&control] {
        const char order = 'K';
        if (::send(control.ours, &order, 1, MSG_NOSIGNAL) < 0)
            return;
    };
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
        timedOut = true;
        endTree();
    });
    timer.start();
    QStringList command = request.argv;
    if (request.sandbox)
        command = QStringList{bubblewrapPath()} + bubblewrapArguments(*request.sandbox, lookAtMachine(*request.sandbox)) + command;
    process.start(launcherPath(), QStringList{theirs, u"--"_s} + command);
    control.closeTheirs();
    writePidFile(request.pidFile, process.processId());
    limit.start(int(std::clamp<qint64>(request.timeoutMs, 1, std::numeric_limits<int>::max())));
    OnStop onStop(stop, endTree);
    const bool started = co_await over;
    limit.stop();
    result.durationMs = timer.elapsed();
    output.add(process.readAllStandardOutput());
    if (!request.pidFile.isEmpty())
        QFile::remove(request.pidFile);
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

Result<> endLeftOvers(const QString &pidFile)
{
    QFile file(pidFile);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QList<QByteArray> words = file.readAll().trimmed().split(' ');
    file.close();
    if (words.size() == 3) {
        const ProcessId launcher{words.at(0).toLongLong(), words.at(1).toLongLong(), QString::fromLatin1(words.at(2))};
        // The launcher ends its tree by itself when its engine is gone; TERM is the same order for one that is stuck.
        for (int i = 0; isAlive(launcher) && i < 250; ++i) {
            if (i % 50 == 0)
                ::kill(pid_t(launcher.pid), SIGTERM);
            ::usleep(20000);
        }
        if (isAlive(launcher))
            return fail(ErrorCode::Timeout, u"process %1 of an earlier run does not end"_s.arg(launcher.pid));
    }
    QFile::remove(pidFile);
    return {};
}

} // namespace vibecoder
