// SPDX-License-Identifier: MIT
// Results as the faces ask for them: by the engine, with rows, events and records, through the border.
#include "core/engine.h"
#include "core/fileapproval.h"
#include "resulttesting.h"
#include "storage/artifactstore.h"
#include "storage/eventlog.h"
#include "storage/recordstore.h"
#include "storage/taskstore.h"
#include "wire/bordercodec.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace resulttesting;

namespace {

/// An attempt with a row in the store and an engine over it.
class Place
{
public:
    Place()
    {
        attempt.ignores = true;
        for (const char *name : {"a.txt", "b.txt", "src/main.c"})
            attempt.put(QString::fromLatin1(name), QByteArray(name) + "\n");
        attempt.put(u"tests/test_a.py"_s, "def test_a():\n    assert f() == 1\n    assert g() == 2\n");
    }

    bool begin()
    {
        auto opened = Database::open(attempt.location);
        if (!opened)
            return false;
        db = std::move(*opened);
        task.id = attempt.taskId;
        task.spec.name = u"t"_s;
        task.spec.workingDirectory = attempt.root();
        task.spec.verificationCommands = {u"pytest -q"_s};
        task.accepted = true;
        task.state = TaskState::Completed;
        task.stopReason = StopReason::Passed;
        task.isolation = Isolation::View;
        task.result = ResultState::NotApplied;
        task.createdAt = task.updatedAt = QDateTime::currentDateTimeUtc();
        return db->writeNow([this](Connection &c) { return taskstore::insert(c, task); }) && attempt.begin();
    }

    bool keep(int number, int iteration, CheckpointKind kind = CheckpointKind::Iteration)
    {
        const ChangeSet set = kind == CheckpointKind::Start ? ChangeSet() : attempt.changes();
        Checkpoint row;
        row.taskId = task.id;
        row.number = number;
        row.iteration = iteration;
        row.kind = kind;
        const auto tree = keepChangeSet(attempt.store->objects(), set, u"t-1-%1"_s.arg(number));
        if (!tree)
            return false;
        row.tree = *tree;
        row.files = int(set.changes.size());
        row.createdAt = QDateTime::currentDateTimeUtc();
        return db->writeNow([&](Connection &c) { return checkpointrows::save(c, row, attempt.root()); }).has_value();
    }

    /// Start, one command, its end.
    bool work(const std::function<bool()> &command)
    {
        return begin() && keep(0, 0, CheckpointKind::Start) && attempt.runs(command) && keep(1, 1);
    }

    bool end()
    {
        attempt.end();
        Settings settings;
        settings.databaseUrl = u"sqlite:///"_s + attempt.location.databaseFile;
        auto opened = Engine::open(settings);
        if (!opened)
            return false;
        engine = std::move(*opened);
        return true;
    }

    Result<ApplyOutcome> apply(ApplyRequest request = {})
    {
        request.actor = u"cli:ada"_s;
        return waitFor(engine->applyResult(task.id, request));
    }
    Result<UndoOutcome> undo(bool dryRun = false)
    {
        return waitFor(engine->undoResult(task.id, 0, dryRun, u"cli:ada"_s));
    }
    Result<RollbackReport> rollback(const QString &to, bool dryRun = false, const QStringList &only = {})
    {
        return waitFor(engine->rollback(task.id, to, dryRun, u"cli:ada"_s, 0, only));
    }
    [[nodiscard]] Task row() const { return *taskstore::byId(db->reader(), task.id); }
    bool save(const std::function<void(Task &)> &change)
    {
        Task now = row();
        change(now);
        return db->writeNow([&](Connection &c) { return taskstore::save(c, now, 0); }).has_value();
    }
    [[nodiscard]] QList<Event> told(EventKind kind) const
    {
        return *eventlog::since(db->reader(), 0, 100, {task.id, 0, 0, kind});
    }

    Attempt attempt;
    Task task;
    std::unique_ptr<Database> db;
    std::unique_ptr<Engine> engine;
};

QStringList pathsIn(const QList<TreeChange> &changes)
{
    QStringList paths;
    for (const TreeChange &change : changes)
        paths.append(change.path);
    return paths;
}

} // namespace

class ResultDeskTest : public QObject
{
    Q_OBJECT

    bool m_canMount = false;

    static bool fixes()
    {
        return testing::write("a.txt", "fixed\n") && testing::write("new.txt", "new\n") &&
               makeFolders("node_modules/x") && testing::write("node_modules/x/index.js", "1;\n");
    }

private slots:
    void initTestCase() { m_canMount = canMountViews(); }
    void init()
    {
        if (!m_canMount)
            QSKIP("no view can be mounted here");
    }

    void showsAppliesAndTakesBack()
    {
        Place place;
        const auto before = place.attempt.picture();
        QVERIFY(place.work(fixes) && place.end());
        const auto result = place.engine->result(place.task.id);
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(pathsIn(result->changes).join(u' '), u"a.txt new.txt"_s);
        QVERIFY(result->patch.contains("-a.txt\n+fixed\n"));
        QCOMPARE(result->state, ResultState::NotApplied);
        QCOMPARE(result->checkpoint.number, 1);
        QCOMPARE(result->stayingBehind.size(), 1);
        QCOMPARE(result->stayingBehind.constFirst().path, u"node_modules"_s);
        QVERIFY(result->problems.isEmpty());

        const auto dry = place.apply({.dryRun = true});
        QVERIFY(dry && dry->dryRun && !dry->applied);
        QCOMPARE(pathsIn(dry->changes).join(u' '), u"a.txt new.txt"_s);
        QCOMPARE(place.attempt.picture(), before);
        QVERIFY(place.told(EventKind::ResultApplied).isEmpty());

        const auto applied = place.apply();
        QVERIFY2(applied, applied ? "" : qPrintable(applied.error().message));
        QVERIFY(applied->applied && applied->verified);
        QCOMPARE(applied->files, 2);
        QCOMPARE(place.attempt.get(u"a.txt"_s), "fixed\n");
        QVERIFY(!QFileInfo::exists(place.attempt.root() + u"/node_modules"_s));
        QCOMPARE(place.row().result, ResultState::Applied);
        QCOMPARE(place.row().resultFiles, 2);
        const QList<Event> told = place.told(EventKind::ResultApplied);
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.constFirst().body.value(u"files"_s).toInt(), 2);
        QCOMPARE(told.constFirst().body.value(u"by"_s).toString(), u"cli:ada"_s);
        QVERIFY(told.constFirst().body.value(u"verified"_s).toBool());
        const auto records = place.engine->audit(place.task.id, 10);
        QVERIFY(records && !records->isEmpty());
        QCOMPARE(records->constLast().value(u"action"_s).toString(), u"apply_result"_s);
        QVERIFY(place.engine->verifyAudit()->sound());

        const auto undone = place.undo();
        QVERIFY2(undone, undone ? "" : qPrintable(undone.error().message));
        QVERIFY(undone->undone && undone->leftAlone.isEmpty());
        QCOMPARE(place.attempt.picture(), before);
        QCOMPARE(place.row().result, ResultState::Undone);
        QCOMPARE(place.told(EventKind::ResultUndone).size(), 1);
        const auto nothing = place.undo();
        QCOMPARE(nothing.error().code, ErrorCode::Conflict);
        QVERIFY(nothing.error().hint.contains(u"task apply"_s));
        QVERIFY(place.apply()->applied);
    }

    void asksAboutAChangedTest()
    {
        Place place;
        QVERIFY(place.work([] {
            return testing::write("a.txt", "fixed\n") &&
                   testing::write("tests/test_a.py", "def test_a():\n    assert f() == 1\n");
        }) && place.end());
        const auto asked = place.apply();
        QVERIFY2(asked, asked ? "" : qPrintable(asked.error().message));
        QVERIFY(!asked->applied);
        QCOMPARE(asked->border.asked, 1);
        QCOMPARE(asked->border.rows.constFirst().path, u"tests/test_a.py"_s);
        QCOMPARE(place.attempt.get(u"a.txt"_s), "a.txt\n");
        QCOMPARE(place.row().result, ResultState::NotApplied);
        const QString digest = asked->border.rows.constFirst().digest;

        const auto wrong = place.apply({.answers = {{QString(64, u'0'), u"use"_s}}});
        QCOMPARE(wrong.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(place.apply({.answers = {{digest, u"maybe"_s}}}).error().code, ErrorCode::InvalidArgument);

        const auto left = place.apply({.answers = {{digest, u"leave"_s}}});
        QVERIFY(left && left->applied && !left->verified);
        QCOMPARE(left->leftOut, QStringList{u"tests/test_a.py"_s});
        QCOMPARE(place.attempt.get(u"a.txt"_s), "fixed\n");
        QVERIFY(place.attempt.get(u"tests/test_a.py"_s).contains("g()"));

        const auto used = place.apply({.answers = {{digest, u"use"_s}}});
        QVERIFY(used && used->applied && used->verified);
        QVERIFY(!place.attempt.get(u"tests/test_a.py"_s).contains("g()"));
        QVERIFY(place.undo()->undone);
        QVERIFY(place.attempt.get(u"tests/test_a.py"_s).contains("g()"));
        QCOMPARE(place.attempt.get(u"a.txt"_s), "a.txt\n");
    }

    void whatWasAnsweredInTheRunIsNotAskedAgain()
    {
        Place place;
        QVERIFY(
            place.work([] { return testing::write("tests/test_a.py", "def test_a():\n    pass\n"); }) && place.end());
        const auto asked = place.apply();
        QVERIFY(asked && asked->border.asked == 1);
        const QString digest = asked->border.rows.constFirst().digest;
        QVERIFY(place.db->writeNow([&](Connection &c) -> Result<> {
            StepRow step{u"9"_s, u"border"_s, u"d"_s, {},
                QJsonObject{{u"asked_digest"_s, asked->border.askedDigest},
                    {u"asked"_s, QJsonArray{QJsonObject{{u"digest"_s, digest}}}}}};
            VC_CHECK(stepstore::putResult(c, place.task.id, 1, step, QDateTime::currentDateTimeUtc()));
            Approval approval;
            approval.id = u"approval0001"_s;
            approval.taskId = place.task.id;
            approval.kind = ApprovalKind::Border;
            approval.beforeSha256 = asked->border.askedDigest;
            approval.state = ApprovalState::Approved;
            approval.createdAt = QDateTime::currentDateTimeUtc();
            return approvalstore::insert(c, approval);
        }));
        const auto applied = place.apply();
        QVERIFY(applied && applied->applied);
        QVERIFY(place.attempt.get(u"tests/test_a.py"_s).contains("pass"));
    }

    // The card lies beside the question; an answer names a row of it.
    void answersAreHeldToTheCard()
    {
        Place place;
        QVERIFY(
            place.work([] { return testing::write("tests/test_a.py", "def test_a():\n    pass\n"); }) && place.end());
        const auto asked = place.apply();
        QVERIFY(asked && asked->border.asked == 1);
        const BorderRow row = asked->border.rows.constFirst();
        Approval approval;
        approval.id = u"approval0001"_s;
        approval.taskId = place.task.id;
        approval.iteration = 1;
        approval.stepPath = u"9"_s;
        approval.kind = ApprovalKind::Border;
        approval.commands = {row.path};
        approval.beforeSha256 = asked->border.askedDigest;
        approval.createdAt = QDateTime::currentDateTimeUtc();
        approval.contentHash = approvalHash(approval);
        ArtifactStore artifacts(place.attempt.location.artifactFolder());
        Artifact card;
        card.id = u"artifact0001"_s;
        card.taskId = place.task.id;
        card.attempt = 1;
        card.iteration = 1;
        card.name = approvalArtifactName(1, 1, u"9"_s, u"card"_s);
        card.kind = u"border_card"_s;
        card.sha256 = *artifacts.put(QJsonDocument(toJson(asked->border)).toJson());
        card.createdAt = approval.createdAt;
        QVERIFY(place.db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(artifactrows::insert(c, card));
            return approvalstore::insert(c, approval);
        }));
        const auto facts = place.engine->approvalFacts(approval);
        QVERIFY(facts);
        QCOMPARE(facts->border.rows.size(), asked->border.rows.size());
        QCOMPARE(facts->border.rows.constFirst().digest, row.digest);
        const auto decide = [&](const QJsonObject &answers) {
            return waitFor(place.engine->decide(
                approval.id, {false, approval.contentHash, {}, u"cli:ada"_s, RememberFor::No, answers}));
        };
        const auto wrong = decide({{QString(64, u'0'), u"use"_s}});
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::InvalidArgument);
        const auto decided = decide({{row.digest, u"use"_s}});
        QVERIFY2(decided, decided ? "" : qPrintable(decided.error().message));
        QCOMPARE(decided->answers, (QJsonObject{{row.digest, u"use"_s}}));
    }

    void neverTakesWhatNobodyMayApply()
    {
        Place place;
        QVERIFY(place.work([] {
            return testing::write("a.txt", "fixed\n") && testing::write("root", "x", 0755) &&
                   ::chmod("root", 04755) == 0 && makeFolders(".git") && testing::write(".git/config", "[core]\n");
        }) && place.end());
        const auto applied = place.apply();
        QVERIFY2(applied, applied ? "" : qPrintable(applied.error().message));
        QVERIFY(applied->applied);
        QVERIFY2(applied->leftOut.contains(u"root"_s), qPrintable(applied->leftOut.join(u' ')));
        QVERIFY(!QFileInfo::exists(place.attempt.root() + u"/root"_s));
        QVERIFY(!QFileInfo::exists(place.attempt.root() + u"/.git"_s));
        QCOMPARE(place.attempt.get(u"a.txt"_s), "fixed\n");
    }

    void conflictsByPathAndForAll()
    {
        Place place;
        QVERIFY(place.work([] { return testing::write("a.txt", "theirs\n") && testing::write("b.txt", "theirs\n"); }));
        place.attempt.put(u"a.txt"_s, "mine\n");
        place.attempt.put(u"b.txt"_s, "mine\n");
        QVERIFY(place.end());
        const auto asked = place.apply();
        QVERIFY(asked && !asked->applied);
        QCOMPARE(asked->conflicts.files.size(), 2);
        const QJsonObject edited{{u"use"_s, u"edited"_s}, {u"text"_s, u"both\n"_s}};
        const auto one = place.apply({.answers = {{u"a.txt"_s, edited}}});
        QVERIFY(one && !one->applied);
        QCOMPARE(one->conflicts.files.size(), 1);
        const auto both = place.apply({.answers = {{u"a.txt"_s, edited}}, .others = AnswerKind::UseTheirs});
        QVERIFY(both && both->applied && !both->verified);
        QCOMPARE(both->settled, QStringList{u"b.txt"_s});
        QCOMPARE(place.attempt.get(u"a.txt"_s), "both\n");
        QCOMPARE(place.attempt.get(u"b.txt"_s), "theirs\n");
        QVERIFY(place.undo()->undone);
        QCOMPARE(place.attempt.get(u"a.txt"_s), "mine\n");
    }

    void takesAlongWhatStaysBehind()
    {
        Place place;
        QVERIFY(place.work(fixes) && place.end());
        QVERIFY(place.apply()->applied);
        QCOMPARE(place.apply({.with = {u"nowhere"_s}}).error().code, ErrorCode::NotFound);
        const auto with = place.apply({.with = {u"node_modules/"_s}});
        QVERIFY2(with, with ? "" : qPrintable(with.error().message));
        QVERIFY2(with->applied, qPrintable(with->problems.join(u'|')));
        QVERIFY(!with->verified);
        QCOMPARE(place.attempt.get(u"node_modules/x/index.js"_s), "1;\n");
        // Without it again: it goes back.
        QVERIFY(place.apply()->applied);
        QVERIFY(!QFileInfo::exists(place.attempt.root() + u"/node_modules"_s));
        QCOMPARE(place.attempt.get(u"a.txt"_s), "fixed\n");
    }

    void onlyWhileNobodyWorks()
    {
        Place place;
        QVERIFY(place.work(fixes) && place.end());
        QVERIFY(place.save([](Task &task) { task.state = TaskState::Running; }));
        QCOMPARE(place.apply().error().code, ErrorCode::Conflict);
        QCOMPARE(place.undo().error().code, ErrorCode::Conflict);
        QCOMPARE(place.rollback(u"start"_s).error().code, ErrorCode::Conflict);
        QVERIFY(place.engine->result(place.task.id)); // it may be looked at
        QVERIFY(place.save([](Task &task) { task.state = TaskState::WaitingApproval; }));
        QVERIFY(place.apply()->applied);
        QCOMPARE(place.rollback(u"start"_s).error().code, ErrorCode::Conflict);
        // Another task works in the folder itself.
        QVERIFY(place.save([](Task &task) { task.state = TaskState::Failed; }));
        Task other = place.task;
        other.id = u"other0000001"_s;
        other.state = TaskState::Running;
        other.isolation = Isolation::InPlace;
        QVERIFY(place.db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(taskstore::insert(c, other));
            return taskstore::holdDirectory(c, other.id);
        }));
        QCOMPARE(place.undo().error().code, ErrorCode::Conflict);
    }

    void anAttemptInTheFolderItselfHasNone()
    {
        Place place;
        QVERIFY(place.begin());
        Task plain = place.task;
        plain.id = u"plain0000001"_s;
        plain.isolation = Isolation::InPlace;
        QVERIFY(place.db->writeNow([&](Connection &c) { return taskstore::insert(c, plain); }));
        QVERIFY(place.end());
        for (const Error &error :
            {place.engine->result(plain.id).error(), waitFor(place.engine->applyResult(plain.id, {})).error(),
                waitFor(place.engine->undoResult(plain.id, 0, false, {})).error()}) {
            QCOMPARE(error.code, ErrorCode::Conflict);
            QVERIFY2(error.hint.contains(u"task rollback plain0000001 --to start"_s), qPrintable(error.hint));
        }
        // The view of the other one is gone.
        QVERIFY(ViewFolder::removeUnused(place.attempt.location.viewsFolder(), viewNameOf(place.task.id, 1)));
        QCOMPARE(place.engine->result(place.task.id).error().code, ErrorCode::NotFound);
        QCOMPARE(place.apply().error().code, ErrorCode::NotFound);
        QCOMPARE(waitFor(place.engine->applyResult(place.task.id, {.attempt = 7})).error().code, ErrorCode::NotFound);
        QCOMPARE(place.engine->result(u"nothing"_s).error().code, ErrorCode::NotFound);
    }

    void goesToAnEarlierState()
    {
        Place place;
        const auto before = place.attempt.picture();
        QVERIFY(place.work([] { return testing::write("a.txt", "first\n") && testing::write("one.txt", "1\n"); }));
        QVERIFY(place.attempt.runs([] {
            return testing::write("a.txt", "second\n") && ::unlink("one.txt") == 0 && testing::write("two.txt", "2\n");
        }));
        QVERIFY(place.keep(2, 2) && place.end());
        const auto diff = place.engine->checkpointDiff(place.task.id, u"1"_s, u"2"_s);
        QVERIFY2(diff, diff ? "" : qPrintable(diff.error().message));
        QCOMPARE(pathsIn(diff->changes).join(u' '), u"a.txt one.txt two.txt"_s);
        QVERIFY(diff->patch.contains("-first\n+second\n"));
        QCOMPARE(pathsIn(place.engine->checkpointDiff(place.task.id, u"start"_s, u"last"_s)->changes).join(u' '),
            u"a.txt two.txt"_s);

        QVERIFY(place.apply()->applied);
        const auto dry = place.rollback(u"1"_s, true);
        QVERIFY(dry && dry->dryRun);
        QCOMPARE(pathsIn(dry->changes).join(u' '), u"a.txt one.txt two.txt"_s);
        QCOMPARE(place.attempt.get(u"a.txt"_s), "second\n");
        const auto back = place.rollback(u"1"_s);
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QCOMPARE(place.attempt.get(u"a.txt"_s), "first\n");
        QCOMPARE(place.attempt.get(u"one.txt"_s), "1\n");
        QVERIFY(!QFileInfo::exists(place.attempt.root() + u"/two.txt"_s));
        QVERIFY(!place.told(EventKind::ResultApplied).constLast().body.value(u"verified"_s).toBool());

        // One path alone, and what a person wrote meanwhile stays.
        const auto only = place.rollback(u"2"_s, false, {u"a.txt"_s});
        QVERIFY(only);
        QCOMPARE(place.attempt.get(u"a.txt"_s), "second\n");
        QCOMPARE(place.attempt.get(u"one.txt"_s), "1\n");
        place.attempt.put(u"one.txt"_s, "hers\n");
        const auto start = place.rollback(u"start"_s);
        QVERIFY2(start, start ? "" : qPrintable(start.error().message));
        QCOMPARE(start->leftAlone, QStringList{u"one.txt"_s});
        QCOMPARE(place.attempt.get(u"one.txt"_s), "hers\n");
        QCOMPARE(place.attempt.get(u"a.txt"_s), "a.txt\n");
        QVERIFY(::unlink((place.attempt.root() + u"/one.txt"_s).toUtf8().constData()) == 0);
        QCOMPARE(place.attempt.picture(), before);
        // An earlier state by the same door as the newest one.
        const auto first = place.apply({.checkpoint = u"1"_s});
        QVERIFY(first && first->applied && !first->verified);
        QCOMPARE(place.attempt.get(u"a.txt"_s), "first\n");
        QCOMPARE(place.apply({.checkpoint = u"9"_s}).error().code, ErrorCode::NotFound);
    }

    void aForgottenTaskTakesItsViewAlong()
    {
        Place place;
        QVERIFY(place.work(fixes) && place.end());
        const QString view = place.attempt.location.viewsFolder() + u'/' + viewNameOf(place.task.id, 1);
        const pid_t child = ::fork();
        if (child == 0) {
            const ApplyStep dies = [](int step) {
                if (step == 2)
                    ::_exit(7);
            };
            (void)applyResult(*place.attempt.store, *place.attempt.scratch.workspace,
                place.attempt.store->newest(place.db->reader())->set, {.step = dies});
            ::_exit(0);
        }
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
            continue;
        QCOMPARE(WEXITSTATUS(status), 7);
        const auto refused = waitFor(place.engine->remove(place.task.id, u"cli:ada"_s));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY(QFileInfo::exists(view));
        QVERIFY(place.undo() || place.apply());
        QVERIFY(waitFor(place.engine->remove(place.task.id, u"cli:ada"_s)));
        QVERIFY(!QFileInfo::exists(view));
    }

    void anEarlierAttemptToo()
    {
        Place place;
        QVERIFY(place.work(fixes) && place.end());
        QVERIFY(place.db->writeNow([&](Connection &c) {
            return taskstore::startNextAttempt(c, place.task.id, QDateTime::currentDateTimeUtc());
        }));
        QCOMPARE(place.apply().error().code, ErrorCode::Conflict); // the new one has not begun
        const auto applied = waitFor(place.engine->applyResult(place.task.id, {.attempt = 1, .actor = u"x"_s}));
        QVERIFY2(applied, applied ? "" : qPrintable(applied.error().message));
        QVERIFY(applied->applied && !applied->verified);
        QCOMPARE(place.attempt.get(u"a.txt"_s), "fixed\n");
        QCOMPARE(place.row().result, ResultState::InFolder); // of the new attempt nothing is known
        QCOMPARE(place.engine->result(place.task.id, 1)->state, ResultState::Applied);
        QCOMPARE(place.told(EventKind::ResultApplied).constLast().attempt, 1);
    }
};

QTEST_GUILESS_MAIN(ResultDeskTest)
#include "tst_resultdesk.moc"
