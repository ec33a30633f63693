// SPDX-License-Identifier: MIT
// The failing test of Perl, bats, PHP and Ruby: as canaryText().
#pragma once

#include "core/clean/canarytext.h"

namespace vibecoder {

[[nodiscard]] std::optional<CanaryText> perlCanary(QString text, const QString &word);
[[nodiscard]] std::optional<CanaryText> batsCanary(const QString &text, const QString &word);
/// Inside of the class that is there.
[[nodiscard]] std::optional<CanaryText> phpCanary(QString text, const QString &word);
[[nodiscard]] std::optional<CanaryText> rubyCanary(CanaryRunner runner, const QString &text, const QString &word);

} // namespace vibecoder
