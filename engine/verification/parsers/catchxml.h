// SPDX-License-Identifier: MIT
// The XML reports of Catch2 and of doctest, which have one ancestor.
#pragma once

#include "verification/outputparser.h"

namespace vibecoder {

/// Reads from the first line that starts with this element on; what tests print between is passed over.
[[nodiscard]] ParsedOutput parseCatchXml(const OutputView &view, QStringView root);

} // namespace vibecoder
