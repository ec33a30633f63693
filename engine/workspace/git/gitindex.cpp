// SPDX-License-Identifier: MIT
#include "workspace/git/gitindex.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QtEndian>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRefs = 2000;
constexpr qint64 kLargestRefs = 16 * 1024 * 1024;

bool isObjectName(const QByteArray &name)
{
    return (name.size() == 40 || name.size() == 64) && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
}

QByteArray contentOf(const QString &path, qint64 most)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(most) : QByteArray();
}

// A pack's list of its objects: a table of how many names begin with at most a byte, then the sorted names.
bool isInPackIndex(const QString &path, const QByteArray &name)
{
    QFile file(path);
    const QByteArray wanted = QByteArray::fromHex(name);
    if (!file.open(QIODevice::ReadOnly) || file.size() < 8 + 1024)
        return false;
    const uchar *bytes = file.map(0, file.size());
    if (!bytes || qFromBigEndian<quint32>(bytes) != 0xff744f63 || qFromBigEndian<quint32>(bytes + 4) != 2)
        return false;
    const uchar first = uchar(wanted.at(0));
    const auto upTo = [bytes](int byte) { return byte < 0 ? 0 : qFromBigEndian<quint32>(bytes + 8 + 4 * byte); };
    quint32 low = upTo(first - 1), high = upTo(first);
    if (low > high || 1032 + qint64(high) * wanted.size() > file.size())
        return false;
    while (low < high) {
        const quint32 middle = low + (high - low) / 2;
        const QByteArrayView found(bytes + 1032 + qint64(middle) * wanted.size(), wanted.size());
        const int order = found.compare(wanted);
        if (order == 0)
            return true;
        (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
    }
    return false;
}

} // namespace

std::optional<QList<IndexEntry>> entriesInIndex(const QByteArray &index)
{
    QList<IndexEntry> entries;
    if (index.size() < 12 || !index.startsWith("DIRC"))
        return std::nullopt;
    const auto number = [&index](qsizetype at) { return qFromBigEndian<quint32>(index.constData() + at); };
    const auto shortNumber = [&index](qsizetype at) { return qFromBigEndian<quint16>(index.constData() + at); };
    const quint32 version = number(4), count = number(8);
    if (version < 2 || version > 4)
        return std::nullopt;
    // Object names of 32 bytes are not told apart from these; such an index fails to be read.
    constexpr qsizetype kName = 20;
    QByteArray path;
    qsizetype at = 12;
    for (quint32 i = 0; i < count; ++i) {
        const qsizetype begin = at;
        if (at + 40 + kName + 2 > index.size())
            return std::nullopt;
        at += 40 + kName;
        const quint16 flags = shortNumber(at);
        at += 2;
        bool isUnwatched = (flags & 0x8000) != 0;
        if ((flags & 0x4000) != 0 && version >= 3) {
            isUnwatched = isUnwatched || (shortNumber(at) & 0x4000) != 0;
            at += 2;
        }
        if (version == 4) {
            quint64 dropped = 0;
            for (bool more = true, first = true; more; first = false) {
                if (at >= index.size() || dropped > quint64(path.size()))
                    return std::nullopt;
                const uchar byte = uchar(index.at(at++));
                dropped = first ? (byte & 0x7f) : ((dropped + 1) << 7) | (byte & 0x7f);
                more = (byte & 0x80) != 0;
            }
            if (dropped > quint64(path.size()))
                return std::nullopt;
            path.chop(qsizetype(dropped));
        } else {
            path.clear();
        }
        const qsizetype end = index.indexOf('\0', at);
        if (end < 0)
            return std::nullopt;
        path += index.mid(at, end - at);
        at = version == 4 ? end + 1 : begin + ((end - begin + 8) & ~qsizetype(7));
        entries.append({path, number(begin), number(begin + 20), number(begin + 36), isUnwatched});
    }
    // Of a split index most of the names lie in another file.
    if (index.mid(at, 4) == "link")
        return std::nullopt;
    return entries;
}

QByteArrayList objectsNamedByRefs(const QByteArray &gitFolder)
{
    const QString folder = QFile::decodeName(gitFolder);
    QByteArrayList names;
    const auto take = [&names](const QByteArray &name) {
        if (isObjectName(name) && names.size() < kRefs)
            names.append(name);
    };
    take(contentOf(folder + u"/HEAD"_s, 4096).trimmed());
    for (const QByteArray &line : contentOf(folder + u"/packed-refs"_s, kLargestRefs).split('\n'))
        take(line.startsWith('^') ? line.sliced(1) : line.first(std::max<qsizetype>(line.indexOf(' '), 0)));
    QDirIterator refs(folder + u"/refs"_s, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    for (int i = 0; refs.hasNext() && i < kRefs; ++i)
        take(contentOf(refs.next(), 4096).trimmed());
    return names;
}

bool holdsObject(const QByteArray &objectFolder, const QByteArray &name)
{
    const QString folder = QFile::decodeName(objectFolder);
    if (!isObjectName(name))
        return false;
    if (QFile::exists(folder + u'/' + QString::fromLatin1(name.first(2)) + u'/' + QString::fromLatin1(name.sliced(2))))
        return true;
    const QStringList packs = QDir(folder + u"/pack"_s).entryList({u"*.idx"_s}, QDir::Files);
    return std::any_of(packs.begin(), packs.end(),
        [&](const QString &pack) { return isInPackIndex(folder + u"/pack/"_s + pack, name); });
}

} // namespace vibecoder
