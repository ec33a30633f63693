// SPDX-License-Identifier: MIT
// The card of the border: every change of an attempt with its classes, what a person is asked about first. Plain
// values, for every face.
#pragma once

#include "base/enumtable.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace vibecoder {

/// From the least to the worst: a change has the rank of its worst class.
enum class BorderClass {
    // Applied unasked.
    Source,    ///< whatever is none of the others
    LockFile,  ///< exact versions of packages, written by their managers
    MovedTest, ///< the same tests in another file
    NewTest,   ///< a test or a script of a verification command that did not exist
    LargeFile, ///< only its beginning was looked at
    OddName,   ///< its name holds what nobody sees, or bytes that are not UTF-8
    BoundTo,   ///< can only be applied together with other changes; decided as they are
    // Asked.
    CaseCollision, ///< another name beside it differs only in case, in form, or in dots and spaces at its end
    Unread,        ///< its content could not be looked at
    ExecutableBit, ///< may be executed now, outside the places of programs and scripts
    LinkOutside,   ///< leads out of the folder
    ProtectedName, ///< something obeys a file of this name unasked
    Secret,        ///< is named like a file of secrets, or holds a secret that was not there before
    Repository,    ///< makes git take a folder for a repository, or is what a repository of another name runs and reads
    Steering,      ///< decides how tests are run
    ChangedTest,   ///< a test that existed was changed or deleted
    // Denied.
    LinkForbidden, ///< leads into a `.git`, or to a place that nobody can approve
    SetId,         ///< runs with the rights of its owner or group
    SpecialFile,   ///< device, socket, FIFO
    NameOutside,   ///< its name leads out of the folder, or is none
    InsideGit,     ///< `.git` of a repository, and what is in it
};
template <>
struct EnumTable<BorderClass>
{
    static constexpr auto rows = enumRows<BorderClass>({
        {BorderClass::Source, "source"},
        {BorderClass::LockFile, "lock_file"},
        {BorderClass::MovedTest, "moved_test"},
        {BorderClass::NewTest, "new_test"},
        {BorderClass::LargeFile, "large_file"},
        {BorderClass::OddName, "odd_name"},
        {BorderClass::BoundTo, "bound_to"},
        {BorderClass::CaseCollision, "case_collision"},
        {BorderClass::Unread, "unread"},
        {BorderClass::ExecutableBit, "executable_bit"},
        {BorderClass::LinkOutside, "link_outside"},
        {BorderClass::ProtectedName, "protected_name"},
        {BorderClass::Secret, "secret"},
        {BorderClass::Repository, "repository"},
        {BorderClass::Steering, "steering"},
        {BorderClass::ChangedTest, "changed_test"},
        {BorderClass::LinkForbidden, "link_forbidden"},
        {BorderClass::SetId, "set_id"},
        {BorderClass::SpecialFile, "special_file"},
        {BorderClass::NameOutside, "name_outside"},
        {BorderClass::InsideGit, "inside_git"},
    });
};

/// From the weakest to the strongest: changes that hang together get the strongest of theirs.
enum class BorderKind {
    Unasked, ///< applied
    Asked,   ///< a person decides
    LeftOut, ///< stays in the attempt: by `guard: deny`, or by an answer
    Denied,  ///< never applied
};
template <>
struct EnumTable<BorderKind>
{
    static constexpr auto rows = enumRows<BorderKind>({{BorderKind::Unasked, "unasked"}, {BorderKind::Asked, "asked"},
        {BorderKind::LeftOut, "left_out"}, {BorderKind::Denied, "denied"}});
};

/// What was seen in a guarded file; codes as in verification/guard.h.
struct BorderFinding
{
    QString code;
    int line = 0;    ///< in the new content; 0: the whole file
    QString excerpt; ///< at most 160 characters, as in the file

    bool operator==(const BorderFinding &) const = default;
};

/// Why a change is asked about, as values for the sentence of a face.
struct ShownReason
{
    QString key;    ///< names the sentence; the table of them is in wire/borderreasons.cpp
    QString detail; ///< stands in the sentence, everything in it visible; empty: nothing stands in it

    bool operator==(const ShownReason &) const = default;
};

/// One line of the card.
struct BorderRow
{
    BorderKind kind = BorderKind::Unasked;
    QByteArray name;               ///< exact path; of a row for many changes the uppermost
    QString path;                  ///< the same on one line, everything in it visible; two paths never look the same
    int changes = 1;               ///< more than one: what lies below a `.git`, told as one
    QString code;                  ///< BorderClass of the worst reason
    QString why;                   ///< English, one sentence
    QStringList also;              ///< the same for the other reasons
    QList<ShownReason> reasons;    ///< what `why` and then `also` say; empty in cards of older versions
    QList<BorderFinding> findings; ///< the first three, secrets taken out, everything visible
    QList<BorderFinding> furtherFindings; ///< the others
    QStringList excerpt;                  ///< lines of the difference with their sign, secrets taken out
    int furtherLines = 0;                 ///< changed lines that the excerpt leaves out
    int added = -1, removed = -1;         ///< lines; -1: not counted (binary, large, or too many files)
    QString digest;                       ///< binds an answer to this change, byte for byte
};

struct BorderCard
{
    QList<BorderRow> rows;                               ///< asked, denied, left out, unasked; each list in its order
    int asked = 0, denied = 0, leftOut = 0, unasked = 0; ///< rows
    QStringList problems;                                ///< the change set is not whole: nothing can be applied
    QString headline;                                    ///< English: "2 of 7 changes need your answer"
    QString digest;                                      ///< over everything on the card, byte for byte
    QString askedDigest; ///< over what is asked alone: stays as it is while only other files change

    [[nodiscard]] int all() const { return asked + denied + leftOut + unasked; }
};

} // namespace vibecoder
