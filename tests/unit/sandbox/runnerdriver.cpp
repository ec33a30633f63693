// SPDX-License-Identifier: MIT
// runnerdriver run COMMAND DIR        runs one command through the launcher and waits
// runnerdriver held COMMAND DIR       the same in the best sandbox of this machine; 77: there is none
// runnerdriver heldflood BYTES        flood in that sandbox
// runnerdriver flood BYTES            a child prints so much; fails when this process grew by 64 MiB or bytes are
// missing
#include "sandbox/probe.h"
#include "sandbox/processrunner.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cstdio>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

qint64 peakKib()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    }
    return 0;
}

QCoro::Task<> runIt(
    ProcessRunner &runner, ProcessRequest request, CancelSource &stop, int &code, qint64 wanted, qint64 before)
{
    auto running = runner.run(request, stop);
    const Result<ProcessResult> result = co_await running;
    code = result ? result->exitCode.value_or(99) : 98;
    if (wanted > 0 && result) {
        const qint64 grown = peakKib() - before;
        std::printf("%lld bytes in %lld ms, memory grew by %lld KiB\n", static_cast<long long>(result->outputBytes),
            static_cast<long long>(result->durationMs), static_cast<long long>(grown));
        if (result->outputBytes != wanted || grown > 64 * 1024)
            code = 1;
    }
    QCoreApplication::exit(code);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList words = app.arguments();
    ProcessRunner runner;
    CancelSource stop;
    ProcessRequest request;
    request.timeoutMs = 280000;
    const bool floods = words.value(1).endsWith(u"flood"_s);
    const QTemporaryDir folder;
    request.directory = floods ? folder.path() : words.value(3);
    qint64 wanted = 0;
    if (floods) {
        wanted = words.value(2).toLongLong();
        request.outputKill = wanted * 2;
        request.argv = shellArgv(u"yes 0123456789012345678901234567890123456789 | head -c %1"_s.arg(wanted));
    } else {
        request.argv = shellArgv(words.value(2));
    }
    const QTemporaryDir privateFolder;
    if (words.value(1).startsWith(u"held"_s)) {
        SandboxProfile profile{request.directory, false, {}};
        profile.tier = sandboxTier(SandboxChoice::Auto);
        if (profile.tier == SandboxTier::None) {
            std::printf("skipped: %s\n", qPrintable(sandboxReport().why));
            return 77;
        }
        if (profile.tier == SandboxTier::Landlock)
            profile.privateFolder = privateFolder.path();
        std::printf("held by %s\n", profile.tier == SandboxTier::Landlock ? "Landlock" : "bubblewrap");
        request.sandbox = profile;
    }
    int code = 97;
    auto task = runIt(runner, request, stop, code, wanted, peakKib());
    return app.exec();
}
