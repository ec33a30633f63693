// SPDX-License-Identifier: MIT
// Another process that has the lock of a file and was stopped; killed at the end of the scope.
#pragma once

#include "base/processid.h"

#include <QByteArray>
#include <QFile>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

class StoppedHolder
{
    Q_DISABLE_COPY_MOVE(StoppedHolder)

public:
    explicit StoppedHolder(const QString &file)
    {
        const QByteArray name = QFile::encodeName(file);
        m_pid = ::fork();
        if (m_pid == 0) {
            const int fd = ::open(name.constData(), O_RDWR);
            if (fd < 0 || ::flock(fd, LOCK_EX) != 0)
                ::_exit(1);
            ::raise(SIGSTOP);
            ::_exit(0);
        }
    }
    ~StoppedHolder() { end(); }

    void end()
    {
        if (m_pid <= 0)
            return;
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
        m_pid = 0;
    }
    [[nodiscard]] bool isReady() const
    {
        return QTest::qWaitFor([this] { return vibecoder::isStopped(m_pid); }, 10000);
    }
    [[nodiscard]] QByteArray pid() const { return QByteArray::number(m_pid); }

private:
    pid_t m_pid = 0;
};
