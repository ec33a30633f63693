// SPDX-License-Identifier: MIT
#include "workspace/checkpoint/objectstore.h"

#include "base/digest.h"
#include "base/paths.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxStored = 512LL * 1024 * 1024; // more than any file that is kept
constexpr int kLevel = 1;                          // sources shrink to a third already; more only costs time
constexpr qsizetype kIdBytes = 32;
constexpr qint64 kLeastLeft = 2LL * 1024 * 1024, kMostLeft = 64LL * 1024 * 1024; // of the disk, for everything else
constexpr qsizetype kSizePrefix = 4; // qCompress puts the length before the zlib stream

const char kConfig[] = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n";

QByteArray headed(ObjectType type, const QByteArray &bytes)
{
    return (type == ObjectType::Blob ? "blob " : "tree ") + QByteArray::number(bytes.size()) + '\0' + bytes;
}

// Must be called before errno changes.
tl::unexpected<Error> cannotWrite(const QString &path)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return fail(ErrorCode::Io,
            u"the disk is full: there is no room for a checkpoint in %1"_s.arg(QFileInfo(path).path()),
            u"Free some space"_s, path);
    return fail(ErrorCode::Io, u"cannot write a checkpoint in %1: %2"_s.arg(QFileInfo(path).path(), qt_error_string()),
        {}, path);
}

Result<> writeNew(const QString &path, const QByteArray &bytes)
{
    const QByteArray name = QFile::encodeName(path);
    const FileDescriptor file(::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file.isOpen())
        return cannotWrite(path);
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t n = ::write(file.get(), bytes.constData() + done, size_t(bytes.size() - done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            const Result<> failed = cannotWrite(path);
            ::unlink(name.constData());
            return failed;
        }
        done += n;
    }
    return {};
}

QByteArray modeText(TreeItem::Type type)
{
    switch (type) {
    case TreeItem::Type::Folder:
        return "40000";
    case TreeItem::Type::File:
        return "100644";
    case TreeItem::Type::Program:
        return "100755";
    case TreeItem::Type::Link:
        return "120000";
    }
    Q_UNREACHABLE();
}

} // namespace

ObjectStore::ObjectStore(QString folder)
    : m_folder(std::move(folder))
{
}

Result<> ObjectStore::prepare()
{
    VC_CHECK(ensurePrivateFolder(m_folder));
    const QDir dir(m_folder);
    if (!dir.mkpath(u"objects"_s) || !dir.mkpath(u"refs/checkpoints"_s))
        return cannotWrite(m_folder + u"/objects"_s);
    const std::pair<QString, QByteArray> files[] = {{u"HEAD"_s, "ref: refs/heads/none\n"}, {u"config"_s, kConfig}};
    for (const auto &[name, text] : files) {
        if (dir.exists(name))
            continue;
        // Without a sync, which would cost a small task more than the checkpoint itself: only git reads them.
        const QString temporary = dir.filePath(u"new-"_s + newId());
        VC_CHECK(writeNew(temporary, text));
        if (::rename(QFile::encodeName(temporary).constData(), QFile::encodeName(dir.filePath(name)).constData()) != 0)
            return cannotWrite(dir.filePath(name));
    }
    return {};
}

QString ObjectStore::path(const ObjectId &id) const
{
    const QString hex = QString::fromLatin1(id.toHex());
    return m_folder + u"/objects/"_s + hex.left(2) + u'/' + hex.mid(2);
}

QString ObjectStore::linkedPath(const ObjectId &id) const
{
    return m_folder + u"/files/"_s + QString::fromLatin1(id.toHex());
}

ObjectId ObjectStore::idOf(ObjectType type, const QByteArray &bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData((type == ObjectType::Blob ? "blob " : "tree ") + QByteArray::number(bytes.size()) + '\0');
    hash.addData(bytes);
    return hash.result();
}

Result<ObjectId> ObjectStore::put(ObjectType type, const QByteArray &bytes)
{
    const ObjectId id = idOf(type, bytes);
    const QString target = path(id);
    struct stat st
    {
    };
    if (::stat(QFile::encodeName(target).constData(), &st) == 0 && st.st_size > 0 && (!m_distrust || read(type, id)))
        return id;
    if (type == ObjectType::Blob && readLinked(id))
        return id;
    const QByteArray packed = qCompress(headed(type, bytes), kLevel).mid(kSizePrefix);
    if (m_room >= 0 && m_added + packed.size() > m_room) {
        errno = ENOSPC;
        return cannotWrite(target);
    }
    const QString temporary = m_folder + u"/objects/new-"_s + newId();
    VC_CHECK(writeNew(temporary, packed));
    const QByteArray from = QFile::encodeName(temporary), to = QFile::encodeName(target);
    if (::rename(from.constData(), to.constData()) != 0) {
        QDir().mkdir(QFileInfo(target).path());
        if (::rename(from.constData(), to.constData()) != 0) {
            const Result<> failed = cannotWrite(target);
            ::unlink(from.constData());
            return passError(failed);
        }
    }
    m_added += packed.size();
    m_new.append(target);
    return id;
}

void ObjectStore::beginAdding()
{
    m_added = 0;
    m_new.clear();
    struct statvfs disk
    {
    };
    m_room = -1;
    if (::statvfs(QFile::encodeName(m_folder).constData(), &disk) != 0)
        return;
    const qint64 free = qint64(disk.f_bavail) * qint64(disk.f_frsize),
                 all = qint64(disk.f_blocks) * qint64(disk.f_frsize);
    // A checkpoint less is no loss; an answer of the model that cannot be stored is.
    m_room = std::max<qint64>(0, free - std::clamp(all / 20, kLeastLeft, kMostLeft));
}

void ObjectStore::undoAdding()
{
    for (const QString &file : std::as_const(m_new))
        QFile::remove(file);
    m_new.clear();
    m_added = 0;
}

void ObjectStore::removeLeftOvers() const
{
    for (const QString &name : QDir(m_folder + u"/objects"_s).entryList({u"new-*"_s}, QDir::Files))
        QFile::remove(m_folder + u"/objects/"_s + name);
    // Others prepare the same folder without the lock; that takes no minute.
    const QDateTime old = QDateTime::currentDateTimeUtc().addSecs(-60);
    for (const QFileInfo &file : QDir(m_folder).entryInfoList({u"new-*"_s}, QDir::Files)) {
        if (file.lastModified() < old)
            QFile::remove(file.filePath());
    }
}

Result<QByteArray> ObjectStore::read(ObjectType type, const ObjectId &id) const
{
    const auto missing = [&id] {
        return fail(ErrorCode::NotFound,
            u"the object %1 of the checkpoint is missing or damaged"_s.arg(QString::fromLatin1(id.toHex().left(12))));
    };
    QFile file(path(id));
    if (id.size() != kIdBytes || file.size() > kMaxStored)
        return missing();
    if (!file.open(QIODevice::ReadOnly)) {
        const std::optional<QByteArray> linked = type == ObjectType::Blob ? readLinked(id) : std::nullopt;
        return linked ? Result<QByteArray>(*linked) : missing();
    }
    const QByteArray whole = qUncompress(QByteArray(kSizePrefix, '\0') + file.readAll());
    const qsizetype end = whole.indexOf('\0');
    if (end < 0 || QCryptographicHash::hash(whole, QCryptographicHash::Sha256) != id ||
        !whole.startsWith(type == ObjectType::Blob ? "blob " : "tree "))
        return missing();
    return whole.mid(end + 1);
}

// Its name is its digest, so that a file somebody wrote to after all is none.
std::optional<QByteArray> ObjectStore::readLinked(const ObjectId &id) const
{
    const FileDescriptor file(
        ::open(QFile::encodeName(linkedPath(id)).constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    QFile content;
    struct stat st
    {
    };
    if (!file.isOpen() || ::fstat(file.get(), &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > kMaxStored ||
        !content.open(file.get(), QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray bytes = content.readAll();
    return idOf(ObjectType::Blob, bytes) == id ? std::optional(bytes) : std::nullopt;
}

void ObjectStore::linkBlob(const ObjectId &id, int folder, const QByteArray &name)
{
    const QString packed = path(id);
    if (!QFileInfo::exists(packed) || !QDir().mkpath(m_folder + u"/files"_s))
        return;
    const QByteArray to = QFile::encodeName(linkedPath(id));
    if (::linkat(folder, name.constData(), AT_FDCWD, to.constData(), 0) != 0 && errno != EEXIST)
        return;
    if (readLinked(id))
        m_needless.append(packed);
    else
        ::unlink(to.constData());
}

void ObjectStore::dropLinked()
{
    for (const QString &file : std::as_const(m_needless)) {
        QFile::remove(file);
        QDir().rmdir(QFileInfo(file).path()); // when it was the last one there
    }
    m_needless.clear();
}

void ObjectStore::sync() const
{
    const FileDescriptor folder(::open(QFile::encodeName(m_folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.isOpen())
        ::syncfs(folder.get());
}

Result<> ObjectStore::setRoot(const QString &name, const ObjectId &tree) const
{
    const QString target = m_folder + u"/refs/checkpoints/"_s + name, temporary = m_folder + u"/new-"_s + newId();
    VC_CHECK(writeNew(temporary, tree.toHex() + '\n'));
    if (::rename(QFile::encodeName(temporary).constData(), QFile::encodeName(target).constData()) != 0) {
        const Result<> failed = cannotWrite(target);
        QFile::remove(temporary);
        return failed;
    }
    return {};
}

void ObjectStore::removeRoot(const QString &name) const
{
    QFile::remove(m_folder + u"/refs/checkpoints/"_s + name);
}

QHash<QString, ObjectId> ObjectStore::roots() const
{
    QHash<QString, ObjectId> found;
    QDirIterator it(m_folder + u"/refs/checkpoints"_s, QDir::Files);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly))
            found.insert(it.fileName(), QByteArray::fromHex(file.read(2 * kIdBytes)));
    }
    return found;
}

Result<> ObjectStore::mark(const ObjectId &tree, QSet<ObjectId> &reached) const
{
    QByteArrayList open{tree};
    while (!open.isEmpty()) {
        const ObjectId id = open.takeLast();
        if (reached.contains(id))
            continue;
        reached.insert(id);
        const auto bytes = read(ObjectType::Tree, id);
        if (!bytes)
            continue; // a damaged checkpoint keeps nothing below that place
        VC_TRY(const std::vector<TreeItem> items, decodeTree(*bytes));
        for (const TreeItem &item : items) {
            if (item.type == TreeItem::Type::Folder)
                open.append(item.id);
            else
                reached.insert(item.id);
        }
    }
    return {};
}

Result<qint64> ObjectStore::sweep() const
{
    QSet<ObjectId> reached;
    for (const ObjectId &tree : roots())
        VC_CHECK(mark(tree, reached));
    qint64 left = 0;
    QDirIterator it(m_folder + u"/objects"_s, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString file = it.next();
        const QString folder = file.section(u'/', -2, -2);
        // Also what a crash left half written: nobody writes here while this runs.
        if (folder == u"objects"_s || !reached.contains(QByteArray::fromHex((folder + it.fileName()).toLatin1())))
            QFile::remove(file);
        else
            left += it.fileInfo().size();
    }
    return left;
}

qint64 ObjectStore::size() const
{
    qint64 bytes = 0;
    QDirIterator it(m_folder + u"/objects"_s, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        it.next();
        bytes += it.fileInfo().size();
    }
    return bytes;
}

QByteArray encodeTree(std::vector<TreeItem> items)
{
    // git sorts a folder as if its name ended with a slash.
    const auto key = [](const TreeItem &item) {
        return item.type == TreeItem::Type::Folder ? item.name + '/' : item.name;
    };
    std::sort(items.begin(), items.end(), [&key](const TreeItem &a, const TreeItem &b) { return key(a) < key(b); });
    QByteArray bytes;
    for (const TreeItem &item : items)
        bytes += modeText(item.type) + ' ' + item.name + '\0' + item.id;
    return bytes;
}

Result<std::vector<TreeItem>> decodeTree(const QByteArray &bytes)
{
    std::vector<TreeItem> items;
    qsizetype at = 0;
    while (at < bytes.size()) {
        const qsizetype space = bytes.indexOf(' ', at), end = bytes.indexOf('\0', at);
        if (space < at || end < space || end + 1 + kIdBytes > bytes.size())
            return fail(ErrorCode::NotFound, u"a folder of the checkpoint is damaged"_s);
        TreeItem item;
        bool known = false;
        for (const TreeItem::Type type :
            {TreeItem::Type::Folder, TreeItem::Type::File, TreeItem::Type::Program, TreeItem::Type::Link}) {
            if (bytes.sliced(at, space - at) == modeText(type)) {
                item.type = type;
                known = true;
            }
        }
        item.name = bytes.mid(space + 1, end - space - 1);
        item.id = bytes.mid(end + 1, kIdBytes);
        if (!known || item.name.isEmpty() || item.name.contains('/') || item.name == "." || item.name == "..")
            return fail(ErrorCode::NotFound, u"a folder of the checkpoint is damaged"_s);
        items.push_back(std::move(item));
        at = end + 1 + kIdBytes;
    }
    return items;
}

} // namespace vibecoder
