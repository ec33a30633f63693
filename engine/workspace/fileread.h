// SPDX-License-Identifier: MIT
// Reads one file or link below an open folder, and tells whether a file is still the one that was read before.
#pragma once

#include <QByteArray>

#include <optional>
#include <sys/stat.h>

namespace vibecoder {

/// What tells that a file is still the one whose content is known.
struct FileStamp
{
    qint64 size = 0, mtimeNs = 0, ctimeNs = 0;
    quint64 inode = 0;
    bool operator==(const FileStamp &) const = default;
};

[[nodiscard]] FileStamp stampOf(const struct stat &st);
[[nodiscard]] qint64 nanoseconds(const timespec &time);
/// Clocks of file systems are coarse: a write that follows at once may leave every stamp as it was. True when a later
/// write than `now` (nanoseconds) changes the stamp for certain.
[[nodiscard]] bool isSettled(const FileStamp &stamp, qint64 now);

/// Whole, or nothing: it is not a regular file (any more), cannot be read or is larger than the limit. errno says why;
/// EFBIG: too large.
[[nodiscard]] std::optional<QByteArray> readFileAt(int folder, const QByteArray &name, qint64 limit, FileStamp *stamp);
/// What an open regular file holds from here on.
[[nodiscard]] std::optional<QByteArray> readToEnd(int file, qint64 expectedSize, qint64 limit);
/// What a link leads to, as it is written in it.
[[nodiscard]] std::optional<QByteArray> readLinkAt(int folder, const QByteArray &name);

} // namespace vibecoder
