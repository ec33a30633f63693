// SPDX-License-Identifier: MIT
// Which files of some folders one command in a view opens, as inotify tells it (launcher/trace.c). A thread of its own
// reads, because the kernel keeps no more than some thousand openings that nobody has read.
#pragma once

#include "base/filedescriptor.h"
#include "sandbox/launcher/protocol.h"

#include <QByteArrayList>
#include <QHash>
#include <QSet>

#include <thread>

namespace vibecoder {

struct OpenedFiles
{
    QByteArrayList paths; ///< below the root, sorted; what was made meanwhile is among them
    QString why;          ///< not empty: the list is not whole, or there is none
};

class OpenTrace
{
    Q_DISABLE_COPY_MOVE(OpenTrace)

public:
    /// folders: below root (absolute); the empty one is root itself. At most vc_traced_max.
    OpenTrace(const QByteArray &root, const QByteArrayList &folders);
    ~OpenTrace();

    /// The file for the order of a command; not open when it cannot be made.
    [[nodiscard]] const FileDescriptor &list() const { return m_list; }
    [[nodiscard]] quint32 count() const { return quint32(m_folders.size()); }

    /// What the launcher answered for the command.
    void begin(const vc_answer &answer, FileDescriptor watches);
    /// When the command has ended.
    [[nodiscard]] OpenedFiles finish();

private:
    void read();
    void drain();
    void stop();

    QByteArrayList m_folders;
    qint64 m_textLength = 0;
    FileDescriptor m_list, m_watches, m_stopReading, m_stopWriting;
    std::thread m_thread;
    QHash<int, QSet<QByteArray>> m_seen; ///< names by the number of the watch; of the thread while it runs
    bool m_lostSome = false;
    QString m_why;
};

} // namespace vibecoder
