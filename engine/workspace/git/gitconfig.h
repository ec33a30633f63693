// SPDX-License-Identifier: MIT
// The configuration files of git, read without git: which files and folders a configuration names, and the same text
// without its credentials. Pure.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <optional>

namespace vibecoder {

struct GitSetting
{
    QByteArray key;        ///< `section.name` or `section.subsection.name`; section and name in lower case
    QByteArray value;      ///< quotes and escapes resolved
    bool hasValue = false; ///< `name` alone is true
};

/// As far as it can be read; git itself stops at the first line it does not understand.
[[nodiscard]] QList<GitSetting> gitSettings(const QByteArray &text);

struct GitNames
{
    QByteArrayList folders;  ///< whose files run: core.hooksPath, init.templateDir
    QByteArrayList includes; ///< include.path and includeIf.*.path, as if every condition held
    QByteArrayList files;    ///< words of commands that git starts by itself, and files it reads as lists
};

/// As they are written there: absolute, `~/...` or relative.
[[nodiscard]] GitNames namesIn(const QList<GitSetting> &settings);

/// The text without passwords in addresses, extra headers, credential sections and settings that are named like a
/// secret; nothing when there is none of them.
[[nodiscard]] std::optional<QByteArray> withoutCredentials(const QByteArray &text);

} // namespace vibecoder
