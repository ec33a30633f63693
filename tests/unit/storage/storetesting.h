// SPDX-License-Identifier: MIT
// What the storage tests share: a store in a temporary folder, tasks to fill it, and child processes that are this
// same test program with a role.
#pragma once

#include "base/digest.h"
#include "model/task.h"
#include "storage/database.h"
#include "storage/eventlog.h"
#include "storage/taskstore.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

#include <functional>
#include <memory>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace storetesting {

using namespace vibecoder;
using namespace Qt::StringLiterals;

inline StoreLocation in(const QTemporaryDir &folder)
{
    return {folder.filePath(u"store.db"_s)};
}

inline std::unique_ptr<Database> opened(const StoreLocation &location)
{
    auto database = Database::open(location);
    if (!database) {
        qWarning("%s | %s", qUtf8Printable(database.error().message), qUtf8Printable(database.error().detail));
        return nullptr;
    }
    return std::move(*database);
}

inline const QDateTime &noon()
{
    static const QDateTime time = QDateTime::fromMSecsSinceEpoch(1700000000123, QTimeZone::utc());
    return time;
}

/// In place: most of these tests are about who has a directory.
inline Task task(
    const QString &name, int priority = 0, const QString &directory = {}, Isolation isolation = Isolation::InPlace)
{
    Task made;
    made.id = newId();
    made.spec.name = name;
    made.spec.verificationCommands = {u"true"_s};
    made.spec.workingDirectory = directory.isEmpty() ? u"/w/"_s + made.id : directory;
    made.spec.priority = priority;
    made.spec.isolation = isolation;
    made.priority = priority;
    made.createdAt = noon();
    made.updatedAt = noon();
    return made;
}

inline Result<> insertTask(Database &database, Task &made)
{
    return database.writeNow([&made](Connection &c) { return taskstore::insert(c, made); });
}

inline Event newEvent(const QString &text, const QString &taskId = {})
{
    Event made;
    made.at = noon();
    made.taskId = taskId;
    made.attempt = taskId.isEmpty() ? 0 : 1;
    made.kind = EventKind::Warning;
    made.body = {{u"text"_s, text}};
    return made;
}

inline Result<> appendEvent(Database &database, const QString &text)
{
    return database.writeNow([text](Connection &c) {
        Event made = newEvent(text);
        return eventlog::append(c, made);
    });
}

inline ProcessId owner(qint64 pid = 1)
{
    return {pid, 100 + pid, u"boot"_s};
}

/// A child that is this program with `--role name args…`; killed and reaped at the end of the scope.
class Child
{
    Q_DISABLE_COPY_MOVE(Child)

public:
    explicit Child(QStringList arguments)
    {
        QList<QByteArray> texts{QCoreApplication::applicationFilePath().toLocal8Bit(), "--role"};
        for (const QString &argument : arguments)
            texts.append(argument.toLocal8Bit());
        std::vector<char *> argv;
        for (QByteArray &text : texts)
            argv.push_back(text.data());
        argv.push_back(nullptr);
        m_pid = ::fork();
        if (m_pid == 0) {
            ::execv(argv.front(), argv.data());
            ::_exit(127);
        }
    }
    ~Child() { kill(); }
    /// SIGKILL, and waits until it is gone.
    void kill()
    {
        if (m_pid <= 0)
            return;
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
        m_pid = 0;
    }
    void signal(int number) const { ::kill(m_pid, number); }
    /// Exit code, or -1 for a signal. Children bound their own time.
    int wait()
    {
        int status = 0;
        ::waitpid(m_pid, &status, 0);
        m_pid = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    [[nodiscard]] pid_t pid() const { return m_pid; }

private:
    pid_t m_pid = 0;
};

/// main() of a test program whose children play roles.
inline int mainWithRoles(int argc, char **argv, const std::function<int(QStringList)> &role, QObject &&test)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() > 2 && arguments.at(1) == u"--role")
        return role(arguments.mid(2));
    return QTest::qExec(&test, argc, argv);
}

} // namespace storetesting
