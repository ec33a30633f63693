// SPDX-License-Identifier: MIT
#include "sandbox/outputcollector.h"

#include "base/logging.h"

namespace vibecoder {

OutputCollector::OutputCollector(const QString &file, qint64 fileCap, std::function<void(QByteArrayView)> live)
    : m_file(file)
    , m_fileCap(fileCap)
    , m_live(std::move(live))
{
    if (!file.isEmpty() && !m_file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        logWarning("execution", QStringLiteral("the output of a command cannot be kept"),
            {{QStringLiteral("file"), file}, {QStringLiteral("why"), m_file.errorString()}});
}

void OutputCollector::add(const QByteArray &piece)
{
    if (piece.isEmpty())
        return;
    m_total += piece.size();
    if (m_live)
        m_live(piece);
    if (m_file.isOpen() && m_written < m_fileCap) {
        const qint64 room = std::min<qint64>(piece.size(), m_fileCap - m_written);
        if (m_file.write(piece.constData(), room) != room)
            m_file.close(); // the disk is full: the head and the tail remain
        m_written += room;
    }
    qsizetype from = 0;
    if (m_head.size() < kRing) {
        from = std::min(piece.size(), kRing - m_head.size());
        m_head += piece.left(from);
    }
    if (from < piece.size()) {
        m_tail += QByteArrayView(piece).sliced(from);
        // Cut in large steps, so that the copy is paid once per ring and not once per piece.
        if (m_tail.size() > 2 * kRing)
            m_tail = m_tail.right(kRing);
    }
}

void OutputCollector::finish(QByteArray &head, QByteArray &tail, qint64 &total)
{
    head = m_head;
    tail = m_tail.right(kRing);
    total = m_total;
    m_file.close();
}

} // namespace vibecoder
