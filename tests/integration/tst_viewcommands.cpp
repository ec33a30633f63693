// SPDX-License-Identifier: MIT
// Commands of the model that nobody can know by their text: unasked in a view, asked in the folder itself, and asked
// in a view where its task has the network.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

const QMap<QString, QString> kHeld{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};

const QString kLoop = u"for f in src/*.c; do printf '/* head */\\n' | cat - $f > t && mv t $f; done"_s;
const QString kServer =
    u"python3 -c \"from http.server import *; "
    "HTTPServer(('127.0.0.1', 8099), SimpleHTTPRequestHandler).serve_forever()\" > /dev/null 2>&1 & "
    "p=$!; sleep 0.2; kill $p; wait $p; echo stopped > server.txt"_s;

QJsonObject openApproval(RunHarness &harness)
{
    return QJsonDocument::fromJson(harness.run({u"approve"_s, u"list"_s, u"--json"_s}).out).array().first().toObject();
}

} // namespace

class ViewCommandsTest : public QObject
{
    Q_OBJECT

    static ProgramResult unattended(RunHarness &harness, const QByteArray &more)
    {
        harness.write(u"src/a.c"_s, "int a;\n");
        harness.write(u"src/b.c"_s, "int b;\n");
        harness.startModel({turn({bash(kLoop)}), turn({bash(kServer)}), turn({finish()})});
        const QString task = harness.writeTask({u"grep -q head src/a.c"_s, u"grep -q head src/b.c"_s}, more);
        return harness.run({u"run"_s, task, u"--yes"_s, u"--on-ask"_s, u"exit"_s}, kHeld);
    }

private slots:
    void initTestCase()
    {
        if (!vibecoder::sandboxReport().warm)
            QSKIP(qPrintable(
                u"no views here: %1 %2"_s.arg(vibecoder::sandboxReport().why, vibecoder::sandboxReport().whyNotWarm)));
    }

    void inAViewTheyRunUnasked()
    {
        RunHarness harness;
        const ProgramResult result = unattended(harness, "isolation: view\n");
        QVERIFY2(result.exitCode == 0, (result.out + result.err).constData());
        QCOMPARE(harness.read(u"src/a.c"_s), QByteArray("/* head */\nint a;\n"));
        QCOMPARE(harness.read(u"server.txt"_s), QByteArray("stopped\n"));
        const ProgramResult audit = harness.run({u"audit"_s, u"show"_s, u"--json"_s});
        QCOMPARE(audit.out.count("\"reason\":\"held_by_view\""), 2);
    }

    void elsewhereTheyAreAsked_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::newRow("in the folder") << QByteArray("isolation: in_place\n");
        QTest::newRow("in a view with the network") << QByteArray("isolation: view\nnetwork: true\n");
    }

    void elsewhereTheyAreAsked()
    {
        QFETCH(QByteArray, more);
        RunHarness harness;
        const ProgramResult result = unattended(harness, more);
        QVERIFY2(result.exitCode == 8, (result.out + result.err).constData());
        QCOMPARE(openApproval(harness).value(u"commands"_s).toArray().first().toString(), kLoop);
        QCOMPARE(harness.read(u"src/a.c"_s), QByteArray("int a;\n"));
    }
};

QTEST_GUILESS_MAIN(ViewCommandsTest)
#include "tst_viewcommands.moc"
