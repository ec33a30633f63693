// SPDX-License-Identifier: MIT
#include "storage/connection.h"

#include "storage/sqlerror.h"

#include <QSqlError>
#include <QSqlRecord>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

// Texts that hold values (filters) make new statements; a bound keeps a long-lived process flat.
constexpr int maxStatements = 256;

QString fileOf(const QSqlDatabase &database)
{
    return database.databaseName();
}

} // namespace

Connection::Connection(QString name, const Dialect &dialect)
    : m_name(std::move(name))
    , m_dialect(dialect)
{
}

Connection::Connection(Error unusable, const Dialect &dialect)
    : m_unusable(std::move(unusable))
    , m_dialect(dialect)
{
}

Connection::~Connection()
{
    if (m_unusable)
        return;
    m_statements.clear();
    QSqlDatabase::database(m_name, false).close();
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::shared_ptr<QSqlQuery>> Connection::run(const QString &sql, const QVariantList &values)
{
    if (m_unusable)
        return tl::make_unexpected(*m_unusable);
    std::shared_ptr<QSqlQuery> statement = m_statements.value(sql);
    if (!statement) {
        QSqlDatabase database = QSqlDatabase::database(m_name, false);
        statement = std::make_shared<QSqlQuery>(database);
        statement->setForwardOnly(true);
        if (!statement->prepare(sql))
            return tl::make_unexpected(sqlError(m_dialect,
                statement->lastError().isValid() ? statement->lastError() : database.lastError(), fileOf(database)));
        if (m_statements.size() >= maxStatements)
            m_statements.clear();
        m_statements.insert(sql, statement);
    }
    for (int i = 0; i < values.size(); ++i) {
        const QVariant &value = values.at(i);
        // Qt binds a null QString as NULL; here only an invalid QVariant means NULL.
        if (value.typeId() == QMetaType::QString && value.toString().isNull())
            statement->bindValue(i, u""_s);
        else
            statement->bindValue(i, value);
    }
    if (!statement->exec()) {
        const Error error = sqlError(m_dialect, statement->lastError(), fileOf(QSqlDatabase::database(m_name, false)));
        statement->finish();
        return tl::make_unexpected(error);
    }
    return statement;
}

Result<QList<Row>> Connection::query(const QString &sql, const QVariantList &values)
{
    VC_TRY(const auto statement, run(sql, values));
    QList<Row> rows;
    const QSqlRecord record = statement->record();
    QStringList columns;
    for (int i = 0; i < record.count(); ++i)
        columns.append(record.fieldName(i));
    const auto names = std::make_shared<const QStringList>(std::move(columns));
    while (statement->next()) {
        QVariantList row;
        row.reserve(names->size());
        for (int i = 0; i < names->size(); ++i)
            row.append(statement->value(i));
        rows.append(Row(names, std::move(row)));
    }
    const QSqlError error = statement->lastError();
    statement->finish();
    if (error.isValid())
        return tl::make_unexpected(sqlError(m_dialect, error, fileOf(QSqlDatabase::database(m_name, false))));
    return rows;
}

Result<QByteArray> Connection::version()
{
    VC_TRY(const auto rows, query(m_dialect.changeCounter()));
    if (rows.isEmpty())
        return fail(ErrorCode::Storage, u"the store does not tell its version"_s);
    // The counter means something within one connection only.
    return m_name.toLatin1() + ':' + rows.constFirst().bytes("version");
}

Result<int> Connection::execute(const QString &sql, const QVariantList &values)
{
    VC_TRY(const auto statement, run(sql, values));
    const int changed = statement->numRowsAffected();
    statement->finish();
    return changed;
}

Result<std::unique_ptr<Connection>> Connection::open(const QString &file, const Dialect &dialect, Access access)
{
    static std::atomic<quint64> counter = 0;
    const QString name = u"vibecoder-%1"_s.arg(++counter);
    const bool readOnly = access == Access::Read;
    QSqlDatabase database = QSqlDatabase::addDatabase(dialect.driver(), name);
    database.setDatabaseName(file);
    database.setConnectOptions(dialect.connectOptions(readOnly));
    // From here on the connection removes the name, also when opening fails; no copy may outlive that.
    auto connection = std::make_unique<Connection>(name, dialect);
    if (!database.open()) {
        const Error error = sqlError(dialect, database.lastError(), file);
        database = {};
        return tl::make_unexpected(error);
    }
    if (access != Access::Create) {
        dialect.prepareHandle(database);
        for (const QString &statement : dialect.connectionSetup(readOnly)) {
            QSqlQuery query(database);
            if (!query.exec(statement)) {
                const Error error = sqlError(dialect, query.lastError(), file);
                query.clear();
                database = {};
                return tl::make_unexpected(error);
            }
        }
    }
    return connection;
}

bool Connection::watchLog(int *frames)
{
    QSqlDatabase database = QSqlDatabase::database(m_name, false);
    return m_dialect.watchLog(database, frames);
}

} // namespace vibecoder
