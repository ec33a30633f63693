// SPDX-License-Identifier: MIT
// What a working directory says about what passing means, read from its files: the rules of the guard, and a look at
// what they guard.
#pragma once

#include "verification/guardrules.h"
#include "workspace/survey.h"

#include <QMap>

#include <optional>

namespace vibecoder {

inline constexpr qint64 kGuardMaxRead = 4 * 1024 * 1024; ///< bytes of one file that is read

struct LearnedGuards
{
    GuardRules rules;
    bool anything = false; ///< something says what passing means: a test, a configuration of tests or a script
    QMap<QByteArray, QByteArray> behindLinks; ///< what guarded links lead to inside the folder, then the link
    std::optional<QByteArrayList> folders;    ///< foldersToWatch(), within bounds that cost nearly nothing
};

/// From the commands, the files they name, and what those name in turn.
[[nodiscard]] LearnedGuards learnGuards(const Workspace &workspace, const QStringList &commands);

/// The folders that hold files of which it matters whether the first verification opens them; the working directory is
/// the empty one. Nothing: there are too many. howeverLarge: as many as the sandbox can watch, whatever it costs.
[[nodiscard]] std::optional<QByteArrayList> foldersToWatch(const Workspace &workspace, bool howeverLarge);

/// The same rules with what the first verification opened of the folder; paths: what counts by that. Nothing: no more
/// than before.
[[nodiscard]] std::optional<GuardRules> learnOpened(const Workspace &workspace, const QStringList &commands,
    const QStringList &opened, const GuardRules &rules, QStringList *paths);

/// Every guarded entry, without the folders of packages and products.
[[nodiscard]] Survey surveyGuarded(const Workspace &workspace, const GuardRules &rules);

} // namespace vibecoder
