// SPDX-License-Identifier: MIT
#include "verification/testblocks.h"

namespace vibecoder {

namespace {

using Kind = TestBlock::Kind;

struct Line
{
    int depth = 0;
    QList<TestToken> tokens; ///< the first is its LineEnd
    [[nodiscard]] const TestToken &first() const { return tokens.at(1); }
};

QByteArray joined(const QList<TestToken> &tokens, qsizetype from, qsizetype to)
{
    QByteArray text;
    for (qsizetype i = from; i < to; ++i)
        text += (tokens.at(i).kind == TestToken::Kind::Word ? " " : "") + tokens.at(i).text;
    return text;
}

// `import a.b as c, d` and `from m import (a as b, c)`.
bool readImport(TestBlock &block)
{
    QList<TestToken> tokens = block.tokens.sliced(1);
    tokens.removeIf([](const TestToken &token) { return token.isSign("(") || token.isSign(")"); });
    QByteArray module;
    qsizetype at = 1;
    if (tokens.constFirst().isWord("from")) {
        while (at < tokens.size() && !tokens.at(at).isWord("import"))
            ++at;
        module = joined(tokens, 1, at) + " :";
        ++at;
    }
    while (at < tokens.size()) {
        qsizetype end = at;
        for (; end < tokens.size() && !tokens.at(end).isSign(","); ++end) {
            const TestToken &token = tokens.at(end);
            if (token.kind != TestToken::Kind::Word && !token.isSign(".") && !token.isSign("*"))
                return false;
        }
        if (end == at)
            return false;
        const bool renamed = end - at > 2 && tokens.at(end - 2).isWord("as");
        const QByteArray name = renamed ? tokens.at(end - 1).text : tokens.at(at).text;
        block.imported.append({name, module + joined(tokens, at, renamed ? end - 2 : end)});
        at = end + 1;
    }
    return !block.imported.isEmpty();
}

bool readBlocks(const QList<Line> &lines, qsizetype from, qsizetype to, QList<TestBlock> &blocks)
{
    const int depth = from < to ? lines.at(from).depth : 0;
    for (qsizetype i = from; i < to;) {
        TestBlock block;
        if (lines.at(i).depth != depth)
            return false;
        for (; i < to && lines.at(i).first().isSign("@"); ++i)
            block.decorators += lines.at(i).tokens;
        if (i >= to || lines.at(i).depth != depth)
            return false;
        const Line &line = lines.at(i);
        qsizetype end = i + 1;
        while (end < to && lines.at(end).depth > depth)
            ++end;
        block.tokens = block.decorators;
        for (qsizetype each = i; each < end; ++each)
            block.tokens += lines.at(each).tokens;
        const bool async = line.first().isWord("async") && line.tokens.size() > 2 && line.tokens.at(2).isWord("def");
        const qsizetype name = async ? 3 : 2;
        if ((async || line.first().isWord("def") || line.first().isWord("class")) && line.tokens.size() > name) {
            block.kind = line.first().isWord("class") ? Kind::Class : Kind::Function;
            block.name = line.tokens.at(name).text;
            block.head = line.tokens;
            const bool whole = line.tokens.constLast().isSign(":");
            if (block.kind == Kind::Class && whole && !readBlocks(lines, i + 1, end, block.members))
                return false;
        } else if (line.first().isWord("import") || line.first().isWord("from")) {
            block.kind = readImport(block) ? Kind::Import : Kind::Other;
        } else if (line.tokens.size() == 2 && line.first().kind == TestToken::Kind::Text &&
                   line.first().text.startsWith('\'')) {
            block.kind = Kind::Text;
        } else if (line.tokens.size() == 6 && line.first().isWord("if") && line.tokens.at(2).isWord("__name__") &&
                   line.tokens.at(3).isSign("==") && line.tokens.at(4).text == "'__main__" &&
                   line.tokens.at(5).isSign(":")) {
            block.kind = Kind::Main;
        }
        blocks.append(block);
        i = end;
    }
    return true;
}

} // namespace

QSet<QByteArray> TestBlock::words() const
{
    QSet<QByteArray> words;
    for (const TestToken &token : tokens) {
        if (token.kind == TestToken::Kind::Word)
            words.insert(token.text);
    }
    return words;
}

QByteArray TestBlock::assigned() const
{
    return kind == Kind::Other && tokens.size() > 2 && tokens.at(1).kind == TestToken::Kind::Word &&
                   tokens.at(2).isSign("=")
               ? tokens.at(1).text
               : QByteArray();
}

bool TestBlock::isTest() const
{
    return (kind == Kind::Function && name.startsWith("test")) || kind == Kind::Class;
}

std::optional<QList<TestBlock>> testBlocks(const QByteArray &text)
{
    const auto tokens = testTokens(TestLanguage::Python, text);
    if (!tokens)
        return {};
    QList<Line> lines;
    for (const TestToken &token : *tokens) {
        if (token.kind == TestToken::Kind::LineEnd)
            lines.append({token.depth, {token}});
        else if (lines.isEmpty())
            return {}; // a note for tools above all
        else
            lines.last().tokens.append(token);
    }
    QList<TestBlock> blocks;
    const bool complete =
        std::all_of(lines.cbegin(), lines.cend(), [](const Line &line) { return line.tokens.size() > 1; });
    if (!complete || !readBlocks(lines, 0, lines.size(), blocks))
        return {};
    return blocks;
}

} // namespace vibecoder
