// SPDX-License-Identifier: MIT
// Simple colours for code: keywords, strings, numbers, comments, names that are called or defined. One line at a time
// with a small state between lines; bounded by the length of the line. Pure.
#pragma once

#include <QList>
#include <QString>

namespace vibecoder {

enum class SyntaxKind : quint8 { Keyword, String, Number, Comment, Function };

struct SyntaxSpan
{
    int start = 0, length = 0;
    SyntaxKind kind = SyntaxKind::Keyword;
    bool operator==(const SyntaxSpan &) const = default;
};

struct Language
{
    QStringList keywords; ///< sorted
    QString lineComment;  ///< `#`, `//`; empty: none
    QString blockBegin, blockEnd;
    QString quotes; ///< characters that open and close a string
    bool tripleQuotes = false;
    bool keyColon = false; ///< `name:` at the beginning of a line is a keyword (YAML)
};

/// By the end of the file's name; nullptr: no colours.
[[nodiscard]] const Language *languageFor(const QString &path);

/// What goes on from one line to the next. 0: nothing; 1: a block comment; 2, 3: a string in triple quotes.
using SyntaxState = int;

[[nodiscard]] QList<SyntaxSpan> syntaxOf(const Language &language, const QString &line, SyntaxState &state);

} // namespace vibecoder
