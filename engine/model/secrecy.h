// SPDX-License-Identifier: MIT
// Whether a file holds secrets, as far as its name tells.
#pragma once

namespace vibecoder {

enum class Secrecy { None, ByContent, Always };

} // namespace vibecoder
