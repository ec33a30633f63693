// SPDX-License-Identifier: MIT
// A change set kept by its digest: what an attempt differs in at one moment, as a checkpoint of a view. The contents
// lie in the same store already; the kept set names them, so that a sweep leaves them.
#pragma once

#include "workspace/border/changeset.h"

namespace vibecoder {

/// Stores the set and makes `root` name it; the root's earlier set is forgotten. Returns its id as hex digits: equal
/// sets have equal ids.
[[nodiscard]] Result<QString> keepChangeSet(ObjectStore &objects, const ChangeSet &set, const QString &root);

/// NotFound when it, or its list of changes, is gone or damaged. Contents are not looked at.
[[nodiscard]] Result<ChangeSet> loadChangeSet(const ObjectStore &objects, const QString &tree);

} // namespace vibecoder
