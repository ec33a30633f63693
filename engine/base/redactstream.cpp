// SPDX-License-Identifier: MIT
#include "base/redactstream.h"

#include "base/logging.h"

#include <algorithm>
#include <utility>

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

// Text whose secret would go on after a space.
bool mayHoldSpaces(QStringView line)
{
    for (const QLatin1StringView word : {QLatin1StringView("authorization"), QLatin1StringView("x-api-key")}) {
        if (line.contains(word, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

// How much of the text cannot be the beginning of a secret that goes on.
qsizetype safeLength(const QString &held)
{
    constexpr qsizetype longest = 4096;
    const qsizetype line = held.lastIndexOf(QLatin1Char('\n')) + 1;
    const qsizetype space = held.lastIndexOf(QLatin1Char(' ')) + 1;
    qsizetype cut = std::max(line, mayHoldSpaces(QStringView(held).sliced(line)) ? line : space);
    const qsizetype begin = held.lastIndexOf(QStringLiteral("-----BEGIN"));
    const qsizetype end = begin < 0 ? -1 : held.indexOf(QStringLiteral("-----END"), begin);
    const bool open = begin >= 0 && (end < 0 || held.indexOf(QLatin1Char('\n'), end) < 0);
    if (open && held.size() - begin < kLongestKeyBlock)
        cut = std::min(cut, begin);
    else if (held.size() - cut > longest)
        cut = held.size();
    return cut;
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
        if (!sink(redactBytes(held.first(cut))))
            return false;
        held.remove(0, cut);
    }
    if (!from.atEnd())
        return false;
    return held.isEmpty() || sink(redactBytes(held));
}

QString RedactingText::add(const QString &piece)
{
    m_held += piece;
    const qsizetype cut = safeLength(m_held);
    const QString shown = redact(m_held.first(cut));
    m_held.remove(0, cut);
    return shown;
}

QString RedactingText::rest()
{
    return redact(std::exchange(m_held, {}));
}

} // namespace vibecoder
