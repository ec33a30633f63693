// SPDX-License-Identifier: MIT
// The tokens of a test's source text, without what has no meaning for what runs it: white space, comments, the style of
// quotes, commas before a closing bracket. Whatever could be read in two ways is not read at all. Pure.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace vibecoder {

enum class TestLanguage { Unknown, Python, Script, C, Java, Go };

struct TestToken
{
    enum class Kind {
        Word,
        Number,
        Text,    ///< a literal, to the byte but for the style of its quotes
        Sign,    ///< an operator, a bracket, a mark
        LineEnd, ///< where it means something; in Python with the depth of the line that begins
        Note     ///< a comment that tells a tool something
    };
    Kind kind = Kind::Sign;
    QByteArray text;
    int depth = 0; ///< of LineEnd
    int line = 0;

    bool operator==(const TestToken &other) const
    {
        return kind == other.kind && text == other.text && depth == other.depth;
    }
    [[nodiscard]] bool isSign(const char *sign) const { return kind == Kind::Sign && text == sign; }
    [[nodiscard]] bool isWord(const char *word) const { return kind == Kind::Word && text == word; }
};

/// By the name of the file.
[[nodiscard]] TestLanguage testLanguage(const QString &path);
/// Nothing: it is not sure what the text means.
[[nodiscard]] std::optional<QList<TestToken>> testTokens(TestLanguage language, const QByteArray &text);

} // namespace vibecoder
