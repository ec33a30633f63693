// SPDX-License-Identifier: MIT
#include "core/clean/setupkey.h"

#include "base/digest.h"
#include "core/clean/manifests.h"
#include "workspace/fileread.h"
#include "workspace/workspaceprivate.h"

#include <QDateTime>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>

#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostEntries = 20000, kDepth = 3;
constexpr qint64 kLargest = 16 * 1024 * 1024;

// Where packages and what is built lie, with manifests of others.
bool isLookedInto(const QByteArray &path)
{
    static const QSet<QByteArray> never{"node_modules", "vendor", "target", "build", "dist", "venv", "env"};
    const QByteArray name = path.mid(path.lastIndexOf('/') + 1);
    return path.count('/') < kDepth && !name.startsWith('.') && !never.contains(name);
}

// Words of a command that are files of the folder: scripts, lists of packages.
QSet<QByteArray> namedIn(const QStringList &commands, const QString &root)
{
    static const QRegularExpression between(u"[\\s;&|<>()'\"=]+"_s);
    QSet<QByteArray> named;
    for (const QString &command : commands) {
        for (const QString &word : command.split(between, Qt::SkipEmptyParts)) {
            if (!word.startsWith(u'/') && !word.contains(u".."_s) && QFileInfo(root + u'/' + word).isFile())
                named.insert(QFile::encodeName(word.startsWith(u"./"_s) ? word.mid(2) : word));
        }
    }
    return named;
}

// The programs as they are now: another version makes other packages.
QByteArrayList programsOf(const QStringList &commands)
{
    QByteArrayList programs;
    for (const QString &command : commands) {
        const QString path = QStandardPaths::findExecutable(command.section(u' ', 0, 0, QString::SectionSkipEmpty));
        const QFileInfo info(QFileInfo(path).canonicalFilePath());
        programs.append(info.filePath().toUtf8() + ' ' + QByteArray::number(info.size()) + ' ' +
                        QByteArray::number(info.lastModified().toMSecsSinceEpoch()));
    }
    return programs;
}

} // namespace

std::optional<QString> setupKey(const SetupInput &input)
{
    struct stat st
    {
    };
    if (::fstat(input.folder, &st) != 0)
        return std::nullopt;
    QByteArrayList parts{QByteArrayLiteral("setup/1"), input.root.toUtf8(), QByteArray::number(quint64(st.st_ino)),
        QByteArray::number(st.st_uid), QByteArray::number(::geteuid()), input.network ? "network" : "no-network",
        qgetenv("PATH")};
    for (const QString &command : input.commands)
        parts.append(command.toUtf8());
    parts += programsOf(input.commands);
    const QSet<QByteArray> named = namedIn(input.commands, input.root);
    bool isReadable = true;
    QByteArrayList found;
    const bool whole = walkTree(input.folder, {}, kMostEntries,
        [&](int folder, const QByteArray &name, const QByteArray &path, const struct stat &entry) {
            if (S_ISDIR(entry.st_mode))
                return isLookedInto(path);
            if (!S_ISREG(entry.st_mode) || !(isManifest(path) || named.contains(path)))
                return true;
            FileStamp stamp;
            const std::optional<QByteArray> bytes = readFileAt(folder, name, kLargest, &stamp);
            isReadable = isReadable && bytes;
            found.append(path + ' ' + sha256Hex(bytes.value_or(QByteArray())).toLatin1());
            return true;
        });
    if (!whole || !isReadable)
        return std::nullopt;
    std::sort(found.begin(), found.end());
    parts += found;
    parts.append(QByteArrayLiteral("changed"));
    for (const Change &change : input.chosen.changes) {
        if (!change.isFolder() && (isManifest(change.path) || isPackageFile(change.path)))
            parts.append(change.path + ' ' + QByteArray::number(change.now.mode) + ' ' + change.now.content.toHex());
    }
    return sha256OfParts(parts);
}

} // namespace vibecoder
