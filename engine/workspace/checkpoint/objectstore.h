// SPDX-License-Identifier: MIT
// Content-addressed objects in the form of a bare git directory with SHA-256 names: any git from 2.29 on can read it,
// and no git is needed to write it. So nothing that a working directory holds (attributes, filters, hooks, settings)
// and nothing in HOME can take part, and a small checkpoint costs no process start. One store per working directory;
// its folder belongs to the program. Not for use by two threads at once.
#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QSet>
#include <QString>

#include <optional>

namespace vibecoder {

/// 32 raw bytes: SHA-256 over "<type> <size>\0" and the content.
using ObjectId = QByteArray;

enum class ObjectType { Blob, Tree };

class ObjectStore
{
    Q_DISABLE_COPY_MOVE(ObjectStore)

public:
    explicit ObjectStore(QString folder);

    /// Makes the folder (0700) with what git wants to find in it.
    Result<> prepare();
    [[nodiscard]] QString folder() const { return m_folder; }

    [[nodiscard]] static ObjectId idOf(ObjectType type, const QByteArray &bytes);
    /// Stores it when it is not there yet. Written beside and renamed: an object is whole or absent for other
    /// processes; a loss of power may leave an empty or wrong one, which read() notices.
    Result<ObjectId> put(ObjectType type, const QByteArray &bytes);
    /// NotFound when it is absent or damaged (its content does not have this name).
    Result<QByteArray> read(ObjectType type, const ObjectId &id) const;
    /// After a restart of the machine: put() looks into what is there before it relies on it.
    void distrust(bool on) { m_distrust = on; }
    /// From here on put() counts what it adds, up to what the disk has room for without keeping the store of the tasks
    /// from going on.
    void beginAdding();
    /// Bytes put() has added since.
    [[nodiscard]] qint64 addedBytes() const { return m_added; }
    /// The content of a blob is that of this file too (`name` in the open `folder`, on the same disk), and nobody will
    /// write to the file any more: it gets a second name in the store, and dropLinked() takes away what it makes
    /// needless. Nothing happens when the contents differ; read() would notice later changes.
    void linkBlob(const ObjectId &id, int folder, const QByteArray &name);
    /// Once the disk has what was linked.
    void dropLinked();
    /// Takes away what put() has added since: nothing needs the beginning of a state that could not be kept.
    void undoAdding();
    /// Removes what a killed process left half written. Only under the lock of the store.
    void removeLeftOvers() const;
    /// What was written survives a loss of power from here on.
    void sync() const;

    /// Named roots, refs/checkpoints/<name>; what no root reaches is swept.
    Result<> setRoot(const QString &name, const ObjectId &tree) const;
    void removeRoot(const QString &name) const;
    [[nodiscard]] QHash<QString, ObjectId> roots() const;
    /// Removes every object that no root reaches; returns how many bytes are left.
    Result<qint64> sweep() const;
    [[nodiscard]] qint64 size() const; ///< bytes of all objects on disk

private:
    [[nodiscard]] QString path(const ObjectId &id) const;
    [[nodiscard]] QString linkedPath(const ObjectId &id) const;
    [[nodiscard]] std::optional<QByteArray> readLinked(const ObjectId &id) const;
    Result<> mark(const ObjectId &tree, QSet<ObjectId> &reached) const;

    QString m_folder;
    bool m_distrust = false;
    qint64 m_added = 0;
    qint64 m_room = -1;     ///< -1: not known
    QStringList m_new;      ///< files of the objects added since beginAdding()
    QStringList m_needless; ///< files of objects that were linked meanwhile
};

/// One name of a git tree object.
struct TreeItem
{
    enum class Type { Folder, File, Program, Link };
    Type type = Type::File;
    QByteArray name;
    ObjectId id;
};
/// Pure. Items in any order; git's own order is made here.
[[nodiscard]] QByteArray encodeTree(std::vector<TreeItem> items);
[[nodiscard]] Result<std::vector<TreeItem>> decodeTree(const QByteArray &bytes);

} // namespace vibecoder
