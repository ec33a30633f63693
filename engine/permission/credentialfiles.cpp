// SPDX-License-Identifier: MIT
#include "permission/credentialfiles.h"

#include "base/logging.h"
#include "base/secrets/secretfiles.h"
#include "base/secrets/secretscanner.h"
#include "permission/protectedpath.h"

#include <QByteArrayList>
#include <QRegularExpression>
#include <QSet>
#include <QString>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

// Folders in which nearly everything is a secret.
const QSet<QByteArray> kFolders{".ssh", ".aws", ".gnupg", ".kube", ".azure", ".password-store", "keyrings", "kwalletd",
    ".mozilla", ".thunderbird", "google-chrome", "chromium", "bravesoftware", ".pki"};
const QSet<QByteArray> kHarmless{"known_hosts", "known_hosts.old", "authorized_keys"};

// What tools sign in with, wherever it lies below the home.
const QSet<QByteArray> kCredentials{"credentials", "credentials.toml", "credentials.json", "credentials.db",
    "credentials.yml", "credentials.yaml", "credentials.xml", "credentials.tfrc.json", "credentials.properties",
    "application_default_credentials.json", "access_tokens.db", "adc.json", "accesstokens.json", "azureprofile.json",
    "msal_token_cache.json", "legacy_credentials", ".git-credentials", ".netrc", "_netrc", "netrc", ".authinfo",
    ".pypirc", ".pgpass", "pgpass.conf", ".my.cnf", ".mylogin.cnf", ".s3cfg", ".boto", ".dockercfg", ".vault-token",
    ".htpasswd", "settings-security.xml", "hosts.yml", "hosts.yaml", "oauth_creds.json", "oauth2.json", "token",
    "token.json", "tokens.json", ".token", "auth.toml", "secrets.toml", "secrets.json", "secrets.yml", "secrets.yaml",
    "service-account.json", "service_account.json", "rclone.conf", "logins.json", "key4.db", "login data", "cookies",
    "cookies.sqlite", ".claude.json", ".credentials.json", "identity", "kubeconfig"};
// What holds settings, and sometimes also that.
const QSet<QByteArray> kSettings{".npmrc", "npmrc", ".yarnrc", ".yarnrc.yml", ".gitconfig", "config", "config.json",
    "config.toml", "config.yml", "config.yaml", "settings.xml", "settings.json", "gradle.properties", "auth.json",
    "pip.conf", "pip.ini", "nuget.config", ".condarc", ".gemrc", ".bazelrc", ".terraformrc", "terraform.rc",
    "repositories.yaml", "repositories.json", "registries.conf", "global.xml", "gh.yml", "init.gradle", "bundle",
    ".wgetrc", ".curlrc", ".pip", "conan.conf", "remotes.json", "poetry.toml", ".sbtopts", "composer.json"};

// Sources of others that anybody can have: the keys in them are samples.
const QByteArrayList kPublished{"/registry/src/", "/git/checkouts/", "/pkg/mod/", "/site-packages/", "/dist-packages/",
    "/node_modules/", "/toolchains/"};

QByteArrayList foldedParts(QByteArrayView path)
{
    // Each file of a folder is asked about, and hardly any name needs more than that.
    const bool isPlain = std::all_of(path.begin(), path.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
    QByteArrayList parts =
        (isPlain ? path.toByteArray().toLower() : QString::fromUtf8(path).toCaseFolded().toUtf8()).split('/');
    for (QByteArray &part : parts) {
        while (part.size() > 1 && (part.endsWith('.') || part.endsWith(' ')))
            part.chop(1);
    }
    return parts;
}

bool isKey(const QByteArray &name)
{
    static const QByteArrayList ends{".pem", ".key", ".ppk", ".pk8"};
    return std::any_of(ends.begin(), ends.end(), [&name](const QByteArray &end) { return name.endsWith(end); });
}

bool isKeyStore(const QByteArray &name)
{
    static const QByteArrayList ends{".p12", ".pfx", ".keystore", ".jks", ".kdbx"};
    return std::any_of(ends.begin(), ends.end(), [&name](const QByteArray &end) { return name.endsWith(end); });
}

bool isPublished(QByteArrayView path)
{
    const QByteArray whole = '/' + path.toByteArray();
    return std::any_of(
        kPublished.begin(), kPublished.end(), [&whole](const QByteArray &part) { return whole.contains(part); });
}

} // namespace

Secrecy secrecyInWork(QByteArrayView relative)
{
    const QByteArrayList parts = foldedParts(relative);
    const QByteArray &name = parts.last();
    const qsizetype git = parts.indexOf(".git");
    // Branches may be called like anything, and git cannot do without its own files.
    if (git >= 0 && !(git + 2 == parts.size() && name.contains("credentials")))
        return Secrecy::None;
    if (isKey(name) || isKeyStore(name)) {
        if (isPublished(relative))
            return Secrecy::None;
        return name.endsWith(".pem") ? Secrecy::ByContent : Secrecy::Always;
    }
    // Mostly they name a registry, a place or a level of logging and no more.
    if (name == ".npmrc" || name == "wp-config.php" || name == "vault.yml" || name.endsWith(".tfvars") ||
        name.endsWith(".tfvars.json") || (name.startsWith("appsettings.") && name.endsWith(".json")))
        return Secrecy::ByContent;
    const bool inSecretFolder = std::any_of(parts.begin(), parts.end() - 1,
        [](const QByteArray &part) { return part.startsWith('.') && kFolders.contains(part); });
    if (inSecretFolder && !kHarmless.contains(name) && !name.endsWith(".pub"))
        return Secrecy::Always;
    return isSecretFile(name) || name == "credentials.toml" ? Secrecy::Always : Secrecy::None;
}

Secrecy secrecyOfCredentials(QByteArrayView path)
{
    const QByteArrayList parts = foldedParts(path);
    const QByteArray &name = parts.last();
    if (isKey(name) || isKeyStore(name)) {
        if (isPublished(path))
            return Secrecy::None;
        return isKey(name) ? Secrecy::ByContent : Secrecy::Always;
    }
    const bool inSecretFolder =
        std::any_of(parts.begin(), parts.end() - 1, [](const QByteArray &part) { return kFolders.contains(part); });
    if (inSecretFolder && !kHarmless.contains(name) && !name.endsWith(".pub"))
        return name == "config" && parts.contains(".ssh") ? Secrecy::ByContent : Secrecy::Always;
    const bool source = isPublished(path);
    if (!source && (kCredentials.contains(name) || name.startsWith("credentials.") || name.startsWith("id_rsa") ||
                       name.startsWith("id_ecdsa") || name.startsWith("id_ed25519") || name.startsWith("id_dsa")))
        return name.endsWith(".pub") ? Secrecy::None : Secrecy::Always;
    if (kCredentials.contains(name) || kSettings.contains(name) || name.startsWith("client_secret"))
        return Secrecy::ByContent;
    return guardOf(name).read ? (source ? Secrecy::ByContent : Secrecy::Always) : Secrecy::None;
}

bool holdsCredentials(QByteArrayView text)
{
    if (text.contains("PRIVATE KEY-----") || text.contains("PuTTY-User-Key-File"))
        return true;
    // A word for it ends the name of a field: bos_token_id and tokenizer are others.
    static const QRegularExpression field(
        u"(?:password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key|authorization|credentials?|_"
        u"auth|"
        u"\\bauth|\\bauths|identity|cookie)[\"']?\\s*(?:[:=>]|value\\s*=)\\s*[\"'{]?[^\\s\"'<]|"
        "(?:PASSWORD|SECRET|_KEY)[\"']\\s*,\\s*[\"'][^\"']"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression address(u"://[^/\\s:@\"']*:[^/\\s@\"']+@"_s);
    const QString all = QString::fromLatin1(text);
    return field.match(all).hasMatch() || address.match(all).hasMatch() || !findSecrets(all).isEmpty();
}

} // namespace vibecoder
