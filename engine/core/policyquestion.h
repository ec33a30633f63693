// SPDX-License-Identifier: MIT
// Answers a question to the policy; a question about a path looks at the disk (read-only, beneath the root).
#pragma once

#include "model/policy.h"

namespace vibecoder {

[[nodiscard]] PolicyAnswer answerPolicyQuestion(const PolicyQuestion &question);

} // namespace vibecoder
