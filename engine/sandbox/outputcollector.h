// SPDX-License-Identifier: MIT
// What a child printed: head and tail in memory, the rest in a file up to a cap, all of it counted.
#pragma once

#include <QByteArray>
#include <QFile>

#include <functional>

namespace vibecoder {

class OutputCollector
{
public:
    static constexpr qsizetype kRing = 1024 * 1024; ///< bytes kept of each end

    OutputCollector(const QString &file, qint64 fileCap, std::function<void(QByteArrayView)> live);

    void add(const QByteArray &piece);
    [[nodiscard]] qint64 total() const { return m_total; }
    void finish(QByteArray &head, QByteArray &tail, qint64 &total);

private:
    QFile m_file;
    qint64 m_fileCap;
    std::function<void(QByteArrayView)> m_live;
    QByteArray m_head, m_tail;
    qint64 m_total = 0, m_written = 0;
};

} // namespace vibecoder
