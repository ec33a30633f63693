// SPDX-License-Identifier: MIT
// When the packages of one clean room are those of another: the same commands on the same manifests and lock files, by
// the same programs, with the same right to the network. Looks at the disk, changes nothing.
#pragma once

#include "workspace/border/changeset.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace vibecoder {

struct SetupInput
{
    int folder = -1; ///< the person's, O_RDONLY
    QString root;    ///< its path
    QStringList commands;
    bool network = false;
    ChangeSet chosen; ///< what of it is a manifest lies over the person's
};

/// 64 hexadecimal digits. Nothing: too much would have to be read to know it.
[[nodiscard]] std::optional<QString> setupKey(const SetupInput &input);

} // namespace vibecoder
