// SPDX-License-Identifier: MIT
// What a change does to the meaning of «passed», as the border asks about it: changed tests, and what steers how tests
// are run. Pure.
#pragma once

#include "core/border/classifychanges.h"
#include "verification/guard.h"

namespace vibecoder {

/// The two contents of one path; nothing: there is none, or it could not be read.
struct BothContents
{
    std::optional<QByteArray> before, after;
};

struct GuardedChange
{
    BorderClass what = BorderClass::Source; ///< Source: the guard has nothing to say
    QString detail;                         ///< as in BorderReason
    QList<GuardFinding> findings;           ///< the worst first
    int rank = 0;                           ///< of the worst finding
};

/// `contents` is called when they matter.
[[nodiscard]] GuardedChange guardedChange(
    const Change &change, const ClassifyContext &context, const std::function<BothContents()> &contents);

/// Whether the deleted test `gone` and the new file `made` are one test that was moved as it is, to where tests are
/// found as well.
[[nodiscard]] bool isMovedTest(const Change &gone, const Change &made, const GuardRules &rules);

} // namespace vibecoder
