// SPDX-License-Identifier: MIT
// A content that a file holds as well is kept once.
#include "workspace/checkpoint/objectstore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class ObjectStoreTest : public QObject
{
    Q_OBJECT

    struct Place
    {
        QTemporaryDir folder;
        ObjectStore objects{folder.filePath(u"store"_s)};
        FileDescriptor files;

        Place()
        {
            QVERIFY(objects.prepare());
            QVERIFY(QDir(folder.path()).mkdir(u"files"_s));
            files = FileDescriptor(::open(QFile::encodeName(at(QString())).constData(), O_RDONLY | O_DIRECTORY));
        }
        [[nodiscard]] QString at(const QString &name) const { return folder.filePath(u"files/"_s + name); }
        void write(const QString &name, const QByteArray &bytes) const
        {
            QFile file(at(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        }
        [[nodiscard]] bool isPacked(const ObjectId &id) const
        {
            const QString hex = QString::fromLatin1(id.toHex());
            return QFile::exists(objects.folder() + u"/objects/"_s + hex.left(2) + u'/' + hex.mid(2));
        }
        [[nodiscard]] nlink_t names(const QString &name) const
        {
            struct stat st
            {
            };
            return ::stat(QFile::encodeName(at(name)).constData(), &st) == 0 ? st.st_nlink : 0;
        }
    };

private slots:
    void whatAFileHoldsIsKeptOnce()
    {
        Place place;
        const QByteArray bytes = QByteArray("content\n").repeated(1000);
        place.write(u"a"_s, bytes);
        const ObjectId id = *place.objects.put(ObjectType::Blob, bytes);
        place.objects.linkBlob(id, place.files.get(), "a");
        QVERIFY(place.isPacked(id)); // until the disk has the other one
        place.objects.dropLinked();
        QVERIFY(!place.isPacked(id));
        QCOMPARE(*place.objects.read(ObjectType::Blob, id), bytes);
        QVERIFY(!place.objects.read(ObjectType::Tree, id));
        // It is there: nothing is written again.
        QCOMPARE(*place.objects.put(ObjectType::Blob, bytes), id);
        QVERIFY(!place.isPacked(id));
        // The file goes, its content does not.
        QVERIFY(QFile::remove(place.at(u"a"_s)));
        QCOMPARE(*place.objects.read(ObjectType::Blob, id), bytes);
    }

    void aFileThatWasWrittenToIsNoObject()
    {
        Place place;
        place.write(u"a"_s, "one");
        const ObjectId id = *place.objects.put(ObjectType::Blob, "one");
        place.objects.linkBlob(id, place.files.get(), "a");
        place.objects.dropLinked();
        place.write(u"a"_s, "two");
        QCOMPARE(place.objects.read(ObjectType::Blob, id).error().code, ErrorCode::NotFound);
        QCOMPARE(*place.objects.put(ObjectType::Blob, "one"), id);
        QCOMPARE(*place.objects.read(ObjectType::Blob, id), "one");
    }

    void nothingElseIsLinked()
    {
        Place place;
        const ObjectId id = *place.objects.put(ObjectType::Blob, "one");
        place.write(u"other"_s, "two");
        QVERIFY(QFile::link(u"other"_s, place.at(u"link"_s)));
        for (const char *name : {"other", "link", "none"})
            place.objects.linkBlob(id, place.files.get(), name);
        place.objects.dropLinked();
        QVERIFY(place.isPacked(id));
        QCOMPARE(*place.objects.read(ObjectType::Blob, id), "one");
        QCOMPARE(place.names(u"other"_s), nlink_t(1));
        // What the store does not have it does not get this way.
        place.objects.linkBlob(ObjectStore::idOf(ObjectType::Blob, "two"), place.files.get(), "other");
        place.objects.dropLinked();
        QCOMPARE(place.names(u"other"_s), nlink_t(1));
        QVERIFY(!place.objects.read(ObjectType::Blob, ObjectStore::idOf(ObjectType::Blob, "two")));
    }
};

QTEST_GUILESS_MAIN(ObjectStoreTest)
#include "tst_objectstore.moc"
