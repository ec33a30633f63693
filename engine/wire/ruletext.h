// SPDX-License-Identifier: MIT
// Why the policy asked, in the reader's language.
#pragma once

#include <QString>

namespace vibecoder {

/// code: Judgement::reason; an unknown one comes back as it is.
[[nodiscard]] QString ruleText(const QString &code);

} // namespace vibecoder
