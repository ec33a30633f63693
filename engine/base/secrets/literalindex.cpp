// SPDX-License-Identifier: MIT
#include "base/secrets/literalindex.h"

namespace vibecoder {

void LiteralIndex::add(const QString &literal, int meaning)
{
    if (literal.isEmpty())
        return;
    if (literal.size() < 3) {
        const char16_t c = literal.front().unicode();
        m_short.at(c) = true;
        m_shortEntries.push_back({c, {literal, meaning}});
        return;
    }
    const quint32 hash = hashAt(literal, 0);
    m_bits.at(hash / 64) |= quint64(1) << (hash % 64);
    m_entries.push_back({hash, {literal, meaning}});
}

void LiteralIndex::settle()
{
    const auto order = [](const Placed &a, const Placed &b) {
        return a.hash != b.hash ? a.hash < b.hash : a.entry.literal.size() > b.entry.literal.size();
    };
    std::sort(m_entries.begin(), m_entries.end(), order);
    std::sort(m_shortEntries.begin(), m_shortEntries.end(), order);
}

} // namespace vibecoder
