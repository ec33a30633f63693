// SPDX-License-Identifier: MIT
// Which files are hidden: by name, by content, and what is not, so that commands do not fail without need.
#include "permission/credentialfiles.h"

#include <QTest>

using namespace vibecoder;

class CredentialFilesTest : public QObject
{
    Q_OBJECT

private slots:
    void namesInTheWorkingDirectory_data()
    {
        QTest::addColumn<int>("secrecy");
        const auto rows = [](Secrecy secrecy, std::initializer_list<const char *> names) {
            for (const char *name : names)
                QTest::newRow(name) << int(secrecy);
        };
        rows(Secrecy::Always,
            {".env", "a/b/.env", ".env.local", ".ENV", ".env.production", ".envrc", "server.key", "config/master.key",
                "id_rsa", "deploy/id_ed25519", "store.p12", "a.jks", ".netrc", ".git-credentials", "config/credentials",
                "credentials.json", "secrets.yml", ".ssh/anything", "home/.aws/config", ".kube/config",
                ".gnupg/private-keys-v1.d/x.key", ".htpasswd", ".pgpass", "service-account.json", ".git/credentials"});
        rows(Secrecy::ByContent, {"ca.pem", "tests/certs/server.pem", ".npmrc", "web/.npmrc", "wp-config.php",
                                     "infra/prod.tfvars", "appsettings.Production.json", "group_vars/vault.yml"});
        rows(Secrecy::None, {"a.c", "env.py", "src/keys.c", ".envoy/x.yaml", ".git/config", ".git/refs/heads/a.key",
                                ".git/refs/heads/credentials", "sub/.git/HEAD", "credentials/reader.py",
                                ".env/lib/python3.11/site-packages/x.py", ".ssh/known_hosts", ".ssh/id_rsa.pub",
                                "node_modules/x/test/server.key", ".venv/lib/python3/site-packages/certifi/cacert.pem",
                                "config.json", "settings.json", "token", "package.json"});
    }

    void namesInTheWorkingDirectory()
    {
        QFETCH(int, secrecy);
        QCOMPARE(int(secrecyInWork(QTest::currentDataTag())), secrecy);
    }

    void namesInFoldersThatAreShown_data()
    {
        QTest::addColumn<int>("secrecy");
        const auto rows = [](Secrecy secrecy, std::initializer_list<const char *> names) {
            for (const char *name : names)
                QTest::newRow(name) << int(secrecy);
        };
        rows(Secrecy::Always,
            {"/h/.cargo/credentials", "/h/.cargo/credentials.toml", "/h/.netrc", "/h/.pypirc", "/h/.gem/credentials",
                "/h/.aws/credentials", "/h/.aws/config", "/h/.config/gh/hosts.yml", "/h/.m2/settings-security.xml",
                "/h/.terraform.d/credentials.tfrc.json", "/h/.config/gcloud/application_default_credentials.json",
                "/h/.config/gcloud/credentials.db", "/h/.git-credentials", "/h/.config/git/credentials",
                "/h/.vault-token", "/h/.ssh/id_rsa", "/h/.ssh/anything", "/h/.gnupg/secring.gpg", "/h/.kube/config",
                "/h/.local/share/keyrings/login.keyring", "/h/.config/rclone/rclone.conf", "/h/.s3cfg", "/h/.pgpass",
                "/h/.mozilla/firefox/x/logins.json", "/h/x/.env", "/h/.claude/.credentials.json", "/h/store.p12",
                "/h/.composer/CREDENTIALS.JSON"});
        rows(Secrecy::ByContent,
            {"/h/.npmrc", "/h/.m2/settings.xml", "/h/.gradle/gradle.properties", "/h/.docker/config.json",
                "/h/.cargo/config.toml", "/h/.composer/auth.json", "/h/.config/pip/pip.conf",
                "/h/.nuget/NuGet/NuGet.Config", "/h/.yarnrc.yml", "/h/.gitconfig", "/h/.ssh/config", "/h/ca.pem",
                "/h/server.key", "/h/.cargo/registry/src/x-1/credentials.toml"});
        rows(Secrecy::None,
            {"/h/.cargo/bin/cargo", "/h/.cargo/registry/src/x-1/src/lib.rs",
                "/h/.cargo/registry/src/x-1/tests/server.key", "/h/.ssh/id_rsa.pub", "/h/.ssh/known_hosts",
                "/h/go/pkg/mod/x@v1/testdata/key.pem", "/h/.m2/repository/a.jar"});
    }

    void namesInFoldersThatAreShown()
    {
        QFETCH(int, secrecy);
        QCOMPARE(int(secrecyOfCredentials(QTest::currentDataTag())), secrecy);
    }

    void contents_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("secret");
        const auto row = [](const char *name, const char *text, bool secret) {
            QTest::newRow(name) << QByteArray(text) << secret;
        };
        row("npm", "//registry.example/:_authToken=abc\n", true);
        row("npm of old", "_auth=YTpi\n", true);
        row("npm without", "registry=https://registry.example/\nsave-exact=true\nfund=false\n", false);
        row("maven", "<server><id>a</id><password>x</password></server>", true);
        row("maven without", "<settings><localRepository>/r</localRepository></settings>", false);
        row("maven empty", "<password></password>", false);
        row("gradle", "org.gradle.jvmargs=-Xmx2g\nmavenPassword=x\n", true);
        row("gradle without", "org.gradle.jvmargs=-Xmx2g\norg.gradle.parallel=true\n", false);
        row("docker", "{\"auths\": {\"r.example\": {\"auth\": \"YTpi\"}}}", true);
        row("docker without", "{\"credsStore\": \"pass\", \"psFormat\": \"table\"}", false);
        row("cargo", "[registries.x]\ntoken = \"abc\"\n", true);
        row("cargo without", "[build]\nrustflags = [\"-C\", \"target-cpu=native\"]\n[net]\noffline = true\n", false);
        row("an index of cargo", "{\"dl\":\"https://static.example/crates\",\"api\":\"https://crates.example\"}",
            false);
        row("gh", "github.com:\n    oauth_token: gho_x\n", true);
        row("pip", "[global]\nindex-url = https://u:p@pypi.example/simple\n", true);
        row("pip without", "[global]\nindex-url = https://pypi.example/simple\n", false);
        row("nuget", "<add key=\"ClearTextPassword\" value=\"x\" />", true);
        row("git", "[http]\n\textraheader = AUTHORIZATION: basic YTpi\n", true);
        row("a token by its form",
            "[x]\nurl = https://h/?k=gl"
            "pat-Abcd0123Abcd0123Abcd\n",
            true);
        row("git without", "[user]\n\tname = A\n\temail = a@example.org\n", false);
        row("a key", "-----BEGIN RSA PRIVATE KEY-----\nx\n", true);
        row("a certificate", "-----BEGIN CERTIFICATE-----\nx\n", false);
        row("a model", "{\"bos_token_id\": 1, \"tokenizer_class\": \"X\", \"hidden_size\": 8}", false);
        row("yarn", "npmAuthToken: x\n", true);
        row("terraform", "db_password = \"x\"\nregion = \"eu\"\n", true);
        row("terraform without", "region = \"eu\"\ninstances = 3\n", false);
        row("wordpress", "define( 'DB_PASSWORD', 'x' );", true);
        row("dotnet", "{\"ConnectionStrings\": {\"a\": \"Server=h;User=u;Password=x\"}}", true);
        row("dotnet without", "{\"Logging\": {\"LogLevel\": {\"Default\": \"Information\"}}}", false);
        row("composer", "{\"github-oauth\": {\"github.com\": \"x\"}, \"http-basic\": {\"a\": {\"password\": \"x\"}}}",
            true);
    }

    void contents()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, secret);
        QCOMPARE(holdsCredentials(text), secret);
    }
};

QTEST_GUILESS_MAIN(CredentialFilesTest)
#include "tst_credentialfiles.moc"
