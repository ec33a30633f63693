// SPDX-License-Identifier: MIT
// Amounts as every page writes them. Pure.
#pragma once

#include <QString>

namespace vibecoder::amounts {

[[nodiscard]] QString money(qint64 microUsd); ///< $0.42; four decimals below one cent
[[nodiscard]] QString count(qint64 number);   ///< 940, 12.4k, 1.2M

} // namespace vibecoder::amounts
