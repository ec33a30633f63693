// SPDX-License-Identifier: MIT
// Names inside a working directory that are more than content: what runs later, configures tools or holds secrets
// (security.md section 5). Compared per component and without regard to case. Pure.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

namespace vibecoder {

struct PathGuard
{
    bool write = false; ///< writing, renaming, deleting or linking it needs approval
    bool read = false;  ///< reading it needs approval, because its content goes to the model provider
};

/// The names below a working directory that guardOf() protects from writing, as far as they can be listed and something
/// obeys them unasked (a `.env` is made by many builds).
[[nodiscard]] QByteArrayList protectedNames();

/// `relative`: resolved path below the working directory.
[[nodiscard]] PathGuard guardOf(QByteArrayView relative);

/// Lexical: joins `path` to `base` (absolute) unless it is absolute, removes `.`, `..` and doubled slashes.
[[nodiscard]] QByteArray joined(QByteArrayView base, QByteArrayView path);

/// The part of `path` below `root`, by component; empty QByteArray when it is the root itself, null when it is outside.
[[nodiscard]] QByteArray below(QByteArrayView root, QByteArrayView path);

} // namespace vibecoder
