// SPDX-License-Identifier: MIT
#include "integration/runharness.h"

#include "base/digest.h"
#include "storage/database.h"
#include "storage/eventlog.h"
#include "wire/modelcodec.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace vibecoder;

QJsonObject ProgramResult::json() const
{
    return QJsonDocument::fromJson(out).object();
}

RunHarness::RunHarness()
{
    QDir(m_dir.path()).mkpath(u"project"_s);
    QDir(m_dir.path()).mkpath(u"home"_s);
}

RunHarness::~RunHarness()
{
    if (m_model.state() != QProcess::NotRunning) {
        m_model.kill();
        m_model.waitForFinished(5000);
    }
}

bool RunHarness::isReady() const
{
    return m_dir.isValid();
}

void RunHarness::write(const QString &relative, const QByteArray &bytes, bool executable)
{
    const QString path = project() + u'/' + relative;
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    if (executable)
        file.setPermissions(file.permissions() | QFile::ExeOwner | QFile::ExeUser);
}

QByteArray RunHarness::read(const QString &relative) const
{
    QFile file(project() + u'/' + relative);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray RunHarness::treeDigest() const
{
    QMap<QString, QByteArray> entries;
    QDirIterator it(project(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        if (path.contains(u"/__pycache__"_s) || path.contains(u"/.pytest_cache"_s))
            continue;
        QFile file(path);
        const QFileInfo info(path);
        entries.insert(path.mid(project().size()),
            QByteArray::number(info.permissions().toInt()) + ':' +
                (info.isFile() && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray()));
    }
    QByteArrayList parts;
    for (auto entry = entries.cbegin(); entry != entries.cend(); ++entry)
        parts << entry.key().toUtf8() << entry.value();
    return sha256OfParts(parts).toLatin1();
}

void RunHarness::startModel(const QJsonArray &turns, const QStringList &options)
{
    const QString script = m_dir.filePath(u"script.json"_s), port = m_dir.filePath(u"port"_s);
    QFile file(script);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QJsonDocument(QJsonObject{{u"turns"_s, turns}}).toJson());
    file.close();
    if (m_model.state() != QProcess::NotRunning) {
        m_model.kill();
        QVERIFY(m_model.waitForFinished(5000));
        QFile::remove(port);
        QFile::remove(m_dir.filePath(u"requests.jsonl"_s));
    }
    m_model.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_model.start(QStringLiteral(VIBECODER_SCRIPTED_MODEL),
        QStringList{script, u"--port-file"_s, port, u"--log"_s, m_dir.filePath(u"requests.jsonl"_s)} + options);
    QVERIFY(m_model.waitForStarted(5000));
    QVERIFY(QTest::qWaitFor([&] { return QFileInfo(port).size() > 0; }, 5000));
    QFile portFile(port);
    QVERIFY(portFile.open(QIODevice::ReadOnly));
    m_modelUrl = u"http://127.0.0.1:%1"_s.arg(QString::fromLatin1(portFile.readAll().trimmed()));
}

QList<QJsonObject> RunHarness::requests() const
{
    QList<QJsonObject> list;
    QFile file(m_dir.filePath(u"requests.jsonl"_s));
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty())
                list.append(QJsonDocument::fromJson(line).object());
        }
    }
    return list;
}

int RunHarness::requestCount() const
{
    return int(requests().size());
}

QString RunHarness::writeTask(const QStringList &verificationCommands, const QByteArray &more, const QString &directory)
{
    QByteArray yaml = "name: Mend the project\ndescription: Make the checks pass.\nrequirements:\n  - the checks pass\n"
                      "verification_commands:\n";
    for (const QString &command : verificationCommands)
        yaml += "  - " + QJsonDocument(QJsonArray{command}).toJson(QJsonDocument::Compact).mid(1).chopped(1) + "\n";
    yaml += "working_directory: " + (directory.isEmpty() ? project() : directory).toUtf8() + "\n" + more;
    const QString path = m_dir.filePath(u"task.yaml"_s);
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(yaml);
    return path;
}

QProcessEnvironment RunHarness::environment(const QMap<QString, QString> &more) const
{
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    environment.insert(u"HOME"_s, m_dir.filePath(u"home"_s));
    environment.insert(u"LANG"_s, u"C.UTF-8"_s);
    environment.insert(u"VIBECODER_SANDBOX"_s, u"none"_s); // a test that is about it says so
    environment.insert(u"VIBECODER_DATABASE_URL"_s, u"sqlite:///"_s + databaseFile());
    environment.insert(u"ANTHROPIC_API_KEY"_s, u"test-key-0123456789"_s);
    environment.insert(u"ANTHROPIC_BASE_URL"_s, m_modelUrl.isEmpty() ? u"http://127.0.0.1:9"_s : m_modelUrl);
    // What a whole suite is run with.
    for (const char *name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "VIBECODER_TRACE_BASELINE"}) {
        if (qEnvironmentVariableIsSet(name))
            environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    }
    for (auto it = more.cbegin(); it != more.cend(); ++it)
        environment.insert(it.key(), it.value());
    return environment;
}

std::unique_ptr<QProcess> RunHarness::start(
    const QStringList &arguments, const QMap<QString, QString> &more, const QString &inputFile)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment(more));
    process->setWorkingDirectory(m_dir.path());
    process->setStandardInputFile(inputFile.isEmpty() ? QProcess::nullDevice() : inputFile);
    process->start(QStringLiteral(VIBECODER_PROGRAM), arguments);
    process->waitForStarted(5000);
    return process;
}

namespace {

ProgramResult endOf(QProcess &process, int limitMs)
{
    ProgramResult result;
    if (!process.waitForFinished(limitMs)) {
        process.kill();
        process.waitForFinished(5000);
        result.err = "the program did not end in time\n";
    }
    result.killed = process.exitStatus() == QProcess::CrashExit;
    result.exitCode = result.killed ? -1 : process.exitCode();
    result.out = process.readAllStandardOutput();
    result.err += process.readAllStandardError();
    return result;
}

} // namespace

ProgramResult RunHarness::run(
    const QStringList &arguments, const QMap<QString, QString> &more, int limitMs, const QString &inputFile)
{
    const auto process = start(arguments, more, inputFile);
    return endOf(*process, limitMs);
}

ProgramResult RunHarness::runAsOrdinaryUser(const QStringList &arguments, const QMap<QString, QString> &more)
{
    QProcess::execute(u"chown"_s, {u"-R"_s, u"65534:65534"_s, folder()});
    QProcess process;
    process.setProcessEnvironment(environment(more));
    process.setWorkingDirectory(m_dir.path());
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(u"/bin/sh"_s, QStringList{QStringLiteral(VIBECODER_SOURCE_DIR "/tests/support/asuser.sh"),
                                    QStringLiteral(VIBECODER_SOURCE_DIR), QStringLiteral(VIBECODER_PROGRAM)} +
                                    arguments);
    return endOf(process, 60000);
}

namespace {

QJsonValue withoutTimes(const QJsonValue &value)
{
    static const QStringList ignored{u"approval_id"_s, u"duration_ms"_s, u"wait_ms"_s, u"at"_s};
    if (value.isObject()) {
        QJsonObject object = value.toObject();
        for (const QString &name : ignored)
            object.remove(name);
        return object;
    }
    return value;
}

} // namespace

int RunHarness::cleanCommands()
{
    int count = 0;
    const QByteArray log = run({u"task"_s, u"logs"_s, u"@last"_s, u"--json"_s}).out;
    for (const QByteArray &line : log.split('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        if (event.value(u"kind"_s).toString() == u"verification_started" &&
            event.value(u"body"_s).toObject().value(u"clean"_s).toBool())
            ++count;
    }
    return count;
}

QStringList RunHarness::storyOfTask() const
{
    QStringList story;
    auto location = parseDatabaseUrl(u"sqlite:///"_s + databaseFile());
    auto db = Database::open(*location);
    if (!db)
        return {db.error().message};
    const auto events = eventlog::since((*db)->reader(), 0, 10000);
    if (!events)
        return {events.error().message};
    for (const Event &event : *events) {
        // The one thing that may be paid twice is told so; everything else must be equal.
        if (event.kind == EventKind::ModelCallRetried)
            continue;
        story.append(toWire(event.kind) + u' ' +
                     QString::fromUtf8(canonicalJson(withoutTimes(event.body))).replace(folder(), u"<dir>"_s));
    }
    return story;
}

QMap<QString, int> RunHarness::stepCounts() const
{
    QMap<QString, int> counts;
    auto location = parseDatabaseUrl(u"sqlite:///"_s + databaseFile());
    auto db = Database::open(*location);
    if (!db)
        return counts;
    const auto rows = (*db)->reader().query(u"SELECT kind, COUNT(*) AS n FROM steps GROUP BY kind"_s);
    if (rows) {
        for (const Row &row : *rows)
            counts.insert(row.text("kind"), int(row.integer("n")));
    }
    return counts;
}
