// SPDX-License-Identifier: MIT
// Finds in one pass which of many literal texts occur: about 1 ns per character, however many there are.
#pragma once

#include <QStringView>

#include <vector>

namespace vibecoder {

class MarkScan
{
public:
    /// ASCII, at least four characters each; shorter ones are refused (a mistake in the table). Returns its number.
    int add(const char *mark);
    void prepare();
    /// For each mark by number: does it occur?
    [[nodiscard]] std::vector<bool> find(QStringView text) const;

private:
    struct Entry
    {
        quint32 start; ///< the first four characters
        int number;
        QString text;
    };
    std::vector<Entry> m_entries; ///< sorted by start
    std::vector<quint64> m_first; ///< one bit per hash of four characters
    int m_count = 0;
};

} // namespace vibecoder
