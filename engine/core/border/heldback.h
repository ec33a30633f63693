// SPDX-License-Identifier: MIT
// Changes of tests, and of what steers them, that need no question when the result passes without them: then the
// person's own tests, as they were, have shown that the work is done. Pure.
#pragma once

#include "core/border/classifychanges.h"

namespace vibecoder {

struct HeldBack
{
    QList<ClassifiedChange> changes; ///< of those that are asked about
    bool needsCounts = false;        ///< something is gone: only numbers can show that no test is missing
};

/// asked: as the border found it. Nothing is held back of which a person must hear in any case: tricks that make tests
/// pass, programs and modules that take the place of others, and what is asked about for another reason as well.
[[nodiscard]] HeldBack heldBack(const QList<ClassifiedChange> &asked);

} // namespace vibecoder
