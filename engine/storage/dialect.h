// SPDX-License-Identifier: MIT
// The seam between SQLite and PostgreSQL: whatever the two spell differently is spelled here and nowhere else
// (tests/lint checks that no other file of the engine holds SQLite-only words).
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

class QSqlDatabase;

namespace vibecoder {

/// What kind of failure a driver's native error code means.
enum class SqlFailure { Busy, Full, Io, ReadOnly, Corrupt, NotADatabase, CannotOpen, Unique, Other };

class Dialect
{
public:
    virtual ~Dialect() = default;
    [[nodiscard]] virtual QString driver() const = 0;     ///< Qt's driver name
    [[nodiscard]] virtual QString beginWrite() const = 0; ///< SQLite: BEGIN IMMEDIATE
    [[nodiscard]] virtual QString setDurable(
        bool powerLoss) const = 0; ///< whether the next commits survive a loss of power
    [[nodiscard]] virtual QStringList connectionSetup(bool readOnly) const = 0; ///< statements after open
    [[nodiscard]] virtual QString autoIncrementKey() const = 0; ///< column type of a growing key, for migrations
    /// A number inside a column of JSON, 0 when it is not there.
    [[nodiscard]] virtual QString jsonNumber(const QString &column, const QString &name) const = 0;
    [[nodiscard]] virtual QString
    claimLock() const = 0; ///< suffix of the claim's inner SELECT (FOR UPDATE SKIP LOCKED)

    /// Options for QSqlDatabase::setConnectOptions.
    [[nodiscard]] virtual QString connectOptions(bool readOnly) const = 0;
    /// What no statement can set; after open, before the first write. Returns false when it could not be set.
    virtual bool prepareHandle(QSqlDatabase &database) const = 0;
    /// From now on `*frames` holds the length of the log after each commit of this connection. False: not available.
    virtual bool watchLog(QSqlDatabase &database, int *frames) const = 0;

    /// Setup of the file of a new store before its first migration, and after the last.
    [[nodiscard]] virtual QStringList beforeCreation() const = 0;
    [[nodiscard]] virtual QStringList afterCreation() const = 0;
    /// The statements that keep task_counts and queue_heads, for migrations: as the first schema had them, and by lane.
    [[nodiscard]] virtual QStringList taskTriggers() const = 0;
    [[nodiscard]] virtual QStringList laneTriggers() const = 0;
    /// One row, column `version`: number of the last migration that ran.
    [[nodiscard]] virtual QString schemaVersion() const = 0;
    [[nodiscard]] virtual QString setSchemaVersion(int version) const = 0;

    /// One row, column `version`: changes with each commit of any other connection.
    [[nodiscard]] virtual QString changeCounter() const = 0;
    /// One row, column `verdict`, "ok" when sound. Reads the whole store.
    [[nodiscard]] virtual QString quickCheck() const = 0;
    /// Writes a whole copy to a new file.
    [[nodiscard]] virtual QString backupInto(const QString &file) const = 0;
    /// Moves the log into the store. One row: busy, log (frames), checkpointed.
    [[nodiscard]] virtual QString checkpoint(bool truncate) const = 0;
    [[nodiscard]] virtual QString setBusyTimeout(int ms) const = 0;

    [[nodiscard]] virtual SqlFailure classify(const QString &nativeCode) const = 0;
    /// Looks at an existing file without a connection: is it a store of this program at all?
    [[nodiscard]] virtual Result<> checkFile(const QString &file) const = 0;
};

class SqliteDialect final : public Dialect
{
public:
    [[nodiscard]] QString driver() const override;
    [[nodiscard]] QString beginWrite() const override;
    [[nodiscard]] QString setDurable(bool powerLoss) const override;
    [[nodiscard]] QStringList connectionSetup(bool readOnly) const override;
    [[nodiscard]] QString autoIncrementKey() const override;
    [[nodiscard]] QString jsonNumber(const QString &column, const QString &name) const override;
    [[nodiscard]] QString claimLock() const override;
    [[nodiscard]] QString connectOptions(bool readOnly) const override;
    bool prepareHandle(QSqlDatabase &database) const override;
    bool watchLog(QSqlDatabase &database, int *frames) const override;
    [[nodiscard]] QStringList beforeCreation() const override;
    [[nodiscard]] QStringList afterCreation() const override;
    [[nodiscard]] QStringList taskTriggers() const override;
    [[nodiscard]] QStringList laneTriggers() const override;
    [[nodiscard]] QString schemaVersion() const override;
    [[nodiscard]] QString setSchemaVersion(int version) const override;
    [[nodiscard]] QString changeCounter() const override;
    [[nodiscard]] QString quickCheck() const override;
    [[nodiscard]] QString backupInto(const QString &file) const override;
    [[nodiscard]] QString checkpoint(bool truncate) const override;
    [[nodiscard]] QString setBusyTimeout(int ms) const override;
    [[nodiscard]] SqlFailure classify(const QString &nativeCode) const override;
    [[nodiscard]] Result<> checkFile(const QString &file) const override;
};

/// Lives as long as the process: reader connections of other threads may outlive a Database.
[[nodiscard]] const Dialect &sqliteDialect();

} // namespace vibecoder
