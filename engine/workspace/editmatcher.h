// SPDX-License-Identifier: MIT
// The edit ladder (loop.md R10, R11): finds where an old text stands in a file and gives the new content. Pure.
#pragma once

#include "base/enumtable.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace vibecoder {

/// Which rung of the ladder matched. Values are the rung numbers of the design.
enum class EditRung { Exact, LineEndings, TrailingSpace, Punctuation, Indentation, BlankLine, Ellipsis, Unescaped };

enum class EditRefusal { None, NotFound, Ambiguous, EmptyOldText, AlreadyApplied, NoChange };

struct EditOutcome
{
    EditRefusal refusal = EditRefusal::None;
    EditRung rung = EditRung::Exact;
    QByteArray content; ///< the new file, when refusal is None
    int firstLine = 0;  ///< 1-based place of the change in the new content
    int lastLine = 0;
    QList<int> matchLines; ///< Ambiguous: 1-based lines of the candidates
    QString explanation;   ///< for the model: what was found and what to send next; empty on success
};

/// Literal replacement: nothing in newText is expanded. Keeps the file's line endings (each line its own), BOM and
/// final newline state. Only a new text with the same lines as the old one and other endings changes endings.
[[nodiscard]] EditOutcome replaceText(const QByteArray &file, const QByteArray &oldText, const QByteArray &newText);

/// insertLine 0: before line 1; n: after line n. Refused outside [0, number of lines].
[[nodiscard]] EditOutcome insertText(const QByteArray &file, int insertLine, const QByteArray &text);

/// What a file with this content becomes when its whole text is given anew: BOM, line endings and the state of the
/// final newline stay as they were.
[[nodiscard]] QByteArray overwriteText(const QByteArray &file, const QByteArray &text);

} // namespace vibecoder
