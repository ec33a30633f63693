// SPDX-License-Identifier: MIT
// The card of conflicts: files that the attempt and the person changed both, with the three contents that a person
// needs to decide. Plain values, for every face.
#pragma once

#include "base/enumtable.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace vibecoder {

enum class ConflictReason {
    NoBase,      ///< nobody knows what the attempt began with
    BothChanged, ///< the same lines, differently
    NotText,     ///< both changed it, and it cannot be merged
    Deleted,     ///< one side deleted what the other one changed
    Kind,        ///< one side made something else of it (file, link, folder)
    InTheWay,    ///< something that is not the attempt's takes the place, or lies in a folder that would have to go
};
template <>
struct EnumTable<ConflictReason>
{
    static constexpr auto rows = enumRows<ConflictReason>({
        {ConflictReason::NoBase, "no_base"},
        {ConflictReason::BothChanged, "both_changed"},
        {ConflictReason::NotText, "not_text"},
        {ConflictReason::Deleted, "deleted"},
        {ConflictReason::Kind, "kind"},
        {ConflictReason::InTheWay, "in_the_way"},
    });
};

enum class AnswerKind {
    KeepMine,
    UseTheirs,
    Both,   ///< theirs as `name.theirs` beside mine
    Edited, ///< what the person made of the two
};
template <>
struct EnumTable<AnswerKind>
{
    static constexpr auto rows = enumRows<AnswerKind>({{AnswerKind::KeepMine, "mine"},
        {AnswerKind::UseTheirs, "theirs"}, {AnswerKind::Both, "both"}, {AnswerKind::Edited, "edited"}});
};

/// A larger content is not on the card.
inline constexpr qint64 kConflictTextMost = 256 * 1024;

/// One of the three contents of a file.
struct ConflictSide
{
    uint mode = 0;            ///< as in stat: type and permissions; 0: not there
    qint64 size = -1;         ///< -1: not known
    bool isText = false;      ///< `text` is the whole content: UTF-8 and at most kConflictTextMost
    QString text;             ///< of a link: where it leads
    bool hidesSecret = false; ///< it is not shown because it holds one; an edit of it would write the placeholder

    bool operator==(const ConflictSide &) const = default;
};

/// Lines from 0; count 0: a place between two lines.
struct ConflictLines
{
    int first = 0, count = 0;
    bool operator==(const ConflictLines &) const = default;
};

/// Where both sides changed the same or neighbouring lines.
struct ConflictRegion
{
    ConflictLines base, mine, theirs;
    ConflictLines merged; ///< of ConflictFile::merged, with its marks
    bool operator==(const ConflictRegion &) const = default;
};

struct ConflictFile
{
    QString path; ///< on one line, everything in it visible; two paths never look the same: the key of an answer
    ConflictReason reason = ConflictReason::BothChanged;
    ConflictSide base, mine, theirs; ///< mine: in the person's folder; theirs: of the attempt
    QList<ConflictRegion> regions;   ///< in order; for BothChanged
    /// Everything that could be merged, and between marks as git writes them what could not; empty where there are no
    /// regions. To begin an edit with.
    QString merged;

    bool operator==(const ConflictFile &) const = default;
};

struct ConflictCard
{
    QList<ConflictFile> files;
    QString digest; ///< over paths and all contents, byte for byte

    bool operator==(const ConflictCard &) const = default;
};

} // namespace vibecoder
