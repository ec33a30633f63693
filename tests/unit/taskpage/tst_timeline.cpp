// SPDX-License-Identifier: MIT
// Events become rounds and steps, the same ones however they arrive.
#include "model/runpurpose.h"
#include "taskpage/tasktext.h"
#include "taskpage/timeline.h"
#include "wire/purposetext.h"

#include <QJsonArray>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;
using Kind = TimelineStep::Kind;
using State = TimelineStep::State;

namespace {

class Story
{
public:
    Story &tell(EventKind kind, QJsonObject body = {})
    {
        Event event;
        event.seq = ++m_seq;
        event.at = QDateTime::fromSecsSinceEpoch(1700000000 + m_seq);
        event.kind = kind;
        event.body = std::move(body);
        m_events.append(event);
        return *this;
    }
    [[nodiscard]] const QList<Event> &events() const { return m_events; }

private:
    qint64 m_seq = 0;
    QList<Event> m_events;
};

Story wholeRun()
{
    Story story;
    story.tell(EventKind::TaskCreated)
        .tell(EventKind::ApprovalRequested, {{u"approval_id"_s, u"q0"_s}, {u"commands"_s, QJsonArray{u"pytest -q"_s}}})
        .tell(
            EventKind::ApprovalDecided, {{u"approval_id"_s, u"q0"_s}, {u"state"_s, u"approved"_s}, {u"by"_s, u"me"_s}})
        .tell(EventKind::TaskStateChanged, {{u"to"_s, u"running"_s}})
        .tell(EventKind::CheckpointTaken, {{u"number"_s, 0}, {u"files"_s, 4}})
        .tell(EventKind::IterationStarted, {{u"number"_s, 0}})
        .tell(EventKind::VerificationStarted, {{u"index"_s, 0}, {u"command"_s, u"pytest -q"_s}})
        .tell(EventKind::VerificationFinished, {{u"index"_s, 0}, {u"command"_s, u"pytest -q"_s}, {u"exit_code"_s, 1},
                                                   {u"status"_s, u"fail"_s}, {u"duration_ms"_s, 7100}})
        .tell(EventKind::IterationFinished,
            {{u"number"_s, 0}, {u"passed"_s, false}, {u"tests_passed"_s, 38}, {u"tests_failed"_s, 6}})
        .tell(EventKind::IterationStarted, {{u"number"_s, 1}})
        .tell(EventKind::ModelCallStarted)
        .tell(EventKind::ModelCallFinished,
            {{u"text"_s, u"Look first."_s}, {u"input_tokens"_s, 100}, {u"cache_read_tokens"_s, 900},
                {u"output_tokens"_s, 50}, {u"cost_micro_usd"_s, 1200}, {u"duration_ms"_s, 9000}});
    for (const QString &file : {u"a.py"_s, u"b.py"_s, u"a.py"_s}) {
        story.tell(EventKind::ActionProposed, {{u"tool"_s, u"view"_s}, {u"what"_s, file}})
            .tell(EventKind::ActionFinished, {{u"what"_s, file}, {u"ok"_s, true}});
    }
    story.tell(EventKind::ModelCallStarted)
        .tell(EventKind::ModelCallFinished, {{u"text"_s, u""_s}, {u"input_tokens"_s, 10}})
        .tell(EventKind::ActionProposed, {{u"tool"_s, u"str_replace"_s}, {u"what"_s, u"a.py"_s}})
        .tell(EventKind::ActionFinished, {{u"what"_s, u"a.py"_s}, {u"ok"_s, true}, {u"summary"_s, u"edited"_s}})
        .tell(EventKind::ApprovalRequested,
            {{u"approval_id"_s, u"q1"_s}, {u"kind"_s, u"command"_s}, {u"command"_s, u"pip install x"_s}})
        .tell(EventKind::ApprovalDecided,
            {{u"approval_id"_s, u"q1"_s}, {u"state"_s, u"denied"_s}, {u"by"_s, u"cli:a"_s}, {u"message"_s, u"no"_s}})
        .tell(EventKind::ActionFinished, {{u"what"_s, u"curl x"_s}, {u"ok"_s, false}, {u"summary"_s, u"refused"_s}})
        .tell(EventKind::CommandStarted, {{u"command"_s, u"ls"_s}})
        .tell(EventKind::CommandFinished,
            {{u"command"_s, u"ls"_s}, {u"exit_code"_s, 0}, {u"timed_out"_s, false}, {u"duration_ms"_s, 12}})
        .tell(EventKind::VerificationStarted, {{u"index"_s, 0}, {u"command"_s, u"pytest -q"_s}})
        .tell(EventKind::VerificationFinished, {{u"index"_s, 0}, {u"command"_s, u"pytest -q"_s}, {u"exit_code"_s, 0},
                                                   {u"status"_s, u"pass"_s}, {u"duration_ms"_s, 6800}})
        .tell(EventKind::IterationFinished, {{u"number"_s, 1}, {u"passed"_s, true}, {u"tests_passed"_s, 44},
                                                {u"tests_failed"_s, 0}, {u"tests_fixed"_s, 6}, {u"files_changed"_s, 1}})
        .tell(EventKind::CheckpointTaken, {{u"number"_s, 2}, {u"iteration"_s, 1}, {u"files"_s, 4}})
        .tell(EventKind::TaskStateChanged,
            {{u"from"_s, u"running"_s}, {u"to"_s, u"completed"_s}, {u"stop_reason"_s, u"passed"_s}});
    return story;
}

// What a model must see: rows that are announced before they are there.
class Watcher : public TimelineListener
{
public:
    explicit Watcher(const Timeline &timeline)
        : m_timeline(timeline)
    {
    }
    void aboutToAddRound(int at) override
    {
        QCOMPARE(at, m_timeline.rounds().size());
        m_expectRounds = at + 1;
    }
    void roundAdded() override { QCOMPARE(int(m_timeline.rounds().size()), m_expectRounds); }
    void aboutToAddStep(int round, int at) override
    {
        QCOMPARE(at, m_timeline.rounds().at(round).steps.size());
        ++steps;
    }
    void stepAdded() override {}
    void stepChanged(int round, int step) override { QVERIFY(step < m_timeline.rounds().at(round).steps.size()); }
    void roundChanged(int round) override { QVERIFY(round < m_timeline.rounds().size()); }
    int steps = 0;

private:
    const Timeline &m_timeline;
    int m_expectRounds = 0;
};

QList<Kind> kinds(const TimelineRound &round)
{
    QList<Kind> list;
    for (const TimelineStep &step : round.steps)
        list.append(step.kind);
    return list;
}

} // namespace

class TimelineTest : public QObject
{
    Q_OBJECT

private slots:
    void aRunIsToldInRounds()
    {
        Timeline timeline;
        timeline.append(wholeRun().events());
        QCOMPARE(timeline.rounds().size(), 2);
        const TimelineRound &baseline = timeline.rounds().at(0);
        QCOMPARE(kinds(baseline), (QList<Kind>{Kind::Approval, Kind::Checkpoint, Kind::Verify}));
        QCOMPARE(baseline.steps.at(0).code, u"pytest -q"_s);
        QCOMPARE(baseline.steps.at(0).approval, u"approved"_s);
        QCOMPARE(baseline.steps.at(2).exitCode, std::optional<int>(1));
        QCOMPARE(baseline.steps.at(2).state, State::Bad);
        QCOMPARE(baseline.testsFailed, 6);
        QCOMPARE(baseline.state, TimelineRound::State::Failed);
        const TimelineRound &first = timeline.rounds().at(1);
        QCOMPARE(kinds(first), (QList<Kind>{Kind::Thought, Kind::Read, Kind::Edit, Kind::Approval, Kind::Refused,
                                   Kind::Command, Kind::Verify, Kind::Checkpoint, Kind::State}));
        QCOMPARE(first.steps.at(1).files, (QStringList{u"a.py"_s, u"b.py"_s}));
        QCOMPARE(first.steps.at(3).state, State::Bad);
        QCOMPARE(first.steps.at(3).by, u"cli:a"_s);
        QCOMPARE(first.steps.at(5).durationMs, 12);
        QCOMPARE(first.calls, 2);
        QCOMPARE(first.tokens, 1060);
        QCOMPARE(first.costMicroUsd, 1200);
        QCOMPARE(first.fixed, 6);
        QCOMPARE(first.state, TimelineRound::State::Passed);
        QVERIFY(first.activity.isEmpty());
    }

    void oneByOneOrAtOnceOrTwiceIsTheSame()
    {
        const QList<Event> events = wholeRun().events();
        Timeline whole, single;
        whole.append(events);
        Watcher watcher(single);
        for (const Event &event : events) {
            single.append({event}, &watcher);
            single.append({event}, &watcher); // told twice, taken once
        }
        QCOMPARE(single.rounds().size(), whole.rounds().size());
        int steps = 0;
        for (int i = 0; i < whole.rounds().size(); ++i) {
            QCOMPARE(kinds(single.rounds().at(i)), kinds(whole.rounds().at(i)));
            steps += int(whole.rounds().at(i).steps.size());
        }
        QCOMPARE(watcher.steps, steps);
        QCOMPARE(single.lastSeq(), events.constLast().seq);
    }

    void whatRunsIsSeenAndEndsWithTheTask()
    {
        Story story;
        story.tell(EventKind::IterationStarted, {{u"number"_s, 1}})
            .tell(EventKind::CommandStarted, {{u"command"_s, u"sleep 9"_s}})
            .tell(EventKind::ApprovalRequested, {{u"approval_id"_s, u"q"_s}, {u"command"_s, u"x"_s}});
        Timeline timeline;
        timeline.append(story.events());
        QCOMPARE(timeline.rounds().constLast().activity, u"approval"_s);
        QCOMPARE(timeline.rounds().constLast().steps.at(0).state, State::Running);
        story.tell(EventKind::TaskStateChanged, {{u"to"_s, u"cancelled"_s}, {u"stop_reason"_s, u"cancelled"_s}});
        timeline.append(story.events());
        const TimelineRound &last = timeline.rounds().constLast();
        QCOMPARE(last.state, TimelineRound::State::Stopped);
        QCOMPARE(last.steps.at(0).state, State::Neutral);
        QCOMPARE(last.steps.at(1).approval, u"void"_s);
        QVERIFY(last.activity.isEmpty());
    }

    void theCleanCheckAndSetupAreNoVerificationOfTheIteration()
    {
        const auto body = [](const QString &command, bool clean, bool setup) {
            QJsonObject told{{u"index"_s, 0}, {u"command"_s, command}};
            if (clean)
                told.insert(u"clean"_s, true);
            if (setup)
                told.insert(u"setup"_s, true);
            return told;
        };
        const auto ended = [&](const QString &command, bool clean, bool setup, const QString &status) {
            QJsonObject told = body(command, clean, setup);
            told.insert(u"status"_s, status);
            return told;
        };
        Story story;
        story.tell(EventKind::IterationStarted, {{u"number"_s, 1}})
            .tell(EventKind::VerificationStarted, body(u"pytest"_s, false, false))
            .tell(EventKind::VerificationFinished, ended(u"pytest"_s, false, false, u"pass"_s))
            .tell(EventKind::VerificationStarted, body(u"npm ci"_s, true, true));
        Timeline timeline;
        timeline.append(story.events());
        QCOMPARE(timeline.rounds().constLast().activity, u"clean"_s);
        story.tell(EventKind::VerificationFinished, ended(u"npm ci"_s, true, true, u"pass"_s))
            .tell(EventKind::VerificationStarted, body(u"pytest"_s, true, false))
            .tell(EventKind::VerificationFinished, ended(u"pytest"_s, true, false, u"fail"_s))
            .tell(EventKind::VerificationFinished, ended(u"make"_s, false, true, u"pass"_s)); // its begin was cut off
        timeline.append(story.events());
        const QList<TimelineStep> &steps = timeline.rounds().constLast().steps;
        QStringList titles;
        for (const TimelineStep &step : steps)
            titles.append(TaskText::stepTitle(step));
        QCOMPARE(
            titles, (QStringList{u"Verify"_s, u"Set up the clean copy"_s, u"Check on a clean copy"_s, u"Set up"_s}));
        QCOMPARE(steps.at(2).state, State::Bad);
        QStringList words;
        for (const Event &event : story.events()) {
            if (event.kind == EventKind::VerificationFinished)
                words.append(TaskText::event(event));
        }
        QCOMPARE(words, (QStringList{u"verification ends"_s, u"setup ends"_s, u"clean check ends"_s, u"setup ends"_s}));
    }

    void everyRunSaysWhyItWasMade()
    {
        QString unknown;
        for (const auto &row : EnumTable<RunPurpose>::rows) {
            QJsonObject body{{u"index"_s, 0}, {u"command"_s, u"make"_s}, {u"purpose"_s, toWire(row.value)}};
            body.insert(u"setup"_s, isSetup(row.value));
            body.insert(u"clean"_s, isClean(row.value));
            body.insert(u"canary"_s, isCanary(row.value));
            Story story;
            story.tell(EventKind::IterationStarted, {{u"number"_s, 1}}).tell(EventKind::VerificationStarted, body);
            Timeline timeline;
            timeline.append(story.events());
            const QString title = TaskText::stepTitle(timeline.rounds().constLast().steps.constFirst());
            const QString word = TaskText::event(story.events().constLast());
            const QString why = purposeText(toWire(row.value));
            QCOMPARE(why.isEmpty(), row.value == RunPurpose::Verify);
            if (why.isEmpty()) {
                QCOMPARE(title, u"Verify"_s);
                QCOMPARE(word, u"verification begins"_s);
                continue;
            }
            const QString kind = isSetup(row.value) ? u"Set up"_s : u"Verify"_s;
            QCOMPARE(title, kind + u" ("_s + why + u')');
            QCOMPARE(word, (isSetup(row.value) ? u"setup"_s : u"verification"_s) + u" begins ("_s + why + u')');
        }
        QCOMPARE(purposeText(u"of_a_later_version"_s), QString());
        QCOMPARE(purposeText({}), QString());
    }

    void strangeBodiesAreNoTrouble()
    {
        Story story;
        for (const auto &row : EnumTable<EventKind>::rows)
            story.tell(row.value).tell(row.value, {{u"number"_s, u"x"_s}, {u"command"_s, 5}, {u"what"_s, QJsonArray{}},
                                                      {u"commands"_s, 1}, {u"to"_s, u"?"_s}, {u"status"_s, u"?"_s}});
        Timeline timeline;
        timeline.append(story.events());
        QVERIFY(!timeline.rounds().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TimelineTest)
#include "tst_timeline.moc"
