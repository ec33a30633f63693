// SPDX-License-Identifier: MIT
#include "storage/writegate.h"

#include "base/logging.h"
#include "base/processid.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

constexpr qint64 longWaitMs = 5000;
constexpr long firstNudgeMs = 1000, nextNudgeMs = 250;
constexpr int holderWidth = 64;

qint64 monotonicMs()
{
    return QDeadlineTimer::current().deadline();
}

int openLockFile(const QString &path)
{
    // O_CLOEXEC: a descriptor that reached a child program would keep the lock after its holder let go.
    return ::open(QFile::encodeName(path).constData(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
}

// Interrupts the calls of the thread that made it now and then, so that a wait in the kernel's line for a lock can be
// given up. Asking for the lock again and again instead would lose the place in the line.
class Nudge
{
    Q_DISABLE_COPY_MOVE(Nudge)

public:
    Nudge()
    {
        const int number = SIGRTMIN + 9;
        static const bool handled = [number] {
            struct sigaction action
            {
            };
            action.sa_handler = [](int) {};
            return ::sigaction(number, &action, nullptr) == 0; // no SA_RESTART: the call must end
        }();
        sigset_t ours;
        sigemptyset(&ours);
        sigaddset(&ours, number);
        ::pthread_sigmask(SIG_UNBLOCK, &ours, nullptr);
        sigevent event{};
        event.sigev_notify = SIGEV_THREAD_ID;
        event.sigev_signo = number;
        event._sigev_un._tid = pid_t(::syscall(SYS_gettid));
        m_works = handled && ::timer_create(CLOCK_MONOTONIC, &event, &m_timer) == 0;
        if (!m_works)
            return;
        const itimerspec times{{0, nextNudgeMs * 1000000}, {firstNudgeMs / 1000, firstNudgeMs % 1000 * 1000000}};
        ::timer_settime(m_timer, 0, &times, nullptr);
    }
    ~Nudge()
    {
        if (m_works)
            ::timer_delete(m_timer);
    }
    [[nodiscard]] bool works() const { return m_works; }

private:
    timer_t m_timer{};
    bool m_works = false;
};

// The process that holds this file's lock, as the kernel tells; 0: nobody, or it does not tell.
qint64 lockOwner(int fd)
{
    struct stat st
    {
    };
    QFile locks(u"/proc/locks"_s);
    if (::fstat(fd, &st) != 0 || !locks.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray inode = ':' + QByteArray::number(qulonglong(st.st_ino));
    // `7: FLOCK  ADVISORY  WRITE 4242 fe:01:393232 0 EOF`; those that wait have `->` before FLOCK.
    for (const QByteArray &line : locks.readAll().split('\n')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (words.size() > 5 && words.at(1) == "FLOCK" && words.at(5).endsWith(inode))
            return words.at(4).toLongLong();
    }
    return 0;
}

// What the holder has written about itself: `pid wall-clock-ms program`.
GateHolder written(int fd)
{
    QByteArray bytes(holderWidth, '\0');
    const ssize_t length = ::pread(fd, bytes.data(), holderWidth, 0);
    bytes.truncate(length > 0 ? qsizetype(length) : 0);
    const QList<QByteArray> words = bytes.simplified().split(' ');
    GateHolder holder;
    holder.pid = words.value(0).toLongLong();
    if (words.size() > 2) {
        holder.since = QDateTime::fromMSecsSinceEpoch(words.at(1).toLongLong());
        holder.program = QString::fromUtf8(words.at(2));
    }
    return holder;
}

std::optional<GateHolder> holderOf(int fd)
{
    GateHolder holder = written(fd);
    if (const qint64 pid = lockOwner(fd); pid > 0 && pid != holder.pid) {
        holder = {};
        holder.pid = pid;
    }
    if (holder.pid <= 0)
        return std::nullopt;
    if (holder.program.isEmpty()) {
        QFile name(u"/proc/%1/comm"_s.arg(holder.pid));
        if (name.open(QIODevice::ReadOnly))
            holder.program = QString::fromUtf8(name.readAll().trimmed());
    }
    holder.stopped = isStopped(holder.pid);
    return holder;
}

void writeHolder(int fd)
{
    const QByteArray holder =
        (QByteArray::number(::getpid()) + ' ' + QByteArray::number(QDateTime::currentMSecsSinceEpoch()) + ' ' +
            QCoreApplication::applicationName().toUtf8().left(24))
            .leftJustified(holderWidth, ' ', true);
    // Only a help for people: a failure changes nothing.
    (void)!::pwrite(fd, holder.constData(), size_t(holder.size()), 0);
}

} // namespace

QString GateHolder::text() const
{
    const QString name = program.isEmpty() ? u"?"_s : program;
    const QString who = (stopped ? QCoreApplication::translate("storage", "%1 (process %2, stopped)")
                                 : QCoreApplication::translate("storage", "%1 (process %2)"))
                            .arg(name, QString::number(pid));
    if (!since.isValid())
        return who;
    return QCoreApplication::translate("storage", "%1 since %2").arg(who, since.toLocalTime().toString(u"HH:mm:ss"_s));
}

WriteGate::~WriteGate()
{
    for (const int fd : {m_queue, m_gate}) {
        if (fd >= 0)
            ::close(fd);
    }
}

Result<> WriteGate::open(const QString &folder)
{
    m_folder = folder;
    m_queue = openLockFile(folder + u"/queue"_s);
    m_gate = openLockFile(folder + u"/gate"_s);
    if (m_queue < 0 || m_gate < 0) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "The lock files in %1 cannot be opened.").arg(folder),
            QCoreApplication::translate("storage", "Check the permissions of the folder."),
            QString::fromLocal8Bit(std::strerror(errno)));
    }
    return {};
}

bool WriteGate::lockFile(int fd, const GoOn &goOn, bool *givenUp)
{
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno != EWOULDBLOCK && errno != EINTR)
        return false;
    const Nudge nudge;
    for (;;) {
        // Without a timer of the system there is no line to stand in.
        if (::flock(fd, nudge.works() ? LOCK_EX : LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno == EWOULDBLOCK)
            ::usleep(10000);
        else if (errno != EINTR)
            return false;
        if (goOn && waitedMs() >= firstNudgeMs && !goOn()) {
            *givenUp = true;
            return false;
        }
    }
}

Result<bool> WriteGate::lock(const GoOn &goOn)
{
    m_waitingSince = monotonicMs();
    bool givenUp = false;
    const bool first = lockFile(m_queue, goOn, &givenUp);
    const bool second = first && lockFile(m_gate, goOn, &givenUp);
    const int reason = errno;
    if (first)
        ::flock(m_queue, LOCK_UN);
    m_waitingSince = 0;
    if (givenUp)
        return false;
    if (!second) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "The lock files in %1 cannot be locked.").arg(m_folder), {},
            QString::fromLocal8Bit(std::strerror(reason)));
    }
    writeHolder(m_gate);
    return true;
}

void WriteGate::unlock()
{
    ::flock(m_gate, LOCK_UN);
}

qint64 WriteGate::waitedMs() const
{
    const qint64 since = m_waitingSince;
    return since == 0 ? 0 : std::max<qint64>(1, monotonicMs() - since);
}

std::optional<GateHolder> WriteGate::holder() const
{
    if (m_gate < 0)
        return std::nullopt;
    // Whoever is next in line waits itself, unless it was stopped there.
    const qint64 next = lockOwner(m_queue);
    if (next > 0 && next != ::getpid() && isStopped(next))
        return holderOf(m_queue);
    return holderOf(m_gate);
}

std::optional<GateHolder> WriteGate::stoppedHolder() const
{
    for (const int fd : {m_gate, m_queue}) {
        const qint64 pid = fd < 0 ? 0 : lockOwner(fd);
        if (pid > 0 && isStopped(pid))
            return holderOf(fd);
    }
    return std::nullopt;
}

Error WriteGate::busyError() const
{
    const auto busy = holder();
    Error error{ErrorCode::Storage,
        busy ? QCoreApplication::translate("storage", "The task database is busy: held by %1.").arg(busy->text())
             : QCoreApplication::translate("storage", "The task database is busy."),
        QCoreApplication::translate("storage", "Nothing was changed. Try it again in a moment."), u"gate_held"_s};
    if (busy && busy->stopped)
        error.hint = QCoreApplication::translate("storage",
            "Nothing was changed. Let that process go on (kill -CONT %1) or end it (kill -KILL %1), then try it again.")
                         .arg(busy->pid);
    return error;
}

void WriteGate::reportLongWait()
{
    const qint64 since = m_waitingSince;
    if (since == 0 || monotonicMs() - since < longWaitMs || m_reported.exchange(since) == since)
        return;
    const auto busy = holder();
    logWarning("storage", u"waiting for the write gate"_s,
        {{u"held_by_pid"_s, busy ? QString::number(busy->pid) : QString()},
            {u"program"_s, busy ? busy->program : QString()}, {u"stopped"_s, busy && busy->stopped},
            {u"folder"_s, m_folder}});
}

} // namespace vibecoder
