// SPDX-License-Identifier: MIT
#include "base/secrets/secretname.h"

#include <QByteArrayList>
#include <QSet>

#include <algorithm>

namespace vibecoder {

namespace {

using Words = QSet<QByteArray>;

constexpr qsizetype kLongestName = 128;

// A word of these says it whatever stands beside it.
const Words &sureWords()
{
    static const Words words{"PASSWORD", "PASSWORDS", "PASSWD", "PASSWRD", "PASSPHRASE", "PASSCODE", "PASSWORT",
        "KENNWORT", "PSWD", "PWORD", "SECRET", "SECRETS", "TOKEN", "APIKEY", "APIKEYS", "ACCESSKEY", "SECRETKEY",
        "PRIVATEKEY", "SIGNINGKEY", "ENCRYPTIONKEY", "MASTERKEY", "CREDENTIAL", "CREDENTIALS", "CREDS", "JWT",
        "AUTHORIZATION", "COOKIE", "SESSID", "SESSIONID", "PHPSESSID", "JSESSIONID", "CONNECTIONSTRING", "MNEMONIC"};
    return words;
}

// A variable with one of these holds a secret; in running text the word is too common.
const Words &words()
{
    static const Words words{"KEY", "KEYS", "PASS", "PASSKEY", "TOKENS", "AUTH", "CRED", "DSN", "COOKIES", "HMAC", "SK",
        "PAT", "PW", "PSW", "PWD", "OTP", "TOTP", "SALT", "WEBHOOK", "SAS", "BEARER", "JWTS", "PEM", "CONNSTR",
        "XAUTHORITY", "SID"};
    return words;
}

// Words that are written together with another one: GITHUBTOKEN, MYSQLPWD, S3KEY.
bool endsLikeSecret(const QByteArray &word, bool *sure)
{
    static const QByteArrayList sureEnds{
        "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIALS", "COOKIE", "JWT", "SESSID"};
    static const QByteArrayList ends{"KEY", "PASS", "PWD", "PW", "AUTH", "DSN", "HMAC"};
    static const Words ordinary{"MONKEY", "DONKEY", "TURKEY", "JOCKEY", "HOCKEY", "WHISKEY", "HOTKEY", "LACKEY",
        "MALARKEY", "FLUNKEY", "TURNKEY", "LATCHKEY", "MICKEY", "RICKEY", "DICKEY", "HICKEY", "SMOKEY", "POKEY", "OKEY",
        "HOKEY", "JOKEY", "LOWKEY", "KEYKEY", "PUBLICKEY", "PUBKEY", "PRIMARYKEY", "FOREIGNKEY", "SORTKEY", "GROUPKEY",
        "CACHEKEY", "ROUTEKEY", "ROWKEY", "MAPKEY", "SOFTKEY", "COMPASS", "BYPASS", "SURPASS", "TRESPASS", "OVERPASS",
        "UNDERPASS", "ENCOMPASS", "LOWPASS", "HIGHPASS", "BANDPASS", "ALLPASS", "MULTIPASS", "SINGLEPASS", "ASKPASS",
        "OLDPWD", "INITPWD", "OAUTH", "NOAUTH", "UNAUTH", "PREAUTH", "REAUTH"};
    static const QByteArrayList inside{"PASSWORD", "PASSWD", "APIKEY", "ACCESSKEY", "SECRETKEY", "PRIVATEKEY",
        "AUTHTOKEN", "ACCESSTOKEN", "CLIENTSECRET", "CONNECTIONSTRING"};
    static const QByteArrayList notInside{"PASSWORDLESS", "SECRETAR", "SECRETE", "SECRETI"};
    if (ordinary.contains(word))
        return false;
    for (const QByteArray &part : notInside) {
        if (word.contains(part))
            return false;
    }
    const auto endsWith = [&](const QByteArray &end) { return word.endsWith(end); };
    const auto holds = [&](const QByteArray &part) { return word.contains(part); };
    if (std::any_of(sureEnds.cbegin(), sureEnds.cend(), endsWith) ||
        std::any_of(inside.cbegin(), inside.cend(), holds) || word.startsWith("SECRET")) {
        *sure = true;
        return true;
    }
    return std::any_of(ends.cbegin(), ends.cend(), endsWith);
}

// A key that is no secret: of a table, of a map, of an algorithm's public half, of the keyboard.
bool openKey(const QByteArray &before)
{
    static const Words words{"PUBLIC", "PUB", "PUBLISHABLE", "PRIMARY", "FOREIGN", "SORT", "PARTITION", "CACHE",
        "UNIQUE", "COMPOSITE", "ROW", "HOT", "ARROW", "SHORTCUT", "IDEMPOTENCY", "DEDUPLICATION"};
    return words.contains(before);
}

bool sureKey(const QByteArray &before)
{
    static const Words words{"API", "ACCESS", "SECRET", "PRIVATE", "AUTH", "ENCRYPTION", "SIGNING", "MASTER", "ACCOUNT",
        "SERVICE", "LICENSE", "DEPLOY", "SHARED", "ADMIN", "STORAGE", "APP", "APPLICATION", "CLIENT", "HMAC", "JWT",
        "SESSION"};
    return words.contains(before);
}

// The last word says that the name describes something and does not hold it.
bool describes(const QByteArray &last)
{
    static const Words words{"HOST", "PORT", "MODE", "TYPE", "METHOD", "ENABLED", "DISABLED", "REQUIRED", "LENGTH",
        "LEN", "SIZE", "COUNT", "LIMIT", "MAX", "MIN", "TTL", "EXPIRY", "EXPIRES", "EXPIRATION", "TIMEOUT", "SECONDS",
        "MINUTES", "HOURS", "DAYS", "MS", "ALGORITHM", "ALG", "VERSION", "FORMAT", "HEADER", "REGION", "ISSUER",
        "REALM", "PROVIDER", "PARALLELISM", "NAME", "NAMES", "PREFIX", "SUFFIX", "FIELD", "LABEL", "TITLE", "HINT",
        "PLACEHOLDER", "POLICY", "ROUNDS", "AGE", "DOMAIN", "SCOPE", "SCOPES", "CLASS", "BACKEND", "BACKENDS"};
    return words.contains(last);
}

bool counts(const QByteArrayList &all)
{
    static const Words words{"MAX", "MIN", "NUM", "TOTAL", "INPUT", "OUTPUT", "PER"};
    return std::any_of(all.cbegin(), all.cend(), [](const QByteArray &word) { return words.contains(word); });
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

QByteArrayList wordsOf(QByteArrayView name)
{
    QByteArrayList all;
    QByteArray word;
    const auto end = [&] {
        if (!word.isEmpty())
            all.append(word.toUpper());
        word.clear();
    };
    for (qsizetype i = 0; i < name.size(); ++i) {
        const char c = name.at(i);
        if (!isUpper(c) && !isLower(c)) {
            end();
            continue;
        }
        const bool begins =
            isUpper(c) && i > 0 &&
            (isLower(name.at(i - 1)) || (isUpper(name.at(i - 1)) && i + 1 < name.size() && isLower(name.at(i + 1))));
        if (begins)
            end();
        word.append(c);
    }
    end();
    return all;
}

// Whatever else stands in the name: a socket of an agent gives what the agent knows.
NameSays ofWord(const QByteArrayList &all, qsizetype at)
{
    const QByteArray &word = all.at(at);
    const QByteArray before = at > 0 ? all.at(at - 1) : QByteArray();
    if (word == "PWD") // alone it is the working directory
        return all.size() > 1 ? NameSays::Secret : NameSays::Nothing;
    if (word == "TOKENS" && counts(all))
        return NameSays::Nothing;
    if (word == "TOKEN" && before == "KEY" && at > 1 && openKey(all.at(at - 2))) // names an assembly of .NET
        return NameSays::Nothing;
    if (word == "STRING" && before == "CONNECTION")
        return NameSays::Surely;
    if (word == "KEY" || word == "KEYS")
        return openKey(before) ? NameSays::Nothing : sureKey(before) ? NameSays::Surely : NameSays::Secret;
    if (sureWords().contains(word))
        return NameSays::Surely;
    if (words().contains(word))
        return NameSays::Secret;
    bool sure = false;
    if (!endsLikeSecret(word, &sure))
        return NameSays::Nothing;
    return sure ? NameSays::Surely : NameSays::Secret;
}

} // namespace

NameSays nameSays(QByteArrayView name)
{
    const QByteArrayList all = wordsOf(name.first(std::min(name.size(), kLongestName)));
    NameSays says = NameSays::Nothing;
    if (all.isEmpty() || (all.size() > 1 && describes(all.last())))
        return says;
    for (qsizetype i = 0; i < all.size() && says != NameSays::Surely; ++i)
        says = std::max(says, ofWord(all, i));
    return says;
}

bool namesSecret(QByteArrayView name)
{
    return nameSays(name) != NameSays::Nothing;
}

} // namespace vibecoder
