// SPDX-License-Identifier: MIT
// Where a result is checked apart from where it was made: a clean room, or a copy of the folder. It may live longer
// than this process; a step asks for it before it works there.
#pragma once

#include "core/commandtools.h"

namespace vibecoder {

class CheckRoom
{
    Q_DISABLE_COPY_MOVE(CheckRoom)

public:
    CheckRoom() = default;
    virtual ~CheckRoom() = default;

    /// It is there afterwards; while the journal answers nothing is done. isNew: what a run left that was killed in the
    /// middle does not count.
    virtual QCoro::Task<Result<>> enter(bool isNew) = 0;
    /// Runs commands there; while the journal answers those of the attempt stand for it.
    [[nodiscard]] virtual CommandTools &commands() = 0;
    /// Both only after enter() outside of a replay. What is found in shown() is found there during a lease alone.
    [[nodiscard]] virtual WorkPlace &place() = 0;
    [[nodiscard]] virtual const Workspace &shown() = 0;
};

} // namespace vibecoder
