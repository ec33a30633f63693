// SPDX-License-Identifier: MIT
// The store as files: folder and file system fit for it, creation whole or not at all. No rows here.
#pragma once

#include "base/result.h"
#include "storage/dialect.h"
#include "storage/location.h"

namespace vibecoder::storefiles {

/// True for statfs types on which shared memory between processes does not work (NFS, SMB, FUSE, 9p …).
[[nodiscard]] bool isNetworkFileSystem(qint64 type);

/// Makes the folders (mode 0700) and refuses what cannot hold a store. Leaves the store file alone.
[[nodiscard]] Result<> prepareFolders(const StoreLocation &location);

/// Of an existing store file: regular, writable, ours.
[[nodiscard]] Result<> checkExisting(const StoreLocation &location, const Dialect &dialect);

/// Makes a new store with all migrations under a temporary name, syncs it and gives it its name. Under the write gate.
[[nodiscard]] Result<> create(const StoreLocation &location, const Dialect &dialect);

/// A log of this size is shortened by whoever sees it; usually one process does that much earlier.
inline constexpr qint64 largeLogBytes = 64LL * 1024 * 1024;

/// Bytes of the log file; 0 when it is not there.
[[nodiscard]] qint64 logSize(const StoreLocation &location);

/// fsync of a file or folder by name.
[[nodiscard]] bool syncPath(const QString &path);

} // namespace vibecoder::storefiles
