// SPDX-License-Identifier: MIT
#include "foldertrace.h"

#include <QDateTime>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

namespace vibecoder {

FolderTrace::FolderTrace(QString folder, std::function<void()> changed, QObject *parent)
    : QObject(parent)
    , m_folder(std::move(folder))
    , m_changed(std::move(changed))
    , m_told(now())
    , m_last(m_told)
{
    connect(&m_timer, &QTimer::timeout, this, &FolderTrace::look);
    constexpr int lookMs = 500;
    m_timer.start(lookMs);
}

QByteArray FolderTrace::now() const
{
    QByteArrayList lines;
    QDirIterator walk(m_folder, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        walk.next();
        const QFileInfo info = walk.fileInfo();
        lines.append(info.filePath().toUtf8() + ' ' + QByteArray::number(info.size()) + ' ' +
                     QByteArray::number(info.lastModified().toMSecsSinceEpoch()));
    }
    std::sort(lines.begin(), lines.end());
    return lines.join('\n');
}

void FolderTrace::look()
{
    const QByteArray seen = now();
    const bool quiet = seen == m_last;
    m_last = seen;
    if (!quiet || seen == m_told || seen.isEmpty())
        return;
    m_told = seen;
    m_changed();
}

} // namespace vibecoder
