// SPDX-License-Identifier: MIT
// One look at the names of the working directory, with stamps that no program can set: whoever writes a file, also when
// it writes the same bytes again, leaves another change time behind.
#pragma once

#include "workspace/workspace.h"

#include <QMap>

namespace vibecoder {

struct SurveyEntry
{
    QString stamp; ///< inode, size, modification and change time; equal: nobody has written it
    bool isLink = false;
    bool isFolder = false;

    bool operator==(const SurveyEntry &) const = default;
};

struct Survey
{
    QMap<QString, SurveyEntry> entries; ///< by path
    bool complete = true;               ///< false: a bound (entries, levels) left something out
};

/// enter: whether a folder is looked into; wanted: whether an entry is told. Paths are relative to the root.
[[nodiscard]] Survey surveyTree(const Workspace &workspace, const std::function<bool(const QString &folder)> &enter,
    const std::function<bool(const QString &path, bool isFolder)> &wanted, int limit);

enum class PathKind { File, Link, Folder };

/// Every path by its name alone, no file is looked at. see: false for a folder leaves it out, for a file ends the walk.
/// False: a bound (entries, levels) left something out.
bool walkPaths(
    const Workspace &workspace, int limit, const std::function<bool(const QString &path, PathKind kind)> &see);

/// One file by its name, not followed; nothing there: an empty stamp.
[[nodiscard]] SurveyEntry surveyOne(const Workspace &workspace, const QString &path);

/// What a link leads to, as it is written in it; empty when it is no link.
[[nodiscard]] QByteArray linkText(const Workspace &workspace, const QString &path);

} // namespace vibecoder
