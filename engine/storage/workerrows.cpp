// SPDX-License-Identifier: MIT
#include "storage/workerrows.h"

using namespace Qt::StringLiterals;

namespace vibecoder::workerrows {

Result<> save(Connection &c, const WorkerRow &row)
{
    VC_CHECK(remove(c, row.process));
    VC_CHECK(c.execute(u"INSERT INTO workers (pid, start, boot, places) VALUES (?, ?, ?, ?)"_s,
        {row.process.pid, row.process.startTicks, row.process.boot, row.places}));
    return {};
}

Result<> remove(Connection &c, const ProcessId &process)
{
    VC_CHECK(c.execute(u"DELETE FROM workers WHERE pid = ? AND start = ? AND boot = ?"_s,
        {process.pid, process.startTicks, process.boot}));
    return {};
}

Result<QList<WorkerRow>> all(Connection &c)
{
    VC_TRY(const auto rows, c.query(u"SELECT pid, start, boot, places FROM workers ORDER BY pid, start"_s));
    QList<WorkerRow> found;
    for (const Row &row : rows)
        found.append({{row.integer("pid"), row.integer("start"), row.text("boot")}, int(row.integer("places"))});
    return found;
}

} // namespace vibecoder::workerrows
