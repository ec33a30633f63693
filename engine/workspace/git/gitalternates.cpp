// SPDX-License-Identifier: MIT
#include "workspace/git/gitalternates.h"

#include <QFile>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>

namespace vibecoder {

namespace {

constexpr qint64 kLargest = 1024 * 1024;

QByteArray contentOf(const QByteArray &path)
{
    QFile file;
    const int fd = ::open(path.constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
    struct stat status
    {
    };
    if (fd < 0 || !file.open(fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle) || ::fstat(fd, &status) != 0 ||
        !S_ISREG(status.st_mode))
        return {};
    return file.read(kLargest);
}

QByteArray realFolder(const QByteArray &path)
{
    char canonical[PATH_MAX];
    struct stat status
    {
    };
    return ::realpath(path.constData(), canonical) && ::stat(canonical, &status) == 0 && S_ISDIR(status.st_mode)
               ? QByteArray(canonical)
               : QByteArray();
}

// `"…"` as git writes names with unusual bytes; nothing when it is cut off.
std::optional<QByteArray> unquoted(const QByteArray &text)
{
    static const QByteArray letters = "abfnrtv\"\\", bytes = "\a\b\f\n\r\t\v\"\\";
    QByteArray plain;
    for (qsizetype i = 1; i < text.size(); ++i) {
        const char c = text.at(i);
        if (c == '"')
            return plain;
        if (c != '\\') {
            plain += c;
            continue;
        }
        const char next = ++i < text.size() ? text.at(i) : '\0';
        const qsizetype known = next == '\0' ? -1 : letters.indexOf(next);
        if (known >= 0) {
            plain += bytes.at(known);
        } else {
            bool isNumber = false;
            const uint value = text.mid(i, 3).toUInt(&isNumber, 8);
            if (!isNumber || value > 255 || i + 3 > text.size())
                return std::nullopt;
            plain += char(value);
            i += 2;
        }
    }
    return std::nullopt;
}

} // namespace

QByteArrayList alternatesIn(const QByteArray &objectFolder)
{
    QByteArrayList folders;
    for (const QByteArray &line : contentOf(objectFolder + "/info/alternates").split('\n')) {
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const QByteArray path = line.startsWith('"') ? unquoted(line).value_or(line) : line;
        const QByteArray folder = realFolder(path.startsWith('/') ? path : objectFolder + '/' + path);
        if (!folder.isEmpty())
            folders.append(folder);
    }
    return folders;
}

QByteArray alternateLine(const QByteArray &folder)
{
    const bool isPlain = std::none_of(folder.begin(), folder.end(), [](char c) { return uchar(c) < ' ' || c == 0x7f; });
    if (isPlain)
        return folder + '\n';
    QByteArray line = "\"";
    for (const char c : folder) {
        if (c == '"' || c == '\\')
            line += '\\';
        if (uchar(c) < ' ' || c == 0x7f)
            line += '\\' + QByteArray::number(uchar(c), 8).rightJustified(3, '0');
        else
            line += c;
    }
    return line + "\"\n";
}

} // namespace vibecoder
