// SPDX-License-Identifier: MIT
// The two tables of the verdict, measured together: scripts that make the commands exit 0 without the work must not
// pass, and honest tasks must pass, unasked or after the one question that is due. tests/fixtures/verdict/table holds
// the cases, each tried by hand in a plain folder: it fails before its script and exits 0 after it, and `truth` tells
// whether the work was done. The rows marked everyday run every day, all of them with VIBECODER_TEST_FULL=1;
// VIBECODER_VERDICT_TABLE names another folder of such tables.
#include "modelscript.h"
#include "runharness.h"
#include "sandbox/probe.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

constexpr int kLimitMs = 180000;

struct Tally
{
    int cases = 0, held = 0, asked = 0, wrong = 0, beyond = 0;
};

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue text : value.toArray())
        texts.append(text.toString());
    return texts;
}

QString kindOf(const QJsonObject &row)
{
    return row.value(u"kind"_s).toString();
}

QString lastLines(const ProgramResult &result)
{
    QByteArrayList lines = (result.out + '\n' + result.err).split('\n');
    lines.removeIf([](const QByteArray &line) { return line.trimmed().isEmpty(); });
    return QString::fromUtf8(lines.mid(std::max(qsizetype(0), lines.size() - 4)).join('\n').right(700));
}

QString missingTool(const QJsonObject &row)
{
    for (const QString &tool : textsOf(row.value(u"needs"_s))) {
        if (QStandardPaths::findExecutable(tool, {u"/usr/bin"_s, u"/bin"_s}).isEmpty())
            return tool;
    }
    return {};
}

QJsonArray turnsOf(const QJsonArray &steps)
{
    QJsonArray turns;
    for (const QJsonValue value : steps) {
        const QJsonObject step = value.toObject();
        const auto text = [&](const QString &name) { return step.value(name).toString(); };
        if (step.contains(u"write"_s))
            turns.append(turn({create(text(u"write"_s), text(u"content"_s))}));
        else if (step.contains(u"edit"_s))
            turns.append(turn({replace(text(u"edit"_s), text(u"old"_s), text(u"new"_s))}));
        else if (step.contains(u"sh"_s))
            turns.append(turn({bash(text(u"sh"_s))}));
        else
            turns.append(turn({finish()}));
    }
    return turns;
}

QMap<QString, QString> environmentOf(const QJsonObject &row)
{
    // Commands of the model run unasked only where a sandbox holds them.
    QMap<QString, QString> environment{{u"VIBECODER_SANDBOX"_s, u"auto"_s}};
    if (row.value(u"system_path"_s).toBool())
        environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
    return environment;
}

// Outside of the program, in the project: what a person does before, and how the work is judged after.
int shell(const RunHarness &harness, const QString &command)
{
    QProcess process;
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
    environment.insert(u"HOME"_s, harness.folder() + u"/home"_s);
    environment.insert(u"LANG"_s, u"C.UTF-8"_s);
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(harness.project());
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(u"/bin/sh"_s, {u"-c"_s, command});
    return process.waitForFinished(60000) && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

void prepare(RunHarness &harness, const QJsonObject &row)
{
    const QJsonObject files = row.value(u"files"_s).toObject(), modes = row.value(u"modes"_s).toObject();
    for (auto it = files.begin(); it != files.end(); ++it) {
        const QByteArray bytes = it->isObject()
                                     ? QByteArray::fromBase64(it->toObject().value(u"base64"_s).toString().toLatin1())
                                     : it->toString().toUtf8();
        harness.write(it.key(), bytes, modes.contains(it.key()) || it.key().endsWith(u".sh"_s));
    }
    const QJsonObject links = row.value(u"links"_s).toObject();
    for (auto it = links.begin(); it != links.end(); ++it) {
        const QString name = harness.project() + u'/' + it.key();
        QDir().mkpath(QFileInfo(name).path());
        QVERIFY(QFile::link(it->toString().replace(u"{cwd}"_s, harness.project()), name));
    }
    for (const QString &command : textsOf(row.value(u"before"_s)))
        QVERIFY2(shell(harness, command) == 0, qPrintable(command));
}

QString taskOf(RunHarness &harness, const QJsonObject &row)
{
    const QStringList commands = textsOf(row.value(u"verify"_s)).replaceInStrings(u"{cwd}"_s, harness.project());
    QByteArray more = "max_iterations: 2\n";
    if (row.contains(u"setup"_s))
        more += "setup: " + QJsonDocument(row.value(u"setup"_s).toArray()).toJson(QJsonDocument::Compact) + '\n';
    if (row.contains(u"guard"_s))
        more += "guard: " + row.value(u"guard"_s).toString().toUtf8() + '\n';
    return harness.writeTask(commands, more);
}

} // namespace

class VerdictTableTest : public QObject
{
    Q_OBJECT

    QMap<QString, Tally> m_dishonest, m_honest;
    QStringList m_hollow;

    // A script that could not do what it does measures nothing: a step of it was refused or failed.
    static bool stepsFailed(const RunHarness &harness, qsizetype steps)
    {
        // Request n holds the answers to what was asked for in all turns before it; the last turn only says done.
        const QList<QJsonObject> requests = harness.requests();
        return requests.size() < steps ||
               requests.at(steps - 1).value(u"body"_s).toString().contains(u"\"is_error\":true"_s);
    }

    static void addRows(const QString &name)
    {
        QTest::addColumn<QJsonObject>("row");
        const QString other = qEnvironmentVariable("VIBECODER_VERDICT_TABLE");
        QFile file((other.isEmpty() ? QStringLiteral(VIBECODER_SOURCE_DIR "/tests/fixtures/verdict/table") : other) +
                   u'/' + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const bool full = qEnvironmentVariableIsSet("VIBECODER_TEST_FULL");
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QJsonObject row = QJsonDocument::fromJson(line).object();
            if (!row.isEmpty() && (full || row.value(u"everyday"_s).toBool()))
                QTest::newRow(qPrintable(row.value(u"id"_s).toString())) << row;
        }
    }

    static QJsonObject openApproval(RunHarness &harness)
    {
        const QByteArray listed = harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out;
        return QJsonDocument::fromJson(listed).array().first().toObject();
    }

    static QStringList pathsOf(const QJsonObject &approval)
    {
        // A card names one path, or a line "path: what is about it" for each.
        QStringList paths = textsOf(approval.value(u"commands"_s));
        for (QString &line : paths)
            line = line.section(u": "_s, 0, 0);
        paths.append(approval.value(u"path"_s).toString());
        paths.removeAll(QString());
        return paths;
    }

    static bool namesOnly(const QJsonObject &approval, const QStringList &due)
    {
        const QStringList paths = pathsOf(approval);
        return !paths.isEmpty() &&
               std::all_of(paths.begin(), paths.end(), [&](const QString &path) { return due.contains(path); });
    }

    static ProgramResult acceptAndGoOn(RunHarness &harness, const QJsonObject &row, const QJsonObject &approval)
    {
        ProgramResult result = harness.run({u"approve"_s, u"accept"_s, approval.value(u"id"_s).toString(), u"--yes"_s,
            u"--hash"_s, approval.value(u"content_hash"_s).toString().left(16)});
        if (result.exitCode != 0)
            return result;
        result =
            harness.run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s}, environmentOf(row), kLimitMs);
        const QJsonObject task = harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
        if (result.exitCode == 0 && task.value(u"stop_reason"_s).toString() != u"passed"_s)
            result.exitCode = 3;
        return result;
    }

    static ProgramResult start(RunHarness &harness, const QJsonObject &row)
    {
        prepare(harness, row);
        harness.startModel(turnsOf(row.value(u"steps"_s).toArray()), {u"--bodies"_s});
        return harness.run(
            {u"run"_s, taskOf(harness, row), u"--yes"_s, u"--on-ask"_s, u"exit"_s}, environmentOf(row), kLimitMs);
    }

    static void printRow(const QString &kind, const QList<int> &numbers)
    {
        std::fprintf(stdout, "  %-20s", qPrintable(kind));
        for (const int number : numbers)
            std::fprintf(stdout, " %14d", number);
        std::fputc('\n', stdout);
    }

private slots:
    void initTestCase()
    {
        if (vibecoder::sandboxReport().tier != vibecoder::SandboxTier::Bubblewrap)
            QSKIP("the model's commands would be asked about: bubblewrap does not work here");
    }

    void dishonest_data() { addRows(u"dishonest.jsonl"_s); }
    void dishonest()
    {
        QFETCH(QJsonObject, row);
        if (const QString tool = missingTool(row); !tool.isEmpty())
            QSKIP(qPrintable(tool + u" is not installed"_s));
        RunHarness harness;
        ProgramResult result = start(harness, row);
        // A person lets every command of the model run: what holds the result is the verdict alone.
        for (int i = 0; result.exitCode == 8 && i < 6; ++i) {
            const QJsonObject approval = openApproval(harness);
            if (approval.value(u"kind"_s).toString() != u"command"_s)
                break;
            result = acceptAndGoOn(harness, row, approval);
        }
        Tally &tally = m_dishonest[kindOf(row)];
        ++tally.cases;
        tally.held += result.exitCode == 3;
        tally.asked += result.exitCode == 8;
        if (stepsFailed(harness, row.value(u"steps"_s).toArray().size()))
            m_hollow.append(row.value(u"id"_s).toString());
        const bool beyond = row.value(u"beyond"_s).toBool();
        if (result.exitCode == 0) {
            ++tally.wrong;
            tally.beyond += beyond;
        }
        QVERIFY2(result.exitCode == 3 || result.exitCode == 8 || (beyond && result.exitCode == 0),
            qPrintable((result.exitCode == 0 ? u"PASSED FALSELY\n"_s : u"BROKEN\n"_s) + lastLines(result)));
    }

    void honest_data() { addRows(u"honest.jsonl"_s); }
    void honest()
    {
        QFETCH(QJsonObject, row);
        if (const QString tool = missingTool(row); !tool.isEmpty())
            QSKIP(qPrintable(tool + u" is not installed"_s));
        RunHarness harness;
        ProgramResult result = start(harness, row);
        const bool askDue = row.value(u"expect"_s).toString() == u"ask"_s;
        Tally &tally = m_honest[kindOf(row)];
        ++tally.cases;
        ++tally.wrong; // taken back at the end
        bool asked = false;
        for (int i = 0; result.exitCode == 8 && i < 4; ++i) {
            const QJsonObject approval = openApproval(harness);
            const QString question = approval.value(u"kind"_s).toString() + u": "_s +
                                     textsOf(approval.value(u"commands"_s)).join(u" | "_s).left(500) +
                                     approval.value(u"path"_s).toString();
            QVERIFY2(askDue, qPrintable(u"HINDERED by a needless question: "_s + question));
            QVERIFY2(namesOnly(approval, textsOf(row.value(u"asks"_s))),
                qPrintable(u"HINDERED by a question about something else: "_s + question));
            asked = true;
            result = acceptAndGoOn(harness, row, approval);
        }
        QVERIFY2(result.exitCode == 0, qPrintable(u"HINDERED\n"_s + lastLines(result)));
        QVERIFY2(shell(harness, row.value(u"truth"_s).toString()) == 0, "HINDERED: passed, and the work is not there");
        QVERIFY2(asked == askDue, "PASSED FALSELY: no question where one is due");
        --tally.wrong;
        ++(asked ? tally.asked : tally.held);
    }

    void cleanupTestCase()
    {
        Tally bad, good;
        std::fputs(
            "\n  dishonest                     cases     not passed          asked PASSED FALSELY      of beyond\n",
            stdout);
        for (auto it = m_dishonest.cbegin(); it != m_dishonest.cend(); ++it) {
            printRow(it.key(), {it->cases, it->held, it->asked, it->wrong, it->beyond});
            bad.cases += it->cases;
            bad.wrong += it->wrong;
            bad.beyond += it->beyond;
        }
        if (!m_hollow.isEmpty())
            std::fprintf(stdout, "  a step was refused or failed in: %s\n", qPrintable(m_hollow.join(u' ')));
        std::fputs("\n  honest                        cases passed unasked asked, accepted       hindered\n", stdout);
        for (auto it = m_honest.cbegin(); it != m_honest.cend(); ++it) {
            printRow(it.key(), {it->cases, it->held, it->asked, it->wrong});
            good.cases += it->cases;
            good.held += it->held;
            good.asked += it->asked;
            good.wrong += it->wrong;
        }
        std::fprintf(stdout,
            "\n  %d of %d dishonest passed (%d of them beyond); of %d honest %d passed unasked, %d when accepted, "
            "%d were hindered\n\n",
            bad.wrong, bad.cases, bad.beyond, good.cases, good.held, good.asked, good.wrong);
        std::fflush(stdout);
    }
};

QTEST_GUILESS_MAIN(VerdictTableTest)
#include "tst_verdicttable.moc"
