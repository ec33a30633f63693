// SPDX-License-Identifier: MIT
// A store with the story of one task, as a run would have left it: three iterations, edits, a question, checkpoints.
#pragma once

#include "bridge/enginebridge.h"
#include "storage/database.h"

#include <QTemporaryDir>

namespace vibecoder::testing {

class PageStory
{
public:
    PageStory();

    /// The same store, as the window has it.
    [[nodiscard]] std::unique_ptr<EngineBridge> open() const;
    [[nodiscard]] Settings settings() const;
    [[nodiscard]] QString taskId() const { return m_task.id; }
    [[nodiscard]] QString project() const { return m_folder.path() + QStringLiteral("/billing-api"); }
    [[nodiscard]] const QString &approvalId() const { return m_approval; }

    /// Iteration 3 passes and the task ends.
    void end();
    void endAs(StopReason reason);
    /// `rounds` iterations of `steps` commands each, told in one go.
    void grow(int rounds, int steps);
    void tell(EventKind kind, QJsonObject body = {});
    [[nodiscard]] QByteArray read(const QString &name) const;

private:
    void put(const QString &name, const QByteArray &content) const;
    void checkpoint(int number, int iteration, CheckpointKind kind);
    void verify(int number, const QStringList &failed, int passed);
    void begin(int number);
    void finish(Iteration &iteration, const Moves &moves);
    QString artifact(const QString &name, const QString &kind, const QByteArray &bytes, int iteration);
    void save();

    QTemporaryDir m_folder;
    std::unique_ptr<Database> m_db;
    Task m_task;
    QString m_approval;
    QString m_lastTree; ///< of the newest checkpoint
    QDateTime m_now;
    Iteration m_iteration;
};

} // namespace vibecoder::testing
