// SPDX-License-Identifier: MIT
// What a YAML file must be before a parser may see it: small, UTF-8, free of control characters.
#pragma once

#include "wire/yamltree.h"

namespace vibecoder {

/// Takes the byte order mark away. Linear in the size of the bytes, whatever they hold.
[[nodiscard]] std::optional<YamlFault> checkYamlBytes(QByteArray &bytes, qint64 maxBytes);

} // namespace vibecoder
