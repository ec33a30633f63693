// SPDX-License-Identifier: MIT
// The environment of a child process: built from nothing, by an allow-list. Pure but for reading our own environment.
#pragma once

#include <QProcessEnvironment>
#include <QStringList>

namespace vibecoder {

/// PATH (absolute entries that do not lie below the working directory), HOME, USER, LANG, a quiet terminal, and the
/// names the user lets through. Names that look like secrets never pass, even when listed.
[[nodiscard]] QProcessEnvironment childEnvironment(const QStringList &passNames, const QString &directory);

/// True for names such as API_KEY, GITHUB_TOKEN, ANTHROPIC_BASE_URL.
[[nodiscard]] bool isSecretName(const QString &name);

} // namespace vibecoder
