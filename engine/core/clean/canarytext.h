// SPDX-License-Identifier: MIT
// The failing test itself, in the way of each runner.
#pragma once

#include "core/clean/canarycommand.h"

namespace vibecoder {

struct CanaryText
{
    QByteArray content; ///< of the whole file
    QString testName;
};

/// Nothing: this test file loads nothing of the application, or a copy of it may rightly end without a failure.
[[nodiscard]] std::optional<CanaryText> canaryText(
    CanaryRunner runner, const QString &path, const QByteArray &content, const QString &word);

} // namespace vibecoder
