// SPDX-License-Identifier: MIT
// Whether two texts of a test are the same test, written in another way: only white space, comments, the style of
// quotes and commas before closing brackets differ. Pure.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace vibecoder {

/// A source file that a runner runs as a test, by its name; what lies among data may be read by a test to the byte.
[[nodiscard]] bool isRunAsTest(const QString &path);
/// False when it is not sure.
[[nodiscard]] bool isSameTest(const QString &path, const QByteArray &before, const QByteArray &after);

/// Where nothing but names differs: the name before and the one after it, each once, in order of the text. Nothing:
/// more differs, two names became one, or it is not sure. An empty list: the same text.
[[nodiscard]] std::optional<QList<std::pair<QByteArray, QByteArray>>> namesThatDiffer(
    const QString &path, const QByteArray &before, const QByteArray &after);
/// A script of the shell that is only indented in another way, without lines or with other lines of comments.
[[nodiscard]] bool isSameShell(const QByteArray &before, const QByteArray &after);

} // namespace vibecoder
