// SPDX-License-Identifier: MIT
// Numbered steps of the schema: migrations/NNNN_name.sql, built into the program. Each runs in a transaction of its
// own.
#pragma once

#include "storage/connection.h"
#include "storage/location.h"

namespace vibecoder::migrations {

struct Migration
{
    int number = 0; ///< 1, 2, … without gaps
    QString sql;
};

/// Those built into the program, in order.
[[nodiscard]] QList<Migration> all();

/// One statement each, comments removed; a `;` in quotes or comments does not split.
[[nodiscard]] QStringList splitStatements(const QString &sql);

/// Number of the last migration that ran on this store.
[[nodiscard]] Result<int> version(Connection &c);

/// Runs those with a number above `from`. The first that fails is rolled back and ends it; earlier ones stay.
[[nodiscard]] Result<> run(Connection &c, int from, const QList<Migration> &list);

/// Brings an existing store up to date, after a backup; refuses a newer one. Takes no gate: the caller holds it.
[[nodiscard]] Result<> upgrade(Connection &c, const StoreLocation &location, const QList<Migration> &list);

} // namespace vibecoder::migrations
