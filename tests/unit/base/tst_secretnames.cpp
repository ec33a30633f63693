// SPDX-License-Identifier: MIT
// The one notion of a secret: by its name, by its value, in an environment file; the file of a secret.
#include "base/logging.h"
#include "base/secretenvironment.h"
#include "base/secrets/secretfiles.h"
#include "base/secrets/secretname.h"
#include "base/secrets/secretvalue.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class TestSecretNames : public QObject
{
    Q_OBJECT

private slots:
    void readsNamesByTheirWords_data();
    void readsNamesByTheirWords();
    void tellsChanceFromWords_data();
    void tellsChanceFromWords();
    void hidesNoCommonWord();
    void findsThePasswordsInsideAValue_data();
    void findsThePasswordsInsideAValue();
    void aVariableIsSecretByNameOrValue();
    void readsEnvironmentFiles();
    void learnsFromTheFilesOfAFolder();
    void knowsFilesOfSecrets();
};

void TestSecretNames::readsNamesByTheirWords_data()
{
    QTest::addColumn<bool>("secret");
    for (const char *name : {"API_KEY", "API_KEY2", "API_KEY_2", "APIKEY1", "apiKey", "apikey", "x-api-key",
             "ACCESSKEY", "SECRETKEY", "PRIVATEKEY", "private_key", "S3KEY", "MYKEY", "SIGNING_KEY", "R2_ACCESS_KEY_ID",
             "R2_SECRET_ACCESS_KEY", "awsSecretAccessKey", "AccountKey", "RAILS_MASTER_KEY", "SECRET_KEY_BASE",
             "GITHUB_TOKEN", "GITHUBTOKEN", "GitHubToken", "TOKEN2", "AUTHTOKEN", "npm_config__authToken", "NPM_TOKEN",
             "DB_PASSWORD1", "dbPassword", "DBPASS", "SMTP_PASS", "PGPASSWORD", "MYSQL_PWD", "MYSQLPWD", "APP_PW",
             "passphrase", "KEY_PASSPHRASE", "user.password", "MY.SECRET", "OAUTH2_CLIENT_SECRET", "clientSecret",
             "SECRETS", "JWT", "JWT_SECRET", "SENTRY_DSN", "DSN", "SESSION_COOKIE", "WEBHOOK_HMAC", "STRIPE_SK",
             "X_AUTH", "BASIC_AUTH", "REDISCLI_AUTH", "AZURE_CREDENTIALS", "DOCKER_AUTH_CONFIG", "SSH_AUTH_SOCK",
             "XAUTHORITY", "AWS_SESSION_TOKEN", "AZURE_STORAGE_CONNECTION_STRING", "SLACK_WEBHOOK_URL", "GH_PAT",
             "HTTP_AUTHORIZATION", "PHPSESSID", "bearer", "PASSWORD_HASH", "TOTP_SEED"})
        QTest::newRow(name) << true;
    for (const char *name : {"MONKEY", "KEYBOARD", "KEYMAP", "KEYCLOAK_URL", "TURKEY", "HOTKEY",
             "TOKENIZERS_PARALLELISM", "TOKENIZER", "MAX_TOKENS", "TOKENS_PER_MINUTE", "TOKEN_LIMIT", "PASSENGER",
             "PASSENGER_APP_ENV", "COMPASS_HOME", "BYPASS", "PASSAGE", "AUTHOR", "GIT_AUTHOR_NAME", "AUTHORITY",
             "OAUTH", "OAUTH_CLIENT_ID", "AUTH_MODE", "PWD", "OLDPWD", "PUBLIC_KEY", "publicKey", "publicKeyToken",
             "IDEMPOTENCY_KEY", "PRIMARY_KEY", "SORT_KEY", "cacheKey", "SECRETARY", "PASSWORDLESS", "PATH", "PATTERN",
             "SKIP", "XDG_SESSION_ID", "DESKTOP_SESSION", "LANG", "HOME", "CI", "JWT_ISSUER", "PASSWORD_MIN_LENGTH",
             "PASSWORD_POLICY", "CREDIT", "SACRED", "", "1", "___"})
        QTest::addRow("%s", *name ? name : "(none)") << false;
}

void TestSecretNames::readsNamesByTheirWords()
{
    QFETCH(bool, secret);
    const QByteArray name = QTest::currentDataTag();
    QCOMPARE(namesSecret(name == "(none)" ? QByteArray() : name), secret);
    if (!name.contains("(") && name == name.toUpper())
        QCOMPARE(namesSecret(name.toLower()), secret);
}

void TestSecretNames::tellsChanceFromWords_data()
{
    QTest::addColumn<bool>("chance");
    for (const char *value : {"x9Kd3fPq2LmZ", "8f14e45fceea167a5a36dedd4bea2543", "Zq00vB7kLm9tXw3RpYd5HsJ2nC",
             "tiHDqSKVmmWGBFDBy", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzKQ"})
        QTest::newRow(value) << true;
    for (const char *value : {"hunter2", "correct-horse-battery", "passwordResetTokenV2", "sha256_hash2",
             "user_2fa_token_v2", "aVeryLongIdentifierName", "process.env.API_KEY", "2026-11-30T10:00:00Z",
             "1234567890123456", "v1.22.333-rc4", "js-cookie", "requestHeaders.get", "utf8mb4_general_ci"})
        QTest::newRow(value) << false;
}

void TestSecretNames::tellsChanceFromWords()
{
    QFETCH(bool, chance);
    QCOMPARE(looksRandom(QString::fromUtf8(QTest::currentDataTag())), chance);
}

void TestSecretNames::hidesNoCommonWord()
{
    for (const char *value : {"/run/secrets/key", "true", "8080", "password", "changeme", "postgres", "localhost",
             "abcdef", "https://auth.example.org/callback", "development"})
        QVERIFY2(!worthHiding(QString::fromUtf8(value)), value);
    for (const char *value : {"hunter2", "s3cr3t!", "supersecretword", "12345678", "p@ss/word",
             "https://hooks.example.org/T0/x9Kd3fPq2LmZaQ81", "x9Kd3fPq2LmZ"})
        QVERIFY2(worthHiding(QString::fromUtf8(value)), value);
}

void TestSecretNames::findsThePasswordsInsideAValue_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QStringList>("secrets");
    QTest::newRow("address") << u"postgres://u:"
                                u"Zq99vB7kLm@h/db"_s
                             << QStringList{u"Zq99vB7kLm"_s};
    QTest::newRow("no user") << u"redis://:"
                                u"Zq99vB7kLm@h:6379"_s
                             << QStringList{u"Zq99vB7kLm"_s};
    QTest::newRow("encoded") << u"mysql://u:"
                                u"p%40ss%2Fword@h"_s
                             << QStringList{u"p%40ss%2Fword"_s, u"p@ss/word"_s};
    QTest::newRow("should have been encoded") << u"mysql://u:"
                                                 u"p@ss/word@h/db"_s
                                              << QStringList{u"p@ss/word"_s};
    QTest::newRow("two") << u"amqp://a:"
                            u"first-one@h,amqp://b:"
                            u"second-one@h"_s
                         << QStringList{u"first-one"_s, u"second-one"_s};
    QTest::newRow("pairs") << u"host=db user=u password="
                              u"Zq99vB7kLm sslmode=require"_s
                           << QStringList{u"Zq99vB7kLm"_s};
    QTest::newRow("semicolons") << u"Server=h;Database=d;Pwd=x;User Password="
                                   u"Zq99vB7kLm"_s
                                << QStringList{u"Zq99vB7kLm"_s};
    QTest::newRow("none") << u"https://example.org:8080/a@b"_s << QStringList();
    QTest::newRow("a port") << u"http://proxy:3128"_s << QStringList();
    QTest::newRow("plain") << u"just a text"_s << QStringList();
}

void TestSecretNames::findsThePasswordsInsideAValue()
{
    QFETCH(QString, value);
    QFETCH(QStringList, secrets);
    const QStringList found = secretsInside(value);
    for (const QString &secret : secrets)
        QVERIFY2(found.contains(secret), qPrintable(found.join(u' ')));
    QCOMPARE(found.isEmpty(), secrets.isEmpty());
}

void TestSecretNames::aVariableIsSecretByNameOrValue()
{
    QVERIFY(holdsSecret("GITHUBTOKEN", "x"));
    QVERIFY(holdsSecret("DATABASE", "postgres://u:"
                                    "Zq99vB7kLm@h/db"));
    QVERIFY(holdsSecret("HARMLESS", QByteArray("gh") + "p_" + QByteArray("AbCd0123").repeated(5)));
    QVERIFY(!holdsSecret("TOKENIZERS_PARALLELISM", "false"));
    QVERIFY(!holdsSecret("GIT_AUTHOR_NAME", "Somebody"));
    QVERIFY(!holdsSecret("HOMEPAGE", "https://example.org"));
}

void TestSecretNames::readsEnvironmentFiles()
{
    const QByteArray text = "# a comment with KEY=unused-value-1\n"
                            "export API_KEY2=value-of-key-2\r\n"
                            "DB_PASSWORD=\"quoted value #1\" # said of it\n"
                            "GITHUBTOKEN='single-quoted'\n"
                            "JWT = spaced-out-value # comment\n"
                            "DATABASE_URL=postgres://u:"
                            "of-the%20address@h/db\n"
                            "PRIVATEKEY=\"line one\nline two\"\n"
                            "NODE_ENV=production-like\nPORT=80808080\n"
                            "SOMETHING=Zq00vB7kLm9tXw3RpYd5HsJ2nC\n"
                            "SECRET_KEY=changeme\n"
                            "yaml_token: of-the-yaml-kind\n"
                            "EMPTY_TOKEN=\n"
                            "LAST_SECRET=without-an-end";
    const QStringList found = secretsOfEnvironmentFile(text);
    for (const QString &secret : {u"value-of-key-2"_s, u"quoted value #1"_s, u"single-quoted"_s, u"spaced-out-value"_s,
             u"of-the%20address"_s, u"of-the address"_s, u"line one\nline two"_s, u"Zq00vB7kLm9tXw3RpYd5HsJ2nC"_s,
             u"of-the-yaml-kind"_s, u"without-an-end"_s})
        QVERIFY2(found.contains(secret), qPrintable(secret + u" is not in "_s + found.join(u" | "_s)));
    QCOMPARE(found.size(), 10);
    QCOMPARE(secretsOfEnvironmentFile(QByteArray("\0\xff=\n=\n==\n\"", 9)), QStringList());
}

void TestSecretNames::learnsFromTheFilesOfAFolder()
{
    const QTemporaryDir folder;
    const auto write = [&folder](const QString &name, const QByteArray &text) {
        QVERIFY(QDir(folder.path()).mkpath(QFileInfo(folder.filePath(name)).absolutePath()));
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    write(u".env"_s, "API_KEY=learnt-at-the-root\n");
    write(u"apps/api/.env.local"_s, "API_KEY=learnt-further-down\n");
    write(u"node_modules/x/.env"_s, "API_KEY=never-looked-at-here\n");
    write(u"notes.txt"_s, "API_KEY=no-environment-file\n");
    // A pipe would hold a reader up for ever.
    QCOMPARE(::mkfifo(QFile::encodeName(folder.filePath(u".env.pipe"_s)).constData(), 0600), 0);
    learnSecretsIn(folder.path(), 0);
    QVERIFY(!redact(u"learnt-at-the-root"_s).contains(u"learnt"_s));
    QVERIFY(redact(u"learnt-further-down"_s).contains(u"learnt"_s));
    learnSecretsIn(folder.path(), 3);
    for (const QString &text :
        {u"learnt-further-down"_s, QString::fromLatin1(QByteArray("learnt-further-down").toBase64())})
        QCOMPARE(redact(text), u"[redacted:secret]"_s);
    QCOMPARE(redact(u"never-looked-at-here no-environment-file"_s), u"never-looked-at-here no-environment-file"_s);
    learnSecretsIn(u"/nowhere/at/all"_s, 3);
}

void TestSecretNames::knowsFilesOfSecrets()
{
    for (const char *name : {".env", ".env.production", ".env-local", ".envrc", "prod.env", ".npmrc", ".netrc",
             "id_ed25519", "server.key", "cert.pem", "credentials.json", ".ssh", "store.jks", ".env~", ".env.swp",
             "secrets.env.bak", "credentials.json.orig", "terraform.tfstate", "terraform.tfstate.backup", "kubeconfig",
             ".vault_pass", "secrets.toml", "x.ppk"})
        QVERIFY2(isSecretFile(name), name);
    for (const char *name : {"environment.ts", ".envelope", "env", "key.cpp", "monkey.txt", "credentials.md",
             "env.d.ts", "main.c~", "notes.bak", "kubeconfig.go", "x.tfstate.tmpl"})
        QVERIFY2(!isSecretFile(name), name);
}

QTEST_GUILESS_MAIN(TestSecretNames)
#include "tst_secretnames.moc"
