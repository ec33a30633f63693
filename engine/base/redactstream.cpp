// SPDX-License-Identifier: MIT
#include "base/redactstream.h"

#include "base/logging.h"

namespace vibecoder {

namespace {

constexpr qsizetype kPiece = 1024 * 1024;
constexpr qsizetype kLongestKeyBlock = 64 * 1024;

// Where a piece may end: after a line, else after a space; and before a key block that has begun but not ended.
qsizetype cutOf(const QByteArray &held)
{
    qsizetype cut = held.lastIndexOf('\n') + 1;
    if (cut == 0)
        cut = held.lastIndexOf(' ') + 1;
    if (cut == 0)
        cut = held.size();
    const qsizetype begin = held.lastIndexOf("-----BEGIN", cut);
    if (begin > 0 && held.indexOf("-----END", begin) < 0 && held.size() - begin < kLongestKeyBlock)
        cut = begin;
    return cut;
}

// Latin-1 maps each byte to one character and back, so nothing but a secret changes.
QByteArray redacted(const QByteArray &piece)
{
    return redact(QString::fromLatin1(piece)).toLatin1();
}

} // namespace

bool redactStream(QIODevice &from, const std::function<bool(const QByteArray &)> &sink)
{
    QByteArray held;
    for (;;) {
        const QByteArray more = from.read(kPiece);
        if (more.isEmpty())
            break;
        held += more;
        if (held.size() < kPiece)
            continue;
        const qsizetype cut = cutOf(held);
        if (!sink(redacted(held.first(cut))))
            return false;
        held.remove(0, cut);
    }
    if (!from.atEnd())
        return false;
    return held.isEmpty() || sink(redacted(held));
}

} // namespace vibecoder
