// SPDX-License-Identifier: MIT
// Command output made readable once for all parsers: UTF-8 decoded (broken bytes become U+FFFD), escape sequences of
// terminals removed, progress lines resolved (what overwrote a line wins), CRLF taken as a line end. Linear in time; of
// output above kMaxBytes the head and the tail are kept. Not copied: the lines are views into its text.
#pragma once

#include <QByteArray>
#include <QRegularExpression>
#include <QString>

#include <vector>

namespace vibecoder {

class OutputText
{
public:
    static constexpr qsizetype kMaxBytes = 8 * 1024 * 1024;
    /// What a regular expression may see of a line, so that no pattern meets a line of 100,000 characters.
    static constexpr qsizetype kMaxMatched = 1000;

    explicit OutputText(const QByteArray &bytes);
    Q_DISABLE_COPY_MOVE(OutputText)

    /// All lines joined by `\n`.
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] qsizetype lineCount() const { return m_count; }
    /// Whole line without its end; empty for a number outside the text, so looking ahead needs no check.
    [[nodiscard]] QStringView line(qsizetype index) const
    {
        if (index < 0 || index >= m_count)
            return {};
        const qsizetype start = m_starts[size_t(index)];
        return {m_text.constData() + start, qsizetype(m_starts[size_t(index) + 1]) - 1 - start};
    }

private:
    void removeLogTimes();
    void indexLines();

    QString m_text;
    std::vector<quint32> m_starts; ///< of each line, and where one behind the last would start
    qsizetype m_count = 0;
};

/// Matches at most the first kMaxMatched characters of the line. Check a literal before: patterns are the slow part.
[[nodiscard]] QRegularExpressionMatch matchLine(const QRegularExpression &pattern, QStringView line);

} // namespace vibecoder
