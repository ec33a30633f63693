// SPDX-License-Identifier: MIT
#include "base/secrets/context.h"

#include "base/secrets/secretname.h"
#include "base/secrets/secretvalue.h"

#include <QByteArray>

#include <algorithm>

namespace vibecoder {

namespace {

constexpr qsizetype kLongestName = 64;
constexpr qsizetype kLongestValue = 4096;
constexpr qsizetype kJudged = 96; ///< of a value: enough to know it, and many of them may overlap
constexpr qsizetype kShortestValue = 8;
constexpr qsizetype kShortestLikely = 20; ///< of a value whose name could also mean something else
constexpr qsizetype kMostSpaces = 8;
constexpr qsizetype kLongestKeyBlock = 64 * 1024;

bool isQuote(QChar c)
{
    return c == u'"' || c == u'\'' || c == u'`';
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

// What the shell, a template or a program would put in is not a value that stands here.
bool isValueSign(QChar c, bool quoted)
{
    if (c.isSpace() || isQuote(c) || c.unicode() < 0x20)
        return false;
    static constexpr QStringView never = u"\\<>{}()[]", inQuotesOnly = u",;$|&";
    return !never.contains(c) && (quoted || !inQuotesOnly.contains(c));
}

QStringView valueFrom(QStringView text, qsizetype at, bool quoted, qsizetype most)
{
    qsizetype end = at;
    while (end < text.size() && end - at < most && isValueSign(text[end], quoted))
        ++end;
    return text.sliced(at, end - at);
}

// The name before a sign of assignment; it may stand in quotes, also escaped ones.
QStringView nameBefore(QStringView text, qsizetype at)
{
    qsizetype end = at;
    for (qsizetype spaces = 0; end > 0 && (text[end - 1] == u' ' || text[end - 1] == u'\t') && spaces < kMostSpaces;
         ++spaces)
        --end;
    if (end > 0 && isQuote(text[end - 1])) {
        --end;
        if (end > 0 && text[end - 1] == u'\\')
            --end;
    }
    qsizetype begin = end;
    while (begin > 0 && end - begin < kLongestName &&
           (isOf(Chars::u, text[begin - 1].unicode()) || text[begin - 1] == u'.'))
        --begin;
    // Nor is the end of a colour: ESC [ 31 m PASSWORD=…
    qsizetype colour = begin;
    while (colour < end && isDigit(text[colour]))
        ++colour;
    if (begin > 0 && (text[begin - 1] == u'[' || text[begin - 1] == u';') && colour < end && text[colour] == u'm')
        begin = colour + 1;
    // The letter of an escape is none of the name: \nPASSWORD=…
    if (begin > 0 && text[begin - 1] == u'\\' && end > begin)
        ++begin;
    return text.sliced(begin, end - begin);
}

qsizetype skipScheme(QStringView text, qsizetype at)
{
    for (const QStringView scheme : {QStringView(u"bearer"), QStringView(u"basic"), QStringView(u"token")}) {
        if (text.size() - at > scheme.size() &&
            text.sliced(at, scheme.size()).compare(scheme, Qt::CaseInsensitive) == 0 &&
            text[at + scheme.size()] == u' ')
            return at + scheme.size() + 1;
    }
    return at;
}

bool isHeaderName(QStringView name)
{
    return name.compare(u"authorization", Qt::CaseInsensitive) == 0 ||
           name.compare(u"proxy-authorization", Qt::CaseInsensitive) == 0 ||
           name.compare(u"x-api-key", Qt::CaseInsensitive) == 0;
}

// ALGOLIA_KEY, algolia_key: as settings are named, not as programs name what they use.
bool isSettingName(QStringView name)
{
    const auto is = [&](bool (QChar::*what)() const) {
        return std::any_of(name.begin(), name.end(), [what](QChar c) { return (c.*what)(); });
    };
    return name.contains(u'_') && !(is(&QChar::isUpper) && is(&QChar::isLower));
}

bool isPlainWithDigit(QStringView value)
{
    return std::all_of(value.begin(), value.end(), [](QChar c) { return isOf(Chars::u, c.unicode()); }) &&
           std::any_of(value.begin(), value.end(), isDigit);
}

bool endsWithWord(QStringView name, QStringView word)
{
    return name.endsWith(word, Qt::CaseInsensitive);
}

ContextHit hit(QStringView text, QStringView value, const char *kind)
{
    const qsizetype begin = value.constData() - text.constData();
    return {{begin, begin + value.size()}, QLatin1StringView(kind)};
}

// All pairs of a header of cookies are one thing: the first and the last value that was made by chance bound it.
std::optional<ContextHit> cookiesFrom(QStringView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && end - at < kLongestValue && text[end] != u'\n' && !isQuote(text[end]) &&
           text[end] != u'\\')
        ++end;
    const QStringView line = text.sliced(at, end - at);
    qsizetype first = -1, last = -1;
    for (qsizetype pair = 0; pair < line.size();) {
        qsizetype stop = line.indexOf(u';', pair);
        stop = stop < 0 ? line.size() : stop;
        const qsizetype equals = line.indexOf(u'=', pair);
        if (equals >= 0 && equals < stop) {
            const QStringView value = line.sliced(equals + 1, stop - equals - 1);
            const qsizetype space = value.indexOf(u' ');
            if (looksRandom(value.first(space < 0 ? value.size() : space))) {
                first = first < 0 ? equals + 1 : first;
                last = space < 0 ? stop : equals + 1 + space;
            }
        }
        pair = stop + 1;
    }
    if (first < 0)
        return {};
    return hit(text, line.sliced(first, last - first).trimmed(), "cookie");
}

// What examples write: https://user:password@host
bool isPlaceholder(QStringView password)
{
    static constexpr QStringView words[] = {u"pass", u"passwd", u"password", u"secret", u"****", u"xxxx"};
    return std::any_of(std::begin(words), std::end(words), [&](QStringView word) {
        return password.compare(word, Qt::CaseInsensitive) == 0;
    }) || std::all_of(password.begin(), password.end(), [](QChar c) { return !c.isLetterOrNumber(); });
}

bool isBase64(QChar c)
{
    return isOf(Chars::B, c.unicode());
}

// Where the body of a key may begin: past the end of the line, as a program text may write it too.
qsizetype bodyFrom(QStringView text, qsizetype at)
{
    static constexpr qsizetype longest = 64;
    const qsizetype begin = at;
    while (at < text.size() && at - begin < longest) {
        if (text[at] == u'\\' && at + 1 < text.size() && (text[at + 1] == u'n' || text[at + 1] == u'r'))
            at += 2;
        else if (text[at].isSpace() || QStringView(u"\"'+,.").contains(text[at]))
            ++at;
        else
            break;
    }
    return at;
}

// The beginning of a key's text: enough of base64, a whole line of it, or the line of a head.
bool bodyBeginsAt(QStringView text, qsizetype head, qsizetype at)
{
    const bool program = text.sliced(head, at - head).contains(u'+'); // what follows may be the name of a variable
    constexpr qsizetype enough = 16;
    qsizetype end = at;
    while (end < text.size() && end - at < enough && isBase64(text[end]))
        ++end;
    const QStringView rest = text.sliced(end);
    return end - at >= enough || (!program && end - at >= 4 &&
                                     (rest.isEmpty() || rest.front().isSpace() || rest.startsWith(u"\\n") ||
                                         rest.startsWith(u"-----END") || rest.front() == u'-' || rest.front() == u':'));
}

// A line of a key, also behind a number of a line, a sign of a patch or the name of a file.
bool holdsKeyLine(QStringView text)
{
    constexpr qsizetype shortest = 16;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = at;
        while (end < text.size() && isBase64(text[end]))
            ++end;
        if (end - at >= shortest && looksRandom(text.sliced(at, end - at)))
            return true;
        at = end + 1;
    }
    return false;
}

} // namespace

std::optional<ContextHit> assignedAt(QStringView text, qsizetype at)
{
    qsizetype from = at + 1;
    if (from < text.size() && (text[from] == u'=' || text[from] == u'>'))
        ++from;
    for (qsizetype spaces = 0;
         from < text.size() && (text[from] == u' ' || text[from] == u'\t') && spaces < kMostSpaces; ++spaces)
        ++from;
    if (from + kShortestValue > text.size())
        return {};
    const qsizetype bare = from;
    if (text[from] == u'\\' && isQuote(text[from + 1]))
        ++from;
    else if (isOf(Chars::a, text[from].unicode()) && isQuote(text[from + 1])) // of a string in program text: b"…"
        ++from;
    const bool quoted = isQuote(text[from]);
    from += quoted ? 1 : 0;
    from = skipScheme(text, from);
    // Most values are ruled out before the name is read.
    const QStringView value = valueFrom(text, from, quoted, kJudged);
    if (value.size() < kShortestValue ||
        std::none_of(value.begin(), value.end(), [](QChar c) { return c.isLetterOrNumber(); }))
        return {};
    // A sentence in quotes.
    const qsizetype behind = from + value.size();
    if (quoted && behind < text.size() && text[behind].isSpace())
        return {};
    const QStringView name = nameBefore(text, at);
    if (name.size() < 2)
        return {};
    const bool random = looksRandom(value);
    if (isHeaderName(name)) {
        // In program text stand names of variables, calls and addresses there, mostly without a digit.
        const bool digit = std::any_of(value.begin(), value.end(), isDigit);
        const bool program = text[at] == u'=' || value.contains(u"://");
        if (random || (digit && (quoted || from > bare || !program)))
            return hit(text, valueFrom(text, from, quoted, kLongestValue), "header");
        return {};
    }
    const bool cookie = endsWithWord(name, u"cookie");
    if (!random && !cookie)
        return {};
    const NameSays says = nameSays(name.toLatin1());
    // A single `key` names anything; ALGOLIA_KEY with a long value made by chance does not.
    const bool likely =
        says == NameSays::Secret && value.size() >= kShortestLikely && isSettingName(name) && isPlainWithDigit(value);
    if (says != NameSays::Surely && !likely)
        return {};
    if (cookie) {
        if (const auto cookies = cookiesFrom(text, bare))
            return cookies;
    }
    if (!random)
        return {};
    return hit(text, valueFrom(text, from, quoted, kLongestValue), "secret");
}

std::optional<ContextHit> passwordOfAddressAt(QStringView text, qsizetype after)
{
    constexpr qsizetype schemeSigns = 3, longest = 512, shortestToken = 16, shortestPassword = 4;
    if (after <= schemeSigns || !isOf(Chars::a, text[after - schemeSigns - 1].unicode()))
        return {};
    qsizetype end = after, colon = -1, sign = -1;
    for (; end < text.size() && end - after < longest; ++end) {
        const QChar c = text[end];
        if (c.isSpace() || isQuote(c) || c == u'/' || c == u'<' || c == u'>' || c == u'{' || c == u'\\')
            break;
        if (c == u':' && colon < 0)
            colon = end;
        if (c == u'@')
            sign = end;
    }
    if (sign < 0)
        return {};
    if (colon < 0 || colon > sign) {
        const QStringView user = text.sliced(after, sign - after);
        if (user.size() >= shortestToken && looksRandom(user))
            return hit(text, user, "password");
        return {};
    }
    const QStringView password = text.sliced(colon + 1, sign - colon - 1);
    const bool format = password.startsWith(u'%') && !(password.size() > 2 && isOf(Chars::H, password[1].unicode()) &&
                                                         isOf(Chars::H, password[2].unicode()));
    if (password.size() < shortestPassword || format || password.startsWith(u'$') || password.startsWith(u'[') ||
        isPlaceholder(password))
        return {};
    return hit(text, password, "password");
}

std::optional<ContextHit> optionValueAt(QStringView text, qsizetype after, bool login)
{
    const bool quoted = after < text.size() && isQuote(text[after]);
    QStringView value = valueFrom(text, after + (quoted ? 1 : 0), quoted, kLongestValue);
    if (login) {
        const qsizetype colon = value.indexOf(u':');
        if (colon < 0)
            return {};
        value = value.sliced(colon + 1);
    }
    if (!looksRandom(value))
        return {};
    return hit(text, value, "password");
}

std::optional<ContextHit> keyBlockAt(QStringView text, qsizetype begin, qsizetype *nextEnd)
{
    static constexpr QStringView dashes = u"-----", ending = u"-----END";
    constexpr qsizetype longestTitle = 64;
    const qsizetype title = begin + QStringView(u"-----BEGIN").size();
    const qsizetype close = text.sliced(title, std::min(longestTitle, text.size() - title)).indexOf(dashes);
    if (close < 0)
        return {};
    const QString name = text.sliced(title, close).toString().replace(u'+', u' ');
    const bool capitals =
        std::all_of(name.cbegin(), name.cend(), [](QChar c) { return isOf(Chars::U, c.unicode()) || c == u' '; });
    if (!capitals || !name.contains(QStringLiteral("PRIVATE KEY")))
        return {};
    const qsizetype head = title + close + dashes.size(), body = bodyFrom(text, head);
    constexpr qsizetype looked = 512;
    const QStringView first = text.sliced(head, std::min(looked, text.size() - head));
    const qsizetype closing = first.indexOf(ending);
    if ((body == head || !bodyBeginsAt(text, head, body)) &&
        !holdsKeyLine(first.first(closing < 0 ? first.size() : closing)))
        return {};
    if (*nextEnd < body)
        *nextEnd = text.indexOf(ending, body) < 0 ? text.size() : text.indexOf(ending, body);
    qsizetype end = *nextEnd;
    if (end < text.size() && end - begin < kLongestKeyBlock) {
        const qsizetype last = text.indexOf(dashes, end + ending.size());
        end = last >= 0 && last - end < longestTitle ? last + dashes.size() : end + ending.size();
        return ContextHit{{begin, end}, QLatin1StringView("private_key")};
    }
    // Cut short: what still may be a part of it.
    end = body;
    while (end < text.size() && end - begin < kLongestKeyBlock &&
           (isBase64(text[end]) || text[end].isSpace() || QStringView(u"\\\"',:.-|>").contains(text[end])))
        ++end;
    return ContextHit{{begin, end}, QLatin1StringView("private_key")};
}

} // namespace vibecoder
