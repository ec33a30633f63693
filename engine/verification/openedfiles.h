// SPDX-License-Identifier: MIT
// Which of the files that the first verification opened say what passing means, although no reading of its commands
// finds them: a script whose name is computed, what a result is compared with, a list of what is run. That a file was
// opened tells that the verification depends on it, not that it belongs to it: the code under test and its data are
// opened as well. So a file counts only where its place or its content says what it is. Pure.
//
// - Scripts of a shell (and of awk, sed …): in a folder for checks; beside a script of the verification in a folder
//   without other code; when the name says that it checks; and in a folder of tools, unless a text that was read names
//   them for their output (`sh tools/gen.sh > out`) or is no script of a shell: then it is what is tested or built
//   with.
// - Scripts of an interpreter, which may as well be modules: in a folder for checks or of tools, when they assert.
// - Any other file that is no source and no document: in a folder for what results are compared with, or beside a
// script
//   of the verification in a folder without other code.
// - A file that names nothing but what counts already: the list of what is run.
// - A configuration at the top that no table knows: when one of its keys or sections is about tests.
#pragma once

#include "verification/guardrules.h"

#include <functional>

namespace vibecoder {

/// What of a file is looked at.
inline constexpr qint64 kOpenedLook = 64 * 1024;

struct OpenedLook
{
    QStringList commands;
    QStringList opened; ///< paths of files that are there without the verification
    /// The first kOpenedLook bytes; empty when it cannot be read.
    std::function<QByteArray(const QString &path)> content;
    /// The names of the files in a folder, without those of folders.
    std::function<QStringList(const QString &folder)> filesIn;
};

struct OpenedParts
{
    QStringList scripts; ///< GuardKind::Script
    QStringList rules;   ///< GuardKind::Steering
    QStringList data;    ///< GuardKind::Test

    [[nodiscard]] bool isEmpty() const { return scripts.isEmpty() && rules.isEmpty() && data.isEmpty(); }
};

/// False: it never counts, by its name alone.
[[nodiscard]] bool mayBePartOfVerification(const QString &path);

/// Whether to watch what is opened in a folder that holds a file of this name: true also where it may not count after
/// all. Cheap: a tree has very many names.
[[nodiscard]] bool isWorthWatching(const QString &path, bool isInterpretedToo);
/// Where a program for an interpreter matters: a folder of checks, of tools or of tests.
[[nodiscard]] bool mattersWhenInterpreted(const QString &folder);

/// What is not guarded by these rules yet.
[[nodiscard]] OpenedParts partsOfVerification(const OpenedLook &look, const GuardRules &rules);

} // namespace vibecoder
