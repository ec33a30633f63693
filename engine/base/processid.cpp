// SPDX-License-Identifier: MIT
#include "base/processid.h"

#include <QFile>

#include <unistd.h>

namespace vibecoder {

namespace {

struct Stat
{
    char state = 0;
    qint64 startTicks = 0;
};

Stat readStat(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.readAll();
    // The command name may hold spaces and brackets: the fields begin after the last ')'.
    const qsizetype end = text.lastIndexOf(')');
    if (end < 0)
        return {};
    const QList<QByteArray> fields = text.mid(end + 2).split(' ');
    if (fields.size() < 20)
        return {};
    return {fields.at(0).isEmpty() ? char(0) : fields.at(0).at(0), fields.at(19).toLongLong()};
}

} // namespace

QString bootId()
{
    static const QString id = [] {
        QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
        return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll().trimmed()) : QString();
    }();
    return id;
}

ProcessId ProcessId::self()
{
    static const ProcessId own = of(::getpid());
    return own;
}

ProcessId ProcessId::of(qint64 pid)
{
    return {pid, readStat(pid).startTicks, bootId()};
}

bool isAlive(const ProcessId &process)
{
    if (process.pid <= 0 || process.boot != bootId())
        return false;
    const Stat stat = readStat(process.pid);
    return stat.startTicks != 0 && stat.startTicks == process.startTicks && stat.state != 'Z' && stat.state != 'X';
}

bool isStopped(qint64 pid)
{
    const char state = readStat(pid).state;
    return state == 'T' || state == 't';
}

} // namespace vibecoder
