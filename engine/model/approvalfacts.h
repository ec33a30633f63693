// SPDX-License-Identifier: MIT
// What is found out for a person who looks at an approval: shown with it, never part of what it is bound to.
#pragma once

#include "base/enumtable.h"
#include "model/action.h"
#include "model/applyconflict.h"
#include "model/bordercard.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace vibecoder {

enum class GitState { Unknown, NoRepository, Untracked, Tracked };
template <>
struct EnumTable<GitState>
{
    static constexpr auto rows = enumRows<GitState>({{GitState::Unknown, "unknown"},
        {GitState::NoRepository, "no_repository"}, {GitState::Untracked, "untracked"}, {GitState::Tracked, "tracked"}});
};

struct ApprovalFacts
{
    QString target; ///< absolute, links resolved; empty: the action names none
    bool targetExists = false, targetIsFolder = false;
    qint64 targetSize = 0;  ///< bytes, of a folder all in it
    int targetFiles = 0;    ///< of a folder
    bool targetCut = false; ///< the folder holds more than was counted
    GitState git = GitState::Unknown;
    bool undoable = false;
    QByteArray diff;           ///< unified, old to new; secrets left out of it are marked
    bool hasDiff = false;      ///< it was kept; a binary file is named in it without its content
    bool hidesSecrets = false; ///< the bound content holds something that the shown one has as [redacted:…]
    QString remember;          ///< Command: what remembering it means (plain, network, unheld), or why it cannot be
    QList<Judgement> findings; ///< VerificationCommands: of each command, in order
    int setupCommands = 0;     ///< VerificationCommands: so many from the first are setup, which decides nothing
    BorderCard border;         ///< Border: the card, where it is kept
    ConflictCard conflicts;    ///< ApplyConflict: the same
};

} // namespace vibecoder
