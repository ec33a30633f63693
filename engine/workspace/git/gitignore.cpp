// SPDX-License-Identifier: MIT
#include "workspace/git/gitignore.h"

#include <algorithm>
#include <cctype>

namespace vibecoder {

namespace {

struct NamedSet
{
    const char *name;
    int (*holds)(int);
};

constexpr NamedSet kNamedSets[] = {{"alnum", std::isalnum}, {"alpha", std::isalpha}, {"blank", std::isblank},
    {"cntrl", std::iscntrl}, {"digit", std::isdigit}, {"graph", std::isgraph}, {"lower", std::islower},
    {"print", std::isprint}, {"punct", std::ispunct}, {"space", std::isspace}, {"upper", std::isupper},
    {"xdigit", std::isxdigit}};

bool isSpecial(char c)
{
    return c == '*' || c == '?' || c == '[' || c == '\\';
}

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

bool equals(const QByteArray &a, const QByteArray &b, bool ignoreCase)
{
    return ignoreCase ? std::equal(a.begin(), a.end(), b.begin(), b.end(),
                            [](char x, char y) { return folded(x) == folded(y); })
                      : a == b;
}

// Spaces at the end count only behind a backslash.
QByteArray withoutSpacesAtEnd(const QByteArray &line)
{
    qsizetype end = 0;
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line.at(i) == '\\') {
            ++i;
            end = std::min(i + 1, line.size());
        } else if (line.at(i) != ' ') {
            end = i + 1;
        }
    }
    return line.left(end);
}

IgnorePattern patternOf(QByteArray line, bool ignoreCase)
{
    IgnorePattern pattern;
    if (line.startsWith('!')) {
        pattern.isNegated = true;
        line.remove(0, 1);
    }
    if (line.endsWith('/')) {
        pattern.foldersOnly = true;
        line.chop(1);
    }
    pattern.nameOnly = !line.contains('/');
    if (line.startsWith('/'))
        line.remove(0, 1);
    const qsizetype special = std::find_if(line.begin(), line.end(), isSpecial) - line.begin();
    pattern.literal = line.left(special);
    if (special < line.size()) {
        // git compares what stands before the first wildcard by itself, so `**` behind it begins a pattern there. Names
        // alone are matched whole.
        pattern.rest = GitWildcards(pattern.nameOnly ? line : line.mid(special), !pattern.nameOnly, ignoreCase);
    }
    return pattern;
}

bool matches(const IgnorePattern &pattern, const QByteArray &path, const QByteArray &name, bool ignoreCase)
{
    if (pattern.nameOnly)
        return pattern.rest ? pattern.rest->matches(name) : equals(pattern.literal, name, ignoreCase);
    if (!pattern.rest)
        return equals(pattern.literal, path, ignoreCase);
    const qsizetype length = pattern.literal.size();
    return path.size() >= length && equals(pattern.literal, path.left(length), ignoreCase) &&
           pattern.rest->matches(path.mid(length));
}

} // namespace

GitWildcards::GitWildcards(const QByteArray &pattern, bool withSlashes, bool ignoreCase)
    : m_ignoreCase(ignoreCase)
{
    const auto at = [&pattern](qsizetype i) { return i < pattern.size() ? pattern.at(i) : '\0'; };
    for (qsizetype i = 0; i < pattern.size();) {
        const char c = pattern.at(i);
        if (c == '?') {
            append(Part::Set);
            m_parts.back().set.set();
            ++i;
        } else if (c == '[') {
            i = readSet(pattern, i);
        } else if (c == '*') {
            const qsizetype begin = i;
            while (at(i) == '*')
                ++i;
            const bool alone = (begin == 0 || pattern.at(begin - 1) == '/') &&
                               (i == pattern.size() || at(i) == '/' || (at(i) == '\\' && at(i + 1) == '/'));
            if (!withSlashes) {
                append(Part::Any);
            } else if (i - begin < 2 || !alone) {
                append(Part::AnyInFolder);
            } else if (at(i) == '/') {
                append(Part::Folders); // `**/`: also no folder at all
                ++i;
            } else {
                append(Part::Any);
            }
        } else if (c == '\\') {
            if (i + 1 < pattern.size())
                append(Part::One, pattern.at(i + 1));
            else
                append(Part::Never);
            i += 2;
        } else {
            append(Part::One, c);
            ++i;
        }
    }
    if (ignoreCase) {
        for (Part &part : m_parts)
            part.character = folded(part.character);
    }
    // What matches slashes only by itself.
    for (Part &part : m_parts) {
        if (withSlashes)
            part.set.reset('/');
    }
}

// A set that is not closed, or names an unknown kind, matches nothing and nor does the pattern.
qsizetype GitWildcards::readSet(const QByteArray &pattern, qsizetype at)
{
    Part part{Part::Set, 0, {}};
    const auto malformed = [&] {
        append(Part::Never);
        return pattern.size();
    };
    // Names are compared in lower case then. git does that for ranges and kinds, not for a single character of a set.
    const auto add = [&](int one) {
        part.set.set(std::size_t(one));
        if (m_ignoreCase && one >= 'A' && one <= 'Z')
            part.set.set(std::size_t(one - 'A' + 'a'));
    };
    qsizetype i = at + 1;
    const bool negated = i < pattern.size() && (pattern.at(i) == '!' || pattern.at(i) == '^');
    if (negated)
        ++i;
    char before = 0; // what a range may begin with
    for (bool first = true; first || i >= pattern.size() || pattern.at(i) != ']'; first = false) {
        if (i >= pattern.size())
            return malformed();
        char c = pattern.at(i);
        if (c == '-' && before != 0 && i + 1 < pattern.size() && pattern.at(i + 1) != ']') {
            c = pattern.at(++i);
            if (c == '\\') {
                if (++i >= pattern.size())
                    return malformed();
                c = pattern.at(i);
            }
            for (int one = uchar(before); one <= uchar(c); ++one)
                add(one);
            before = 0;
            ++i;
            continue;
        }
        if (c == '[' && i + 1 < pattern.size() && pattern.at(i + 1) == ':') {
            const qsizetype end = pattern.indexOf(']', i + 2);
            if (end < 0)
                return malformed();
            if (pattern.at(end - 1) == ':' && end - 1 >= i + 2) {
                const QByteArray name = pattern.mid(i + 2, end - 1 - (i + 2));
                const auto *known = std::find_if(std::begin(kNamedSets), std::end(kNamedSets),
                    [&name](const NamedSet &set) { return name == set.name; });
                if (known == std::end(kNamedSets))
                    return malformed();
                for (int one = 0; one < 128; ++one) {
                    if (known->holds(one) != 0)
                        add(one);
                }
                before = 0;
                i = end + 1;
                continue;
            }
        } else if (c == '\\') {
            if (++i >= pattern.size())
                return malformed();
            c = pattern.at(i);
        }
        part.set.set(uchar(c));
        before = c;
        ++i;
    }
    if (negated)
        part.set.flip();
    m_parts.push_back(part);
    return i + 1;
}

bool GitWildcards::matches(const QByteArray &text) const
{
    // Which positions of the text the parts so far can end at.
    std::vector<char> ends(std::size_t(text.size()) + 1, 0);
    ends[0] = 1;
    for (const Part &part : m_parts) {
        std::vector<char> next(ends.size(), 0);
        bool some = false, open = false;
        for (std::size_t i = 0; i < ends.size(); ++i) {
            const bool last = i + 1 == ends.size();
            const char c = last ? '\0' : m_ignoreCase ? folded(text.at(qsizetype(i))) : text.at(qsizetype(i));
            switch (part.kind) {
            case Part::One:
                if (ends[i] && !last && c == part.character)
                    next[i + 1] = 1;
                break;
            case Part::Set:
                if (ends[i] && !last && part.set.test(uchar(c)))
                    next[i + 1] = 1;
                break;
            case Part::Any:
                open = open || ends[i];
                next[i] = next[i] || open;
                break;
            case Part::AnyInFolder:
                open = open || ends[i];
                next[i] = next[i] || open;
                open = open && c != '/';
                break;
            case Part::Folders:
                next[i] = next[i] || ends[i];
                open = open || ends[i];
                if (open && !last && c == '/')
                    next[i + 1] = 1;
                break;
            case Part::Never:
                break;
            }
        }
        some = std::find(next.begin(), next.end(), 1) != next.end();
        if (!some)
            return false;
        ends = std::move(next);
    }
    return ends.back() != 0;
}

QList<IgnorePattern> ignorePatterns(const QByteArray &text, bool ignoreCase)
{
    QList<IgnorePattern> patterns;
    qsizetype at = text.startsWith("\xef\xbb\xbf") ? 3 : 0;
    while (at < text.size()) {
        qsizetype end = text.indexOf('\n', at);
        if (end < 0)
            end = text.size();
        QByteArray line = text.mid(at, end - at);
        at = end + 1;
        // The kernel ends a name at a zero byte, and so does git with a line.
        if (const qsizetype zero = line.indexOf('\0'); zero >= 0)
            line.truncate(zero);
        if (line.endsWith('\r'))
            line.chop(1);
        if (line.startsWith('#'))
            continue;
        line = withoutSpacesAtEnd(line);
        if (!line.isEmpty())
            patterns.append(patternOf(line, ignoreCase));
    }
    return patterns;
}

std::optional<bool> isIgnoredBy(
    const QList<IgnorePattern> &patterns, const QByteArray &path, bool isFolder, bool ignoreCase)
{
    const QByteArray name = path.mid(path.lastIndexOf('/') + 1);
    for (auto pattern = patterns.crbegin(); pattern != patterns.crend(); ++pattern) {
        if ((isFolder || !pattern->foldersOnly) && matches(*pattern, path, name, ignoreCase))
            return !pattern->isNegated;
    }
    return std::nullopt;
}

} // namespace vibecoder
