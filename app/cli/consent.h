// SPDX-License-Identifier: MIT
// A yes of a person at the terminal that counts: given after what it is about was on the screen, and for high risk with
// more than one key.
#pragma once

#include "model/action.h"

#include <QString>

#include <optional>

namespace vibecoder {

class Context;

enum class Consent { Yes, No, Later };

struct ConsentQuestion
{
    QString what;     ///< shown first, also with --quiet
    QString question; ///< one line
    Severity severity = Severity::Medium;
    bool mayLeave = false; ///< `s` leaves it open for later
};

/// What was typed, read: from High on only the whole word `allow` is a yes. Nothing typed is a no; what cannot be read
/// gives no value. Pure.
[[nodiscard]] std::optional<Consent> readConsent(const QString &typed, Severity severity, bool mayLeave);

/// Shows it, waits 0.8 s, throws away everything that was typed until then, and asks until the answer can be read,
/// three times at most. No without a terminal and at the end of input.
[[nodiscard]] Consent askConsent(Context &context, const ConsentQuestion &question);

} // namespace vibecoder
