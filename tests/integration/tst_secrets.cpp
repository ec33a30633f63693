// SPDX-License-Identifier: MIT
// Keys planted everywhere (environment, task file, files, command output, the model's answers in whole and in pieces,
// questions and answers of people), whole runs through the real program, and then a search through all that was
// written, printed and sent.
#include "integration/modelscript.h"
#include "integration/runharness.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QTest>
#include <QUrl>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

// Put together at run time, so that no scanner takes this file for a leak.
const QByteArray kTail = QByteArray("Qx7Zt19Lk").repeated(4);
const QByteArray kOwnKey = "own+key/" + kTail + "=1";
const QByteArray kEnvironmentToken = "Envi" + kTail + "77";
const QByteArray kAnthropic = QByteArray("sk-") + "ant-api03-" + kTail;
const QByteArray kGithub = QByteArray("gh") + "p_" + kTail;
const QByteArray kAws = QByteArray("AK") + "IA" + "QX7ZT19LKQX7ZT19";
const QByteArray kHeader = "Hdr" + kTail;
const QByteArray kPassword = "Pwd" + kTail;
const QByteArray kPemBody = "MIIE" + kTail;
const QByteArray kPem =
    QByteArray("-----BEGIN RSA PRIVATE ") + "KEY-----\n" + kPemBody + "\n-----END RSA PRIVATE KEY-----";

QJsonObject inPieces(QJsonObject turn)
{
    turn.insert(u"piece"_s, 5);
    return turn;
}

// Every form in one text.
QByteArray planted()
{
    return "a " + kAnthropic + " b " + kGithub + " c " + kAws + "\nAuthorization: Bearer " + kHeader +
           "\ndatabase postgres://me:" + kPassword + "@db.example/x\n" + kPem + "\n" + kOwnKey + "\n" +
           kOwnKey.toBase64() + "\n" + ("u:" + kOwnKey).toBase64() + "\n" +
           QUrl::toPercentEncoding(QString::fromUtf8(kOwnKey)) + "\n" + kEnvironmentToken + "\n";
}

QByteArrayList needles()
{
    return {kOwnKey, kOwnKey.toBase64(), QByteArray("u:" + kOwnKey).toBase64().mid(4, 40),
        QUrl::toPercentEncoding(QString::fromUtf8(kOwnKey)), kEnvironmentToken, kAnthropic, kGithub, kAws, kHeader,
        kPassword, kPemBody,
        // Any of them, also cut: the tail stands in all of them.
        kTail.first(18)};
}

} // namespace

class SecretsTest : public QObject
{
    Q_OBJECT

    static QMap<QString, QString> environment()
    {
        return {{u"ANTHROPIC_API_KEY"_s, QString::fromUtf8(kOwnKey)},
            {u"DEPLOY_TOKEN"_s, QString::fromUtf8(kEnvironmentToken)}, {u"VIBECODER_LOG_LEVEL"_s, u"DEBUG"_s}};
    }

    static void searchText(const QByteArray &text, const QString &where)
    {
        for (const QByteArray &needle : needles()) {
            const qsizetype at = text.indexOf(needle);
            QVERIFY2(at < 0, qPrintable(u"%1 holds %2: …%3…"_s.arg(where, QString::fromUtf8(needle.left(12)),
                                 QString::fromLatin1(text.mid(std::max<qsizetype>(0, at - 80), 120)))));
        }
    }

    static void searchStore(const RunHarness &harness)
    {
        int files = 0;
        for (const QString &folder : {harness.folder() + u"/store"_s, harness.folder() + u"/home"_s}) {
            QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
                searchText(file.readAll(), file.fileName());
                searchText(file.fileName().toUtf8(), u"a file name"_s);
                ++files;
            }
        }
        QVERIFY(files > 3);
    }

    static void searchRequests(const RunHarness &harness)
    {
        for (const QJsonObject &request : harness.requests())
            searchText(request.value(u"body"_s).toString().toUtf8(), u"a request"_s);
    }

private slots:
    void nothingThatIsWrittenPrintedOrSentHoldsASecret()
    {
        RunHarness harness;
        const QByteArray all = planted();
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s, "#!/bin/sh\ncat noise.txt\ncat noise.txt >&2\ngrep -q right value.txt\n", true);
        harness.write(u"noise.txt"_s, all);
        harness.write(u"large.txt"_s, QByteArray("line\n").repeated(4000) + all);
        harness.write(u"binary.bin"_s, QByteArray("\0\1\2", 3) + all);
        harness.write(u"AGENTS.md"_s, "Notes\n" + all);
        harness.write(u".env"_s, "X=1\n" + all);
        const QString text = QString::fromUtf8(all);
        harness.startModel({turn({view(u"noise.txt"_s), search(u"Authorization"_s), bash(u"cat noise.txt large.txt"_s),
                                     create(u"made.txt"_s, text), replace(u"made.txt"_s, u"nothing"_s, text)},
                                u"I know these: "_s + text),
                               turn({view(u"made.txt"_s), view(u".env"_s), create(u".npmrc"_s, text),
                                        bash(u"echo "_s + QString::fromUtf8(kAnthropic)),
                                        replace(u"value.txt"_s, u"broken"_s, u"wrong"_s), finish()},
                                   text),
                               inPieces(turn({replace(u"value.txt"_s, u"wrong"_s, u"right"_s), finish()}, text))},
            {u"--bodies"_s});
        const QByteArray more = "labels:\n  - \"" + kGithub + "\"\n";
        const QString file = harness.writeTask({u"./check.sh"_s}, more);
        QFile task(file);
        QVERIFY(task.open(QIODevice::ReadOnly));
        QByteArray yaml = task.readAll();
        task.close();
        QByteArray escaped = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
        yaml.replace("description: Make the checks pass.", "description: " + escaped.mid(1).chopped(1));
        QVERIFY(task.open(QIODevice::WriteOnly));
        task.write(yaml);
        task.close();

        const auto run = [&](const QStringList &arguments) {
            const ProgramResult result = harness.run(arguments, environment(), 120000);
            searchText(result.out, u"standard output of "_s + arguments.join(u' '));
            searchText(result.err, u"standard error of "_s + arguments.join(u' '));
            return result;
        };
        ProgramResult result = run({u"run"_s, file, u"--yes"_s, u"--on-ask"_s, u"exit"_s});
        for (int i = 0; i < 8 && result.exitCode == 8; ++i) {
            const ProgramResult listed = run({u"approve"_s, u"list"_s, u"--json"_s});
            const QJsonObject asked = QJsonDocument::fromJson(listed.out).array().first().toObject();
            run({u"approve"_s, u"show"_s, asked.value(u"id"_s).toString()});
            if (i % 2 == 1)
                run({u"deny"_s, asked.value(u"id"_s).toString(), u"--message"_s, text.left(400)});
            else
                run({u"approve"_s, u"accept"_s, asked.value(u"id"_s).toString(), u"--yes"_s, u"--hash"_s,
                    asked.value(u"content_hash"_s).toString().left(16)});
            result = run({u"queue"_s, u"start"_s, u"--drain"_s, u"--on-ask"_s, u"exit"_s});
        }
        QVERIFY2(result.exitCode == 0, (result.out + result.err).constData());
        // The file is the project's: it has what the model wrote, to the byte.
        QCOMPARE(harness.read(u"made.txt"_s), all);
        QVERIFY(harness.requestCount() >= 3);
        run({u"task"_s, u"show"_s, u"@last"_s});
        run({u"task"_s, u"logs"_s, u"@last"_s});
        run({u"task"_s, u"status"_s, u"@last"_s, u"--json"_s});
        run({u"audit"_s, u"show"_s});
        searchStore(harness);
        searchRequests(harness);
    }

    void anErrorOfTheServerTellsNoSecret()
    {
        RunHarness harness;
        harness.write(u"check.sh"_s, "#!/bin/sh\nexit 1\n", true);
        harness.startModel(
            {QJsonObject{{u"error"_s, QJsonObject{{u"status"_s, 400}, {u"type"_s, u"invalid_request_error"_s},
                                          {u"message"_s, QString::fromUtf8(planted())}}}}},
            {u"--bodies"_s});
        const ProgramResult result =
            harness.run({u"run"_s, harness.writeTask({u"./check.sh"_s}), u"--yes"_s}, environment());
        QVERIFY(result.exitCode != 0);
        searchText(result.out + result.err, u"the output"_s);
        searchStore(harness);
    }

    void aVerificationCommandWithASecretIsRefused()
    {
        RunHarness harness;
        const ProgramResult result = harness.run(
            {u"run"_s, harness.writeTask({u"TOKEN="_s + QString::fromUtf8(kGithub) + u" ./check.sh"_s}), u"--yes"_s},
            environment());
        QVERIFY(result.exitCode != 0);
        QVERIFY(result.err.contains("[redacted:"));
        searchText(result.out + result.err, u"the output"_s);
    }

    void theKeyComesFromTheKeychainAndNeverByArguments()
    {
        RunHarness harness;
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"check.sh"_s, "#!/bin/sh\ngrep -q right value.txt\n", true);
        harness.write(u"../helper.sh"_s,
            "#!/bin/sh\nh=$(dirname \"$0\")\necho \"$*\" >> \"$h/arguments\"\ncase $1 in\nset) cat > \"$h/kept\";;\n"
            "get) [ -f \"$h/kept\" ] || exit 3; cat \"$h/kept\";;\nremove) [ -f \"$h/kept\" ] || exit 3; rm "
            "\"$h/kept\";;\nesac\n",
            true);
        harness.startModel({turn({replace(u"value.txt"_s, u"broken"_s, u"right"_s), finish()})}, {u"--bodies"_s});
        const QString key = QString::fromUtf8(kAnthropic);
        const QMap<QString, QString> bare{{u"ANTHROPIC_API_KEY"_s, QString()}};
        QMap<QString, QString> service = bare;
        service.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nowhere"_s);
        service.insert(u"VIBECODER_KEYCHAIN"_s, harness.folder() + u"/helper.sh"_s);

        // Without a service: said clearly, and the environment stays the way.
        const ProgramResult none = harness.run({u"key"_s, u"remove"_s}, bare);
        QVERIFY(none.exitCode != 0 && none.err.contains("ANTHROPIC_API_KEY"));
        QCOMPARE(harness.run({u"key"_s, u"set"_s, key}, service).exitCode, 2);
        QVERIFY(harness.run({u"key"_s, u"set"_s}, service).exitCode != 0); // nothing on standard input
        const QString task = harness.writeTask({u"./check.sh"_s});
        QCOMPARE(harness.run({u"run"_s, task, u"--yes"_s}, service).exitCode, 4);
        QCOMPARE(harness.run({u"task"_s, u"cancel"_s, u"@last"_s}, service).exitCode, 0);

        QFile input(harness.folder() + u"/input"_s);
        QVERIFY(input.open(QIODevice::WriteOnly));
        input.write(kAnthropic + '\n');
        input.close();
        const ProgramResult set = harness.run({u"key"_s, u"set"_s}, service, 60000, input.fileName());
        QVERIFY2(set.exitCode == 0, set.err.constData());
        const ProgramResult passed = harness.run({u"run"_s, task, u"--yes"_s}, service);
        QVERIFY2(passed.exitCode == 0, (passed.out + passed.err).constData());
        QVERIFY(harness.run({u"doctor"_s}, service).out.contains("keychain"));
        searchStore(harness);
        searchRequests(harness);
        QCOMPARE(harness.run({u"key"_s, u"remove"_s}, service).exitCode, 0);
        QCOMPARE(harness.run({u"key"_s, u"remove"_s}, service).exitCode, 5);
        QFile arguments(harness.folder() + u"/arguments"_s);
        QVERIFY(arguments.open(QIODevice::ReadOnly));
        const QByteArray given = arguments.readAll();
        QVERIFY(given.contains("set anthropic-api-key") && !given.contains(kTail));
    }

    // Also as root, whom the kernel shows the environment of every process.
    void noChildFindsTheKeyInTheEnvironmentOfTheProgram_data()
    {
        QTest::addColumn<bool>("ordinary");
        QTest::newRow("as this user") << false;
        QTest::newRow("as an ordinary user") << true;
    }
    void noChildFindsTheKeyInTheEnvironmentOfTheProgram()
    {
        QFETCH(bool, ordinary);
        if (ordinary && ::geteuid() != 0)
            QSKIP("this user is an ordinary one already");
        RunHarness harness;
        harness.write(u"value.txt"_s, "broken\n");
        harness.write(u"look.sh"_s,
            "#!/bin/sh\np=$$\nwhile [ \"$p\" -gt 1 ]; do\n  tr '\\0' '\\n' < /proc/$p/environ >> seen.txt 2>> "
            "errors.txt\n"
            "  tr '\\0' ' ' < /proc/$p/cmdline >> seen.txt\n  echo \"process $p\" >> seen.txt\n"
            "  case $(tr '\\0' ' ' < /proc/$p/cmdline) in *vibecoder*run*) break;; esac\n"
            "  p=$(awk '/^PPid:/ {print $2}' /proc/$p/status)\ndone\nexit 0\n",
            true);
        harness.startModel({turn({finish()})});
        const QString task = harness.writeTask({u"./look.sh"_s});
        QMap<QString, QString> given = environment();
        const ProgramResult result = ordinary ? harness.runAsOrdinaryUser({u"run"_s, task, u"--yes"_s}, given)
                                              : harness.run({u"run"_s, task, u"--yes"_s}, given);
        if (ordinary && result.exitCode == 77)
            QSKIP(result.err.constData());
        QVERIFY2(result.exitCode == 0, (result.out + result.err).constData());
        const QByteArray seen = harness.read(u"seen.txt"_s);
        QVERIFY2(seen.count("process ") >= 3 && seen.contains("vibecoder run"), seen.constData());
        for (const QByteArray &needle : {kOwnKey, kEnvironmentToken})
            QVERIFY2(!seen.contains(needle), seen.constData());
    }
};

QTEST_GUILESS_MAIN(SecretsTest)
#include "tst_secrets.moc"
