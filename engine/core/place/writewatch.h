// SPDX-License-Identifier: MIT
// Notes what a task writes: its edits by their contents, its commands by what differs before and after them. What is
// not noted belongs to somebody else and is never taken back. Not journaled: said twice it is the same, and what is
// lost in a crash is only left alone later.
#pragma once

#include "core/checkpointkeeping.h"

namespace vibecoder {

/// An edit before it is done, in a form that its intent can hold.
struct EditTrace
{
    QString path;           ///< resolved, relative
    TreeEntry before;       ///< mode 0: it did not exist
    ObjectId after;         ///< of the new content
    QStringList newFolders; ///< that the edit makes
};

[[nodiscard]] QJsonObject toJson(const EditTrace &trace);
[[nodiscard]] EditTrace editTraceFromJson(const QJsonObject &json);

class WriteWatch
{
    Q_DISABLE_COPY_MOVE(WriteWatch)

public:
    WriteWatch(StoreLocation location, const Settings &settings, const Workspace &workspace, QString taskId);
    ~WriteWatch();

    /// Around everything that may write anywhere in the working directory: a command, a verification.
    void begin();
    void end(Evidence evidence);

    /// What an edit will do, looked at before it is done; `before`: the present content, none when it does not exist.
    [[nodiscard]] EditTrace trace(
        const QString &path, const std::optional<QByteArray> &before, const QByteArray &after) const;
    /// It was done.
    void edited(const EditTrace &trace);

    /// Whether the file, link or folder, or its absence, is as this task left it.
    [[nodiscard]] bool isOwn(const QString &path) const;

private:
    [[nodiscard]] std::optional<ScannedTree> look();
    bool setPermissions(const QByteArray &path, uint mode) const;
    [[nodiscard]] TreeEntry entryAt(const QByteArray &path) const;
    [[nodiscard]] CheckpointStore *store() const;
    void note(const QList<WrittenPath> &written, Evidence evidence);

    StoreLocation m_location;
    const Settings &m_settings;
    const Workspace &m_workspace;
    QString m_taskId;
    mutable std::unique_ptr<CheckpointStore> m_store;
    std::optional<ScannedTree> m_before;
    std::optional<ContentCache> m_contents;
    QSet<QByteArray> m_folders; ///< they stay looked into, whatever a command makes of them
};

} // namespace vibecoder
