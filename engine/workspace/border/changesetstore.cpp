// SPDX-License-Identifier: MIT
#include "workspace/border/changesetstore.h"

#include <QDataStream>
#include <QIODevice>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kList = "changes";
constexpr quint32 kForm = 1;

QDataStream &operator<<(QDataStream &stream, const TreeEntry &entry)
{
    // A null text and an empty one are the same here, and have to give the same id.
    return stream << quint32(entry.mode) << (entry.content.isEmpty() ? QByteArray() : entry.content);
}

QDataStream &operator>>(QDataStream &stream, TreeEntry &entry)
{
    quint32 mode = 0;
    stream >> mode >> entry.content;
    entry.mode = mode;
    return stream;
}

QByteArray encoded(const ChangeSet &set)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << kForm << quint32(set.changes.size());
    for (const Change &change : set.changes)
        stream << change.path << change.base << change.hasBase << change.now << qint64(change.size);
    stream << quint32(set.stayingBehind.size());
    for (const StayingBehind &staying : set.stayingBehind)
        stream << staying.path << qint64(staying.bytes) << qint32(staying.files);
    stream << set.problems;
    return bytes;
}

bool decode(const QByteArray &bytes, ChangeSet &set)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_0);
    quint32 form = 0, count = 0;
    stream >> form >> count;
    if (form != kForm)
        return false;
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        Change change;
        stream >> change.path >> change.base >> change.hasBase >> change.now >> change.size;
        set.changes.append(change);
    }
    count = 0;
    stream >> count;
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        StayingBehind staying;
        qint32 files = 0;
        stream >> staying.path >> staying.bytes >> files;
        staying.files = files;
        set.stayingBehind.append(staying);
    }
    stream >> set.problems;
    return stream.status() == QDataStream::Ok && stream.atEnd();
}

} // namespace

Result<QString> keepChangeSet(ObjectStore &objects, const ChangeSet &set, const QString &root)
{
    FileTree kept;
    VC_TRY(const ObjectId list, objects.put(ObjectType::Blob, encoded(set)));
    kept.insert(kList, {S_IFREG | 0644, list});
    for (const Change &change : set.changes) {
        for (const TreeEntry &entry : {change.base, change.now}) {
            if (!entry.content.isEmpty())
                kept.insert(entry.content.toHex(), {S_IFREG | 0644, entry.content});
        }
    }
    VC_TRY(const ObjectId tree, storeTree(objects, kept));
    VC_CHECK(objects.setRoot(root, tree));
    return QString::fromLatin1(tree.toHex());
}

Result<ChangeSet> loadChangeSet(const ObjectStore &objects, const QString &tree)
{
    VC_TRY(const FileTree kept, loadTree(objects, QByteArray::fromHex(tree.toLatin1())));
    VC_TRY(const QByteArray list, objects.read(ObjectType::Blob, kept.value(kList).content));
    ChangeSet set;
    if (!decode(list, set))
        return fail(ErrorCode::NotFound, u"the kept list of changes is damaged"_s);
    return set;
}

} // namespace vibecoder
