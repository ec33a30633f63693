// SPDX-License-Identifier: MIT
// Unified diff of one file in the form that `git apply` takes. Pure.
#pragma once

#include <QByteArray>
#include <QString>

namespace vibecoder {

/// Empty when nothing changed. Binary content and very large files are named without their lines.
[[nodiscard]] QByteArray unifiedDiff(
    const QString &path, const QByteArray &before, const QByteArray &after, bool existedBefore, bool existsAfter);

} // namespace vibecoder
