// SPDX-License-Identifier: MIT
// Changes of a task's state in the store: acceptance, decisions, expiry, parking, cancel, retry, pause.
#include "core/taskflow.h"
#include "core/verificationcheck.h"

#include "base/digest.h"
#include "storage/database.h"
#include "storage/eventlog.h"
#include "storage/recordstore.h"
#include "storage/taskstore.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class TaskFlowTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Database> m_db;
    const QDateTime m_now = QDateTime::fromString(u"2026-01-02T03:04:05.000Z"_s, Qt::ISODateWithMs);

    Task makeTask(const QString &command = u"make test"_s)
    {
        Task task;
        task.id = newId();
        task.spec.name = u"t"_s;
        task.spec.workingDirectory = m_dir.path();
        task.spec.verificationCommands = QStringList{command};
        return task;
    }

    template <typename T>
    Result<T> in(std::function<Result<T>(Connection &)> job)
    {
        return m_db->writeNowWith<T>(std::move(job));
    }

    // A person who saw the commands, or (`--yes`) a flag.
    Result<Task> submit(const Task &task, taskflow::AcceptedFor what = taskflow::AcceptedFor::SameCommands)
    {
        return in<Task>([&](Connection &c) { return taskflow::submit(c, task, u"test"_s, m_now, {{}, what, {}}); });
    }

    QList<Approval> open() { return approvalstore::list(m_db->reader(), ApprovalState::Pending, {}).value(); }
    Task byId(const QString &id) { return taskstore::byId(m_db->reader(), id).value(); }

    Result<Approval> decide(const Approval &approval, bool approve, const QString &hash, const QDateTime &at)
    {
        return in<Approval>([&](Connection &c) {
            return taskflow::decide(c, approval.id, {approve, hash, u"because"_s, u"test"_s}, at);
        });
    }

    Task parkedTask(Approval *approval, const QDateTime &expires)
    {
        Task task = makeTask();
        task.accepted = true;
        task = submit(task).value();
        task = in<Task>([&](Connection &c) -> Result<Task> {
            VC_TRY(auto claimed, taskstore::claimNext(c, ProcessId::self(), 1000000, m_now));
            Approval question;
            question.id = newId();
            question.taskId = claimed->id;
            question.stepPath = u"7"_s;
            question.commands = QStringList{u"rm x"_s};
            question.createdAt = m_now;
            question.expiresAt = expires;
            question.contentHash = approvalHash(question);
            VC_CHECK(approvalstore::insert(c, question));
            *approval = question;
            VC_CHECK(taskflow::park(c, *claimed, claimed->fence, m_now));
            return *claimed;
        }).value();
        return task;
    }

    Result<Task> submitJudged(const Task &task)
    {
        return in<Task>([&](Connection &c) {
            return taskflow::submit(c, task, u"test"_s, m_now,
                {judgeVerification(task.spec.verificationCommands, task.spec.workingDirectory, {}),
                    taskflow::AcceptedFor::SameCommands, SandboxTier::Bubblewrap});
        });
    }

private slots:
    void dangerousVerificationCommandsAreAskedEachTime()
    {
        const Task first = submitJudged(makeTask(u"rm -rf ../other"_s)).value();
        QCOMPARE(first.state, TaskState::WaitingApproval);
        const Approval asked = open().constLast();
        QCOMPARE(asked.severity, Severity::Critical);
        QCOMPARE(asked.reason, u"writes_outside"_s);
        QCOMPARE(asked.rule, u"dangerous_verification_command"_s);
        QVERIFY(decide(asked, true, asked.contentHash, m_now));
        QCOMPARE(byId(first.id).state, TaskState::Pending);
        // The same digest again: accepted once is not accepted for ever.
        QCOMPARE(submitJudged(makeTask(u"rm -rf ../other"_s))->state, TaskState::WaitingApproval);
        // An explicit yes for this one holds for this one; after its end a retry asks again.
        Task yes = makeTask(u"rm -rf ../other"_s);
        yes.accepted = true;
        QCOMPARE(submitJudged(yes)->state, TaskState::Pending);
        QVERIFY(in<Task>([&](Connection &c) { return taskflow::cancel(c, yes.id, m_now); }));
        QVERIFY(in<Task>([&](Connection &c) { return taskflow::retry(c, yes.id, m_now); }));
        QCOMPARE(byId(yes.id).state, TaskState::WaitingApproval);
        QVERIFY(!byId(yes.id).accepted);
    }

    void ordinaryOnesAreAcceptedOncePerDigest()
    {
        Task task = makeTask(u"make check"_s);
        task.accepted = true;
        QCOMPARE(submitJudged(task)->state, TaskState::Pending);
        QCOMPARE(submitJudged(makeTask(u"make check"_s))->state, TaskState::Pending);
        // One byte more, or a right more, is another digest.
        QCOMPARE(submitJudged(makeTask(u"make check "_s))->state, TaskState::WaitingApproval);
        Task network = makeTask(u"make check"_s);
        network.spec.network = true;
        QCOMPARE(submitJudged(network)->state, TaskState::WaitingApproval);
        Task guard = makeTask(u"make check"_s);
        guard.spec.guard = GuardMode::Allow;
        QCOMPARE(submitJudged(guard)->state, TaskState::WaitingApproval);
        QCOMPARE(open().constLast().guard, GuardMode::Allow);
    }

    void whatNobodyMayApproveIsRefused()
    {
        Task task = makeTask(u":(){ :|:& };:"_s);
        task.accepted = true;
        const auto refused = submitJudged(task);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::Denied);
    }

    void anotherDefinitionIsAnotherAttempt()
    {
        Task task = makeTask(u"make one"_s);
        task.accepted = true;
        task = submit(task).value();
        const auto revise = [&](const TaskSpec &spec, bool accepted) {
            return in<Task>([&](Connection &c) {
                return taskflow::revise(c, task.id, spec, accepted, u"test"_s, m_now,
                    {judgeVerification(spec.verificationCommands, spec.workingDirectory, {}), {}, {}});
            });
        };
        // Never started: at once. What was accepted stays accepted while the commands are the same.
        TaskSpec spec = task.spec;
        spec.name = u"another name"_s;
        spec.requirements = QStringList{u"more"_s};
        Task revised = revise(spec, false).value();
        QCOMPARE(revised.attempt, 2);
        QCOMPARE(revised.state, TaskState::Pending);
        QVERIFY(revised.spec == spec);
        QVERIFY(revised.accepted);
        // Other commands are asked about; a decision wakes it.
        spec.verificationCommands = QStringList{u"make two"_s};
        revised = revise(spec, false).value();
        QCOMPARE(revised.attempt, 3);
        QCOMPARE(revised.state, TaskState::WaitingApproval);
        QCOMPARE(open().size(), 1);
        const Approval asked = open().constFirst();
        QCOMPARE(asked.commands, spec.verificationCommands);
        // Revised again, the question about the old text is void and cannot let the new one run.
        spec.verificationCommands = QStringList{u"make three"_s};
        QVERIFY(revise(spec, false));
        QVERIFY(!decide(asked, true, asked.contentHash, m_now));
        QCOMPARE(open().size(), 1);
        QVERIFY(decide(open().constFirst(), true, open().constFirst().contentHash, m_now));
        QCOMPARE(byId(task.id).state, TaskState::Pending);
        // Accepted in the same act.
        spec.verificationCommands = QStringList{u"make four"_s};
        QCOMPARE(revise(spec, true)->state, TaskState::Pending);
        // What nobody may accept leaves everything as it was.
        TaskSpec bad = spec;
        bad.verificationCommands = QStringList{u":(){ :|:& };:"_s};
        QCOMPARE(revise(bad, true).error().code, ErrorCode::Denied);
        QVERIFY(byId(task.id).spec == spec);
    }

    void anotherFolderIsAnotherPlaceInTheQueue()
    {
        QTemporaryDir other;
        Task task = makeTask(u"make one"_s);
        task.accepted = true;
        task = submit(task).value();
        TaskSpec spec = task.spec;
        spec.workingDirectory = other.path();
        QVERIFY(in<Task>([&](Connection &c) { return taskflow::revise(c, task.id, spec, true, u"test"_s, m_now); }));
        const auto claim = [&] {
            return in<Task>([&](Connection &c) -> Result<Task> {
                VC_TRY(auto claimed, taskstore::claimNext(c, ProcessId::self(), 1000000, m_now));
                return claimed.value_or(Task());
            }).value();
        };
        QCOMPARE(claim().spec.workingDirectory, other.path());
        QVERIFY(claim().id.isEmpty());
        // While it runs its definition stays.
        const auto refused =
            in<Task>([&](Connection &c) { return taskflow::revise(c, task.id, spec, true, u"test"_s, m_now); });
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
    }

    void whatTheFileAsksForCountsOnlyWhenItWasAccepted()
    {
        Task task = makeTask();
        task.spec.network = true;
        task.spec.guard = GuardMode::Allow;
        QVERIFY(!task.networkGranted());
        QCOMPARE(task.guardInForce(), GuardMode::Ask);
        task.accepted = true;
        QVERIFY(task.networkGranted());
        QCOMPARE(task.guardInForce(), GuardMode::Allow);
    }

    void init()
    {
        auto location = parseDatabaseUrl(u"sqlite:///"_s + m_dir.filePath(newId() + u".db"_s));
        QVERIFY(location);
        auto db = Database::open(*location);
        QVERIFY(db);
        m_db = std::move(*db);
    }

    void acceptedCommandsQueueAtOnceAndAreRemembered()
    {
        Task task = makeTask();
        task.accepted = true;
        QCOMPARE(submit(task).value().state, TaskState::Pending);
        // The same commands in the same folder with the same rights: accepted already.
        QCOMPARE(submit(makeTask()).value().state, TaskState::Pending);
        // One byte more: asked.
        QCOMPARE(submit(makeTask(u"make test "_s)).value().state, TaskState::WaitingApproval);
        Task other = makeTask();
        other.spec.network = true;
        QCOMPARE(submit(other).value().state, TaskState::WaitingApproval);
    }

    void aYesByFlagHoldsForItsTaskAlone()
    {
        Task task = makeTask(u"make flagged"_s);
        task.accepted = true;
        const Task first = submit(task, taskflow::AcceptedFor::ThisTask).value();
        QCOMPARE(first.state, TaskState::Pending);
        QCOMPARE(submit(makeTask(u"make flagged"_s))->state, TaskState::WaitingApproval);
        // Another attempt of the same task, and another text of it with the same commands, stay accepted.
        QVERIFY(in<Task>([&](Connection &c) { return taskflow::cancel(c, first.id, m_now); }));
        QCOMPARE(
            in<Task>([&](Connection &c) { return taskflow::retry(c, first.id, m_now); })->state, TaskState::Pending);
        TaskSpec spec = first.spec;
        spec.name = u"another name"_s;
        QVERIFY(in<Task>([&](Connection &c) { return taskflow::cancel(c, first.id, m_now); }));
        QCOMPARE(in<Task>([&](Connection &c) {
            return taskflow::revise(c, first.id, spec, false, u"test"_s, m_now);
        })->state,
            TaskState::Pending);
        // A card that a person has decided counts for later tasks too.
        const Approval asked = open().constLast();
        QVERIFY(decide(asked, true, asked.contentHash, m_now));
        QCOMPARE(submit(makeTask(u"make flagged"_s))->state, TaskState::Pending);
    }

    void theCardSaysTheTierThatHoldsTheCommands()
    {
        const Task task = submitJudged(makeTask(u"make tier"_s)).value();
        QCOMPARE(open().constLast().taskId, task.id);
        QCOMPARE(open().constLast().tier, SandboxTier::Bubblewrap);
    }

    void aFolderOfSettingsWaitsForItsCardWhateverWasAccepted()
    {
        const QString folder = QFileInfo(m_dir.path()).canonicalFilePath() + u"/.vscode"_s;
        QVERIFY(QDir().mkpath(folder));
        Task task = makeTask(u"make settings"_s);
        task.spec.workingDirectory = folder;
        task.accepted = true;
        const Task waiting = submitJudged(task).value();
        QCOMPARE(waiting.state, TaskState::WaitingApproval);
        QVERIFY(!waiting.accepted);
        const Approval asked = open().constLast();
        QCOMPARE(asked.reason, u"settings_folder"_s);
        QCOMPARE(asked.severity, Severity::High);
        QVERIFY(decide(asked, true, asked.contentHash, m_now));
        QCOMPARE(byId(waiting.id).state, TaskState::Pending);
        task.id = newId();
        QCOMPARE(submitJudged(task)->state, TaskState::WaitingApproval);
    }

    void unacceptedCommandsWaitAndApprovalWakesTheTask()
    {
        const Task task = submit(makeTask()).value();
        QCOMPARE(task.state, TaskState::WaitingApproval);
        const Approval approval = open().value(0);
        QCOMPARE(approval.commands, task.spec.verificationCommands);
        const auto wrong = decide(approval, true, u"0000"_s, m_now);
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::Conflict);
        QCOMPARE(byId(task.id).state, TaskState::WaitingApproval);
        QVERIFY(decide(approval, true, approval.contentHash, m_now));
        QCOMPARE(byId(task.id).state, TaskState::Pending);
        QVERIFY(byId(task.id).accepted);
        const auto again = decide(approval, false, approval.contentHash, m_now);
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
    }

    void deniedCommandsEndTheTask()
    {
        const Task task = submit(makeTask()).value();
        QVERIFY(decide(open().value(0), false, {}, m_now));
        QCOMPARE(byId(task.id).state, TaskState::Failed);
        QCOMPARE(byId(task.id).stopReason, StopReason::ApprovalDenied);
        // Tried again, it asks again: nothing unaccepted ever runs.
        const auto retried = in<Task>([&](Connection &c) { return taskflow::retry(c, task.id, m_now); });
        QVERIFY(retried);
        QCOMPARE(retried->state, TaskState::WaitingApproval);
        QCOMPARE(retried->attempt, 2);
        QCOMPARE(open().size(), 1);
    }

    void aDecisionWakesAParkedTask()
    {
        Approval approval;
        const Task task = parkedTask(&approval, m_now.addSecs(60));
        QCOMPARE(byId(task.id).state, TaskState::WaitingApproval);
        QVERIFY(decide(approval, true, approval.contentHash, m_now));
        QCOMPARE(byId(task.id).state, TaskState::Pending);
    }

    void answersAreCheckedAndBoundToWhatWasShown()
    {
        Approval approval;
        const Task task = parkedTask(&approval, {});
        const auto answered = [&](const QString &hash, const QJsonObject &answers) {
            return in<Approval>([&](Connection &c) {
                return taskflow::decide(c, approval.id, {false, hash, {}, u"test"_s, RememberFor::No, answers}, m_now);
            });
        };
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            VC_CHECK(c.execute(u"UPDATE approvals SET kind = 'border' WHERE id = ?"_s, {approval.id}));
            return {};
        }));
        const QString row(64, u'a');
        const auto wrong = answered(approval.contentHash, {{row, u"yes"_s}});
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::InvalidArgument);
        // A no to the whole that says yes to a row needs the hash of what was shown, like a yes.
        QCOMPARE(answered({}, {{row, u"use"_s}}).error().code, ErrorCode::Conflict);
        QCOMPARE(byId(task.id).state, TaskState::WaitingApproval);
        // A question without a time limit waits.
        QCOMPARE(*in<int>([&](Connection &c) { return taskflow::expireApprovals(c, m_now.addYears(1)); }), 0);
        const auto decided = answered(approval.contentHash, {{row, u"use"_s}});
        QVERIFY(decided);
        QCOMPARE(decided->state, ApprovalState::Denied);
        QCOMPARE(decided->answers, (QJsonObject{{row, u"use"_s}}));
        QCOMPARE(byId(task.id).state, TaskState::Pending);
    }

    void whatHasNoLimitNeverExpires()
    {
        for (const ApprovalKind kind :
            {ApprovalKind::VerificationCommands, ApprovalKind::Border, ApprovalKind::ApplyConflict})
            QVERIFY(neverExpires(kind));
        QVERIFY(!neverExpires(ApprovalKind::Command));
    }

    void theHashBindsWhatABorderCardShows()
    {
        Approval card;
        card.kind = ApprovalKind::Border;
        card.commands = QStringList{u"tests/test_a.py"_s};
        card.beforeSha256 = u"aa"_s;
        Approval other = card;
        other.beforeSha256 = u"ab"_s;
        QVERIFY(approvalHash(other) != approvalHash(card));
        other = card;
        other.commands.append(u"conftest.py"_s);
        QVERIFY(approvalHash(other) != approvalHash(card));
        other = card;
        other.kind = ApprovalKind::ApplyConflict;
        QVERIFY(approvalHash(other) != approvalHash(card));
    }

    void anExpiredQuestionCountsAsDeniedAndWakesTheTask()
    {
        Approval approval;
        const Task task = parkedTask(&approval, m_now.addSecs(60));
        const auto late = decide(approval, true, approval.contentHash, m_now.addSecs(61));
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Expired);
        const auto expired = in<int>([&](Connection &c) { return taskflow::expireApprovals(c, m_now.addSecs(61)); });
        QCOMPARE(expired.value(), 1);
        QCOMPARE(byId(task.id).state, TaskState::Pending);
        QCOMPARE(approvalstore::byId(m_db->reader(), approval.id).value().state, ApprovalState::Expired);
    }

    void aCancelEndsWhatWaitsAndVoidsItsQuestions()
    {
        Approval approval;
        const Task task = parkedTask(&approval, m_now.addSecs(60));
        const auto cancelled = in<Task>([&](Connection &c) { return taskflow::cancel(c, task.id, m_now); });
        QCOMPARE(cancelled.value().state, TaskState::Cancelled);
        QVERIFY(open().isEmpty());
        const auto twice = in<Task>([&](Connection &c) { return taskflow::cancel(c, task.id, m_now); });
        QVERIFY(!twice);
        QCOMPARE(twice.error().code, ErrorCode::Conflict);
    }

    void theSameKeyGivesTheSameTaskAndAnotherTaskIsRefused()
    {
        Task task = makeTask();
        task.idempotencyKey = u"k1"_s;
        const Task first = submit(task).value();
        task.id = newId();
        QCOMPARE(submit(task).value().id, first.id);
        task.id = newId();
        task.spec.name = u"other"_s;
        const auto other = submit(task);
        QVERIFY(!other);
        QCOMPARE(other.error().code, ErrorCode::Conflict);
    }

    void pausedTasksWakeWhenTheirTimeHasCome()
    {
        QStringList ids;
        for (const qint64 seconds : {0, 1, -1}) {
            Task task = makeTask();
            task.accepted = true;
            const Task stored = submit(task).value();
            ids.append(stored.id);
            QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
                Task row = taskstore::byId(c, stored.id).value();
                if (seconds >= 0)
                    row.pausedUntil = m_now.addSecs(seconds);
                return taskflow::transition(c, row, TaskState::Paused, StopReason::RateLimited, u"429"_s, m_now);
            }));
        }
        QCOMPARE(in<int>([&](Connection &c) { return taskflow::wakeDue(c, m_now, 0); }).value(), 1);
        QCOMPARE(byId(ids.at(0)).state, TaskState::Pending);
        QCOMPARE(byId(ids.at(0)).stopReason, StopReason::None);
        QVERIFY(!byId(ids.at(0)).pausedUntil.isValid());
        QCOMPARE(byId(ids.at(1)).state, TaskState::Paused);
        QVERIFY(byId(ids.at(1)).pausedUntil.isValid());
        QCOMPARE(byId(ids.at(2)).state, TaskState::Paused); // waits for a person
    }

    void aSleepIsCountedByTheClockOfTheBoot_data()
    {
        QTest::addColumn<QString>("boot"); // in which it fell asleep for 65 s, at 1000 s of that boot
        QTest::addColumn<int>("wallLater");
        QTest::addColumn<qint64>("bootNow");
        QTest::addColumn<bool>("awake");
        const QString same = bootId(), other = u"another boot"_s;
        QTest::newRow("too early") << same << 64 << 1064000LL << false;
        QTest::newRow("in time") << same << 65 << 1065000LL << true;
        QTest::newRow("the wall clock was set back an hour") << same << 66 - 3600 << 1066000LL << true;
        QTest::newRow("and it is too early") << same << 60 - 3600 << 1060000LL << false;
        QTest::newRow("the wall clock was set ahead an hour") << same << 10 + 3600 << 1010000LL << false;
        QTest::newRow("after another boot by the wall clock") << other << 66 << 5LL << true;
        QTest::newRow("after another boot, too early") << other << 20 << 9000000LL << false;
        QTest::newRow("after another boot with an older clock, not longer than in all")
            << other << -3600 << 5LL << true;
    }

    void aSleepIsCountedByTheClockOfTheBoot()
    {
        QFETCH(QString, boot);
        QFETCH(int, wallLater);
        QFETCH(qint64, bootNow);
        QFETCH(bool, awake);
        Task task = makeTask();
        task.accepted = true;
        const Task stored = submit(task).value();
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            Task row = taskstore::byId(c, stored.id).value();
            row.pausedUntil = m_now.addSecs(65);
            VC_CHECK(taskflow::transition(c, row, TaskState::Paused, StopReason::RateLimited, u"429"_s, m_now));
            return taskstore::setSleep(c, row.id, boot, 1000000, 65000);
        }));
        QVERIFY(taskstore::anySleeps(m_db->reader()).value());
        QCOMPARE(
            in<int>([&](Connection &c) { return taskflow::wakeDue(c, m_now.addSecs(wallLater), bootNow); }).value(),
            awake ? 1 : 0);
        QCOMPARE(byId(stored.id).state, awake ? TaskState::Pending : TaskState::Paused);
        QCOMPARE(taskstore::anySleeps(m_db->reader()).value(), !awake);
    }

    void resumingWakesTasksThatWaitForThePerson()
    {
        Task task = makeTask();
        task.accepted = true;
        const Task stored = submit(task).value();
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            Task row = taskstore::byId(c, stored.id).value();
            VC_CHECK(taskflow::transition(c, row, TaskState::Paused, StopReason::ApiAuth, u"no key"_s, m_now));
            return taskflow::setQueuePaused(c, true, u"api_auth"_s, u"engine"_s, m_now);
        }));
        QVERIFY(taskflow::isQueuePaused(m_db->reader()).value());
        QVERIFY(
            m_db->writeNow([&](Connection &c) { return taskflow::setQueuePaused(c, false, {}, u"test"_s, m_now); }));
        QCOMPARE(byId(stored.id).state, TaskState::Pending);
        QCOMPARE(byId(stored.id).stopReason, StopReason::None);
        const auto events = eventlog::since(m_db->reader(), 0, 100);
        QCOMPARE(events.value().constLast().kind, EventKind::QueueResumed);
    }

    void aServiceThatIsDownIsAskedLaterAndLaterAndThenTheQueueGoesOn()
    {
        Task task = makeTask();
        task.accepted = true;
        const Task stored = submit(task).value();
        const auto pauseFor = [&](StopReason reason, const QDateTime &at) {
            QVERIFY(
                m_db->writeNow([&](Connection &c) { return taskflow::pauseQueueFor(c, reason, u"no route"_s, at); }));
        };
        const auto answer = [&](StopReason reason, const QDateTime &at) {
            QVERIFY(m_db->writeNow([&](Connection &c) { return taskflow::answerProbe(c, reason, u"still"_s, at); }));
        };
        const auto claim = [&](const QDateTime &at) {
            return in<bool>([&](Connection &c) { return taskflow::claimProbe(c, at); }).value();
        };
        const auto pause = [&] { return taskflow::queuePause(m_db->reader()).value(); };
        QVERIFY(m_db->writeNow([&](Connection &c) -> Result<> {
            Task row = taskstore::byId(c, stored.id).value();
            VC_CHECK(
                taskflow::transition(c, row, TaskState::Paused, StopReason::ServiceUnavailable, u"no route"_s, m_now));
            return taskflow::pauseQueueFor(c, StopReason::ServiceUnavailable, u"no route"_s, m_now);
        }));
        QVERIFY(pause().paused);
        QCOMPARE(pause().reason, u"service_unavailable"_s);
        QCOMPARE(pause().detail, u"no route"_s);
        QDateTime at = m_now;
        qint64 before = 0;
        for (int round = 0; round < 12; ++round) {
            const qint64 wait = at.msecsTo(pause().until);
            QVERIFY(wait >= before && wait > 0 && wait <= 300000);
            before = wait;
            QVERIFY(!taskflow::isProbeDue(pause(), pause().until.addMSecs(-1)));
            at = pause().until;
            QVERIFY(taskflow::isProbeDue(pause(), at));
            QVERIFY(claim(at));
            QVERIFY(!claim(at)); // one process asks
            answer(StopReason::ServiceUnavailable, at);
        }
        QCOMPARE(before, 300000);
        // Another task that meets the same trouble changes nothing about the time.
        const QDateTime until = pause().until;
        pauseFor(StopReason::ServiceUnavailable, at);
        QCOMPARE(pause().until, until);
        answer(StopReason::None, at);
        QVERIFY(!pause().paused);
        QCOMPARE(byId(stored.id).state, TaskState::Pending);
        // The same trouble a moment later goes on with the long waits; after a while it begins anew.
        pauseFor(StopReason::ServiceUnavailable, at.addSecs(5));
        QCOMPARE(at.addSecs(5).msecsTo(pause().until), 300000);
        answer(StopReason::None, at);
        pauseFor(StopReason::ServiceUnavailable, at.addSecs(3600));
        QCOMPARE(at.addSecs(3600).msecsTo(pause().until), 5000);
    }

    void onlyTheServicesOwnPauseEndsByItself()
    {
        const auto run = [&](std::function<Result<>(Connection &)> job) { QVERIFY(m_db->writeNow(std::move(job))); };
        const auto pause = [&] { return taskflow::queuePause(m_db->reader()).value(); };
        // A person's pause stays a person's.
        run([&](Connection &c) { return taskflow::setQueuePaused(c, true, u"user"_s, u"test"_s, m_now); });
        run([&](Connection &c) { return taskflow::pauseQueueFor(c, StopReason::ServiceUnavailable, {}, m_now); });
        QCOMPARE(pause().reason, u"user"_s);
        run([&](Connection &c) { return taskflow::answerProbe(c, StopReason::None, {}, m_now); });
        QVERIFY(pause().paused);
        QVERIFY(!taskflow::isProbeDue(pause(), m_now.addYears(1)));
        run([&](Connection &c) { return taskflow::setQueuePaused(c, false, {}, u"test"_s, m_now); });
        // A refused key is nothing that time heals, also when a probe finds it.
        run([&](Connection &c) { return taskflow::pauseQueueFor(c, StopReason::ApiAuth, {}, m_now); });
        QVERIFY(!pause().until.isValid());
        QVERIFY(!taskflow::isProbeDue(pause(), m_now.addYears(1)));
        run([&](Connection &c) { return taskflow::setQueuePaused(c, false, {}, u"test"_s, m_now); });
        run([&](Connection &c) { return taskflow::pauseQueueFor(c, StopReason::ApiSpendCap, {}, m_now); });
        QVERIFY(taskflow::isProbeDue(pause(), pause().until));
        // A clock that was set back a year does not make it wait for a year.
        QVERIFY(taskflow::isProbeDue(pause(), pause().until.addYears(-1)));
        run([&](Connection &c) { return taskflow::answerProbe(c, StopReason::ApiAuth, {}, m_now); });
        QCOMPARE(pause().reason, u"api_auth"_s);
        QVERIFY(!pause().until.isValid());
        run([&](Connection &c) { return taskflow::setQueuePaused(c, false, {}, u"test"_s, m_now); });
    }
};

QTEST_GUILESS_MAIN(TaskFlowTest)
#include "tst_taskflow.moc"
