// SPDX-License-Identifier: MIT
// What can be said about the audit log (storage/auditlog.h).
#pragma once

#include <QString>

namespace vibecoder {

struct AuditAnchor
{
    qint64 seq = 0; ///< 0: nothing was recorded yet
    QString hash;   ///< of the record with that number
};

struct AuditCheck
{
    qint64 records = 0;
    qint64 badLine = 0; ///< first line, counted from 1, that does not fit; 0: all fit
    QString problem;    ///< a stable code: not_json, hash_differs, chain_broken, number_differs, cut_off; empty: sound
    [[nodiscard]] bool sound() const { return problem.isEmpty(); }
};

} // namespace vibecoder
