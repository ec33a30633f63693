// SPDX-License-Identifier: MIT
// Why a verification or setup command ran, for a reader. One table for the terminal and the window; the page has the
// same words under `purpose.` in its catalogues.
#pragma once

#include <QString>

namespace vibecoder {

/// purpose: as RunPurpose is written. Empty for the plain verification of an iteration, and for one that is not known:
/// nothing is to be said.
[[nodiscard]] QString purposeText(const QString &purpose);

} // namespace vibecoder
