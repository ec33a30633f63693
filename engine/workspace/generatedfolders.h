// SPDX-License-Identifier: MIT
// The one list of folders that hold no sources: version control, packages, caches, build output. Two questions are
// asked of it: what a look at the working directory leaves out (by name alone), and what is made anew for certain, so
// that it stays behind when an attempt is applied (by name, or by something that proves it).
#pragma once

#include <QByteArray>

#include <functional>

namespace vibecoder {

/// Folders that hold no sources, by their name.
[[nodiscard]] bool isBulkFolder(const QByteArray &name);

/// Whether a folder is made anew by its tools whenever it is missing. `isInside` and `isBeside` say whether a name lies
/// in the folder, and in the folder around it.
[[nodiscard]] bool isMadeAnew(const QByteArray &name, const std::function<bool(const QByteArray &)> &isInside,
    const std::function<bool(const QByteArray &)> &isBeside);

/// Single files of this kind: byte code of Python.
[[nodiscard]] bool isMadeAnewFile(const QByteArray &name);

} // namespace vibecoder
