// SPDX-License-Identifier: MIT
#include "workspace/checkpoint/writehistory.h"

#include "base/digest.h"
#include "workspace/pathtext.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>
#include <sys/stat.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kCheckDigits = 16;

bool isFolder(const TreeEntry &entry)
{
    return S_ISDIR(entry.mode);
}

// Whether a path, or a folder it lies in, is one of these.
bool isAtOrBelow(const QByteArray &path, const QSet<QByteArray> &places)
{
    if (places.isEmpty())
        return false;
    for (qsizetype end = path.size(); end > 0; end = path.lastIndexOf('/', end - 1)) {
        if (places.contains(path.left(end)))
            return true;
    }
    return false;
}

bool holdsSomething(const FileTree &tree, const QByteArray &folder)
{
    const auto next = tree.lowerBound(folder + '/');
    return next != tree.cend() && next.key().startsWith(folder + '/');
}

QSet<QByteArray> placesOf(const QList<NotCovered> &list)
{
    QSet<QByteArray> places;
    for (const NotCovered &one : list)
        places.insert(pathBytes(one.path.endsWith(u'/') ? one.path.chopped(1) : one.path));
    return places;
}

// Every path that differs, in order.
QByteArrayList differing(const FileTree &a, const FileTree &b)
{
    QByteArrayList paths;
    auto x = a.cbegin(), y = b.cbegin();
    while (x != a.cend() || y != b.cend()) {
        if (y == b.cend() || (x != a.cend() && x.key() < y.key())) {
            paths.append(x.key());
            ++x;
        } else if (x == a.cend() || y.key() < x.key()) {
            paths.append(y.key());
            ++y;
        } else {
            if (*x != *y)
                paths.append(x.key());
            ++x, ++y;
        }
    }
    return paths;
}

void put(FileTree &tree, const QByteArray &path, const TreeEntry &entry)
{
    if (entry.mode == 0)
        tree.remove(path);
    else
        tree.insert(path, entry);
}

// Takes out of `own` what cannot be done without something that is not the task's: a file below what is no folder, a
// folder that has to go and holds something. Folders that a returning file needs come along.
QSet<QByteArray> settle(FileTree &wanted, const FileTree &now, const FileTree &target, QSet<QByteArray> own)
{
    QSet<QByteArray> kept;
    for (bool again = true; again;) {
        again = false;
        const QByteArrayList paths(own.cbegin(), own.cend());
        for (const QByteArray &path : paths) {
            const TreeEntry goal = target.value(path);
            bool possible = isFolder(goal) || !holdsSomething(wanted, path);
            QByteArrayList missing;
            for (qsizetype end = path.lastIndexOf('/'); possible && goal.mode != 0 && end > 0;
                 end = path.lastIndexOf('/', end - 1)) {
                const QByteArray folder = path.left(end);
                const TreeEntry there = wanted.value(folder);
                if (there.mode == 0)
                    missing.append(folder);
                else
                    possible = isFolder(there);
            }
            if (possible) {
                for (const QByteArray &folder : std::as_const(missing))
                    wanted.insert(folder, target.value(folder));
                continue;
            }
            own.remove(path);
            put(wanted, path, now.value(path));
            if (goal.mode != 0 || !isFolder(now.value(path)))
                kept.insert(path);
            again = true;
        }
    }
    return kept;
}

} // namespace

void WriteHistory::add(const QList<WrittenPath> &written, Evidence evidence)
{
    for (const WrittenPath &one : written) {
        QList<Writing> &writings = m_paths[one.path];
        const bool wroteBefore = std::any_of(writings.cbegin(), writings.cend(),
            [](const Writing &earlier) { return earlier.evidence != Evidence::Verification; });
        // A formatter in the verification goes over what the task wrote.
        const bool goesOver = evidence == Evidence::Verification && wroteBefore;
        writings.append({one.before, one.after, goesOver ? Evidence::Command : evidence});
    }
}

bool WriteHistory::leads(const QByteArray &path, const TreeEntry &from, const TreeEntry &to, Evidence least) const
{
    const QList<Writing> writings = m_paths.value(path);
    QList<TreeEntry> reached{from};
    for (qsizetype i = 0; i < reached.size(); ++i) {
        if (reached.at(i) == to)
            return true;
        for (const Writing &one : writings) {
            if (one.evidence <= least && one.before == reached.at(i) && !reached.contains(one.after))
                reached.append(one.after);
        }
    }
    return false;
}

QList<WrittenPath> WriteHistory::closedPaths() const
{
    QMap<QByteArray, WrittenPath> found;
    for (auto it = m_paths.cbegin(); it != m_paths.cend(); ++it) {
        for (const Writing &one : it.value()) {
            const uint wanted = S_ISDIR(one.after.mode) ? 0500 : 0400;
            const bool closed =
                (S_ISDIR(one.after.mode) || S_ISREG(one.after.mode)) && (one.after.mode & wanted) != wanted;
            if (closed)
                found.insert(it.key(), {it.key(), one.after, {one.after.mode | wanted, one.after.content}});
        }
    }
    return found.values();
}

bool WriteHistory::left(const QByteArray &path, const TreeEntry &state) const
{
    const QList<Writing> writings = m_paths.value(path);
    return std::any_of(writings.cbegin(), writings.cend(), [&state](const Writing &one) { return one.after == state; });
}

QByteArray toLine(const WrittenAtOnce &written)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << quint8(written.evidence);
    for (const WrittenPath &one : written.paths)
        stream << one.path << one.before.mode << one.before.content << one.after.mode << one.after.content;
    const QByteArray text = qCompress(bytes).toBase64();
    return sha256Hex(text).left(kCheckDigits).toLatin1() + text;
}

WrittenAtOnce fromLine(const QByteArray &line)
{
    const QByteArray text = line.mid(kCheckDigits);
    if (text.isEmpty() || sha256Hex(text).left(kCheckDigits).toLatin1() != line.left(kCheckDigits))
        return {};
    const QByteArray bytes = qUncompress(QByteArray::fromBase64(text));
    QDataStream stream(bytes);
    WrittenAtOnce written;
    quint8 evidence = 0;
    stream >> evidence;
    written.evidence = Evidence(std::min(evidence, quint8(Evidence::Verification)));
    while (!stream.atEnd() && stream.status() == QDataStream::Ok) {
        WrittenPath one;
        stream >> one.path >> one.before.mode >> one.before.content >> one.after.mode >> one.after.content;
        written.paths.append(one);
    }
    return written;
}

QList<WrittenPath> writtenBetween(const ScannedTree &before, const ScannedTree &after)
{
    const QSet<QByteArray> notBefore = placesOf(before.notCovered), notAfter = placesOf(after.notCovered);
    QList<WrittenPath> written;
    for (const QByteArray &path : differing(before.tree, after.tree)) {
        const WrittenPath one{path, before.tree.value(path), after.tree.value(path)};
        const bool unknown = (one.before.mode == 0 && isAtOrBelow(path, notBefore)) ||
                             (one.after.mode == 0 && isAtOrBelow(path, notAfter));
        if (!unknown)
            written.append(one);
    }
    return written;
}

OwnReturn returnOfOwn(const FileTree &now, const FileTree &target, const ReturnScope &scope)
{
    QSet<QByteArray> meant;
    for (const QString &one : scope.only)
        meant.insert(pathBytes(one.endsWith(u'/') ? one.chopped(1) : one));
    OwnReturn result;
    result.wanted = now;
    QSet<QByteArray> own, others;
    for (const QByteArray &path : differing(now, target)) {
        if (!meant.isEmpty() && !isAtOrBelow(path, meant))
            continue;
        if (!scope.history || scope.history->leads(path, target.value(path), now.value(path), scope.least)) {
            own.insert(path);
            put(result.wanted, path, target.value(path));
        } else {
            others.insert(path);
        }
    }
    others += settle(result.wanted, now, target, own);
    for (const QByteArray &path : std::as_const(own)) {
        const bool goesBack = result.wanted.value(path) == target.value(path);
        if (goesBack && scope.history &&
            !scope.history->leads(path, target.value(path), now.value(path), Evidence::Sure))
            result.notSure.append(path);
    }
    std::sort(result.notSure.begin(), result.notSure.end());
    QByteArrayList sorted(others.cbegin(), others.cend());
    std::sort(sorted.begin(), sorted.end());
    QSet<QByteArray> told;
    for (const QByteArray &path : std::as_const(sorted)) {
        if (isAtOrBelow(path, told))
            continue;
        const bool whole = (now.value(path).mode == 0) != (target.value(path).mode == 0) &&
                           (isFolder(now.value(path)) || isFolder(target.value(path)));
        if (whole)
            told.insert(path);
        result.notOwned.append(whole ? path + '/' : path);
    }
    return result;
}

} // namespace vibecoder
