// SPDX-License-Identifier: MIT
// Settings: which source wins, what is refused and by which name, and what `config set` leaves alone.
#include "base/paths.h"
#include "wire/settingsfile.h"
#include "wire/settingstable.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class TestSettingsFile : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void startsFromTheDocumentedDefaults();
    void laterSourcesWin();
    void readsEverySettingFromItsVariable_data();
    void readsEverySettingFromItsVariable();
    void refusesWrongValues_data();
    void refusesWrongValues();
    void reportsEveryWrongValueWithItsSource();
    void neverShowsASecret();
    void refusesAWrongFile_data();
    void refusesAWrongFile();
    void refusesAFileThatOthersMayWrite();
    void setsOneValueAndKeepsTheRest_data();
    void setsOneValueAndKeepsTheRest();
    void storesNoSecret_data();
    void storesNoSecret();
    void findsTheFile();

private:
    QString path() const { return m_folder->filePath(u"config.yaml"_s); }
    void write(const QByteArray &bytes) { QVERIFY(writeFileAtomically(path(), bytes).has_value()); }
    static SettingValue value(const LoadedSettings &loaded, const QString &key);

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcessEnvironment m_environment;
};

void TestSettingsFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_environment = QProcessEnvironment();
}

SettingValue TestSettingsFile::value(const LoadedSettings &loaded, const QString &key)
{
    for (const SettingValue &each : loaded.values) {
        if (each.key == key)
            return each;
    }
    return {};
}

void TestSettingsFile::startsFromTheDocumentedDefaults()
{
    const auto loaded = loadSettings({}, m_environment, path());
    QVERIFY(loaded.has_value());
    QCOMPARE(loaded->settings.port, 8000);
    QCOMPARE(loaded->settings.host, u"127.0.0.1"_s);
    QCOMPARE(loaded->settings.databaseUrl, u"sqlite:///~/.vibecoder/vibecoder.db"_s);
    QCOMPARE(loaded->values.size(), qsizetype(settingRows().size()));
    for (const SettingValue &each : loaded->values)
        QCOMPARE(each.origin, SettingOrigin::Default);
    // Each default would be accepted from a source too.
    for (const SettingRow &row : settingRows()) {
        Settings scratch;
        if (!row.isSecret())
            QVERIFY2(applySetting(row, shownSetting(row, Settings()), scratch), row.key);
    }
}

void TestSettingsFile::laterSourcesWin()
{
    write("# mine\nport: 1001\nworkers: 2\nhost: \"::1\"\n");
    m_environment.insert(u"VIBECODER_PORT"_s, u"1002"_s);
    m_environment.insert(u"VIBECODER_WORKERS"_s, u"3"_s);
    m_environment.insert(u"VIBECODER_HOST"_s, u""_s);
    const auto loaded = loadSettings({{u"port"_s, u"1003"_s}}, m_environment, path());
    QVERIFY2(loaded.has_value(), loaded ? "" : qPrintable(loaded.error().message));
    QCOMPARE(loaded->settings.port, 1003);
    QCOMPARE(value(*loaded, u"port"_s).origin, SettingOrigin::Flag);
    QCOMPARE(loaded->settings.workers, 3);
    QCOMPARE(value(*loaded, u"workers"_s).originName, u"VIBECODER_WORKERS"_s);
    QCOMPARE(loaded->settings.host, u"::1"_s);
    QCOMPARE(value(*loaded, u"host"_s).originName, path() + u":4"_s);
}

void TestSettingsFile::readsEverySettingFromItsVariable_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *variable, const char *text, const char *key, const char *shown = nullptr) {
        QTest::newRow(variable) << QString::fromLatin1(variable) << QString::fromLatin1(text)
                                << QString::fromLatin1(key) << QString::fromLatin1(shown ? shown : text);
    };
    row("ANTHROPIC_API_KEY",
        "sk-"
        "ant-0123456789",
        "api_key", "********");
    row("ANTHROPIC_AUTH_TOKEN", "token-0123456789", "auth_token", "********");
    row("ANTHROPIC_BASE_URL", "http://localhost:9/v/", "base_url", "http://localhost:9/v");
    row("VIBECODER_DATABASE_URL",
        "postgresql://me:"
        "p@ss:word@db/vc?sslpassword=x",
        "database_url", "postgresql://me:***@db/vc?sslpassword=***");
    row("VIBECODER_HOST", "0.0.0.0", "host");
    row("VIBECODER_PORT", "65535", "port");
    row("VIBECODER_MAX_ITERATIONS", "1000", "max_iterations");
    row("VIBECODER_TIMEOUT_PER_ITERATION", "86400", "timeout_per_iteration");
    row("VIBECODER_CLAUDE_MODEL", "vendor/model:1", "claude_model");
    row("VIBECODER_CLAUDE_PROFILE", "plain", "claude_profile");
    row("VIBECODER_CLAUDE_API_VERSION", "2023-06-01", "claude_api_version");
    row("VIBECODER_MAX_TOKENS", "4096", "max_tokens");
    row("VIBECODER_MAX_COST_USD", "0.25", "max_cost_usd");
    row("VIBECODER_WORKERS", "16", "workers");
    row("VIBECODER_APPROVAL_EXPIRY_MINUTES", "1", "approval_expiry_minutes");
    row("VIBECODER_MODEL_IDLE_TIMEOUT", "10", "model_idle_timeout");
    row("VIBECODER_CHECKPOINT_DAYS", "0", "checkpoint_days");
    row("VIBECODER_CHECKPOINT_FILE_MB", "500", "checkpoint_file_mb");
    row("VIBECODER_CHECKPOINT_STORE_MB", "10", "checkpoint_store_mb");
    row("VIBECODER_VIEW_DAYS", "0", "view_days");
    row("VIBECODER_VIEW_STORE_MB", "10", "view_store_mb");
    row("VIBECODER_RESTORE_BEST", "true", "restore_best");
    row("VIBECODER_TRACE_BASELINE", "off", "trace_baseline");
    row("VIBECODER_LOG_LEVEL", "debug", "log_level", "DEBUG");
}

void TestSettingsFile::readsEverySettingFromItsVariable()
{
    QFETCH(QString, variable);
    QFETCH(QString, text);
    QFETCH(QString, key);
    QFETCH(QString, shown);
    m_environment.insert(variable, text);
    const auto loaded = loadSettings({}, m_environment, path());
    QVERIFY2(loaded.has_value(), loaded ? "" : qPrintable(loaded.error().message));
    QCOMPARE(value(*loaded, key).value, shown);
    QCOMPARE(value(*loaded, key).originName, variable);
}

void TestSettingsFile::refusesWrongValues_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const char *key, const char *text) {
        QTest::newRow(name) << QString::fromLatin1(key) << QString::fromUtf8(text);
    };
    row("port above the limit", "port", "65536");
    row("port with leading zero", "port", "08000");
    row("port as a word", "port", "http");
    row("no workers", "workers", "0");
    row("seventeen workers", "workers", "17");
    row("negative iterations", "max_iterations", "-1");
    row("cost of zero", "max_cost_usd", "0");
    row("cost with exponent", "max_cost_usd", "1e2");
    row("cost that is no number", "max_cost_usd", "nan");
    row("unknown profile", "claude_profile", "FULL");
    row("a version that is no date", "claude_api_version", "latest");
    row("more than a date", "claude_api_version", "2023-06-01 x");
    row("unknown level", "log_level", "TRACE");
    row("unknown trace", "trace_baseline", "true");
    row("a yes that is no true", "restore_best", "yes");
    row("line break in the key", "api_key", "sk-ant-1\r\nx-evil: 1");
    row("space in the token", "auth_token", "a b");
    row("another scheme", "base_url", "file:///etc/passwd");
    row("user in the address", "base_url", "https://a:b@host");
    row("query in the address", "base_url", "https://host/?a=b");
    row("address without host", "base_url", "https://");
    row("another database", "database_url", "mysql://host/db");
    row("sqlite without file", "database_url", "sqlite:///");
    row("space in the host", "host", "local host");
    row("empty flag", "host", "");
}

void TestSettingsFile::refusesWrongValues()
{
    QFETCH(QString, key);
    QFETCH(QString, text);
    const auto loaded = loadSettings({{key, text}}, m_environment, path());
    QVERIFY(!loaded.has_value());
    QCOMPARE(loaded.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(loaded.error().message.contains(key), qPrintable(loaded.error().message));
    QVERIFY(!setConfigValue(path(), key, text).has_value());
    QVERIFY(!QFileInfo::exists(path()));
}

void TestSettingsFile::reportsEveryWrongValueWithItsSource()
{
    write("port: many\nprot: 1\nworkers: [1]\n");
    m_environment.insert(u"VIBECODER_LOG_LEVEL"_s, u"loud"_s);
    const auto loaded = loadSettings({{u"max_tokens"_s, u"x"_s}}, m_environment, path());
    QVERIFY(!loaded.has_value());
    const QString message = loaded.error().message;
    QCOMPARE(message.count(u'\n'), 4);
    for (const QString &part : {path() + u":1"_s, path() + u":2"_s, path() + u":3"_s, u"VIBECODER_LOG_LEVEL"_s,
             u"max_tokens"_s, u"did you mean port?"_s, u"DEBUG, INFO"_s})
        QVERIFY2(message.contains(part), qPrintable(part + u" is missing in "_s + message));
}

void TestSettingsFile::neverShowsASecret()
{
    m_environment.insert(u"ANTHROPIC_API_KEY"_s, u"very secret text"_s);
    m_environment.insert(u"VIBECODER_DATABASE_URL"_s, u"oracle://me:"
                                                      u"hidden@db"_s);
    const auto loaded = loadSettings({}, m_environment, path());
    QVERIFY(!loaded.has_value());
    const Error &error = loaded.error();
    for (const QString &secret : {u"very secret"_s, u"hidden"_s})
        QVERIFY(!(error.message + error.hint + error.detail).contains(secret));
}

void TestSettingsFile::refusesAWrongFile_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("named");
    QTest::newRow("not YAML") << QByteArray("port: [\n") << u":2"_s;
    QTest::newRow("a list") << QByteArray("- port\n") << u":1"_s;
    QTest::newRow("a key that lies in the file") << QByteArray("api_key: sk-"
                                                               "ant-abcdefgh\n")
                                                 << u"ANTHROPIC_API_KEY"_s;
    QTest::newRow("a password that lies in the file")
        << QByteArray("database_url: postgresql://a:b@c/d\n") << u"VIBECODER_DATABASE_URL"_s;
    QTest::newRow("twice the same setting") << QByteArray("port: 1\nport: 2\n") << u"port is given twice"_s;
    QTest::newRow("a tag") << QByteArray("port: !!int 8000\n") << u"port"_s;
    QTest::newRow("too large") << QByteArray("#").repeated(70000) << u"bytes"_s;
}

void TestSettingsFile::refusesAWrongFile()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, named);
    write(bytes);
    const auto loaded = loadSettings({}, m_environment, path());
    QVERIFY(!loaded.has_value());
    QVERIFY2(loaded.error().message.contains(named), qPrintable(loaded.error().message));
    QVERIFY(!loaded.error().message.contains(u"abcdefgh"_s));
}

void TestSettingsFile::refusesAFileThatOthersMayWrite()
{
    write("port: 1\n");
    QVERIFY(QFile::setPermissions(path(), QFile::ReadOwner | QFile::WriteOwner | QFile::WriteOther));
    const auto loaded = loadSettings({}, m_environment, path());
    QVERIFY(!loaded.has_value());
    QCOMPARE(loaded.error().code, ErrorCode::Denied);
}

void TestSettingsFile::setsOneValueAndKeepsTheRest_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("no file yet") << QByteArray() << QByteArray("port: '1234'\n");
    QTest::newRow("only a comment") << QByteArray("# mine\n") << QByteArray("# mine\nport: '1234'\n");
    QTest::newRow("another setting") << QByteArray("workers: 2 # two\n")
                                     << QByteArray("workers: 2 # two\nport: '1234'\n");
    QTest::newRow("no line end") << QByteArray("workers: 2") << QByteArray("workers: 2\nport: '1234'\n");
    QTest::newRow("an older value") << QByteArray("# a\nport: 1\n# b\nworkers: 2\n")
                                    << QByteArray("# a\nport: '1234'\n# b\nworkers: 2\n");
    QTest::newRow("a value on the next line")
        << QByteArray("port:\n  1\nworkers: 2\n") << QByteArray("port: '1234'\nworkers: '2'\n");
    QTest::newRow("braces") << QByteArray("{port: 1, workers: 2}\n") << QByteArray("port: '1234'\nworkers: '2'\n");
}

void TestSettingsFile::setsOneValueAndKeepsTheRest()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    if (!before.isEmpty())
        write(before);
    const auto done = setConfigValue(path(), u"port"_s, u"1234"_s);
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message));
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), after);
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
        QFile::Permissions());
    const auto loaded = loadSettings({}, m_environment, path());
    QVERIFY(loaded.has_value());
    QCOMPARE(loaded->settings.port, 1234);
}

void TestSettingsFile::storesNoSecret_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::newRow("the API key") << u"api_key"_s
                                 << u"sk-"
                                    u"ant-abcdefgh"_s;
    QTest::newRow("the token") << u"auth_token"_s << u"abcdefgh"_s;
    QTest::newRow("a database password") << u"database_url"_s
                                         << u"postgresql://a:"
                                            u"abcdefgh@c/d"_s;
    QTest::newRow("a database password as an option")
        << u"database_url"_s << u"postgresql://c/d?user=a&password=abcdefgh"_s;
}

void TestSettingsFile::storesNoSecret()
{
    QFETCH(QString, key);
    QFETCH(QString, text);
    const auto done = setConfigValue(path(), key, text);
    QVERIFY(!done.has_value());
    QVERIFY(!(done.error().message + done.error().hint).contains(u"abcdefgh"_s));
    QVERIFY(!QFileInfo::exists(path()));
}

void TestSettingsFile::findsTheFile()
{
    QVERIFY(configPath(m_environment).endsWith(u"/.vibecoder/config.yaml"_s));
    m_environment.insert(u"VIBECODER_CONFIG"_s, u"/x/y.yaml"_s);
    QCOMPARE(configPath(m_environment), u"/x/y.yaml"_s);
}

QTEST_GUILESS_MAIN(TestSettingsFile)
#include "tst_settingsfile.moc"
