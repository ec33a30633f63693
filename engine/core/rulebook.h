// SPDX-License-Identifier: MIT
// The user's own rules as they are now: the written ones from rules.yaml, read again when the file changed, and the
// remembered ones from the store. One per process; any thread.
#pragma once

#include "permission/rules.h"
#include "storage/connection.h"

#include <memory>
#include <mutex>

namespace vibecoder {

class RuleBook
{
public:
    /// file empty: only remembered rules.
    explicit RuleBook(QString file);

    [[nodiscard]] const QString &file() const { return m_file; }

    /// The written rules. An error says what is wrong and where; a file that is not there holds none.
    [[nodiscard]] Result<QList<Rule>> written();

    /// Written and remembered rules. With `lastGood` a file that broke meanwhile is answered with what it said before:
    /// for a task that runs already.
    [[nodiscard]] Result<std::shared_ptr<const RuleSet>> current(
        Connection &reader, const QDateTime &now, bool lastGood = false);

    /// Whether tasks may start in this working directory: the rules can be used, and do not lie in it.
    [[nodiscard]] Result<> check(const QString &workingDirectory = {});

private:
    struct Stamp
    {
        qint64 device = 0, inode = 0, size = -1, changedNs = 0;
        bool operator==(const Stamp &) const = default;
    };

    [[nodiscard]] Stamp stampNow() const;

    QString m_file;
    std::mutex m_mutex;
    Stamp m_stamp;
    Result<QList<Rule>> m_written;
    QList<Rule> m_lastGood;
};

/// Reads, checks owner, mode, shape and examples. A missing file holds no rules.
[[nodiscard]] Result<QList<Rule>> loadRulesFile(const QString &file);

} // namespace vibecoder
