// SPDX-License-Identifier: MIT
#include "permission/minilanguages.h"

#include <QByteArray>

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

} // namespace vibecoder
