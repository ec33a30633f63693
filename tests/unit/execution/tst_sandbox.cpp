// SPDX-License-Identifier: MIT
// Hostile commands in the sandbox: each tries one way out and says by its exit code whether it was one.
#include "execution/processrunner.h"
#include "execution/sandbox/probe.h"

#include <QCoro/QCoroTask>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class SandboxTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    [[nodiscard]] QString work() const { return m_folder.filePath(u"work"_s); }

    ProcessResult run(const QString &script, bool network = false)
    {
        ProcessRequest request;
        request.argv = shellArgv(script);
        request.directory = work();
        request.timeoutMs = 15000;
        request.sandbox = SandboxProfile{work(), network, {}};
        CancelSource stop;
        ProcessRunner runner;
        const auto result = QCoro::waitFor(runner.run(request, stop));
        return result ? *result : ProcessResult();
    }

    void writeFile(const QString &path, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

private slots:
    void initTestCase()
    {
        if (sandboxReport().tier != SandboxTier::Bubblewrap)
            QSKIP(qPrintable(u"no bubblewrap here: %1"_s.arg(sandboxReport().why)));
        QVERIFY(QDir().mkpath(work()));
        writeFile(m_folder.filePath(u"outside.txt"_s), "outside\n");
        writeFile(work() + u"/.git/config"_s, "[core]\n");
        writeFile(work() + u"/.git/hooks/pre-commit.sample"_s, "#\n");
        writeFile(work() + u"/.vscode/settings.json"_s, "{}\n");
    }

    void everydayWorkGoesOn_data()
    {
        QTest::addColumn<QString>("script");
        for (const char *script : {"echo hello > a.txt && grep -q hello a.txt", "mkdir -p x/y && touch x/y/z",
                 "test -w /tmp && echo x > /tmp/x", "echo x > $HOME/.cache-file",
                 "python3 -c 'import tempfile; tempfile.NamedTemporaryFile()'", "cat /etc/passwd > /dev/null",
                 "echo 'int main(void){return 0;}' > a.c && gcc a.c -o a.out && ./a.out", "test -e /proc/self/status",
                 "echo x > .git/index"})
            QTest::newRow(script) << QString::fromLatin1(script);
    }

    void everydayWorkGoesOn()
    {
        QFETCH(QString, script);
        const ProcessResult result = run(script);
        QVERIFY2(result.exitCode == 0, result.output().constData());
    }

    void noWayOut_data()
    {
        QTest::addColumn<QString>("script");
        const auto row = [](const char *name, const QString &script) { QTest::newRow(name) << script; };
        // What lies beside it is a folder in memory: writing there works and changes nothing outside (checked below).
        row("write beside the folder", u"echo x > ../outside.txt; exit 1"_s);
        row("read beside the folder", u"cat ../outside.txt"_s);
        row("make a file beside the folder", u"touch ../new.txt && test -e ../new.txt && ls .. | grep -q outside"_s);
        row("write into the system", u"echo x > /etc/passwd"_s);
        row("preload a library", u"echo /x > /etc/ld.so.preload"_s);
        row("write into /usr", u"touch /usr/bin/vibecoder-test"_s);
        row("write into the root", u"touch /vibecoder-test"_s);
        row("read the password hashes", u"grep -q : /etc/shadow"_s);
        // The way to the working directory is there when it lies below the home, and nothing else.
        const QString way = QDir::home().relativeFilePath(work()).section(u'/', 0, 0);
        row("list the real home", u"ls -A '%1' | grep -v -x -e '%2' | grep -q ."_s.arg(QDir::homePath(), way));
        row("keys of ssh", u"ls /etc/ssh | grep -q ."_s);
        row("open a connection",
            u"exec 3<>/dev/tcp/127.0.0.1/22 || python3 -c 'import socket; socket.create_connection((\"10.255.255.53\", 53), 2)'"_s);
        row("other interfaces", u"grep -v -e lo: -e face -e Inter /proc/net/dev | grep -q ."_s);
        row("resolve a name", u"timeout 5 getent hosts example.com"_s);
        row("see processes of others",
            u"ls /proc | grep -E '^[0-9]+$' | grep -qx %1"_s.arg(QCoreApplication::applicationPid()));
        row("end the engine", u"kill -0 %1"_s.arg(QCoreApplication::applicationPid()));
        row("mount", u"mount -t tmpfs x /mnt"_s);
        row("remount writable", u"mount -o remount,rw /"_s);
        row("unmount what hides", u"umount %1"_s.arg(QDir::homePath()));
        row("change the kernel's settings", u"python3 -c 'open(\"/proc/sys/kernel/core_pattern\", \"r+\")'"_s);
        row("any writable setting",
            u"test -n \"$(find /proc/sys -type f -writable 2>/dev/null | while read f; do (exec 9<>$f) 2>/dev/null && echo $f; done | head -1)\""_s);
        row("raise a message to the kernel", u"echo x > /dev/kmsg"_s);
        row("raw disk", u"ls /dev | grep -E -q '^(sd|vd|nvme|loop)'"_s);
        row("move .git away", u"mv .git .git2"_s);
        row("remove .git", u"rm -rf .git/hooks && test ! -e .git/hooks"_s);
        row("a hook", u"echo x > .git/hooks/pre-commit"_s);
        row("the configuration of git", u"echo x >> .git/config"_s);
        row("replace the configuration of git", u"rm .git/config || mv .git/config .git/c2"_s);
        row("settings of the editor", u"echo x > .vscode/settings.json"_s);
        row("the environment of the engine", u"cat /proc/1/environ | tr '\\0' '\\n' | grep -q VIBECODER_TEST_SECRET"_s);
        row("an own variable", u"env | grep -q VIBECODER_TEST_SECRET"_s);
        row("the parent's environment", u"cat /proc/$PPID/environ | grep -q VIBECODER_TEST_SECRET"_s);
        row("trace process 1", u"cat /proc/1/mem > /dev/null"_s);
        row("the root of process 1", u"ls /proc/1/root/home | grep -q ."_s);
        row("a link out", u"ln -s / out && cat out%1"_s.arg(m_folder.filePath(u"outside.txt"_s)));
        row("a hard link out", u"ln ../outside.txt in.txt"_s);
        row("a device", u"mknod disk b 8 0"_s);
        row("another user", u"su -c true nobody"_s);
        row("more rights", u"chroot / true"_s);
        row("the clock", u"date -s 2001-01-01"_s);
        row("the name of the machine outside", u"test \"$(hostname)\" != \"$(cat /proc/sys/kernel/hostname)\""_s);
        row("load a module", u"insmod x.ko || modprobe dummy"_s);
    }

    void noWayOut()
    {
        QFETCH(QString, script);
        qputenv("VIBECODER_TEST_SECRET", "planted");
        const ProcessResult result = run(script);
        QVERIFY2(result.exitCode.has_value() && *result.exitCode != 0, result.output().constData());
        QVERIFY(QFile::exists(work() + u"/.git/config"_s));
        QFile outside(m_folder.filePath(u"outside.txt"_s));
        QVERIFY(outside.open(QIODevice::ReadOnly));
        QCOMPARE(outside.readAll(), QByteArray("outside\n"));
    }

    void nothingSurvivesTheCommand()
    {
        const ProcessResult result = run(
            u"setsid sh -c 'trap \"\" TERM; sleep 300.7' & sleep 0.2; echo started > $HOME/x; echo x > /tmp/marker"_s);
        QCOMPARE(result.exitCode, std::optional<int>(0));
        QProcess look;
        look.start(u"pgrep"_s, {u"-f"_s, u"sleep 300.7"_s});
        QVERIFY(look.waitForFinished(5000));
        QCOMPARE(look.readAllStandardOutput().trimmed(), QByteArray());
        QCOMPARE(run(u"test -e /tmp/marker || test -e $HOME/x"_s).exitCode, std::optional<int>(1));
    }

    void theTimeLimitEndsEverything()
    {
        ProcessRequest request;
        request.argv = shellArgv(u"trap '' TERM; sleep 301.7 & sleep 301.7"_s);
        request.directory = work();
        request.timeoutMs = 500;
        request.sandbox = SandboxProfile{work(), false, {}};
        CancelSource stop;
        ProcessRunner runner;
        const auto result = QCoro::waitFor(runner.run(request, stop));
        QVERIFY(result && result->timedOut);
        QProcess look;
        look.start(u"pgrep"_s, {u"-f"_s, u"sleep 301.7"_s});
        QVERIFY(look.waitForFinished(5000));
        QCOMPARE(look.readAllStandardOutput().trimmed(), QByteArray());
    }
};

QTEST_GUILESS_MAIN(SandboxTest)
#include "tst_sandbox.moc"
