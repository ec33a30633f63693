// SPDX-License-Identifier: MIT
// Unified diff of one file in the form that `git apply` takes. Pure.
#pragma once

#include <QByteArray>
#include <QString>

namespace vibecoder {

/// Unchanged lines around a change, as `diff -u` has them.
inline constexpr int kPatchContext = 3;

/// Empty when nothing changed. Binary content and very large files are named without their lines.
[[nodiscard]] QByteArray unifiedDiff(
    const QString &path, const QByteArray &before, const QByteArray &after, bool existedBefore, bool existsAfter);

/// As in stat, type and permissions; 0: not there.
struct PatchModes
{
    uint before = 0, after = 0;
};
/// The same with permissions and links. A path is a pathText; names with control characters are quoted as git does.
[[nodiscard]] QByteArray unifiedDiff(const QString &path, const QByteArray &before, const QByteArray &after,
    PatchModes modes, int context = kPatchContext);

/// What git writes before the lines or the bytes: `diff --git` and what changed of the kind of the file.
[[nodiscard]] QByteArray patchHeading(const QString &path, PatchModes modes);

/// The whole content in both directions, so that `git apply` can write and check it, whatever it holds.
[[nodiscard]] QByteArray binaryDiff(
    const QString &path, const QByteArray &before, const QByteArray &after, PatchModes modes);

} // namespace vibecoder
