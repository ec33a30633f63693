// SPDX-License-Identifier: MIT
// One SQL connection, used only in the thread that made it. Statements are prepared once and kept.
#pragma once

#include "base/result.h"
#include "storage/dialect.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <memory>

namespace vibecoder {

/// One row by column name. A NULL reads as the empty value of the asked type.
class Row
{
public:
    /// names: of the statement's columns, shared by its rows; as many as values.
    Row(std::shared_ptr<const QStringList> names, QVariantList values)
        : m_names(std::move(names))
        , m_values(std::move(values))
    {
    }
    [[nodiscard]] QString text(const char *column) const { return value(column).toString(); }
    [[nodiscard]] QByteArray bytes(const char *column) const { return value(column).toByteArray(); }
    [[nodiscard]] qint64 integer(const char *column) const { return value(column).toLongLong(); }
    [[nodiscard]] bool flag(const char *column) const { return value(column).toLongLong() != 0; }
    [[nodiscard]] bool isNull(const char *column) const { return value(column).isNull(); }
    [[nodiscard]] QVariant value(const char *column) const
    {
        // A few dozen short names: quicker to compare than to hash.
        const qsizetype at = m_names->indexOf(QLatin1StringView(column));
        return at < 0 ? QVariant() : m_values.at(at);
    }

private:
    std::shared_ptr<const QStringList> m_names;
    QVariantList m_values;
};

class Connection
{
    Q_DISABLE_COPY_MOVE(Connection)

public:
    /// Create: a file that is just being made; nothing of the usual setup yet, and closing leaves no log behind.
    enum class Access { Read, Write, Create };

    /// Opens a connection for the calling thread. The destructor closes and removes it.
    static Result<std::unique_ptr<Connection>> open(const QString &file, const Dialect &dialect, Access access);

    /// name: unique per process; the Qt connection of that name must be open. Owned by Database.
    Connection(QString name, const Dialect &dialect);
    /// One that could not be opened: answers everything with this error.
    Connection(Error unusable, const Dialect &dialect);
    ~Connection();

    [[nodiscard]] const Dialect &dialect() const { return m_dialect; }
    [[nodiscard]] bool isUsable() const { return !m_unusable; }

    /// All rows of one statement. `?` stands for values, in order. The statement is finished before this returns, so
    /// no read mark is kept.
    Result<QList<Row>> query(const QString &sql, const QVariantList &values = {});
    /// Number of rows changed.
    Result<int> execute(const QString &sql, const QVariantList &values = {});

    /// Differs from what it was before once any other connection, of whatever process, has committed. Equal only for
    /// the same state of the store.
    Result<QByteArray> version();

    /// `*frames` holds the length of the log after each commit of this connection, when the driver can tell. False: it
    /// cannot.
    bool watchLog(int *frames);

private:
    Result<std::shared_ptr<QSqlQuery>> run(const QString &sql, const QVariantList &values);

    QString m_name;
    std::optional<Error> m_unusable;
    const Dialect &m_dialect;
    QHash<QString, std::shared_ptr<QSqlQuery>> m_statements;
};

} // namespace vibecoder
