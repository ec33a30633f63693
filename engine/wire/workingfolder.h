// SPDX-License-Identifier: MIT
// Which folder a task may work in. Looks at the file system, changes nothing.
#pragma once

#include "wire/taskyaml.h"

namespace vibecoder {

struct WorkingFolder
{
    QString path;          ///< absolute and canonical; empty when refused
    QString message, hint; ///< why it was refused
};

[[nodiscard]] WorkingFolder findWorkingFolder(const QString &written, const TaskFileContext &context);

} // namespace vibecoder
