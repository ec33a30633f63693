// SPDX-License-Identifier: MIT
#include "base/secrets/shape.h"

#include <QByteArrayList>
#include <QString>

#include <algorithm>

namespace vibecoder {

namespace {

constexpr quint16 bit(Chars kind)
{
    return quint16(1U << unsigned(kind));
}

constexpr bool within(int c, char from, char to)
{
    return c >= from && c <= to;
}

constexpr bool oneOf(int c, const char *signs)
{
    for (; *signs; ++signs) {
        if (*signs == c)
            return true;
    }
    return false;
}

constexpr std::array<quint16, 128> kKinds = [] {
    std::array<quint16, 128> all{};
    for (int c = 0; c < 128; ++c) {
        const bool digit = within(c, '0', '9'), small = within(c, 'a', 'z'), capital = within(c, 'A', 'Z');
        const bool plain = digit || small || capital, word = plain || c == '_', address = word || c == '-';
        quint16 kinds = 0;
        const auto is = [&kinds](Chars kind, bool yes) { kinds = yes ? quint16(kinds | bit(kind)) : kinds; };
        is(Chars::d, digit);
        is(Chars::h, digit || within(c, 'a', 'f'));
        is(Chars::H, digit || within(c, 'a', 'f') || within(c, 'A', 'F'));
        is(Chars::l, digit || small);
        is(Chars::U, digit || capital);
        is(Chars::A, capital || within(c, '2', '7'));
        is(Chars::a, plain);
        is(Chars::w, word);
        is(Chars::u, address);
        is(Chars::t, address || oneOf(c, ".~"));
        is(Chars::b, plain || oneOf(c, "+/"));
        is(Chars::B, plain || oneOf(c, "+/="));
        is(Chars::v, address || oneOf(c, ".~!*+%="));
        all[size_t(c)] = kinds;
    }
    return all;
}();

std::optional<Chars> kindOf(char name)
{
    static constexpr char names[] = "dhHlUAawutbBv";
    for (size_t i = 0; i < kCharKinds; ++i) {
        if (names[i] == name)
            return Chars(i);
    }
    return {};
}

bool standsAt(QStringView text, qsizetype at, const QByteArray &literal)
{
    return at >= 0 && text.size() - at >= literal.size() &&
           text.sliced(at, literal.size()) == QLatin1StringView(literal);
}

} // namespace

bool isOf(Chars kind, char16_t c)
{
    return c < 128 && (kKinds[c] & bit(kind));
}

Runs::Runs(QStringView text)
    : m_text(text)
{
}

qsizetype Runs::endOf(Chars kind, qsizetype from)
{
    Run &last = m_last.at(size_t(kind));
    if (from >= last.begin && from < last.end)
        return last.end;
    qsizetype end = from;
    while (end < m_text.size() && isOf(kind, m_text[end].unicode()))
        ++end;
    last = {from, end};
    return end;
}

bool wordMayBegin(QStringView text, qsizetype at)
{
    if (at == 0 || !isOf(Chars::w, text[at - 1].unicode()))
        return true;
    const auto escape = [&](QStringView sign, qsizetype digits) {
        const qsizetype begin = at - digits - sign.size();
        if (begin < 0 || text.sliced(begin, sign.size()) != sign)
            return false;
        const QStringView value = text.sliced(at - digits, digits);
        return std::all_of(value.begin(), value.end(), [](QChar c) { return isOf(Chars::H, c.unicode()); });
    };
    if (escape(u"%", 2) || escape(u"\\u", 4) || escape(u"\\x", 2))
        return true;
    const char16_t before = text[at - 1].unicode();
    if (at >= 2 && text[at - 2] == u'\\')
        return before == u'n' || before == u't' || before == u'r';
    if (before != u'm')
        return false;
    qsizetype begin = at - 1; // ESC [ 1 ; 31 m
    while (begin > 0 && (isOf(Chars::d, text[begin - 1].unicode()) || text[begin - 1] == u';') && at - begin < 16)
        --begin;
    return begin >= 2 && text[begin - 1] == u'[' && text[begin - 2] == u'\x1b';
}

Shape::Shape(const char *notation)
{
    if (!read(notation))
        m_items.clear();
    // The first text that is long enough to be rare, else the longest.
    constexpr qsizetype rare = 3;
    for (size_t i = 0; i < m_items.size() && anchor().size() < rare; ++i) {
        if (m_items.at(i).literal.size() > anchor().size())
            m_anchor = i;
    }
}

bool Shape::read(QByteArrayView notation)
{
    m_begins = notation.startsWith('<');
    m_ends = notation.endsWith('>');
    notation = notation.sliced(m_begins ? 1 : 0);
    notation.chop(m_ends ? 1 : 0);
    while (!notation.isEmpty()) {
        if (notation.front() != '{') {
            const qsizetype next = notation.indexOf('{');
            const qsizetype end = next < 0 ? notation.size() : next;
            m_items.push_back({notation.first(end).toByteArray()});
            notation = notation.sliced(end);
            continue;
        }
        const qsizetype end = notation.indexOf('}');
        const std::optional<Chars> kind = end < 3 ? std::nullopt : kindOf(notation.at(1));
        if (!kind)
            return false;
        const QByteArrayList numbers = notation.sliced(2, end - 2).toByteArray().split('-');
        Item item{{}, *kind, numbers.first().toInt(), numbers.first().toInt()};
        if (numbers.size() == 2)
            item.most = numbers.last().isEmpty() ? -1 : numbers.last().toInt();
        m_items.push_back(item);
        notation = notation.sliced(end + 1);
    }
    return !m_items.empty();
}

std::optional<Shape::Place> Shape::matchAround(Runs &runs, qsizetype at) const
{
    const QStringView text = runs.text();
    Place place{at, at};
    for (size_t i = m_anchor; i > 0; --i) {
        const Item &item = m_items.at(i - 1);
        if (!item.literal.isEmpty()) {
            place.begin -= item.literal.size();
            if (!standsAt(text, place.begin, item.literal))
                return {};
            continue;
        }
        qsizetype count = 0;
        while (count < item.most && place.begin > 0 && isOf(item.kind, text[place.begin - 1].unicode())) {
            ++count;
            --place.begin;
        }
        if (count < item.least)
            return {};
        // What stands before a token may be of its characters too: the `m` that ends a colour.
        if (m_begins && i == 1) {
            const qsizetype first = place.begin;
            place.begin += count - item.least;
            while (place.begin > first && !wordMayBegin(text, place.begin))
                --place.begin;
        }
    }
    for (size_t i = m_anchor; i < m_items.size(); ++i) {
        const Item &item = m_items.at(i);
        if (!item.literal.isEmpty()) {
            if (!standsAt(text, place.end, item.literal))
                return {};
            place.end += item.literal.size();
            continue;
        }
        const qsizetype end = runs.endOf(item.kind, place.end);
        if (end - place.end < item.least)
            return {};
        place.end = item.most < 0 ? end : std::min(end, place.end + item.most);
    }
    if (m_begins && !wordMayBegin(text, place.begin))
        return {};
    if (m_ends && place.end < text.size() && isOf(Chars::w, text[place.end].unicode()))
        return {};
    return place;
}

} // namespace vibecoder
