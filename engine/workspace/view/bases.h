// SPDX-License-Identifier: MIT
// What each written path was in the person's folder before the attempt wrote there for the first time. It is looked at
// after each command or tool, so it is known only when nothing changed there since that one began; else there is no
// base, and a person decides. Kept in the view, one line for each path, added at the end: after kill -9 a last line
// that was cut off is ignored, and what the interrupted command wrote is noted with the time at which that command
// began.
#pragma once

#include "workspace/border/changeset.h"
#include "workspace/view/viewfolder.h"

#include <QHash>

#include <functional>

namespace vibecoder {

/// Stores a content for the working directory (ObjectStore::put of a blob) and returns its id.
using PutContent = std::function<Result<ObjectId>(const QByteArray &)>;

/// A path of which the view shows something else than the person's folder, or may.
struct UpperPath
{
    QByteArray path;
    /// Nothing of the person's folder shows through here: a file, a removed or a replaced folder, all that is below
    /// one. Whatever comes to lie there later, the attempt never sees it.
    bool hides = false;
    bool isInUpper = true; ///< else a folder above it hides it
    bool isClosed = false; ///< an ignored folder: what is in it is not told
    bool hadLower = false; ///< the attempt deleted or copied what the person had there; told when nothing is there now

    bool operator==(const UpperPath &) const = default;
};

struct UpperPaths
{
    QList<UpperPath> paths; ///< in order of path
    bool isWhole = true;    ///< false: a limit or an unreadable folder left something out
};

struct Base
{
    TreeEntry entry;       ///< mode with all bits (07777); 0: nothing was there
    qint64 size = 0;       ///< of the file
    bool isKnown = false;  ///< else somebody may have written there after the attempt began to
    bool isKept = true;    ///< the content lies in the store; false: too large, its id alone is known
    bool hides = false;    ///< UpperPath::hides
    bool isClosed = false; ///< UpperPath::isClosed

    bool operator==(const Base &) const = default;
};

class BaseBook
{
    Q_DISABLE_COPY_MOVE(BaseBook)

public:
    /// Of this view; larger files than the limit (bytes) keep an id alone. The view must outlive it.
    [[nodiscard]] static Result<std::unique_ptr<BaseBook>> open(const ViewFolder &view, qint64 maxKept);

    /// Before each command or tool that may write: the time to give to noteNew(). When what an earlier one wrote was
    /// never noted (the process was killed), the time is that of the earlier one.
    [[nodiscard]] Result<timespec> begin();
    /// After it, with every path that is written now: notes the new ones and forgets those that are not there any
    /// more. May be killed at any point and done again. What is left out of paths that are not whole counts as written
    /// by this command when a later one tells it.
    [[nodiscard]] Result<> noteNew(const UpperPaths &now, int lowerFd, const timespec &begin, const PutContent &put);
    /// After begin(), and before these paths become what they were in an earlier state of the attempt: they get the
    /// base they had then. What a person did there since is not what that state was made from. May be killed and done
    /// again.
    [[nodiscard]] Result<> takeBack(const QList<Change> &changes);

    /// Nothing: the attempt has not written there, as far as it was noted.
    [[nodiscard]] std::optional<Base> find(const QByteArray &path) const;
    /// Something was begun and not noted yet: what the view holds is not known whole.
    [[nodiscard]] bool isOpen() const { return m_begin.has_value(); }
    [[nodiscard]] qsizetype size() const { return m_bases.size(); }
    /// Of all bases, to keep them in the store.
    [[nodiscard]] QList<ObjectId> contents() const;

private:
    BaseBook() = default;
    Result<> readBack();
    void take(const QByteArrayList &words);
    Result<> add(const QByteArray &lines);
    Result<> openAt(const timespec &time);
    /// Whether a folder above it was so when the last command ended.
    [[nodiscard]] bool isBelow(const QByteArray &path, bool Base::*what) const;

    FileDescriptor m_file;
    QString m_name;
    QString m_boot; ///< of the last line that tells one
    qint64 m_maxKept = 0;
    QHash<QByteArray, Base> m_bases;
    std::optional<timespec> m_begin;      ///< of what was never noted
    QHash<QByteArray, quint64> m_folders; ///< of the person, by inode, as they were last seen
};

} // namespace vibecoder
