// SPDX-License-Identifier: MIT
// What a face says about verification commands before anybody accepts them. Part of the door of the engine, like
// core/engine.h. Needs no store. Any thread.
#pragma once

#include <QStringList>

namespace vibecoder {

/// Those of the commands whose exit code may be another program's than that of the check in them (a pipe, `|| true`, a
/// command behind it …), so that a failure may be lost.
[[nodiscard]] QStringList withHiddenExitCode(const QStringList &commands);

} // namespace vibecoder
