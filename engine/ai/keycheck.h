// SPDX-License-Identifier: MIT
// Asks the model server for its list of models: whether it accepts the key, without paying for an answer.
#pragma once

#include "base/result.h"
#include "model/keyanswer.h"
#include "model/settings.h"

namespace vibecoder {

/// Runs an event loop until the answer is there, at most 20 s. Unauthorized: no key, or the server refuses it.
[[nodiscard]] Result<KeyAnswer> askServerAboutKey(const Settings &settings);

} // namespace vibecoder
