// SPDX-License-Identifier: MIT
// Compares a verification with the record of an earlier one. Pure.
#pragma once

#include "model/iteration.h"
#include "model/recheck.h"

namespace vibecoder {

/// The last iteration that has a verification; nullptr when there is none.
[[nodiscard]] const Iteration *lastVerified(const QList<Iteration> &iterations);

[[nodiscard]] Recheck compareWithRecord(const Iteration &record, const VerificationReport &now, const QString &tree);

} // namespace vibecoder
