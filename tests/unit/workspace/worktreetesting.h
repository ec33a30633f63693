// SPDX-License-Identifier: MIT
// A person's repository made by the real git, what it looks like to the last byte, and a clone of it.
#pragma once

#include "workspace/removetree.h"
#include "workspace/worktree/worktreeclone.h"
#include "workspacetesting.h"

#include <QCryptographicHash>
#include <QProcess>

#include <fcntl.h>

namespace vibecoder::testing {

inline QProcessEnvironment personsEnvironment()
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/local/bin:/usr/bin:/bin"));
    environment.insert(QStringLiteral("HOME"), QStringLiteral("/nonexistent"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    for (const char *name : {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"})
        environment.insert(QLatin1String(name), QStringLiteral("/dev/null"));
    for (const char *who : {"AUTHOR", "COMMITTER"}) {
        environment.insert(QStringLiteral("GIT_%1_NAME").arg(QLatin1String(who)), QStringLiteral("Ada"));
        environment.insert(QStringLiteral("GIT_%1_EMAIL").arg(QLatin1String(who)), QStringLiteral("ada@example.com"));
    }
    return environment;
}

/// What git prints, with its complaints; `code` gets its exit code.
inline QByteArray tryGit(const QString &folder, const QStringList &arguments, int *code = nullptr)
{
    QProcess git;
    git.setProcessEnvironment(personsEnvironment());
    git.setWorkingDirectory(folder);
    git.setProcessChannelMode(QProcess::MergedChannels);
    git.setStandardInputFile(QProcess::nullDevice());
    git.start(QStringLiteral("git"),
        QStringList{QStringLiteral("-c"), QStringLiteral("protocol.file.allow=always"), QStringLiteral("-c"),
            QStringLiteral("init.defaultBranch=main"), QStringLiteral("-c"), QStringLiteral("safe.directory=*")} +
            arguments);
    const bool ended = git.waitForFinished(60000);
    if (code)
        *code = ended && git.exitStatus() == QProcess::NormalExit ? git.exitCode() : -1;
    return git.readAllStandardOutput().trimmed();
}

inline QByteArray git(const QString &folder, const QStringList &arguments)
{
    int code = 0;
    const QByteArray output = tryGit(folder, arguments, &code);
    if (code != 0)
        qFatal("git %s in %s: %s", qUtf8Printable(arguments.join(QLatin1Char(' '))), qUtf8Printable(folder),
            output.constData());
    return output;
}

inline QByteArray git(const QString &folder, const char *words)
{
    return git(folder, QString::fromUtf8(words).split(QLatin1Char(' ')));
}

/// Commits all that lies in the work tree.
inline QByteArray commitAll(const QString &folder, const QString &message = QStringLiteral("more"))
{
    git(folder, "add -A");
    git(folder, {QStringLiteral("commit"), QStringLiteral("-q"), QStringLiteral("--allow-empty"), QStringLiteral("-m"),
                    message});
    return git(folder, "rev-parse HEAD");
}

enum class Times { Keep, Skip };
/// Names, kinds, permissions, times and bytes of everything below a folder.
inline QByteArray stateOf(const QString &folder, Times times = Times::Keep)
{
    QByteArray state;
    const auto add = [&state, times](const QByteArray &path) {
        struct stat st
        {
        };
        ::lstat(path.constData(), &st);
        QByteArray content;
        if (S_ISREG(st.st_mode)) {
            QFile file(QFile::decodeName(path));
            content = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("closed");
        } else if (S_ISLNK(st.st_mode)) {
            content = QFile::symLinkTarget(QFile::decodeName(path)).toUtf8();
        }
        state += path + ' ' + QByteArray::number(st.st_mode, 8) + ' ' + QByteArray::number(st.st_uid) + ' ' +
                 QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
        if (times == Times::Keep)
            state += ' ' + QByteArray::number(qint64(st.st_mtim.tv_sec)) + '.' +
                     QByteArray::number(qint64(st.st_mtim.tv_nsec));
        state += '\n';
    };
    add(QFile::encodeName(folder));
    const QDir::Filters all = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    for (const QFileInfo &info : QDir(folder).entryInfoList(all, QDir::Name)) {
        if (info.isDir() && !info.isSymLink())
            state += stateOf(info.filePath(), times);
        else
            add(QFile::encodeName(info.filePath()));
    }
    return state;
}

/// Names that are no text: QTemporaryDir would leave them behind.
inline void removeAllIn(const Scratch &scratch)
{
    const FileDescriptor base(::open(QFile::encodeName(scratch.base).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (const QString &name : scratch.names(QString()))
        (void)removeTree(base.get(), QFile::encodeName(name));
}

/// A repository of a person at `w`, with two commits.
class Person : public Scratch
{
public:
    explicit Person(const QStringList &init = {})
    {
        git(tree(), QStringList{QStringLiteral("init"), QStringLiteral("-q")} + init);
        put(QStringLiteral("w/a.txt"), "one\n");
        put(QStringLiteral("w/sub/dir/b.txt"), "two\n");
        commitAll(tree(), QStringLiteral("first"));
        put(QStringLiteral("w/a.txt"), "one and a half\n");
        commitAll(tree(), QStringLiteral("second"));
    }

    [[nodiscard]] QString tree() const { return at(QStringLiteral("w")); }
    [[nodiscard]] QString worktrees() const { return at(QStringLiteral("data/worktrees")); }
    [[nodiscard]] WorktreeRequest request(const QString &folder = QStringLiteral("w")) const
    {
        return {worktrees(), at(folder), QStringLiteral("Fix it!"), QStringLiteral("abc123"), {}};
    }
    [[nodiscard]] Result<std::unique_ptr<WorktreeClone>> make(const QString &folder = QStringLiteral("w")) const
    {
        return WorktreeClone::make(request(folder));
    }
};

} // namespace vibecoder::testing

#define MAKE(name, ...)                                                                                                \
    auto name##Made = (__VA_ARGS__);                                                                                   \
    QVERIFY2(name##Made, name##Made ? "" : qPrintable(name##Made.error().message));                                    \
    const auto &name = *name##Made
