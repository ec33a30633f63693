// SPDX-License-Identifier: MIT
#include "workspace/border/changesetstore.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class ChangeSetStoreTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    static ChangeSet sample(ObjectStore &objects)
    {
        const auto blob = [&objects](const QByteArray &bytes) {
            return objects.put(ObjectType::Blob, bytes).value_or(ObjectId());
        };
        ChangeSet set;
        set.changes = {
            {"a b\n", {S_IFREG | 0644, blob("one")}, true, {S_IFREG | 0755, blob("two")}, 3},
            {"d", {}, true, {S_IFDIR | 02775, {}}, 0},
            {"d/\xff", {}, false, {S_IFLNK, blob("../x")}, 4},
            {"gone", {S_IFREG | 0600, blob("old")}, true, {}, 0},
        };
        set.stayingBehind = {{"node_modules", 1234567890123, 4321}};
        set.problems = {"p: cannot be read"};
        return set;
    }

private slots:
    void comesBackAsItWas()
    {
        ObjectStore objects(m_folder.filePath(u"one"_s));
        QVERIFY(objects.prepare());
        const ChangeSet set = sample(objects);
        const auto id = keepChangeSet(objects, set, u"t-1-0"_s);
        QVERIFY(id);
        QCOMPARE(id->size(), 64);
        QVERIFY(*loadChangeSet(objects, *id) == set);
        QVERIFY(*loadChangeSet(objects, *keepChangeSet(objects, {}, u"t-1-1"_s)) == ChangeSet());
        QCOMPARE(*keepChangeSet(objects, set, u"t-1-2"_s), *id);
        ChangeSet other = set;
        QVERIFY(other.changes[1].now.content.isNull());
        other.changes[1].now.content = QByteArray("");
        QCOMPARE(*keepChangeSet(objects, other, u"t-1-2"_s), *id);
    }

    void aSweepLeavesItsContents()
    {
        ObjectStore objects(m_folder.filePath(u"two"_s));
        QVERIFY(objects.prepare());
        const ChangeSet set = sample(objects);
        QVERIFY(objects.put(ObjectType::Blob, "nobody needs it"));
        const auto id = keepChangeSet(objects, set, u"t-1-0"_s);
        QVERIFY(objects.sweep());
        QVERIFY(*loadChangeSet(objects, *id) == set);
        for (const Change &change : set.changes) {
            for (const TreeEntry &entry : {change.base, change.now})
                QVERIFY(entry.content.isEmpty() || objects.read(ObjectType::Blob, entry.content));
        }
        QVERIFY(!objects.read(ObjectType::Blob, ObjectStore::idOf(ObjectType::Blob, "nobody needs it")));
        objects.removeRoot(u"t-1-0"_s);
        QVERIFY(objects.sweep());
        QCOMPARE(loadChangeSet(objects, *id).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(ChangeSetStoreTest)

#include "tst_changesetstore.moc"
