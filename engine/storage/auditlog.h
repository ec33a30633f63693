// SPDX-License-Identifier: MIT
// The append-only record of each decision and each effect: one JSON line each, each carrying the hash of the one
// before, so that a flipped byte, a removed or a moved line is found. All processes on one store append to one file.
//
// A chain alone cannot tell that its last lines are missing. Therefore the number and hash of a record (its anchor) are
// also stored in the database with the step it belongs to: a file that ends before the newest anchor was cut.
#pragma once

#include "base/result.h"
#include "model/audit.h"

#include <QDateTime>
#include <QJsonObject>
#include <QMutex>
#include <QString>

#include <functional>

namespace vibecoder {

class AuditLog
{
    Q_DISABLE_COPY_MOVE(AuditLog)

public:
    /// The file is made at the first record, mode 0600.
    explicit AuditLog(QString file);
    ~AuditLog();

    /// Appends under a lock that other processes respect. `fields` is redacted first; `seq`, `at`, `prev` and `hash`
    /// are added. Any thread. The record survives the end of the process at once, a loss of power only later.
    Result<AuditAnchor> append(const QJsonObject &fields, const QDateTime &at);

    /// Reads the whole file; `anchor` is the newest one the database knows.
    [[nodiscard]] static Result<AuditCheck> verify(const QString &file, const AuditAnchor &anchor);
    /// Calls `each` for every readable record in order, until it returns false.
    static Result<> read(const QString &file, const std::function<bool(const QJsonObject &)> &each);

private:
    Result<> open();
    Result<AuditAnchor> lastRecord() const;

    QString m_file;
    QMutex m_mutex;
    int m_fd = -1;
    qint64 m_end = -1; ///< size of the file after our last record; another size: somebody else appended
    AuditAnchor m_last;
};

} // namespace vibecoder
