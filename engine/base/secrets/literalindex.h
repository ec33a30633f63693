// SPDX-License-Identifier: MIT
// Many literal texts looked for at once: three characters choose the few that may stand at a place.
#pragma once

#include <QString>
#include <QStringView>

#include <algorithm>
#include <array>
#include <vector>

namespace vibecoder {

class LiteralIndex
{
public:
    struct Entry
    {
        QString literal;
        int meaning = 0;
    };

    void add(const QString &literal, int meaning);
    /// After the last add(): of two literals at one place the longer is reported first.
    void settle();

    [[nodiscard]] bool mayStandAt(QStringView text, qsizetype at) const
    {
        const char16_t c = text[at].unicode();
        if (c < kPlain && m_short[c])
            return true;
        return at + 3 <= text.size() && ((m_bits[hashAt(text, at) / 64] >> (hashAt(text, at) % 64)) & 1U);
    }
    /// Calls `told` with the meaning and length of each literal that stands at `at`.
    template <typename Told>
    void standingAt(QStringView text, qsizetype at, Told told) const
    {
        const char16_t c = text[at].unicode();
        if (c < kPlain && m_short[c])
            tellOf(m_shortEntries, c, text, at, told);
        if (at + 3 <= text.size())
            tellOf(m_entries, hashAt(text, at), text, at, told);
    }

private:
    static constexpr char16_t kPlain = 128;

    struct Placed
    {
        quint32 hash;
        Entry entry;
    };

    static quint32 hashAt(QStringView text, qsizetype at)
    {
        const quint32 three = quint32(text[at].unicode()) ^ (quint32(text[at + 1].unicode()) << 8) ^
                              (quint32(text[at + 2].unicode()) << 16);
        return (three * 0x9E3779B1U) >> 16;
    }

    template <typename Told>
    static void tellOf(const std::vector<Placed> &entries, quint32 hash, QStringView text, qsizetype at, Told told)
    {
        const auto before = [](const Placed &placed, quint32 value) { return placed.hash < value; };
        auto it = std::lower_bound(entries.begin(), entries.end(), hash, before);
        for (; it != entries.end() && it->hash == hash; ++it) {
            const QString &literal = it->entry.literal;
            if (text.size() - at >= literal.size() && text.sliced(at, literal.size()) == literal)
                told(it->entry.meaning, literal.size());
        }
    }

    std::array<quint64, 1024> m_bits{};
    std::array<bool, kPlain> m_short{};
    std::vector<Placed> m_entries;
    std::vector<Placed> m_shortEntries; ///< of one or two characters
};

} // namespace vibecoder
