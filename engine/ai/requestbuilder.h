// SPDX-License-Identifier: MIT
// ModelRequest -> the exact bytes of a Messages API body, the same bytes for the same request. Pure.
#pragma once

#include "model/message.h"

#include <QByteArray>

namespace vibecoder {

/// Full: Anthropic's typed tools and prompt caching (claude-api.md sections 5 and 13 of the design); Plain: custom
/// tools of the same names and nothing special, for other servers of the same interface.
enum class RequestForm { Full, Plain };

/// Keys in the order tools, system, messages: the order of the cached prefix. Cache marks stand on the last system
/// block, the first message, the newest one and the user turn before it, so that they never change an earlier byte of
/// content.
[[nodiscard]] QByteArray requestBody(const ModelRequest &request, RequestForm form);

/// The tools in their fixed order, as compact JSON.
[[nodiscard]] QByteArray toolDeclarations(RequestForm form);

} // namespace vibecoder
