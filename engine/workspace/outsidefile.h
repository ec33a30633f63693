// SPDX-License-Identifier: MIT
// One file outside the working directory, for an action that a person approved: where it is is found out once, shown,
// and taken again by descriptors; what no longer is what was shown is neither read nor written.
#pragma once

#include "workspace/workspace.h"

namespace vibecoder {

struct OutsideFile
{
    QByteArray path;       ///< absolute, links resolved
    FolderIdentity folder; ///< of its folder
    bool exists = false;
    qint64 size = 0;
    QString sha256; ///< empty: it does not exist
};

/// absolute: as the model wrote it, from `/`. Links are followed here and never again. Denied for folders, special
/// files, dangling links, and for writing also for files with more than one name; NotFound when its folder is missing.
[[nodiscard]] Result<OutsideFile> lookAtOutside(const QByteArray &absolute, FileOperation operation);

/// Conflict when folder or content are not those that were shown.
[[nodiscard]] Result<FileContent> readOutside(const OutsideFile &shown);
/// The content beside its place, then in its place, the mode kept; Conflict as above. Folders are not made.
[[nodiscard]] Result<> writeOutside(const OutsideFile &shown, const QByteArray &bytes);

/// The path with links resolved as far as it exists; what does not exist is joined as it stands.
[[nodiscard]] QByteArray canonicalAsFarAsItExists(const QByteArray &absolute);

} // namespace vibecoder
