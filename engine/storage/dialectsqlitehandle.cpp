// SPDX-License-Identifier: MIT
#include "storage/dialectsqlitehandle.h"

#include "base/logging.h"

#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlQuery>
#include <QVariant>

#include <cstring>
#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace vibecoder::sqlitehandle {

namespace {

bool sameLibrary(const QSqlDatabase &database)
{
    // A driver built with its own copy would be given a foreign handle: asked once per process.
    static const bool same = [&database] {
        QSqlQuery query(database);
        const bool answered = query.exec(u"SELECT sqlite_source_id()"_s) && query.next();
        const bool equal = answered && query.value(0).toString() == QString::fromLatin1(sqlite3_sourceid());
        if (!equal)
            logWarning("storage", u"the SQL driver uses another SQLite library than the program"_s);
        return equal;
    }();
    return same;
}

sqlite3 *handleOf(const QSqlDatabase &database)
{
    const QVariant handle = database.driver()->handle();
    if (!handle.isValid() || std::strcmp(handle.typeName(), "sqlite3*") != 0 || !sameLibrary(database))
        return nullptr;
    return *static_cast<sqlite3 *const *>(handle.constData());
}

} // namespace

bool keepLogOnClose(QSqlDatabase &database)
{
    sqlite3 *handle = handleOf(database);
    return handle && sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr) == SQLITE_OK;
}

bool watchLog(QSqlDatabase &database, int *frames)
{
    sqlite3 *handle = handleOf(database);
    if (!handle)
        return false;
    const auto hook = [](void *target, sqlite3 *, const char *, int count) {
        *static_cast<int *>(target) = count;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(handle, hook, frames);
    return true;
}

} // namespace vibecoder::sqlitehandle
