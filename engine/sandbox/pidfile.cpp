// SPDX-License-Identifier: MIT
#include "sandbox/pidfile.h"

#include "base/result.h"
#include "sandbox/grantedfile.h"
#include "sandbox/processrunner.h"

#include <QFile>

#include <csignal>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

void writePidFile(const QString &path, const ProcessId &process, const QString &grantedFile)
{
    if (path.isEmpty())
        return;
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return;
    file.write(u"%1 %2 %3\n"_s.arg(process.pid).arg(process.startTicks).arg(process.boot).toLatin1());
    file.write(QFile::encodeName(grantedFile));
}

void removePidFile(const QString &path)
{
    if (!path.isEmpty())
        QFile::remove(path);
}

Result<> endLeftOvers(const QString &pidFile)
{
    QFile file(pidFile);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QList<QByteArray> words = file.readLine().trimmed().split(' ');
    const QString grantedFile = QFile::decodeName(file.readAll());
    file.close();
    if (words.size() == 3) {
        const ProcessId launcher{words.at(0).toLongLong(), words.at(1).toLongLong(), QString::fromLatin1(words.at(2))};
        // The launcher ends its tree by itself when its engine is gone; TERM is the same order for one that is stuck.
        for (int i = 0; isAlive(launcher) && i < 250; ++i) {
            if (i % 50 == 0)
                ::kill(pid_t(launcher.pid), SIGTERM);
            ::usleep(20000);
        }
        if (isAlive(launcher))
            return fail(ErrorCode::Timeout, u"process %1 of an earlier run does not end"_s.arg(launcher.pid));
    }
    removeGrantedFile(grantedFile);
    QFile::remove(pidFile);
    return {};
}

} // namespace vibecoder
