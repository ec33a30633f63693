// SPDX-License-Identifier: MIT
// The patterns of a .gitignore file and what they match, as git reads them. Pure; linear in pattern times name,
// whatever they hold.
#pragma once

#include <QByteArray>
#include <QList>

#include <bitset>
#include <optional>
#include <vector>

namespace vibecoder {

/// The wildcards of one pattern: `*`, `?`, sets, `**` between slashes, a backslash before what stands for itself.
class GitWildcards
{
public:
    /// withSlashes: `*` and `?` match no slash, `**` does; else they match every character.
    GitWildcards(const QByteArray &pattern, bool withSlashes, bool ignoreCase);
    [[nodiscard]] bool matches(const QByteArray &text) const;

private:
    struct Part
    {
        enum Kind { One, Set, Any, AnyInFolder, Folders, Never } kind = One;
        char character = 0;     ///< One
        std::bitset<256> set{}; ///< Set
    };
    qsizetype readSet(const QByteArray &pattern, qsizetype at);
    void append(Part::Kind kind, char character = 0) { m_parts.push_back({kind, character, {}}); }

    std::vector<Part> m_parts;
    bool m_ignoreCase;
};

struct IgnorePattern
{
    bool isNegated = false;
    bool foldersOnly = false;
    bool nameOnly = false;            ///< has no slash: any entry of this name below the folder of the file
    QByteArray literal;               ///< begins the path (or is the name) before the first wildcard
    std::optional<GitWildcards> rest; ///< nothing: the literal is all of it
};

[[nodiscard]] QList<IgnorePattern> ignorePatterns(const QByteArray &text, bool ignoreCase = false);

/// The last pattern that matches decides: ignored or not; nothing: none matches. path: relative to the folder of the
/// file, without `.`; what lies in an ignored folder is for the caller to know.
[[nodiscard]] std::optional<bool> isIgnoredBy(
    const QList<IgnorePattern> &patterns, const QByteArray &path, bool isFolder, bool ignoreCase = false);

} // namespace vibecoder
