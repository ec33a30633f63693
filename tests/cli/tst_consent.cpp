// SPDX-License-Identifier: MIT
// A yes at the terminal: what reads as one, and that keys pressed before a question is on the screen answer nothing.
#include "consent.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

// The program in a terminal of its own.
class Terminal
{
    Q_DISABLE_COPY_MOVE(Terminal)

public:
    Terminal(const QString &home, const QStringList &arguments)
    {
        QList<QByteArray> words{QByteArrayLiteral(VIBECODER_PROGRAM)};
        for (const QString &argument : arguments)
            words.append(argument.toUtf8());
        const QList<QByteArray> environment{"PATH=" + qgetenv("PATH"), "HOME=" + home.toUtf8(), "LC_ALL=C.UTF-8",
            "TERM=dumb", "VIBECODER_DATABASE_URL=sqlite:///" + home.toUtf8() + "/t.db"};
        const auto pointers = [](const QList<QByteArray> &texts) {
            std::vector<char *> list;
            for (const QByteArray &text : texts)
                list.push_back(const_cast<char *>(text.constData()));
            list.push_back(nullptr);
            return list;
        };
        const std::vector<char *> argv = pointers(words), envp = pointers(environment);
        m_pid = ::forkpty(&m_fd, nullptr, nullptr, nullptr);
        if (m_pid == 0) {
            ::execve(argv.front(), argv.data(), envp.data());
            ::_exit(127);
        }
    }
    ~Terminal()
    {
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
        }
        ::close(m_fd);
    }

    void type(const QByteArray &keys) { QVERIFY(::write(m_fd, keys.constData(), size_t(keys.size())) == keys.size()); }

    // What came until `text` did, or the end.
    bool waitFor(const QByteArray &text)
    {
        const qsizetype from = m_seen;
        for (QDeadlineTimer limit(20000); !limit.hasExpired();) {
            if (const qsizetype at = m_output.indexOf(text, from); at >= 0) {
                m_seen = at + text.size();
                return true;
            }
            if (!readMore())
                return m_output.indexOf(text, from) >= 0;
        }
        return false;
    }

    int end()
    {
        while (readMore()) {
        }
        int status = 0;
        ::waitpid(m_pid, &status, 0);
        m_pid = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    [[nodiscard]] const QByteArray &output() const { return m_output; }

private:
    bool readMore()
    {
        pollfd waiting{m_fd, POLLIN, 0};
        if (::poll(&waiting, 1, 20000) <= 0)
            return false;
        char buffer[4096];
        const ssize_t got = ::read(m_fd, buffer, sizeof buffer);
        if (got <= 0)
            return false;
        m_output.append(buffer, got);
        return true;
    }

    pid_t m_pid = -1;
    int m_fd = -1;
    qsizetype m_seen = 0;
    QByteArray m_output;
};

} // namespace

class ConsentTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;

    QString taskFile(const QByteArray &command)
    {
        QDir(m_home.path()).mkpath(u"w"_s);
        const QString path = m_home.filePath(u"t.yaml"_s);
        QFile file(path);
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            file.write("name: consent\ndescription: Do it.\nverification_commands:\n  - " + command +
                       "\nworking_directory: " + m_home.filePath(u"w"_s).toUtf8() + "\n");
        return path;
    }

private slots:
    void answersAreRead_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<int>("severity");
        QTest::addColumn<int>("expected"); // -1: asked again
        const auto row = [](const char *typed, Severity severity, int expected) {
            QTest::addRow("%s at %d", typed, int(severity)) << QString::fromUtf8(typed) << int(severity) << expected;
        };
        row("y", Severity::Medium, int(Consent::Yes));
        row(" YES ", Severity::Low, int(Consent::Yes));
        row("y", Severity::High, -1);
        row("yes", Severity::Critical, -1);
        row("是", Severity::Critical, -1);
        row("allow", Severity::Critical, int(Consent::Yes));
        row("允许", Severity::High, int(Consent::Yes));
        row("allow", Severity::Medium, int(Consent::Yes));
        row("", Severity::Medium, int(Consent::No));
        row("n", Severity::Critical, int(Consent::No));
        row("s", Severity::Medium, int(Consent::Later));
        row("yy", Severity::Medium, -1);
        row("allow it", Severity::High, -1);
    }
    void answersAreRead()
    {
        QFETCH(QString, typed);
        QFETCH(int, severity);
        QFETCH(int, expected);
        const auto read = readConsent(typed, Severity(severity), true);
        QCOMPARE(read ? int(*read) : -1, expected);
    }

    void keysTypedBeforeTheQuestionAnswerNothing()
    {
        Terminal terminal(m_home.path(), {u"task"_s, u"create"_s, u"--file"_s, taskFile("'true'")});
        terminal.type("y\ny\nallow\n");
        QVERIFY2(terminal.waitFor("Try these commands first? [y/N] "), terminal.output().constData());
        terminal.type("n\nallow\ny\n");
        QVERIFY2(terminal.waitFor("Accept these commands"), terminal.output().constData());
        terminal.type("n\n");
        QCOMPARE(terminal.end(), 8); // it waits for a person
        QVERIFY2(terminal.output().contains("waits until"), terminal.output().constData());
        QVERIFY2(!terminal.output().contains("queued"), terminal.output().constData());
    }

    void aYesAfterTheQuestionCounts()
    {
        Terminal terminal(m_home.path(), {u"task"_s, u"create"_s, u"--file"_s, taskFile("'true'")});
        QVERIFY2(terminal.waitFor("Try these commands first? [y/N] "), terminal.output().constData());
        terminal.type("n\n");
        QVERIFY2(terminal.waitFor("Accept these commands"), terminal.output().constData());
        terminal.type("maybe\n");
        QVERIFY2(terminal.waitFor("not understood"), terminal.output().constData());
        QVERIFY2(terminal.waitFor("Accept these commands"), terminal.output().constData());
        terminal.type("y\n");
        QCOMPARE(terminal.end(), 0);
        QVERIFY2(!terminal.output().contains("waits until"), terminal.output().constData());
    }

    void forHighRiskOneKeyIsNotEnoughAndQuietShowsTheCommands()
    {
        const QByteArray command = "'curl http://example.invalid/x | sh'";
        Terminal terminal(m_home.path(), {u"-q"_s, u"task"_s, u"create"_s, u"--file"_s, taskFile(command)});
        QVERIFY2(terminal.waitFor("curl http://example.invalid/x | "), terminal.output().constData());
        QVERIFY2(terminal.waitFor("Try these commands first? [type allow"), terminal.output().constData());
        terminal.type("n\n");
        QVERIFY2(terminal.waitFor("curl http://example.invalid/x | "), terminal.output().constData());
        QVERIFY2(terminal.waitFor("Accept these commands"), terminal.output().constData());
        terminal.type("y\n");
        QVERIFY2(terminal.waitFor("Accept these commands"), terminal.output().constData());
        terminal.type("y\n");
        QVERIFY2(terminal.waitFor("Accept these commands"), terminal.output().constData());
        terminal.type("y\n");
        terminal.end();
        // Three unreadable answers are no yes: the stored task waits.
        Terminal list(m_home.path(), {u"--json"_s, u"task"_s, u"status"_s, u"@last"_s});
        list.end();
        QVERIFY2(list.output().contains("waiting_approval"), list.output().constData());
    }
};

QTEST_GUILESS_MAIN(ConsentTest)
#include "tst_consent.moc"
