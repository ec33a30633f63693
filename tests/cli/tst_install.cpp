// SPDX-License-Identifier: MIT
// `cmake --install` puts everything in place, and the program runs from there.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class InstallTest : public QObject
{
    Q_OBJECT

private slots:
    void theDemoRunsFromWhereItWasInstalled()
    {
        QTemporaryDir dir;
        QProcess cmake;
        cmake.setProcessChannelMode(QProcess::MergedChannels);
        cmake.start(
            u"cmake"_s, {u"--install"_s, QStringLiteral(VIBECODER_BINARY_DIR), u"--prefix"_s, dir.filePath(u"usr"_s)});
        QVERIFY(cmake.waitForFinished(60000));
        QVERIFY2(cmake.exitCode() == 0, cmake.readAll().constData());
        for (const QString &file : {u"bin/vibecoder"_s, u"lib/vibecoder/vibecoder-launcher"_s,
                 u"bin/vibecoder-desktop"_s,
                 u"share/applications/vibecoder.desktop"_s, u"share/mime/packages/vibecoder.xml"_s,
                 u"share/icons/hicolor/scalable/apps/vibecoder.svg"_s, u"share/vibecoder/demo/sh/script.json"_s, u"share/vibecoder/demo/pytest/script.json"_s})
            QVERIFY2(QFile::exists(dir.filePath(u"usr/"_s + file)), qPrintable(file));
        QProcess program;
        QProcessEnvironment environment;
        environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
        environment.insert(u"HOME"_s, dir.path());
        environment.insert(u"TMPDIR"_s, dir.path());
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.setStandardInputFile(QProcess::nullDevice());
        program.start(dir.filePath(u"usr/bin/vibecoder"_s), {u"demo"_s});
        QVERIFY(program.waitForFinished(40000));
        const QByteArray output = program.readAll();
        QVERIFY2(program.exitCode() == 0, output.constData());
        QVERIFY(output.contains("scripted"));
        QVERIFY(output.contains("Passed at iteration 3"));
    }
};

QTEST_GUILESS_MAIN(InstallTest)
#include "tst_install.moc"
