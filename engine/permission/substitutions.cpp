// SPDX-License-Identifier: MIT
#include "permission/substitutions.h"

#include <utility>

namespace vibecoder {

namespace {

constexpr int kDeepest = 20;

bool isNameLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Only numbers, names and the signs between them; two names side by side are a command.
bool isCalculation(QByteArrayView text)
{
    bool name = false, gap = false; // the last thing was a name; and blanks came behind it
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text.at(i);
        if (isNameLetter(c) || c == '$' || c == '`' || c == '{' || c == '}') {
            if (gap)
                return false;
            name = true;
        } else if (c == ' ' || c == '\t' || c == '\n') {
            gap = name;
        } else if (QByteArrayView("+-*/%()<>=!&|^~?:,[]#").contains(c)) {
            name = gap = false;
        } else {
            return false;
        }
    }
    return true;
}

class Scanner
{
public:
    explicit Scanner(QByteArrayView text)
        : m_text(text)
    {
    }

    qsizetype expansion(qsizetype at, int depth) const
    {
        if (depth > kDeepest)
            return -1;
        if (m_text.at(at) == '`') {
            for (qsizetype i = at + 1; i < m_text.size(); ++i) {
                if (m_text.at(i) == '\\')
                    ++i;
                else if (m_text.at(i) == '`')
                    return i + 1;
            }
            return -1;
        }
        const char next = charAt(at + 1);
        if (next == '(')
            return brackets(at + 2, depth);
        return next == '{' ? braces(at + 2, depth) : at + 1;
    }

    /// Behind the bracket that closes the one before `at`.
    qsizetype brackets(qsizetype at, int depth) const
    {
        QByteArrayList bodies; // of the heredocs of this line: their ends
        int open = 1, cases = 0;
        bool wordBegins = true;
        for (qsizetype i = at; i >= 0 && i < m_text.size();) {
            const char c = m_text.at(i);
            const bool begins = wordBegins;
            wordBegins = QByteArrayView(" \t\n;&|()<>`").contains(c);
            if (c == '#' && begins) {
                while (i < m_text.size() && m_text.at(i) != '\n')
                    ++i;
            } else if (c == '<' && charAt(i + 1) == '<' && charAt(i + 2) != '<') {
                i = delimiter(i + 2, bodies);
            } else if (c == '<' && charAt(i + 1) == '<') {
                i += 3;
            } else if (c == '\n') {
                i = behindBodies(i + 1, bodies);
            } else if (c == '(') {
                ++open, ++i;
            } else if (c == ')') {
                ++i;
                // The bracket of a pattern closes nothing.
                if ((open > 1 || cases == 0) && --open == 0)
                    return i;
            } else if (begins && isNameLetter(c)) {
                const qsizetype from = i;
                while (i < m_text.size() && isNameLetter(m_text.at(i)))
                    ++i;
                const QByteArrayView word = m_text.sliced(from, i - from);
                cases += word == QByteArrayView("case") ? 1 : word == QByteArrayView("esac") && cases > 0 ? -1 : 0;
            } else {
                i = one(i, depth);
            }
        }
        return -1;
    }

private:
    [[nodiscard]] char charAt(qsizetype at) const { return at < m_text.size() ? m_text.at(at) : '\0'; }

    /// Behind one character, or the quotes or the expansion that begin there; -1 when they do not end.
    qsizetype one(qsizetype at, int depth) const
    {
        const char c = m_text.at(at);
        if (c == '\\')
            return at + 2;
        if (c == '\'') {
            const qsizetype close = m_text.indexOf('\'', at + 1);
            return close < 0 ? -1 : close + 1;
        }
        if (c == '"')
            return quotes(at + 1, depth);
        return c == '`' || c == '$' ? expansion(at, depth + 1) : at + 1;
    }

    qsizetype quotes(qsizetype at, int depth) const
    {
        for (qsizetype i = at; i >= 0 && i < m_text.size();) {
            const char c = m_text.at(i);
            if (c == '"')
                return i + 1;
            i = c == '\\' ? i + 2 : c == '`' || c == '$' ? expansion(i, depth + 1) : i + 1;
        }
        return -1;
    }

    qsizetype braces(qsizetype at, int depth) const
    {
        for (qsizetype i = at; i >= 0 && i < m_text.size();) {
            if (m_text.at(i) == '}')
                return i + 1;
            i = one(i, depth);
        }
        return -1;
    }

    qsizetype delimiter(qsizetype at, QByteArrayList &bodies) const
    {
        qsizetype i = at;
        QByteArray word(1, charAt(i) == '-' ? '\t' : ' '); // whether tabs before the end count
        if (charAt(i) == '-')
            ++i;
        while (charAt(i) == ' ' || charAt(i) == '\t')
            ++i;
        for (; i < m_text.size() && !QByteArrayView(" \t\n;&|<>()").contains(m_text.at(i)); ++i) {
            if (!QByteArrayView("'\"\\").contains(m_text.at(i)))
                word += m_text.at(i);
        }
        bodies.append(word);
        return i;
    }

    qsizetype behindBodies(qsizetype at, QByteArrayList &bodies) const
    {
        qsizetype i = at;
        for (const QByteArray &body : std::as_const(bodies)) {
            bool closed = false;
            while (!closed) {
                if (i >= m_text.size())
                    return -1;
                const qsizetype end = m_text.indexOf('\n', i);
                QByteArrayView line = m_text.sliced(i, (end < 0 ? m_text.size() : end) - i);
                i = end < 0 ? m_text.size() : end + 1;
                while (body.startsWith('\t') && line.startsWith('\t'))
                    line = line.sliced(1);
                closed = line == QByteArrayView(body).sliced(1);
            }
        }
        bodies.clear();
        return i;
    }

    QByteArrayView m_text;
};

} // namespace

qsizetype endOfExpansion(QByteArrayView text, qsizetype at)
{
    return Scanner(text).expansion(at, 0);
}

QByteArrayList commandsInside(QByteArrayView text)
{
    QByteArrayList found;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text.at(i);
        if (c == '\\') {
            ++i;
            continue;
        }
        if (c != '$' && c != '`')
            continue;
        const qsizetype end = endOfExpansion(text, i);
        if (end < 0) {
            found.append(text.sliced(i + 1).toByteArray()); // not closed: all of it may be run
            return found;
        }
        if (end == i + 1)
            continue;
        const qsizetype from = c == '`' ? i + 1 : i + 2;
        const QByteArrayView body = text.sliced(from, end - 1 - from);
        const bool calculates = c == '$' && body.startsWith('(') && Scanner(body).brackets(1, 0) == body.size() &&
                                isCalculation(withoutExpansions(body));
        if (calculates || (c == '$' && text.at(i + 1) == '{')) {
            found += commandsInside(body);
        } else {
            QByteArray command = body.toByteArray();
            // Between back-ticks a back-tick of the inner command is written with a backslash.
            found.append(c == '`' ? command.replace("\\`", "`").replace("\\$", "$") : command);
        }
        i = end - 1;
    }
    return found;
}

QByteArray withoutExpansions(QByteArrayView text)
{
    QByteArray plain;
    for (qsizetype i = 0; i < text.size();) {
        const char c = text.at(i);
        if (c != '$' && c != '`') {
            plain += c;
            ++i;
            continue;
        }
        qsizetype end = endOfExpansion(text, i);
        if (end < 0)
            end = text.size();
        if (end == i + 1) {
            // A name, or one sign (`$1`, `$?`).
            while (end < text.size() && isNameLetter(text.at(end)))
                ++end;
            if (end == i + 1 && end < text.size() && QByteArrayView("?!#*@$-").contains(text.at(end)))
                ++end;
        }
        const QByteArrayView one = text.sliced(i, end - i);
        const bool here = one == QByteArrayView("$PWD") || one == QByteArrayView("${PWD}") ||
                          one == QByteArrayView("$(pwd)") || one == QByteArrayView("`pwd`");
        const bool home = plain.isEmpty() && (one == QByteArrayView("$HOME") || one == QByteArrayView("${HOME}"));
        plain += here ? '.' : home ? '~' : 'x';
        i = end;
    }
    return plain;
}

} // namespace vibecoder
