// SPDX-License-Identifier: MIT
// The changed files of one iteration as rows, kept contents and one patch, within limits.
#pragma once

#include "core/runcontext.h"

namespace vibecoder {

class ChangeRows
{
public:
    static constexpr qint64 kMaxKept = 1024 * 1024; ///< bytes of one kept file

    ChangeRows(const RunServices &services, QString taskId, int attempt, int iteration);

    struct Row
    {
        QString path, change;          ///< added, modified, deleted
        bool byCommand = false;        ///< not by an edit of the model
        std::optional<QByteArray> now; ///< its content; nothing: not there, or too large
        QByteArray diff;               ///< unified; empty: not known
    };
    [[nodiscard]] Result<> add(const Row &row);
    /// {"files":[{"path","change","by_command","artifact","size", …}], "patch": artifact id or ""}
    [[nodiscard]] Result<StepOutcome> outcome();

private:
    [[nodiscard]] Result<QString> keep(const QString &name, const QString &kind, const QByteArray &bytes);

    const RunServices &m_services;
    QString m_taskId;
    int m_attempt, m_iteration;
    QJsonArray m_files;
    QByteArray m_patch;
    QList<Artifact> m_rows;
};

} // namespace vibecoder
