// SPDX-License-Identifier: MIT
// What an earlier attempt left goes into the view of the next one, merged with what the person's folder holds now.
#pragma once

#include "core/result/resultstore.h"
#include "core/view/attemptview.h"

namespace vibecoder {

struct CarriedOver
{
    QByteArrayList paths; ///< that are in the view now, as far as they are not in the folder anyway
    QByteArrayList hers;  ///< both changed them: they are as the person has them
    QByteArrayList left;  ///< can never be applied, or stays as it is
};

/// set: of `earlier`. shown: has a lease for writing. May be killed at any point and done again. Conflict when the set
/// is not whole.
[[nodiscard]] Result<CarriedOver> carryOver(
    const Workspace &shown, AttemptView &view, const ResultStore &earlier, const ChangeSet &set);

} // namespace vibecoder
