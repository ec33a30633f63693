// SPDX-License-Identifier: MIT
// One pass over the output of pytest. Pure; lives as long as the parser runs.
#pragma once

#include "verification/parsers/pythontrace.h"

#include <QHash>

namespace vibecoder {

class PytestReport
{
public:
    explicit PytestReport(const OutputView &view)
        : m_view(view)
        , m_output(view.output)
    {
    }

    [[nodiscard]] ParsedOutput read();

private:
    enum class Section { None, Failures, Errors, Summary, Other };

    /// One `____ name ____` block.
    struct Block
    {
        QString name; ///< `TestA.test_b[x]`, or the file of a collection error
        QString file; ///< of the outermost frame
        bool isError = false;
        qsizetype from = 0, to = 0;
        Failure failure;
        bool used = false;
    };
    /// One line of the short summary.
    struct Entry
    {
        QString id, message;
        bool isError = false;
    };

    void readLine(qsizetype i);
    [[nodiscard]] bool readTitle(QStringView title, qsizetype i);
    [[nodiscard]] bool readCounts(QStringView text);
    void takeCapturedCounts();
    void readProgress(QStringView line);
    void readEntry(QStringView line);
    void readOutside(QStringView line, qsizetype i);
    [[nodiscard]] Failure deadFailure(qsizetype i, bool innermostFirst) const;
    void startBlock(QStringView name, qsizetype i);
    void endBlock(qsizetype i);
    void readBlock(Block &block);
    void readExample(const Block &block, qsizetype i, QString &value) const;
    void readLineStyle(QStringView line);
    [[nodiscard]] Block *blockOf(const Entry &entry, const QHash<QString, QList<qsizetype>> &byName);
    [[nodiscard]] QString idOf(const Block &block) const;
    void placeCrash();
    void collectFailures(ParsedOutput &parsed);

    const OutputView &m_view;
    const OutputText &m_output;
    Section m_section = Section::None;
    bool m_captured = false, m_nested = false, m_inBlock = false, m_banner = false, m_summary = false;
    TestCounts m_counts;
    QString m_capturedCounts; ///< a line of counts in what a test printed: a test's own words, unless no other follows
    QList<Block> m_blocks;
    QList<Entry> m_entries;
    QStringList m_progress; ///< ids of tests that failed according to -v
    QString m_running;      ///< the test that had begun when the output ended
    QList<Failure> m_lineStyle, m_trouble;
};

} // namespace vibecoder
