// SPDX-License-Identifier: MIT
// A file that is written after each commit, so that followers in other processes wake at once. Its content is a hint
// and is never believed; a lost ring costs a second, never a row.
#pragma once

#include <QString>

namespace vibecoder {

/// Rings from one thread, watches from another: the two halves share nothing but the file.
class Bell
{
    Q_DISABLE_COPY_MOVE(Bell)

public:
    explicit Bell(const QString &dataFolder);
    ~Bell();

    void ring();
    /// A descriptor that becomes readable after a ring, or -1 when the system has none left. Owned by the bell.
    int watch();
    /// Empties the descriptor.
    void drain();

private:
    QString m_path;
    int m_fd = -1;
    int m_watch = -1;
    quint64 m_count = 0;
};

} // namespace vibecoder
