// SPDX-License-Identifier: MIT
// The one style sheet, made from the tokens. Views are painted by delegates and have no rules here.
// What a widget asks for: property role = primary | bare | danger on buttons, chip = true, well = true on text fields.
#pragma once

#include "theme/theme.h"

namespace vibecoder {

[[nodiscard]] QString styleSheetOf(const Theme &theme);

} // namespace vibecoder
