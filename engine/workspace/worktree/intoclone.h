// SPDX-License-Identifier: MIT
// Writes into the folder of git of a clone that an attempt has written to: each step by the descriptor of a real
// folder, never through a link.
#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"
#include "workspace/fileattributes.h"

#include <QByteArrayList>

namespace vibecoder {

class IntoClone
{
public:
    /// clone: absolute. Fails where its `.git` is no folder.
    [[nodiscard]] static Result<IntoClone> open(const QByteArray &clone);

    /// An object or a pack that lies in another folder of objects; relative: `ab/cdef…`, `pack/…`. One that is there
    /// already stays.
    [[nodiscard]] Result<> addObject(const QByteArray &objectFolder, const QByteArray &relative) const;
    [[nodiscard]] Result<> setRef(const QByteArray &name, const QByteArray &commit) const;
    [[nodiscard]] Result<> setIndex(const QByteArray &file) const;

private:
    IntoClone() = default;
    /// The folder that holds a relative path, made where it is missing, and the last name.
    [[nodiscard]] Result<FileDescriptor> folderOf(const QByteArray &relative, QByteArray *name) const;
    [[nodiscard]] Result<> write(const QByteArray &relative, const QByteArray &bytes, mode_t mode) const;

    FileDescriptor m_git;
    std::optional<FileOwner> m_owner;
};

} // namespace vibecoder
