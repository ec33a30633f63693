// SPDX-License-Identifier: MIT
// A scratch folder with a workspace in it, and short words for putting files there behind the engine's back.
#pragma once

#include "base/digest.h"
#include "workspace/workspace.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder::testing {

// What a test closed could not be removed at its end.
inline void openUp(const QString &folder)
{
    ::chmod(QFile::encodeName(folder).constData(), 0700);
    const QFileInfoList inner =
        QDir(folder).entryInfoList(QDir::Dirs | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    for (const QFileInfo &entry : inner) {
        if (!entry.isSymLink())
            openUp(entry.filePath());
    }
}

class Scratch
{
public:
    /// In memory where that is possible: thousands of writes need not wait for a disk.
    Scratch()
        : m_dir(QFileInfo(QStringLiteral("/dev/shm")).isWritable()
                    ? QStringLiteral("/dev/shm/vibecoder-XXXXXX")
                    : QDir::tempPath() + QStringLiteral("/vibecoder-XXXXXX"))
        , base(QFileInfo(m_dir.path()).canonicalFilePath())
    {
        QDir(base).mkpath(QStringLiteral("w"));
        QDir(base).mkpath(QStringLiteral("outside"));
        workspace = std::move(*Workspace::open(at(QStringLiteral("w"))));
    }

    ~Scratch()
    {
        workspace.reset();
        openUp(base);
    }

    [[nodiscard]] QString at(const QString &path) const { return base + QLatin1Char('/') + path; }

    /// Writes below the scratch folder, making folders as needed.
    void put(const QString &path, const QByteArray &bytes) const
    {
        QDir().mkpath(QFileInfo(at(path)).path());
        QFile file(at(path));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qUtf8Printable(at(path)));
    }
    [[nodiscard]] QByteArray get(const QString &path) const
    {
        QFile file(at(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no such file)");
    }
    void link(const QByteArray &target, const QString &path) const
    {
        QDir().mkpath(QFileInfo(at(path)).path());
        if (::symlink(target.constData(), at(path).toUtf8().constData()) != 0)
            qFatal("cannot link %s", qUtf8Printable(at(path)));
    }
    [[nodiscard]] struct stat info(const QString &path) const
    {
        struct stat st
        {
        };
        ::lstat(at(path).toUtf8().constData(), &st);
        return st;
    }
    /// Names in a folder, hidden ones too.
    [[nodiscard]] QStringList names(const QString &path) const
    {
        return QDir(at(path)).entryList(
            QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    }

private:
    QTemporaryDir m_dir;

public:
    QString base;
    std::unique_ptr<Workspace> workspace;
};

} // namespace vibecoder::testing
