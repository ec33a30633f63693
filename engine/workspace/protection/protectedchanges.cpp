// SPDX-License-Identifier: MIT
// What became of protected names, in lines for a person, and the way of a state to a file and back.
#include "workspace/pathtext.h"
#include "workspace/protection/protectedstate.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>
#include <sys/stat.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr quint32 kFormat = 1;

// A name is shown in one line whatever is in it.
QString shownName(const QByteArray &name)
{
    QString shown;
    for (const char c : name) {
        const uchar byte = uchar(c);
        if (byte < 0x20 || byte == 0x7f)
            return u'"' + QString::fromLatin1(name.toPercentEncoding(" /!#$&'()*+,;:=?@[]{}<>|^`")) + u'"';
    }
    shown = pathText(name);
    return shown.isValidUtf16() ? shown : u'"' + QString::fromLatin1(name.toPercentEncoding(" /")) + u'"';
}

QString line(const char *verb, const QByteArray &name, const ProtectedMark &mark)
{
    const QString what = mark.isRepository ? u"repository "_s : mark.isClosed ? u"closed folder "_s : QString();
    return QString::fromLatin1(verb) + u' ' + what + shownName(name);
}

} // namespace

QByteArray protectedBytes(const ProtectedState &state)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << kFormat << qint64(state.size());
    for (auto it = state.cbegin(); it != state.cend(); ++it)
        stream << it.key() << it->inode << it->mode << it->hash << it->isRepository << it->isClosed << it->repository;
    return bytes;
}

std::optional<ProtectedState> protectedFromBytes(const QByteArray &bytes)
{
    QDataStream stream(bytes);
    quint32 format = 0;
    qint64 count = 0;
    stream >> format >> count;
    ProtectedState state;
    for (qint64 i = 0; format == kFormat && i < count && stream.status() == QDataStream::Ok; ++i) {
        QByteArray name;
        ProtectedMark mark;
        stream >> name >> mark.inode >> mark.mode >> mark.hash >> mark.isRepository >> mark.isClosed >> mark.repository;
        state.insert(name, mark);
    }
    return format == kFormat && stream.status() == QDataStream::Ok ? std::optional(state) : std::nullopt;
}

QStringList protectedChanges(const ProtectedState &before, const ProtectedState &after, const QString &except)
{
    const QByteArray granted = pathBytes(except);
    const auto counts = [&granted](const QByteArray &name) {
        return granted.isEmpty() || (name != granted && !name.startsWith(granted + '/'));
    };
    const auto isRepository = [](const ProtectedState &state, const QByteArray &name) {
        const auto found = state.constFind(name);
        return found != state.cend() && found->isRepository;
    };
    // Its repository is another one now and said so already.
    const auto isInOther = [&](const QByteArray &name, const ProtectedMark &mark) {
        const auto old = before.constFind(mark.repository), now = after.constFind(mark.repository);
        return !mark.repository.isEmpty() && mark.repository != name &&
               (old == before.cend() || now == after.cend() || !old->sameAs(*now));
    };
    QStringList lines;
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        const auto old = before.constFind(it.key());
        // Its repository is new and said so already.
        const bool told = !it->repository.isEmpty() && it->repository != it.key() &&
                          isRepository(after, it->repository) && !isRepository(before, it->repository);
        if (!counts(it.key()) || told)
            continue;
        if (old == before.cend() || (it->isRepository && !old->isRepository))
            lines.append(line("created", it.key(), *it));
        else if (!old->sameAs(*it) && (old->hash != it->hash || !isInOther(it.key(), *it)))
            lines.append(line(old->hash == it->hash ? "replaced" : "changed", it.key(), *it));
    }
    for (auto it = before.cbegin(); it != before.cend(); ++it) {
        const QByteArray around = it.key().first(std::max<qsizetype>(it.key().lastIndexOf('/'), 0));
        const auto folder = after.constFind(around);
        const bool folderWent = before.contains(around) && (folder == after.cend() || !S_ISDIR(folder->mode));
        if (counts(it.key()) && !folderWent && !isInOther(it.key(), *it) && !after.contains(it.key()))
            lines.append(line("removed", it.key(), *it));
    }
    lines.sort();
    return lines;
}

} // namespace vibecoder
