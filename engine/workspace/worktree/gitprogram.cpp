// SPDX-License-Identifier: MIT
#include "workspace/worktree/gitprogram.h"

#include "base/filedescriptor.h"
#include "workspace/pathtext.h"
#include "workspace/workspaceprivate.h"

#include <QFile>
#include <QStandardPaths>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kErrorBytes = 16384;
constexpr int kStepMs = 50; // between two looks whether somebody asked to stop
constexpr qsizetype kPiece = 65536;

// What a repository could set, said once more where nothing outranks it.
const QByteArrayList &settings()
{
    static const QByteArrayList list{"-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c",
        "core.untrackedCache=false", "-c", "core.attributesFile=/dev/null", "-c", "core.excludesFile=/dev/null", "-c",
        "core.pager=cat", "-c", "protocol.allow=never", "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c",
        "submodule.recurse=false", "-c", "advice.detachedHead=false", "-c", "core.splitIndex=false"};
    return list;
}

QByteArrayList environmentOf(const GitCall &call)
{
    QByteArrayList list{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/nonexistent", "XDG_CONFIG_HOME=/nonexistent",
        "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_GLOBAL=/dev/null",
        "GIT_ATTR_NOSYSTEM=1", "GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1",
        "GIT_ALLOW_PROTOCOL=", "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=/bin/false", "GIT_EDITOR=/bin/false",
        "GIT_LITERAL_PATHSPECS=1", "GIT_DIR=" + call.gitFolder};
    if (!call.workTree.isEmpty())
        list.append("GIT_WORK_TREE=" + call.workTree);
    if (!call.indexFile.isEmpty())
        list.append("GIT_INDEX_FILE=" + call.indexFile);
    return list;
}

struct Pipe
{
    FileDescriptor read, write;

    bool open()
    {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            return false;
        read = FileDescriptor(ends[0]);
        write = FileDescriptor(ends[1]);
        return true;
    }
};

std::vector<char *> pointersTo(QByteArrayList &texts)
{
    std::vector<char *> pointers;
    for (QByteArray &text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

// Between fork and exec: system calls alone.
[[noreturn]] void becomeGit(char *const *argv, char *const *environment, const char *folder, int in, int out, int err)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    ::umask(022);
    if (::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0 || ::chdir(folder) != 0)
        ::_exit(127);
    ::syscall(SYS_close_range, 3U, ~0U, 0U);
    ::execve(argv[0], argv, environment);
    ::_exit(127);
}

// What came, up to a limit; false at its end.
bool take(int fd, QByteArray &to, qint64 limit)
{
    char piece[kPiece];
    const ssize_t n = ::read(fd, piece, sizeof piece);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    to.append(piece, std::min<qsizetype>(n, limit - to.size()));
    return n > 0;
}

bool give(int fd, const QByteArray &from, qsizetype &done)
{
    const ssize_t n = ::write(fd, from.constData() + done, size_t(std::min(from.size() - done, kPiece)));
    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    done += n;
    return done < from.size();
}

// A pipe whose reader is gone must not end the program. Only for this thread.
class NoPipeSignal
{
    Q_DISABLE_COPY_MOVE(NoPipeSignal)

public:
    NoPipeSignal()
    {
        ::sigemptyset(&m_pipe);
        ::sigaddset(&m_pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }
    ~NoPipeSignal()
    {
        const timespec now{};
        while (::sigtimedwait(&m_pipe, nullptr, &now) > 0)
            continue;
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }

private:
    sigset_t m_pipe{}, m_before{};
};

} // namespace

GitProgram::GitProgram(QByteArray program, GitLimits limits)
    : m_program(std::move(program))
    , m_limits(std::move(limits))
{
    m_since.start();
}

Result<GitProgram> GitProgram::find(GitLimits limits)
{
    const QString program = QStandardPaths::findExecutable(u"git"_s);
    if (program.isEmpty())
        return fail(ErrorCode::Unavailable, u"the program git was not found, and a worktree is made with it"_s,
            u"Install git, or choose isolation: view or in_place"_s);
    return GitProgram(QFile::encodeName(program), std::move(limits));
}

Result<GitAnswer> GitProgram::run(const GitCall &call) const
{
    QByteArrayList arguments{m_program};
    arguments += settings() + call.arguments;
    QByteArrayList environment = environmentOf(call);
    const std::vector<char *> argv = pointersTo(arguments), variables = pointersTo(environment);
    const QByteArray folder = call.workTree.isEmpty() ? call.gitFolder : call.workTree;
    Pipe in, out, err;
    const NoPipeSignal noSignal;
    if (!in.open() || !out.open() || !err.open())
        return fail(ErrorCode::Io, u"git cannot be started: %1"_s.arg(errnoText()));
    const pid_t child = ::fork();
    if (child < 0)
        return fail(ErrorCode::Io, u"git cannot be started: %1"_s.arg(errnoText()));
    if (child == 0)
        becomeGit(argv.data(), variables.data(), folder.constData(), in.read.get(), out.write.get(), err.write.get());
    ::setpgid(child, child);
    in.read.reset();
    out.write.reset();
    err.write.reset();
    ::fcntl(in.write.get(), F_SETFL, O_NONBLOCK);
    if (call.input.isEmpty())
        in.write.reset();

    GitAnswer answer;
    std::optional<Error> why;
    qsizetype given = 0;
    while (!why && (out.read.isOpen() || err.read.isOpen())) {
        pollfd waits[3]{{out.read.get(), POLLIN, 0}, {err.read.get(), POLLIN, 0}, {in.write.get(), POLLOUT, 0}};
        (void)::poll(waits, 3, kStepMs);
        if (waits[0].revents != 0 && !take(out.read.get(), answer.output, m_limits.outputBytes + 1))
            out.read.reset();
        if (waits[1].revents != 0 && !take(err.read.get(), answer.errors, kErrorBytes))
            err.read.reset();
        if (waits[2].revents != 0 && !give(in.write.get(), call.input, given))
            in.write.reset();
        if (m_limits.isStopped && m_limits.isStopped())
            why = Error{ErrorCode::Cancelled, u"stopped while git ran"_s, {}, {}};
        else if (m_since.elapsed() > m_limits.timeMs)
            why = Error{ErrorCode::Timeout, u"git needed more than %1 seconds"_s.arg(m_limits.timeMs / 1000), {}, {}};
        else if (answer.output.size() > m_limits.outputBytes)
            why = Error{ErrorCode::Io, u"git printed more than %1 bytes"_s.arg(m_limits.outputBytes), {}, {}};
    }
    // Whatever it started ends with it.
    if (why)
        ::kill(-child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    ::kill(-child, SIGKILL);
    if (why)
        return tl::make_unexpected(*why);
    answer.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return answer;
}

Result<QByteArray> GitProgram::output(const GitCall &call) const
{
    VC_TRY(GitAnswer answer, run(call));
    if (answer.exitCode != 0)
        return fail(ErrorCode::Io, u"git %1 failed: %2"_s.arg(pathText(call.arguments.value(0)),
                                       pathText(answer.errors.trimmed().left(500)).simplified()));
    return std::move(answer.output);
}

} // namespace vibecoder
