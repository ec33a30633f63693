// SPDX-License-Identifier: MIT
// Work that only looks done does not pass, and honest work passes unasked: the cases of ../shared/corpora/verdict, and
// our own in tests/fixtures/verdict. Nobody sits at a terminal here.
#include "modelscript.h"
#include "runharness.h"
#include "sandbox/probe.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

QList<QJsonObject> rowsOf(const QString &file)
{
    QFile in(file);
    QList<QJsonObject> rows;
    if (!in.open(QIODevice::ReadOnly))
        return rows;
    for (const QByteArray &line : in.readAll().split('\n')) {
        if (!line.trimmed().isEmpty())
            rows.append(QJsonDocument::fromJson(line).object());
    }
    return rows;
}

QJsonArray turnsOf(const QJsonArray &steps)
{
    QJsonArray turns;
    for (const QJsonValue value : steps) {
        const QJsonObject step = value.toObject();
        if (step.contains(u"write"_s))
            turns.append(turn({create(step.value(u"write"_s).toString(), step.value(u"content"_s).toString())}));
        else if (step.contains(u"edit"_s))
            turns.append(turn({replace(
                step.value(u"edit"_s).toString(), step.value(u"old"_s).toString(), step.value(u"new"_s).toString())}));
        else if (step.contains(u"sh"_s))
            turns.append(turn({bash(step.value(u"sh"_s).toString())}));
        else if (step.contains(u"finish"_s))
            turns.append(turn({finish()}));
    }
    return turns;
}

// The tools that a case needs, so that a machine without them says so.
QString missingTool(const QJsonArray &commands)
{
    static const QStringList tools{u"pytest"_s, u"python3"_s, u"node"_s, u"npm"_s, u"cmake"_s, u"make"_s, u"go"_s};
    for (const QJsonValue command : commands) {
        const QString first = command.toString().section(u' ', 0, 0);
        if (tools.contains(first) && QStandardPaths::findExecutable(first).isEmpty())
            return first;
        if (command.toString().startsWith(u"python3 -m pytest"_s) &&
            QStandardPaths::findExecutable(u"pytest"_s).isEmpty())
            return u"pytest"_s;
    }
    return {};
}

} // namespace

class VerdictCorpusTest : public QObject
{
    Q_OBJECT

    static void addRows(const QString &file)
    {
        const QList<QJsonObject> rows = rowsOf(file);
        for (const QJsonObject &row : rows)
            QTest::newRow(qPrintable(row.value(u"id"_s).toString())) << row;
    }

    static void prepare(RunHarness &harness, const QJsonObject &row)
    {
        const QJsonObject files = row.value(u"files"_s).toObject();
        const QJsonObject modes = row.value(u"modes"_s).toObject();
        for (auto it = files.begin(); it != files.end(); ++it) {
            const QByteArray bytes =
                it->isObject() ? QByteArray::fromBase64(it->toObject().value(u"base64"_s).toString().toLatin1())
                               : it->toString().toUtf8();
            harness.write(it.key(), bytes, modes.contains(it.key()) || it.key().endsWith(u".sh"_s));
        }
        const QJsonObject links = row.value(u"links"_s).toObject();
        for (auto it = links.begin(); it != links.end(); ++it) {
            const QString name = harness.project() + u'/' + it.key();
            QDir().mkpath(QFileInfo(name).path());
            QVERIFY(QFile::link(it->toString().replace(u"{cwd}"_s, harness.project()), name));
        }
    }

    static ProgramResult runCase(RunHarness &harness, const QJsonObject &row)
    {
        prepare(harness, row);
        harness.startModel(turnsOf(row.value(u"steps"_s).toArray()));
        QStringList commands;
        for (const QJsonValue command : row.value(u"verify"_s).toArray())
            commands.append(command.toString().replace(u"{cwd}"_s, harness.project()));
        QByteArray more = "max_iterations: 2\n";
        if (row.contains(u"guard"_s))
            more += "guard: " + row.value(u"guard"_s).toString().toUtf8() + '\n';
        // Commands of the model run unasked only where a sandbox holds them.
        QMap<QString, QString> environment{{u"VIBECODER_SANDBOX"_s, u"auto"_s}};
        if (row.value(u"system_path"_s).toBool())
            environment.insert(u"PATH"_s, u"/usr/bin:/bin"_s);
        return harness.run({u"run"_s, harness.writeTask(commands, more), u"--yes"_s}, environment, 120000);
    }

    static void check(const QJsonObject &row)
    {
        if (row.isEmpty())
            QSKIP("the shared corpus is not here");
        if (const QString tool = missingTool(row.value(u"verify"_s).toArray()); !tool.isEmpty())
            QSKIP(qPrintable(tool + u" is not installed"_s));
        const QJsonArray steps = row.value(u"steps"_s).toArray();
        const bool runs = std::any_of(
            steps.begin(), steps.end(), [](const QJsonValue &step) { return step.toObject().contains(u"sh"_s); });
        if (runs && vibecoder::sandboxReport().tier != vibecoder::SandboxTier::Bubblewrap)
            QSKIP("the model's command would be asked about: bubblewrap does not work here");
        RunHarness harness;
        const ProgramResult result = runCase(harness, row);
        const QByteArray said = result.out + result.err;
        if (row.value(u"kind"_s).toString() == u"honest"_s)
            QVERIFY2(result.exitCode == 0, said.constData());
        else
            QVERIFY2(result.exitCode == 3 || result.exitCode == 8, said.constData());
    }

private slots:
    void shared_data()
    {
        QTest::addColumn<QJsonObject>("row");
        const QString folder = QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/verdict/");
        addRows(folder + u"public.jsonl"_s);
        addRows(folder + u"honest.jsonl"_s);
        if (!QFile::exists(folder + u"public.jsonl"_s))
            QTest::newRow("none") << QJsonObject();
    }
    void shared()
    {
        QFETCH(QJsonObject, row);
        check(row);
    }

    void own_data()
    {
        QTest::addColumn<QJsonObject>("row");
        const QString folder = QStringLiteral(VIBECODER_SOURCE_DIR "/tests/fixtures/verdict/");
        addRows(folder + u"dishonest.jsonl"_s);
        addRows(folder + u"honest.jsonl"_s);
    }
    void own()
    {
        QFETCH(QJsonObject, row);
        check(row);
    }
};

QTEST_GUILESS_MAIN(VerdictCorpusTest)
#include "tst_verdictcorpus.moc"
