// SPDX-License-Identifier: MIT
// What a YAML file must be before a parser may see it: small, UTF-8, free of control characters.
#pragma once

#include "wire/yamltree.h"

namespace vibecoder {

/// Takes the byte order mark away. Linear in the size of the bytes, whatever they hold.
[[nodiscard]] std::optional<YamlFault> checkYamlBytes(QByteArray &bytes, qint64 maxBytes);

/// The text of a scalar as yaml-cpp hands it over. It turns the escapes `\N` and `\_` into single bytes that are no
/// UTF-8; they become U+0085 and U+00A0 again, so that the checks for control characters see them.
[[nodiscard]] QString scalarText(QByteArrayView bytes);

} // namespace vibecoder
