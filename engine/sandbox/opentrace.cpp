// SPDX-License-Identifier: MIT
#include "sandbox/opentrace.h"

#include <QVarLengthArray>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// A process that opens files as fast as it can fills the kernel's queue (16,384) in 10 ms; being woken for each of them
// would cost the command more.
constexpr int kNapMs = 2;

QString reasonOf(int number)
{
    if (number == ENOSPC)
        return u"the kernel has no watches left (fs.inotify.max_user_watches)"_s;
    if (number == EMFILE)
        return u"the kernel has no watchers left (fs.inotify.max_user_instances)"_s;
    return QString::fromLocal8Bit(std::strerror(number));
}

} // namespace

OpenTrace::OpenTrace(const QByteArray &root, const QByteArrayList &folders)
    : m_folders(folders)
{
    QByteArray text;
    for (const QByteArray &folder : folders)
        text += (folder.isEmpty() ? root : root + '/' + folder) + '\0';
    m_textLength = text.size();
    int ends[2];
    if (folders.isEmpty() || folders.size() > vc_traced_max) {
        m_why = u"the folder holds too many others"_s;
        return;
    }
    m_list = FileDescriptor(::memfd_create("traced", MFD_CLOEXEC));
    if (!m_list.isOpen() || ::write(m_list.get(), text.constData(), size_t(text.size())) != text.size() ||
        ::pipe2(ends, O_CLOEXEC) != 0) {
        m_list.reset();
        m_why = u"the folders cannot be told to the sandbox"_s;
        return;
    }
    m_stopReading = FileDescriptor(ends[0]);
    m_stopWriting = FileDescriptor(ends[1]);
}

OpenTrace::~OpenTrace()
{
    stop();
}

void OpenTrace::begin(const vc_answer &answer, FileDescriptor watches)
{
    // The command was given once more: its sandbox had ended before.
    if (m_thread.joinable())
        return;
    m_why = watches.isOpen() ? QString() : reasonOf(answer.number);
    if (!watches.isOpen())
        return;
    m_watches = std::move(watches);
    m_thread = std::thread([this] { read(); });
}

void OpenTrace::read()
{
    pollfd fds[2] = {{m_stopReading.get(), POLLIN, 0}, {m_watches.get(), POLLIN, 0}};
    while (fds[0].revents == 0) {
        if (::poll(fds, 2, -1) < 0 && errno != EINTR)
            return;
        drain();
        if (fds[0].revents == 0)
            ::poll(fds, 1, kNapMs);
    }
    // All that was opened before the end was reported.
    drain();
}

void OpenTrace::drain()
{
    QVarLengthArray<char, 64 * 1024> buffer(64 * 1024);
    for (;;) {
        const ssize_t length = ::read(m_watches.get(), buffer.data(), size_t(buffer.size()));
        if (length <= 0)
            return;
        for (qsizetype at = 0; at < length;) {
            inotify_event event{};
            std::memcpy(&event, buffer.constData() + at, sizeof event);
            const char *name = buffer.constData() + at + sizeof event;
            at += qsizetype(sizeof event + event.len);
            if (event.mask & IN_Q_OVERFLOW)
                m_lostSome = true;
            else if ((event.mask & IN_OPEN) && !(event.mask & IN_ISDIR) && event.len > 0)
                m_seen[event.wd].insert(QByteArray(name));
        }
    }
}

void OpenTrace::stop()
{
    if (!m_thread.joinable())
        return;
    m_stopWriting.reset();
    m_thread.join();
}

OpenedFiles OpenTrace::finish()
{
    const bool began = m_thread.joinable();
    stop();
    OpenedFiles opened;
    opened.why = m_why;
    if (!began) {
        if (opened.why.isEmpty())
            opened.why = u"the sandbox does not tell which files are opened"_s;
        return opened;
    }
    if (m_lostSome)
        opened.why = u"more files were opened at once than the kernel keeps in mind"_s;
    QList<qint32> numbers(m_folders.size(), -1);
    const size_t bytes = size_t(numbers.size()) * sizeof(qint32);
    if (::pread(m_list.get(), numbers.data(), bytes, m_textLength) != ssize_t(bytes)) {
        opened.why = u"the sandbox does not tell which folders it watched"_s;
        return opened;
    }
    for (qsizetype i = 0; i < numbers.size(); ++i) {
        const QByteArray prefix = m_folders.at(i).isEmpty() ? QByteArray() : m_folders.at(i) + '/';
        for (const QByteArray &name : m_seen.value(numbers.at(i)))
            opened.paths.append(prefix + name);
    }
    std::sort(opened.paths.begin(), opened.paths.end());
    return opened;
}

} // namespace vibecoder
