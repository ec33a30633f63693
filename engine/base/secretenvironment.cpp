// SPDX-License-Identifier: MIT
#include "base/secretenvironment.h"

#include "base/logging.h"

#include <QByteArrayList>
#include <QHash>

#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace vibecoder {

namespace {

QHash<QByteArray, QByteArray> &taken()
{
    static QHash<QByteArray, QByteArray> values;
    return values;
}

// The client library of the database reads it by itself, much later.
bool mustStay(const QByteArray &name)
{
    return name.startsWith("PG");
}

} // namespace

bool namesSecret(const QByteArray &name)
{
    static const QByteArrayList words{"KEY", "APIKEY", "TOKEN", "SECRET", "SECRETS", "PASS", "PASSWORD", "PASSWD",
        "PASSPHRASE", "CREDENTIAL", "CREDENTIALS", "PGPASSWORD", "PAT"};
    for (const QByteArray &part : name.toUpper().split('_')) {
        if (words.contains(part))
            return true;
    }
    return false;
}

bool hasAddressWithPassword(const QByteArray &value)
{
    const qsizetype scheme = value.indexOf("://");
    if (scheme < 0)
        return false;
    const qsizetype end = value.indexOf('/', scheme + 3);
    const QByteArray authority = value.mid(scheme + 3, (end < 0 ? value.size() : end) - scheme - 3);
    const qsizetype at = authority.lastIndexOf('@');
    return at > 0 && authority.left(at).contains(':');
}

void takeSecretsOutOfEnvironment()
{
    QByteArrayList gone;
    for (char **entry = environ; entry && *entry; ++entry) {
        char *const equals = std::strchr(*entry, '=');
        if (!equals)
            continue;
        const QByteArray name(*entry, equals - *entry), value(equals + 1);
        const bool secret = namesSecret(name);
        if (value.isEmpty() || (!secret && !hasAddressWithPassword(value)))
            continue;
        // A path names a file and is no secret itself; children do not get it either way.
        if (secret && !value.startsWith('/'))
            addSecret(QString::fromLocal8Bit(value));
        if (mustStay(name) || value.startsWith('/'))
            continue;
        taken().insert(name, value);
        gone.append(name);
        std::memset(equals + 1, 0, size_t(value.size()));
    }
    for (const QByteArray &name : std::as_const(gone))
        ::unsetenv(name.constData());
}

QProcessEnvironment givenEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (auto it = taken().cbegin(); it != taken().cend(); ++it)
        environment.insert(QString::fromLocal8Bit(it.key()), QString::fromLocal8Bit(it.value()));
    return environment;
}

} // namespace vibecoder
