// SPDX-License-Identifier: MIT
#include "workspace/worktree/clonerecord.h"

#include "base/paths.h"
#include "workspace/workspaceprivate.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kVersion = 1;
constexpr qint64 kLargest = 64 * 1024 * 1024;

// JSON holds text alone, names of files are bytes.
QString textOf(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toPercentEncoding("/"));
}

QByteArray bytesOf(const QJsonValue &text)
{
    return QByteArray::fromPercentEncoding(text.toString().toLatin1());
}

QJsonObject toJson(const NamedFew &few)
{
    return {{u"names"_s, QJsonArray::fromStringList(few.names)}, {u"count"_s, few.count}};
}

NamedFew fewFrom(const QJsonValue &json)
{
    NamedFew few;
    for (const QJsonValue &name : json[u"names"_s].toArray())
        few.names.append(name.toString());
    few.count = json[u"count"_s].toInt();
    return few;
}

QJsonObject toJson(const ClonedTree &tree)
{
    QJsonArray folders;
    for (const QByteArray &folder : tree.objectFolders)
        folders.append(textOf(folder));
    return {{u"path"_s, textOf(tree.path)}, {u"git_folder"_s, textOf(tree.gitFolder)}, {u"start"_s, textOf(tree.start)},
        {u"object_folders"_s, folders}, {u"sha256"_s, tree.isSha256}, {u"shallow"_s, textOf(tree.shallow)}};
}

ClonedTree treeFrom(const QJsonValue &json)
{
    ClonedTree tree{bytesOf(json[u"path"_s]), bytesOf(json[u"git_folder"_s]), bytesOf(json[u"start"_s]), {},
        json[u"sha256"_s].toBool(), bytesOf(json[u"shallow"_s])};
    for (const QJsonValue &folder : json[u"object_folders"_s].toArray())
        tree.objectFolders.append(bytesOf(folder));
    return tree;
}

} // namespace

QString recordFolder(const QString &worktreesFolder, const QString &name)
{
    return worktreesFolder + u"/."_s + name;
}

QByteArray cloneRecordText(const CloneRecord &record)
{
    QJsonArray trees;
    for (const ClonedTree &tree : record.trees)
        trees.append(toJson(tree));
    return QJsonDocument(
        QJsonObject{{u"version"_s, kVersion}, {u"name"_s, record.name}, {u"id"_s, record.id},
            {u"working_directory"_s, textOf(QFile::encodeName(record.workingDirectory))},
            {u"repository"_s, textOf(record.repository)}, {u"prefix"_s, textOf(record.prefix)},
            {u"branch"_s, record.branch}, {u"trees"_s, trees}, {u"left_out"_s, toJson(record.notes.leftOut)},
            {u"kept"_s, toJson(record.notes.kept)}, {u"uninitialised"_s, toJson(record.notes.uninitialised)},
            {u"uncounted"_s, record.notes.uncounted}})
        .toJson();
}

std::optional<CloneRecord> cloneRecordFrom(const QByteArray &text)
{
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    CloneRecord record{json.value(u"name"_s).toString(), json.value(u"id"_s).toString(),
        QFile::decodeName(bytesOf(json.value(u"working_directory"_s))), bytesOf(json.value(u"repository"_s)),
        bytesOf(json.value(u"prefix"_s)), json.value(u"branch"_s).toString(), {},
        {fewFrom(json.value(u"left_out"_s)), fewFrom(json.value(u"kept"_s)), fewFrom(json.value(u"uninitialised"_s)),
            json.value(u"uncounted"_s).toString()}};
    for (const QJsonValue &tree : json.value(u"trees"_s).toArray())
        record.trees.append(treeFrom(tree));
    if (json.value(u"version"_s).toInt() != kVersion || record.name.isEmpty() || record.branch.isEmpty() ||
        record.trees.isEmpty())
        return std::nullopt;
    return record;
}

Result<CloneRecord> readCloneRecord(const QString &worktreesFolder, const QString &name)
{
    VC_TRY(const QByteArray text, readWholeFile(recordFolder(worktreesFolder, name) + u"/clone.json"_s, kLargest));
    std::optional<CloneRecord> record = cloneRecordFrom(text);
    if (!record || record->name != name)
        return fail(ErrorCode::Io, u"what is known of the worktree %1 is damaged"_s.arg(name));
    return *std::move(record);
}

QByteArray deliveredTree(const QString &worktreesFolder, const QString &name)
{
    constexpr qint64 most = 100;
    const auto text = readWholeFile(recordFolder(worktreesFolder, name) + u"/delivered"_s, most);
    return text ? text->trimmed() : QByteArray();
}

Result<> noteDelivered(const QString &worktreesFolder, const QString &name, const QByteArray &tree)
{
    return writeFileAtomically(recordFolder(worktreesFolder, name) + u"/delivered"_s, tree + '\n');
}

Result<FileDescriptor> lockClone(const QString &worktreesFolder, const QString &name)
{
    const QByteArray path = QFile::encodeName(recordFolder(worktreesFolder, name) + u"/lock"_s);
    FileDescriptor lock(::open(path.constData(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!lock.isOpen())
        return fail(ErrorCode::Io, u"the worktree %1 cannot be locked: %2"_s.arg(name, errnoText()));
    int taken = -1;
    do {
        taken = ::flock(lock.get(), LOCK_EX | LOCK_NB);
    } while (taken != 0 && errno == EINTR);
    struct stat byName
    {
    };
    struct stat opened
    {
    };
    // Whoever had it may have removed it: then it is no longer the lock of that name.
    if (taken != 0 || ::lstat(path.constData(), &byName) != 0 || ::fstat(lock.get(), &opened) != 0 ||
        byName.st_ino != opened.st_ino)
        return fail(ErrorCode::Conflict, u"another process works in the worktree %1"_s.arg(name),
            u"Wait until it ends, or stop it"_s);
    return lock;
}

} // namespace vibecoder
