// SPDX-License-Identifier: MIT
// What lies in a folder below an open one, by name; no link is followed.
#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <optional>

namespace vibecoder {

/// In no order, at most `most` of them; nothing when there is no such folder, or it cannot be read.
[[nodiscard]] QByteArrayList namesInFolder(int root, const QByteArray &path, qsizetype most);

/// What the link at a path leads to, as it is written in it; nothing: there is no link.
[[nodiscard]] std::optional<QByteArray> linkBelow(int root, const QByteArray &path);

} // namespace vibecoder
