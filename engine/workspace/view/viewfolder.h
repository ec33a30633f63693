// SPDX-License-Identifier: MIT
// The place of one attempt's view, below the folder of all views: `view.json` (of which working directory, and what
// lies between that and what is written), for each layer `<n>/upper` and `<n>/work`, `bases/` (workspace/view/bases.h)
// and `lock`. The lock is held as long as the object: two mounts over one upper folder must never exist at once.
//
// For root that works in somebody's folder the sandbox runs as that person: `upper`, `work` and the note of renamings
// are hers, and she may pass the folders on the way. All else stays root's. Root reads and writes it by name, and who
// could put a link there would make root follow it.
#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"
#include "workspace/fileattributes.h"

#include <QDateTime>
#include <QList>
#include <QStringList>

#include <functional>
#include <memory>

namespace vibecoder {

/// A folder that is shown with what the attempt wrote laid over it.
struct ViewedFolder
{
    QString place; ///< absolute
    QString name;  ///< of its folder in the storage: `upper` and `work` lie in it

    bool operator==(const ViewedFolder &) const = default;
};

struct ViewUse
{
    QString name; ///< `<task>.<attempt>`; with a leading point: a removal that was cut off
    qint64 bytes = 0;
    bool isFree = false; ///< nobody works in it
    QString workingDirectory, below;
    QDateTime createdAt;
};

/// Of folders beside the views that are none: setup layers (workspace/view/setuplayer.h).
inline constexpr QLatin1StringView kSetupLayerPrefix(".setup-");

/// Whether an open folder still has this name.
[[nodiscard]] bool isStillAt(const QString &place, int folder);
/// What a folder takes of the disk with all that is in it, up to a limit of entries.
[[nodiscard]] qint64 bytesInTree(int folder);

/// Makes the folder of all views; for root that works for the owner of a folder it may be passed by others, though not
/// listed: bubblewrap runs as that person.
[[nodiscard]] Result<> prepareViewsFolder(const QString &viewsFolder, const std::optional<FileOwner> &owner);

class ViewFolder
{
    Q_DISABLE_COPY_MOVE(ViewFolder)

public:
    /// Makes it, or takes up what is there: the upper folders are kept, the work folders of the kernel are made anew.
    /// below: an upper folder that lies over the working directory and that nobody changes as long as this view is
    /// there. Conflict: another process works in it, it was made for another working directory, list of folders or
    /// `below`, or that one is gone.
    [[nodiscard]] static Result<std::unique_ptr<ViewFolder>> open(const QString &folder,
        const QString &workingDirectory, const QStringList &further = {}, const QString &below = {});

    /// Takes up one that is there, of whatever folders it was made. NotFound: there is none.
    [[nodiscard]] static Result<std::unique_ptr<ViewFolder>> openExisting(const QString &folder);

    [[nodiscard]] QString storage() const { return m_folder; }
    /// The first is the working directory.
    [[nodiscard]] QList<ViewedFolder> layers() const { return m_layers; }
    [[nodiscard]] QString below() const { return m_below; }
    [[nodiscard]] QDateTime createdAt() const { return m_createdAt; }

    /// Descriptors of what is in it; never while a mount of this view is in use.
    [[nodiscard]] Result<FileDescriptor> openUpper(int layer = 0) const;
    [[nodiscard]] int descriptor() const { return m_fd.get(); }
    /// Of below(), only read; -1: there is none.
    [[nodiscard]] int layerDescriptor() const { return m_layer.get(); }

    /// After each command, and when it is taken up: finishes the renaming of a folder that a kill cut off. Never while
    /// a mount of this view is in use.
    [[nodiscard]] Result<> finishMoves() const;

    /// Takes it away with all that was written; the object is of no use afterwards.
    [[nodiscard]] Result<> remove();
    /// Gives it another place on the same file system; the lock stays held. Conflict: something lies there.
    [[nodiscard]] Result<> moveTo(const QString &folder);

    /// Without setup layers.
    [[nodiscard]] static QList<ViewUse> list(const QString &viewsFolder);
    /// Of an attempt that nobody works in. mayGo: asked about the open folder when nobody can begin to. Conflict:
    /// somebody does, or it may not go.
    [[nodiscard]] static Result<> removeUnused(
        const QString &viewsFolder, const QString &name, const std::function<bool(int folder)> &mayGo = {});

private:
    ViewFolder() = default;
    Result<> lock();
    Result<> check(const QList<ViewedFolder> &wanted);
    Result<> openBelow();
    Result<> makeLayer(const ViewedFolder &layer) const;
    enum class For { Us, Passing, Owner };
    Result<FileDescriptor> makeFolder(int in, const QByteArray &name, For whom) const;
    Result<> makeNote() const;

    QString m_folder, m_below;
    QList<ViewedFolder> m_layers;
    QDateTime m_createdAt;
    std::optional<FileOwner> m_owner;
    FileDescriptor m_fd, m_lock, m_layer;
};

} // namespace vibecoder
