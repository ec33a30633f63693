// SPDX-License-Identifier: MIT
// Views of ended attempts are kept for some days, so that their results can be looked at, applied and undone, and
// within a limit of bytes, which setup layers share. When something goes that was never applied, an event says so.
// Blocking: it counts the bytes of every view.
#pragma once

#include "model/settings.h"
#include "storage/database.h"

namespace vibecoder {

struct ViewCleaning
{
    int kept = 0;         ///< views
    qint64 keptBytes = 0; ///< with setup layers
    QStringList removed;  ///< names, `<task>.<attempt>`
};

/// Takes away what is too old or too much; never what somebody works in, nor the view of a task that has not ended, nor
/// a setup layer that a view lies on.
[[nodiscard]] Result<ViewCleaning> cleanViews(Database &db, const Settings &settings, const QDateTime &now);

} // namespace vibecoder
