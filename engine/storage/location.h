// SPDX-License-Identifier: MIT
// Where the store is. `sqlite:///relative-or-~/path`, `sqlite:////absolute/path`.
#pragma once

#include "base/result.h"

#include <QString>

namespace vibecoder {

struct StoreLocation
{
    QString databaseFile; ///< absolute path of the SQLite file
    /// Artifacts, spool, logs, gate, bell: a folder beside the file, `<file without .db>.data`, mode 0700, so that all
    /// processes on one store share it.
    [[nodiscard]] QString dataFolder() const;
    [[nodiscard]] QString artifactFolder() const { return dataFolder() + QStringLiteral("/artifacts"); }
    [[nodiscard]] QString spoolFolder() const { return dataFolder() + QStringLiteral("/spool"); }
    [[nodiscard]] QString logFolder() const { return dataFolder() + QStringLiteral("/logs"); }
    [[nodiscard]] QString auditFile() const { return dataFolder() + QStringLiteral("/audit.jsonl"); }
    [[nodiscard]] QString checkpointFolder() const { return dataFolder() + QStringLiteral("/checkpoints"); }
    /// One folder for each attempt that works in a view: `<task>.<attempt>`.
    [[nodiscard]] QString viewsFolder() const { return dataFolder() + QStringLiteral("/views"); }
    /// One folder for each attempt without a view whose result is checked in a copy: `<task>.<attempt>`.
    [[nodiscard]] QString copiesFolder() const { return dataFolder() + QStringLiteral("/copies"); }
    /// Files of people's folders that something else took the place of.
    [[nodiscard]] QString keptFolder() const { return dataFolder() + QStringLiteral("/kept"); }
    /// Clones of repositories that tasks with `isolation: worktree` work in.
    [[nodiscard]] QString worktreesFolder() const { return dataFolder() + QStringLiteral("/worktrees"); }
    [[nodiscard]] QString runFolder() const { return dataFolder() + QStringLiteral("/run"); } ///< pid files of children
};

/// Errors name VIBECODER_DATABASE_URL, the accepted forms, and say of postgresql:// that it is not available yet.
[[nodiscard]] Result<StoreLocation> parseDatabaseUrl(const QString &url);

} // namespace vibecoder
