// SPDX-License-Identifier: MIT
#include "base/secretenvironment.h"

#include "base/logging.h"
#include "base/secrets/secretname.h"
#include "base/secrets/secretscanner.h"
#include "base/secrets/secretvalue.h"

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

bool holdsSecret(const QByteArray &name, const QByteArray &value)
{
    const QString text = QString::fromLocal8Bit(value);
    return namesSecret(name) || !secretsInside(text).isEmpty() || !findSecrets(text).isEmpty();
}

void takeSecretsOutOfEnvironment()
{
    QByteArrayList gone;
    QStringList secrets;
    for (char **entry = environ; entry && *entry; ++entry) {
        char *const equals = std::strchr(*entry, '=');
        if (!equals)
            continue;
        const QByteArray name(*entry, equals - *entry), value(equals + 1);
        if (value.isEmpty() || !holdsSecret(name, value))
            continue;
        const QString text = QString::fromLocal8Bit(value);
        QStringList found = secretsInside(text);
        if (namesSecret(name))
            found.append(text);
        found.removeIf([](const QString &secret) { return !worthHiding(secret); });
        secrets += found;
        // A path names a file and is no secret itself; children do not get it either way.
        if (mustStay(name) || value.startsWith('/'))
            continue;
        taken().insert(name, value);
        gone.append(name);
        std::memset(equals + 1, 0, size_t(value.size()));
    }
    addSecrets(secrets);
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
