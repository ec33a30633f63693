// SPDX-License-Identifier: MIT
// A build that takes ten minutes, three times over (before the change, in the view, on the clean copy): honest work
// passes unasked, no limit cuts it off, nothing runs it a fourth time, and what it prints can be read while it runs.
// The steps of the build wait, so that it costs no processor time; VIBECODER_LONG_BUILD_SECONDS is another length, for
// work on this test.
#include "modelscript.h"
#include "runharness.h"
#include "sandbox/probe.h"
#include "storage/database.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

constexpr int kSeconds = 600, kParts = 20;
constexpr int kRuns = 3; // before the change, in the view, on the clean copy

int secondsOfBuild()
{
    const int other = qEnvironmentVariableIntValue("VIBECODER_LONG_BUILD_SECONDS");
    return other > 0 ? other : kSeconds;
}

// Each part waits and then compiles; all of them read the header that the task changes.
QByteArray makefile()
{
    const QByteArray wait = QByteArray::number(double(secondsOfBuild()) / kParts);
    QByteArray objects, rules;
    for (int part = 1; part <= kParts; ++part) {
        const QByteArray number = QByteArray::number(part), object = "build/part" + number + ".o";
        objects += ' ' + object;
        rules += object + ": part.c ring.h\n\t@mkdir -p build\n\t@echo building part " + number + "\n\t@sleep " + wait +
                 "\n\t@gcc -DPART=part" + number + " -c -o $@ part.c\n\n";
    }
    return "test: build/ringtest\n\t./build/ringtest\n\n" + rules + "build/ringtest: ringtest.c ring.h" + objects +
           "\n\tgcc -o $@ ringtest.c" + objects + "\n";
}

} // namespace

class LongBuildTest : public QObject
{
    Q_OBJECT

    static void prepare(RunHarness &harness)
    {
        harness.write(u"Makefile"_s, makefile());
        harness.write(u"ring.h"_s, "#define PLACE(i, n) ((i) % (n))\n");
        harness.write(u"part.c"_s, "#include \"ring.h\"\nint PART(int i) { return PLACE(i, 4); }\n");
        harness.write(u"ringtest.c"_s, "int part1(int);\nint part20(int);\n"
                                       "int main(void) { return part1(-1) == 3 && part20(5) == 1 ? 0 : 1; }\n");
        harness.write(u".gitignore"_s, "build/\n");
        QProcess git;
        git.setWorkingDirectory(harness.project());
        git.start(
            u"sh"_s, {u"-c"_s, u"git init -q && git add . && git -c user.name=a -c user.email=a@b commit -qm one"_s});
        QVERIFY(git.waitForFinished() && git.exitCode() == 0);
    }

    static QList<QJsonObject> eventsOf(RunHarness &harness, const QString &kind)
    {
        QList<QJsonObject> bodies;
        for (const QByteArray &line : harness.run({u"task"_s, u"logs"_s, u"@last"_s, u"--json"_s}).out.split('\n')) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            if (event.value(u"kind"_s).toString() == kind)
                bodies.append(event.value(u"body"_s).toObject());
        }
        return bodies;
    }

    // What the command that runs now has printed.
    static QByteArray printedSoFar(const RunHarness &harness)
    {
        const auto location = vibecoder::parseDatabaseUrl(u"sqlite:///"_s + harness.databaseFile());
        const QDir folder(location->runFolder());
        QByteArray printed;
        for (const QString &name : folder.entryList({u"*.out"_s}, QDir::Files)) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::ReadOnly))
                printed += file.readAll();
        }
        return printed;
    }

private slots:
    void initTestCase()
    {
        if (!vibecoder::sandboxReport().warm)
            QSKIP("no views here");
        for (const QString &tool : {u"make"_s, u"gcc"_s, u"git"_s}) {
            if (QStandardPaths::findExecutable(tool).isEmpty())
                QSKIP(qPrintable(tool + u" is not installed"_s));
        }
    }

    void tenMinutesOfBuilding()
    {
        RunHarness harness;
        prepare(harness);
        harness.startModel(
            {turn({replace(u"ring.h"_s, u"((i) % (n))"_s, u"(((i) % (n) + (n)) % (n))"_s)}), turn({finish()})});
        const QString task = harness.writeTask({u"make test"_s}, "timeout_per_iteration: 3600\nmax_iterations: 1\n");
        const auto running = harness.start(
            {u"run"_s, task, u"--yes"_s, u"--on-ask"_s, u"exit"_s}, {{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}});
        QSet<int> seenHalfWay; // runs that had begun and printed some of their lines, not all
        int waited = 0;
        const int pause = std::max(200, secondsOfBuild() * 1000 / kParts);
        while (!running->waitForFinished(pause)) {
            QVERIFY2(++waited < 10 * kRuns * kParts, "the task does not end");
            const QByteArray printed = printedSoFar(harness);
            const auto begun = eventsOf(harness, u"verification_started"_s).size();
            const auto ended = eventsOf(harness, u"verification_finished"_s).size();
            if (begun == ended + 1 && printed.contains("building part 1\n") &&
                !printed.contains("building part " + QByteArray::number(kParts) + "\n"))
                seenHalfWay.insert(int(begun));
        }
        const QByteArray said = running->readAllStandardOutput() + running->readAllStandardError();
        QVERIFY2(running->exitCode() == 0, said.right(2000).constData());
        QCOMPARE(seenHalfWay, QSet<int>({1, 2, 3}));

        const QJsonObject last = harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
        const QJsonObject verdict = last.value(u"verdict"_s).toObject();
        QCOMPARE(verdict.value(u"place"_s).toString(), u"clean_room"_s);
        QCOMPARE(verdict.value(u"note"_s).toString(), QString());
        QVERIFY(eventsOf(harness, u"approval_requested"_s).isEmpty());
        const QList<QJsonObject> ended = eventsOf(harness, u"verification_finished"_s);
        QCOMPARE(ended.size(), qsizetype(kRuns));
        for (const QJsonObject &run : ended) {
            // Each of them has built everything.
            QVERIFY(run.value(u"duration_ms"_s).toInteger() >= secondsOfBuild() * 1000);
            QVERIFY(!run.contains(u"canary"_s));
        }
        QCOMPARE(ended.at(0).value(u"status"_s).toString(), u"fail"_s);
        QCOMPARE(ended.at(1).value(u"status"_s).toString(), u"pass"_s);
        QCOMPARE(ended.at(2).value(u"status"_s).toString(), u"pass"_s);
        QVERIFY(ended.at(2).value(u"clean"_s).toBool());
        QVERIFY(harness.read(u"ring.h"_s).contains("+ (n)"));
    }
};

QTEST_GUILESS_MAIN(LongBuildTest)
#include "tst_longbuild.moc"
