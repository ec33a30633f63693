// SPDX-License-Identifier: MIT
// Content-addressed files, `<folder>/ab/abcdef…`, written before the row that names them. Any thread.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace vibecoder {

class ArtifactStore
{
public:
    explicit ArtifactStore(QString folder);

    /// Stores redacted bytes (secrets never reach the disk, whether in text or in binary content) and returns the
    /// SHA-256 of what was stored.
    Result<QString> put(const QByteArray &bytes) const;
    /// Takes over a finished file (same file system) by rename; for large command outputs that were written streaming.
    Result<QString> adopt(const QString &file) const;
    /// length -1: to the end. NotFound when it was swept.
    Result<QByteArray> read(const QString &sha256, qint64 offset = 0, qint64 length = -1) const;
    [[nodiscard]] QString path(const QString &sha256) const;

private:
    QString m_folder;
};

/// Live text of the model: `<folder>/<task>-<attempt>.txt`, O_APPEND, no fsync, at most 4 MiB; readers cut at the last
/// whole line. Thrown away with the answer it belongs to.
class Spool
{
public:
    Spool(const QString &folder, const QString &taskId, int attempt);
    ~Spool();
    void append(const QByteArray &utf8);
    void clear();
    [[nodiscard]] static QString path(const QString &folder, const QString &taskId, int attempt);

private:
    QString m_path;
    int m_fd = -1;
    qint64 m_size = 0;
};

} // namespace vibecoder
