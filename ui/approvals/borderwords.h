// SPDX-License-Identifier: MIT
// Words of the cards of border and conflicts. Pure, but for the words, which are translated. Everything that came from
// a folder is harmless here and meant as plain text.
#pragma once

#include "model/applyconflict.h"
#include "model/bordercard.h"

#include <QCoreApplication>

namespace vibecoder {

class BorderWords
{
    Q_DECLARE_TR_FUNCTIONS(BorderWords)

public:
    /// Of BorderRow::code.
    [[nodiscard]] static QString classWord(const QString &code);
    /// The reasons of a row in one text, without the one that its class says already.
    [[nodiscard]] static QString why(const BorderRow &row);
    /// "line 3: tests are skipped or expected to fail: skip()".
    [[nodiscard]] static QString finding(const BorderFinding &finding);
    /// "+4 −1", "12 changes in it", or nothing.
    [[nodiscard]] static QString sums(const BorderRow &row);
    [[nodiscard]] static QString reason(const ConflictFile &file);
    /// Why a side has no text to show; empty: it has.
    [[nodiscard]] static QString absent(const ConflictSide &side);
};

/// Whether both contents are there as text that an editor shows and keeps as it is.
[[nodiscard]] bool canBeEdited(const ConflictFile &file);
/// What an edit begins with, its lines ended by \n alone; and back as the file has them.
[[nodiscard]] QString editBegin(const ConflictFile &file);
[[nodiscard]] QString editResult(const ConflictFile &file, const QString &edited);
/// Marks of a conflict that nobody has decided.
[[nodiscard]] bool holdsMarks(const QString &text);

} // namespace vibecoder
