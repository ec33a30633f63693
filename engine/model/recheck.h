// SPDX-License-Identifier: MIT
// The verification of an ended task, run again and set beside what was recorded.
#pragma once

#include "model/moves.h"
#include "model/verification.h"

namespace vibecoder {

struct Recheck
{
    int iteration = 0; ///< whose record it is compared with: the last one that was verified
    bool recordedPass = false;
    VerificationReport recorded, now;
    Moves moves;                ///< from the record to now
    QStringList differences;    ///< one English line each: exit codes, counts, failing tests; empty: the same result
    QString recordedTree, tree; ///< digests of the working directory; empty when not known

    [[nodiscard]] bool confirmed() const { return differences.isEmpty(); }
};

} // namespace vibecoder
