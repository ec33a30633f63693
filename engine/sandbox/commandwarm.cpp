// SPDX-License-Identifier: MIT
// A command in a sandbox that stays: a clean child of its process 1, over its own pipe.
#include "sandbox/childenvironment.h"
#include "sandbox/outputcollector.h"
#include "sandbox/pidfile.h"
#include "sandbox/processrunner.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSocketNotifier>
#include <QTimer>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kPiece = 64 * 1024;
constexpr int kPiecesAtOnce = 16; // then the event loop has its turn

enum class Drained { Dry, More, End };

// Reads what is there, up to a bound.
Drained drain(int pipe, OutputCollector &output, QByteArray &buffer)
{
    for (int i = 0; i < kPiecesAtOnce; ++i) {
        const ssize_t length = ::read(pipe, buffer.data(), size_t(buffer.size()));
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return Drained::Dry;
        if (length == 0)
            return Drained::End;
        output.add(QByteArray::fromRawData(buffer.constData(), length));
    }
    return Drained::More;
}

void applyAnswer(const vc_answer &answer, const QString &program, ProcessResult &result)
{
    result.leftOvers = answer.left_overs;
    const QString why = QString::fromLocal8Bit(std::strerror(answer.number));
    switch (answer.end) {
    case vc_end_exit:
        if (!result.timedOut)
            result.exitCode = answer.number;
        break;
    case vc_end_signal:
        result.signal = answer.number;
        break;
    case vc_end_no_program:
        result.startError = u"%1: %2"_s.arg(program, why);
        break;
    default:
        result.startError = u"the sandbox could not be made ready: %1"_s.arg(why);
        result.notReady = true;
    }
}

} // namespace

QCoro::Task<Result<ProcessResult>> ProcessRunner::runWarm(ProcessRequest request, CancelSource &stop)
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        co_return fail(
            ErrorCode::Io, u"no descriptor left for a command"_s, {}, QString::fromLocal8Bit(std::strerror(errno)));
    const FileDescriptor reading(ends[0]);
    FileDescriptor writing(ends[1]);
    ::fcntl(reading.get(), F_SETFL, O_NONBLOCK);
    const MachineFacts facts = lookAtMachine(*request.sandbox);
    const GrantedFile granted = grantedFileFor(*request.sandbox);
    // A right for one command is never kept for the next.
    const QString owner = request.sandbox->grantedPath.isEmpty() ? request.sandboxOwner : QString();
    const WarmSetup setup = warmSetup(*request.sandbox, facts);
    auto taken = m_pool.take(owner, setup);
    if (!taken)
        co_return passError(taken);
    std::shared_ptr<WarmSandbox> sandbox = *taken;

    ProcessResult result;
    WarmCommand command{
        request.argv, commandEnvironment(request).toStringList(), request.directory, request.sandbox->hidden};
    std::optional<OpenTrace> trace;
    if (request.traced && request.sandbox->view) {
        trace.emplace(QFile::encodeName(request.directory), *request.traced);
        command.traced = trace->list().get();
        command.tracedCount = trace->count();
    }
    OutputCollector output(request.outputFile, request.outputCap, request.live);
    OneShot<std::optional<vc_answer>> over;
    QElapsedTimer timer;
    timer.start();
    const auto told = [over](std::optional<vc_answer> answer) { over.set(answer); };
    Result<> sent = sandbox->run(command, writing.get(), told);
    if (!sent && sent.error().code == ErrorCode::Unavailable) {
        // It ended between two commands, and the event loop has not seen it yet.
        m_pool.end(owner);
        taken = m_pool.take(owner, setup);
        if (!taken)
            co_return passError(taken);
        sandbox = *taken;
        sent = sandbox->run(command, writing.get(), told);
    }
    writing.reset();
    if (!sent && sent.error().code == ErrorCode::InvalidArgument) {
        result.startError = u"%1: %2"_s.arg(request.argv.value(0), sent.error().message);
        co_return result;
    }
    if (!sent)
        co_return passError(sent);
    const QString pidFile = request.pidFile;
    const QString made = granted.made();
    WarmSandbox *own = sandbox.get();
    sandbox->onReady = [pidFile, own, made] { writePidFile(pidFile, own->processOne(), made); };
    if (trace)
        sandbox->onTraced = [&trace](const vc_answer &answered, FileDescriptor watches) {
            trace->begin(answered, std::move(watches));
        };
    if (sandbox->isReady())
        sandbox->onReady();

    QByteArray buffer(kPiece, Qt::Uninitialized);
    bool flooded = false;
    QSocketNotifier notifier(reading.get(), QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] {
        if (drain(reading.get(), output, buffer) == Drained::End)
            notifier.setEnabled(false);
        if (output.total() > request.outputKill && !std::exchange(flooded, true))
            sandbox->kill();
    });
    QTimer limit;
    limit.setSingleShot(true);
    limit.setTimerType(Qt::PreciseTimer);
    QObject::connect(&limit, &QTimer::timeout, &limit, [&] {
        if (std::exchange(result.timedOut, true))
            sandbox->kill();
        else
            sandbox->terminate();
        limit.start(kGraceMs);
    });
    limit.start(int(std::clamp<qint64>(request.timeoutMs, 1, std::numeric_limits<int>::max())));
    OnStop onStop(stop, [own] { own->kill(); });
    const std::optional<vc_answer> answer = co_await over;
    limit.stop();
    notifier.setEnabled(false);
    result.durationMs = timer.elapsed();
    // Nobody is left who could write, so the end comes; unless the sandbox was lost.
    while (drain(reading.get(), output, buffer) == Drained::More) {
    }
    removePidFile(request.pidFile);
    sandbox->onReady = nullptr;
    sandbox->onTraced = nullptr;
    if (trace)
        result.opened = trace->finish();
    output.finish(result.head, result.tail, result.outputBytes);
    const bool started = sandbox->isReady();
    const QString complaint = started ? QString() : sandbox->complaint();
    m_pool.giveBack(owner, sandbox);
    if (stop.stopped())
        co_return tl::make_unexpected(stop.error());
    if (!started)
        co_return fail(ErrorCode::Unavailable, u"the sandbox could not be started"_s, {}, complaint);
    if (answer)
        applyAnswer(*answer, request.argv.value(0), result);
    else
        result.lost = true;
    co_return result;
}

} // namespace vibecoder
