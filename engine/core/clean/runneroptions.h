// SPDX-License-Identifier: MIT
// What the options of test runners mean for a run of a single file.
#pragma once

#include "core/clean/canarycommand.h"

namespace vibecoder {

struct RunnerOptions
{
    QStringList flags;         ///< take no value and are kept
    QStringList valued;        ///< take the next word and are kept
    QStringList dropped;       ///< choose tests, or excuse that there are none
    QStringList droppedValued; ///< the same with a value
    QStringList refused;       ///< with them nothing is run, or it never ends, or something else is run
    QStringList recursive;     ///< folders with all below them
    QString places;            ///< its value is a place where tests are
    bool letters = true;       ///< `-xv` are two
};

[[nodiscard]] const RunnerOptions &runnerOptions(CanaryRunner runner);

} // namespace vibecoder
