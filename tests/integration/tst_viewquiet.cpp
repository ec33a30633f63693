// SPDX-License-Identifier: MIT
// Attempts that fail, that deliver a patch or that are killed at any time write nothing at all into the person's folder:
// the kernel is asked (inotify), not the result. 20 runs every day, 100 with VIBECODER_TEST_FULL=1;
// VIBECODER_TEST_SEED: the first one.
#include "integration/modelscript.h"
#include "integration/runharness.h"
#include "sandbox/probe.h"

#include <QDirIterator>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <sys/inotify.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace modelscript;

namespace {

constexpr quint32 kWrites = IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVED_FROM | IN_MOVED_TO |
                            IN_MOVE_SELF | IN_CLOSE_WRITE;
const QMap<QString, QString> kHeld{{u"VIBECODER_SANDBOX"_s, u"bubblewrap"_s}};

class Watch
{
public:
    explicit Watch(const QString &root)
        : m_fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
    {
        add(root);
        QDirIterator it(root, QDir::AllDirs | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
        while (it.hasNext())
            add(it.next());
    }
    ~Watch() { ::close(m_fd); }
    Q_DISABLE_COPY_MOVE(Watch)

    /// What was written since the last call, one name a line.
    QByteArray seen() const
    {
        QByteArray text;
        alignas(inotify_event) char bytes[65536];
        for (ssize_t length = ::read(m_fd, bytes, sizeof bytes); length > 0;
             length = ::read(m_fd, bytes, sizeof bytes)) {
            for (ssize_t at = 0; at < length;) {
                const auto *event = reinterpret_cast<const inotify_event *>(bytes + at);
                text += m_names.value(event->wd) + '/' + (event->len > 0 ? event->name : "") + ' ' +
                        QByteArray::number(event->mask, 16) + '\n';
                at += ssize_t(sizeof *event) + event->len;
            }
        }
        return text;
    }
    [[nodiscard]] qsizetype folders() const { return m_names.size(); }

private:
    void add(const QString &folder)
    {
        const int watch = ::inotify_add_watch(m_fd, folder.toUtf8().constData(), kWrites | IN_ONLYDIR);
        if (watch >= 0)
            m_names.insert(watch, folder.toUtf8());
    }

    int m_fd;
    QHash<int, QByteArray> m_names;
};

} // namespace

class ViewQuietTest : public QObject
{
    Q_OBJECT

    static QByteArray git(const QString &folder, const QStringList &arguments)
    {
        QProcess process;
        process.setWorkingDirectory(folder);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GIT_CONFIG_GLOBAL"_s, u"/dev/null"_s);
        // Else git itself writes the index when it looks.
        environment.insert(u"GIT_OPTIONAL_LOCKS"_s, u"0"_s);
        process.setProcessEnvironment(environment);
        process.start(u"git"_s,
            QStringList{u"-c"_s, u"user.name=a"_s, u"-c"_s, u"user.email=a@example.com"_s} + arguments);
        return process.waitForFinished(30000) ? process.readAllStandardOutput() : "git did not end";
    }

private slots:
    void initTestCase()
    {
        if (!vibecoder::sandboxReport().warm)
            QSKIP(qPrintable(
                u"no views here: %1 %2"_s.arg(vibecoder::sandboxReport().why, vibecoder::sandboxReport().whyNotWarm)));
    }

    void nothingIsWritten()
    {
        RunHarness harness;
        harness.write(u"a.txt"_s, "one\n");
        harness.write(u"src/deep/b.txt"_s, "b\n");
        harness.write(u"tests/check.sh"_s, "grep -q never a.txt\n", true);
        harness.write(u"work.sh"_s,
            "echo more >> a.txt; mkdir -p made/deep; echo x > made/deep/x; mv src source; rm -f source/deep/b.txt\n"
            "chmod 600 a.txt; touch tests/check.sh; git add -A; git commit -qm attempt; git stash -q || true\n",
            true);
        harness.write(u".gitignore"_s, "ignored/\n");
        harness.write(u"ignored/cache"_s, "c\n");
        git(harness.project(), {u"init"_s, u"-q"_s});
        git(harness.project(), {u"add"_s, u"."_s});
        git(harness.project(), {u"commit"_s, u"-q"_s, u"-m"_s, u"one"_s});
        harness.write(u"hers.txt"_s, "not added\n");
        const QByteArray status = git(harness.project(), {u"status"_s, u"--porcelain"_s});
        const QByteArray before = harness.treeDigest();
        harness.startModel({turn({replace(u"a.txt"_s, u"one"_s, u"two"_s), create(u"new/f.txt"_s, u"f\n"_s)}),
            turn({bash(u"sh work.sh"_s)}), turn({finish()})});
        const Watch watch(harness.project());
        QVERIFY(watch.folders() > 5);

        const bool full = qEnvironmentVariableIsSet("VIBECODER_TEST_FULL");
        const bool given = qEnvironmentVariableIsSet("VIBECODER_TEST_SEED");
        const quint32 first = given ? qgetenv("VIBECODER_TEST_SEED").toUInt()
                              : full ? QRandomGenerator::global()->generate() % 1000000
                                     : 1;
        const int rounds = full ? 100 : 20;
        qInfo("seeds %u to %u", first, first + quint32(rounds) - 1);
        int killed = 0;
        for (int round = 0; round < rounds; ++round) {
            QRandomGenerator random(first + quint32(round));
            const bool patch = random.bounded(3) == 0, kill = random.bounded(2) == 0;
            const QByteArray more = QByteArray("isolation: view\nmax_iterations: 1\n") +
                                    (patch ? "deliver: patch\n" : "") + "labels: [r" + QByteArray::number(round) + "]\n";
            const QString task = harness.writeTask({patch ? u"true"_s : u"sh tests/check.sh"_s}, more);
            const auto run = harness.start({u"run"_s, task, u"--yes"_s, u"-q"_s}, kHeld);
            // Long enough for some to come to their end.
            if (kill && !run->waitForFinished(random.bounded(250))) {
                ++killed;
                run->kill();
            }
            QVERIFY(run->state() == QProcess::NotRunning || run->waitForFinished(60000));
            const QByteArray wrote = watch.seen();
            QVERIFY2(wrote.isEmpty(), ("VIBECODER_TEST_SEED=" + QByteArray::number(first + quint32(round)) + '\n' +
                                          wrote + run->readAllStandardError())
                                          .constData());
        }
        QVERIFY2(killed > 0, "no run was killed in time");
        // Sandboxes of killed runs end by themselves.
        QTest::qWait(200);
        QCOMPARE(watch.seen(), QByteArray());
        QCOMPARE(harness.treeDigest(), before);
        QCOMPARE(git(harness.project(), {u"status"_s, u"--porcelain"_s}), status);
        harness.write(u"a.txt"_s, "hers\n");
        QVERIFY2(!watch.seen().isEmpty(), "the watch sees nothing at all");
    }
};

QTEST_GUILESS_MAIN(ViewQuietTest)
#include "tst_viewquiet.moc"
