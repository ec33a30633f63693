// SPDX-License-Identifier: MIT
// The part of a changed configuration that may stay when a person does not accept how it changes the tests: a new
// dependency in a package.json whose test script was changed as well. Pure.
#pragma once

#include "core/border/classifychanges.h"

namespace vibecoder {

/// The new content without the stretches of lines that change what passing means; by lines, so what is left of a format
/// that is not made of lines may be no valid file any more, which its own tool then says. Nothing: the change can only
/// stay or go as a whole (tests, scripts, links, other rights), or no stretch may stay.
[[nodiscard]] std::optional<QByteArray> unguardedLines(const Change &change, const ClassifyContext &context);

} // namespace vibecoder
