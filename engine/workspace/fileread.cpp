// SPDX-License-Identifier: MIT
#include "workspace/fileread.h"

#include "workspace/openchild.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace vibecoder {

namespace {

constexpr qsizetype kMaxLink = 65536;

} // namespace

qint64 nanoseconds(const timespec &time)
{
    return qint64(time.tv_sec) * 1000000000 + time.tv_nsec;
}

FileStamp stampOf(const struct stat &st)
{
    return {st.st_size, nanoseconds(st.st_mtim), nanoseconds(st.st_ctim), st.st_ino};
}

bool isSettled(const FileStamp &stamp, qint64 now)
{
    constexpr qint64 tick = 50 * 1000000LL, wholeSeconds = 2 * 1000000000LL;
    return now - stamp.ctimeNs > (stamp.ctimeNs % 1000000000 == 0 ? wholeSeconds : tick);
}

std::optional<QByteArray> readToEnd(int file, qint64 expectedSize, qint64 limit)
{
    QByteArray bytes(qsizetype(std::min<qint64>(expectedSize, limit) + 1), Qt::Uninitialized);
    qsizetype done = 0;
    for (;;) {
        if (done == bytes.size())
            bytes.resize(bytes.size() * 2);
        const ssize_t n = ::read(file, bytes.data() + done, size_t(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n >= 0 && done + n > limit)
            errno = EFBIG;
        if (n < 0 || done + n > limit)
            return std::nullopt;
        if (n == 0)
            break;
        done += n;
    }
    bytes.truncate(done);
    return bytes;
}

std::optional<QByteArray> readFileAt(int folder, const QByteArray &name, qint64 limit, FileStamp *stamp)
{
    const FileDescriptor file = openChild(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    struct stat st
    {
    };
    if (!file.isOpen() || ::fstat(file.get(), &st) != 0)
        return std::nullopt;
    if (!S_ISREG(st.st_mode)) {
        errno = EINVAL;
        return std::nullopt;
    }
    *stamp = stampOf(st);
    return readToEnd(file.get(), st.st_size, limit);
}

std::optional<QByteArray> readLinkAt(int folder, const QByteArray &name)
{
    QByteArray target(256, Qt::Uninitialized);
    for (;;) {
        const ssize_t n = ::readlinkat(folder, name.constData(), target.data(), size_t(target.size()));
        if (n < 0 || target.size() > kMaxLink)
            return std::nullopt;
        if (n < target.size()) {
            target.truncate(n);
            return target;
        }
        target.resize(target.size() * 2);
    }
}

} // namespace vibecoder
