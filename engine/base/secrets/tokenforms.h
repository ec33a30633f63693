// SPDX-License-Identifier: MIT
// The forms of tokens that services give out, one row each.
#pragma once

#include <QStringView>

#include <span>

namespace vibecoder {

struct TokenForm
{
    const char *kind;                             ///< as it stands in the marker: [redacted:KIND]
    const char *shape;                            ///< in the notation of shape.h
    bool (*accepts)(QStringView token) = nullptr; ///< looks closer where the shape alone would take ordinary text
};

[[nodiscard]] std::span<const TokenForm> tokenForms();

} // namespace vibecoder
