// SPDX-License-Identifier: MIT
#include "storage/dialect.h"
#include "storage/dialectsqlitehandle.h"

#include <QCoreApplication>
#include <QFile>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

// Says in the file's header that it is a store of this program ("VibC").
constexpr quint32 applicationId = 0x56696243;

} // namespace

const Dialect &sqliteDialect()
{
    static const SqliteDialect dialect;
    return dialect;
}

QString SqliteDialect::driver() const
{
    return u"QSQLITE"_s;
}

QString SqliteDialect::beginWrite() const
{
    return u"BEGIN IMMEDIATE"_s;
}

QString SqliteDialect::setDurable(bool powerLoss) const
{
    return powerLoss ? u"PRAGMA synchronous=FULL"_s : u"PRAGMA synchronous=NORMAL"_s;
}

QStringList SqliteDialect::connectionSetup(bool readOnly) const
{
    // No mapping: it widens the window of the log-reset fault. Checkpoints are the checkpointer's alone.
    QStringList statements{u"PRAGMA mmap_size=0"_s, u"PRAGMA temp_store=MEMORY"_s, u"PRAGMA trusted_schema=OFF"_s,
        u"PRAGMA wal_autocheckpoint=0"_s};
    if (!readOnly) {
        statements << u"PRAGMA journal_mode=WAL"_s << u"PRAGMA synchronous=FULL"_s << u"PRAGMA foreign_keys=ON"_s
                   << u"PRAGMA journal_size_limit=67108864"_s;
    }
    return statements;
}

QString SqliteDialect::autoIncrementKey() const
{
    // Without the last word the numbers of pruned rows would be used again.
    return u"INTEGER PRIMARY KEY AUTOINCREMENT"_s;
}

QString SqliteDialect::jsonNumber(const QString &column, const QString &name) const
{
    return u"COALESCE(json_extract(%1, '$.%2'), 0)"_s.arg(column, name);
}

QString SqliteDialect::claimLock() const
{
    return {}; // one writer at a time: nothing to skip
}

QString SqliteDialect::connectOptions(bool readOnly) const
{
    return readOnly ? u"QSQLITE_BUSY_TIMEOUT=5000;QSQLITE_OPEN_READONLY"_s : u"QSQLITE_BUSY_TIMEOUT=5000"_s;
}

bool SqliteDialect::prepareHandle(QSqlDatabase &database) const
{
    return sqlitehandle::keepLogOnClose(database);
}

bool SqliteDialect::watchLog(QSqlDatabase &database, int *frames) const
{
    return sqlitehandle::watchLog(database, frames);
}

QStringList SqliteDialect::beforeCreation() const
{
    // Nothing to lose yet: the finished file is synced once, before it gets its name.
    return {u"PRAGMA synchronous=OFF"_s, u"PRAGMA application_id=%1"_s.arg(applicationId)};
}

QStringList SqliteDialect::afterCreation() const
{
    return {u"PRAGMA journal_mode=WAL"_s};
}

namespace {

const QString &countUp()
{
    static const QString sql =
        u"INSERT INTO task_counts (state, n) VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET n = n + 1; "_s;
    return sql;
}

const QString &countDown()
{
    static const QString sql = u"UPDATE task_counts SET n = n - 1 WHERE state = old.state; "_s;
    return sql;
}

} // namespace

QStringList SqliteDialect::taskTriggers() const
{
    const QString head =
        u"DELETE FROM queue_heads WHERE directory = %1.directory; "
        "INSERT INTO queue_heads (directory, priority, seq) SELECT t.directory, t.priority, t.seq FROM tasks AS t "
        "WHERE t.state = 'pending' AND t.seq = COALESCE("
        "(SELECT h.seq FROM tasks AS h WHERE h.holds_directory = 1 AND h.directory = %1.directory), "
        "(SELECT p.seq FROM tasks AS p WHERE p.state = 'pending' AND p.directory = %1.directory "
        "ORDER BY p.priority DESC, p.seq LIMIT 1)); "_s;
    return {
        u"CREATE TRIGGER tasks_added AFTER INSERT ON tasks BEGIN "_s + countUp() + head.arg(u"new"_s) + u"END"_s,
        u"CREATE TRIGGER tasks_removed AFTER DELETE ON tasks BEGIN "_s + countDown() + head.arg(u"old"_s) + u"END"_s,
        u"CREATE TRIGGER tasks_state AFTER UPDATE OF state ON tasks WHEN old.state <> new.state BEGIN "_s +
            countDown() + countUp() + u"END"_s,
        u"CREATE TRIGGER tasks_head AFTER UPDATE OF state, priority, holds_directory ON tasks WHEN old.state <> "
        u"new.state "
        "OR old.priority <> new.priority OR old.holds_directory <> new.holds_directory BEGIN "_s +
            head.arg(u"new"_s) + u"END"_s,
    };
}

QStringList SqliteDialect::laneTriggers() const
{
    // Who holds a folder is in its way whatever its own lane is: files of a task that worked in a view may go back too.
    const QString head =
        u"DELETE FROM queue_heads WHERE lane = %1; "
        "INSERT INTO queue_heads (lane, priority, seq) SELECT t.lane, t.priority, t.seq FROM tasks AS t "
        "WHERE t.state = 'pending' AND t.lane = %1 AND t.seq = COALESCE("
        "(SELECT h.seq FROM tasks AS h WHERE h.holds_directory = 1 AND h.directory = %1), "
        "(SELECT p.seq FROM tasks AS p WHERE p.state = 'pending' AND p.lane = %1 "
        "ORDER BY p.priority DESC, p.seq LIMIT 1)); "_s;
    const QString trigger = u"CREATE TRIGGER %1 AFTER %2 ON tasks %3BEGIN %4END"_s;
    return {
        trigger.arg(u"tasks_added"_s, u"INSERT"_s, QString(), countUp() + head.arg(u"new.lane"_s)),
        trigger.arg(u"tasks_removed"_s, u"DELETE"_s, QString(), countDown() + head.arg(u"old.lane"_s)),
        trigger.arg(
            u"tasks_removed_holder"_s, u"DELETE"_s, u"WHEN old.holds_directory = 1 "_s, head.arg(u"old.directory"_s)),
        trigger.arg(u"tasks_state"_s, u"UPDATE OF state"_s, u"WHEN old.state <> new.state "_s, countDown() + countUp()),
        trigger.arg(u"tasks_head"_s, u"UPDATE OF state, priority"_s,
            u"WHEN old.state <> new.state OR old.priority <> new.priority "_s, head.arg(u"new.lane"_s)),
        trigger.arg(u"tasks_lane"_s, u"UPDATE OF lane"_s, u"WHEN old.lane <> new.lane "_s,
            head.arg(u"old.lane"_s) + head.arg(u"new.lane"_s)),
        trigger.arg(u"tasks_hold"_s, u"UPDATE OF holds_directory"_s,
            u"WHEN old.holds_directory <> new.holds_directory "_s, head.arg(u"new.directory"_s)),
    };
}

QString SqliteDialect::schemaVersion() const
{
    return u"SELECT user_version AS version FROM pragma_user_version"_s;
}

QString SqliteDialect::setSchemaVersion(int version) const
{
    return u"PRAGMA user_version=%1"_s.arg(version);
}

QString SqliteDialect::changeCounter() const
{
    return u"SELECT data_version AS version FROM pragma_data_version"_s;
}

QString SqliteDialect::quickCheck() const
{
    return u"SELECT quick_check AS verdict FROM pragma_quick_check LIMIT 1"_s;
}

QString SqliteDialect::backupInto(const QString &file) const
{
    QString quoted = file;
    quoted.replace(u'\'', u"''"_s);
    return u"VACUUM INTO '%1'"_s.arg(quoted);
}

QString SqliteDialect::checkpoint(bool truncate) const
{
    return truncate ? u"PRAGMA wal_checkpoint(TRUNCATE)"_s : u"PRAGMA wal_checkpoint(PASSIVE)"_s;
}

QString SqliteDialect::setBusyTimeout(int ms) const
{
    return u"PRAGMA busy_timeout=%1"_s.arg(ms);
}

SqlFailure SqliteDialect::classify(const QString &nativeCode) const
{
    const int code = nativeCode.toInt();
    constexpr int uniqueKey = 2067;
    constexpr int primaryKey = 1555;
    if (code == uniqueKey || code == primaryKey)
        return SqlFailure::Unique;
    switch (code & 0xff) { // the low byte is the kind, the rest says more of it
    case 5:
    case 6:
        return SqlFailure::Busy;
    case 8:
        return SqlFailure::ReadOnly;
    case 10:
        return SqlFailure::Io;
    case 11:
        return SqlFailure::Corrupt;
    case 13:
        return SqlFailure::Full;
    case 14:
        return SqlFailure::CannotOpen;
    case 26:
        return SqlFailure::NotADatabase;
    default:
        return SqlFailure::Other;
    }
}

Result<> SqliteDialect::checkFile(const QString &file) const
{
    QFile handle(file);
    if (!handle.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "The task database %1 cannot be read.").arg(file),
            QCoreApplication::translate("storage", "Check the owner and the permissions of the file."),
            handle.errorString());
    }
    const QByteArray header = handle.read(100);
    if (header.isEmpty()) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "The task database %1 is empty (0 bytes): its content was lost.")
                .arg(file),
            QCoreApplication::translate("storage",
                "Restore it from a backup, or move the file away to begin with an empty queue. Nothing was changed."));
    }
    constexpr QByteArrayView magic("SQLite format 3\0", 16);
    if (header.size() < 100 || !header.startsWith(magic)) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "%1 is not a task database, or it is damaged.").arg(file),
            QCoreApplication::translate("storage",
                "Set VIBECODER_DATABASE_URL to another file, or restore this one from a backup. Nothing was changed."));
    }
    constexpr int idOffset = 68;
    if (qFromBigEndian<quint32>(header.constData() + idOffset) != applicationId) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage", "%1 is a database of another program.").arg(file),
            QCoreApplication::translate("storage", "Set VIBECODER_DATABASE_URL to another file. Nothing was changed."));
    }
    return {};
}

} // namespace vibecoder
