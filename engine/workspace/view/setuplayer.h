// SPDX-License-Identifier: MIT
// What the setup commands of a project made (`npm ci`), kept once for many views. A layer is the upper folder of a view
// that has ended: `.setup-<key>/0/upper` beside the views. No command can change it, because views only lie over it
// (ViewMounts::below). `ready` is written last, so one without it is no layer; the time of `used` says when it last
// served, and whoever uses it shares the lock of its folder, so that nobody removes it meanwhile. Blocking.
#pragma once

#include "workspace/view/viewfolder.h"

namespace vibecoder {

class SetupLayers
{
public:
    /// Keeps a layer from being removed, as long as the object is there and not moved from.
    class Hold
    {
    public:
        /// For ViewFolder::open() and ViewMounts::below.
        [[nodiscard]] const QString &upper() const { return m_upper; }

    private:
        friend class SetupLayers;
        Hold(QString upper, FileDescriptor lock)
            : m_upper(std::move(upper))
            , m_lock(std::move(lock))
        {
        }

        QString m_upper;
        FileDescriptor m_lock;
    };

    /// The upper folder of a layer that is ready; nothing: there is none. It may be removed at any time: whoever uses
    /// it takes hold() of it. key: 64 hexadecimal digits, other ones for other folders, owners of folders and commands.
    [[nodiscard]] static Result<std::optional<QString>> find(const QString &viewsFolder, const QString &key);
    /// The same for use, which is noted. Nothing also while it is being made or removed.
    [[nodiscard]] static Result<std::optional<Hold>> hold(const QString &viewsFolder, const QString &key);

    /// Makes a layer of a view that has no mount any more (its sandbox has ended); it lies on the file system of
    /// `viewsFolder`. What was written to further folders and the bases are not kept.
    /// Whoever comes second gets the layer of the first, and its own view is removed. So it is when this fails;
    /// Conflict: another process has been making the same layer for some seconds.
    [[nodiscard]] static Result<Hold> takeOver(
        const QString &viewsFolder, const QString &key, std::unique_ptr<ViewFolder> finished);

    struct Swept
    {
        qint64 keptBytes = 0;
        QStringList removed; ///< names of folders
    };
    /// Removes what was not used for so many days, then what was used longest ago until the others are within the
    /// limit, and what a kill left half made. Never what somebody holds, nor those of which `inUse` has the upper
    /// folder.
    static Swept sweep(
        const QString &viewsFolder, int maxAgeDays, qint64 maxBytes, const QStringList &inUse, const QDateTime &now);
};

} // namespace vibecoder
