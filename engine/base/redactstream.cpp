// SPDX-License-Identifier: MIT
#include "base/redactstream.h"

#include "base/logging.h"
#include "base/secrets/secretname.h"
#include "base/secrets/secretscanner.h"

#include <algorithm>
#include <utility>

namespace vibecoder {

namespace {

constexpr qsizetype kMostHeld = 8 * 1024 * 1024; ///< of one secret without an end
constexpr qsizetype kLookAhead = 16 * 1024;      ///< kept back: a secret may go on in what was not read yet
constexpr qsizetype kLongestLine = 64 * 1024;    ///< a piece ends after a line, unless the line is longer
constexpr qsizetype kLookBack = 256;             ///< what went before: the name to which a value belongs
constexpr qsizetype kLongestKeyBlock = 64 * 1024;
constexpr qsizetype kShortestCodedLine = 56; ///< base64 that is broken into lines has longer ones

// No cut goes through a secret.
qsizetype outside(const QList<SecretHit> &hits, qsizetype cut)
{
    for (const SecretHit &hit : hits) {
        if (hit.begin < cut && hit.end > cut)
            return hit.begin;
    }
    return cut;
}

// Where a piece may end: well before what is not read yet, after a line, else after a space, and within no secret.
qsizetype cutOf(QStringView text, const QList<SecretHit> &hits)
{
    const qsizetype limit = std::max<qsizetype>(0, text.size() - kLookAhead);
    qsizetype cut = limit;
    for (const QChar end : {QLatin1Char('\n'), QLatin1Char(' ')}) {
        const qsizetype after = limit > 0 ? text.lastIndexOf(end, limit - 1) + 1 : 0;
        if (after > 0 && limit - after < kLongestLine) {
            cut = after;
            break;
        }
    }
    return outside(hits, cut);
}

// The redacted text from `begin` to `end`, neither of which lies inside a secret.
QByteArray redactedPart(const QString &text, qsizetype begin, qsizetype end, const QList<SecretHit> &hits)
{
    QList<SecretHit> inside;
    for (SecretHit hit : hits) {
        hit.begin = std::max(hit.begin, begin) - begin;
        hit.end = std::min(hit.end, end) - begin;
        if (hit.begin < hit.end)
            inside.append(hit);
    }
    return withoutHits(text.sliced(begin, end - begin), inside).toLatin1();
}

// The value that follows such a word may stand after a space.
bool leadsToSecret(QStringView word)
{
    static constexpr QStringView options[] = {
        u"-u", u"--user", u"--proxy-user", u"-p", u"by", u"bearer", u"basic", u"token", u"ssws", u"cookie"};
    while (!word.isEmpty() && QStringView(u":=\"'`>").contains(word.back()))
        word.chop(1);
    for (const QStringView option : options) {
        if (word.endsWith(option, Qt::CaseInsensitive))
            return true;
    }
    return nameSays(word.toLatin1()) != NameSays::Nothing;
}

// The last words of a line, as far back as one of them leads to a secret; a line of cookies as a whole.
qsizetype withLeadingWords(QStringView text, qsizetype line, qsizetype cut)
{
    constexpr int mostWords = 4;
    if (text.sliced(line, cut - line).contains(u"cookie", Qt::CaseInsensitive))
        return line;
    qsizetype begin = cut, result = cut;
    for (int left = mostWords; left > 0 && begin > line; --left) {
        const qsizetype end = begin - 1;
        begin = end > line ? std::max(line, text.lastIndexOf(u' ', end - 1) + 1) : line;
        if (!leadsToSecret(text.sliced(begin, end - begin)))
            continue;
        result = begin;
        left = mostWords; // a word that leads may itself be led to: Authorization: Bearer …
    }
    return result;
}

// Base64 in lines is one text.
qsizetype withCodedLines(QStringView text, qsizetype cut)
{
    while (cut > 0 && text[cut - 1] == u'\n') {
        const qsizetype end = cut - 1, begin = end > 0 ? text.lastIndexOf(u'\n', end - 1) + 1 : 0;
        const QStringView line = text.sliced(begin, end - begin).trimmed();
        const bool coded =
            line.size() >= kShortestCodedLine && line.lastIndexOf(u' ') < line.size() - kShortestCodedLine;
        if (!coded)
            return cut;
        cut = begin;
    }
    return cut;
}

// A known value with spaces in it may have begun.
qsizetype beforeBegunValue(QStringView text, qsizetype cut)
{
    for (const QString &value : knownSecrets()) {
        if (!value.contains(u' ') && !value.contains(u'\n'))
            continue;
        for (qsizetype at = std::max<qsizetype>(0, text.size() - value.size()); at < cut; ++at) {
            if (value.startsWith(text.sliced(at)))
                cut = at;
        }
    }
    return cut;
}

// How much of the text cannot be the beginning of a secret that goes on.
qsizetype safeLength(QStringView held)
{
    const qsizetype line = held.lastIndexOf(u'\n') + 1;
    const qsizetype space = held.lastIndexOf(u' ') + 1;
    qsizetype cut = space > line ? withLeadingWords(held, line, space) : line;
    if (cut == line)
        cut = withCodedLines(held, line);
    cut = beforeBegunValue(held, cut);
    const qsizetype begin = held.lastIndexOf(QStringView(u"-----BEGIN"));
    const qsizetype end = begin < 0 ? -1 : held.indexOf(QStringView(u"-----END"), begin);
    const bool open = begin >= 0 && (end < 0 || held.indexOf(u'\n', end) < 0);
    if (open && held.size() - begin < kLongestKeyBlock)
        return std::min(cut, begin);
    if (held.size() - cut > kLongestKeyBlock)
        return cutOf(held, findSecrets(held));
    return outside(findSecrets(held), cut);
}

} // namespace

bool redactStream(QIODevice &from, const std::function<bool(const QByteArray &)> &sink, qsizetype piece)
{
    QByteArray held;
    qsizetype before = 0; // of `held`: what has been handed on
    for (;;) {
        const QByteArray more = from.read(piece);
        if (more.isEmpty())
            break;
        held += more;
        if (held.size() - before < piece)
            continue;
        const QString text = QString::fromLatin1(held);
        const QList<SecretHit> hits = findSecrets(text);
        qsizetype cut = cutOf(text, hits);
        if (cut <= before && held.size() < kMostHeld)
            continue;
        cut = cut <= before ? held.size() : cut;
        if (!sink(redactedPart(text, before, cut, hits)))
            return false;
        const qsizetype kept = std::max<qsizetype>(0, cut - kLookBack);
        held.remove(0, kept);
        before = cut - kept;
    }
    if (!from.atEnd())
        return false;
    const QString text = QString::fromLatin1(held);
    return held.size() == before || sink(redactedPart(text, before, text.size(), findSecrets(text)));
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
