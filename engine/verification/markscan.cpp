// SPDX-License-Identifier: MIT
#include "verification/markscan.h"

#include <algorithm>

namespace vibecoder {

namespace {

constexpr int kHashBits = 16;

quint32 pushed(quint32 window, char16_t c)
{
    return (window << 8) | (c < 0x80 ? c : 0xff);
}

quint32 hashOf(quint32 window)
{
    return (window * 2654435761U) >> (32 - kHashBits);
}

} // namespace

int MarkScan::add(const char *mark)
{
    const QString text = QString::fromLatin1(mark);
    if (text.size() < 4)
        qFatal("the mark \"%s\" is too short", mark);
    quint32 window = 0;
    for (qsizetype i = 0; i < 4; ++i)
        window = pushed(window, text.at(i).unicode());
    m_entries.push_back({window, m_count, text});
    return m_count++;
}

void MarkScan::prepare()
{
    std::sort(m_entries.begin(), m_entries.end(), [](const Entry &a, const Entry &b) { return a.start < b.start; });
    m_first.assign((1U << kHashBits) / 64, 0);
    for (const Entry &entry : m_entries)
        m_first[hashOf(entry.start) / 64] |= quint64(1) << (hashOf(entry.start) % 64);
}

std::vector<bool> MarkScan::find(QStringView text) const
{
    std::vector<bool> found(size_t(m_count), false);
    quint32 window = 0;
    const char16_t *data = text.utf16();
    for (qsizetype i = 0; i < text.size(); ++i) {
        window = pushed(window, data[i]);
        const quint32 hash = hashOf(window);
        if (!(m_first[hash / 64] >> (hash % 64) & 1) || i < 3)
            continue;
        auto it = std::lower_bound(m_entries.begin(), m_entries.end(), window,
            [](const Entry &entry, quint32 start) { return entry.start < start; });
        for (; it != m_entries.end() && it->start == window; ++it) {
            if (!found[size_t(it->number)] && text.sliced(i - 3).startsWith(it->text))
                found[size_t(it->number)] = true;
        }
    }
    return found;
}

} // namespace vibecoder
