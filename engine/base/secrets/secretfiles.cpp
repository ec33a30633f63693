// SPDX-License-Identifier: MIT
#include "base/secrets/secretfiles.h"

#include "base/logging.h"
#include "base/secrets/secretname.h"
#include "base/secrets/secretvalue.h"

#include <QDir>
#include <QFile>
#include <QSet>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vibecoder {

namespace {

constexpr qint64 kLargestFile = 256 * 1024;
constexpr qsizetype kShortestByChance = 16;

// A pipe must not hold us up, so it is opened without waiting and looked at before it is read.
QByteArray contentOf(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return {};
    struct stat about
    {
    };
    QByteArray content;
    QFile file;
    if (::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) && about.st_size <= kLargestFile &&
        file.open(descriptor, QIODevice::ReadOnly))
        content = file.read(kLargestFile);
    file.close();
    ::close(descriptor);
    return content;
}

// The value of a line, which may go on over lines when it is quoted. `at` is moved behind it.
QString valueAt(QStringView text, qsizetype *at)
{
    const auto lineEnd = [&](qsizetype from) {
        const qsizetype end = text.indexOf(u'\n', from);
        return end < 0 ? text.size() : end;
    };
    while (*at < text.size() && (text[*at] == u' ' || text[*at] == u'\t'))
        ++*at;
    const qsizetype begin = *at;
    if (begin < text.size() && (text[begin] == u'"' || text[begin] == u'\'')) {
        qsizetype end = text.indexOf(text[begin], begin + 1);
        while (end > 0 && text[end - 1] == u'\\')
            end = text.indexOf(text[begin], end + 1);
        if (end > 0) {
            *at = lineEnd(end);
            return text.sliced(begin + 1, end - begin - 1).toString();
        }
    }
    *at = lineEnd(begin);
    const QString line = text.sliced(begin, *at - begin).toString();
    const qsizetype comment = line.indexOf(QStringLiteral(" #"));
    return line.first(comment < 0 ? line.size() : comment).trimmed();
}

void addValue(QByteArrayView name, const QString &value, QStringList *secrets)
{
    QStringList all = secretsInside(value);
    if (namesSecret(name) || (value.size() >= kShortestByChance && looksRandom(value) && !value.contains(u' ')))
        all.append(value);
    for (const QString &secret : std::as_const(all)) {
        if (!worthHiding(secret) || secrets->contains(secret))
            continue;
        secrets->append(secret);
        QString expanded = secret;
        expanded.replace(QStringLiteral("\\n"), QStringLiteral("\n"))
            .replace(QStringLiteral("\\\""), QStringLiteral("\""));
        if (expanded != secret)
            secrets->append(expanded);
    }
}

void learn(const QDir &folder, int depth, int *left, QStringList *secrets)
{
    static const QSet<QString> never{QStringLiteral(".git"), QStringLiteral("node_modules"), QStringLiteral("vendor"),
        QStringLiteral(".venv"), QStringLiteral("venv"), QStringLiteral("target")};
    if (--*left < 0)
        return;
    const QStringList wanted{QStringLiteral(".env*"), QStringLiteral("*.env")};
    for (const QString &name : folder.entryList(wanted, QDir::Files | QDir::Hidden, QDir::NoSort)) {
        if (isEnvironmentFile(name.toLower().toUtf8()))
            *secrets += secretsOfEnvironmentFile(contentOf(folder.filePath(name)));
    }
    if (depth == 0)
        return;
    constexpr auto folders = QDir::Dirs | QDir::Hidden | QDir::NoSymLinks | QDir::NoDotAndDotDot;
    for (const QString &name : folder.entryList(folders, QDir::NoSort)) {
        if (!never.contains(name))
            learn(QDir(folder.filePath(name)), depth - 1, left, secrets);
    }
}

} // namespace

bool isEnvironmentFile(QByteArrayView name)
{
    return name == ".env" || name == ".envrc" || name.startsWith(".env.") || name.startsWith(".env-") ||
           name.startsWith(".env_") || (name.endsWith(".env") && name.size() > 4);
}

bool isSecretFile(QByteArrayView name)
{
    static const QSet<QByteArray> names{".npmrc", ".pypirc", ".netrc", "_netrc", ".ssh", ".aws", ".gnupg", ".kube",
        ".git-credentials", "credentials", "credentials.json", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519",
        ".htpasswd", "secrets.yml", "secrets.yaml", "secrets.json", ".pgpass", ".my.cnf", "service-account.json",
        "service_account.json", "secrets.toml", "kubeconfig", ".dockercfg", ".dockerconfigjson", ".vault_pass",
        ".vault_pass.txt", ".vault-token", "local.settings.json", "rclone.conf", ".s3cfg", ".boto", "id_ecdsa_sk",
        "id_ed25519_sk"};
    static const QByteArrayList ends{
        ".pem", ".key", ".p12", ".pfx", ".keystore", ".jks", ".ppk", ".kdbx", ".tfstate", ".agekey"};
    // An editor's copy holds what the file held.
    static const QByteArrayList copies{"~", ".bak", ".old", ".orig", ".save", ".backup", ".swp"};
    for (const QByteArray &copy : copies) {
        if (name.size() > copy.size() && name.endsWith(copy))
            return isSecretFile(name.chopped(copy.size()));
    }
    return isEnvironmentFile(name) || names.contains(name.toByteArray()) ||
           std::any_of(ends.cbegin(), ends.cend(), [&](const QByteArray &end) { return name.endsWith(end); });
}

QStringList secretsOfEnvironmentFile(const QByteArray &text)
{
    const QString all = QString::fromUtf8(text).remove(u'\r');
    QStringList secrets;
    for (qsizetype at = 0; at < all.size();) {
        const qsizetype end = all.indexOf(u'\n', at) < 0 ? all.size() : all.indexOf(u'\n', at);
        const QStringView line = QStringView(all).sliced(at, end - at);
        qsizetype sign = line.indexOf(u'=');
        if (sign < 0)
            sign = line.indexOf(u':');
        QStringView name = line.first(std::max<qsizetype>(sign, 0)).trimmed();
        if (name.startsWith(u"export "))
            name = name.sliced(7).trimmed();
        if (sign <= 0 || name.startsWith(u'#')) {
            at = end + 1;
            continue;
        }
        at += sign + 1;
        addValue(name.toUtf8(), valueAt(all, &at), &secrets);
        ++at;
    }
    return secrets;
}

void learnSecretsIn(const QString &folder, int depth)
{
    constexpr int mostFolders = 400;
    int left = mostFolders;
    QStringList secrets;
    learn(QDir(folder), depth, &left, &secrets);
    addSecrets(secrets);
}

} // namespace vibecoder
