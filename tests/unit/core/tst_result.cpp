// SPDX-License-Identifier: MIT
// The result of an attempt in a view, in real folders: what a command made comes into the person's folder and goes back
// again, whatever happens on the way.
#include "resulttesting.h"

#include "core/result/conflictcard.h"
#include "workspace/border/pathlook.h"

using namespace resulttesting;

class ResultTest : public QObject
{
    Q_OBJECT

    bool m_canMount = false;

    // Ends the process before the n-th change on the disk. False: it ran through.
    static bool diesAt(int n, const std::function<bool(const ApplyStep &)> &work)
    {
        const pid_t child = ::fork();
        if (child == 0) {
            const ApplyStep step = [n](int at) {
                if (at == n)
                    ::_exit(7);
            };
            ::_exit(work(step) ? 0 : 1);
        }
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
            continue;
        if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 7))
            qFatal("the child failed: %d", status);
        return WEXITSTATUS(status) == 7;
    }

    // Something of everything.
    static bool work()
    {
        return testing::write("a.txt", "two\n") && makeFolders("new/deep") && testing::write("new/deep/x", "x") &&
               testing::write("new/run", "#!/bin/sh\n", 0755) && ::unlink("gone.txt") == 0 && removeAll("old") &&
               ::symlink("a.txt", "link") == 0 && ::chmod("mode.txt", 0600) == 0;
    }
    static void prepare(Attempt &attempt)
    {
        attempt.put(u"a.txt"_s, "one\n");
        attempt.put(u"gone.txt"_s, "gone\n");
        attempt.put(u"old/b/c"_s, "c\n");
        attempt.put(u"mode.txt"_s, "mode\n");
        attempt.put(u"stays"_s, "stays\n");
    }

private slots:
    void initTestCase() { m_canMount = canMountViews(); }
    void init()
    {
        if (!m_canMount)
            QSKIP("no view can be mounted here");
    }

    void comesIntoTheFolderAndGoesBack()
    {
        Attempt attempt;
        prepare(attempt);
        const auto before = attempt.picture();
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs(work));
        QCOMPARE(attempt.picture(), before);

        const auto dry = attempt.apply({.dryRun = true});
        QVERIFY(dry);
        QVERIFY(!dry->applied && dry->dryRun && !dry->changes.isEmpty());
        QCOMPARE(dry->files, 0);
        QCOMPARE(attempt.picture(), before);

        const auto applied = attempt.apply();
        QVERIFY2(applied, applied ? "" : qPrintable(applied.error().message));
        QVERIFY(applied->applied && applied->conflicts.files.isEmpty() && applied->refused.isEmpty());
        QCOMPARE(applied->changes, dry->changes);
        QCOMPARE(applied->files, 7);
        QCOMPARE(attempt.get(u"a.txt"_s), "two\n");
        QCOMPARE(attempt.get(u"new/deep/x"_s), "x");
        QVERIFY(!QFileInfo::exists(attempt.root() + u"/old"_s));
        QCOMPARE(attempt.scratch.info(u"w/mode.txt"_s).st_mode & 07777, 0600U);
        QCOMPARE(attempt.scratch.info(u"w/new/run"_s).st_mode & 07777, 0755U);
        const auto after = attempt.picture();

        // Again: nothing to do, and it still can be taken back.
        const auto again = attempt.apply();
        QVERIFY(again && again->applied && again->changes.isEmpty());
        QCOMPARE(again->files, 7);

        const auto undone = attempt.undo();
        QVERIFY2(undone, undone ? "" : qPrintable(undone.error().message));
        QVERIFY(undone->undone && undone->leftAlone.isEmpty());
        QCOMPARE(attempt.picture(), before);
        QCOMPARE(attempt.undo().error().code, ErrorCode::NotFound);

        QVERIFY(attempt.apply()->applied);
        QCOMPARE(attempt.picture(), after);
        QVERIFY(attempt.undo()->undone);
        QCOMPARE(attempt.picture(), before);
    }

    // Bits beyond the permissions: what is read of a view has them, what is applied has not, and nothing is refused or
    // differs because of that.
    void oddPermissionsAndFoldersOfGroups()
    {
        Attempt attempt;
        attempt.put(u"group/a"_s, "a\n");
        attempt.put(u"sticky/a"_s, "a\n");
        attempt.put(u"closed/a"_s, "a\n");
        attempt.put(u"odd"_s, "odd\n");
        const auto mode = [&](const char *path, mode_t wanted) {
            QCOMPARE(::chmod((attempt.root() + u'/' + QString::fromLatin1(path)).toUtf8().constData(), wanted), 0);
        };
        mode("group", 02775);
        mode("sticky", 01777);
        mode("closed", 0750);
        mode("odd", 0604);
        const auto before = attempt.picture();
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs([] {
            return testing::write("group/a", "b\n") && testing::write("group/new", "n\n", 0660) &&
                   makeFolders("group/sub") && testing::write("group/sub/x", "x\n") &&
                   testing::write("sticky/a", "b\n") && testing::write("sticky/new", "n\n") &&
                   testing::write("closed/new", "n\n", 0640) && testing::write("odd", "even\n") &&
                   makeFolders("made") && ::chmod("made", 02770) == 0 && testing::write("made/x", "x\n") &&
                   ::chmod("closed", 0700) == 0;
        }));
        const ChangeSet set = attempt.changes();
        QVERIFY2(set.problems.isEmpty(), set.problems.join('|').constData());
        for (const Change &change : set.changes)
            QVERIFY2(mayBeApplied({change.path, change.base, change.now}), change.path.constData());
        const auto applied = attempt.apply(set);
        QVERIFY2(applied, applied ? "" : qPrintable(applied.error().message));
        QVERIFY2(applied->applied, qPrintable(applied->changedMeanwhile.join(u'|')));
        const auto modeOf = [&](const char *path) {
            return attempt.scratch.info(u"w/"_s + QString::fromLatin1(path)).st_mode & 07777;
        };
        QCOMPARE(modeOf("group"), 02775U);
        QCOMPARE(modeOf("group/sub") & 02000U, 02000U); // as everything that is made there
        QCOMPARE(modeOf("group/new"), 0640U);           // umask of the attempt's command
        QCOMPARE(modeOf("sticky"), 01777U);
        QCOMPARE(modeOf("closed"), 0700U);
        QCOMPARE(modeOf("odd"), 0604U);
        QCOMPARE(modeOf("made") & 0777U, 0770U);
        QCOMPARE(attempt.get(u"odd"_s), "even\n");
        // Nothing differs any more, and the second apply does nothing.
        const auto again = attempt.apply();
        QVERIFY(again && again->applied);
        QVERIFY2(again->changes.isEmpty(), qPrintable(again->changes.value(0).path));
        QVERIFY(attempt.undo()->undone);
        QCOMPARE(attempt.picture(), before);
    }

    void aSetUserIdIsRefused()
    {
        Attempt attempt;
        attempt.put(u"a"_s, "a\n");
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs([] { return testing::write("bad", "x", 0755) && ::chmod("bad", 04755) == 0; }));
        const auto applied = attempt.apply();
        QVERIFY(applied);
        QVERIFY(!applied->applied);
        QCOMPARE(applied->refused, QStringList{u"bad"_s});
        QVERIFY(!QFileInfo::exists(attempt.root() + u"/bad"_s));
    }

    void bothChangedOtherLines()
    {
        Attempt attempt;
        attempt.put(u"a.txt"_s, "1\n2\n3\n4\n5\n");
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs([] { return testing::write("a.txt", "1\n2\n3\n4\nfive\n"); }));
        attempt.put(u"a.txt"_s, "one\n2\n3\n4\n5\n");
        const auto applied = attempt.apply();
        QVERIFY(applied && applied->applied);
        QCOMPARE(applied->merged, QStringList{u"a.txt"_s});
        const auto again = attempt.apply();
        QVERIFY(again && again->applied && again->changes.isEmpty());
        QCOMPARE(again->merged, QStringList{u"a.txt"_s});
        QCOMPARE(attempt.get(u"a.txt"_s), "one\n2\n3\n4\nfive\n");
        QVERIFY(attempt.undo()->undone);
        QCOMPARE(attempt.get(u"a.txt"_s), "one\n2\n3\n4\n5\n");
    }

    void conflictsWaitForAnswers_data()
    {
        QTest::addColumn<QJsonObject>("answers");
        QTest::addColumn<QString>("others");
        QTest::addColumn<bool>("applied");
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        const auto use = [](const char *word, const char *text = nullptr) {
            QJsonObject answer{{u"use"_s, QLatin1StringView(word)}};
            if (text)
                answer.insert(u"text"_s, QLatin1StringView(text));
            return answer;
        };
        const QByteArray mineA = "mine\n", theirsA = "theirs\n", mineB = "b mine\n", none = "(no such file)";
        QTest::newRow("none") << QJsonObject() << QString() << false << mineA << mineB;
        QTest::newRow("one of two") << QJsonObject{{u"a"_s, use("theirs")}} << QString() << false << mineA << mineB;
        QTest::newRow("mine and theirs") << QJsonObject{{u"a"_s, use("mine")}, {u"b"_s, use("theirs")}} << QString()
                                         << true << mineA << none;
        QTest::newRow("edited") << QJsonObject{{u"a"_s, use("edited", "both\n")}, {u"b"_s, use("mine")}} << QString()
                                << true << QByteArray("both\n") << mineB;
        QTest::newRow("one and the others")
            << QJsonObject{{u"a"_s, use("mine")}} << u"theirs"_s << true << mineA << none;
        QTest::newRow("all mine") << QJsonObject() << u"mine"_s << true << mineA << mineB;
        QTest::newRow("all theirs") << QJsonObject() << u"theirs"_s << true << theirsA << none;
        QTest::newRow("both") << QJsonObject() << u"both"_s << true << mineA << mineB;
    }

    void conflictsWaitForAnswers()
    {
        QFETCH(QJsonObject, answers);
        QFETCH(QString, others);
        QFETCH(bool, applied);
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        Attempt attempt;
        attempt.put(u"a"_s, "base\n");
        attempt.put(u"b"_s, "b\n");
        attempt.put(u"c"_s, "c\n");
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs(
            [] { return testing::write("a", "theirs\n") && ::unlink("b") == 0 && testing::write("c", "changed\n"); }));
        attempt.put(u"a"_s, "mine\n");
        attempt.put(u"b"_s, "b mine\n");
        const auto first = attempt.apply();
        QVERIFY(first);
        QVERIFY(!first->applied);
        QCOMPARE(first->conflicts.files.size(), 2);
        QCOMPARE(first->conflicts.files.at(0).path, u"a"_s);
        QCOMPARE(first->conflicts.files.at(0).mine.text, u"mine\n"_s);
        QCOMPARE(first->conflicts.files.at(0).theirs.text, u"theirs\n"_s);
        QCOMPARE(first->conflicts.files.at(0).base.text, u"base\n"_s);
        QCOMPARE(first->conflicts.files.at(1).reason, ConflictReason::Deleted);
        QCOMPARE(attempt.get(u"c"_s), "c\n"); // whole or not at all
        const ChangeSet set = attempt.changes();
        const auto lower =
            lookAtPaths(attempt.scratch.workspace->descriptor(), pathsToLookAt(set), attempt.store->objects());
        const auto plan = planApply(set, *lower, attempt.store->reader());
        const auto kind = fromWire<AnswerKind>(others);
        const auto meant = answersTo(plan->conflicts, answers, kind);
        QVERIFY(meant);
        const auto outcome = attempt.apply(set, {.answers = *meant});
        QVERIFY(outcome);
        QCOMPARE(outcome->applied, applied);
        QCOMPARE(attempt.get(u"a"_s), a);
        QCOMPARE(attempt.get(u"b"_s), b);
        QCOMPARE(attempt.get(u"c"_s), applied ? "changed\n" : "c\n");
        QCOMPARE(attempt.get(u"a.theirs"_s), others == u"both" ? QByteArray("theirs\n") : QByteArray("(no such file)"));
        if (kind && answers.isEmpty()) {
            QVERIFY(attempt.undo()->undone);
            QCOMPARE(attempt.get(u"a"_s), "mine\n");
            QVERIFY(attempt.apply(set, {.others = kind})->applied); // the same by one word for all
            QCOMPARE(attempt.get(u"a"_s), a);
        }
        QVERIFY(!answersTo(plan->conflicts, {{u"c"_s, QJsonObject{{u"use"_s, u"mine"_s}}}}, {}));
    }

    void laterAppliesGoBackTogether()
    {
        Attempt attempt;
        attempt.put(u"a"_s, "1\n");
        attempt.put(u"b"_s, "1\n");
        const auto before = attempt.picture();
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs([] { return testing::write("a", "2\n"); }));
        QVERIFY(attempt.apply()->applied);
        QVERIFY(attempt.runs(
            [] { return testing::write("a", "3\n") && testing::write("b", "2\n") && testing::write("c", "new\n"); }));
        const auto second = attempt.apply();
        QVERIFY(second && second->applied);
        QCOMPARE(second->files, 3);
        QCOMPARE(attempt.store->applyJournals(), 2);
        const auto undone = attempt.undo();
        QVERIFY(undone && undone->undone && undone->leftAlone.isEmpty());
        QCOMPARE(attempt.picture(), before);
        QCOMPARE(attempt.store->applyJournals(), 0);

        // She changed what was applied: the next state of the attempt is merged with that, or asked about.
        QVERIFY(attempt.runs([] { return testing::write("a", "1\n2\n3\n4\n5\n"); }));
        QVERIFY(attempt.apply()->applied);
        attempt.put(u"a"_s, "one\n2\n3\n4\n5\n");
        QVERIFY(attempt.runs([] { return testing::write("a", "1\n2\n3\n4\nfive\n"); }));
        QVERIFY(attempt.apply()->applied);
        QCOMPARE(attempt.get(u"a"_s), "one\n2\n3\n4\nfive\n");
        // The same again is nothing new, and nothing to ask about.
        const auto third = attempt.apply();
        QVERIFY(third && third->applied && third->changes.isEmpty());
        // Only what the attempt made of it goes back.
        QVERIFY(attempt.undo()->undone);
        QCOMPARE(attempt.get(u"a"_s), "one\n2\n3\n4\n5\n");
    }

    // What she has in a file that was applied before: a later apply of the same, or of a newer state, keeps it or asks.
    void herPartOfAnEarlierApplyStays_data()
    {
        QTest::addColumn<QByteArray>("theirs");
        QTest::addColumn<bool>("isEdited");
        QTest::newRow("merged") << QByteArray("1\n2\n3\n4\nfive\n") << false;
        QTest::newRow("permissions alone") << QByteArray() << false;
        QTest::newRow("edited") << QByteArray("uno\n2\n3\n4\nfive\n") << true;
    }
    void herPartOfAnEarlierApplyStays()
    {
        QFETCH(const QByteArray, theirs);
        QFETCH(const bool, isEdited);
        Attempt attempt;
        attempt.put(u"a"_s, "1\n2\n3\n4\n5\n");
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs([&] { return theirs.isEmpty() ? ::chmod("a", 0700) == 0 : testing::write("a", theirs); }));
        attempt.put(u"a"_s, "one\n2\n3\n4\n5\n");
        ApplyOptions options;
        if (isEdited)
            options.answers.insert("a", {AnswerKind::Edited, "one, uno\n2\n3\n4\nfive\n"});
        QVERIFY(attempt.apply(options)->applied);
        const QByteArray together = attempt.get(u"a"_s);
        QVERIFY(together.startsWith("one"));
        const auto again = attempt.apply();
        QVERIFY(again && again->applied != isEdited);
        QCOMPARE(attempt.get(u"a"_s), together);
        QVERIFY(attempt.runs([] { return ::chmod("a", 0750) == 0; }));
        QCOMPARE(attempt.apply()->applied, !isEdited);
        QCOMPARE(attempt.get(u"a"_s), together);
        QVERIFY(attempt.undo()->undone);
        QCOMPARE(attempt.get(u"a"_s), "one\n2\n3\n4\n5\n");
    }

    void whatAPersonWroteInBetweenStays()
    {
        Attempt attempt;
        attempt.put(u"a"_s, "1\n2\n3\n4\n5\n");
        attempt.put(u"b"_s, "1\n");
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs([] { return testing::write("a", "1\n2\n3\n4\nfive\n") && testing::write("b", "2\n"); }));
        QVERIFY(attempt.apply()->applied);
        attempt.put(u"a"_s, "one\n2\n3\n4\nfive\n");
        const auto undone = attempt.undo();
        QVERIFY(undone && undone->undone);
        QCOMPARE(undone->leftAlone, QStringList{u"a"_s});
        QCOMPARE(attempt.get(u"a"_s), "one\n2\n3\n4\nfive\n");
        QCOMPARE(attempt.get(u"b"_s), "1\n");
    }

    void aFolderThatKeepsChangingIsGivenUp()
    {
        Attempt attempt;
        attempt.put(u"a"_s, "1\n2\n3\n");
        attempt.put(u"b"_s, "1\n");
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs([] { return testing::write("a", "1\n2\nthree\n") && testing::write("b", "2\n"); }));
        int saves = 0;
        ApplyOptions options;
        // She saves before each first change: other lines, so that it would merge, and yet never the planned content.
        options.step = [&](int step) {
            if (step == 1)
                attempt.put(u"a"_s, "save " + QByteArray::number(++saves) + "\n2\n3\n");
        };
        const auto outcome = attempt.apply(attempt.changes(), options);
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
        QVERIFY(!outcome->applied);
        QVERIFY(outcome->keepsChanging);
        QVERIFY(outcome->changedMeanwhile.contains(u"a"_s));
        QCOMPARE(saves, resultrun::kTries);
        QCOMPARE(attempt.get(u"a"_s), "save " + QByteArray::number(saves) + "\n2\n3\n");
        QCOMPARE(attempt.get(u"b"_s), "1\n");
        QCOMPARE(outcome->files, 0);
        // As soon as it is quiet it goes through, by merging.
        const auto quiet = attempt.apply();
        QVERIFY(quiet && quiet->applied);
        QCOMPARE(attempt.get(u"a"_s), "save " + QByteArray::number(saves) + "\n2\nthree\n");
        QCOMPARE(attempt.get(u"b"_s), "2\n");
    }

    void aKillAtAnyStepIsCompleted()
    {
        QMap<QByteArray, QByteArray> before, after;
        QList<TreeChange> told;
        {
            Attempt whole;
            prepare(whole);
            before = whole.picture();
            QVERIFY(whole.begin() && whole.runs(work));
            const auto applied = whole.apply();
            QVERIFY(applied && applied->applied);
            told = applied->inFolder;
            QCOMPARE(told, applied->changes);
            after = whole.picture();
        }
        Attempt attempt;
        prepare(attempt);
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs(work));
        const ChangeSet set = attempt.changes();
        int kills = 0;
        for (bool died = true; died; ++kills) {
            died = diesAt(kills + 1, [&](const ApplyStep &step) {
                const auto outcome = attempt.apply(set, {.step = step});
                return outcome && outcome->applied;
            });
            const auto finished = attempt.apply(set);
            QVERIFY2(finished, finished ? "" : qPrintable(finished.error().message));
            QVERIFY(finished->applied);
            QCOMPARE(finished->files, 7);
            QCOMPARE(finished->inFolder, told);
            QCOMPARE(attempt.picture(), after);
            // Killed on the way back, it is undone by the next undo, or applied again by the next apply.
            const bool diedBack = diesAt(kills + 1, [&](const ApplyStep &step) {
                const auto outcome = attempt.undo({false, step});
                return outcome && outcome->undone;
            });
            if (kills % 2 == 1 && diedBack) {
                QVERIFY(attempt.apply(set)->applied);
                QCOMPARE(attempt.picture(), after);
            }
            const auto undone = attempt.undo();
            if (!undone)
                QCOMPARE(undone.error().code, ErrorCode::NotFound);
            else
                QVERIFY(undone->undone && undone->leftAlone.isEmpty());
            QCOMPARE(attempt.picture(), before);
        }
        QVERIFY(kills > 10);
    }

    void onlyOneHasIt()
    {
        Attempt attempt;
        attempt.put(u"a"_s, "1\n");
        QCOMPARE(ResultStore::open(attempt.location, attempt.taskId, 1).error().code, ErrorCode::NotFound);
        QVERIFY(!ResultStore::open(attempt.location, attempt.taskId, 1).error().hint.isEmpty());
        QVERIFY(attempt.begin());
        QVERIFY(attempt.runs([] { return testing::write("a", "2\n"); }));
        const ChangeSet set = attempt.changes();
        const auto busy = applyResult(*attempt.store, *attempt.scratch.workspace, set);
        QCOMPARE(busy.error().code, ErrorCode::Conflict);
        attempt.end();
        QVERIFY(applyResult(*attempt.store, *attempt.scratch.workspace, set)->applied);
        QCOMPARE(attempt.get(u"a"_s), "2\n");
        QVERIFY(undoResult(*attempt.store, *attempt.scratch.workspace)->undone);
        QCOMPARE(attempt.get(u"a"_s), "1\n");
        // Of another list of folders, as a run has them: what is there is taken up as it is.
        const QString more = attempt.scratch.at(u"outside"_s);
        const QString place = attempt.location.viewsFolder() + u"/two.1"_s;
        QVERIFY(ViewFolder::open(place, attempt.root(), {more}));
        const auto again = ViewFolder::openExisting(place);
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QCOMPARE((*again)->layers().size(), 2);
        QCOMPARE(ViewFolder::openExisting(place + u"x"_s).error().code, ErrorCode::NotFound);
    }

    void theNewestStateThatCanBeRead()
    {
        Attempt attempt;
        attempt.put(u"a"_s, "1\n");
        QVERIFY(attempt.begin());
        const auto db = Database::open(attempt.location);
        QVERIFY(db);
        QCOMPARE(attempt.store->newest((*db)->reader()).error().code, ErrorCode::NotFound);
        const auto keepAs = [&](int number, CheckpointKind kind, const QString &tree) {
            Checkpoint row;
            row.taskId = attempt.taskId;
            row.number = number;
            row.kind = kind;
            row.tree = tree;
            row.createdAt = QDateTime::currentDateTimeUtc();
            QVERIFY((*db)->writeNow([&](Connection &c) { return checkpointrows::save(c, row, attempt.root()); }));
        };
        keepAs(0, CheckpointKind::Start, *keepChangeSet(attempt.store->objects(), {}, u"t-1-0"_s));
        QCOMPARE(attempt.store->newest((*db)->reader()).error().code, ErrorCode::NotFound);
        QVERIFY(attempt.runs([] { return testing::write("a", "2\n"); }));
        const ChangeSet first = attempt.changes();
        keepAs(1, CheckpointKind::Iteration, *keepChangeSet(attempt.store->objects(), first, u"t-1-1"_s));
        QVERIFY(attempt.runs([] { return testing::write("b", "2\n"); }));
        const ChangeSet second = attempt.changes();
        keepAs(2, CheckpointKind::Iteration, *keepChangeSet(attempt.store->objects(), second, u"t-1-2"_s));
        keepAs(3, CheckpointKind::Verification, *keepChangeSet(attempt.store->objects(), {}, u"t-1-3"_s));
        keepAs(4, CheckpointKind::Iteration, QString(64, u'0'));
        auto newest = attempt.store->newest((*db)->reader());
        QVERIFY2(newest, newest ? "" : qPrintable(newest.error().message));
        QCOMPARE(newest->checkpoint.number, 2);
        QVERIFY(newest->set == second);
        Checkpoint damaged;
        damaged.number = 4;
        damaged.tree = QString(64, u'0');
        QCOMPARE(attempt.store->load(damaged).error().code, ErrorCode::NotFound);
    }

    void theCardShowsWhatAPersonNeeds()
    {
        QHash<ObjectId, QByteArray> contents;
        const auto entry = [&contents](const QByteArray &bytes, uint mode = S_IFREG | 0644) {
            const ObjectId id = ObjectStore::idOf(ObjectType::Blob, bytes);
            contents.insert(id, bytes);
            return TreeEntry{mode, id};
        };
        const ReadContent read = [&contents](const ObjectId &id) -> Result<QByteArray> {
            const auto found = contents.constFind(id);
            return found == contents.cend() ? Result<QByteArray>(fail(ErrorCode::NotFound, u"gone"_s))
                                            : Result<QByteArray>(*found);
        };
        const QByteArray base = "1\n2\n3\n4\n5\n6\n7\n8\n9", mine = "one\n2\n3\n4\nmine\n6\n7\n8\n9",
                         theirs = "1\n2\n3\n4\ntheirs\n6\n7\n8\nnine";
        const MergeResult merge = mergeTexts(base, mine, theirs);
        QCOMPARE(merge.outcome, MergeOutcome::Conflict);
        const QByteArray secret = QByteArray("key = ghp_") + "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5\n";
        QList<ApplyConflict> conflicts{
            {"text", ConflictReason::BothChanged, entry(base), entry(mine), entry(theirs), merge.conflicts},
            {"\xff\n", ConflictReason::NotText, entry("a"), entry(QByteArray("\0x", 2)), entry("b"), {}},
            {".env", ConflictReason::BothChanged, entry(base), entry(secret), entry(theirs), merge.conflicts},
            {"large", ConflictReason::NotText, {S_IFREG | 0644, QByteArray(32, 'x')},
                entry(QByteArray(kConflictTextMost + 1, 'x')), {}, {}},
        };
        const ConflictCard card = conflictCard(conflicts, read);
        const ConflictFile &text = card.files.at(0);
        QCOMPARE(text.regions.size(), 1);
        QCOMPARE(text.regions.constFirst().mine, (ConflictLines{4, 1}));
        QCOMPARE(text.merged, u"one\n2\n3\n4\n<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> this "
                              u"attempt\n6\n7\n8\nnine"_s);
        QCOMPARE(text.regions.constFirst().merged, (ConflictLines{4, 5}));
        QCOMPARE(card.files.at(1).path, u"\\\\x{ff}\\u{a}"_s.replace(u"\\\\"_s, u"\\"_s));
        QVERIFY(!card.files.at(1).mine.isText && card.files.at(1).theirs.isText);
        QVERIFY(!card.files.at(2).mine.isText && card.files.at(2).mine.hidesSecret);
        QVERIFY(card.files.at(2).merged.isEmpty());
        QCOMPARE(card.files.at(3).base.size, -1);
        QCOMPARE(card.files.at(3).mine.size, kConflictTextMost + 1);
        QVERIFY(!card.files.at(3).mine.isText);
        QCOMPARE(conflictLines(card).size(), 4);
        const QString digest = card.digest;
        conflicts[1].theirs = entry("c");
        QVERIFY(conflictCard(conflicts, read).digest != digest);
    }
};

QTEST_GUILESS_MAIN(ResultTest)
#include "tst_result.moc"
