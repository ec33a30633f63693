// SPDX-License-Identifier: MIT
// Where the strings and comments of a text in a programming language are, and where its brackets close, as well as that
// can be said without reading the language. Pure.
#pragma once

#include <QList>
#include <QString>

namespace vibecoder {

enum class CodeLanguage { Python, Script, Go, Perl, Ruby, Php, C, Java, Rust };

struct CodeSpan
{
    qsizetype begin = 0, end = 0;
    [[nodiscard]] bool holds(qsizetype at) const { return at >= begin && at < end; }
};

class CodeText
{
public:
    CodeText(CodeLanguage language, const QString &text);

    [[nodiscard]] const QString &text() const { return m_text; }
    /// Of the same length: comments and texts of many lines are spaces, what stands in a string is filled.
    [[nodiscard]] const QString &bare() const { return m_bare; }
    /// The same with all that stands in brackets filled.
    [[nodiscard]] static QString outermost(const QString &bare);
    /// at: of an opening bracket. Between it and the one that closes it; its end is -1 where none does.
    [[nodiscard]] CodeSpan inside(qsizetype at) const;
    /// What commas divide a span into, without the spaces around.
    [[nodiscard]] QList<CodeSpan> arguments(CodeSpan span) const;
    [[nodiscard]] CodeSpan trimmed(CodeSpan span) const;
    [[nodiscard]] QString bareOf(CodeSpan span) const { return m_bare.mid(span.begin, span.end - span.begin); }
    [[nodiscard]] QString textOf(CodeSpan span) const { return m_text.mid(span.begin, span.end - span.begin); }
    /// Nothing but spaces stands before it in its line, or the end of what begins a block.
    [[nodiscard]] bool beginsStatement(qsizetype at) const;

    [[nodiscard]] qsizetype endOfLine(qsizetype at) const;

private:
    [[nodiscard]] qsizetype endOfString(qsizetype at) const;
    [[nodiscard]] qsizetype endOfComment(qsizetype at) const;
    [[nodiscard]] bool beginsExpression(qsizetype at) const;
    void blank(qsizetype begin, qsizetype end, QChar with);

    CodeLanguage m_language;
    QString m_text, m_bare;
};

} // namespace vibecoder
