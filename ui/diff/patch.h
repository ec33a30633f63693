// SPDX-License-Identifier: MIT
// A unified diff as values to draw. Total: any bytes give a list of files, broken ones perhaps an empty one. Pure.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace vibecoder {

/// Part of a shown line, in UTF-16 units.
struct TextSpan
{
    int start = 0, length = 0;
    bool operator==(const TextSpan &) const = default;
};

struct DiffLine
{
    enum class Kind : quint8 { Context, Removed, Added };
    Kind kind = Kind::Context;
    bool noLineEnd = false;    ///< the file ends here without a line end
    int before = 0, after = 0; ///< 1-based line numbers; 0: not on that side
    QString text;              ///< as it is painted (showntext.h)
    QList<TextSpan> changed;   ///< the words that differ from the line on the other side
};

struct DiffHunk
{
    int before = 0, beforeCount = 0, after = 0, afterCount = 0;
    QString heading; ///< what git writes behind the second @@
    QList<DiffLine> lines;
};

enum class FileChange { Modified, Added, Deleted, Renamed, Mode };

struct FileDiff
{
    QString path; ///< of the state after; of the one before when it was deleted
    QString oldPath;
    FileChange change = FileChange::Modified;
    int added = 0, removed = 0; ///< lines
    bool binary = false;        ///< lines cannot be shown
    bool cut = false;           ///< more lines than are read
    QList<DiffHunk> hunks;
    QByteArray patch; ///< its own part of the diff, byte for byte

    [[nodiscard]] int changedLines() const { return added + removed; }
};

struct PatchLimits
{
    int linesPerFile = 100000;
    int files = 5000;
};

enum class WhiteSpace { Compare, Ignore };

/// Word changes are filled in for replaced lines. With Ignore, lines that differ in white space alone become context.
[[nodiscard]] QList<FileDiff> readPatch(
    const QByteArray &patch, WhiteSpace whiteSpace = WhiteSpace::Compare, PatchLimits limits = {});

/// The first hunk of the path, at most `lines` lines around the first change; for a look in the timeline.
[[nodiscard]] QList<DiffLine> smallDiff(const FileDiff &file, int lines = 12);

} // namespace vibecoder
