// SPDX-License-Identifier: MIT
// A long card at the terminal: nobody agrees to what was never on the screen.
#pragma once

#include "model/approval.h"
#include "model/approvalfacts.h"

#include <optional>

namespace vibecoder {

class Context;

/// The card that a question shows. Where it is cut, the cut one is shown first and the rest must be asked for with
/// `more`; no value: the person did not want to see it, so there is nothing to agree to.
[[nodiscard]] std::optional<QString> cardToAgreeTo(
    Context &context, const Approval &approval, const ApprovalFacts &facts);

} // namespace vibecoder
