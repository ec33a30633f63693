// SPDX-License-Identifier: MIT
// The view as commands and tools of the engine meet it: the person's folder is never written, what was written is there
// for the next one, and what the person saves in between is seen.
#include "base/filedescriptor.h"
#include "base/processid.h"
#include "sandbox/probe.h"
#include "sandbox/processrunner.h"

#include <QCoro/QCoroTask>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

void put(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(bytes);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

QByteArray contentAt(int folder, const char *name)
{
    const FileDescriptor file(::openat(folder, name, O_RDONLY | O_CLOEXEC));
    QByteArray bytes(4096, Qt::Uninitialized);
    const ssize_t length = file.isOpen() ? ::read(file.get(), bytes.data(), size_t(bytes.size())) : -1;
    return length < 0 ? QByteArray("(none)") : bytes.first(length);
}

// Names, kinds, sizes, times and contents: what a write of any kind changes.
QByteArray stateOf(const QString &folder)
{
    QProcess look;
    look.setWorkingDirectory(folder);
    look.start(
        u"sh"_s, {u"-c"_s, u"find . -printf '%p %y %m %s %T@ %C@ %l\\n' | sort; find . -type f | sort | xargs cat"_s});
    return look.waitForFinished() && look.exitCode() == 0 ? look.readAllStandardOutput() : QByteArray();
}

bool isWhiteout(const QString &path)
{
    struct stat st
    {
    };
    return ::lstat(QFile::encodeName(path).constData(), &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == 0;
}

} // namespace

class ViewMountTest : public QObject
{
    Q_OBJECT

    ProcessRunner m_runner;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_work, m_storage, m_below, m_owner = u"test"_s;

    void make(const QString &name = u"work"_s)
    {
        m_runner.endSandbox(u"test"_s);
        m_folder = std::make_unique<QTemporaryDir>();
        m_work = m_folder->filePath(name);
        m_below.clear();
        m_owner = u"test"_s;
        QVERIFY(QDir().mkpath(m_work));
        makeStorage(u"storage"_s);
        put(m_work + u"/a.txt"_s, "one\n");
        put(m_work + u"/src/b.txt"_s, "b\n");
        put(m_work + u"/.git/config"_s, "[core]\n");
    }

    void makeStorage(const QString &name)
    {
        m_storage = m_folder->filePath(name);
        QVERIFY(QDir().mkpath(m_storage + u"/0/upper"_s) && QDir().mkpath(m_storage + u"/0/work"_s));
    }

    // What the script writes lies below what later commands write.
    void makeLayer(const QString &script)
    {
        runs(script);
        m_runner.endSandbox(m_owner);
        QVERIFY(QDir().rename(m_storage, m_folder->filePath(u"setup"_s)));
        m_below = m_folder->filePath(u"setup/0/upper"_s);
        makeStorage(u"storage"_s);
    }
    void makeUsualLayer()
    {
        put(m_work + u"/old/was.txt"_s, "was\n");
        put(m_work + u"/src/deep/c.txt"_s, "c\n");
        makeLayer(u"set -e; mkdir -p node_modules/m; echo m > node_modules/m/i.js; ln -s m node_modules/l; "
                  "echo setup > a.txt; rm src/b.txt; echo made > src/made.txt; rm -r old; mkdir old; "
                  "echo new > old/new.txt"_s);
        QVERIFY(isWhiteout(m_below + u"/src/b.txt"_s));
    }

    [[nodiscard]] SandboxProfile profile() const
    {
        SandboxProfile profile{m_work, false, {}};
        profile.protectedNames = QStringList{u".git"_s, u".envrc"_s};
        profile.view = ViewMounts{m_storage, {{m_work, u"0"_s}}, m_below};
        return profile;
    }

    ProcessResult run(const QString &script, const std::optional<QByteArrayList> &traced = {})
    {
        ProcessRequest request;
        request.traced = traced;
        request.argv = shellArgv(script);
        request.directory = m_work;
        request.timeoutMs = 30000;
        request.sandbox = profile();
        request.sandboxOwner = m_owner;
        CancelSource stop;
        const auto result = QCoro::waitFor(m_runner.run(request, stop));
        return result ? *result : ProcessResult();
    }
    void runs(const QString &script)
    {
        const ProcessResult result = run(script);
        QVERIFY2(
            result.exitCode == 0, (script.toUtf8() + ": " + result.output() + result.startError.toUtf8()).constData());
    }
    FileDescriptor opened()
    {
        CancelSource stop;
        auto result = QCoro::waitFor(m_runner.openView(profile(), m_owner, stop));
        return result ? std::move(*result) : FileDescriptor();
    }

private slots:
    void init()
    {
        if (!sandboxReport().warm)
            QSKIP(qPrintable(u"no warm sandbox here: %1 %2"_s.arg(sandboxReport().why, sandboxReport().whyNotWarm)));
        make();
    }

    void whatACommandWritesStaysInTheView()
    {
        runs(u"echo two > a.txt; rm src/b.txt; mkdir n; echo new > n/c.txt; echo x >> .git/config; echo x > .envrc"_s);
        QCOMPARE(contentOf(m_work + u"/a.txt"_s), "one\n");
        QCOMPARE(contentOf(m_work + u"/src/b.txt"_s), "b\n");
        QCOMPARE(contentOf(m_work + u"/.git/config"_s), "[core]\n");
        QVERIFY(!QFile::exists(m_work + u"/n"_s) && !QFile::exists(m_work + u"/.envrc"_s));
        QCOMPARE(contentOf(m_storage + u"/0/upper/a.txt"_s), "two\n");
        runs(u"test \"$(cat a.txt)\" = two; test ! -e src/b.txt; test \"$(cat n/c.txt)\" = new; test \"$PWD\" = '%1'"_s
                 .arg(m_work));
    }

    void whatACommandOpensIsTold()
    {
        put(m_work + u"/src/run.sh"_s, "echo ran\n");
        put(m_work + u"/src/direct"_s, "#!/bin/sh\ncat \"$1\"\n");
        put(m_work + u"/deep/c.txt"_s, "c\n");
        put(m_work + u"/untraced/d.txt"_s, "d\n");
        QVERIFY(
            QFile::setPermissions(m_work + u"/src/direct"_s, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QVERIFY(QFile::link(u"../deep/c.txt"_s, m_work + u"/src/link.txt"_s));
        const QByteArrayList folders{"", "src", "deep", "gone"};
        const ProcessResult result = run(
            u"ls -R . >/dev/null; stat a.txt >/dev/null; sh src/run.sh; src/direct src/link.txt; (cat src/b.txt &); "
            "cat untraced/d.txt; echo new > made.txt; wait; sleep 0.2"_s,
            folders);
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.opened);
        QCOMPARE(result.opened->why, QString());
        QCOMPARE(
            result.opened->paths, (QByteArrayList{"deep/c.txt", "made.txt", "src/b.txt", "src/direct", "src/run.sh"}));
        // The next one is not watched, and a command that hides something is.
        QVERIFY(!run(u"cat a.txt"_s).opened);
    }

    // More than the kernel keeps for somebody who does not read.
    void manyOpeningsAreTold()
    {
        QByteArrayList names;
        for (int i = 0; i < 300; ++i) {
            names.append("many/f" + QByteArray::number(i));
            put(m_work + u'/' + QString::fromLatin1(names.constLast()), "x");
        }
        const ProcessResult result =
            run(u"i=0; while [ $i -lt 150 ]; do cat many/* many/* >/dev/null; i=$((i+1)); done"_s,
                QByteArrayList{"", "many"});
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.opened && result.opened->why.isEmpty());
        std::sort(names.begin(), names.end());
        QCOMPARE(result.opened->paths, names);
    }

    void whatCannotBeWatchedRunsAllTheSame()
    {
        const ProcessResult result = run(u"cat a.txt"_s, QByteArrayList());
        QCOMPARE(result.output(), "one\n");
        QVERIFY(result.opened && !result.opened->why.isEmpty());
        QByteArrayList tooMany;
        for (int i = 0; i <= vc_traced_max; ++i)
            tooMany.append("f" + QByteArray::number(i));
        const ProcessResult other = run(u"cat a.txt"_s, tooMany);
        QCOMPARE(other.output(), "one\n");
        QVERIFY(other.opened && !other.opened->why.isEmpty());
    }

    void whatThePersonSavesIsSeenByTheNextCommand()
    {
        runs(u"cat a.txt src/b.txt; test ! -e later.txt"_s);
        put(m_work + u"/a.new"_s, "saved\n");
        QVERIFY(::rename(QFile::encodeName(m_work + u"/a.new"_s).constData(),
                    QFile::encodeName(m_work + u"/a.txt"_s).constData()) == 0);
        put(m_work + u"/later.txt"_s, "later\n");
        QVERIFY(QFile::remove(m_work + u"/src/b.txt"_s));
        runs(u"set -e; test \"$(cat a.txt)\" = saved; test \"$(cat later.txt)\" = later; test ! -e src/b.txt"_s);
    }

    // Between two commands: for a tool of the engine that is no reason to fail.
    void aSandboxThatWasKilledIsReplaced()
    {
        ProcessRequest request;
        request.argv = shellArgv(u"echo here"_s);
        request.directory = m_work;
        request.sandbox = profile();
        request.sandboxOwner = u"test"_s;
        request.pidFile = m_folder->filePath(u"pid"_s);
        pid_t pid = 0;
        request.live = [&](QByteArrayView) {
            QFile file(request.pidFile);
            if (file.open(QIODevice::ReadOnly))
                pid = pid_t(file.readAll().split(' ').first().toInt());
        };
        CancelSource stop;
        QVERIFY(QCoro::waitFor(m_runner.run(request, stop)));
        QVERIFY(pid > 1);
        const ProcessId processOne = ProcessId::of(pid);
        QCOMPARE(::kill(pid, SIGKILL), 0);
        // No event loop runs here that could tell the runner of it.
        for (int i = 0; i < 500 && isAlive(processOne); ++i)
            ::usleep(10000);
        QVERIFY(opened().isOpen());
        runs(u"test -e a.txt"_s);
    }

    void theStorageIsOutOfReach()
    {
        runs(u"test -z \"$(ls -A /.vibecoder-view)\" && ! touch /.vibecoder-view/x && ! umount /.vibecoder-view && "
             "! ls '%1'"_s.arg(m_storage));
        // Nor the folder itself, beneath the view.
        const ProcessResult result = run(u"umount '%1'; umount -l '%1'; echo x > a.txt"_s.arg(m_work));
        QVERIFY(result.exitCode.has_value());
        QCOMPARE(contentOf(m_work + u"/a.txt"_s), "one\n");
    }

    void aToolOfTheEngineReadsAndWritesInTheView()
    {
        runs(u"echo two > a.txt"_s);
        {
            const FileDescriptor view = opened();
            QVERIFY(view.isOpen());
            QCOMPARE(contentAt(view.get(), "a.txt"), "two\n");
            const FileDescriptor file(::openat(view.get(), "src/b.txt", O_WRONLY | O_TRUNC | O_CLOEXEC));
            QVERIFY(file.isOpen() && ::write(file.get(), "tool\n", 5) == 5);
            QCOMPARE(::renameat(view.get(), "a.txt", view.get(), "z.txt"), 0);
            QCOMPARE(::mkdirat(view.get(), "made", 0755), 0);
        }
        runs(u"set -e; test \"$(cat src/b.txt)\" = tool; test \"$(cat z.txt)\" = two; test ! -e a.txt; test -d made"_s);
        QCOMPARE(contentOf(m_work + u"/src/b.txt"_s), "b\n");
        QCOMPARE(contentOf(m_work + u"/a.txt"_s), "one\n");
    }

    void theViewSurvivesItsSandbox()
    {
        runs(u"echo two > a.txt"_s);
        m_runner.endSandbox(u"test"_s);
        runs(u"test \"$(cat a.txt)\" = two"_s);
        m_runner.endSandbox(u"test"_s);
        const FileDescriptor view = opened();
        QCOMPARE(contentAt(view.get(), "a.txt"), "two\n");
    }

    void namesWithEveryCharacter_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"a,b", "a:b", "a\\b", "a b", "a=b,lowerdir=/", "\xc3\xbc\xe4\xbd\xa0", "-o", "a\nb"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void namesWithEveryCharacter()
    {
        QFETCH(QString, name);
        make(name);
        runs(u"echo two > a.txt"_s);
        QCOMPARE(contentOf(m_work + u"/a.txt"_s), "one\n");
        QCOMPARE(contentOf(m_storage + u"/0/upper/a.txt"_s), "two\n");
    }

    // An overlay refuses what works everywhere else; the mover does it.
    void foldersOfThePersonAreRenamed_data()
    {
        QTest::addColumn<QString>("script");
        for (const char *script : {"python3 -c 'import os; os.rename(\"src\", \"lib\")'", "mv -T src lib",
                 "cd src && python3 -c 'import os; os.rename(\"../src\", \"../lib\")'",
                 "python3 -c 'import os; os.rename(os.path.abspath(\"src/\"), os.path.abspath(\"lib\"))'",
                 "python3 -c 'import os; a=os.open(\".\", os.O_RDONLY); os.rename(\"src\", \"lib\", src_dir_fd=a, "
                 "dst_dir_fd=a)'",
                 "mkdir lib && python3 -c 'import os; os.rename(\"src\", \"lib\")'",
                 "mkdir new && python3 -c 'import os; os.rename(\"src\", \"new/x\"); os.rename(\"new/x\", \"lib\")'"})
            QTest::newRow(script) << QString::fromLatin1(script);
    }
    void foldersOfThePersonAreRenamed()
    {
        QFETCH(QString, script);
        put(m_work + u"/src/deep/er/c.txt"_s, "c\n");
        QVERIFY(QFile::link(u"b.txt"_s, m_work + u"/src/link"_s));
        QFile::setPermissions(m_work + u"/src/b.txt"_s, QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner);
        runs(script);
        runs(u"set -e; test ! -e src; test \"$(cat lib/b.txt)\" = b; test \"$(cat lib/deep/er/c.txt)\" = c; "
             "test \"$(readlink lib/link)\" = b.txt; test -x lib/b.txt; test -z \"$(ls -A | grep moving || true)\""_s);
        QCOMPARE(contentOf(m_work + u"/src/deep/er/c.txt"_s), "c\n");
        QVERIFY(!QFile::exists(m_work + u"/lib"_s));
        QCOMPARE(contentOf(m_storage + u"/moving"_s), QByteArray());
    }

    void whatCannotBeRenamedFailsAsEverywhere()
    {
        put(m_work + u"/full/x"_s, "x\n");
        runs(u"python3 - <<'END'\nimport errno, os\n"
             "def why(*a):\n    try:\n        os.rename(*a)\n        return 0\n    except OSError as e:\n        "
             "return e.errno\n"
             "assert why('src', 'full') == errno.ENOTEMPTY\nassert why('src', 'src/in') == errno.EINVAL\n"
             "assert why('src', 'a.txt') == errno.ENOTDIR\nassert why('none', 'x') == errno.ENOENT\n"
             "assert why('src', '/tmp/src') == errno.EXDEV\nassert why('src', 'no/where') == errno.ENOENT\nEND\n"_s);
        runs(u"test -f src/b.txt && test -f full/x"_s);
    }

    void nobodyIsLeftOver()
    {
        QCOMPARE(run(u"mv src lib"_s).leftOvers, 0);
        QCOMPARE(run(u"true"_s).leftOvers, 0);
        QCOMPARE(run(u"sleep 100 & true"_s).leftOvers, 1);
    }

    void gitMovesFolders()
    {
        runs(u"set -e; rm -rf .git; git init -q; git config user.email a@b; git config user.name a; git add -A; "
             "git commit -qm one; git mv src lib; git commit -qm two; git checkout -q HEAD~1; test -f src/b.txt; "
             "git checkout -q -; test -f lib/b.txt"_s);
    }

    void severalFoldersHaveViews()
    {
        const QString around = m_folder->filePath(u"around"_s);
        put(around + u"/HEAD"_s, "ref\n");
        QVERIFY(QDir().mkpath(m_storage + u"/1/upper"_s) && QDir().mkpath(m_storage + u"/1/work"_s));
        SandboxProfile both = profile();
        both.around = QStringList{around};
        both.view->layers.append({around, u"1"_s});
        ProcessRequest request;
        request.argv = shellArgv(u"echo changed > '%1/HEAD' && echo two > a.txt"_s.arg(around));
        request.directory = m_work;
        request.sandbox = both;
        request.sandboxOwner = u"test"_s;
        CancelSource stop;
        const auto result = QCoro::waitFor(m_runner.run(request, stop));
        QVERIFY2(result && result->exitCode == 0, result ? result->output().constData() : "");
        QCOMPARE(contentOf(around + u"/HEAD"_s), "ref\n");
        QCOMPARE(contentOf(m_storage + u"/1/upper/HEAD"_s), "changed\n");
    }

    // In a sandbox that stays, and in one for a single command.
    void aLayerLiesBetween_data()
    {
        QTest::addColumn<QString>("owner");
        QTest::newRow("stays") << u"test"_s;
        QTest::newRow("once") << QString();
    }
    void aLayerLiesBetween()
    {
        QFETCH(QString, owner);
        makeUsualLayer();
        m_owner = owner;
        runs(u"set -e; test \"$(cat node_modules/l/i.js)\" = m; test \"$(cat a.txt)\" = setup; test ! -e src/b.txt; "
             "test \"$(cat src/made.txt src/deep/c.txt)\" = \"$(printf 'made\\nc')\"; test \"$(ls old)\" = new.txt"_s);
        put(m_work + u"/later.txt"_s, "later\n");
        runs(u"test \"$(cat later.txt)\" = later"_s);
        const FileDescriptor view = opened();
        QCOMPARE(contentAt(view.get(), "a.txt"), "setup\n");
        QCOMPARE(contentAt(view.get(), "src/b.txt"), "(none)");
        QCOMPARE(contentAt(view.get(), "later.txt"), "later\n");
    }

    void aLayerStaysAsItIs()
    {
        makeUsualLayer();
        const QByteArray before = stateOf(m_below);
        QVERIFY(before.contains("i.js"));
        runs(u"set -e; echo x >> node_modules/m/i.js; rm a.txt; echo back > src/b.txt; rm src/made.txt; rm -r old; "
             "chmod 700 src; touch -d 2001-01-01 src/deep/c.txt"_s);
        const QString upper = m_storage + u"/0/upper/"_s;
        QCOMPARE(contentOf(upper + u"node_modules/m/i.js"_s), "m\nx\n");
        QCOMPARE(contentOf(upper + u"src/b.txt"_s), "back\n");
        for (const QString &name : {u"a.txt"_s, u"src/made.txt"_s, u"old"_s})
            QVERIFY2(isWhiteout(upper + name), qPrintable(name));
        runs(u"set -e; test ! -e a.txt; test ! -e src/made.txt; test ! -e old; test \"$(cat src/b.txt)\" = back; "
             "test \"$(cat node_modules/m/i.js)\" = \"$(printf 'm\\nx')\"; rm -r node_modules; mkdir node_modules"_s);
        runs(u"test -z \"$(ls -A node_modules)\""_s);
        {
            const FileDescriptor view = opened();
            QCOMPARE(::renameat(view.get(), "src/deep/c.txt", view.get(), "c.txt"), 0);
        }
        QCOMPARE(stateOf(m_below), before);
        QCOMPARE(contentOf(m_work + u"/a.txt"_s), "one\n");
        QCOMPARE(contentOf(m_work + u"/old/was.txt"_s), "was\n");
    }

    // Of the layer alone, of the person's with files of the layer in it, and one that hides the person's.
    void foldersOfALayerAreRenamed()
    {
        makeUsualLayer();
        const QByteArray before = stateOf(m_below);
        for (int i = 0; i < 2; ++i) {
            runs(u"set -e; mv -T node_modules moved; mv -T src lib; mv -T old older; test ! -e node_modules; "
                 "test ! -e src; test ! -e old"_s);
            runs(u"set -e; test \"$(cat moved/l/i.js)\" = m; test \"$(ls older)\" = new.txt; "
                 "test \"$(cat lib/made.txt lib/deep/c.txt)\" = \"$(printf 'made\\nc')\"; test ! -e lib/b.txt; "
                 "mv -T moved node_modules; mv -T lib src; mv -T older old"_s);
            runs(u"set -e; test \"$(cat node_modules/m/i.js)\" = m; test \"$(ls old)\" = new.txt; test ! -e moved; "
                 "test \"$(ls src)\" = \"$(printf 'deep\\nmade.txt')\""_s);
        }
        QCOMPARE(stateOf(m_below), before);
        QVERIFY(QFile::exists(m_work + u"/src/b.txt"_s));
    }

    void aLayerIsOutOfReach()
    {
        makeUsualLayer();
        const QByteArray before = stateOf(m_below);
        runs(u"test -z \"$(ls -A /.vibecoder-below)\" && ! touch /.vibecoder-below/x && ! umount /.vibecoder-below && "
             "! umount -l /.vibecoder-below && ! ls '%1' && ! ls '%2' && "
             "! ls /proc/1/root/.vibecoder-below/a.txt && test -z \"$(ls -A /.vibecoder-view)\""_s.arg(
                 m_below, m_folder->filePath(u"setup"_s)));
        // Nor may process 1 write to it.
        QVERIFY(warmSetup(profile(), lookAtMachine(profile()))
                    .bubblewrap.join(u' ')
                    .contains(u" --ro-bind %1 /.vibecoder-below "_s.arg(m_below)));
        QCOMPARE(stateOf(m_below), before);
    }

    void manyViewsUseALayerAtOnce()
    {
        makeUsualLayer();
        const QByteArray before = stateOf(m_below);
        const FileDescriptor first = opened();
        QVERIFY(first.isOpen());
        makeStorage(u"storage2"_s);
        m_owner = u"other"_s;
        runs(u"set -e; test \"$(cat a.txt)\" = setup; echo two > a.txt; rm -r node_modules"_s);
        QCOMPARE(contentAt(first.get(), "a.txt"), "setup\n");
        QCOMPARE(contentAt(first.get(), "node_modules/m/i.js"), "m\n");
        const FileDescriptor file(::openat(first.get(), "a.txt", O_WRONLY | O_TRUNC | O_CLOEXEC));
        QVERIFY(file.isOpen() && ::write(file.get(), "first\n", 6) == 6);
        runs(u"test \"$(cat a.txt)\" = two"_s);
        QCOMPARE(stateOf(m_below), before);
        m_runner.endSandbox(m_owner);
    }
};

QTEST_GUILESS_MAIN(ViewMountTest)

#include "tst_viewmount.moc"
