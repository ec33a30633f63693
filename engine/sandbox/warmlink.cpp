// SPDX-License-Identifier: MIT
#include "sandbox/warmlink.h"

#include "base/paths.h"
#include "sandbox/profile.h"
#include "sandbox/syscallfilter.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/filter.h>
#include <sys/mman.h>
#include <sys/socket.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// 20 GiB in one file, 512 processes, 4,096 descriptors (sandbox-notes section 7).
constexpr quint64 kFileBytes = 20ULL * 1024 * 1024 * 1024;
constexpr quint32 kProcesses = 512, kDescriptors = 4096;

void addString(QByteArray &message, const QString &text)
{
    message += QFile::encodeName(text);
    message += '\0';
}

template <typename Header>
QByteArray asBytes(const Header &header)
{
    return QByteArray(reinterpret_cast<const char *>(&header), sizeof header);
}

QByteArray setupMessage(const WarmSetup &setup, const QByteArray &filter)
{
    vc_setup_order order{};
    order.kind = vc_order_setup;
    order.filter_count = quint32(size_t(filter.size()) / sizeof(sock_filter));
    order.wiped_count = quint32(setup.wiped.size());
    order.carried_count = quint32(setup.carried.size());
    order.layer_count = quint32(setup.layers.size());
    order.has_below = setup.hasBelow;
    QByteArray message = asBytes(order) + filter;
    for (const auto &[path, options] : setup.wiped) {
        addString(message, path);
        addString(message, options);
    }
    for (const QString &path : setup.carried)
        addString(message, path);
    for (const ViewLayer &layer : setup.layers) {
        addString(message, layer.place);
        addString(message, layer.name);
    }
    return message;
}

// descriptors: at most three.
bool sendAll(int socket, const QByteArray &message, const QList<int> &descriptors)
{
    union {
        cmsghdr head;
        char room[CMSG_SPACE(3 * sizeof(int))];
    } control{};
    iovec part{const_cast<char *>(message.constData()), size_t(message.size())};
    msghdr head{};
    head.msg_iov = &part;
    head.msg_iovlen = 1;
    if (const size_t length = size_t(descriptors.size()) * sizeof(int); length > 0) {
        head.msg_control = &control;
        head.msg_controllen = CMSG_SPACE(length);
        cmsghdr *with = CMSG_FIRSTHDR(&head);
        with->cmsg_level = SOL_SOCKET;
        with->cmsg_type = SCM_RIGHTS;
        with->cmsg_len = CMSG_LEN(length);
        std::memcpy(CMSG_DATA(with), descriptors.constData(), length);
    }
    return ::sendmsg(socket, &head, MSG_NOSIGNAL) == message.size();
}

FileDescriptor hiddenList(const QStringList &hidden)
{
    QByteArray text;
    for (const QString &place : hidden)
        addString(text, place);
    FileDescriptor file(::memfd_create("hidden", MFD_CLOEXEC));
    if (file.isOpen() && ::write(file.get(), text.constData(), size_t(text.size())) != text.size())
        file.reset();
    return file;
}

} // namespace

Result<std::unique_ptr<WarmLink>> WarmLink::start(const WarmSetup &setup)
{
    const QByteArray &filter = syscallFilter(FilterKind::Namespaces);
    if (filter.isEmpty())
        return fail(ErrorCode::Unavailable, u"the filter of system calls cannot be made"_s);
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(ErrorCode::Io, u"no descriptor left for a sandbox"_s, {}, QString::fromLocal8Bit(strerror(errno)));
    std::unique_ptr<WarmLink> link(new WarmLink);
    link->m_socket = FileDescriptor(ends[0]);
    FileDescriptor theirs(ends[1]);
    int alive[2];
    if (::pipe2(alive, O_CLOEXEC) != 0)
        return fail(ErrorCode::Io, u"no descriptor left for a sandbox"_s, {}, QString::fromLocal8Bit(strerror(errno)));
    FileDescriptor theirAlive(alive[0]);
    link->m_alive = FileDescriptor(alive[1]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    // The first answer carries the number of its sender, which is process 1 in there.
    const int on = 1, room = 2 * vc_message_max;
    ::setsockopt(ends[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
    ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    if (!sendAll(ends[0], setupMessage(setup, filter), {}))
        return fail(ErrorCode::Internal, u"the setup of a sandbox is too long"_s);

    QProcess &process = link->m_process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    // An empty one would mean ours; what it holds can be read inside.
    QProcessEnvironment environment;
    environment.insert(u"LANG"_s, u"C.UTF-8"_s);
    process.setProcessEnvironment(environment);
    ::fcntl(theirs.get(), F_SETFD, 0);
    ::fcntl(theirAlive.get(), F_SETFD, 0);
    process.start(
        launcherPath(), QStringList{u"start"_s, QString::number(theirs.get()), QString::number(theirAlive.get()),
                            QString::number(setup.uid), QString::number(setup.gid), u"--"_s} +
                            setup.bubblewrap + QStringList{innerLauncherPath(), u"warm"_s});
    theirs.reset();
    theirAlive.reset();
    if (process.state() == QProcess::NotRunning)
        return fail(ErrorCode::Unavailable, u"the launcher %1 could not be started"_s.arg(launcherPath()),
            u"Install VibeCoder again; its helper program is missing."_s, process.errorString());
    return link;
}

WarmLink::~WarmLink()
{
    m_socket.reset();
    if (m_process.state() == QProcess::NotRunning)
        return;
    // bubblewrap ends when process 1 has, and that one ends at the end of the socket. At the end of the pipe the
    // launcher ends both, also when they never got so far.
    constexpr int patienceMs = 1000;
    if (m_process.waitForFinished(patienceMs))
        return;
    m_alive.reset();
    if (!m_process.waitForFinished(patienceMs)) {
        m_process.kill();
        m_process.waitForFinished(patienceMs);
    }
}

Result<> WarmLink::run(const WarmCommand &command, int output)
{
    vc_run_order order{};
    order.kind = vc_order_run;
    order.argument_count = quint32(command.argv.size());
    order.variable_count = quint32(command.environment.size());
    order.hidden_count = quint32(command.hidden.size());
    order.traced_count = command.traced >= 0 ? command.tracedCount : 0;
    order.file_bytes = kFileBytes;
    order.processes = kProcesses;
    order.descriptors = kDescriptors;
    QByteArray message = asBytes(order);
    addString(message, command.directory);
    for (const QStringList &list : {command.argv, command.environment}) {
        for (const QString &text : list)
            addString(message, text);
    }
    if (message.size() > vc_message_max || command.argv.size() > vc_words_max ||
        command.environment.size() > vc_words_max)
        return fail(ErrorCode::InvalidArgument, QString::fromLocal8Bit(std::strerror(E2BIG)));
    if (command.hidden.size() > vc_hidden_max)
        return fail(ErrorCode::InvalidArgument,
            u"%1 files with secrets are too many to hide from a command that nobody approved"_s.arg(
                command.hidden.size()));
    QList<int> descriptors{output};
    FileDescriptor hidden;
    if (!command.hidden.isEmpty()) {
        hidden = hiddenList(command.hidden);
        if (!hidden.isOpen())
            return fail(ErrorCode::Io, u"the list of hidden files cannot be made"_s, {},
                QString::fromLocal8Bit(std::strerror(errno)));
        descriptors.append(hidden.get());
    }
    if (order.traced_count > 0)
        descriptors.append(command.traced);
    if (!sendAll(m_socket.get(), message, descriptors))
        return fail(ErrorCode::Unavailable, u"the sandbox does not take a command"_s, {},
            QString::fromLocal8Bit(std::strerror(errno)));
    return {};
}

Result<> WarmLink::open()
{
    if (!sendOrder(vc_order_open))
        return fail(ErrorCode::Unavailable, u"the sandbox does not open its view"_s, {},
            QString::fromLocal8Bit(std::strerror(errno)));
    return {};
}

// False when it is gone; so is its command then.
bool WarmLink::sendOrder(vc_order_kind kind)
{
    const quint32 word = kind;
    return ::send(m_socket.get(), &word, sizeof word, MSG_NOSIGNAL) == ssize_t(sizeof word);
}

WarmLink::Receipt WarmLink::receive(vc_answer &answer, FileDescriptor &given)
{
    union {
        cmsghdr head;
        char room[CMSG_SPACE(sizeof(ucred)) + CMSG_SPACE(sizeof(int))];
    } control{};
    iovec part{&answer, sizeof answer};
    msghdr head{};
    head.msg_iov = &part;
    head.msg_iovlen = 1;
    head.msg_control = &control;
    head.msg_controllen = sizeof control;
    const ssize_t length = ::recvmsg(m_socket.get(), &head, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return Receipt::Nothing;
    for (cmsghdr *with = CMSG_FIRSTHDR(&head); length >= 0 && with; with = CMSG_NXTHDR(&head, with)) {
        if (with->cmsg_type == SCM_CREDENTIALS && answer.kind == vc_answer_ready) {
            ucred sender{};
            std::memcpy(&sender, CMSG_DATA(with), sizeof sender);
            m_processOne = ProcessId::of(sender.pid);
        } else if (with->cmsg_type == SCM_RIGHTS) {
            int descriptor = -1;
            std::memcpy(&descriptor, CMSG_DATA(with), sizeof descriptor);
            given = FileDescriptor(descriptor);
        }
    }
    return length == ssize_t(sizeof answer) ? Receipt::Answer : Receipt::Gone;
}

QString WarmLink::complaint()
{
    constexpr int patienceMs = 200;
    if (m_process.state() != QProcess::NotRunning)
        m_process.waitForFinished(patienceMs);
    const QString text = QString::fromLocal8Bit(m_process.readAllStandardError()).trimmed().left(300);
    return text.isEmpty() ? m_process.errorString() : text;
}

} // namespace vibecoder
