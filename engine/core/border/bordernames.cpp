// SPDX-License-Identifier: MIT
#include "core/border/bordernames.h"

#include "base/harmless.h"
#include "permission/protectednames.h"
#include "permission/visibletext.h"
#include "workspace/pathtext.h"

#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxName = 255, kMaxPath = 4096; // NAME_MAX, PATH_MAX

// File systems of other machines leave these out when they compare names (HFS+ among them).
bool isIgnored(char16_t c)
{
    return (c >= 0x200c && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
           c == 0xfeff || c == 0xad;
}

bool isOddByte(QChar c)
{
    return c.unicode() >= 0xdc80 && c.unicode() <= 0xdcff;
}

bool matches(const ProtectedName &row, const QByteArray &parent, const QByteArray &name)
{
    const QByteArrayView pattern(row.pattern);
    switch (row.match) {
    case NameMatch::Exact:
        return name == pattern;
    case NameMatch::Prefix:
        return name.startsWith(pattern);
    case NameMatch::Suffix:
        return name.endsWith(pattern);
    case NameMatch::Below:
        return parent + '/' + name == pattern;
    }
    Q_UNREACHABLE();
}

} // namespace

QByteArray folderOfPath(const QByteArray &path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return slash < 0 ? QByteArray() : path.left(slash);
}

QByteArray lastPartOf(const QByteArray &path)
{
    return path.sliced(path.lastIndexOf('/') + 1);
}

bool staysBelow(const QByteArray &path)
{
    if (path.isEmpty() || path.size() >= kMaxPath || path.contains('\0'))
        return false;
    const QByteArrayList parts = path.split('/');
    return std::none_of(parts.cbegin(), parts.cend(), [](const QByteArray &part) {
        const QByteArray folded = foldedName(part);
        return part.isEmpty() || part.size() > kMaxName || folded == "." || folded == "..";
    });
}

bool isGitEntry(QByteArrayView name)
{
    QString text = pathText(name);
    text.removeIf([](QChar c) { return isIgnored(c.unicode()); });
    const QByteArray folded = foldedName(text.toUtf8());
    // What follows a colon names a stream of the same file.
    return folded == ".git" || folded.startsWith(".git:");
}

QByteArray gitEntryOf(const QByteArray &path)
{
    qsizetype from = 0;
    while (from <= path.size()) {
        const qsizetype slash = path.indexOf('/', from);
        const qsizetype end = slash < 0 ? path.size() : slash;
        if (isGitEntry(QByteArrayView(path).sliced(from, end - from)))
            return path.left(end);
        from = end + 1;
    }
    return {};
}

bool isOddPath(const QByteArray &path)
{
    const QString text = pathText(path);
    const QByteArrayList parts = path.split('/');
    return firstInvisible(path) >= 0 || text.contains(u'\n') || text.contains(u'\t') || text.contains(u'\\') ||
           std::any_of(text.cbegin(), text.cend(), isOddByte) || harmless(text, false) != text ||
           std::any_of(parts.cbegin(), parts.cend(), [](const QByteArray &part) {
               const bool dots = part == "." || part == "..";
               return part.startsWith(' ') || part.startsWith('-') || part.endsWith(' ') ||
                      (part.endsWith('.') && !dots);
           });
}

QString collisionKey(const QByteArray &name)
{
    QString key = pathText(name).normalized(QString::NormalizationForm_C).toCaseFolded();
    while (key.size() > 1 && (key.endsWith(u'.') || key.endsWith(u' ')))
        key.chop(1);
    return key;
}

bool isLockFile(const QByteArray &path)
{
    static const QSet<QByteArray> names{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml",
        "bun.lock", "bun.lockb", "deno.lock", "cargo.lock", "poetry.lock", "pipfile.lock", "uv.lock", "pdm.lock",
        "pylock.toml", "pixi.lock", "conda-lock.yml", "composer.lock", "gemfile.lock", "go.sum", "go.work.sum",
        "mix.lock", "pubspec.lock", "flake.lock", "packages.lock.json", "podfile.lock", "cartfile.resolved",
        "package.resolved", "gradle.lockfile", "buildscript-gradle.lockfile", "conan.lock", ".terraform.lock.hcl",
        "module.bazel.lock", "stack.yaml.lock", "cabal.project.freeze", "shard.lock", "rebar.lock"};
    return names.contains(lastPartOf(path).toLower());
}

bool mayBeExecuted(const QByteArray &path, QByteArrayView content)
{
    static const QSet<QByteArray> folders{"bin", "sbin", "script", "scripts"};
    const QByteArrayList parts = path.split('/');
    if (std::any_of(
            parts.cbegin(), parts.cend() - 1, [](const QByteArray &part) { return folders.contains(part.toLower()); }))
        return true;
    static const QByteArrayList ends{".sh", ".bash", ".zsh", ".ksh", ".fish", ".py", ".pl", ".rb", ".js", ".mjs",
        ".cjs", ".ts", ".php", ".lua", ".tcl", ".awk", ".bats"};
    const QByteArray name = parts.last().toLower();
    return content.startsWith("#!") &&
           std::any_of(ends.cbegin(), ends.cend(), [&name](const QByteArray &end) { return name.endsWith(end); });
}

QString whoObeys(const QByteArray &path)
{
    QByteArray parent;
    for (const QByteArray &part : path.split('/')) {
        const QByteArray name = foldedName(part);
        if (isProtectedName(parent, name)) {
            for (const ProtectedName &row : protectedNameTable()) {
                if (matches(row, parent, name))
                    return QString::fromUtf8(row.obeyedBy);
            }
        }
        parent = name;
    }
    return {};
}

bool leadsToSameProgram(const QByteArray &path, const QByteArray &target)
{
    const auto stem = [](QByteArray name) {
        while (!name.isEmpty() && (name.back() == '.' || (name.back() >= '0' && name.back() <= '9')))
            name.chop(1);
        return name;
    };
    const bool isOfMachine = target == "/usr/bin/" + lastPartOf(target) || target == "/bin/" + lastPartOf(target);
    return isOfMachine && !stem(lastPartOf(target)).isEmpty() && stem(lastPartOf(target)) == stem(lastPartOf(path));
}

QString shownPath(const QByteArray &path)
{
    QString text;
    for (const QChar c : pathText(path)) {
        if (c == u'\\')
            text += u"\\\\"_s;
        else if (isOddByte(c))
            text += u"\\x{%1}"_s.arg(uint(c.unicode()) - 0xdc00U, 2, 16, QChar(u'0'));
        else
            text += c;
    }
    return harmless(text, false);
}

} // namespace vibecoder
