// SPDX-License-Identifier: MIT
#include "permission/minilanguages.h"

#include <QByteArray>

#include <algorithm>
#include <cctype>

namespace vibecoder {

namespace {

class SedReader
{
public:
    explicit SedReader(QByteArrayView script)
        : m_text(script)
    {
    }

    bool onlyEdits()
    {
        for (;;) {
            skip(" \t\n;{}");
            if (atEnd())
                return true;
            if (peek() == '#') {
                while (!atEnd() && peek() != '\n')
                    ++m_at;
                continue;
            }
            if (!addresses() || atEnd())
                return false;
            skip(" \t!");
            if (peek() == '{')
                continue;
            if (!command())
                return false;
        }
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] char peek() const { return atEnd() ? '\0' : m_text.at(m_at); }
    void skip(QByteArrayView set)
    {
        while (!atEnd() && set.contains(peek()))
            ++m_at;
    }
    void digits()
    {
        while (std::isdigit(uchar(peek())))
            ++m_at;
    }

    // Up to the next unescaped delimiter, which is passed too.
    bool upTo(char delimiter)
    {
        for (; !atEnd(); ++m_at) {
            if (peek() == '\\')
                ++m_at;
            else if (peek() == delimiter) {
                ++m_at;
                return true;
            }
        }
        return false;
    }

    bool address()
    {
        if (peek() == '$') {
            ++m_at;
        } else if (std::isdigit(uchar(peek()))) {
            digits();
            if (peek() == '~') {
                ++m_at;
                digits();
            }
        } else if (peek() == '/' || peek() == '\\') {
            if (peek() == '\\')
                ++m_at;
            const char delimiter = peek();
            if (delimiter == '\n' || delimiter == '\\' || atEnd())
                return false;
            ++m_at;
            if (!upTo(delimiter))
                return false;
            skip("IM");
        } else {
            return false;
        }
        return true;
    }

    bool addresses()
    {
        if (!QByteArrayView("$/\\0123456789").contains(peek()))
            return true;
        if (!address())
            return false;
        skip(" \t");
        if (peek() != ',')
            return true;
        ++m_at;
        skip(" \t+~");
        return address();
    }

    bool command()
    {
        const char c = peek();
        ++m_at;
        if (QByteArrayView("pdDPnNgGhHx=lqQ").contains(c)) {
            if (c == 'q' || c == 'Q' || c == 'l') {
                skip(" ");
                digits();
            }
        } else if (c == 'a' || c == 'i' || c == 'c') {
            // Text up to the end of the line; a backslash before it takes the next line too.
            for (bool escaped = false; !atEnd() && (escaped || peek() != '\n'); ++m_at)
                escaped = peek() == '\\' && !escaped;
            return true;
        } else if (c == 's' || c == 'y') {
            const char delimiter = peek();
            if (atEnd() || delimiter == '\\' || delimiter == '\n' || std::isalnum(uchar(delimiter)))
                return false;
            ++m_at;
            if (!upTo(delimiter) || !upTo(delimiter))
                return false;
            if (c == 's')
                skip("gpiIMm0123456789");
        } else {
            return false;
        }
        skip(" \t");
        return atEnd() || QByteArrayView(";\n}").contains(peek());
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
};

} // namespace

bool sedOnlyEdits(QByteArrayView script)
{
    return SedReader(script).onlyEdits();
}

bool awkOnlyComputes(QByteArrayView program)
{
    int braces = 0, brackets = 0;
    bool printing = false;    // inside the arguments of print or printf
    bool valueBefore = false; // then a slash divides, else it begins a pattern
    for (qsizetype i = 0; i < program.size(); ++i) {
        const char c = program.at(i);
        const char next = i + 1 < program.size() ? program.at(i + 1) : '\0';
        if (c == '#') {
            while (i + 1 < program.size() && program.at(i + 1) != '\n')
                ++i;
        } else if (c == '"' || (c == '/' && !valueBefore)) {
            for (++i; i < program.size() && program.at(i) != c; ++i) {
                if (program.at(i) == '\\')
                    ++i;
            }
            if (i >= program.size())
                return false;
            valueBefore = true;
        } else if (std::isalpha(uchar(c)) || c == '_') {
            const qsizetype from = i;
            while (i + 1 < program.size() && (std::isalnum(uchar(program.at(i + 1))) || program.at(i + 1) == '_'))
                ++i;
            const QByteArrayView word = program.sliced(from, i - from + 1);
            if (word == "system" || word == "getline" || word == "ENVIRON" || word == "PROCINFO" || word == "fflush" ||
                word == "close" || word == "ARGV" || word == "SYMTAB")
                return false;
            if (word == "print" || word == "printf") {
                printing = true;
                valueBefore = false;
            } else {
                valueBefore = word != "return" && word != "in";
            }
        } else if (std::isdigit(uchar(c)) || c == '$') {
            valueBefore = c != '$';
        } else if (c == '@') {
            return false;
        } else if (c == '|') {
            if (next != '|')
                return false;
            ++i;
            valueBefore = false;
        } else if (c == '>') {
            if (printing && brackets == 0)
                return false;
            valueBefore = false;
        } else if (c == '{' || c == '}' || c == ';' || c == '\n') {
            braces += c == '{' ? 1 : c == '}' ? -1 : 0;
            printing = false;
            valueBefore = false;
        } else if (c == '(' || c == ')') {
            brackets += c == '(' ? 1 : -1;
            valueBefore = c == ')';
        } else if (c == ']') {
            valueBefore = true;
        } else if (!std::isspace(uchar(c))) {
            valueBefore = false;
        }
    }
    return braces == 0 && brackets == 0;
}

QByteArrayList braceExpansions(QByteArrayView word)
{
    constexpr qsizetype most = 64;
    QByteArrayList open{word.toByteArray()}, done;
    while (!open.isEmpty()) {
        const QByteArray text = open.takeFirst();
        // The first brace that closes is innermost with the last that opened before it.
        qsizetype close = -1, begin = -1;
        for (qsizetype from = 0; from < text.size() && close < 0; ++from) {
            if (text.at(from) == '{')
                begin = from;
            else if (text.at(from) == '}' && begin >= 0)
                close = from;
        }
        if (close < 0) {
            done.append(QByteArray(text).replace('\1', '{').replace('\2', '}'));
        } else {
            const QByteArray inner = text.mid(begin + 1, close - begin - 1);
            const QByteArray before = text.left(begin), after = text.mid(close + 1);
            const qsizetype range = inner.indexOf("..");
            if (inner.contains(',')) {
                for (const QByteArray &part : inner.split(','))
                    open.append(before + part + after);
            } else if (range > 0) {
                // Only letters or only digits: what lies between them is of the same kind.
                const QByteArray low = inner.left(range), high = inner.mid(range + 2);
                const bool digits = std::all_of(low.begin(), low.end(), [](char c) {
                    return std::isdigit(uchar(c));
                }) && std::all_of(high.begin(), high.end(), [](char c) { return std::isdigit(uchar(c)); });
                const bool letters = low.size() == 1 && high.size() == 1 && std::islower(uchar(low.at(0))) &&
                                     std::islower(uchar(high.at(0)));
                if (high.isEmpty() || (!digits && !letters))
                    return {};
                open.append(before + low + after);
                open.append(before + high + after);
            } else {
                open.append(before + '\1' + inner + '\2' + after); // HEAD@{1} stays what it is
            }
        }
        if (open.size() + done.size() > most)
            return {};
    }
    return done;
}

} // namespace vibecoder
