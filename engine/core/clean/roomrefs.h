// SPDX-License-Identifier: MIT
// Which refs of git an attempt brings into the clean room: where it stands itself and what it made new. A tag, another
// branch or a remote one that a person had is what checks compare with (`git diff v1.0`, `git describe`), and stays.
#pragma once

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace vibecoder {

struct RoomRefs
{
    QStringList files;                ///< below the folder of git, as they are; also names of branches that are gone
    std::optional<QByteArray> packed; ///< what packed-refs holds in the room; nothing: as the person has it
};

/// now: what the attempt wrote in the folder of git (its own layer alone); hers: the folder as the person has it. Both
/// end with a slash.
[[nodiscard]] RoomRefs refsForRoom(const QString &now, const QString &hers);

} // namespace vibecoder
