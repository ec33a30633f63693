// SPDX-License-Identifier: MIT
// The view of an ended attempt holds what differs as files and, as the states of its iterations, as objects. Nobody
// writes to those files any more, so what is the same in both is kept once.
#pragma once

#include "base/async.h"
#include "core/view/attemptview.h"

namespace vibecoder {

/// When the attempt has ended and nothing of it runs; `view` must live until then. Small sets stay as they are. Blocks
/// in a thread of its own; when it fails nothing is lost but room.
[[nodiscard]] QCoro::Task<> keepOnce(AttemptView &view);

} // namespace vibecoder
