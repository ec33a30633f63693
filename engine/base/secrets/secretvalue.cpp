// SPDX-License-Identifier: MIT
#include "base/secrets/secretvalue.h"

#include "base/secrets/secretname.h"

#include <QRegularExpression>
#include <QSet>
#include <QUrl>

#include <algorithm>
#include <array>

namespace vibecoder {

namespace {

constexpr qsizetype kShortest = 6;
constexpr qsizetype kMostLooked = 256;
constexpr QLatin1StringView kScheme("://");

// For each letter the letters that often follow it in English words and names of programs (bit 0: a). They make 86 % of
// such pairs and a third of those that chance makes.
constexpr std::array<quint32, 26> kFollowing{0x13eb94e, 0x0164911, 0x01e4d95, 0x0064939, 0x0eeb97d, 0x00a4931,
    0x0060111, 0x0004111, 0x22ef87f, 0x0000000, 0x0000010, 0x11c4919, 0x004c111, 0x03c417d, 0x07ef96f, 0x01ec911,
    0x0100000, 0x11ef95d, 0x11cc995, 0x11ed9bd, 0x00eb913, 0x0000111, 0x0000101, 0x0080000, 0x0048000, 0x0000010};

bool isLower(char16_t c)
{
    return c >= u'a' && c <= u'z';
}

bool isLetter(char16_t c)
{
    return isLower(c) || (c >= u'A' && c <= u'Z');
}

bool isDigit(char16_t c)
{
    return c >= u'0' && c <= u'9';
}

bool oftenFollows(char16_t a, char16_t b)
{
    const auto index = [](char16_t c) { return (c | 0x20) - u'a'; };
    return (kFollowing.at(size_t(index(a))) >> index(b)) & 1U;
}

// What people write when nothing is to be kept secret; also what they write by mistake.
bool isCommonWord(const QString &value)
{
    static const QSet<QString> words = [] {
        QSet<QString> all;
        for (const char *word : {"password", "changeme", "change-me", "change_me", "postgres", "postgresql", "username",
                 "localhost", "development", "production", "staging", "disabled", "enabled", "required", "optional",
                 "undefined", "example", "default", "secret", "testing", "mysecret", "your-api-key", "your_api_key",
                 "your-api-key-here", "your_api_key_here", "your-secret-key", "placeholder", "replace-me", "replaceme",
                 "redacted", "xxxxxxxx", "********", "database", "127.0.0.1", "mongodb", "rabbitmq", "anonymous",
                 "nopassword", "no-reply", "session", "cookies", "default_secret", "bearer", "public", "private",
                 "string", "number", "boolean", "object", "function"})
            all.insert(QString::fromLatin1(word));
        return all;
    }();
    return words.contains(value.toLower());
}

bool isNumber(const QString &value)
{
    return std::all_of(
        value.cbegin(), value.cend(), [](QChar c) { return isDigit(c.unicode()) || c == QLatin1Char('.'); });
}

// Of `user:password@host/…`, what stands after the scheme. A password may hold signs that should have been encoded, so
// what goes on to the last `@` is one too.
QStringList passwordsOfAddress(QStringView rest)
{
    qsizetype end = 0;
    while (end < rest.size() && !rest[end].isSpace() && rest[end] != u'"' && rest[end] != u'\'')
        ++end;
    rest = rest.first(end);
    qsizetype host = 0;
    while (host < rest.size() && rest[host] != u'/' && rest[host] != u'?' && rest[host] != u'#')
        ++host;
    const qsizetype colon = rest.indexOf(u':'), last = rest.lastIndexOf(u'@');
    if (colon < 0 || colon > host)
        return {};
    const qsizetype sign = rest.first(host).lastIndexOf(u'@');
    const QStringView port = rest.first(host).sliced(colon + 1);
    if (sign < 0 && std::all_of(port.begin(), port.end(), [](QChar c) { return isDigit(c.unicode()); }))
        return {};
    QStringList found;
    for (const qsizetype at : {sign, last}) {
        if (at > colon + 1)
            found.append(rest.first(at).sliced(colon + 1).toString());
    }
    return found;
}

// An address in which nothing is hidden: https://auth.example.org/callback.
bool isPlainAddress(const QString &value)
{
    const qsizetype scheme = value.indexOf(kScheme);
    if (scheme <= 0 || value.contains(QLatin1Char('@')))
        return false;
    for (const QString &part : value.sliced(scheme + 3).split(QLatin1Char('/'))) {
        if (part.size() >= 16 && looksRandom(part))
            return false;
    }
    return !value.contains(QLatin1Char('?')) || !looksRandom(value.sliced(value.indexOf(QLatin1Char('?'))));
}

} // namespace

bool looksRandom(QStringView value)
{
    constexpr qsizetype shortest = 8, fewestPairs = 5, fewestOfLetters = 12;
    if (value.size() < shortest)
        return false;
    value = value.first(std::min(value.size(), kMostLooked));
    qsizetype wordlike = 0, unlike = 0;
    bool digits = false;
    for (qsizetype i = 0; i + 1 < value.size(); ++i) {
        const char16_t a = value[i].unicode(), b = value[i + 1].unicode();
        digits = digits || isDigit(a) || isDigit(b);
        if (isLetter(a) && isLetter(b)) {
            if (isLower(a) && !isLower(b))
                continue; // where words of a name meet
            oftenFollows(a, b) ? ++wordlike : ++unlike;
        } else if ((isLetter(a) && isDigit(b)) || (isDigit(a) && isLetter(b))) {
            ++unlike;
        }
    }
    return wordlike + unlike >= (digits ? fewestPairs : fewestOfLetters) && unlike * 2 >= wordlike + unlike;
}

bool worthHiding(const QString &value)
{
    if (value.size() < kShortest || value.startsWith(QLatin1Char('/')) || isCommonWord(value) || isPlainAddress(value))
        return false;
    // Few digits and short words stand everywhere.
    constexpr qsizetype longNumber = 8, longWord = 8;
    if (isNumber(value))
        return value.size() >= longNumber;
    const bool word = std::all_of(value.cbegin(), value.cend(), [](QChar c) { return isLetter(c.unicode()); });
    return !word || value.size() >= longWord;
}

QStringList secretsInside(const QString &value)
{
    QStringList found;
    const auto add = [&found](const QString &secret) {
        for (const QString &form : {secret, QUrl::fromPercentEncoding(secret.toUtf8())}) {
            if (!form.isEmpty() && !found.contains(form))
                found.append(form);
        }
    };
    for (qsizetype at = value.indexOf(kScheme); at >= 0; at = value.indexOf(kScheme, at + kScheme.size())) {
        for (const QString &password : passwordsOfAddress(QStringView(value).sliced(at + kScheme.size())))
            add(password);
    }
    for (const QString &pair : value.split(QRegularExpression(QStringLiteral("[;&\\s]")), Qt::SkipEmptyParts)) {
        const qsizetype equals = pair.indexOf(QLatin1Char('='));
        if (equals > 0 && namesSecret(pair.first(equals).toUtf8()))
            add(pair.sliced(equals + 1));
    }
    return found;
}

} // namespace vibecoder
