// SPDX-License-Identifier: MIT
// The same failure under the same name, whatever numbers, addresses, times and temporary paths its text holds
// (loop.md R19). Pure.
#pragma once

#include "model/moves.h"
#include "model/verification.h"

#include <QHash>
#include <QStringList>

namespace vibecoder {

/// Numbers, hexadecimal numbers, addresses, temporary paths and times replaced, white space folded.
[[nodiscard]] QString normalizedMessage(const QString &message);

/// SHA-1 over test id, type, normalized message and the function of the innermost frame; 40 hex characters.
[[nodiscard]] QString fingerprintOf(const Failure &failure);
/// Of a command that failed without any failure that a parser could name: its status, exit code and telling lines.
[[nodiscard]] QString fingerprintOf(const CommandReport &report);

/// Sorted, each once. Two verifications failed in the same way when these lists are equal.
[[nodiscard]] QStringList fingerprintsOf(const VerificationReport &report);

/// Which iterations failed in which way. Filled in the order of the iterations.
class FailureHistory
{
public:
    void add(int iteration, const VerificationReport &report);

    /// Iterations that had this failure, in order; empty when it was never seen.
    [[nodiscard]] QList<int> seen(const QString &fingerprint) const { return m_seen.value(fingerprint); }
    /// How many of the last iterations in a row failed in exactly the way of the last one; 0 when it passed.
    [[nodiscard]] int sameSetInARow() const { return m_sameInARow; }
    /// A fresh start begins to count anew, without forgetting what was seen.
    void forgetRepeats() { m_sameInARow = 0; }

    /// The report of this iteration with each failure's firstSeen, timesSeen and standing. Before or after add().
    [[nodiscard]] VerificationReport marked(int iteration, VerificationReport report, const Moves &moves) const;

private:
    QHash<QString, QList<int>> m_seen;
    QStringList m_lastSet;
    int m_sameInARow = 0;
};

} // namespace vibecoder
