// SPDX-License-Identifier: MIT
// Applying, taking back and undoing: whole or not at all, whoever saves something in between and wherever it is killed.
#include "unit/workspace/applytesting.h"
#include "unit/workspace/swapper.h"

#include <QElapsedTimer>

#include <cerrno>
#include <cstddef>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

/// Everything that can happen to a path, in one set.
struct AllKinds
{
    Picture before, after;

    AllKinds()
    {
        before.file("changed", "1")
            .file("gone", "2")
            .file("run.sh", "3", 0644)
            .file("deep/er/changed", "4")
            .file("old/a", "5")
            .file("old/sub/b", "6")
            .file("file-to-folder", "7")
            .file("folder-to-file/x", "8")
            .file("folder-to-file/sub/y", "9")
            .link("link", "changed")
            .link("link-to-file", "nowhere")
            .file("file-to-link", "10")
            .file("folder-to-link/z", "11")
            .file("closed/f", "12")
            .file("untouched", "13")
            .file("linked", "14")
            .folder("opened", 0700);
        after = before;
        after.file("changed", "new 1")
            .remove("gone")
            .file("run.sh", "3", 0755)
            .file("deep/er/changed", "new 4")
            .remove("old")
            .remove("file-to-folder")
            .file("file-to-folder/in/side", "new 7")
            .remove("folder-to-file")
            .file("folder-to-file", "new 8")
            .link("link", "deep")
            .file("link-to-file", "new link")
            .link("file-to-link", "changed")
            .remove("folder-to-link")
            .link("folder-to-link", "deep")
            .remove("closed")
            .file("new", "new")
            .file("made/by/it", "new too", 0755)
            .folder("made/empty")
            .file("linked", "new 14")
            .folder("opened", 0755)
            .folder("made/read-only", 0555)
            .file("made/read-only/f", "new three");
    }

    void draw(const Desk &desk) const
    {
        before.draw(desk.root());
        ::link(desk.path("linked").constData(), desk.path("untouched-name-of-linked").constData());
    }
    [[nodiscard]] static FileTree with(Picture picture, const QByteArray &linked)
    {
        picture.file("untouched-name-of-linked", linked);
        return picture.tree;
    }
    [[nodiscard]] FileTree treeBefore() const { return with(before, "14"); }
    [[nodiscard]] FileTree treeAfter() const { return with(after, "new 14"); }
};

void prepare(Desk &desk, const AllKinds &kinds)
{
    kinds.draw(desk);
    desk.keep(kinds.after);
}

/// One file with two names, which must be written into; a child has begun to and was killed just before.
struct HalfWritten
{
    Desk desk;

    HalfWritten(const QByteArray &old, const QByteArray &content, const QByteArray &there)
    {
        Picture before, after;
        before.file("f", old);
        after.file("f", content);
        before.draw(desk.root());
        ::link(desk.path("f").constData(), desk.path("other").constData());
        desk.keep(after);
        const auto plan = desk.plan(changesBetween(before, after));
        (void)runUntil(2, [&](const ApplyStep &step) { (void)desk.apply(*plan, step); });
        if (desk.journal.load()->written != QSet<int>{0})
            qFatal("it is not written into");
        Picture::write(desk.path("f"), there);
    }
};

/// From here on this process is on a file system that can neither exchange names nor refuse to replace one.
void forgetRenameFlags()
{
    const sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[4])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{sizeof code / sizeof code[0], const_cast<sock_filter *>(code)};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        ::_exit(77);
}

QByteArray read(const Desk &desk, const QByteArray &path)
{
    return desk.scratch.get(u"w/"_s + pathText(path));
}

/// Replaces it the way editors do.
void saveByRename(const Desk &desk, const QByteArray &path, const QByteArray &bytes)
{
    Picture::write(desk.path(path + "~"), bytes);
    ::rename(desk.path(path + "~").constData(), desk.path(path).constData());
}

} // namespace

class ApplyTest : public QObject
{
    Q_OBJECT

private slots:
    // She removes a folder while something is put into it: no error, but a reason to look again.
    void aFolderThatIsRemovedMeanwhile()
    {
        Picture before, after;
        before.file("a", "a\n").file("d/x", "1\n").file("d/e/y", "1\n");
        after.file("a", "b\n").file("d/x", "2\n").file("d/e/y", "2\n").file("d/new/z", "2\n");
        for (int at = 1; at <= 40; ++at) {
            Desk desk;
            before.draw(desk.root());
            desk.keep(before);
            desk.keep(after);
            const auto plan = desk.plan(changesBetween(before, after));
            QVERIFY(plan && plan->isReady());
            const auto report = desk.apply(*plan, [&](int step) {
                if (step == at)
                    QDir(desk.root() + u"/d"_s).removeRecursively();
            });
            QVERIFY2(report.has_value(),
                qPrintable(u"step %1: %2"_s.arg(at).arg(report ? QString() : report.error().message)));
            const FileTree now = desk.now();
            for (const QByteArray &path : now.keys())
                QVERIFY2(!path.contains(".vibecoder"), path.constData());
            QCOMPARE(now.value("a").content, ObjectStore::idOf(ObjectType::Blob, report->applied ? "b\n" : "a\n"));
        }
    }

    void everythingIsAppliedAndUndone()
    {
        Desk desk;
        const AllKinds kinds;
        prepare(desk, kinds);
        VERIFY_TREE(desk.now(), kinds.treeBefore());
        const auto plan = desk.plan(changesBetween(kinds.before, kinds.after));
        QVERIFY(plan && plan->isReady());
        const auto report = desk.apply(*plan);
        QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().message));
        QVERIFY(report->applied && report->changedMeanwhile.isEmpty() && report->leftAlone.isEmpty());
        VERIFY_TREE(desk.now(), kinds.treeAfter());

        const auto again = desk.finish();
        QVERIFY(again && again->applied);
        QVERIFY(!desk.takeBack());
        const auto undo = desk.undoPlan();
        QVERIFY(undo && undo->plan.isReady() && undo->leftAlone.isEmpty());
        const auto undone = desk.undo();
        QVERIFY2(undone.has_value(), undone ? "" : qPrintable(undone.error().message));
        QVERIFY(undone->applied);
        VERIFY_TREE(desk.now(), kinds.treeBefore());
        // Once more is without effect.
        const auto nothing = desk.undoPlan();
        QVERIFY(nothing && nothing->plan.changes.isEmpty() && nothing->leftAlone.isEmpty());
    }

    void aSavedPathLetsTheWholeSetGoBack_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"changed", "gone", "deep/er/changed", "file-to-folder", "file-to-link", "linked",
                 "new", "folder-to-file/x", "made/by/it"})
            QTest::newRow(path) << QByteArray(path);
    }
    void aSavedPathLetsTheWholeSetGoBack()
    {
        QFETCH(QByteArray, path);
        const AllKinds kinds;
        // Before each step in turn: by rename, and into the file.
        for (const bool byRename : {true, false}) {
            for (int at = 1;; ++at) {
                Desk desk;
                prepare(desk, kinds);
                const auto plan = desk.plan(changesBetween(kinds.before, kinds.after));
                QVERIFY(plan && plan->isReady());
                int steps = 0;
                bool saved = false;
                const auto report = desk.apply(*plan, [&](int step) {
                    steps = step;
                    struct stat st
                    {
                    };
                    const QByteArray name = desk.path(path), folder = name.left(name.lastIndexOf('/'));
                    if (step != at || ::stat(folder.constData(), &st) != 0 || !S_ISDIR(st.st_mode))
                        return;
                    if (::lstat(name.constData(), &st) == 0 && !S_ISREG(st.st_mode))
                        return;
                    saved = true;
                    if (byRename)
                        saveByRename(desk, path, "hers");
                    else
                        Picture::write(name, "hers");
                });
                if (at > steps)
                    break;
                QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().message));
                if (!saved)
                    continue;
                QByteArrayList places{path};
                for (const KeptBeside &kept : report->kept)
                    places.append(kept.name);
                QByteArrayList found;
                for (const QByteArray &place : std::as_const(places))
                    found.append(read(desk, place));
                QVERIFY2(found.contains("hers"), qPrintable(u"step %1"_s.arg(at)));
                // Saved as another file after it was written into: nobody knows the other name of the first one then.
                const bool wasLinked = path == "linked";
                if (!report->applied) {
                    FileTree now = desk.now(), shall = kinds.treeBefore();
                    for (FileTree *tree : {&now, &shall}) {
                        for (const QByteArray &one : tree->keys()) {
                            // Folders that hold what she saved stay for its sake.
                            if (one == path || path.startsWith(one + '/') || (wasLinked && one.contains("linked")) ||
                                one.contains(".saved"))
                                tree->remove(one);
                        }
                    }
                    VERIFY_TREE(now, shall);
                    QVERIFY(report->changedMeanwhile.contains(path) || report->leftAlone.contains(path) ||
                            !report->kept.isEmpty() || !report->changedMeanwhile.isEmpty());
                }
                for (const QByteArray &one : desk.now().keys())
                    QVERIFY2(!isTemporaryName(one.mid(one.lastIndexOf('/') + 1)), one.constData());
            }
        }
    }

    void aSaveRightAfterTheSwapIsSeen_data()
    {
        QTest::addColumn<bool>("linked");
        QTest::newRow("another file") << false;
        QTest::newRow("the file itself") << true;
    }
    void aSaveRightAfterTheSwapIsSeen()
    {
        QFETCH(bool, linked);
        Desk desk;
        Picture before, after;
        before.file("a", "1").file("b", "1").file("c", "1");
        after.file("a", "2").file("b", "2").file("c", "2");
        before.draw(desk.root());
        desk.keep(after);
        for (const char *path : {"a", "c"}) {
            if (linked)
                ::link(
                    desk.path(path).constData(), (pathBytes(desk.scratch.at(u"outside"_s)) + '/' + path).constData());
        }
        const auto plan = desk.plan(changesBetween(before, after));
        bool saved = false;
        const auto report = desk.apply(*plan, [&](int) {
            if (saved || read(desk, "a") != "2")
                return;
            saved = true;
            saveByRename(desk, "a", "hers");
        });
        QVERIFY(saved && report && !report->applied);
        QCOMPARE(report->changedMeanwhile, QByteArrayList{"a"});
        QVERIFY(report->leftAlone.isEmpty());
        FileTree shall = before.tree;
        shall.insert("a", Picture().file("a", "hers").tree.value("a"));
        VERIFY_TREE(desk.now(), shall);
    }

    void killedAnywhereItCanBeFinishedOrTakenBack_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what :
            {"apply, finish", "apply, take back", "take back, take back", "undo, finish", "undo, take back"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void killedAnywhereItCanBeFinishedOrTakenBack()
    {
        QFETCH(QString, what);
        const AllKinds kinds;
        const bool undo = what.startsWith(u"undo"_s), takesBack = what.endsWith(u"take back"_s);
        int killAt = 0;
        for (bool complete = false; !complete;) {
            ++killAt;
            Desk desk;
            prepare(desk, kinds);
            const auto plan = desk.plan(changesBetween(kinds.before, kinds.after));
            QVERIFY(plan);
            FileTree begin = kinds.treeBefore(), end = kinds.treeAfter();
            if (undo) {
                QVERIFY(desk.apply(*plan)->applied);
                std::swap(begin, end);
                complete = runUntil(killAt, [&desk](const ApplyStep &step) { (void)desk.undo(step); });
            } else if (what.startsWith(u"apply"_s)) {
                complete = runUntil(killAt, [&](const ApplyStep &step) { (void)desk.apply(*plan, step); });
            } else {
                // Killed as late as possible, then again on the way back.
                int steps = 0;
                Desk other;
                prepare(other, kinds);
                QVERIFY(other.apply(
                    *other.plan(changesBetween(kinds.before, kinds.after)), [&](int step) { steps = step; }));
                (void)runUntil(steps, [&](const ApplyStep &step) { (void)desk.apply(*plan, step); });
                complete = runUntil(killAt, [&desk](const ApplyStep &step) { (void)desk.takeBack(step); });
            }
            const ApplyJournal &journal = undo ? desk.undoJournal : desk.journal;
            const Result<ApplyRecord> record = journal.load();
            if (!record) {
                QCOMPARE(record.error().code, ErrorCode::NotFound); // it had not begun
                VERIFY_TREE(desk.now(), begin);
                continue;
            }
            const bool done = record->stage == ApplyStage::Done;
            const auto report = takesBack && !done ? takeBackApply(*desk.scratch.workspace, desk.objects, journal)
                                                   : finishApply(*desk.scratch.workspace, desk.objects, journal);
            QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().message));
            QCOMPARE(report->applied, done || !takesBack);
            QVERIFY(report->changedMeanwhile.isEmpty() && report->leftAlone.isEmpty() && report->kept.isEmpty());
            const QByteArray difference = differenceOf(desk.now(), report->applied ? end : begin);
            QVERIFY2(difference.isEmpty(), ("killed at " + QByteArray::number(killAt) + '\n' + difference).constData());
        }
        QVERIFY(killAt > 40);
        qInfo("%d places", killAt);
    }

    void killedTwiceItCanStillBeFinished()
    {
        const AllKinds kinds;
        for (int first = 3; first < 140; first += 7) {
            for (const int second : {1, 2, 5, 11, 23, 41}) {
                Desk desk;
                prepare(desk, kinds);
                const auto plan = desk.plan(changesBetween(kinds.before, kinds.after));
                (void)runUntil(first, [&](const ApplyStep &step) { (void)desk.apply(*plan, step); });
                (void)runUntil(second, [&](const ApplyStep &step) {
                    if (second % 2 == 0)
                        (void)desk.finish(step);
                    else
                        (void)desk.takeBack(step);
                });
                const auto report = desk.finish();
                QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().message));
                VERIFY_TREE(desk.now(), report->applied ? kinds.treeAfter() : kinds.treeBefore());
            }
        }
    }

    void halfAWriteIntoTheFileItselfIsKnown_data()
    {
        QTest::addColumn<QByteArray>("old");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("torn");
        const QByteArray brief = "brief", longer = "a longer content";
        QTest::newRow("nothing written yet") << brief << longer << brief;
        QTest::newRow("room only") << brief << longer << brief + QByteArray(11, '\0');
        QTest::newRow("half") << brief << longer << longer.left(9) + QByteArray(7, '\0');
        QTest::newRow("half, the other way") << longer << brief << "bri" + longer.mid(3);
        QTest::newRow("not cut off yet") << longer << brief << brief + longer.mid(5);
        QTest::newRow("all") << brief << longer << longer;
    }
    void halfAWriteIntoTheFileItselfIsKnown()
    {
        QFETCH(QByteArray, old);
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, torn);
        for (const bool finishes : {true, false}) {
            HalfWritten half(old, content, torn);
            Desk &desk = half.desk;
            const auto report = finishes ? desk.finish() : desk.takeBack();
            QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().message));
            QCOMPARE(report->applied, finishes);
            QCOMPARE(read(desk, "other"), finishes ? content : old);
            QCOMPARE(read(desk, "f"), read(desk, "other"));
        }
    }

    void anotherContentInAHalfWrittenFileIsLeftAlone()
    {
        HalfWritten half("old", "new", "hers");
        Desk &desk = half.desk;
        const auto report = desk.finish();
        QVERIFY(report && !report->applied);
        QCOMPARE(report->changedMeanwhile, QByteArrayList{"f"});
        QCOMPARE(read(desk, "other"), QByteArray("hers"));
    }

    void afterAnotherStartOfTheMachineNothingUnknownTakesAPlace_data()
    {
        QTest::addColumn<QByteArray>("there");
        QTest::addColumn<QByteArray>("aside"); // null: nothing
        QTest::addColumn<bool>("noted");
        QTest::newRow("a content that never got to the disk") << QByteArray("old") << QByteArray("torn") << false;
        QTest::newRow("a name that did not change") << QByteArray("old") << QByteArray("new") << true;
        QTest::newRow("a name that did not change, the other gone") << QByteArray("old") << QByteArray() << true;
        QTest::newRow("a name that changed") << QByteArray("new") << QByteArray("old") << false;
    }
    void afterAnotherStartOfTheMachineNothingUnknownTakesAPlace()
    {
        QFETCH(QByteArray, there);
        QFETCH(QByteArray, aside);
        QFETCH(bool, noted);
        for (const bool finishes : {true, false}) {
            Desk desk;
            Picture before, after;
            before.file("f", "old");
            after.file("f", "new");
            desk.keep(before);
            desk.keep(after);
            Picture().file("f", there).draw(desk.root());
            ApplyRecord record;
            record.scratch = newAsideName();
            record.boot = u"another"_s;
            record.changes.append({{"f", before.tree.value("f"), after.tree.value("f"), false}, newAsideName()});
            QVERIFY(desk.journal.begin(record, desk.objects));
            if (noted)
                QVERIFY(desk.journal.noteStage(ApplyStage::InPlace));
            if (!aside.isNull())
                Picture::write(desk.path(record.changes.at(0).aside), aside);
            const auto report = finishes ? desk.finish() : desk.takeBack();
            QVERIFY(report.has_value());
            QCOMPARE(report->applied, finishes);
            QCOMPARE(read(desk, "f"), QByteArray(finishes ? "new" : "old"));
            const bool torn = aside == "torn";
            QCOMPARE(report->kept, (torn ? QList<KeptBeside>{{"f", "f.saved"}} : QList<KeptBeside>()));
            if (torn)
                QCOMPARE(read(desk, "f.saved"), QByteArray("torn"));
            QCOMPARE(desk.now().size(), torn ? 2 : 1);
        }
    }

    void aJournalKnowsWhatItHolds()
    {
        Desk desk;
        QCOMPARE(desk.journal.load().error().code, ErrorCode::NotFound);
        ApplyRecord record;
        record.scratch = "s";
        record.boot = u"b"_s;
        record.changes = {{{"a\xff/b", {S_IFREG | 0644, QByteArray(32, 'x')}, {}, true}, "a"}};
        QVERIFY(desk.journal.begin(record, desk.objects));
        QVERIFY(desk.journal.noteWritten(0));
        const auto same = desk.journal.load();
        QVERIFY(same && same->stage == ApplyStage::Begun && same->written == QSet<int>{0});
        QCOMPARE(same->changes.at(0).change, record.changes.at(0).change);
        QCOMPARE(desk.journal.begin(record, desk.objects).error().code, ErrorCode::Conflict);
        QVERIFY(desk.journal.noteStage(ApplyStage::TakenBack));
        QVERIFY(desk.journal.begin(record, desk.objects));
        // A note that was cut off is none; a record that was changed is damage.
        QFile file(desk.scratch.at(u"apply.journal"_s));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(file.size());
        file.write("d\0\0", 3);
        file.flush();
        QCOMPARE(desk.journal.load()->stage, ApplyStage::Begun);
        file.seek(20);
        file.write("!");
        file.flush();
        QCOMPARE(desk.journal.load().error().code, ErrorCode::Storage);
        desk.journal.forget(desk.objects);
        QCOMPARE(desk.journal.load().error().code, ErrorCode::NotFound);
        QVERIFY(desk.objects.roots().isEmpty());
    }

    void theStoreKeepsWhatAJournalNeeds()
    {
        Desk desk;
        const AllKinds kinds;
        prepare(desk, kinds);
        QVERIFY(desk.apply(*desk.plan(changesBetween(kinds.before, kinds.after)))->applied);
        QVERIFY(desk.objects.sweep());
        QVERIFY(desk.undo()->applied);
        VERIFY_TREE(desk.now(), kinds.treeBefore());
    }

    void undoLeavesAloneWhatIsNotWhatTheApplyLeft()
    {
        Desk desk;
        const AllKinds kinds;
        prepare(desk, kinds);
        QVERIFY(desk.apply(*desk.plan(changesBetween(kinds.before, kinds.after)))->applied);
        saveByRename(desk, "changed", "hers");
        Picture::write(desk.path("made/hers"), "hers");
        Picture::write(desk.path("gone"), "hers");
        ::unlink(desk.path("new").constData());
        saveByRename(desk, "folder-to-file", "hers");
        Picture::write(desk.path("file-to-folder/in/hers"), "hers");
        ::chmod(desk.path("deep/er/changed").constData(), 0600);
        const auto undo = desk.undoPlan();
        QVERIFY(undo);
        QCOMPARE(
            undo->leftAlone, (QByteArrayList{"changed", "file-to-folder", "file-to-folder/in", "folder-to-file",
                                 "folder-to-file/sub", "folder-to-file/sub/y", "folder-to-file/x", "gone", "made"}));
        QVERIFY(desk.undo()->applied);
        FileTree shall = kinds.treeBefore();
        Picture hers;
        hers.file("hers", "hers");
        const TreeEntry own = hers.tree.value("hers");
        for (const char *path : {"changed", "made/hers", "gone", "folder-to-file", "file-to-folder/in/hers"})
            shall.insert(path, own);
        for (const char *path : {"made", "file-to-folder", "file-to-folder/in"})
            shall.insert(path, {S_IFDIR | 0755, {}});
        for (const char *path : {"folder-to-file/x", "folder-to-file/sub", "folder-to-file/sub/y"})
            shall.remove(path);
        shall["deep/er/changed"].mode = S_IFREG | 0600;
        VERIFY_TREE(desk.now(), shall);
    }

    void nobodyElseClearsUpWhatIsInTheMiddle()
    {
        const AllKinds kinds;
        for (int killAt = 5; killAt < 80; killAt += 5) {
            Desk desk;
            prepare(desk, kinds);
            const auto plan = desk.plan(changesBetween(kinds.before, kinds.after));
            (void)runUntil(killAt, [&](const ApplyStep &step) { (void)desk.apply(*plan, step); });
            const FileTree halfWay = desk.now();
            QCOMPARE(desk.scratch.workspace->removeLeftOvers(), 0);
            VERIFY_TREE(desk.now(), halfWay);
            // And nobody lists it.
            int skipped = 0;
            const auto listed = desk.scratch.workspace->list(u"."_s, 5, 1000, &skipped);
            QVERIFY(listed.has_value());
            for (const FolderEntry &entry : *listed)
                QVERIFY2(!entry.path.contains(u".vibecoder"_s), qPrintable(entry.path));
        }
    }

    void aFolderThatGetsSomethingMeanwhileStays()
    {
        Desk desk;
        Picture before, after;
        before.file("d/x", "1").file("other", "2");
        after.file("other", "3");
        before.draw(desk.root());
        desk.keep(after);
        const auto plan = desk.plan(changesBetween(before, after));
        Picture::write(desk.path("d/hers"), "hers");
        const auto report = desk.apply(*plan);
        QVERIFY(report && report->applied);
        QCOMPARE(report->leftAlone, QByteArrayList{"d"});
        QCOMPARE(desk.scratch.names(u"w/d"_s), QStringList{u"hers"_s});
        QCOMPARE(read(desk, "other"), QByteArray("3"));
    }

    void whatIsNotReadyIsNotApplied()
    {
        Desk desk;
        ApplyPlan plan;
        plan.changes.append({".git/config", {}, {S_IFREG | 0644, ObjectStore::idOf(ObjectType::Blob, "x")}, false});
        QCOMPARE(desk.apply(plan).error().code, ErrorCode::Denied);
        plan.changes.clear();
        plan.refused.append(".git");
        QCOMPARE(desk.apply(plan).error().code, ErrorCode::Denied);
        plan.refused.clear();
        plan.conflicts.append(ApplyConflict());
        QCOMPARE(desk.apply(plan).error().code, ErrorCode::Conflict);
        plan.conflicts.clear();
        plan.problems.append("not whole");
        QCOMPARE(desk.apply(plan).error().code, ErrorCode::Conflict);
        QVERIFY(desk.now().isEmpty());
        QCOMPARE(desk.journal.load().error().code, ErrorCode::NotFound);
    }

    void aMissingContentChangesNothing()
    {
        Desk desk;
        Picture before, after;
        before.file("a", "1").file("b", "2");
        after.file("a", "new").file("b", "not kept").file("d/e", "new");
        before.draw(desk.root());
        (void)*desk.objects.put(ObjectType::Blob, "new");
        const auto report = desk.apply(*desk.plan(changesBetween(before, after)));
        QCOMPARE(report.error().code, ErrorCode::NotFound);
        VERIFY_TREE(desk.now(), before.tree);
        QCOMPARE(desk.journal.load()->stage, ApplyStage::TakenBack);
    }

    void attributesStayAndTheTimeIsLater()
    {
        Desk desk;
        Picture before, after;
        before.file("f", "1", 0640).file("same", "x");
        after.file("f", "2", 0640).file("same", "x");
        before.draw(desk.root());
        desk.keep(after);
        const bool withAttribute = ::setxattr(desk.path("f").constData(), "user.note", "mine", 4, 0) == 0;
        const struct stat old = desk.scratch.info(u"w/f"_s), other = desk.scratch.info(u"w/same"_s);
        QVERIFY(desk.apply(*desk.plan(changesBetween(before, after)))->applied);
        const struct stat now = desk.scratch.info(u"w/f"_s);
        QCOMPARE(now.st_mode & 07777, 0640U);
        QCOMPARE(now.st_uid, old.st_uid);
        QVERIFY(
            std::pair(now.st_mtim.tv_sec, now.st_mtim.tv_nsec) > std::pair(old.st_mtim.tv_sec, old.st_mtim.tv_nsec));
        char value[8] = {};
        if (withAttribute)
            QCOMPARE(::getxattr(desk.path("f").constData(), "user.note", value, sizeof value), 4);
        QCOMPARE(desk.scratch.info(u"w/same"_s).st_ctim.tv_nsec, other.st_ctim.tv_nsec);
        // The way back is a change too, for everything that compares times.
        QVERIFY(desk.undo()->applied);
        const struct stat back = desk.scratch.info(u"w/f"_s);
        QVERIFY(
            std::pair(back.st_mtim.tv_sec, back.st_mtim.tv_nsec) > std::pair(now.st_mtim.tv_sec, now.st_mtim.tv_nsec));
    }

    void rootWorksForWhomTheFolderBelongsTo()
    {
        if (::geteuid() != 0)
            QSKIP("only root can give files to somebody else");
        Desk desk;
        Picture before, after;
        before.file("hers", "1").file("of-another", "1").file("kind", "1");
        after.file("hers", "2").file("of-another", "2").file("d/new", "3").link("link", "d").file("kind/in", "4");
        before.draw(desk.root());
        desk.keep(after);
        QCOMPARE(::chown(desk.path("").constData(), 4321, 4322), 0);
        QCOMPARE(::chown(desk.path("hers").constData(), 4321, 4322), 0);
        QCOMPARE(::chown(desk.path("of-another").constData(), 4323, 4324), 0);
        QVERIFY(desk.apply(*desk.plan(changesBetween(before, after)))->applied);
        for (const char *path : {"hers", "d", "d/new", "link", "kind", "kind/in"})
            QCOMPARE(desk.scratch.info(u"w/"_s + QLatin1String(path)).st_uid, 4321U);
        QCOMPARE(desk.scratch.info(u"w/of-another"_s).st_uid, 4323U);
    }

    void whatCannotBeGivenToAnotherFileStays_data()
    {
        QTest::addColumn<uint>("user");
        QTest::addColumn<uint>("mode");
        QTest::newRow("our file in a foreign group") << 65534u << 0660u;
        QTest::newRow("a file of somebody else that everybody may write") << 23456u << 0666u;
    }
    void whatCannotBeGivenToAnotherFileStays()
    {
        if (::geteuid() != 0)
            QSKIP("only root can give files away");
        QFETCH(uint, user);
        QFETCH(uint, mode);
        Desk desk;
        Picture before, after;
        before.file("f", "old", mode);
        after.file("f", "new", mode);
        before.draw(desk.root());
        desk.keep(before);
        desk.keep(after);
        ::chmod(desk.scratch.base.toUtf8().constData(), 0777);
        QCOMPARE(::chown(desk.path("").constData(), 65534, 65534), 0);
        QCOMPARE(::chown(desk.path("f").constData(), user, 4444), 0);
        QCOMPARE(::system(("chown -R 65534 " + pathBytes(desk.objects.folder())).constData()), 0);
        const auto plan = desk.plan(changesBetween(before, after));
        const pid_t child = ::fork();
        if (child == 0) {
            if (::setgroups(0, nullptr) != 0 || ::setresgid(65534, 65534, 65534) != 0 ||
                ::setresuid(65534, 65534, 65534) != 0)
                ::_exit(2);
            const auto report = desk.apply(*plan);
            const QByteArray content = read(desk, "f");
            const auto undone = desk.undo();
            ::_exit(report && report->applied && content == "new" && undone && undone->applied ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WEXITSTATUS(status), 0);
        QCOMPARE(desk.journal.load()->written, QSet<int>{0});
        const struct stat st = desk.scratch.info(u"w/f"_s);
        QCOMPARE(uint(st.st_uid), user);
        QCOMPARE(st.st_gid, gid_t(4444));
        VERIFY_TREE(desk.now(), before.tree);
    }

    void aFullDiskChangesNothing()
    {
        Desk desk;
        const QByteArray disk = desk.scratch.at(u"outside"_s).toUtf8();
        if (::mount("tmpfs", disk.constData(), "tmpfs", 0, "size=128k") != 0)
            QSKIP("this user may not mount");
        Picture before, after;
        before.file("a", QByteArray(20000, 'a')).file("b", "b").file("gone", "g");
        after.file("a", QByteArray(20000, 'x')).file("b", QByteArray(90000, 'y')).file("d/new", "z");
        before.draw(pathText(disk));
        desk.keep(after);
        {
            const auto workspace = Workspace::open(pathText(disk));
            const ChangeSet set = changesBetween(before, after);
            const auto lower = lookAtPaths((*workspace)->descriptor(), pathsToLookAt(set), desk.objects);
            const auto plan = planApply(set, *lower, {});
            const auto report = apply(**workspace, *plan, desk.objects, desk.journal);
            QVERIFY(!report);
            QCOMPARE(report.error().code, ErrorCode::Io);
            QVERIFY(report.error().message.contains(u"cannot apply b"_s));
        }
        const QStringList names = desk.scratch.names(u"outside"_s);
        const QByteArray content = desk.scratch.get(u"outside/a"_s);
        ::umount(disk.constData());
        QCOMPARE(names, (QStringList{u"a"_s, u"b"_s, u"gone"_s}));
        QCOMPARE(content, QByteArray(20000, 'a'));
        QCOMPARE(desk.journal.load()->stage, ApplyStage::TakenBack);
    }

    void aFileSystemWithoutExchangeWorksToo_data()
    {
        QTest::addColumn<bool>("withFolders");
        QTest::newRow("files and links") << false;
        QTest::newRow("folders that make room: as a whole not") << true;
    }
    void aFileSystemWithoutExchangeWorksToo()
    {
        QFETCH(bool, withFolders);
        Desk desk;
        AllKinds kinds;
        if (!withFolders) {
            for (const char *path : {"file-to-folder", "folder-to-file", "folder-to-link"}) {
                kinds.before.remove(path);
                kinds.after.remove(path);
            }
        }
        prepare(desk, kinds);
        const auto plan = desk.plan(changesBetween(kinds.before, kinds.after));
        const pid_t child = ::fork();
        if (child == 0) {
            forgetRenameFlags();
            const auto report = desk.apply(*plan);
            if (withFolders)
                ::_exit(!report && report.error().code == ErrorCode::Io ? 0 : 1);
            const bool applied = report && report->applied && desk.now() == kinds.treeAfter();
            const auto undone = applied ? desk.undo() : report;
            ::_exit(applied && undone && undone->applied ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        if (WEXITSTATUS(status) == 77)
            QSKIP("this process may not filter its calls");
        QCOMPARE(WEXITSTATUS(status), 0);
        VERIFY_TREE(desk.now(), kinds.treeBefore());
    }

    void longNamesHaveRoom()
    {
        Desk desk;
        const QByteArray name(250, 'n');
        Picture before, after;
        before.file(name, "1");
        after.file(name, "2");
        before.draw(desk.root());
        desk.keep(after);
        const ChangeSet set = changesBetween(before, after);
        const auto plan = desk.plan(set);
        QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().message));
        Picture::write(desk.path(name), "hers");
        const auto conflict = desk.plan(set, {{name, {AnswerKind::Both, {}}}});
        QVERIFY(conflict && conflict->conflicts.size() == 1);
        // What must be kept beside gets a shorter name.
        (void)runUntil(3, [&](const ApplyStep &step) {
            (void)desk.apply(*desk.plan(set, {{name, {AnswerKind::UseTheirs, {}}}}), step);
        });
        const auto record = desk.journal.load();
        QVERIFY(record.has_value());
        Picture::write(desk.path(record->changes.at(0).aside), "hers too");
        Picture::write(desk.path(name), "and this");
        const auto report = desk.finish();
        QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->kept, (QList<KeptBeside>{{name, name.left(240) + ".saved"}}));
        QCOMPARE(read(desk, name.left(240) + ".saved"), QByteArray("hers too"));
        QCOMPARE(read(desk, name), QByteArray("and this"));
    }

    void aFileThatIsAMountPointIsWrittenInto()
    {
        Desk desk;
        Picture before, after;
        before.file("f", "1");
        after.file("f", "2");
        before.draw(desk.root());
        desk.keep(after);
        desk.scratch.put(u"outside/mounted"_s, "1");
        if (::mount(desk.scratch.at(u"outside/mounted"_s).toUtf8().constData(), desk.path("f").constData(), nullptr,
                MS_BIND, nullptr) != 0)
            QSKIP("this user may not mount");
        const auto plan = desk.plan(changesBetween(before, after));
        const auto report = plan ? desk.apply(*plan) : passError(plan);
        const QByteArray applied = desk.scratch.get(u"outside/mounted"_s);
        const auto undone = desk.undo();
        ::umount(desk.path("f").constData());
        QVERIFY2(report && report->applied, report ? "" : qPrintable(report.error().message));
        QCOMPARE(applied, QByteArray("2"));
        QVERIFY(undone && undone->applied);
        QCOMPARE(desk.scratch.get(u"outside/mounted"_s), QByteArray("1"));
        QCOMPARE(read(desk, "f"), QByteArray("1"));
    }

    void whoeverHasAFileOpenForWritingComesFirst()
    {
        Desk desk;
        Picture before, after;
        before.file("a", "1").file("open", "1");
        after.file("a", "2").file("open", "2");
        before.draw(desk.root());
        desk.keep(after);
        const auto plan = desk.plan(changesBetween(before, after));
        QFile writer(pathText(desk.path("open")));
        QVERIFY(writer.open(QIODevice::ReadWrite));
        const auto report = desk.apply(*plan);
        QVERIFY(report.has_value());
        if (report->applied)
            QSKIP("this file system does not tell who has a file open");
        QCOMPARE(report->changedMeanwhile, QByteArrayList{"open"});
        writer.write("hers");
        writer.close();
        QCOMPARE(read(desk, "open"), QByteArray("hers"));
        QCOMPARE(read(desk, "a"), QByteArray("1"));
        QVERIFY(desk.apply(*desk.plan(changesBetween(Picture().file("a", "1"), Picture().file("a", "2"))))->applied);
    }

    void nothingOutsideChangesWhileAFolderIsSwappedForALink()
    {
        Desk desk;
        Picture before, after;
        before.file("d/f", "1");
        after.file("d/f", "2").file("d/new", "3");
        before.draw(desk.root());
        desk.keep(after);
        desk.scratch.put(u"outside/f"_s, "1");
        desk.scratch.link("../outside", u"w/link"_s);
        const auto plan = desk.plan(changesBetween(before, after));
        Swapper swapper(desk.scratch.at(u"w/d"_s), desk.scratch.at(u"w/link"_s));
        for (int round = 0; round < 300; ++round) {
            const auto report = desk.apply(*plan);
            if (!report || !report->applied)
                (void)desk.takeBack();
            if (const auto record = desk.journal.load(); record && record->stage != ApplyStage::Done)
                desk.journal.forget(desk.objects);
        }
        swapper.finish();
        QCOMPARE(desk.scratch.names(u"outside"_s), QStringList{u"f"_s});
        QCOMPARE(desk.scratch.get(u"outside/f"_s), QByteArray("1"));
    }

    void aHundredFilesAreFast()
    {
        // On a real disk, where the syncs cost something.
        QTemporaryDir disk;
        const QString root = disk.filePath(u"w"_s);
        QDir().mkdir(root);
        auto workspace = Workspace::open(root);
        QVERIFY(workspace);
        ObjectStore objects(disk.filePath(u"objects"_s));
        QVERIFY(objects.prepare());
        const ApplyJournal journal(disk.filePath(u"journal"_s), u"apply"_s);
        Picture before, after;
        for (int i = 0; i < 100; ++i) {
            const QByteArray name = "d" + QByteArray::number(i % 10) + "/f" + QByteArray::number(i);
            before.file(name, QByteArray(3000, 'a') + name);
            after.file(name, QByteArray(3000, 'b') + name);
        }
        before.draw(root);
        for (const QByteArray &bytes : std::as_const(after.contents))
            QVERIFY(objects.put(ObjectType::Blob, bytes));
        objects.sync();
        const ChangeSet set = changesBetween(before, after);
        QElapsedTimer timer;
        timer.start();
        const auto lower = lookAtPaths((*workspace)->descriptor(), pathsToLookAt(set), objects);
        QVERIFY(lower);
        const auto plan =
            planApply(set, *lower, [&](const ObjectId &id) { return objects.read(ObjectType::Blob, id); });
        const qint64 planned = timer.nsecsElapsed() / 1000;
        const auto report = apply(**workspace, *plan, objects, journal);
        const qint64 all = timer.nsecsElapsed() / 1000;
        QVERIFY(report && report->applied);
        qInfo("100 files: %.1f ms looking and planning, %.1f ms applying", double(planned) / 1000,
            double(all - planned) / 1000);
    }
};

QTEST_GUILESS_MAIN(ApplyTest)
#include "tst_apply.moc"
