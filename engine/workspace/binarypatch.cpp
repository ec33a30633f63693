// SPDX-License-Identifier: MIT
// Binary content in a patch, in git's own form: deflated, in base 85, the new content and then the old one.
#include "workspace/patch.h"

#include <QCryptographicHash>

#include <algorithm>
#include <sys/stat.h>

namespace vibecoder {

namespace {

constexpr qsizetype kSizePrefix = 4; // qCompress() puts the size before what zlib makes
constexpr qsizetype kLineBytes = 52, kGroupBytes = 4, kGroupDigits = 5;

QByteArray base85(const QByteArray &bytes)
{
    static const char digits[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
    QByteArray text;
    for (qsizetype at = 0; at < bytes.size(); at += kLineBytes) {
        const QByteArray line = bytes.mid(at, kLineBytes);
        text += char(line.size() <= 26 ? 'A' + line.size() - 1 : 'a' + line.size() - 27);
        for (qsizetype i = 0; i < line.size(); i += kGroupBytes) {
            quint32 group = 0;
            for (qsizetype j = i; j < i + kGroupBytes; ++j)
                group = (group << 8) | (j < line.size() ? static_cast<unsigned char>(line.at(j)) : 0U);
            char written[kGroupDigits];
            for (qsizetype j = kGroupDigits - 1; j >= 0; --j, group /= 85)
                written[j] = digits[group % 85];
            text.append(written, kGroupDigits);
        }
        text += '\n';
    }
    return text;
}

QByteArray literal(const QByteArray &bytes)
{
    // What zlib makes of nothing; qCompress() does not ask it then.
    static const QByteArray nothing = QByteArray::fromHex("789c030000000001");
    const QByteArray packed = bytes.isEmpty() ? nothing : qCompress(bytes).mid(kSizePrefix);
    return "literal " + QByteArray::number(bytes.size()) + "\n" + base85(packed) + "\n";
}

QByteArray blobName(const QByteArray &bytes, bool exists)
{
    if (!exists)
        return QByteArray(40, '0');
    const QByteArray head = "blob " + QByteArray::number(bytes.size()) + '\0';
    return QCryptographicHash::hash(head + bytes, QCryptographicHash::Sha1).toHex();
}

} // namespace

QByteArray binaryDiff(const QString &path, const QByteArray &before, const QByteArray &after, PatchModes modes)
{
    const QByteArray heading = patchHeading(path, modes);
    if (before == after)
        return heading.count('\n') > 1 ? heading : QByteArray();
    return heading + "index " + blobName(before, modes.before != 0) + ".." + blobName(after, modes.after != 0) + "\n" +
           "GIT binary patch\n" + literal(after) + literal(before);
}

} // namespace vibecoder
