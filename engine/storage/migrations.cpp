// SPDX-License-Identifier: MIT
#include "storage/migrations.h"

#include "base/logging.h"
#include "base/paths.h"
#include "storage/storefiles.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

// The macro declares a function and must stand outside any namespace.
static void initMigrationResource()
{
    Q_INIT_RESOURCE(storage_migrations);
}

namespace vibecoder::migrations {

namespace {

Result<> runOne(Connection &c, const Migration &migration)
{
    for (const QString &statement : splitStatements(migration.sql)) {
        const bool byLane = statement == u"{{lane_triggers}}";
        if (byLane || statement == u"{{task_triggers}}") {
            for (const QString &trigger : byLane ? c.dialect().laneTriggers() : c.dialect().taskTriggers())
                VC_CHECK(c.execute(trigger));
            continue;
        }
        QString filled = statement;
        filled.replace(u"{{autoincrement_key}}"_s, c.dialect().autoIncrementKey());
        filled.replace(u"{{json_cost}}"_s, c.dialect().jsonNumber(u"token_usage"_s, u"cost_micro_usd"_s));
        VC_CHECK(c.execute(filled));
    }
    VC_CHECK(c.execute(c.dialect().setSchemaVersion(migration.number)));
    return {};
}

Result<> backup(Connection &c, const StoreLocation &location, int from)
{
    const QString folder = location.dataFolder() + u"/backups"_s;
    VC_CHECK(ensurePrivateFolder(folder));
    const QString file = u"%1/before-migration-v%2-%3.db"_s.arg(
        folder, QString::number(from), QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s));
    VC_CHECK(c.query(c.dialect().backupInto(file)));
    QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
    // A backup nobody can read is worse than none: it must open and be sound before the store is touched.
    Result<QList<Row>> verdict = fail(ErrorCode::Storage, {});
    {
        VC_TRY(const auto copy, Connection::open(file, c.dialect(), Connection::Access::Create));
        verdict = copy->query(c.dialect().quickCheck());
    }
    if (!verdict || verdict->isEmpty() || verdict->constFirst().text("verdict") != u"ok" ||
        !storefiles::syncPath(file) || !storefiles::syncPath(folder)) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate(
                "storage", "The backup %1 could not be made; the task database was not changed.")
                .arg(file),
            QCoreApplication::translate("storage", "Check the free space, then try again."));
    }
    logInfo("storage", u"backup before migration"_s, {{u"file"_s, file}, {u"version"_s, from}});
    return {};
}

} // namespace

QList<Migration> all()
{
    initMigrationResource();
    const QDir folder(u":/storage/migrations"_s);
    QList<Migration> list;
    for (const QString &name : folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            list.append({name.left(4).toInt(), QString::fromUtf8(file.readAll())});
    }
    return list;
}

QStringList splitStatements(const QString &sql)
{
    QStringList statements;
    QString current;
    QChar quote;
    for (qsizetype i = 0; i < sql.size(); ++i) {
        const QChar c = sql.at(i);
        if (!quote.isNull()) {
            if (c == quote)
                quote = {};
        } else if (c == u'\'' || c == u'"') {
            quote = c;
        } else if (c == u'-' && i + 1 < sql.size() && sql.at(i + 1) == u'-') {
            while (i < sql.size() && sql.at(i) != u'\n')
                ++i;
            current += u'\n';
            continue;
        } else if (c == u';') {
            statements.append(current.trimmed());
            current.clear();
            continue;
        }
        current += c;
    }
    statements.append(current.trimmed());
    statements.removeAll(QString());
    return statements;
}

Result<int> version(Connection &c)
{
    VC_TRY(const auto rows, c.query(c.dialect().schemaVersion()));
    return rows.isEmpty() ? 0 : int(rows.constFirst().integer("version"));
}

Result<> run(Connection &c, int from, const QList<Migration> &list)
{
    for (const Migration &migration : list) {
        if (migration.number <= from)
            continue;
        VC_CHECK(c.execute(c.dialect().beginWrite()));
        Result<> done = runOne(c, migration);
        if (done) {
            if (const auto committed = c.execute(u"COMMIT"_s); !committed)
                done = passError(committed);
        }
        if (!done) {
            // May itself fail when the failure has ended the transaction already.
            (void)c.execute(u"ROLLBACK"_s);
            Error error = done.error();
            error.detail = u"migration %1: %2"_s.arg(migration.number).arg(error.detail);
            return tl::make_unexpected(error);
        }
    }
    return {};
}

Result<> upgrade(Connection &c, const StoreLocation &location, const QList<Migration> &list)
{
    const int newest = list.isEmpty() ? 0 : list.constLast().number;
    VC_TRY(const int current, version(c));
    if (current > newest) {
        return fail(ErrorCode::Storage,
            QCoreApplication::translate("storage",
                "The task database %1 was made by a newer version of this program (schema %2, this version knows %3).")
                .arg(location.databaseFile, QString::number(current), QString::number(newest)),
            QCoreApplication::translate(
                "storage", "Update this program, or set VIBECODER_DATABASE_URL to another file. Nothing was changed."));
    }
    if (current == newest)
        return {};
    VC_CHECK(backup(c, location, current));
    return run(c, current, list);
}

} // namespace vibecoder::migrations
