// SPDX-License-Identifier: MIT
// Whole trees end with their command, at its time limit, on cancel and with the engine; output is bounded; nothing
// leaks in.
#include "sandbox/childenvironment.h"
#include "sandbox/processrunner.h"
#include "unit/sandbox/driverplace.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QCoro::Task<> take(
    QCoro::Task<Result<ProcessResult>> running, std::shared_ptr<std::optional<Result<ProcessResult>>> slot)
{
    Result<ProcessResult> result = co_await running;
    *slot = result;
}

// Command lines of all processes that hold the word.
int alive(const QByteArray &word)
{
    int count = 0;
    for (const QString &pid : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        QFile file(u"/proc/"_s + pid + u"/cmdline"_s);
        if (pid.toInt() > 0 && file.open(QIODevice::ReadOnly) && file.readAll().contains(word))
            ++count;
    }
    return count;
}

} // namespace

class ProcessRunnerTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    ProcessRunner m_runner;

    Result<ProcessResult> run(const QString &command, qint64 timeoutMs = 20000, const QString &outputFile = {})
    {
        ProcessRequest request;
        request.argv = shellArgv(command);
        request.directory = m_dir.path();
        request.timeoutMs = timeoutMs;
        request.outputFile = outputFile;
        return runRequest(request);
    }

    Result<ProcessResult> runRequest(const ProcessRequest &request)
    {
        CancelSource stop;
        auto slot = std::make_shared<std::optional<Result<ProcessResult>>>();
        auto task = take(m_runner.run(request, stop), slot);
        if (!QTest::qWaitFor([&] { return slot->has_value(); }, 30000))
            return fail(ErrorCode::Timeout, u"no end"_s);
        return **slot;
    }

private slots:
    void endsAreToldApart_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<int>("exitCode"); // -1: none
        QTest::addColumn<int>("signal");
        QTest::newRow("success") << u"true"_s << 0 << 0;
        QTest::newRow("failure") << u"exit 3"_s << 3 << 0;
        QTest::newRow("a signal") << u"kill -SEGV $$"_s << -1 << SIGSEGV;
        QTest::newRow("an unknown program") << u"no-such-program-here"_s << 127 << 0;
    }

    void endsAreToldApart()
    {
        QFETCH(QString, command);
        QFETCH(int, exitCode);
        QFETCH(int, signal);
        const auto result = run(command);
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(result->exitCode.value_or(-1), exitCode);
        QCOMPARE(result->signal, signal);
        QVERIFY(!result->timedOut && !result->lost && result->startError.isEmpty());
    }

    void whatCannotStartIsNoResultOfTheCommand()
    {
        ProcessRequest request;
        request.argv = QStringList{u"/no/such/program"_s};
        request.directory = m_dir.path();
        auto result = runRequest(request);
        QVERIFY(result);
        QVERIFY(result->startError.contains(u"/no/such/program"_s));
        QVERIFY(!result->exitCode);
        request.argv = shellArgv(u"true"_s);
        request.directory = u"/no/such/folder"_s;
        result = runRequest(request);
        QVERIFY(result);
        QVERIFY(result->startError.contains(u"/no/such/folder"_s));
    }

    void outputComesInOrderAndInputIsEmpty()
    {
        const auto result = run(u"echo one; echo two >&2; echo three; cat"_s);
        QCOMPARE(result.value().output(), QByteArray("one\ntwo\nthree\n"));
        QCOMPARE(result->outputBytes, 14);
    }

    void longOutputKeepsBothEndsAndItsFileIsCapped()
    {
        ProcessRequest request;
        request.argv = shellArgv(u"echo first; head -c 5000000 /dev/zero | tr '\\0' x; echo; echo last"_s);
        request.directory = m_dir.path();
        request.outputFile = m_dir.filePath(u"out"_s);
        request.outputCap = 100000;
        const auto result = runRequest(request);
        QVERIFY(result);
        QCOMPARE(result->outputBytes, 5000000 + 6 + 1 + 5);
        QVERIFY(result->head.startsWith("first\n"));
        QVERIFY(result->tail.endsWith("last\n"));
        QVERIFY(result->head.size() + result->tail.size() <= 2 * 1024 * 1024);
        QVERIFY(result->output().contains("bytes left out"));
        QCOMPARE(QFile(request.outputFile).size(), 100000);
    }

    void tooMuchOutputEndsTheChild()
    {
        ProcessRequest request;
        request.argv = shellArgv(u"yes"_s);
        request.directory = m_dir.path();
        request.outputKill = 10 * 1024 * 1024;
        const auto result = runRequest(request);
        QVERIFY(result);
        QVERIFY(!result->exitCode || *result->exitCode != 0);
    }

    void nobodySurvivesTheEnd_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("a background child") << u"sleep 987.1 & true"_s;
        QTest::newRow("a session of its own") << u"setsid sleep 987.2 & true"_s;
        QTest::newRow("a double fork with setsid") << u"(setsid sh -c 'sleep 987.3 & sleep 987.3' &) ; true"_s;
        QTest::newRow("one that ignores TERM") << u"sh -c 'trap \"\" TERM HUP; sleep 987.4; sleep 987.4' & true"_s;
        QTest::newRow("one that closed its output") << u"sleep 987.5 >/dev/null 2>&1 </dev/null & true"_s;
        QTest::newRow("one that holds the output open") << u"(sleep 987.6; echo late) & echo now"_s;
        QTest::newRow("a chain of sessions") << u"setsid setsid setsid sleep 987.7 & true"_s;
        QTest::newRow("a stopped child") << u"sleep 987.8 & kill -STOP $!; true"_s;
    }

    void nobodySurvivesTheEnd()
    {
        QFETCH(QString, command);
        const auto result = run(command);
        QVERIFY(result);
        QCOMPARE(result->exitCode.value_or(-1), 0);

        QCOMPARE(alive("987."), 0);
    }

    void theTimeLimitEndsTheWholeTree()
    {
        const auto result = run(u"trap '' TERM; (setsid sleep 986.1 &); sleep 986.2; sleep 986.3"_s, 300);
        QVERIFY(result);
        QVERIFY(result->timedOut);
        QVERIFY(!result->exitCode);
        QCOMPARE(alive("986."), 0);
    }

    void aCancelEndsTheWholeTree()
    {
        ProcessRequest request;
        request.argv = shellArgv(u"trap '' TERM; (setsid sleep 985.1 &); echo up; sleep 985.2; sleep 985.3"_s);
        request.directory = m_dir.path();
        bool up = false;
        request.live = [&up](QByteArrayView piece) { up = up || piece.contains("up"); };
        CancelSource stop;
        auto slot = std::make_shared<std::optional<Result<ProcessResult>>>();
        auto task = take(m_runner.run(request, stop), slot);
        QVERIFY(QTest::qWaitFor([&] { return up; }, 10000));
        stop.request(StopCause::Cancelled);
        QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 5000));
        QCOMPARE((*slot)->error().code, ErrorCode::Cancelled);
        QCOMPARE(alive("985."), 0);
    }

    void theDeathOfTheEngineEndsTheWholeTree()
    {
        QProcess engine;
        engine.setProcessEnvironment(testing::placedIn(m_dir));
        engine.start(QStringLiteral(RUNNER_DRIVER),
            {u"run"_s, u"trap '' TERM HUP; (setsid sleep 984.1 &); sleep 984.2; sleep 984.3"_s, m_dir.path()});
        QVERIFY(engine.waitForStarted(5000));
        QVERIFY(QTest::qWaitFor([] { return alive("984.1") > 0; }, 10000));
        ::kill(pid_t(engine.processId()), SIGKILL);
        QVERIFY(engine.waitForFinished(5000));
        QVERIFY(QTest::qWaitFor([] { return alive("984.") == 0; }, 5000));
    }

    void leftOversAreFoundByTheirFile()
    {
        ProcessRequest request;
        request.argv = shellArgv(u"sleep 983.1"_s);
        request.directory = m_dir.path();
        request.pidFile = m_dir.filePath(u"pid"_s);
        CancelSource stop;
        auto slot = std::make_shared<std::optional<Result<ProcessResult>>>();
        auto task = take(m_runner.run(request, stop), slot);
        QVERIFY(QTest::qWaitFor([&] { return alive("983.1") > 0; }, 10000));
        QVERIFY(endLeftOvers(request.pidFile));
        QCOMPARE(alive("983."), 0);
        QVERIFY(QTest::qWaitFor([&] { return slot->has_value(); }, 5000));
        QVERIFY(!QFile::exists(request.pidFile));
        QVERIFY(endLeftOvers(m_dir.filePath(u"no such file"_s)));
    }

    void secretsOfTheEnvironmentStayOut()
    {
        qputenv("ANTHROPIC_API_KEY", "planted-secret-1");
        qputenv("MY_TOKEN", "planted-secret-2");
        qputenv("SOMETHING_ELSE", "planted-secret-3");
        const auto result = run(u"env; tr '\\0' '\\n' < /proc/$PPID/environ"_s);
        QVERIFY(result);
        QVERIFY2(!result->output().contains("planted-secret"), result->output().constData());
        QVERIFY(result->output().contains("CI=1"));
    }

    void thePathOfAChildHoldsNothingOfTheWorkingDirectory()
    {
        const QByteArray old = qgetenv("PATH");
        qputenv("PATH", QFile::encodeName(m_dir.path()) + "/bin:.:relative:" + old);
        const QString path = childEnvironment({}, m_dir.path()).value(u"PATH"_s);
        qputenv("PATH", old);
        for (const QString &entry : path.split(QLatin1Char(':')))
            QVERIFY2(entry.startsWith(QLatin1Char('/')) && !entry.startsWith(m_dir.path()), qPrintable(entry));
    }

    void secretNamesNeverPassEvenWhenListed()
    {
        qputenv("GITHUB_TOKEN", "x");
        qputenv("PLAIN_NAME", "y");
        const auto environment = childEnvironment({u"GITHUB_TOKEN"_s, u"PLAIN_NAME"_s}, m_dir.path());
        QVERIFY(!environment.contains(u"GITHUB_TOKEN"_s));
        QCOMPARE(environment.value(u"PLAIN_NAME"_s), u"y"_s);
    }
};

QTEST_GUILESS_MAIN(ProcessRunnerTest)
#include "tst_processrunner.moc"
