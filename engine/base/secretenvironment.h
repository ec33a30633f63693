// SPDX-License-Identifier: MIT
// Secrets that came with the environment: taken out of it at the start, so that neither a child's environment nor
// /proc/PID/environ of this process has them (the kernel shows that block to root whatever a program asks for).
#pragma once

#include <QProcessEnvironment>

namespace vibecoder {

/// First thing in main(), before any thread and before Qt: overwrites the bytes of such values in the initial block and
/// removes the variables. The values are known to redact() from then on.
void takeSecretsOutOfEnvironment();

/// The environment as it was given, for reading settings. Never handed to a child.
[[nodiscard]] QProcessEnvironment givenEnvironment();

/// True for names whose value is a secret: API_KEY, GITHUB_TOKEN, DB_PASSWORD. Narrower than what children must not
/// get (execution/childenvironment.h): GIT_AUTHOR_NAME holds none.
[[nodiscard]] bool namesSecret(const QByteArray &name);
/// True for an address with a password in it.
[[nodiscard]] bool hasAddressWithPassword(const QByteArray &value);

} // namespace vibecoder
