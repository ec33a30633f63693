// SPDX-License-Identifier: MIT
// Which refs of an attempt a clean room gets.
#include "core/clean/roomrefs.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class RoomRefsTest : public QObject
{
    Q_OBJECT

    static void write(const QString &path, const QByteArray &text)
    {
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    static RoomRefs refs(const QTemporaryDir &dir)
    {
        RoomRefs found = refsForRoom(dir.path() + u"/now/"_s, dir.path() + u"/hers/"_s);
        found.files.sort();
        return found;
    }

private slots:
    void whereTheAttemptStandsAndWhatIsNew()
    {
        const QTemporaryDir dir;
        const QString now = dir.path() + u"/now/"_s, hers = dir.path() + u"/hers/"_s;
        write(hers + u"HEAD"_s, "ref: refs/heads/work\n");
        write(hers + u"worktrees/b/HEAD"_s, "ref: refs/heads/beside\n");
        for (const char *ref : {"heads/work", "heads/beside", "heads/main", "tags/v1", "remotes/origin/main", "stash"})
            write(hers + u"refs/"_s + QString::fromLatin1(ref), "1111\n");
        write(hers + u"packed-refs"_s, "# pack-refs with: peeled\n2222 refs/tags/v0\n^3333\n");
        for (const char *ref : {"heads/work", "heads/beside", "heads/main", "heads/new/one", "tags/v0", "tags/v1",
                 "tags/v2", "remotes/origin/main", "remotes/origin/new", "stash", "replace/1111", "notes/x"})
            write(now + u"refs/"_s + QString::fromLatin1(ref), "9999\n");
        const RoomRefs found = refs(dir);
        QCOMPARE(found.files, QStringList({u"refs/heads/beside"_s, u"refs/heads/new/one"_s, u"refs/heads/work"_s,
                                  u"refs/remotes/origin/new"_s, u"refs/tags/v2"_s}));
        QVERIFY(!found.packed);
        // Another branch is checked out now.
        write(now + u"HEAD"_s, "ref: refs/heads/main\n");
        QVERIFY(refs(dir).files.contains(u"refs/heads/main"_s));
    }

    void packedOnes()
    {
        const QTemporaryDir dir;
        const QString now = dir.path() + u"/now/"_s, hers = dir.path() + u"/hers/"_s;
        write(hers + u"HEAD"_s, "ref: refs/heads/work\n");
        write(hers + u"packed-refs"_s, "1111 refs/heads/old\n1111 refs/heads/work\n1111 refs/tags/gone\n");
        write(hers + u"refs/tags/v1"_s, "1111\n");
        write(now + u"packed-refs"_s,
            "# pack-refs with: peeled fully-peeled sorted \n9999 refs/heads/work\n9999 refs/tags/v1\n^8888\n"
            "9999 refs/tags/v2\n");
        QCOMPARE(refs(dir).packed.value_or(QByteArray()),
            QByteArray("# pack-refs with: sorted \n9999 refs/heads/work\n1111 refs/tags/gone\n1111 refs/tags/v1\n"
                       "9999 refs/tags/v2\n"));
        write(now + u"packed-refs"_s, "9999 refs/replace/1111\n");
        QVERIFY(!refs(dir).packed);
    }

    void linksAreNotFollowed()
    {
        const QTemporaryDir dir;
        const QString now = dir.path() + u"/now/"_s;
        write(dir.path() + u"/out/tags/a"_s, "9999\n");
        QVERIFY(QDir().mkpath(now));
        QVERIFY(QFile::link(dir.path() + u"/out"_s, now + u"refs"_s));
        QVERIFY(refs(dir).files.isEmpty());
        QVERIFY(QFile::remove(now + u"refs"_s) && QDir().mkpath(now + u"refs/heads"_s));
        QVERIFY(QFile::link(dir.path() + u"/out/tags/a"_s, now + u"refs/heads/a"_s));
        QVERIFY(QFile::link(dir.path() + u"/out/tags"_s, now + u"refs/tags"_s));
        QVERIFY(refs(dir).files.isEmpty());
    }
};

QTEST_APPLESS_MAIN(RoomRefsTest)
#include "tst_roomrefs.moc"
