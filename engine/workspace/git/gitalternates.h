// SPDX-License-Identifier: MIT
// The file that says which other folders of objects a repository borrows from, as git reads it.
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace vibecoder {

/// The folders that are there, absolute and without links.
[[nodiscard]] QByteArrayList alternatesIn(const QByteArray &objectFolder);
/// A line of such a file, whatever the path holds. Pure.
[[nodiscard]] QByteArray alternateLine(const QByteArray &folder);

} // namespace vibecoder
