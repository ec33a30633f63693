// SPDX-License-Identifier: MIT
// What an attempt made different from the person's folder, whoever wrote it: the one value that classification,
// questions, apply, undo, differences and reports speak of. Plain values, no I/O.
#pragma once

#include "workspace/checkpoint/filetree.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <sys/stat.h>

namespace vibecoder {

/// One path of the attempt that is not as it was.
struct Change
{
    QByteArray path; ///< relative to the working directory, as the kernel has it
    /// In the person's folder before the attempt wrote there for the first time; mode 0: nothing was there. Contents lie
    /// in the object store of the working directory.
    TreeEntry base;
    /// Somebody else wrote there at about the same time, so nobody knows what the attempt began with.
    bool hasBase = true;
    /// In the attempt; mode 0: deleted. A type that is neither file, link nor folder (S_IFMT) can never be applied and
    /// has no content.
    TreeEntry now;
    qint64 size = 0; ///< of the file in the attempt, bytes

    [[nodiscard]] bool isNew() const { return hasBase && base.mode == 0; }
    [[nodiscard]] bool isDeleted() const { return now.mode == 0; }
    [[nodiscard]] bool isFolder() const { return S_ISDIR(now.mode) || (isDeleted() && S_ISDIR(base.mode)); }
    bool operator==(const Change &) const = default;
};

/// What stays behind: by git's rules, or without git because it is made anew (caches, build output, packages).
struct StayingBehind
{
    QByteArray path; ///< the uppermost folder, or the file
    qint64 bytes = 0;
    int files = 0;
    bool operator==(const StayingBehind &) const = default;
};

struct ChangeSet
{
    QList<Change> changes; ///< by path, each once; folders before what is in them
    QList<StayingBehind> stayingBehind;
    /// What could not be looked at or kept, with the reason; not empty: the set is not whole and cannot be applied.
    QByteArrayList problems;

    bool operator==(const ChangeSet &) const = default;
};

} // namespace vibecoder
