// SPDX-License-Identifier: MIT
// Where a link of an attempt leads once everything is applied, step by step as the kernel reads it. Pure but for the
// question what lies at a path.
#pragma once

#include <QByteArray>

#include <functional>
#include <optional>

namespace vibecoder {

struct LinkPlace
{
    enum class Kind {
        Inside,  ///< path: below the folder; empty: the folder itself
        Outside, ///< path: absolute, the rest of it as written
        Nowhere, ///< a circle, or more links than the kernel follows
    };
    Kind kind = Kind::Nowhere;
    QByteArray path;
};

/// The text of the link at a path below the folder; nothing: there is no link.
using LinkAt = std::function<std::optional<QByteArray>(const QByteArray &path)>;

/// root: absolute and without links in it. path: of the link, below root.
[[nodiscard]] LinkPlace placeOfLink(
    const QByteArray &root, const QByteArray &path, const QByteArray &text, const LinkAt &linkAt);

} // namespace vibecoder
