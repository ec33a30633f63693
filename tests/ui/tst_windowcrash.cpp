// SPDX-License-Identifier: MIT
// The real program killed in the middle of a task and started again: what it had done is not done twice, what waited
// still waits, and the task goes on to its end.
#include "cli/demo/scriptedmodel.h"
#include "core/engine.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <csignal>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

constexpr int kLong = 60000; // bounds a wait
constexpr int kLatencyMs = 700; // of each answer: time to kill the program in

QJsonArray script()
{
    const auto tool = [](const QString &name, const QJsonObject &input) {
        return QJsonObject{{u"name"_s, name}, {u"input"_s, input}};
    };
    const auto turn = [](const QString &text, const QJsonArray &tools) {
        return QJsonObject{{u"text"_s, text}, {u"tools"_s, tools}};
    };
    return {turn(u"I count."_s, {tool(u"bash"_s, {{u"command"_s, u"echo once >> count.txt"_s}})}),
        turn(u"I count again."_s, {tool(u"bash"_s, {{u"command"_s, u"echo twice >> count.txt"_s}})}),
        turn(u"I write the answer."_s,
            {tool(u"str_replace_based_edit_tool"_s,
                 {{u"command"_s, u"create"_s}, {u"path"_s, u"answer.txt"_s}, {u"file_text"_s, u"42\n"_s}}),
                tool(u"finish"_s, {{u"status"_s, u"done"_s}, {u"summary"_s, u"Wrote it."_s}})})};
}

} // namespace

class WindowCrashTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    Settings m_settings;

    void start(QProcess &program, const QString &url)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_folder.path());
        environment.insert(u"XDG_RUNTIME_DIR"_s, m_folder.path());
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"ANTHROPIC_API_KEY"_s, u"test-key-test-key-0001"_s);
        environment.insert(u"ANTHROPIC_BASE_URL"_s, url);
        environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(QStringLiteral(VIBECODER_BINARY_DIR "/app/desktop/vibecoder-desktop"),
            {u"--db"_s, m_settings.databaseUrl});
        QVERIFY(program.waitForStarted());
    }

    QString submit(Engine &engine, const QString &name, bool accepted)
    {
        TaskSpec spec;
        spec.name = name;
        spec.verificationCommands = QStringList{u"grep -q 42 answer.txt"_s};
        spec.workingDirectory = m_folder.filePath(name);
        QDir().mkpath(spec.workingDirectory);
        spec.workingDirectory = QDir(spec.workingDirectory).canonicalPath();
        // What each command did is seen at once; kills in a view are walked elsewhere.
        spec.isolation = Isolation::InPlace;
        const auto made = waitFor(engine.submit({spec, {}, accepted, u"test"_s}));
        return made ? made->id : QString();
    }

    QByteArray read(const QString &path)
    {
        QFile file(m_folder.filePath(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void itGoesOnWhereItWas()
    {
        ScriptedModel model(script());
        QVERIFY(model.listen());
        model.setLatency(kLatencyMs);
        m_settings.databaseUrl = u"sqlite:///"_s + m_folder.filePath(u"store/vibecoder.db"_s);
        auto opened = Engine::open(m_settings);
        QVERIFY2(opened.has_value(), opened ? "" : qPrintable(opened.error().message));
        Engine &engine = **opened;
        const QString working = submit(engine, u"working"_s, true), waiting = submit(engine, u"waiting"_s, false);
        QVERIFY(!working.isEmpty() && !waiting.isEmpty());
        const auto asked = engine.approvals(ApprovalState::Pending);
        QVERIFY(asked && asked->size() == 1);

        // Where no bubblewrap holds it, each command of the model asks; a person says yes.
        QTimer person;
        connect(&person, &QTimer::timeout, this, [&engine, working] {
            const auto questions = engine.approvals(ApprovalState::Pending, working);
            for (const Approval &question : questions ? *questions : QList<Approval>())
                waitFor(engine.decide(question.id, {true, question.contentHash, {}, u"test"_s}));
        });
        person.start(100);

        QProcess first;
        start(first, model.url());
        // The first command is done, the second answer is on its way.
        QTRY_VERIFY_WITH_TIMEOUT(model.requests() == 2 && !read(u"working/count.txt"_s).isEmpty(), kLong);
        QCOMPARE(::kill(pid_t(first.processId()), SIGKILL), 0);
        QVERIFY(first.waitForFinished());
        QCOMPARE(engine.task(working)->state, TaskState::Running);
        QCOMPARE(read(u"working/count.txt"_s), "once\n");

        QProcess second;
        start(second, model.url());
        QTRY_COMPARE_WITH_TIMEOUT(engine.task(working)->state, TaskState::Completed, kLong);
        QCOMPARE(read(u"working/count.txt"_s), "once\ntwice\n");
        QCOMPARE(read(u"working/answer.txt"_s), "42\n");
        QCOMPARE(engine.task(working)->attempt, 1);
        QVERIFY2(model.requests() <= 4, "only the answer that was lost is asked for again");
        // Nobody decided meanwhile.
        const auto still = engine.approvals(ApprovalState::Pending);
        QVERIFY(still && still->size() == 1);
        QCOMPARE(still->constFirst().id, asked->constFirst().id);
        QCOMPARE(still->constFirst().contentHash, asked->constFirst().contentHash);
        QCOMPARE(engine.task(waiting)->state, TaskState::WaitingApproval);
        QVERIFY(second.state() == QProcess::Running);
        second.kill();
        QVERIFY(second.waitForFinished());
    }
};

QTEST_GUILESS_MAIN(WindowCrashTest)
#include "tst_windowcrash.moc"
