// SPDX-License-Identifier: MIT
// What has to be known about a verdict beside where it was reached. Pure.
#pragma once

#include <QList>
#include <QString>

namespace vibecoder {

/// code: same_files (detail: paths; a person has changed them too, so no clean room could hold the result), no_room
/// (detail: why, English), left_behind (detail: paths that came along into the clean room, though git ignores them),
/// kept (detail: paths that belong to the result by a person's answer, though git ignores them), as_before (detail:
/// changed tests, and what steers tests; as they were, the result passes too), own_tests (nothing that was there before
/// the attempt says what passing means), answered_fails (detail: the command that does not pass in the folder with what
/// a person answered to conflicts; empty: a setup command).
struct VerdictNote
{
    QString code, detail;
    bool operator==(const VerdictNote &) const = default;
};

/// English, one line; empty: there is nothing to say.
[[nodiscard]] QString describeNotes(const QList<VerdictNote> &notes);

} // namespace vibecoder
