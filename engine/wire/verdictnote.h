// SPDX-License-Identifier: MIT
// The notes of a verdict as JSON, and as the store keeps them. Pure.
#pragma once

#include "model/verdictnote.h"

#include <QJsonArray>

namespace vibecoder {

/// [{"code","detail"}], as in VerdictNote.
[[nodiscard]] QJsonArray toJson(const QList<VerdictNote> &notes);
/// What is no note is left out.
[[nodiscard]] QList<VerdictNote> verdictNotesFromJson(const QJsonArray &json);

/// One text, empty without notes. Text of an earlier version, an English sentence, is one note of the code `other`.
[[nodiscard]] QString storedNotes(const QList<VerdictNote> &notes);
[[nodiscard]] QList<VerdictNote> notesFromStore(const QString &text);

} // namespace vibecoder
