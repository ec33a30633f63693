// SPDX-License-Identifier: MIT
// A test that is a program of its own, or part of one, with other values where it says what it expects: whoever runs
// it must see it fail then. Pure.
#pragma once

#include "core/clean/expectation.h"

#include <QByteArray>

#include <optional>

namespace vibecoder {

struct WrongProgram
{
    QByteArray wrong; ///< each expectation is another one
    /// Texts are shorter ones or without what divides words: what compares carelessly takes them for the same. All
    /// other expectations hold. Empty: there is no text.
    QByteArray shorter;
    /// In the place of each expectation a failure that says the word and makes the file. It is one only where the
    /// expectation would be looked at (not where assertions are left out of a build).
    QByteArray failing;
};

/// What a file is written in, by its name and its first line. Shell has no language of its own here: isShell.
struct TestProgramKind
{
    std::optional<CodeLanguage> language;
    bool isShell = false;
};
[[nodiscard]] TestProgramKind programKind(const QString &path, const QByteArray &content);

/// What an expectation that is reached leaves.
struct ReachedMark
{
    QString word; ///< as in canaryFor()
    QString file; ///< absolute; it is made
};

/// Nothing: no expectation of it is understood.
[[nodiscard]] std::optional<WrongProgram> wrongProgram(
    const QString &path, const QByteArray &content, const ReachedMark &mark);

/// The places of wrongProgram(). Where no value of them is plain, conditions become their opposite.
[[nodiscard]] QList<Expectation> programPlaces(CodeLanguage language, const CodeText &code, const ReachedMark &mark);
[[nodiscard]] QList<Expectation> shellPlaces(const QString &text, const ReachedMark &mark);

/// In the place of a condition: an expression that is true and leaves the mark.
[[nodiscard]] QString reachedText(CodeLanguage language, const ReachedMark &mark);
/// In the place of a statement: it leaves the mark and fails.
[[nodiscard]] QString failureText(CodeLanguage language, const ReachedMark &mark);

/// Whether what stands behind a condition makes a program fail. text: with its strings filled.
[[nodiscard]] bool failsThere(const QString &text);

/// Another value of the same kind and type; empty: it is no plain one.
[[nodiscard]] QString otherPlainValue(
    CodeLanguage language, const QString &bare, const QString &text, const QString &word);

} // namespace vibecoder
