// SPDX-License-Identifier: MIT
#include "core/clean/roomrefs.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QMap>
#include <QSet>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostOfRef = 4096;

using Refs = QMap<QByteArray, QByteArray>; // where each leads to

// A link may lead anywhere on this machine.
bool isFile(const QString &path)
{
    const QFileInfo entry(path);
    return entry.isFile() && !entry.isSymLink();
}

QByteArray refIn(const QString &path)
{
    QFile file(path);
    return isFile(path) && file.open(QIODevice::ReadOnly) ? file.read(kMostOfRef).trimmed() : QByteArray();
}

QByteArray packedText(const QString &gitFolder)
{
    QFile file(gitFolder + u"packed-refs"_s);
    return isFile(file.fileName()) && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Refs packedIn(const QByteArray &text)
{
    Refs refs;
    for (const QByteArray &line : text.split('\n')) {
        const qsizetype space = line.indexOf(' ');
        if (space > 0 && !line.startsWith('#') && !line.startsWith('^'))
            refs.insert(line.sliced(space + 1).trimmed(), line.first(space));
    }
    return refs;
}

// The branches that are checked out, in further working directories of the repository as well.
void addBranches(const QString &gitFolder, QSet<QByteArray> &branches)
{
    QStringList heads{gitFolder + u"HEAD"_s};
    const QStringList others = QDir(gitFolder + u"worktrees"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &other : others)
        heads.append(gitFolder + u"worktrees/"_s + other + u"/HEAD"_s);
    for (const QString &head : std::as_const(heads)) {
        if (const QByteArray text = refIn(head); text.startsWith("ref:"))
            branches.insert(text.sliced(4).trimmed());
    }
}

// Names of refs in files of their own, and of those that are gone: the layer of a view holds a device then.
QStringList looseIn(const QString &gitFolder)
{
    QStringList names;
    for (const QString &kind : {u"refs"_s, u"refs/heads"_s, u"refs/tags"_s, u"refs/remotes"_s}) {
        const QFileInfo folder(gitFolder + kind);
        if (!folder.isDir() || folder.isSymLink())
            return names;
        if (kind == u"refs"_s) {
            if (QFileInfo::exists(gitFolder + u"refs/stash"_s))
                names.append(u"refs/stash"_s);
            continue;
        }
        QDirIterator it(folder.filePath(), QDir::Files | QDir::System | QDir::Hidden | QDir::NoSymLinks,
            QDirIterator::Subdirectories);
        while (it.hasNext())
            names.append(it.next().sliced(gitFolder.size()));
    }
    return names;
}

} // namespace

RoomRefs refsForRoom(const QString &now, const QString &hers)
{
    RoomRefs refs;
    QSet<QByteArray> branches;
    addBranches(hers, branches);
    addBranches(now, branches);
    const Refs hersPacked = packedIn(packedText(hers));
    const auto isHers = [&](const QByteArray &name) {
        const QByteArray loose = refIn(hers + QFile::decodeName(name));
        return loose.isEmpty() ? hersPacked.value(name) : loose;
    };
    for (const QString &file : looseIn(now)) {
        const QByteArray name = QFile::encodeName(file);
        const bool isThere = isFile(now + file);
        // Nothing can be compared with a branch that is gone.
        const bool mayGo = name.startsWith("refs/heads/");
        if (isThere ? branches.contains(name) || isHers(name).isEmpty() : mayGo)
            refs.files.append(file);
    }
    const QByteArray text = packedText(now);
    // A ref of that kind gives objects another content.
    if (text.isEmpty() || text.contains(" refs/replace/"))
        return refs;
    Refs packed = packedIn(text);
    for (auto it = packed.begin(); it != packed.end(); ++it) {
        if (const QByteArray before = isHers(it.key()); !before.isEmpty() && !branches.contains(it.key()))
            *it = before;
    }
    for (auto it = hersPacked.cbegin(); it != hersPacked.cend(); ++it) {
        if (!packed.contains(it.key()) && !it.key().startsWith("refs/heads/"))
            packed.insert(it.key(), *it);
    }
    // Without a word about peeled ones git looks at the tags themselves.
    refs.packed = "# pack-refs with: sorted \n";
    for (auto it = packed.cbegin(); it != packed.cend(); ++it)
        *refs.packed += *it + ' ' + it.key() + '\n';
    return refs;
}

} // namespace vibecoder
