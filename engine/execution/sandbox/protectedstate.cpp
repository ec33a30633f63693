// SPDX-License-Identifier: MIT
#include "execution/sandbox/protectedstate.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>

#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kEntries = 4000;               // of protected folders; more than that is counted by names alone
constexpr qint64 kHashed = 16 * 1024 * 1024; // bytes of a file that are looked at
constexpr int kFoldersLookedInto = 400;      // in search of repositories
constexpr int kLevels = 3;
constexpr qint64 kSettledNs = 1000000000;

using Folder = std::unique_ptr<DIR, int (*)(DIR *)>;

Folder openFolder(const QByteArray &path)
{
    const int fd = ::open(path.constData(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    Folder folder(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
    if (!folder && fd >= 0)
        ::close(fd);
    return folder;
}

QByteArray hashOf(const QByteArray &path, const struct stat &status)
{
    if (S_ISLNK(status.st_mode)) {
        char target[4096];
        const ssize_t length = ::readlink(path.constData(), target, sizeof target);
        return QCryptographicHash::hash(QByteArrayView(target, length > 0 ? length : 0), QCryptographicHash::Sha256);
    }
    if (!S_ISREG(status.st_mode))
        return {};
    QFile file;
    const int fd = ::open(path.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (fd >= 0 && file.open(fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle))
        hash.addData(file.read(kHashed));
    return hash.result();
}

class Look
{
public:
    Look(const QString &root, const ProtectedState &before)
        : m_root(root)
        , m_before(before)
    {
    }

    void at(const QString &name)
    {
        const QByteArray path = QFile::encodeName(m_root + u'/' + name);
        struct stat status
        {
        };
        if (m_state.size() > kEntries || ::lstat(path.constData(), &status) != 0)
            return;
        ProtectedMark mark{status.st_ino, status.st_mode, status.st_size,
            status.st_ctim.tv_sec * 1000000000LL + status.st_ctim.tv_nsec, false, {}};
        mark.settled = m_nowNs - mark.changedNs > kSettledNs;
        const auto known = m_before.constFind(name);
        // The time of the last change cannot be set by anybody.
        const bool same = known != m_before.cend() && known->settled && known->inode == mark.inode &&
                          known->changedNs == mark.changedNs && known->size == mark.size;
        mark.hash = same ? known->hash : hashOf(path, status);
        m_state.insert(name, mark);
        if (!S_ISDIR(status.st_mode))
            return;
        if (name == u".git"_s || name.endsWith(u"/.git"_s)) {
            for (const char *inner : {"/hooks", "/config", "/config.worktree", "/info/attributes", "/info/grafts"})
                at(name + QString::fromLatin1(inner));
            return;
        }
        const Folder folder = openFolder(path);
        for (const dirent *entry = folder ? ::readdir(folder.get()) : nullptr; entry; entry = ::readdir(folder.get())) {
            const QByteArrayView inner(entry->d_name);
            if (inner != "." && inner != "..")
                at(name + u'/' + QFile::decodeName(entry->d_name));
        }
    }

    [[nodiscard]] ProtectedState state() const { return m_state; }

private:
    const QString &m_root;
    const ProtectedState &m_before;
    const qint64 m_nowNs = QDateTime::currentMSecsSinceEpoch() * 1000000;
    ProtectedState m_state;
};

void searchRepositories(const QString &root, const QString &below, int level, int &budget, QStringList &found)
{
    if (level > kLevels || budget-- <= 0)
        return;
    const Folder folder = openFolder(QFile::encodeName(below.isEmpty() ? root : root + u'/' + below));
    QStringList inner;
    for (const dirent *entry = folder ? ::readdir(folder.get()) : nullptr; entry; entry = ::readdir(folder.get())) {
        const QByteArrayView name(entry->d_name);
        if (name == ".git")
            found.append(below);
        else if (entry->d_type == DT_DIR && name != "." && name != ".." && name != "node_modules")
            inner.append(
                below.isEmpty() ? QFile::decodeName(entry->d_name) : below + u'/' + QFile::decodeName(entry->d_name));
    }
    for (const QString &next : std::as_const(inner))
        searchRepositories(root, next, level + 1, budget, found);
}

} // namespace

ProtectedState protectedState(const QString &root, const QStringList &names, const ProtectedState &before)
{
    Look look(root, before);
    for (const QString &name : names)
        look.at(name);
    return look.state();
}

QStringList protectedChanges(const ProtectedState &before, const ProtectedState &after, const QString &except)
{
    const auto counts = [&except](const QString &name) {
        return except.isEmpty() || (name != except && !name.startsWith(except + u'/'));
    };
    QStringList lines;
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        const auto old = before.constFind(it.key());
        if (!counts(it.key()))
            continue;
        if (old == before.cend())
            lines.append(u"created "_s + it.key());
        else if (!old->sameAs(*it))
            lines.append((old->hash == it->hash ? u"replaced "_s : u"changed "_s) + it.key());
    }
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        if (counts(it.key()) && !after.contains(it.key()))
            lines.append(u"removed "_s + it.key());
    }
    lines.sort();
    return lines;
}

QStringList repositoriesBelow(const QString &root)
{
    QStringList found;
    int budget = kFoldersLookedInto;
    searchRepositories(root, {}, 0, budget, found);
    found.sort();
    return found;
}

} // namespace vibecoder
