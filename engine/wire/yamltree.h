// SPDX-License-Identifier: MIT
// A YAML file as a small tree, with the gaps of yaml-cpp closed: encoding, size, depth, node count, unclosed quotes and
// several documents are refused here; tags, anchors and aliases are marked for the reader of the tree to refuse.
// Pure; private to this room.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace vibecoder {

struct YamlNode
{
    enum class Kind { Null, Text, List, Map, Alias };

    Kind kind = Kind::Null;
    QString text;                   ///< Text: the scalar as written, never read as number or truth value
    qsizetype offset = 0;           ///< byte of the file where it begins
    bool tagged = false;            ///< carries `!tag`
    bool anchored = false;          ///< carries `&anchor`
    std::vector<YamlNode> children; ///< List: the items; Map: key, value, key, value …

    [[nodiscard]] bool isText() const { return kind == Kind::Text; }
};

/// What makes the whole file unusable, or cuts it short.
struct YamlFault
{
    qsizetype offset = -1; ///< -1: the whole file
    QString field;         ///< (file), (encoding), (syntax) or the key at the top level
    QString message;
    QString hint;
};

struct YamlTree
{
    QByteArray bytes; ///< the file without its byte order mark: what offsets count in
    YamlNode root;    ///< a map when there is no fault; with `cut` the part that was read
    std::optional<YamlFault> fault;
    bool cut = false; ///< the fault is the node limit: what was read before it can still be reported on

    struct Position
    {
        int line = 0;   ///< from 1
        int column = 0; ///< from 1, in characters
    };
    [[nodiscard]] Position position(qsizetype offset) const;
};

inline constexpr int kYamlMaxDepth = 8;
inline constexpr int kYamlMaxNodes = 2000;

[[nodiscard]] YamlTree readYamlTree(const QByteArray &bytes, qint64 maxBytes);

} // namespace vibecoder
