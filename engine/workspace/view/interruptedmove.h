// SPDX-License-Identifier: MIT
// What a kill leaves while the sandbox renames a folder of the person's tree in a view
// (engine/sandbox/launcher/mover.c): the folder was copied under another name, and removed in part. It gets its name
// back here, in the upper folder itself.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QList>

namespace vibecoder {

struct InterruptedMove
{
    QByteArray folder; ///< absolute: which holds both names
    QByteArray copy;   ///< where it is whole, or was to be
    QByteArray name;   ///< the name it had; empty: the copy is not whole, and it still has its name

    bool operator==(const InterruptedMove &) const = default;
};

/// A name the sandbox copies a folder to.
[[nodiscard]] bool isNameOfMove(const QByteArray &name);

/// Two or three texts that each end with a zero byte, the third one perhaps cut off: then nothing was removed yet.
/// Nothing: none was under way. Pure.
[[nodiscard]] QList<InterruptedMove> movesIn(const QByteArray &note);

/// `folder`: relative to the upper folder. Done already: success.
[[nodiscard]] Result<> finishMove(int upperFd, const QByteArray &folder, const InterruptedMove &move);

} // namespace vibecoder
