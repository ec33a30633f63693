// SPDX-License-Identifier: MIT
// What setup and verification write in a clean room of what says what passing means.
#pragma once

#include "core/clean/cleanroom.h"
#include "core/view/borderdesk.h"
#include "core/view/guardedglance.h"

namespace vibecoder {

class RoomWatch
{
public:
    /// Both must outlive this. attempt: whose results come into the rooms.
    RoomWatch(AttemptView &attempt, const BorderDesk &border)
        : m_attempt(attempt)
        , m_border(border)
    {
    }

    /// Before the first verification command in a room, by this process. Without it look() goes by contents.
    void take(CleanRoom &room);
    void forget() { m_guarded.reset(); }

    struct Written
    {
        QStringList rewritten; ///< guarded files
        QStringList compared;  ///< made anew, and the attempt has committed another content of them
    };
    /// After the verification. chosen: id of the result.
    [[nodiscard]] Result<Written> look(CleanRoom &room, const QString &chosen) const;
    /// After the setup commands, before the result is whole. tree: id of all changes of the attempt.
    [[nodiscard]] Result<QStringList> bySetup(CleanRoom &room, const QString &tree, const QString &chosen) const;

private:
    [[nodiscard]] Result<QHash<QByteArray, qint64>> timesOf(CleanRoom &room, const QSet<QByteArray> &paths) const;
    [[nodiscard]] Result<QStringList> comparedByGit(CleanRoom &room) const;

    AttemptView &m_attempt;
    const BorderDesk &m_border;
    std::optional<GuardedGlance> m_guarded; ///< of the room
    QHash<QByteArray, qint64> m_times;      ///< of the result in it, when that was taken
};

} // namespace vibecoder
