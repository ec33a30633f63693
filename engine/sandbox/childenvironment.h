// SPDX-License-Identifier: MIT
// The environment of a child process: built from nothing, by an allow-list. Pure but for reading our own environment.
#pragma once

#include <QProcessEnvironment>
#include <QStringList>

namespace vibecoder {

/// PATH (absolute entries that do not lie below the working directory), HOME, USER, LANG, a quiet terminal, and the
/// names the user lets through. What holds a secret never passes, even when listed.
[[nodiscard]] QProcessEnvironment childEnvironment(const QStringList &passNames, const QString &directory);

/// False for API_KEY, GITHUB_TOKEN, ANTHROPIC_BASE_URL, and for any variable whose value holds a secret.
[[nodiscard]] bool mayPass(const QString &name, const QString &value);

} // namespace vibecoder
