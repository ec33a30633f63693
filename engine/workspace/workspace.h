// SPDX-License-Identifier: MIT
// The working directory by an open descriptor: contained reads, atomic writes, listing and search. Nothing here
// resolves a name twice (security.md section 5). Paths are absolute inside or relative; a QString path is the
// pathText() of its bytes, so that a name that is not UTF-8 survives every way through here.
#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"
#include "workspace/pathtext.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace vibecoder {

struct ObeyedNames;

enum class FileOperation { Read, Write, Delete, MakeFolder, RenameFrom, RenameTo };

struct FileContent
{
    QString path; ///< relative to the working directory, resolved
    QByteArray bytes;
    QString sha256;
    uint mode = 0644;
};

/// Tells whether a folder that was shown is still the same one.
struct FolderIdentity
{
    quint64 device = 0, inode = 0;
    bool operator==(const FolderIdentity &) const = default;
};

struct PlannedWrite
{
    QString path; ///< relative
    QByteArray bytes;
    QString expectedSha256; ///< of the file now on disk; empty: it must not exist
    /// Set: the path must lead to this folder without any link (the deepest one that exists; see folderOf).
    std::optional<FolderIdentity> folder = std::nullopt;
};

struct FolderEntry
{
    QString path; ///< relative to the listed folder
    bool isFolder = false;
    qint64 size = 0;
};

struct SearchMatch
{
    QString path;
    int line = 0;
    QString text;
};

class Workspace
{
    Q_DISABLE_COPY_MOVE(Workspace)

public:
    /// Opens the folder (O_PATH) and keeps it; records device and inode. Refuses `/`, HOME, the program folders given
    /// in `refused` with all below them, and every folder that holds HOME or one of them.
    [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(
        const QString &directory, const QStringList &refused = {});
    ~Workspace();

    [[nodiscard]] QString root() const;
    /// The held folder (O_PATH), for the parts of this room that walk it themselves.
    [[nodiscard]] int descriptor() const;
    /// Another descriptor of the same folder takes its place: the folder as a view shows it. After hide() nothing is
    /// found here until the next show().
    void show(FileDescriptor folder);
    void hide() { show({}); }
    /// False when the folder's name now leads to another inode (moved away, replaced).
    [[nodiscard]] bool isSameDirectory() const;

    /// Where the path leads: relative resolved form for what is inside; ErrorCode::Denied for what is outside or must
    /// be refused (NUL, `~`, too long, loops, special files, hard links for writing). No change on disk. `from` is the
    /// relative folder a relative path starts at; empty: the root.
    Result<QByteArray> resolve(const QByteArray &path, FileOperation operation, const QByteArray &from = {}) const;

    /// Regular files up to maxBytes. NotFound with the nearest names in hint; InvalidArgument for folders and binaries
    /// is the caller's business.
    Result<FileContent> read(const QString &path, qint64 maxBytes = 10 * 1024 * 1024) const;
    /// Whether something obeys what is at a resolved path although its name is not protected: folders of hooks and
    /// other files that a configuration of git names, repositories whose folder is not called `.git`, and what links of
    /// the given names lead to.
    bool isObeyed(const QByteArray &relative, const ObeyedNames &names) const;
    /// The deepest folder that exists on the way to a resolved path. In a view always the same: each mount numbers
    /// folders anew, and nobody but the attempt works there.
    Result<FolderIdentity> folderOf(const QString &path) const;
    /// SHA-256 of the file, empty text when it does not exist.
    Result<QString> digest(const QString &path) const;

    /// All or nothing: every new content is written beside its target and synced, every expected digest is checked,
    /// then all are renamed. Folders are made as needed. The new modification time is later than the old one, and byte
    /// code of Python that could not tell them apart is removed. Owner, group, permissions, access list and attributes
    /// stay. Conflict when a digest differs. Returns the new digests. When anything fails, what was already put in
    /// place is taken back.
    Result<QList<QString>> writeAll(const QList<PlannedWrite> &writes) const;
    /// Removes one file or link; a link itself, never what it leads to. Nothing there: done already.
    Result<> remove(const QString &path) const;
    /// Removes what a crash inside writeAll left beside the targets; returns how many. Only while nobody else writes
    /// here.
    int removeLeftOvers() const;

    /// Entries up to `depth` levels, folders first, hidden and well-known bulk folders (.git, node_modules, build
    /// outputs) left out; at most `limit`, the upper levels before the deeper ones; `skipped` counts the rest.
    Result<QList<FolderEntry>> list(const QString &path, int depth, int limit, int *skipped) const;

    /// Literal or regular expression over text files up to 2 MiB, line by line, at most `limit` lines; `files` counts
    /// files with a match. glob: `*.cpp` for names; with a slash for the path from the root, `**` crossing folders,
    /// `{a,b}`, `[a-z]`. InvalidArgument for a pattern that is wrong or too expensive, Timeout after 10 s.
    /// Files for which `leaveOut` (resolved path -> true) says so are not opened; `leftOut` counts them.
    using LeaveOut = std::function<bool(const QByteArray &relative)>;
    Result<QList<SearchMatch>> search(const QString &pattern, const QString &path, const QString &glob, bool regex,
        bool caseSensitive, int limit, int *files, const LeaveOut &leaveOut = {}, int *leftOut = nullptr) const;

    /// Digest over path, type, mode and content of every file (bulk folders and .git left out): equal trees, equal
    /// text. Unavailable when the tree is too large (50,000 entries, 64 levels, 1 GiB).
    Result<QString> treeDigest() const;

    /// What is there now, for finding what a command changed: path -> (size, mtime ns, inode). Bounded at 50,000 files.
    struct Stamp
    {
        qint64 size = 0, mtimeNs = 0;
        quint64 inode = 0;
        bool operator==(const Stamp &) const = default;
    };
    Result<QHash<QString, Stamp>> stamps() const;

private:
    Workspace();
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace vibecoder
