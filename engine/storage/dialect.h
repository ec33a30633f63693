// SPDX-License-Identifier: MIT
// The seam between SQLite and PostgreSQL: whatever the two spell differently is spelled here and nowhere else
// (tests/lint checks that no other file of the engine holds SQLite-only words).
#pragma once

#include <QString>
#include <QStringList>

namespace vibecoder {

class Dialect
{
public:
    virtual ~Dialect() = default;
    [[nodiscard]] virtual QString driver() const = 0;               ///< Qt's driver name
    [[nodiscard]] virtual QString beginWrite() const = 0;           ///< SQLite: BEGIN IMMEDIATE
    [[nodiscard]] virtual QStringList connectionSetup(bool readOnly) const = 0; ///< statements after open
    [[nodiscard]] virtual QString autoIncrementKey() const = 0;     ///< column type of a growing key, for migrations
    [[nodiscard]] virtual QString claimLock() const = 0;            ///< suffix of the claim's inner SELECT (FOR UPDATE SKIP LOCKED)
};

class SqliteDialect final : public Dialect
{
public:
    [[nodiscard]] QString driver() const override;
    [[nodiscard]] QString beginWrite() const override;
    [[nodiscard]] QStringList connectionSetup(bool readOnly) const override;
    [[nodiscard]] QString autoIncrementKey() const override;
    [[nodiscard]] QString claimLock() const override;
};

} // namespace vibecoder
