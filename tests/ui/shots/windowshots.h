// SPDX-License-Identifier: MIT
// The window with its pages and dialogs, from a store with tasks in every state and the story of one task.
#pragma once

#include "ui/pagestory.h"
#include "ui/shots/shooter.h"

namespace vibecoder {

class WindowShots
{
public:
    explicit WindowShots(bool chinese);

    void shoot(const Shooter &shooter) const;
    /// The tabs of the task page, of a running or an ended task.
    void shootTask(const Shooter &shooter, bool ended) const;

private:
    testing::PageStory m_story, m_ended;
    QTemporaryDir m_folder;
    Settings m_empty;
    QString m_good, m_bad;
};

} // namespace vibecoder
