// SPDX-License-Identifier: MIT
// A scratch folder with a workspace in it, and short words for putting files there behind the engine's back.
#pragma once

#include "base/digest.h"
#include "workspace/workspace.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>
#include <sys/xattr.h>
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

// user::rwx, user:4321:rw-, group::---, mask::rw-, other::--- in the form of the kernel.
inline bool setAccessList(const QByteArray &file, const char *name)
{
    QByteArray list("\2\0\0\0", 4);
    const auto entry = [&list](quint16 tag, quint16 rights, quint32 id) {
        for (const int shift : {0, 8})
            list.append(char(tag >> shift & 0xff));
        for (const int shift : {0, 8})
            list.append(char(rights >> shift & 0xff));
        for (const int shift : {0, 8, 16, 24})
            list.append(char(id >> shift & 0xff));
    };
    constexpr quint32 none = 0xffffffff;
    entry(1, 7, none);
    entry(2, 6, 4321);
    entry(4, 0, none);
    entry(16, 6, none);
    entry(32, 0, none);
    return ::setxattr(file.constData(), name, list.constData(), size_t(list.size()), 0) == 0;
}

inline QByteArray attribute(const QByteArray &file, const char *name)
{
    char value[1024];
    const ssize_t size = ::getxattr(file.constData(), name, value, sizeof value);
    return size < 0 ? QByteArray() : QByteArray(value, size);
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
