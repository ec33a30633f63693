// SPDX-License-Identifier: MIT
// The description of the API before a linter that others wrote (Redocly, from packaging/node-tools): no error and no
// warning. Only in the full run; without the tool it is left out and says so.
#include "openapi.h"

#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class OpenapiLintTest : public QObject
{
    Q_OBJECT

    static std::pair<int, QByteArray> lint(const QByteArray &description)
    {
        QTemporaryDir folder;
        QFile file(folder.path() + u"/openapi.json"_s);
        if (!file.open(QIODevice::WriteOnly))
            return {-1, {}};
        file.write(description);
        file.close();
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"REDOCLY_TELEMETRY"_s, u"off"_s);
        environment.insert(u"REDOCLY_SUPPRESS_UPDATE_NOTICE"_s, u"true"_s);
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.setWorkingDirectory(folder.path());
        process.start(tool(), {u"lint"_s, u"--extends=recommended"_s, u"--format=stylish"_s, file.fileName()});
        if (!process.waitForFinished(90000))
            return {-1, "not finished"};
        return {process.exitCode(), process.readAll()};
    }

    static QString tool() { return QStringLiteral(VIBECODER_SOURCE_DIR "/build/node-tools/node_modules/.bin/redocly"); }

private slots:
    void aPublicLinterFindsNothing()
    {
        if (!QFile::exists(tool()))
            QSKIP("the tools of npm are not installed (packaging/test.sh --full)");
        const QByteArray good = QJsonDocument(vibecoder::describeApi()).toJson();
        const auto [code, told] = lint(good);
        QVERIFY2(code == 0 && !told.contains("warning"), told.constData());
        // It does look: an example of another type, a reference to nothing.
        QVERIFY(lint(QByteArray(good).replace("\"expires_in\": 60", "\"expires_in\": \"60\"")).second.contains("expires_in"));
        QVERIFY(lint(QByteArray(good).replace("schemas/TaskPage\"", "schemas/Gone\"")).first != 0);
    }
};

QTEST_GUILESS_MAIN(OpenapiLintTest)
#include "tst_openapilint.moc"
