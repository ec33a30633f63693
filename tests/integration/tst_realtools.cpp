// SPDX-License-Identifier: MIT
// Real tools end to end: a failing project of each, from YAML to completed with a scripted model. One folder each in
// tests/fixtures/tools; a tool that is not installed is named and skipped. Tools of npm are looked for in
// build/node-tools (packaging/test.sh --full installs them).
#include "integration/modelscript.h"
#include "integration/runharness.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

const QString kFolder = QStringLiteral(VIBECODER_SOURCE_DIR "/tests/fixtures/tools");
const QString kNodeTools = QStringLiteral(VIBECODER_SOURCE_DIR "/build/node-tools/node_modules/.bin");

QJsonObject specOf(const QString &tool)
{
    QFile file(kFolder + u'/' + tool + u"/tool.json"_s);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

QString missingOf(const QJsonObject &spec)
{
    for (const QJsonValue program : spec.value(u"programs"_s).toArray()) {
        const QString name = program.toString();
        const bool there = name.startsWith(u'/') ? QFile::exists(name)
                                                 : !QStandardPaths::findExecutable(name).isEmpty() ||
                                                       QFile::exists(kNodeTools + u'/' + name);
        if (!there)
            return name;
    }
    return {};
}

} // namespace

class RealToolsTest : public QObject
{
    Q_OBJECT

private slots:
    void failingThenFixed_data()
    {
        QTest::addColumn<QString>("tool");
        for (const QString &tool : QDir(kFolder).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QTest::newRow(qPrintable(tool)) << tool;
    }

    void failingThenFixed()
    {
        QFETCH(QString, tool);
        const QJsonObject spec = specOf(tool);
        if (const QString missing = missingOf(spec); !missing.isEmpty())
            QSKIP(qPrintable(u"%1 is not installed"_s.arg(missing)));
        RunHarness harness;
        const QString project = kFolder + u'/' + tool + u"/project"_s;
        QDirIterator it(project, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            harness.write(path.mid(project.size() + 1), file.readAll());
        }
        const QJsonObject fix = spec.value(u"fix"_s).toObject();
        harness.startModel({turn({view(fix.value(u"path"_s).toString())}),
                               turn({replace(fix.value(u"path"_s).toString(), fix.value(u"from"_s).toString(),
                                         fix.value(u"to"_s).toString()),
                                   finish()})},
            {u"--bodies"_s});
        QStringList commands;
        for (const QJsonValue command : spec.value(u"commands"_s).toArray())
            commands.append(command.toString());
        const int seconds = spec.value(u"seconds"_s).toInt();
        const QString task =
            harness.writeTask(commands, "timeout_per_iteration: " + QByteArray::number(seconds) + "\n");
        const ProgramResult result =
            harness.run({u"run"_s, task, u"--yes"_s}, {{u"PATH"_s, searchPath()}}, seconds * 3000);
        const QJsonObject json = harness.run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s}).json();
        const QJsonArray iterations = json.value(u"iterations"_s).toArray();
        QByteArray shown = result.err;
        for (const QJsonValue iteration : iterations) {
            for (const QJsonValue command : iteration.toObject().value(u"verification"_s).toArray())
                shown += command.toObject().value(u"excerpt"_s).toString().right(600).toUtf8() + "\n--\n";
        }
        QVERIFY2(result.exitCode == 0, shown.right(1800).constData());
        QCOMPARE(json.value(u"status"_s).toString(), u"completed"_s);
        QCOMPARE(json.value(u"stop_reason"_s).toString(), u"passed"_s);
        QCOMPARE(harness.requestCount(), 2);
        QCOMPARE(iterations.size(), 2);
        QVERIFY2(!iterations.first().toObject().value(u"passed"_s).toBool(), shown.constData());
        QVERIFY(iterations.last().toObject().value(u"passed"_s).toBool());
        // The model heard what failed.
        if (spec.contains(u"failing"_s)) {
            const QString first = harness.requests().first().value(u"body"_s).toString();
            QVERIFY2(first.contains(spec.value(u"failing"_s).toString()), qPrintable(first));
        }
    }

private:
    // The home of the run is a scratch folder: what leads to tools by way of the home is named directly.
    static QString searchPath()
    {
        QStringList folders;
        const QDir toolchains(QDir::homePath() + u"/.rustup/toolchains"_s);
        for (const QString &toolchain : toolchains.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            folders.append(toolchains.filePath(toolchain) + u"/bin"_s);
        return (folders + QStringList{kNodeTools, qEnvironmentVariable("PATH")}).join(u':');
    }
};

QTEST_GUILESS_MAIN(RealToolsTest)
#include "tst_realtools.moc"
