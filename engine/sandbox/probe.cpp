// SPDX-License-Identifier: MIT
#include "sandbox/probe.h"

#include "base/paths.h"
#include "sandbox/landlock.h"
#include "sandbox/profile.h"
#include "sandbox/syscallfilter.h"
#include "sandbox/warmlink.h"

#include <QDeadlineTimer>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLimitMs = 5000;

// Waits for the next answer; nothing when the sandbox is gone or too slow.
std::optional<vc_answer> waitForAnswer(WarmLink &link)
{
    const QDeadlineTimer deadline(kLimitMs);
    while (!deadline.hasExpired()) {
        vc_answer answer{};
        FileDescriptor given;
        const WarmLink::Receipt receipt = link.receive(answer, given);
        if (receipt == WarmLink::Receipt::Answer)
            return answer;
        if (receipt == WarmLink::Receipt::Gone)
            return std::nullopt;
        pollfd waits{link.descriptor(), POLLIN, 0};
        ::poll(&waits, 1, int(deadline.remainingTime()));
    }
    return std::nullopt;
}

// A program that others may write would hand them everything we hold.
bool isOurs(const QString &program)
{
    struct stat status
    {
    };
    const QByteArray name = QFile::encodeName(program);
    return ::stat(name.constData(), &status) == 0 && (status.st_uid == 0 || status.st_uid == ::geteuid()) &&
           (status.st_mode & S_IWOTH) == 0;
}

// Empty when all is well: it starts, the filter refuses new name spaces, and no file of one command reaches the next.
QString whyNotWarm(const SandboxProfile &profile, const MachineFacts &facts)
{
    if (!isOurs(launcherPath()))
        return u"%1 can be changed by others"_s.arg(launcherPath());
    const WarmSetup setup = warmSetup(profile, facts);
    const auto link = WarmLink::start(setup);
    if (!link)
        return link.error().message;
    const auto ready = waitForAnswer(**link);
    if (!ready || ready->kind != vc_answer_ready)
        return (*link)->complaint();
    const FileDescriptor null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    QStringList places{u"/"_s, u"/tmp"_s, u"/run"_s, u"/var"_s, u"/dev"_s, u"/dev/shm"_s, u"/home"_s, u"/proc"_s,
        facts.home, QFileInfo(profile.workingDirectory).path(), QFileInfo(facts.home).path()};
    places += facts.systemFolders + facts.secretFolders;
    for (const QString &what : {u"plant"_s, u"look"_s}) {
        const WarmCommand command{QStringList{innerLauncherPath(), u"check"_s, what} + places, {}, u"/"_s, {}};
        if (const Result<> sent = (*link)->run(command, null.get()); !sent)
            return sent.error().message;
        const auto ended = waitForAnswer(**link);
        if (!ended)
            return u"the sandbox was lost during a command"_s;
        if (ended->end != vc_end_exit || ended->number != 0)
            return u"a check in the sandbox ended with %1, %2"_s.arg(ended->end).arg(ended->number);
    }
    return {};
}

// A command in it that tries what must not work, and says so by its end.
bool landlockHolds()
{
    int ends[2];
    if (landlockAbi() == 0 || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    const FileDescriptor ours(ends[0]);
    FileDescriptor theirs(ends[1]);
    const QTemporaryDir folder, beside;
    SandboxProfile profile{folder.path(), false, {}};
    profile.tier = SandboxTier::Landlock;
    // The launcher lies where a command may not read; for this once it may.
    profile.grantedPath = launcherPath();
    const FileDescriptor ruleset = landlockRuleset(profile);
    const FileDescriptor filter = syscallFilterFile(FilterKind::NoNetwork);
    if (!ruleset.isOpen() || !filter.isOpen())
        return false;
    QStringList arguments{QString::number(theirs.get())};
    for (const auto &[option, descriptor] :
        {std::pair{u"--ruleset"_s, ruleset.get()}, std::pair{u"--filter"_s, filter.get()}})
        arguments += {option, QString::number(descriptor)};
    for (const int descriptor : {theirs.get(), ruleset.get(), filter.get()})
        ::fcntl(descriptor, F_SETFD, 0);
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(
        launcherPath(), arguments + QStringList{u"--"_s, launcherPath(), u"check"_s, u"plant"_s, beside.path()});
    theirs.reset();
    char line[64] = {};
    const bool ended = process.waitForFinished(kLimitMs) && ::recv(ours.get(), line, sizeof line - 1, MSG_DONTWAIT) > 0;
    return ended && QByteArray(line).startsWith("exit 0 ") && !QFile::exists(beside.filePath(u".vibecoder-marker"_s));
}

SandboxReport probe()
{
    SandboxReport report;
    report.root = ::geteuid() == 0;
    report.landlockAbi = landlockAbi();
    if (!QFileInfo(bubblewrapPath()).isExecutable()) {
        report.why = u"%1 is not installed"_s.arg(bubblewrapPath());
        report.tier = landlockHolds() ? SandboxTier::Landlock : SandboxTier::None;
        return report;
    }
    const QTemporaryDir folder;
    const SandboxProfile profile{folder.path(), false, {}};
    const MachineFacts facts = lookAtMachine(profile);
    report.whyNotWarm = whyNotWarm(profile, facts);
    if (report.whyNotWarm.isEmpty()) {
        report.tier = SandboxTier::Bubblewrap;
        report.warm = true;
        return report;
    }
    // Below a launcher, so that it does not outlive us either.
    int alive[2];
    if (::pipe2(alive, O_CLOEXEC) != 0) {
        report.why = QString::fromLocal8Bit(std::strerror(errno));
        return report;
    }
    FileDescriptor theirs(alive[0]);
    const FileDescriptor ours(alive[1]);
    ::fcntl(theirs.get(), F_SETFD, 0);
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(launcherPath(),
        QStringList{u"start"_s, u"-1"_s, QString::number(theirs.get()), u"0"_s, u"0"_s, u"--"_s, bubblewrapPath()} +
            bubblewrapArguments(profile, facts) + QStringList{u"--"_s, u"/bin/true"_s});
    theirs.reset();
    if (!process.waitForFinished(kLimitMs) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        report.why = QString::fromLocal8Bit(process.readAllStandardError()).trimmed().left(200);
        if (report.why.isEmpty())
            report.why = process.errorString();
        report.tier = landlockHolds() ? SandboxTier::Landlock : SandboxTier::None;
        return report;
    }
    report.tier = SandboxTier::Bubblewrap;
    return report;
}

} // namespace

QString bubblewrapPath()
{
    return u"/usr/bin/bwrap"_s;
}

const SandboxReport &sandboxReport()
{
    static const SandboxReport report = probe();
    return report;
}

SandboxTier sandboxTier(SandboxChoice choice)
{
    switch (choice) {
    case SandboxChoice::Auto:
        return sandboxReport().tier;
    case SandboxChoice::None:
        return SandboxTier::None;
    case SandboxChoice::Bubblewrap:
        return sandboxReport().tier == SandboxTier::Bubblewrap ? SandboxTier::Bubblewrap : SandboxTier::None;
    case SandboxChoice::Landlock: {
        static const bool holds = landlockHolds();
        return holds ? SandboxTier::Landlock : SandboxTier::None;
    }
    }
    Q_UNREACHABLE();
}

} // namespace vibecoder
