// SPDX-License-Identifier: MIT
#include "core/changerows.h"

#include "base/digest.h"
#include "core/editstat.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxFiles = 200; ///< kept per iteration; more are named only
constexpr qint64 kMaxPatch = 4 * 1024 * 1024;

} // namespace

ChangeRows::ChangeRows(const RunServices &services, QString taskId, int attempt, int iteration)
    : m_services(services)
    , m_taskId(std::move(taskId))
    , m_attempt(attempt)
    , m_iteration(iteration)
{
}

Result<QString> ChangeRows::keep(const QString &name, const QString &kind, const QByteArray &bytes)
{
    Artifact row;
    row.id = newId();
    row.taskId = m_taskId;
    row.attempt = m_attempt;
    row.iteration = m_iteration;
    row.name = u"a%1/i%2/%3"_s.arg(m_attempt).arg(m_iteration).arg(name);
    row.kind = kind;
    VC_TRY(row.sha256, m_services.artifacts.put(bytes));
    row.size = bytes.size();
    row.createdAt = m_services.clock.now();
    m_rows.append(row);
    return row.id;
}

Result<> ChangeRows::add(const Row &row)
{
    QJsonObject file{{u"path"_s, row.path}, {u"change"_s, row.change}, {u"by_command"_s, row.byCommand}};
    if (row.now) {
        file.insert(u"size"_s, row.now->size());
        if (m_files.size() < kMaxFiles) {
            VC_TRY(const QString id, keep(u"files/"_s + row.path, u"file"_s, *row.now));
            file.insert(u"artifact"_s, id);
        }
    }
    addEditStat(file, row.diff);
    if (m_patch.size() < kMaxPatch) {
        m_patch += row.diff.isEmpty() && row.byCommand ? "# " + row.path.toUtf8() + ": " + row.change.toUtf8() +
                                                             " by a command; its earlier content is not known\n"
                                                       : row.diff;
    }
    m_files.append(file);
    return {};
}

Result<StepOutcome> ChangeRows::outcome()
{
    StepOutcome outcome;
    QString patchId;
    if (!m_patch.isEmpty()) {
        VC_TRY(patchId, keep(u"changes.patch"_s, u"patch"_s, m_patch));
    }
    outcome.result = {{u"files"_s, m_files}, {u"patch"_s, patchId}};
    outcome.change = [rows = m_rows](Connection &c) -> Result<> {
        for (const Artifact &row : rows)
            VC_CHECK(artifactrows::insert(c, row));
        return {};
    };
    return outcome;
}

} // namespace vibecoder
