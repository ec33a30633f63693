// SPDX-License-Identifier: MIT
// Hostile commands in the sandbox: each tries one way out and says by its exit code whether it was one. All of it three
// times: in a sandbox that stays warm, in one for each command, and held by Landlock alone.
#include "base/filedescriptor.h"
#include "base/paths.h"
#include "sandbox/landlock.h"
#include "sandbox/probe.h"
#include "sandbox/processrunner.h"
#include "unit/sandbox/driverplace.h"
#include "workspace/protection/protectedstate.h"
#include "workspace/protection/setidfiles.h"

#include <QCoro/QCoroTask>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class SandboxTest : public QObject
{
    Q_OBJECT

    const SandboxTier m_tier;
    const bool m_warm;
    ProcessRunner m_runner{m_warm};
    QTemporaryDir m_folder;
    [[nodiscard]] QString work() const { return m_folder.filePath(u"work"_s); }

    [[nodiscard]] SandboxProfile profile() const
    {
        SandboxProfile profile{work(), false, {}};
        profile.protectedNames = QStringList{u".git"_s, u".vscode"_s, u".envrc"_s};
        profile.tier = m_tier;
        if (m_tier == SandboxTier::Landlock)
            profile.privateFolder = m_folder.filePath(u"private"_s);
        return profile;
    }
    [[nodiscard]] bool isLandlock() const { return m_tier == SandboxTier::Landlock; }

    [[nodiscard]] ProcessRequest requestFor(const QString &script) const
    {
        ProcessRequest request;
        request.argv = shellArgv(mine(script));
        request.directory = work();
        request.timeoutMs = 30000;
        request.sandbox = profile();
        request.sandboxOwner = u"test"_s;
        return request;
    }

    ProcessResult run(const ProcessRequest &request)
    {
        CancelSource stop;
        const auto result = QCoro::waitFor(m_runner.run(request, stop));
        return result ? *result : ProcessResult();
    }
    ProcessResult run(const QString &script) { return run(requestFor(script)); }

    // Naps carry our number, so that the same test beside us sees only its own.
    static QString mine(QString text)
    {
        return text.replace(u"MINE"_s, QString::number(QCoreApplication::applicationPid()));
    }

    static QByteArray processesWith(const QString &word)
    {
        QProcess look;
        look.start(u"pgrep"_s, {u"-f"_s, mine(word)});
        look.waitForFinished(5000);
        return look.readAllStandardOutput().trimmed();
    }

    void makeWork()
    {
        writeFile(work() + u"/.git/config"_s, "[core]\n");
        writeFile(work() + u"/.git/hooks/pre-commit.sample"_s, "#\n");
        writeFile(work() + u"/.vscode/settings.json"_s, "{}\n");
    }

    void writeFile(const QString &path, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

public:
    SandboxTest(SandboxTier tier, bool warm)
        : m_tier(tier)
        , m_warm(warm)
    {
    }

private slots:
    void initTestCase()
    {
        if (isLandlock() ? landlockAbi() == 0 : sandboxReport().tier != SandboxTier::Bubblewrap)
            QSKIP(qPrintable(u"not here: %1"_s.arg(sandboxReport().why)));
        if (isLandlock())
            QCOMPARE(sandboxTier(SandboxChoice::Landlock), SandboxTier::Landlock);
        if (m_warm)
            QVERIFY2(sandboxReport().warm, qPrintable(sandboxReport().whyNotWarm));
        QVERIFY(QDir().mkpath(work()) && QDir().mkpath(m_folder.filePath(u"private"_s)));
        writeFile(m_folder.filePath(u"outside.txt"_s), "outside\n");
        makeWork();
    }

    void everydayWorkGoesOn_data()
    {
        QTest::addColumn<QString>("script");
        for (const char *script : {"echo hello > a.txt && grep -q hello a.txt", "mkdir -p x/y && touch x/y/z",
                 "echo x > ${TMPDIR:-/tmp}/x", "echo x > $HOME/.cache-file",
                 "python3 -c 'import tempfile; tempfile.NamedTemporaryFile()'", "cat /etc/passwd > /dev/null",
                 "echo 'int main(void){return 0;}' > a.c && gcc a.c -o a.out && ./a.out", "test -e /proc/self/status",
                 "echo x > .git/index", "ln -sfn a.txt link && test -L link && rm link", "rm -f f && mkfifo f && rm f"})
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
        row("a device by characters", u"mknod memory c 1 1"_s);
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
        // What Landlock cannot stop, by name: a change of these is found afterwards, by comparing.
        static const QStringList notByLandlock{u"move .git away"_s, u"remove .git"_s, u"a hook"_s,
            u"the configuration of git"_s, u"replace the configuration of git"_s, u"settings of the editor"_s,
            u"see processes of others"_s, u"other interfaces"_s};
        if (isLandlock() && landlockAbi() < 6 && QTest::currentDataTag() == QByteArray("end the engine"))
            return;
        if (isLandlock() && notByLandlock.contains(QString::fromUtf8(QTest::currentDataTag()))) {
            QDir(work()).removeRecursively();
            makeWork();
            return;
        }
        QVERIFY2(result.exitCode.has_value() && *result.exitCode != 0, result.output().constData());
        QVERIFY(QFile::exists(work() + u"/.git/config"_s));
        QFile outside(m_folder.filePath(u"outside.txt"_s));
        QVERIFY(outside.open(QIODevice::ReadOnly));
        QCOMPARE(outside.readAll(), QByteArray("outside\n"));
    }

    void nothingSurvivesTheCommand()
    {
        const ProcessResult result = run(
            u"setsid sh -c 'trap \"\" TERM; sleep 300.MINE' & sleep 0.2; echo started > $HOME/x; echo x > ${TMPDIR:-/tmp}/marker"_s);
        QCOMPARE(result.exitCode, std::optional<int>(0));
        QCOMPARE(processesWith(u"sleep 300.MINE"_s), QByteArray());
        if (!isLandlock())
            QCOMPARE(run(u"test -e /tmp/marker || test -e $HOME/x"_s).exitCode, std::optional<int>(1));
    }

    // Every folder that one command can write, looked into by the next.
    void noFileOutsideTheFolderReachesTheNextCommand()
    {
        if (isLandlock())
            QSKIP("its private folder stays for the run");
        const QString folders =
            u"find / -xdev -type d 2>/dev/null; find /dev /run /var /tmp /home /root \"$HOME\" /etc "
            "-type d 2>/dev/null"_s;
        const ProcessResult planted = run(
            u"(%1) | grep -v '^%2' | while read -r d; do (echo x > \"$d/.planted\") 2>/dev/null && echo yes; done; true"_s
                .arg(folders, work()));
        QVERIFY(planted.output().contains("yes"));
        const ProcessResult found =
            run(u"(%1) | while read -r d; do test -e \"$d/.planted\" && echo \"$d\"; done; true"_s.arg(folders));
        QCOMPARE(found.exitCode, std::optional<int>(0));
        QCOMPARE(found.output(), QByteArray());
    }

    void sharedMemoryDoesNotReachTheNextCommand()
    {
        if (isLandlock())
            QSKIP("it has no name space for it");
        if (run(u"ipcmk -M 100"_s).exitCode != 0)
            QSKIP("no ipcmk here");
        QCOMPARE(run(u"test \"$(wc -l < /proc/sysvipc/shm)\" -le 1"_s).exitCode, std::optional<int>(0));
    }

    void theFilterHolds_data()
    {
        QTest::addColumn<QString>("script");
        const auto python = [](const char *name, const QString &code) {
            QTest::newRow(name)
                << u"python3 -c '\nimport ctypes, os, socket, sys\nc = ctypes.CDLL(None, use_errno=True)\n%1'"_s.arg(
                       code);
        };
        // Each ends with 0 only when the kernel did it.
        QTest::newRow("a user of its own") << u"unshare -U true"_s;
        QTest::newRow("a user and mounts of its own") << u"unshare -Urm mount -t tmpfs x /mnt"_s;
        QTest::newRow("the same by clone") << u"bwrap --ro-bind / / true"_s;
        python("clone with a user",
            u"r = c.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)\nr or os._exit(0)\nsys.exit(r < 0)"_s);
        python("clone3", u"r = c.syscall(435, 0, 0)\nsys.exit(ctypes.get_errno() == 38)"_s);
        python("ptrace", u"sys.exit(c.ptrace(0, 0, 0, 0) != 0)"_s);
        python("keys", u"sys.exit(c.syscall(248, b\"user\", b\"x\", b\"y\", 1, -3) < 0)"_s);
        python("bpf", u"sys.exit(c.syscall(321, 0, 0, 0) != -1 or ctypes.get_errno() == 1)"_s);
        python(
            "events of the processor", u"sys.exit(c.syscall(298, 0, 0, -1, -1, 0) != -1 or ctypes.get_errno() == 1)"_s);
        python("io_uring", u"sys.exit(c.syscall(425, 1, 0) != -1 or ctypes.get_errno() == 1)"_s);
        python("typing for the terminal", u"sys.exit(c.ioctl(0, 0x5412, b\"x\") != -1 or ctypes.get_errno() == 1)"_s);
        python("packet sockets", u"socket.socket(17, 3, 0)"_s);
        python("sockets of virtual machines", u"socket.socket(40, 1, 0)"_s);
        python("netlink of the audit", u"socket.socket(16, 3, 9)"_s);
        python("numbers of x32", u"sys.exit(c.syscall(0x40000000 | 39) < 0)"_s);
    }

    void theFilterHolds()
    {
#ifndef __x86_64__
        QSKIP("the numbers are those of x86-64");
#endif
        QFETCH(QString, script);
        const ProcessResult result = run(script);
        QVERIFY2(result.exitCode != 0, result.output().constData());
    }

    void noFileRunsWithTheRightsOfItsOwner_data()
    {
        QTest::addColumn<QString>("script");
        const auto python = [](const char *name, const QString &code) {
            QTest::newRow(name) << u"python3 -c '\nimport ctypes, os, sys\nc = ctypes.CDLL(None, use_errno=True)\n"
                                   "try:\n  %1\nexcept OSError: pass\n'"_s.arg(code);
        };
        for (const char *script : {"chmod 4755 tool", "chmod u+s tool", "chmod 7777 tool", "install -m4755 tool made",
                 "cp -p /usr/bin/su made", "cp -a $(command -v su) made", "perl -e 'chmod 04755, \"tool\"'",
                 "mkdir d && cp tool d/ && chmod -R u+s d"})
            QTest::newRow(script) << QString::fromLatin1(script);
        python("fchmod", u"os.fchmod(os.open(\"tool\", os.O_RDONLY), 0o4755)"_s);
        python("fchmodat", u"os.chmod(\"tool\", 0o4755, dir_fd=os.open(\".\", os.O_RDONLY))"_s);
        python("fchmodat2", u"c.syscall(452, -100, b\"tool\", 0o4755, 0)"_s);
        python("fchmodat2 by descriptor", u"c.syscall(452, os.open(\"tool\", os.O_RDONLY), b\"\", 0o4755, 0x1000)"_s);
        python("open", u"c.syscall(2, b\"made\", os.O_CREAT | os.O_RDWR, 0o4755)"_s);
        python("openat", u"os.open(\"made\", os.O_CREAT | os.O_RDWR, 0o4755)"_s);
        python("creat", u"c.syscall(85, b\"made\", 0o4755)"_s);
        python("a file without a name",
            u"f = os.open(\".\", os.O_TMPFILE | os.O_RDWR, 0o4755); os.link(f\"/proc/self/fd/{f}\", \"made\", follow_symlinks=True)"_s);
        python("mknod", u"os.mknod(\"made\", 0o104755)"_s);
        python("mknodat", u"os.mknod(\"made\", 0o104755, dir_fd=os.open(\".\", os.O_RDONLY))"_s);
        python("openat2",
            u"c.syscall(437, -100, b\"made\", (ctypes.c_uint64 * 3)(os.O_CREAT | os.O_RDWR, 0o4755, 0), 24)"_s);
        python("bits above the mode", u"c.syscall(90, b\"tool\", ctypes.c_uint64(0xffff000000004000 | 0o4755))"_s);
        python("capabilities",
            u"os.setxattr(\"tool\", \"security.capability\", bytes.fromhex(\"0100000200200000000000000000000000000000\"))"_s);
        python("capabilities of the third form",
            u"os.setxattr(\"tool\", \"security.capability\", bytes.fromhex(\"010000030020000000000000000000000000000000000000\"))"_s);
    }

    void noFileRunsWithTheRightsOfItsOwner()
    {
        QFETCH(QString, script);
        writeFile(work() + u"/tool"_s, "#!/bin/sh\n");
        const ProcessResult result = run(script);
        QVERIFY2(result.exitCode.has_value(), qPrintable(result.startError));
        QProcess look;
        look.start(u"find"_s, {work(), u"-perm"_s, u"/6000"_s});
        QVERIFY(look.waitForFinished(5000));
        QCOMPARE(look.readAllStandardOutput(), QByteArray());
        for (const QString &name : {u"tool"_s, u"made"_s, u"d/tool"_s}) {
            const QByteArray file = QFile::encodeName(work() + u'/' + name);
            QVERIFY2(::getxattr(file.constData(), "security.capability", nullptr, 0) < 0, file.constData());
            QFile::remove(QFile::decodeName(file));
        }
        QDir(work() + u"/d"_s).removeRecursively();
    }

    void setGidOfFilesIsTakenOffAfterTheCommand()
    {
        writeFile(work() + u"/old"_s, "the person's\n");
        writeFile(work() + u"/tool"_s, "#!/bin/sh\n");
        QCOMPARE(::chmod(QFile::encodeName(work() + u"/old"_s).constData(), 02755), 0);
        QTest::qWait(2100); // the look goes back two seconds
        const qint64 from = setIdLookFrom();
        const ProcessResult made =
            run(u"chmod g+s tool; mkdir -p d/e h && cp tool d/e/ && chmod 2755 d/e/tool && ln -s old link && "
                "chmod g+s d && cp tool h/ && chmod g+s h/tool && chmod 0111 h"_s);
        QVERIFY2(made.exitCode == 0, made.output().constData());
        const SetIdFiles files = clearSetIds(work(), from);
        QStringList cleared = files.cleared;
        cleared.sort();
        const bool root = ::geteuid() == 0;
        QCOMPARE(cleared,
            root ? QStringList({u"d/e/tool"_s, u"h/tool"_s, u"tool"_s}) : QStringList({u"d/e/tool"_s, u"tool"_s}));
        QCOMPARE(files.left, root ? QStringList() : QStringList{u"h"_s});
        const auto mode = [this](const QString &name) {
            struct stat status
            {
            };
            return ::stat(QFile::encodeName(work() + u'/' + name).constData(), &status) == 0 ? status.st_mode & 07777
                                                                                             : 0;
        };
        QCOMPARE(mode(u"tool"_s) & 06111U, 0111U & mode(u"tool"_s));
        QCOMPARE(mode(u"d"_s) & 02000U, 02000U);
        QCOMPARE(mode(u"old"_s), 02755U);
        ::chmod(QFile::encodeName(work() + u"/h"_s).constData(), 0755);
        for (const QString &name : {u"d"_s, u"h"_s})
            QDir(work() + u'/' + name).removeRecursively();
        for (const QString &name : {u"old"_s, u"tool"_s, u"link"_s})
            QFile::remove(work() + u'/' + name);
    }

    void honestModesGoOn()
    {
        const ProcessResult result = run(
            u"echo x > plain && chmod 755 plain && chmod +x plain && install -m 644 plain other && cp -p plain third "
            u"&& "
            "mkdir shared && chmod g+s shared && test -g shared && chmod 1777 shared && rm -r shared plain other third"_s);
        QVERIFY2(result.exitCode == 0, result.output().constData());
    }

    void processOneIsNotLimited_data()
    {
        QTest::addColumn<QString>("script");
        const auto python = [](const char *name, const QString &code) {
            QTest::newRow(name) << u"python3 -c '\nimport ctypes, os, resource, sys\nc = ctypes.CDLL(None)\n%1'"_s.arg(
                code);
        };
        QTest::newRow("prlimit") << u"prlimit --pid 1 --nofile=10:10"_s;
        QTest::newRow("renice") << u"renice -n 19 -p 1"_s;
        QTest::newRow("ionice") << u"ionice -c 3 -p 1"_s;
        QTest::newRow("taskset") << u"taskset -p 1 1"_s;
        QTest::newRow("chrt") << u"chrt -i -p 0 1"_s;
        QTest::newRow("memory") << u"(echo 1000 > /proc/1/oom_score_adj) 2>/dev/null"_s;
        QTest::newRow("memory of its thread") << u"(echo 1000 > /proc/1/task/1/oom_score_adj) 2>/dev/null"_s;
        python("of the user", u"sys.exit(c.setpriority(2, 0, 5) != 0)"_s);
        python("of its group", u"sys.exit(c.setpriority(1, 1, 5) != 0)"_s);
        python("the disk of the user", u"sys.exit(c.syscall(251, 3, os.getuid(), (3 << 13)) != 0)"_s);
        python("sched_setattr", u"sys.exit(c.syscall(314, 1, (ctypes.c_uint32 * 12)(48, 3), 0) != 0)"_s);
        python("a number with more bits",
            u"sys.exit(c.syscall(302, ctypes.c_uint64(0xf00000001), 7, (ctypes.c_uint64 * 2)(9, 9), 0) != 0)"_s);
    }

    void processOneIsNotLimited()
    {
        QFETCH(QString, script);
        if (!m_warm && !isLandlock() && script.contains(u"oom_score_adj"_s))
            return; // its process 1 ends with it
        const ProcessResult result = run(script);
        QVERIFY2(result.exitCode.has_value() && *result.exitCode != 0, result.output().constData());
    }

    void aCommandMayLimitItself()
    {
        const ProcessResult result =
            run(u"ulimit -n 100 && test $(ulimit -n) = 100 && nice -n 5 true && prlimit --nofile=50:50 true && "
                "taskset 1 true && python3 -c 'import os, resource; resource.setrlimit(resource.RLIMIT_CPU, (9, 9)); "
                "os.sched_setaffinity(os.getpid(), {min(os.sched_getaffinity(0))})' && prlimit --pid $$ > /dev/null"_s);
        QVERIFY2(result.exitCode == 0, result.output().constData());
    }

    // Whatever way a later kernel opens: what the next command would inherit is compared.
    void aDamagedSandboxIsReplaced()
    {
        if (!m_warm)
            QSKIP("none stays");
        const QString name = u"readlink /proc/self/ns/pid"_s;
        ProcessRequest request = requestFor(name + u"; sleep 307.MINE"_s);
        request.pidFile = m_folder.filePath(u"pid"_s);
        QTimer damaging;
        QObject::connect(&damaging, &QTimer::timeout, &damaging, [&] {
            QFile file(request.pidFile);
            if (processesWith(u"^sleep 307.MINE"_s).isEmpty() || !file.open(QIODevice::ReadOnly))
                return;
            damaging.stop();
            const pid_t one = pid_t(file.readAll().split(' ').first().toInt());
            const rlimit few{8, 8};
            QCOMPARE(::prlimit(one, RLIMIT_NOFILE, &few, nullptr), 0);
            ::kill(pid_t(processesWith(u"^sleep 307.MINE"_s).split('\n').first().toInt()), SIGTERM);
        });
        damaging.start(20);
        const QByteArray first = run(request).output().split('\n').first();
        const ProcessResult next = run(name + u" && test $(ulimit -n) -gt 8"_s);
        QVERIFY(!first.isEmpty() && next.exitCode == 0);
        QVERIFY(next.output().trimmed() != first);
        QCOMPARE(run(name).output(), next.output());
    }

    void theTimeLimitEndsEverything()
    {
        ProcessRequest request = requestFor(u"trap '' TERM; sleep 301.MINE & sleep 301.MINE; sleep 301.MINE"_s);
        request.timeoutMs = 500;
        QVERIFY(run(request).timedOut);
        QCOMPARE(processesWith(u"sleep 301.MINE"_s), QByteArray());
        // Asked first: who listens ends in order.
        request = requestFor(u"trap 'echo in order; exit 3' TERM; sleep 302.MINE & wait"_s);
        request.timeoutMs = 500;
        const ProcessResult asked = run(request);
        QVERIFY(asked.timedOut && !asked.exitCode);
        if (m_warm || isLandlock())
            QCOMPARE(asked.output(), QByteArray("in order\n"));
    }

    void endsAreToldApart()
    {
        QCOMPARE(run(u"exit 7"_s).exitCode, std::optional<int>(7));
        QCOMPARE(run(u"no-such-program-here"_s).exitCode, std::optional<int>(127));
        if (!m_warm)
            return; // bubblewrap answers for its command by exit codes alone
        const ProcessResult killed = run(u"kill -SEGV $$"_s);
        QCOMPARE(killed.signal, SIGSEGV);
        ProcessRequest request = requestFor({});
        request.argv = QStringList{u"/no/such/program"_s};
        QVERIFY(run(request).startError.startsWith(u"/no/such/program"_s));
        request.argv = shellArgv(u"true "_s + QString(150000, u'x'));
        QVERIFY(!run(request).startError.isEmpty());
        request.argv = shellArgv(u"true "_s + QString(300000, u'x'));
        QVERIFY(!run(request).startError.isEmpty());
        request.argv = shellArgv(u"true "_s + QString(120000, u'x'));
        QCOMPARE(run(request).exitCode, std::optional<int>(0));
    }

    void otherRightsMeanAnotherSandbox()
    {
        if (isLandlock())
            QSKIP("it has no name space of its own");
        ProcessRequest request = requestFor(u"readlink /proc/self/ns/net"_s);
        const QByteArray before = run(request).output();
        request.sandbox->network = true;
        const QByteArray with = run(request).output();
        request.sandbox->network = false;
        const QByteArray after = run(request).output();
        QVERIFY(!before.isEmpty() && !with.isEmpty() && !after.isEmpty());
        QVERIFY(before != with && after != with);
        QCOMPARE(QFileInfo(u"/proc/self/ns/net"_s).symLinkTarget().section(u'/', -1).toLatin1(), with.trimmed());
    }

    // Commands that look at everything there is, or clear away what is empty, find what is there outside.
    void nothingIsMadeInTheFolderForACommand()
    {
        const QDir::Filters all = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
        const QStringList before = QDir(work()).entryList(all, QDir::Name);
        const ProcessResult result =
            run(u"ls -A | LC_ALL=C sort; find . -not -path \"./.git*\" -type d -empty -delete"_s);
        QCOMPARE(result.exitCode, std::optional<int>(0));
        QStringList seen = QString::fromUtf8(result.output()).split(u'\n', Qt::SkipEmptyParts);
        seen.sort();
        QStringList there = before;
        there.sort();
        QCOMPARE(seen, there);
        QStringList during;
        ProcessRequest request = requestFor(u"echo up; sleep 0.2"_s);
        request.live = [&](QByteArrayView) { during = QDir(work()).entryList(all, QDir::Name); };
        QCOMPARE(run(request).exitCode, std::optional<int>(0));
        QCOMPARE(during, before);
        QCOMPARE(QDir(work()).entryList(all, QDir::Name), before);
    }

    void nestedRepositoriesAreProtectedToo()
    {
        if (isLandlock())
            QSKIP("it cannot: found by comparing");
        writeFile(work() + u"/a/b/c/.git/config"_s, "[core]\n");
        writeFile(work() + u"/sub/.git"_s, "gitdir: ../.git/modules/sub\n");
        const ProcessResult result = run(u"echo x >> a/b/c/.git/config; "
                                         "echo x > sub/.git; mv a/b/c/.git a/b/c/d; echo x > a/b/c/.git/HEAD"_s);
        QCOMPARE(result.exitCode, std::optional<int>(0));
        QCOMPARE(QFileInfo(work() + u"/a/b/c/.git/config"_s).size(), 7);
        QVERIFY(QFileInfo(work() + u"/sub/.git"_s).size() > 10);
        QDir(work() + u"/a"_s).removeRecursively();
        QDir(work() + u"/sub"_s).removeRecursively();
    }

    void hiddenFilesAreWithoutContent_data()
    {
        QTest::addColumn<QString>("script");
        for (const char *script : {"cat .env keys/server.key", "cat .e* */*.k*", "grep -rh '' .", "tar c .",
                 "cp -r . \"${TMPDIR:-/tmp}/copy\" && cat \"${TMPDIR:-/tmp}/copy/.env\"", "cat /proc/self/cwd/.env",
                 "cat \"/proc/self/root$PWD/.env\"", "cat \"$PWD/keys/../.env\"", "ln .env linked; cat linked",
                 "ln -sfn .env way; cat way; rm way", "mv .env moved; cat moved",
                 "mv keys away; cat away/server.key; mv away keys", "umount .env keys/server.key; cat .env",
                 "python3 -c 'import os; d = os.open(\".\", 0); print(os.read(os.open(\".env\", 0, dir_fd=d), 99))'",
                 "ls /.vibecoder-empty; cat /.vibecoder-empty/*", "cat closed/*"})
            QTest::newRow(script) << QString::fromLatin1(script);
    }

    void hiddenFilesAreWithoutContent()
    {
        QFETCH(QString, script);
        writeFile(work() + u"/.env"_s, "A=canary\n");
        writeFile(work() + u"/keys/server.key"_s, "canary\n");
        writeFile(work() + u"/keys/plain"_s, "seen\n");
        writeFile(work() + u"/closed/x"_s, "canary\n");
        ProcessRequest request = requestFor(script);
        request.sandbox->hidden = QStringList{u'f' + work() + u"/.env"_s, u'f' + work() + u"/keys/server.key"_s,
            u'd' + work() + u"/closed"_s, u'f' + work() + u"/gone"_s};
        const ProcessResult result = run(request);
        QVERIFY2(result.exitCode.has_value(), qPrintable(result.startError));
        QVERIFY2(!result.output().contains("canary"), result.output().constData());
        if (script.startsWith(u"grep"_s))
            QVERIFY(result.output().contains("seen"));
        if (script.startsWith(u"cat .env"_s) && !isLandlock())
            QCOMPARE(result.exitCode, std::optional<int>(0));
        // The next one sees it as it was.
        QCOMPARE(run(u"cat .env keys/server.key closed/x"_s).output(), QByteArray("A=canary\ncanary\ncanary\n"));
        for (const QString &name : {u"keys"_s, u"closed"_s})
            QVERIFY(QDir(work() + u'/' + name).removeRecursively());
        QVERIFY(QFile::remove(work() + u"/.env"_s));
    }

    // An engine that is root sees into it; the command, without capabilities, only after it has opened the folder.
    void aHiddenFileInAFolderThatTheCommandOpensStaysHidden()
    {
        if (!m_warm)
            QSKIP("what can be opened is covered where it can be mounted");
        writeFile(work() + u"/shut/.env"_s, "canary\n");
        writeFile(work() + u"/shut/deep/.env"_s, "canary\n");
        const QByteArray folder = QFile::encodeName(work() + u"/shut"_s);
        QCOMPARE(::chmod(folder.constData(), 0), 0);
        ProcessRequest request = requestFor(u"chmod 755 shut; cat shut/.env shut/deep/.env; echo over"_s);
        request.sandbox->hidden = QStringList{u'f' + work() + u"/shut/.env"_s, u'f' + work() + u"/shut/deep/.env"_s};
        const ProcessResult result = run(request);
        ::chmod(folder.constData(), 0755);
        QVERIFY(QDir(work() + u"/shut"_s).removeRecursively());
        QVERIFY2(result.output().contains("over") && !result.output().contains("canary"), result.output().constData());
    }

    void hiddenFilesCannotBeWritten()
    {
        writeFile(work() + u"/.env"_s, "A=canary\n");
        ProcessRequest request = requestFor(
            u"echo B=x >> .env; echo B=x > .env; : > .env; truncate -s 0 .env; rm -f .env; chmod 666 .env; true"_s);
        request.sandbox->hidden = QStringList{u'f' + work() + u"/.env"_s};
        QCOMPARE(run(request).exitCode, std::optional<int>(0));
        if (!isLandlock())
            QCOMPARE(run(u"cat .env"_s).output(), QByteArray("A=canary\n"));
        QFile::remove(work() + u"/.env"_s);
    }

    // Else a commit would take the empty lines for a change.
    void gitTakesAHiddenFileForUnchanged()
    {
        if (!m_warm)
            QSKIP("only where it has size and time of the real one");
        const QString folder = m_folder.filePath(u"repository"_s);
        writeFile(folder + u"/.env"_s, "A=canary\n");
        ProcessRequest request = requestFor(u"git init -q . && git config user.name a && git config user.email a@b && "
                                            "touch -d 2020-01-01 .env && git add -A && git commit -qm 1"_s);
        request.directory = folder;
        request.sandbox->workingDirectory = folder;
        const ProcessResult made = run(request);
        QVERIFY2(made.exitCode == 0, made.output().constData());
        request.sandbox->hidden = QStringList{u'f' + folder + u"/.env"_s};
        request.argv = shellArgv(u"cat .env; git status --porcelain; echo x > b; git add -A; git commit -qm 2; "
                                 "git show --stat --format= HEAD"_s);
        const ProcessResult result = run(request);
        QVERIFY2(!result.output().contains(".env") && result.output().contains("b | 1 +"), result.output().constData());
    }

    void manyFilesCanBeHidden()
    {
        const int count = isLandlock() ? 100 : 2000;
        ProcessRequest request = requestFor(u"cat many/* | tr -d '\\n'"_s);
        for (int i = 0; i < count; ++i) {
            const QString name = work() + u"/many/%1"_s.arg(i);
            writeFile(name, "canary\n");
            request.sandbox->hidden.append(u'f' + name);
        }
        const ProcessResult result = run(request);
        QVERIFY(result.exitCode.has_value() && !result.output().contains("canary"));
        if (m_warm) {
            for (int i = 0; i < 8192; ++i)
                request.sandbox->hidden.append(u"f/x/%1"_s.arg(i));
            QVERIFY(run(request).startError.contains(u"too many to hide"_s));
        }
        QVERIFY(QDir(work() + u"/many"_s).removeRecursively());
    }

    void aSocketOfTheMachineIsNotReached()
    {
        const QString path = work() + u"/s"_s;
        const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QByteArray name = QFile::encodeName(path);
        std::copy(name.begin(), name.end(), address.sun_path);
        QCOMPARE(::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
        QCOMPARE(::listen(socket.get(), 4), 0);
        ProcessRequest request = requestFor(
            // In two parts: Python 3.13 shows the source in its tracebacks.
            u"python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.connect(\"s\"); print(\"rea\" + \"ched\")'"_s);
        if (!isLandlock())
            request.sandbox->hidden = QStringList{u'f' + path};
        for (const bool network : {false, true}) {
            request.sandbox->network = network;
            const ProcessResult result = run(request);
            QVERIFY2(result.exitCode.has_value() && !result.output().contains("reached"), result.output().constData());
        }
        QFile::remove(path);
    }

    void datagramsReachNoSocketByLandlock()
    {
        if (!isLandlock())
            QSKIP("there sockets are out of sight");
        for (const bool network : {false, true}) {
            ProcessRequest request =
                requestFor(u"python3 -c 'import socket; a, b = socket.socketpair(); a.send(b\"x\"); b.recv(1)\n"
                           "for f in (lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), "
                           "lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)):\n"
                           "  try: f(); print(\"made\")\n  except PermissionError: pass'"_s);
            request.sandbox->network = network;
            const ProcessResult result = run(request);
            QVERIFY2(result.exitCode == 0 && result.output().isEmpty(), result.output().constData());
        }
    }

    void changesOfProtectedNamesAreFound()
    {
        FolderCache folders;
        const auto look = [&](const ProtectedState &before) {
            return protectedState(work(), {".git", ".vscode", ".envrc"}, before, folders, {});
        };
        const ProtectedState before = look({});
        QVERIFY(before.contains(".git/config") && before.contains(".vscode/settings.json"));
        QCOMPARE(protectedChanges(before, look(before)), QStringList());
        writeFile(work() + u"/.envrc"_s, "x");
        writeFile(work() + u"/.git/hooks/post-checkout"_s, "x");
        writeFile(work() + u"/.git/HEAD"_s, "not obeyed");
        writeFile(work() + u"/.vscode/settings.json"_s, "{ }");
        QVERIFY(QDir().rename(work() + u"/.git/hooks/pre-commit.sample"_s, work() + u"/.git/hooks/pre-push"_s));
        const ProtectedState after = look(before);
        const QStringList all{u"changed .vscode/settings.json"_s, u"created .envrc"_s,
            u"created .git/hooks/post-checkout"_s, u"created .git/hooks/pre-push"_s,
            u"removed .git/hooks/pre-commit.sample"_s};
        QCOMPARE(protectedChanges(before, after), all);
        QCOMPARE(protectedChanges(before, after, u".git"_s), all.first(2));
        QDir(work()).removeRecursively();
        makeWork();
    }

    void namesThatAreObeyedAreFoundAtAnyDepth()
    {
        const QByteArray root = QFile::encodeName(QFileInfo(work()).canonicalFilePath());
        FolderCache folders({[](QByteArrayView parent, QByteArrayView name) {
                                 return name == ".vscode" || (parent == ".github" && name == "workflows");
                             },
            [](QByteArrayView name) { return name == "node_modules"; }});
        const auto look = [&](const ProtectedState &before) {
            return protectedState(work(), {}, before, folders, repositoriesIn(root, folders));
        };
        writeFile(work() + u"/deep/a/b/c/d/e/.vscode/tasks.json"_s, "{}");
        const ProtectedState before = look({});
        QVERIFY(before.contains("deep/a/b/c/d/e/.vscode/tasks.json"));
        QCOMPARE(protectedChanges(before, look(before)), QStringList());
        writeFile(work() + u"/deep/a/b/c/d/e/.vscode/tasks.json"_s, "{ }");
        writeFile(work() + u"/deep/x/.github/workflows/ci.yml"_s, "on: push");
        writeFile(work() + u"/deep/x/workflows/ci.yml"_s, "only content");
        writeFile(work() + u"/deep/node_modules/p/.vscode/tasks.json"_s, "{}");
        QVERIFY(QFile::link(u"../elsewhere"_s, work() + u"/deep/y.vscode"_s));
        QVERIFY(QDir(work()).mkpath(u"deep/y"_s));
        QVERIFY(QFile::link(u"../elsewhere"_s, work() + u"/deep/y/.vscode"_s));
        QCOMPARE(protectedChanges(before, look(before)),
            QStringList({u"changed deep/a/b/c/d/e/.vscode/tasks.json"_s, u"created deep/x/.github/workflows"_s,
                u"created deep/x/.github/workflows/ci.yml"_s, u"created deep/y/.vscode"_s}));
        QDir(work() + u"/deep"_s).removeRecursively();
    }

    void aGrantedPathIsOpenForOneCommand()
    {
        const QString outside = m_folder.filePath(u"granted.txt"_s), fresh = m_folder.filePath(u"fresh.txt"_s);
        writeFile(outside, "secret\n");
        const QString readIt = u"cat '%1'"_s.arg(outside), writeIt = u"echo more >> '%1'"_s.arg(outside);
        QVERIFY(run(readIt).exitCode != 0);
        ProcessRequest request = requestFor(readIt);
        request.sandbox->grantedPath = outside;
        QCOMPARE(run(request).output(), QByteArray("secret\n"));
        request.argv = shellArgv(writeIt);
        QVERIFY(run(request).exitCode != 0);
        request.sandbox->grantedWrite = true;
        QCOMPARE(run(request).exitCode, std::optional<int>(0));
        QVERIFY(run(readIt).exitCode != 0);
        // What does not exist yet.
        request.argv = shellArgv(u"echo new > '%1'"_s.arg(fresh));
        request.sandbox->grantedPath = fresh;
        QCOMPARE(run(request).exitCode, std::optional<int>(0));
        QCOMPARE(QFileInfo(fresh).size(), 4);
        QVERIFY(QFile::remove(fresh));
        request.argv = shellArgv(u"true"_s);
        QCOMPARE(run(request).exitCode, std::optional<int>(0));
        QVERIFY(!QFileInfo::exists(fresh));
        // A protected name.
        request.argv = shellArgv(u"echo x > .vscode/settings.json && ! echo x > .git/config"_s);
        request.sandbox->grantedPath = work() + u"/.vscode/settings.json"_s;
        if (!isLandlock())
            QCOMPARE(run(request).exitCode, std::optional<int>(0));
    }

    // Opens, never writes.
    void noSettingOfTheKernelCanBeOpenedForWriting()
    {
        const ProcessResult result = run(u"python3 -c '\nimport os\nn = 0\nfor folder, _, files in "
                                         u"os.walk(\"/proc/sys\"):\n  for name in files:\n    n += 1\n"
                                         "    try:\n      os.close(os.open(folder + \"/\" + name, os.O_WRONLY | "
                                         "os.O_NONBLOCK)); print(folder, name)\n"
                                         "    except OSError: pass\nprint(n > 100)\n'"_s);
        QCOMPARE(result.output(), QByteArray("True\n"));
    }

    void theLossOfTheSandboxIsUnknownAndNotAResult()
    {
        ProcessRequest request = requestFor(u"sleep 303.MINE"_s);
        request.pidFile = m_folder.filePath(u"pid"_s);
        QTimer killer;
        QObject::connect(&killer, &QTimer::timeout, &killer, [&] {
            QFile file(request.pidFile);
            // The command itself: a bubblewrap that is only being set up stays as an idle process when it is orphaned.
            if (processesWith(u"^sleep 303.MINE"_s).isEmpty() || !file.open(QIODevice::ReadOnly))
                return;
            killer.stop();
            ::kill(pid_t(file.readAll().split(' ').first().toInt()), SIGKILL);
        });
        killer.start(20);
        const ProcessResult result = run(request);
        QVERIFY(result.lost);
        QVERIFY(!result.exitCode);
        QTRY_COMPARE(processesWith(u"sleep 303.MINE"_s), QByteArray());
        QCOMPARE(run(u"true"_s).exitCode, std::optional<int>(0));
    }

    void theDeathOfTheEngineEndsEverybody()
    {
        QProcess engine;
        engine.setProcessEnvironment(testing::placedIn(m_folder));
        engine.start(QStringLiteral(RUNNER_DRIVER),
            {u"held"_s,
                mine(
                    u"trap '' TERM HUP; (setsid sh -c 'trap \"\" TERM; sleep 306.MINE; sleep 306.MINE' &); sleep 306.MINE"_s),
                work()});
        QVERIFY(engine.waitForStarted(5000));
        QTRY_VERIFY_WITH_TIMEOUT(processesWith(u"^sleep 306.MINE"_s).split('\n').size() >= 2, 10000);
        ::kill(pid_t(engine.processId()), SIGKILL);
        QVERIFY(engine.waitForFinished(5000));
        QTRY_COMPARE(processesWith(u"^sleep 306.MINE"_s), QByteArray());
    }

    // bubblewrap that dies between its first two processes leaves the second one asleep for ever, deaf to TERM.
    void whatBubblewrapLeavesIsEnded_data()
    {
        QTest::addColumn<bool>("engineDies");
        QTest::newRow("the engine is gone") << true;
        QTest::newRow("bubblewrap itself is gone") << false;
    }

    void whatBubblewrapLeavesIsEnded()
    {
        QFETCH(bool, engineDies);
        if (!m_warm)
            QSKIP("none stays");
        int alive[2];
        QCOMPARE(::pipe2(alive, O_CLOEXEC), 0);
        FileDescriptor theirs(alive[0]), ours(alive[1]);
        ::fcntl(theirs.get(), F_SETFD, 0);
        QProcess launcher;
        launcher.start(launcherPath(),
            {u"start"_s, u"-1"_s, QString::number(theirs.get()), u"0"_s, u"0"_s, u"--"_s, u"/bin/sh"_s, u"-c"_s,
                mine(u"(trap '' TERM HUP INT; exec setsid sleep 308.MINE) & exec sleep 309.MINE"_s)});
        theirs.reset();
        QTRY_VERIFY(!processesWith(u"^sleep 308.MINE"_s).isEmpty() && !processesWith(u"^sleep 309.MINE"_s).isEmpty());
        if (engineDies)
            ours.reset();
        else
            ::kill(pid_t(processesWith(u"^sleep 309.MINE"_s).toInt()), SIGKILL);
        QVERIFY(launcher.waitForFinished(10000));
        QCOMPARE(processesWith(u"^sleep 30[89].MINE"_s), QByteArray());
    }

    // At any moment of a start.
    void anEngineThatDiesWhileASandboxStartsLeavesNobody()
    {
        if (isLandlock())
            QSKIP("nothing starts there");
        m_runner.endSandbox(u"test"_s);
        for (int i = 0; i < 40; ++i) {
            QProcess engine;
            engine.setProcessEnvironment(testing::placedIn(m_folder));
            engine.start(QStringLiteral(RUNNER_DRIVER), {u"held"_s, u"sleep 310"_s, work()});
            QVERIFY(engine.waitForStarted(5000));
            QTest::qWait(3 * i);
            ::kill(pid_t(engine.processId()), SIGKILL);
            QVERIFY(engine.waitForFinished(5000));
        }
        QTRY_COMPARE_WITH_TIMEOUT(processesWith(u"(launcher|bwrap).*"_s + work()), QByteArray(), 10000);
    }

    void leftOversAreFoundByTheirFile()
    {
        ProcessRequest request = requestFor(u"sleep 304.MINE"_s);
        request.pidFile = m_folder.filePath(u"pid"_s);
        QTimer ender;
        QObject::connect(&ender, &QTimer::timeout, &ender, [&] {
            if (processesWith(u"sleep 304.MINE"_s).isEmpty() || !QFile::exists(request.pidFile))
                return;
            ender.stop();
            QVERIFY(endLeftOvers(request.pidFile));
            QCOMPARE(processesWith(u"sleep 304.MINE"_s), QByteArray());
        });
        ender.start(20);
        run(request);
        QVERIFY(!ender.isActive());
    }

    void aForkBombStops()
    {
        if (::geteuid() == 0 || isLandlock())
            QSKIP("uid 0 has no limit of processes, nor has this tier");
        // Bounded by itself in case the limit does not hold.
        const ProcessResult result =
            run(u"python3 -c '\nimport os, time\nfor i in range(3000):\n  try:\n    if os.fork() == "
                "0: time.sleep(60); os._exit(0)\n  except OSError: print(i); os._exit(9)\n'"_s);
        QCOMPARE(result.exitCode, std::optional<int>(9));
        QVERIFY(result.output().trimmed().toInt() <= 512);
    }

    // A hundred every day; past the thousand, where the pool begins a new sandbox, with --full.
    void manyCommandsWithDaemonsLeaveNobody()
    {
        if (!m_warm || isLandlock())
            QSKIP("slow without a warm sandbox, and each has a name space of its own");
        const int count = qEnvironmentVariableIntValue("VIBECODER_TEST_FULL") == 1 ? 1050 : 100;
        for (int i = 0; i < count; ++i) {
            const ProcessResult result = run(u"(sleep 305.MINE &) ; setsid sleep 305.MINE & exit %1"_s.arg(i % 100));
            QCOMPARE(result.exitCode, std::optional<int>(i % 100));
            if (i % 100 == 0)
                QCOMPARE(processesWith(u"sleep 305.MINE"_s), QByteArray());
        }
        QCOMPARE(processesWith(u"sleep 305.MINE"_s), QByteArray());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    int failed = 0;
    for (const auto &[tier, warm] : {std::pair{SandboxTier::Bubblewrap, true},
             std::pair{SandboxTier::Bubblewrap, false}, std::pair{SandboxTier::Landlock, false}}) {
        SandboxTest test(tier, warm);
        failed += QTest::qExec(&test, argc, argv);
    }
    return failed;
}

#include "tst_sandbox.moc"
