// SPDX-License-Identifier: MIT
#include "permission/protectedpath.h"

#include <QByteArrayList>
#include <QSet>
#include <QString>

#include <algorithm>

namespace vibecoder {

namespace {

// Whole trees and files under these names.
const QSet<QByteArray> kProtectedNames{".git", ".gitmodules", ".gitconfig", ".gitattributes", ".husky",
    ".pre-commit-config.yaml", ".pre-commit-config.yml", ".gitlab-ci.yml", ".gitlab-ci.yaml", ".circleci",
    "jenkinsfile", "azure-pipelines.yml", "azure-pipelines.yaml", ".travis.yml", ".drone.yml", ".vscode", ".idea",
    ".devcontainer", ".devcontainer.json", ".mcp.json", ".cursor", ".cursorrules", ".claude", ".codex", ".gemini",
    ".roo", ".clinerules", ".windsurf", ".vibecoder", ".envrc", ".npmrc", ".pypirc", ".netrc", "_netrc", ".ssh", ".aws",
    ".gnupg", ".kube", ".docker", ".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".profile", ".zshrc",
    ".zprofile", ".zshenv", ".zlogin", ".kshrc", ".inputrc", ".ripgreprc", ".gdbinit", ".lldbinit", ".vimrc", ".exrc",
    ".git-credentials"};

const QSet<QByteArray> kSecretNames{".envrc", ".npmrc", ".pypirc", ".netrc", "_netrc", ".ssh", ".aws", ".gnupg",
    ".kube", ".git-credentials", "credentials", "credentials.json", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519",
    ".htpasswd", "secrets.yml", "secrets.yaml", "secrets.json", ".pgpass", ".my.cnf", "service-account.json"};

QByteArrayList componentsOf(QByteArrayView path)
{
    return path.toByteArray().split('/');
}

} // namespace

QByteArrayList protectedNames()
{
    QByteArrayList names = kProtectedNames.values();
    names += {"Jenkinsfile", ".yarnrc", ".yarnrc.yml", ".github/workflows", ".github/actions"};
    names.removeOne("jenkinsfile"); // as it is written
    std::sort(names.begin(), names.end());
    return names;
}

PathGuard guardOf(QByteArrayView relative)
{
    PathGuard guard;
    QByteArray before;
    for (const QByteArray &raw : componentsOf(relative)) {
        // Case folded as the file systems do that ignore case; a trailing dot or space is dropped by others.
        QByteArray name = QString::fromUtf8(raw).toCaseFolded().toUtf8();
        while (name.size() > 1 && (name.endsWith('.') || name.endsWith(' ')))
            name.chop(1);
        const bool environment = name == ".env" || name.startsWith(".env.") || name.startsWith(".env-");
        const bool keys = name.endsWith(".pem") || name.endsWith(".key") || name.endsWith(".p12") ||
                          name.endsWith(".pfx") || name.endsWith(".keystore") || name.endsWith(".jks");
        guard.write = guard.write || kProtectedNames.contains(name) || environment || name.startsWith(".yarnrc") ||
                      name.endsWith(".code-workspace") || name.startsWith("git~") ||
                      (name == "workflows" && before == ".github") || (name == "actions" && before == ".github");
        guard.read = guard.read || kSecretNames.contains(name) || environment || keys;
        before = name;
    }
    // The configuration of git may hold credentials; the rest of .git is only content.
    const QByteArray folded = relative.toByteArray().toLower();
    guard.read = guard.read || folded == ".git/config" || folded.endsWith("/.git/config");
    return guard;
}

QByteArray joined(QByteArrayView base, QByteArrayView path)
{
    QByteArrayList parts;
    const QByteArray whole = path.startsWith('/') ? path.toByteArray() : base.toByteArray() + '/' + path.toByteArray();
    for (const QByteArray &part : whole.split('/')) {
        if (part == "..") {
            if (!parts.isEmpty())
                parts.removeLast();
        } else if (!part.isEmpty() && part != ".") {
            parts.append(part);
        }
    }
    return '/' + parts.join('/');
}

QByteArray below(QByteArrayView root, QByteArrayView path)
{
    if (path == root)
        return QByteArray("");
    if (path.size() > root.size() && path.startsWith(root) && path.at(root.size()) == '/')
        return path.sliced(root.size() + 1).toByteArray();
    return {};
}

} // namespace vibecoder
