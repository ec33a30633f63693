// SPDX-License-Identifier: MIT
// Which processes work in a folder: their current folder, their root, an open file or a mapped one lies in it.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace vibecoder {

/// `bash (4711)`, as far as this user may know it. folder: absolute, without links.
[[nodiscard]] QStringList processesInside(const QByteArray &folder);

} // namespace vibecoder
