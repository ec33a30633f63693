// SPDX-License-Identifier: MIT
// Where a result was verified, at the terminal and in the report: in the folder, in the view, on a clean copy.
#include "core/taskreport.h"
#include "eventtext.h"
#include "model/runpurpose.h"
#include "reporttext.h"
#include "resultline.h"
#include "wire/purposetext.h"

#include <QJsonArray>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

Task passed(VerdictPlace place, qint64 ms, const QList<VerdictNote> &notes = {})
{
    Task task;
    task.spec.name = u"n"_s;
    task.state = TaskState::Completed;
    task.stopReason = StopReason::Passed;
    task.isolation = Isolation::View;
    task.verdict = place;
    task.verdictMs = ms;
    task.verdictNotes = notes;
    return task;
}

Event ended(int iteration, const QString &command, const QString &status, int ms, bool clean, bool setup = false)
{
    Event event;
    event.kind = EventKind::VerificationFinished;
    event.body = {{u"iteration"_s, iteration}, {u"index"_s, 0}, {u"command"_s, command}, {u"status"_s, status},
        {u"exit_code"_s, status == u"pass"_s ? 0 : 1}, {u"duration_ms"_s, ms}};
    if (clean)
        event.body.insert(u"clean"_s, true);
    if (setup)
        event.body.insert(u"setup"_s, true);
    return event;
}

Iteration iterationOf(int number, const QString &command, CommandStatus status, qint64 ms)
{
    CommandReport report;
    report.command = command;
    report.status = status;
    report.exitCode = status == CommandStatus::Pass ? 0 : 1;
    report.durationMs = ms;
    Iteration iteration;
    iteration.number = number;
    iteration.verification.commands = {report};
    return iteration;
}

} // namespace

class ResultTextTest : public QObject
{
    Q_OBJECT

private slots:
    void aStepSaysWhereItRuns()
    {
        const auto text = [](bool clean, bool setup, EventKind kind) {
            Event event = ended(1, u"make"_s, u"pass"_s, 1500, clean, setup);
            event.kind = kind;
            return eventText(event);
        };
        const EventKind begins = EventKind::VerificationStarted, ends = EventKind::VerificationFinished;
        QCOMPARE(text(false, false, begins), u"verifies with make"_s);
        QCOMPARE(text(true, false, begins), u"checks on a clean copy: make"_s);
        QCOMPARE(text(false, true, begins), u"sets up with make"_s);
        QCOMPARE(text(true, true, begins), u"sets up a clean copy with make"_s);
        QCOMPARE(text(false, false, ends), u"make: exit 0 after 1.5 s"_s);
        QCOMPARE(text(true, false, ends), u"make (clean copy): exit 0 after 1.5 s"_s);
        for (const char *word : {"model", "command", "verify", "clean", "approval"})
            QVERIFY2(activityText(QLatin1StringView(word)) != QLatin1StringView(word), word);
    }

    void aStepSaysWhyItRuns()
    {
        for (const auto &row : EnumTable<RunPurpose>::rows) {
            Event event = ended(1, u"make"_s, u"pass"_s, 1500, isClean(row.value), isSetup(row.value));
            event.body.insert(u"purpose"_s, toWire(row.value));
            if (isCanary(row.value))
                event.body.insert(u"canary"_s, true);
            const QString end = eventText(event), why = purposeText(toWire(row.value));
            event.kind = EventKind::VerificationStarted;
            const QString begin = eventText(event);
            if (row.value == RunPurpose::Verify) {
                QCOMPARE(begin, u"verifies with make"_s);
                QCOMPARE(end, u"make: exit 0 after 1.5 s"_s);
                continue;
            }
            QVERIFY2(!why.isEmpty(), row.text);
            QCOMPARE(begin, (isSetup(row.value) ? u"sets up"_s : u"verifies"_s) + u" with make ("_s + why + u')');
            QCOMPARE(end, u"make ("_s + why + (isCanary(row.value) ? u"): passed"_s : u"): exit 0 after 1.5 s"_s));
        }
        Event later = ended(1, u"make"_s, u"pass"_s, 1500, false);
        later.body.insert(u"purpose"_s, u"of_a_later_version"_s);
        QCOMPARE(eventText(later), u"make: exit 0 after 1.5 s"_s);
    }

    void aFailedSetupIsShownAsSetup()
    {
        TaskReportInput input;
        input.task = passed(VerdictPlace::CleanRoom, 30);
        Iteration iteration = iterationOf(1, u"npm ci"_s, CommandStatus::Fail, 8);
        iteration.verification.commands[0].isSetup = true;
        input.iterations = {iteration};
        Event event = ended(1, u"npm ci"_s, u"fail"_s, 8, true, true);
        event.body.insert(u"purpose"_s, u"clean_setup"_s);
        input.verifications = {event};
        const QJsonObject round = taskReport(input).value(u"iterations"_s).toArray().at(0).toObject();
        QVERIFY(round.value(u"commands"_s).toArray().at(0).toObject().value(u"setup"_s).toBool());
        const QJsonObject run = round.value(u"further_runs"_s).toArray().at(0).toObject();
        QCOMPARE(run.value(u"purpose"_s).toString(), u"clean_setup"_s);
    }

    void theLastLineSaysWhereItPassed()
    {
        QCOMPARE(verdictLine(passed(VerdictPlace::CleanRoom, 4120)), u"checked on a clean copy in 4.1 s"_s);
        QCOMPARE(verdictLine(passed(VerdictPlace::CleanRoom, 0)), u"checked on a clean copy"_s);
        QCOMPARE(verdictLine(passed(VerdictPlace::CleanRoom, 900, {{u"left_behind"_s, u"build, a: b"_s}})),
            u"checked on a clean copy in 0.9 s; together with what the attempt left behind: build, a: b"_s);
        QCOMPARE(verdictLine(passed(VerdictPlace::CleanRoom, 0, {{u"own_tests"_s, {}}, {u"kept"_s, u"dist"_s}})),
            u"checked on a clean copy; checked by the attempt's own tests only; kept, although git ignores it: dist"_s);
        QCOMPARE(verdictLine(passed(VerdictPlace::View, 0, {{u"no_room"_s, u"no room\x1b[2J"_s}})),
            u"not checked on a clean copy; no room\\u{1b}[2J"_s);
        QCOMPARE(verdictLine(passed(VerdictPlace::Folder, 0, {{u"no_room"_s, u"no sandbox"_s}})),
            u"not checked on a clean copy; no sandbox"_s);
        QCOMPARE(verdictLine(passed(VerdictPlace::Folder, 0, {{u"answered_fails"_s, u"make"_s}})),
            u"not checked on a clean copy; with your answers to the conflicts this does not pass: make"_s);
        QCOMPARE(verdictLine(passed(VerdictPlace::None, 0)), QString());
        // Of an iteration before the last one.
        Task failed = passed(VerdictPlace::CleanRoom, 10);
        failed.state = TaskState::Failed;
        QCOMPARE(verdictLine(failed), QString());
    }

    void theReportKeepsTheRoomsApart()
    {
        TaskReportInput input;
        input.task = passed(VerdictPlace::CleanRoom, 30, {{u"kept"_s, u"build"_s}});
        // The first passed in the view and failed in the clean room, whose commands are kept of it then.
        input.iterations = {iterationOf(0, u"t"_s, CommandStatus::Fail, 3),
            iterationOf(1, u"t"_s, CommandStatus::Fail, 7), iterationOf(2, u"t"_s, CommandStatus::Pass, 5)};
        input.verifications = {ended(0, u"i"_s, u"pass"_s, 9, false, true), ended(0, u"t"_s, u"fail"_s, 3, false),
            ended(1, u"t"_s, u"pass"_s, 7, false), ended(1, u"i"_s, u"pass"_s, 8, true, true),
            ended(1, u"t"_s, u"fail"_s, 7, true), ended(2, u"t"_s, u"pass"_s, 5, false),
            ended(2, u"t"_s, u"pass"_s, 5, true)};
        const QJsonObject report = taskReport(input);
        const QJsonArray rounds = report.value(u"iterations"_s).toArray();
        const auto row = [&](int round) {
            return rounds.at(round).toObject().value(u"commands"_s).toArray().at(0).toObject();
        };
        QCOMPARE(row(0).value(u"clean"_s).toBool(), false);
        QCOMPARE(row(1).value(u"clean"_s).toBool(), true);
        QCOMPARE(row(1).value(u"setup"_s).toBool(), false);
        QCOMPARE(row(2).value(u"clean"_s).toBool(), false);
        QList<qsizetype> further;
        for (const QJsonValue round : rounds)
            further.append(round.toObject().value(u"further_runs"_s).toArray().size());
        QCOMPARE(further, (QList<qsizetype>{1, 2, 1}));

        const QString text = reportMarkdown(report);
        QVERIFY2(text.contains(u"- verdict: reached on a clean copy\n"_s), qPrintable(text));
        QVERIFY2(text.contains(u"- `kept, although git ignores it: build`\n"_s), qPrintable(text));
        QVERIFY2(text.contains(u"- time on the clean copy: 0.0 s\n"_s), qPrintable(text));
        QCOMPARE(text.count(u"| `t` (clean copy) |"_s), 1);
        QCOMPARE(text.count(u"| `t` |"_s), 2);
        QVERIFY2(text.contains(u"- setup: `i`, pass, exit code 0, 0.0 s\n"_s), qPrintable(text));
        QVERIFY2(text.contains(u"- setup, clean copy: `i`, pass"_s), qPrintable(text));
    }

    void aFailedSetupIsNoVerification()
    {
        TaskReportInput input;
        input.task = passed(VerdictPlace::None, 8);
        input.task.state = TaskState::Failed;
        input.iterations = {iterationOf(1, u"i"_s, CommandStatus::Fail, 8)};
        input.verifications = {ended(1, u"t"_s, u"pass"_s, 7, false), ended(1, u"i"_s, u"fail"_s, 8, true, true)};
        const QString text = reportMarkdown(taskReport(input));
        QVERIFY2(text.contains(u"| `i` (setup, clean copy) |"_s), qPrintable(text));
        QVERIFY2(!text.contains(u"verdict"_s), qPrintable(text));
    }

    void theReportSaysWhereElseItPassed()
    {
        TaskReportInput input;
        input.task = passed(VerdictPlace::View, 0, {{u"no_room"_s, u"no | room"_s}});
        QVERIFY(reportMarkdown(taskReport(input)).contains(u"not on a clean copy\n- `no \\| room`\n"_s));
        input.task = passed(VerdictPlace::Folder, 0);
        QVERIFY(reportMarkdown(taskReport(input))
                    .contains(u"- verdict: reached in the folder itself, not on a clean copy\n"_s));
        input.task = passed(VerdictPlace::CleanRoom, 0);
        QVERIFY(reportMarkdown(taskReport(input)).contains(u"which was a clean copy"_s));
        // What is known is of the present attempt.
        input.task.attempt = 2;
        QVERIFY(!reportMarkdown(taskReport(input)).contains(u"verdict"_s));
    }
};

QTEST_GUILESS_MAIN(ResultTextTest)
#include "tst_resulttext.moc"
