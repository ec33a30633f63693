// SPDX-License-Identifier: MIT
// Files that hold secrets, by their names, and what the environment files of a project say.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringList>

namespace vibecoder {

/// One component of a path, in small letters: .env, .env.local, .envrc, prod.env.
[[nodiscard]] bool isEnvironmentFile(QByteArrayView name);
/// One component of a path, in small letters: an environment file, a key, a file of credentials or a folder of them.
[[nodiscard]] bool isSecretFile(QByteArrayView name);

/// The secrets in the text of an environment file. Pure.
[[nodiscard]] QStringList secretsOfEnvironmentFile(const QByteArray &text);

/// Makes the secrets of the environment files in the folder and up to `depth` levels below known to redact(). Bounded;
/// what cannot be read is left out.
void learnSecretsIn(const QString &folder, int depth);

} // namespace vibecoder
