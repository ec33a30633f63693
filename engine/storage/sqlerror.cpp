// SPDX-License-Identifier: MIT
#include "storage/sqlerror.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSqlError>

using namespace Qt::StringLiterals;

namespace vibecoder {

namespace {

QString messageOf(SqlFailure failure, const QString &file)
{
    switch (failure) {
    case SqlFailure::Busy:
        return QCoreApplication::translate("storage", "Another program has locked the task database %1.").arg(file);
    case SqlFailure::Full:
        return QCoreApplication::translate("storage", "The disk is full: %1 cannot be written.").arg(file);
    case SqlFailure::Io:
        return QCoreApplication::translate("storage", "Reading or writing the task database %1 failed.").arg(file);
    case SqlFailure::ReadOnly:
        return QCoreApplication::translate("storage", "The task database %1 cannot be written: it is read-only.")
            .arg(file);
    case SqlFailure::Corrupt:
    case SqlFailure::NotADatabase:
        return QCoreApplication::translate("storage", "The task database %1 is damaged.").arg(file);
    case SqlFailure::CannotOpen:
        return QCoreApplication::translate("storage", "The task database %1 cannot be opened.").arg(file);
    case SqlFailure::Unique:
        return QCoreApplication::translate("storage", "It is in the task database already.");
    case SqlFailure::Other:
        break;
    }
    return QCoreApplication::translate("storage", "The task database %1 refused a statement.").arg(file);
}

QString hintOf(SqlFailure failure, const QString &file)
{
    switch (failure) {
    case SqlFailure::Busy:
        return QCoreApplication::translate("storage", "Close other tools that have it open, then try again.");
    case SqlFailure::Full:
        return QCoreApplication::translate("storage", "Free some space in %1, then try again. What was stored is safe.")
            .arg(QFileInfo(file).path());
    case SqlFailure::Io:
        return QCoreApplication::translate(
            "storage", "Check the disk, its free space and the limits of this user. What was stored is safe.");
    case SqlFailure::ReadOnly:
    case SqlFailure::CannotOpen:
        return QCoreApplication::translate("storage", "Check the permissions of the file and of its folder.");
    case SqlFailure::Corrupt:
    case SqlFailure::NotADatabase:
        return QCoreApplication::translate("storage",
            "Keep a copy of the file and its -wal file, then restore it from a backup. Nothing was changed.");
    case SqlFailure::Unique:
    case SqlFailure::Other:
        break;
    }
    return {};
}

} // namespace

Error sqlError(const Dialect &dialect, const QSqlError &error, const QString &file)
{
    const SqlFailure failure = dialect.classify(error.nativeErrorCode());
    return Error{failure == SqlFailure::Unique ? ErrorCode::Conflict : ErrorCode::Storage, messageOf(failure, file),
        hintOf(failure, file),
        u"%1 (%2)"_s.arg(
            error.databaseText().isEmpty() ? error.driverText() : error.databaseText(), error.nativeErrorCode())};
}

} // namespace vibecoder
