// SPDX-License-Identifier: MIT
// kill -9 at every boundary of every step of a three-iteration task: the run that goes on afterwards ends with the same
// files, the same story and the same number of model requests as one that was never interrupted. With
// VIBECODER_CRASHWALK=view the task works in a view, and a person is asked at its border; with copy in the folder
// itself, and what passes there is checked in a copy.
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

bool inView()
{
    return qEnvironmentVariable("VIBECODER_CRASHWALK") == u"view"_s;
}

bool inCopy()
{
    return qEnvironmentVariable("VIBECODER_CRASHWALK") == u"copy"_s;
}

QMap<QString, QString> environmentOfRuns()
{
    return {{u"VIBECODER_SANDBOX"_s, inView() || inCopy() ? u"bubblewrap"_s : u"none"_s}};
}

QJsonObject tool(const QString &name, const QJsonObject &input)
{
    return {{u"name"_s, name}, {u"input"_s, input}};
}

QJsonObject edit(const QJsonObject &input)
{
    return tool(u"str_replace_based_edit_tool"_s, input);
}

// Two wrong fixes, one command that needs a person, one that does not, a file that is overwritten, then the right fix.
// In a view and in a sandbox the command needs nobody; there the script that checks is changed, which is asked about.
QJsonArray script()
{
    const QJsonObject finish = tool(u"finish"_s, {{u"status"_s, u"done"_s}, {u"summary"_s, u"s"_s}});
    const auto turn = [](const QJsonArray &tools) {
        return QJsonObject{{u"text"_s, u"I go on."_s}, {u"tools"_s, tools}};
    };
    QJsonArray last{tool(u"bash"_s, {{u"command"_s, u"cat value.txt"_s}}),
        edit({{u"command"_s, u"str_replace"_s}, {u"path"_s, u"value.txt"_s}, {u"old_str"_s, u"wrong"_s},
            {u"new_str"_s, u"right"_s}}),
        edit({{u"command"_s, u"create"_s}, {u"path"_s, u"notes/new.txt"_s}, {u"file_text"_s, u"two\n"_s}})};
    // In a copy what git would ignore is left out.
    const QString made = inCopy() ? u"mkdir node_modules; touch node_modules/x; echo made by a command > made.txt"_s
                                  : u"echo made by a command > made.txt"_s;
    if (inView() || inCopy())
        last.append(edit({{u"command"_s, u"insert"_s}, {u"path"_s, u"check.sh"_s}, {u"insert_line"_s, 1},
            {u"new_str"_s, u": quick\n"_s}}));
    return {
        turn({edit({{u"command"_s, u"view"_s}, {u"path"_s, u"value.txt"_s}}),
            edit({{u"command"_s, u"str_replace"_s}, {u"path"_s, u"value.txt"_s}, {u"old_str"_s, u"broken"_s},
                {u"new_str"_s, u"wrong"_s}})}),
        turn({finish}),
        turn({tool(u"bash"_s, {{u"command"_s, made}}),
            edit({{u"command"_s, u"create"_s}, {u"path"_s, u"notes/new.txt"_s}, {u"file_text"_s, u"one\n"_s}})}),
        turn({finish}),
        turn(last),
        turn({finish}),
    };
}

struct Ending
{
    QByteArray tree;
    QStringList story;
    int requests = 0;
    QString status;
    int iterations = 0;
};

// Works until nothing is left to do, answering the one question as a person would.
QString workToTheEnd(RunHarness &harness, const QMap<QString, QString> &first)
{
    QMap<QString, QString> environment = environmentOfRuns();
    environment.insert(first);
    for (int round = 0; round < 8; ++round) {
        const ProgramResult drained =
            harness.run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}, environment);
        environment = environmentOfRuns();
        if (drained.killed)
            continue;
        if (drained.exitCode != 8)
            return drained.exitCode == 0 ? QString() : QString::fromUtf8(drained.err);
        const QJsonArray open =
            QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array();
        if (open.isEmpty())
            continue;
        const QJsonObject approval = open.first().toObject();
        const ProgramResult decided = harness.run({u"approve"_s, u"accept"_s, approval.value(u"id"_s).toString(),
            u"--yes"_s, u"--hash"_s, approval.value(u"content_hash"_s).toString().left(12)});
        if (decided.exitCode != 0)
            return QString::fromUtf8(decided.err);
    }
    return u"the work did not end"_s;
}

} // namespace

class CrashWalkTest : public QObject
{
    Q_OBJECT

    Ending m_plain;
    QMap<QString, int> m_steps;

    static bool prepare(RunHarness &harness)
    {
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(
            u"check.sh"_s, "#!/bin/sh\ngrep -q right value.txt || { echo 'FAILED: value is wrong'; exit 1; }\n", true);
        harness.startModel(script());
        const QByteArray where = inView() ? "isolation: view\n" : inCopy() ? "isolation: in_place\n" : "";
        const QString task = harness.writeTask({u"./check.sh"_s}, where);
        return harness.run({u"task"_s, u"create"_s, u"--file"_s, task, u"--yes"_s}, environmentOfRuns()).exitCode == 0;
    }

    static Ending endingOf(RunHarness &harness)
    {
        Ending ending;
        ending.tree = harness.treeDigest();
        ending.story = harness.storyOfTask();
        ending.requests = harness.requestCount();
        const QJsonObject task = harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
        ending.status = task.value(u"status"_s).toString();
        ending.iterations = int(task.value(u"iterations"_s).toArray().size());
        return ending;
    }

private slots:
    void initTestCase()
    {
        if ((inView() || inCopy()) && !vibecoder::sandboxReport().warm)
            QSKIP("no views here");
        RunHarness harness;
        QVERIFY(prepare(harness));
        const QString problem = workToTheEnd(harness, {});
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        m_plain = endingOf(harness);
        m_steps = harness.stepCounts();
        QCOMPARE(m_plain.status, u"completed"_s);
        QCOMPARE(m_plain.iterations, 4);
        QCOMPARE(m_plain.requests, 6);
        QCOMPARE(harness.read(u"notes/new.txt"_s), QByteArray("two\n"));
        QStringList kinds{u"prepare"_s, u"model"_s, u"edit"_s, u"read"_s, u"command"_s, u"approval"_s, u"verify"_s,
            u"changes"_s, u"mark"_s};
        if (inView())
            kinds += {u"border_rules"_s, u"border_products"_s, u"border"_s, u"apply"_s};
        if (inCopy())
            kinds += {u"guard"_s, u"clean_copy"_s};
        for (const QString &kind : kinds)
            QVERIFY2(m_steps.value(kind) > 0, qPrintable(kind));
    }

    void killedAndTakenUpAgain_data()
    {
        QTest::addColumn<QString>("where");
        for (auto it = m_steps.cbegin(); it != m_steps.cend(); ++it) {
            for (int n = 1; n <= it.value(); ++n) {
                for (const char *place : {"before-intent", "after-intent", "before-result", "after-result"}) {
                    const QString where = u"%1#%2:%3"_s.arg(it.key()).arg(n).arg(QLatin1StringView(place));
                    QTest::newRow(qPrintable(where)) << where;
                }
            }
        }
    }

    void killedAndTakenUpAgain()
    {
        QFETCH(QString, where);
        RunHarness harness;
        QVERIFY(prepare(harness));
        // Steps after the question are reached by a later process: each is given the order until it has obeyed.
        QString problem;
        bool killed = false;
        for (int round = 0; round < 8 && !killed; ++round) {
            QMap<QString, QString> environment = environmentOfRuns();
            environment.insert(u"VIBECODER_CRASH_AT"_s, where);
            const ProgramResult drained =
                harness.run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}, environment);
            killed = drained.killed;
            if (killed || drained.exitCode != 8)
                break;
            const QJsonArray open =
                QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array();
            QCOMPARE(open.size(), 1);
            const QJsonObject approval = open.first().toObject();
            QCOMPARE(harness
                         .run({u"approve"_s, u"accept"_s, approval.value(u"id"_s).toString(), u"--yes"_s, u"--hash"_s,
                             approval.value(u"content_hash"_s).toString().left(12)})
                         .exitCode,
                0);
        }
        QVERIFY2(killed, "the program was never killed: the boundary was not reached");
        problem = workToTheEnd(harness, {});
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        const Ending ending = endingOf(harness);
        QCOMPARE(ending.status, m_plain.status);
        QCOMPARE(ending.tree, m_plain.tree);
        QCOMPARE(ending.iterations, m_plain.iterations);
        // One more request only when the kill fell between sending a call and storing its answer. It was paid for, too.
        const bool between = where.startsWith(u"model#"_s) && where.endsWith(u"before-result"_s);
        QStringList story = m_plain.story;
        if (between) {
            const int number = where.section(u'#', 1).section(u':', 0, 0).toInt();
            qsizetype at = -1;
            for (int calls = 0; calls < number; ++calls)
                at = story.indexOf(QRegularExpression(u"^model_call_finished .*"_s), at + 1);
            QVERIFY(at >= 0);
            for (const char *name : {"cost_micro_usd", "input_tokens", "output_tokens"}) {
                const QRegularExpression told(u"(\"%1\":)(\\d+)"_s.arg(QLatin1StringView(name)));
                const QRegularExpressionMatch match = told.match(story.at(at));
                QVERIFY(match.hasMatch());
                story[at].replace(told, match.captured(1) + QString::number(2 * match.captured(2).toLongLong()));
            }
        }
        for (qsizetype i = 0; i < std::max(ending.story.size(), story.size()); ++i)
            QCOMPARE(ending.story.value(i), story.value(i));
        QCOMPARE(ending.requests, m_plain.requests + (between ? 1 : 0));
    }
};

QTEST_GUILESS_MAIN(CrashWalkTest)
#include "tst_crashwalk.moc"
