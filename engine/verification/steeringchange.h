// SPDX-License-Identifier: MIT
// Whether a changed configuration still runs the tests that it ran, in the same way: what was added concerns nothing
// that was there. Pure.
#pragma once

#include "verification/guardrules.h"

namespace vibecoder {

/// Of package.json, pyproject.toml, setup.cfg, makefiles, go.mod, CMakeLists.txt and CTestTestfile.cmake; false for
/// every other name, and when it is not sure.
[[nodiscard]] bool steersAsBefore(
    const QString &path, const QByteArray &before, const QByteArray &after, const GuardRules &rules);
/// Written by cmake beside its cache, by its first line.
[[nodiscard]] bool isWrittenByCmake(const QString &path, const QByteArray &content);

} // namespace vibecoder
