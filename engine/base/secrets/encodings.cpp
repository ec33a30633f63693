// SPDX-License-Identifier: MIT
#include "base/secrets/encodings.h"

#include "base/secrets/shape.h"

#include <algorithm>
#include <array>
#include <optional>

namespace vibecoder {

namespace {

constexpr qsizetype kShortestRun = 20; ///< of base64
constexpr qsizetype kShortestText = 12;
constexpr qsizetype kShortestLine = 56; ///< base64 that is broken into lines has longer ones

std::optional<char16_t> hexAt(QStringView text, qsizetype at, qsizetype digits)
{
    if (at + digits > text.size())
        return {};
    bool ok = false;
    for (qsizetype i = at; i < at + digits; ++i) {
        if (!isOf(Chars::H, text[i].unicode()))
            return {};
    }
    const uint value = text.sliced(at, digits).toUInt(&ok, 16);
    return ok ? std::optional<char16_t>(char16_t(value)) : std::nullopt;
}

struct Escape
{
    char16_t character = 0;
    qsizetype length = 0; ///< 0: none stands there
};

Escape escapeAt(QStringView text, qsizetype at)
{
    if (text[at] == u'%') {
        if (const auto value = hexAt(text, at + 1, 2))
            return {*value, 3};
    } else if (text[at] == u'\\' && at + 1 < text.size()) {
        if (text[at + 1] == u'/')
            return {u'/', 2};
        if (text[at + 1] == u'u') {
            if (const auto value = hexAt(text, at + 2, 4))
                return {*value, 6};
        }
        if (text[at + 1] == u'x') {
            if (const auto value = hexAt(text, at + 2, 2))
                return {*value, 4};
        }
    }
    return {};
}

bool endsWord(QChar c)
{
    return c.isSpace() || c == u'"' || c == u'\'' || c == u'`';
}

// The bytes of UTF-8 that percent signs gave become characters again.
void joinBytes(Decoded &decoded)
{
    const bool plain =
        std::all_of(decoded.text.cbegin(), decoded.text.cend(), [](QChar c) { return c.unicode() < 0x80; });
    if (plain)
        return;
    Decoded joined;
    for (qsizetype i = 0; i < decoded.text.size();) {
        const char16_t c = decoded.text.at(i).unicode();
        qsizetype length = c < 0xc0 || c > 0xf4 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        length = std::min(length, decoded.text.size() - i);
        const QString part = QString::fromUtf8(decoded.text.sliced(i, length).toLatin1());
        const bool good = length > 1 && !part.contains(QChar::ReplacementCharacter);
        const QString kept = good ? part : decoded.text.sliced(i, 1);
        const qsizetype used = good ? length : 1;
        for (const QChar unit : kept) {
            joined.text.append(unit);
            joined.places.push_back(decoded.places.at(size_t(i)));
            joined.ends.push_back(decoded.ends.at(size_t(i + used - 1)));
        }
        i += used;
    }
    decoded = std::move(joined);
}

void tellEscapedWord(QStringView text, qsizetype begin, qsizetype end, const std::function<void(const Decoded &)> &told)
{
    Decoded decoded;
    decoded.text.reserve(end - begin);
    for (qsizetype i = begin; i < end;) {
        const Escape escape = escapeAt(text, i);
        const qsizetype length = std::max<qsizetype>(escape.length, 1);
        decoded.text.append(escape.length > 0 ? QChar(escape.character) : text[i]);
        decoded.places.push_back(i);
        decoded.ends.push_back(i + length);
        i += length;
    }
    joinBytes(decoded);
    told(decoded);
}

constexpr qint8 kNone = -1;

constexpr std::array<qint8, 128> kSixBits = [] {
    std::array<qint8, 128> all{};
    for (qint8 &value : all)
        value = kNone;
    for (int i = 0; i < 26; ++i) {
        all[size_t('A' + i)] = qint8(i);
        all[size_t('a' + i)] = qint8(26 + i);
    }
    for (int i = 0; i < 10; ++i)
        all[size_t('0' + i)] = qint8(52 + i);
    all['+'] = all['-'] = 62;
    all['/'] = all['_'] = 63;
    return all;
}();

qint8 sixBitsOf(QChar c)
{
    return c.unicode() < 128 ? kSixBits[c.unicode()] : kNone;
}

bool isReadable(quint8 byte)
{
    return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\r' || byte == '\t';
}

// The end of line within base64 that stands at `at`: its length, also as an escape; 0: none.
qsizetype lineBreakAt(QStringView text, qsizetype at)
{
    for (const QStringView sign :
        {QStringView(u"\r\n"), QStringView(u"\n"), QStringView(u"\\r\\n"), QStringView(u"\\n")}) {
        if (text.size() - at < sign.size() || text.sliced(at, sign.size()) != sign)
            continue;
        constexpr qsizetype deepest = 40; // indented, as in YAML
        qsizetype length = sign.size();
        while (
            length < deepest && at + length < text.size() && (text[at + length] == u' ' || text[at + length] == u'\t'))
            ++length;
        return length;
    }
    return 0;
}

// A run of base64, its lines joined: the digits and where they stand.
struct Run
{
    std::vector<qint8> digits;
    std::vector<qsizetype> places; ///< empty: one after the other from `begin`
    qsizetype begin = 0;
    qsizetype end = 0;

    [[nodiscard]] qsizetype placeOf(qsizetype digit) const
    {
        return places.empty() ? begin + digit : places.at(size_t(digit));
    }
};

Run runFrom(QStringView text, qsizetype begin)
{
    Run run;
    run.begin = begin;
    qsizetype at = begin, line = begin;
    for (;;) {
        while (at < text.size() && sixBitsOf(text[at]) != kNone) {
            if (!run.places.empty())
                run.places.push_back(at);
            run.digits.push_back(sixBitsOf(text[at++]));
        }
        run.end = at;
        const qsizetype gap = at - line >= kShortestLine ? lineBreakAt(text, at) : 0;
        if (gap == 0 || at + gap >= text.size() || sixBitsOf(text[at + gap]) == kNone)
            return run;
        if (run.places.empty()) {
            for (qsizetype i = begin; i < at; ++i)
                run.places.push_back(i);
        }
        at += gap;
        line = at;
    }
}

void tellRun(const Run &run, int phase, const std::function<void(const Decoded &)> &told)
{
    const auto count = qsizetype(run.digits.size());
    std::vector<quint8> bytes;
    bytes.reserve(size_t(count * 3 / 4 + 3));
    for (qsizetype i = phase; i + 1 < count; i += 4) {
        const auto digit = [&](qsizetype at) { return at < count ? quint32(run.digits[size_t(at)]) : 0U; };
        const quint32 value = (digit(i) << 18) | (digit(i + 1) << 12) | (digit(i + 2) << 6) | digit(i + 3);
        bytes.push_back(quint8(value >> 16));
        if (i + 2 < count)
            bytes.push_back(quint8(value >> 8));
        if (i + 3 < count)
            bytes.push_back(quint8(value));
    }
    const auto size = qsizetype(bytes.size());
    for (qsizetype begin = 0; begin < size;) {
        qsizetype end = begin;
        while (end < size && isReadable(bytes[size_t(end)]))
            ++end;
        if (end - begin >= kShortestText) {
            Decoded decoded;
            decoded.text = QString::fromLatin1(reinterpret_cast<const char *>(bytes.data()) + begin, end - begin);
            for (qsizetype byte = begin; byte < end; ++byte) {
                const qsizetype first = phase + byte * 8 / 6, last = phase + (byte * 8 + 7) / 6;
                decoded.places.push_back(run.placeOf(first));
                decoded.ends.push_back(run.placeOf(last) + 1);
            }
            told(decoded);
        }
        begin = end + 1;
    }
}

} // namespace

void forEscapedWords(QStringView text, const std::function<void(const Decoded &)> &told)
{
    qsizetype done = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if ((text[at] != u'%' && text[at] != u'\\') || escapeAt(text, at).length == 0)
            continue;
        qsizetype begin = at, end = at;
        while (begin > done && !endsWord(text[begin - 1]))
            --begin;
        while (end < text.size() && !endsWord(text[end]))
            ++end;
        tellEscapedWord(text, begin, end, told);
        done = end;
        at = end;
    }
}

void forBase64(QStringView text, const std::function<void(const Decoded &)> &told)
{
    // A run that is long enough covers one of the places that are looked at.
    qsizetype done = 0;
    for (qsizetype at = kShortestRun - 1; at < text.size(); at += kShortestRun) {
        if (sixBitsOf(text[at]) == kNone)
            continue;
        qsizetype begin = at;
        while (begin > done && sixBitsOf(text[begin - 1]) != kNone)
            --begin;
        const Run run = runFrom(text, begin);
        done = run.end;
        if (qsizetype(run.digits.size()) >= kShortestRun) {
            for (int phase = 0; phase < 4; ++phase)
                tellRun(run, phase, told);
        }
        at = std::max(at, run.end);
    }
}

} // namespace vibecoder
