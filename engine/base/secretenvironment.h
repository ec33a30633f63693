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

/// True for a variable that holds a secret: by its name, a password in its value, or the form of a token there.
[[nodiscard]] bool holdsSecret(const QByteArray &name, const QByteArray &value);

} // namespace vibecoder
