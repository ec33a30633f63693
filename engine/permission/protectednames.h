// SPDX-License-Identifier: MIT
// The one list of names that something obeys unasked: other agents, editors, shells, version managers, hooks, CI. Each
// row says who. Compared without regard to case, at any depth. Pure.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

#include <span>

namespace vibecoder {

enum class NameMatch {
    Exact,  ///< the whole name
    Prefix, ///< the name begins with it
    Suffix, ///< the name ends with it
    Below,  ///< `parent/name`: the whole name, in a folder of that name
};

struct ProtectedName
{
    const char *pattern; ///< lower case
    NameMatch match;
    const char *obeyedBy;
    const char *written = nullptr; ///< as it is usually written, where that differs
    bool madeByBuilds = false;     ///< builds make it too: only an edit of the model asks
};

[[nodiscard]] std::span<const ProtectedName> protectedNameTable();

/// Case folded as the file systems do that ignore case; trailing dots and spaces are dropped as others do.
[[nodiscard]] QByteArray foldedName(QByteArrayView name);

/// Whether an entry `name` of a folder named `parent` (empty: the working directory itself) is on the list.
[[nodiscard]] bool isProtectedName(QByteArrayView parent, QByteArrayView name);

/// The same, for what is compared before and after a command: without what builds make.
[[nodiscard]] bool isComparedName(QByteArrayView parent, QByteArrayView name);

/// Folders of fetched packages: each holds hundreds of these names, and nothing obeys them there.
[[nodiscard]] bool holdsForeignTrees(QByteArrayView name);

} // namespace vibecoder
