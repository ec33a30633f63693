// SPDX-License-Identifier: MIT
// What moved between two verifications, by the name of the test (or of the command, in backticks, where its tool names
// no tests). Each list is sorted.
#pragma once

#include <QStringList>

namespace vibecoder {

struct Moves
{
    QStringList fixed;     ///< failed before, passes now
    QStringList still;     ///< failed before and now
    QStringList regressed; ///< passed before, fails now
    QStringList added;     ///< fails now and did not run before
    QStringList flaky;     ///< failed and passed without any change of the files

    bool operator==(const Moves &) const = default;
    [[nodiscard]] bool isEmpty() const { return *this == Moves(); }
};

} // namespace vibecoder
