// SPDX-License-Identifier: MIT
// A working directory with the view of an attempt, and a way to work in it: the overlay is mounted by the test itself,
// in a child with name spaces of its own, as the sandbox does it.
#pragma once

#include "workspace/view/upperreader.h"
#include "workspacetesting.h"

#include <functional>

namespace vibecoder::testing {

/// Contents by their ids, instead of an object store.
struct Contents
{
    QHash<ObjectId, QByteArray> kept;
    int puts = 0;

    [[nodiscard]] PutContent put()
    {
        return [this](const QByteArray &bytes) -> Result<ObjectId> {
            const ObjectId id = ObjectStore::idOf(ObjectType::Blob, bytes);
            kept.insert(id, bytes);
            ++puts;
            return id;
        };
    }
};

/// Runs `work` in a child whose current folder is the view; false: it did not run through (exit code not 0).
bool runInView(const ViewFolder &view, const std::function<bool()> &work);
/// Runs `work` in a child with name spaces in which it may mount.
bool runWithMounts(const std::function<bool()> &work);
/// Whether this process may mount overlays like that.
bool canMountViews();

/// Short words for system calls, for use in a view: true when it worked.
bool write(const QByteArray &path, const QByteArray &bytes, mode_t mode = 0644);
bool replaceByRename(const QByteArray &path, const QByteArray &bytes);
bool makeFolders(const QByteArray &path);
bool removeAll(const QByteArray &path);

/// Times of files are coarse: whatever was written before this is earlier than what comes after.
inline void letTimePass()
{
    ::usleep(30000);
}

} // namespace vibecoder::testing
