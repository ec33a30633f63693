// SPDX-License-Identifier: MIT
// What an apply would do to each path, decided without touching a disk.
#include "unit/workspace/applytesting.h"

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

struct Sides
{
    Picture base, mine, theirs;

    explicit Sides(const Picture &begin = {})
        : base(begin)
        , mine(begin)
        , theirs(begin)
    {
    }

    [[nodiscard]] ChangeSet set() const { return changesBetween(base, theirs); }
    [[nodiscard]] ApplyPlan plan(const ApplyAnswers &answers = {}) const { return plan(set(), answers); }
    [[nodiscard]] ApplyPlan plan(const ChangeSet &set, const ApplyAnswers &answers = {}) const
    {
        QHash<ObjectId, QByteArray> known = base.contents;
        known.insert(mine.contents);
        known.insert(theirs.contents);
        const auto plan = planApply(
            set, mine.tree, [&known](const ObjectId &id) -> Result<QByteArray> { return known.value(id); }, answers);
        return *plan;
    }
};

/// `path: before -> after` with type and permissions, one a line.
QByteArray shown(const ApplyPlan &plan)
{
    QByteArrayList lines;
    const auto name = [](const TreeEntry &entry) {
        if (entry.mode == 0)
            return QByteArray("nothing");
        const QByteArray kind = S_ISDIR(entry.mode) ? "folder" : S_ISLNK(entry.mode) ? "link" : "file";
        return S_ISLNK(entry.mode) ? kind : kind + ' ' + QByteArray::number(entry.mode & 0777, 8);
    };
    for (const PlannedChange &change : plan.changes)
        lines.append(
            change.path + ": " + name(change.before) + " -> " + name(change.after) + (change.merged ? " merged" : ""));
    return lines.join('\n');
}

QByteArrayList conflictsOf(const ApplyPlan &plan)
{
    QByteArrayList paths;
    for (const ApplyConflict &conflict : plan.conflicts)
        paths.append(conflict.path + ' ' + QByteArray::number(int(conflict.reason)));
    return paths;
}

QByteArray conflict(const char *path, ConflictReason reason)
{
    return path + (' ' + QByteArray::number(int(reason)));
}

const char kText[] = "one\ntwo\nthree\nfour\nfive\n";

} // namespace

class ApplyPlanTest : public QObject
{
    Q_OBJECT

private slots:
    void anUntouchedFolderTakesEverything()
    {
        Sides sides(Picture().file("a", "1").file("gone", "2").file("d/x", "3").link("l", "a"));
        sides.theirs.file("a", "new").remove("gone").remove("d").file("new/deep/f", "4", 0755).link("l", "new");
        const ApplyPlan plan = sides.plan();
        QVERIFY(plan.isReady());
        QCOMPARE(shown(plan), QByteArray("a: file 644 -> file 644\n"
                                         "d: folder 755 -> nothing\n"
                                         "d/x: file 644 -> nothing\n"
                                         "gone: file 644 -> nothing\n"
                                         "l: link -> link\n"
                                         "new: nothing -> folder 755\n"
                                         "new/deep: nothing -> folder 755\n"
                                         "new/deep/f: nothing -> file 755"));
    }

    void whatIsThereAlreadyNeedsNothing()
    {
        Sides sides(Picture().file("a", "1").file("b", "1"));
        sides.theirs.file("a", "2").remove("b").file("c/d", "3");
        sides.mine = sides.theirs;
        QVERIFY(sides.plan().isReady());
        QCOMPARE(shown(sides.plan()), QByteArray());
    }

    void bothChangedTextsAreMerged()
    {
        Sides sides(Picture().file("a", kText));
        sides.mine.file("a", "ONE\ntwo\nthree\nfour\nfive\n");
        sides.theirs.file("a", "one\ntwo\nthree\nfour\nFIVE\n");
        const ApplyPlan plan = sides.plan();
        QVERIFY(plan.isReady());
        QCOMPARE(shown(plan), QByteArray("a: file 644 -> file 644 merged"));
        QCOMPARE(plan.contents.value(plan.changes.at(0).after.content), QByteArray("ONE\ntwo\nthree\nfour\nFIVE\n"));
    }

    void whatOnlyAPersonCanDecide_data()
    {
        QTest::addColumn<QByteArray>("base");
        QTest::addColumn<QByteArray>("mine");
        QTest::addColumn<QByteArray>("theirs");
        QTest::addColumn<bool>("hasBase");
        QTest::addColumn<int>("reason");
        const auto row = [](const char *name, const QByteArray &base, const QByteArray &mine, const QByteArray &theirs,
                             bool hasBase, ConflictReason reason) {
            QTest::newRow(name) << base << mine << theirs << hasBase << int(reason);
        };
        row("the same line", "a\n", "b\n", "c\n", true, ConflictReason::BothChanged);
        row("both new", {}, "b\n", "c\n", true, ConflictReason::BothChanged);
        row("binary", QByteArray("a\0", 2), QByteArray("b\0", 2), QByteArray("c\0", 2), true, ConflictReason::NotText);
        row("I deleted it", "a\n", {}, "c\n", true, ConflictReason::Deleted);
        row("they deleted it", "a\n", "b\n", {}, true, ConflictReason::Deleted);
        row("no base", "a\n", "a\n", "c\n", false, ConflictReason::NoBase);
        row("no base, gone here", {}, {}, "c\n", false, ConflictReason::NoBase);
        row("no base, gone there", "a\n", "a\n", {}, false, ConflictReason::NoBase);
    }
    void whatOnlyAPersonCanDecide()
    {
        QFETCH(QByteArray, base);
        QFETCH(QByteArray, mine);
        QFETCH(QByteArray, theirs);
        QFETCH(bool, hasBase);
        QFETCH(int, reason);
        Sides sides;
        const auto draw = [](Picture &picture, const QByteArray &bytes) {
            if (!bytes.isNull())
                picture.file("d/f", bytes);
            else
                picture.folder("d");
        };
        draw(sides.base, base);
        draw(sides.mine, mine);
        draw(sides.theirs, theirs);
        ChangeSet set = sides.set();
        if (set.changes.isEmpty())
            set.changes.append({"d/f", sides.base.tree.value("d/f"), true, sides.theirs.tree.value("d/f"), 0});
        set.changes[0].hasBase = hasBase;
        const ApplyPlan open = sides.plan(set);
        QCOMPARE(conflictsOf(open), QByteArrayList{conflict("d/f", ConflictReason(reason))});
        QVERIFY(open.changes.isEmpty());
        const TreeEntry my = sides.mine.tree.value("d/f"), their = sides.theirs.tree.value("d/f");

        const ApplyPlan keeps = sides.plan(set, {{"d/f", {AnswerKind::KeepMine, {}}}});
        QVERIFY(keeps.isReady() && keeps.changes.isEmpty());
        const ApplyPlan takes = sides.plan(set, {{"d/f", {AnswerKind::UseTheirs, {}}}});
        QVERIFY(takes.isReady());
        QCOMPARE(takes.changes, (QList<PlannedChange>{{"d/f", my, their, false}}));
        const ApplyPlan edited = sides.plan(set, {{"d/f", {AnswerKind::Edited, "mine and theirs"}}});
        QVERIFY(edited.isReady());
        QCOMPARE(edited.contents.value(edited.changes.at(0).after.content), QByteArray("mine and theirs"));
        const ApplyPlan both = sides.plan(set, {{"d/f", {AnswerKind::Both, {}}}});
        QVERIFY(both.isReady());
        QList<PlannedChange> wanted;
        if (their.mode != 0)
            wanted.append({my.mode == 0 ? "d/f" : "d/f.theirs", {}, their, false});
        QCOMPARE(both.changes, wanted);
    }

    void aBaseThatIsKnownByItsIdAloneIsNotMerged()
    {
        Sides sides(Picture().file("f", kText));
        sides.mine.file("f", "mine");
        sides.theirs.file("f", "theirs");
        const auto plan = planApply(sides.set(), sides.mine.tree,
            [](const ObjectId &) -> Result<QByteArray> { return fail(ErrorCode::NotFound, u"not kept"_s); });
        QVERIFY(plan.has_value());
        QCOMPARE(conflictsOf(*plan), QByteArrayList{conflict("f", ConflictReason::NotText)});
    }

    void theNameForBothIsAFreeOne()
    {
        Sides sides(Picture().file("f", "a\n"));
        sides.mine.file("f", "b\n").file("f.theirs", "of another time");
        sides.theirs.file("f", "c\n");
        const ApplyPlan plan = sides.plan({{"f", {AnswerKind::Both, {}}}});
        QVERIFY(plan.isReady());
        QCOMPARE(shown(plan), QByteArray("f.theirs-2: nothing -> file 644"));
        QVERIFY(pathsToLookAt(sides.set()).contains("f.theirs-2"));
    }

    void permissionsOfBothSidesMeet()
    {
        Sides sides(Picture().file("f", "1", 0644).file("g", "1", 0644).file("gone", "1").folder("d", 0755));
        sides.mine.file("f", "1", 0600).file("g", "2", 0644).remove("gone");
        sides.theirs.file("f", "2", 0744).file("g", "1", 0755).file("gone", "1", 0755).folder("d", 0700);
        const ApplyPlan plan = sides.plan();
        QVERIFY(plan.isReady());
        QCOMPARE(shown(plan), QByteArray("d: folder 755 -> folder 700\n"
                                         "f: file 600 -> file 700\n"
                                         "g: file 644 -> file 755 merged"));
        QCOMPARE(plan.changes.at(2).after.content, sides.mine.tree.value("g").content);
    }

    // She removed the folder; what she wants of it all the same comes with the permissions it has in the attempt.
    void aFolderThatComesBackIsAsTheAttemptHasIt()
    {
        Sides sides(Picture().folder("d", 0755).file("d/x", "1"));
        sides.mine.remove("d");
        sides.theirs.folder("d", 0700).file("d/x", "2");
        const ApplyPlan plan = sides.plan({{"d/x", {AnswerKind::UseTheirs, {}}}});
        QVERIFY(plan.isReady());
        QCOMPARE(shown(plan), QByteArray("d: nothing -> folder 700\nd/x: nothing -> file 644"));
    }

    void aFolderWithSomethingOfThePersonStays()
    {
        Sides sides(Picture().file("d/e/x", "1").file("d/y", "1"));
        sides.theirs.remove("d");
        sides.mine.file("d/e/hers", "2");
        const ApplyPlan plan = sides.plan();
        QVERIFY(plan.isReady());
        QCOMPARE(plan.keptFolders, (QByteArrayList{"d", "d/e"}));
        QCOMPARE(shown(plan), QByteArray("d/e/x: file 644 -> nothing\nd/y: file 644 -> nothing"));
    }

    void aFolderThatIsNeededIsMade()
    {
        Sides sides(Picture().folder("d/e"));
        sides.mine.remove("d");
        sides.theirs.file("d/e/x", "1");
        QCOMPARE(shown(sides.plan()),
            QByteArray("d: nothing -> folder 755\nd/e: nothing -> folder 755\nd/e/x: nothing -> file 644"));
    }

    void kindsChange()
    {
        Sides sides(Picture().file("f", "1").file("d/x", "2").file("d/e/y", "3").link("l", "f"));
        sides.theirs.remove("f").file("f/inside", "4").remove("d").file("d", "5").file("l", "6");
        const ApplyPlan plan = sides.plan();
        QVERIFY(plan.isReady());
        QCOMPARE(shown(plan), QByteArray("d: folder 755 -> file 644\n"
                                         "d/e: folder 755 -> nothing\n"
                                         "d/e/y: file 644 -> nothing\n"
                                         "d/x: file 644 -> nothing\n"
                                         "f: file 644 -> folder 755\n"
                                         "f/inside: nothing -> file 644\n"
                                         "l: link -> file 644"));
    }

    void whatIsInTheWayIsNamed()
    {
        Sides sides(Picture().file("f", "1").file("d/x", "2"));
        sides.theirs.remove("f").file("f/inside", "4").remove("d").file("d", "5");
        sides.mine.file("f", "hers").file("d/hers", "too");
        const ApplyPlan plan = sides.plan();
        QCOMPARE(conflictsOf(plan),
            (QByteArrayList{conflict("d", ConflictReason::InTheWay), conflict("f", ConflictReason::Kind),
                conflict("f/inside", ConflictReason::InTheWay)}));
        const ApplyPlan mine = sides.plan({{"f", {AnswerKind::KeepMine, {}}}, {"d", {AnswerKind::KeepMine, {}}}});
        QVERIFY(mine.isReady());
        QCOMPARE(shown(mine), QByteArray("d/x: file 644 -> nothing"));
        const ApplyPlan other = sides.plan({{"f", {AnswerKind::UseTheirs, {}}}, {"d", {AnswerKind::Both, {}}}});
        QVERIFY(other.isReady());
        QCOMPARE(shown(other), QByteArray("d.theirs: nothing -> file 644\n"
                                          "d/x: file 644 -> nothing\n"
                                          "f: file 644 -> folder 755\n"
                                          "f/inside: nothing -> file 644"));
    }

    void someFolderOfThePersonBecameALink()
    {
        Sides sides(Picture().file("d/x", "1"));
        sides.theirs.file("d/new", "2");
        sides.mine.remove("d").link("d", "elsewhere");
        QCOMPARE(conflictsOf(sides.plan()), (QByteArrayList{conflict("d/new", ConflictReason::InTheWay)}));
    }

    void someThingsAreRefusedWhoeverAsks_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<uint>("mode");
        constexpr uint file = S_IFREG | 0644;
        QTest::newRow("git") << QByteArray(".git/config") << file;
        QTest::newRow("git itself") << QByteArray(".git") << file;
        QTest::newRow("git below") << QByteArray("a/.git/hooks/x") << file;
        QTest::newRow("git in another spelling") << QByteArray("a/.Git/x") << file;
        QTest::newRow("outside") << QByteArray("../x") << file;
        QTest::newRow("outside, later") << QByteArray("a/../../x") << file;
        QTest::newRow("absolute") << QByteArray("/etc/passwd") << file;
        QTest::newRow("no name") << QByteArray("a//b") << file;
        QTest::newRow("nothing") << QByteArray("") << file;
        QTest::newRow("a name with NUL") << QByteArray("a\0b", 3) << file;
        QTest::newRow("a name of ours") << QByteArray(".vibecoder-new-abcdefghijkl") << file;
        QTest::newRow("socket") << QByteArray("a") << uint(S_IFSOCK | 0644);
        QTest::newRow("device") << QByteArray("a") << uint(S_IFCHR | 0644);
        QTest::newRow("pipe") << QByteArray("a") << uint(S_IFIFO | 0644);
        QTest::newRow("set-user-id") << QByteArray("a") << uint(S_IFREG | 04755);
    }
    void someThingsAreRefusedWhoeverAsks()
    {
        QFETCH(QByteArray, path);
        QFETCH(uint, mode);
        ChangeSet set;
        set.changes.append({path, {}, true, {mode, ObjectStore::idOf(ObjectType::Blob, "x")}, 1});
        const ApplyPlan plan = Sides().plan(set, {{path, {AnswerKind::UseTheirs, {}}}});
        QCOMPARE(plan.refused, QByteArrayList{path});
        QVERIFY(plan.changes.isEmpty() && !plan.isReady());
        QVERIFY(pathsToLookAt(set).isEmpty());
    }

    void bitsThatAreNoPermissionsSayNothing()
    {
        Sides sides(Picture().folder("d").link("l", "a").file("f", "1"));
        sides.theirs.link("l", "b").folder("d/e").file("f", "2");
        ChangeSet set = sides.set();
        set.changes.append({"d", {S_IFDIR | 02755, {}}, true, {S_IFDIR | 03755, {}}, 0});
        for (Change &change : set.changes) {
            if (S_ISLNK(change.now.mode))
                change.base.mode = change.now.mode = S_IFLNK | 0777;
            else if (change.path == "d/e")
                change.now.mode |= S_ISGID;
            else if (change.path == "f")
                change.base.mode |= S_ISUID;
        }
        const ApplyPlan plan = sides.plan(set);
        QVERIFY(plan.isReady());
        QCOMPARE(shown(plan), QByteArray("d/e: nothing -> folder 755\nf: file 644 -> file 644\nl: link -> link"));
        for (const PlannedChange &change : plan.changes)
            QCOMPARE(change.after.mode & 07000, 0U);
    }

    void anIncompleteSetIsNotReady()
    {
        ChangeSet unread;
        unread.changes.append({"f", {}, true, {S_IFREG | 0644, {}}, 1});
        QCOMPARE(Sides().plan(unread).problems.size(), 1);
        QVERIFY(!Sides().plan(unread).isReady());
        ChangeSet set;
        set.problems.append("a: cannot be read");
        QVERIFY(!Sides().plan(set).isReady());
    }
};

QTEST_GUILESS_MAIN(ApplyPlanTest)
#include "tst_applyplan.moc"
