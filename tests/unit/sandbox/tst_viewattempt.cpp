// SPDX-License-Identifier: MIT
// One attempt from its first command to its change set: the folder of its view, the sandbox that mounts it, the bases
// and the reader, as the run joins them.
#include "sandbox/probe.h"
#include "sandbox/processrunner.h"
#include "workspace/view/setuplayer.h"
#include "workspace/view/upperreader.h"

#include <QCoro/QCoroTask>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class ViewAttemptTest : public QObject
{
    Q_OBJECT

    ProcessRunner m_runner;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_work, m_below;
    std::unique_ptr<ViewFolder> m_view;
    std::unique_ptr<BaseBook> m_book;
    std::unique_ptr<ObjectStore> m_store;
    FileDescriptor m_lower, m_upper;
    ChangeLimits m_limits;

    void put(const QString &path, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(m_work + u'/' + path).path());
        QFile file(m_work + u'/' + path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size());
    }

    [[nodiscard]] PutContent keep()
    {
        return [this](const QByteArray &bytes) { return m_store->put(ObjectType::Blob, bytes); };
    }

    void takeUp()
    {
        m_runner.endSandbox(u"test"_s);
        m_book.reset();
        m_view.reset();
        auto view = ViewFolder::open(m_folder->filePath(u"data/views/t.1"_s), m_work, {}, m_below);
        QVERIFY2(view, view ? "" : qPrintable(view.error().message));
        m_view = std::move(*view);
        m_book = std::move(*BaseBook::open(*m_view, 1 << 20));
        m_lower = FileDescriptor(::open(QFile::encodeName(m_work).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        m_upper = std::move(*m_view->openUpper());
    }

    [[nodiscard]] std::unique_ptr<IgnoreRules> rules()
    {
        return IgnoreRulesSource(QFile::encodeName(m_work)).rules(m_lower.get(), m_upper.get());
    }

    ProcessResult run(const QString &script, int timeoutMs = 30000)
    {
        ViewMounts mounts{m_view->storage(), {}, m_view->below()};
        for (const ViewedFolder &layer : m_view->layers())
            mounts.layers.append({layer.place, layer.name});
        ProcessRequest request;
        request.argv = shellArgv(script);
        request.directory = m_work;
        request.timeoutMs = timeoutMs;
        request.sandbox = SandboxProfile{m_work, false, {}};
        request.sandbox->view = mounts;
        request.sandboxOwner = u"test"_s;
        CancelSource stop;
        const auto begin = m_book->begin();
        const auto result = QCoro::waitFor(m_runner.run(request, stop));
        if (!begin || !m_view->finishMoves())
            return {};
        const auto paths = pathsInUpper(*m_view, m_lower.get(), *rules(), m_limits);
        if (!paths || !m_book->noteNew(*paths, m_lower.get(), *begin, keep()))
            return {};
        return result ? *result : ProcessResult();
    }
    void runs(const QString &script)
    {
        const ProcessResult result = run(script);
        QVERIFY2(
            result.exitCode == 0, (script.toUtf8() + ": " + result.output() + result.startError.toUtf8()).constData());
    }

    QByteArrayList changes()
    {
        const auto set = readChanges(*m_view, m_lower.get(), *m_book, *rules(), keep(), m_limits);
        if (!set)
            return {set.error().message.toUtf8()};
        QByteArrayList found = set->problems;
        for (const Change &change : set->changes) {
            const auto text = [this](const TreeEntry &entry) {
                return S_ISREG(entry.mode) ? m_store->read(ObjectType::Blob, entry.content).value_or("?").trimmed()
                                           : QByteArray::number(entry.mode >> 12, 8);
            };
            found.append(change.path + ": " + (change.hasBase ? text(change.base) : "??") + " > " + text(change.now));
        }
        return found;
    }

    // The view becomes a layer, and a new one lies on it.
    void makeLayer()
    {
        m_runner.endSandbox(u"test"_s);
        m_book.reset();
        const QString views = m_folder->filePath(u"data/views"_s), key(64, u'a');
        const auto layer = SetupLayers::takeOver(views, key, std::move(m_view));
        QVERIFY2(layer, layer ? "" : qPrintable(layer.error().message));
        m_below = layer->upper();
        takeUp();
    }

    void setUpOnce()
    {
        runs(u"mkdir -p node_modules/m && echo m > node_modules/m/i && echo setup > a.txt && mkdir n && chmod 500 n"_s);
        makeLayer();
        runs(
            u"test \"$(cat a.txt node_modules/m/i)\" = \"$(printf 'setup\\nm')\" && test -d n && "
            "echo w > node_modules/m/j && rm node_modules/m/i && mv node_modules moved && chmod 700 n && echo y > n/y"_s);
        runs(u"test \"$(cat moved/m/j)\" = w && test \"$(ls moved/m)\" = j && test ! -e node_modules"_s);
        QByteArrayList written;
        const auto found =
            writtenFiles(*m_view, m_lower.get(), *rules(), m_limits, [](const QByteArray &) { return true; });
        QVERIFY2(found, found ? "" : qPrintable(found.error().message));
        for (const WrittenFile &file : *found)
            written.append(file.changedNs == 0 ? '-' + file.path : file.path);
        QCOMPARE(written, (QByteArrayList{"moved/m/j", "n/y", "-node_modules/m/i"}));
        QVERIFY(QFile::exists(m_below + u"/node_modules/m/i"_s) && !QFile::exists(m_below + u"/node_modules/m/j"_s));
    }

    /// Why not; else the folder and the sandbox are somebody else's from here on.
    QString workForSomebodyElse()
    {
        if (::geteuid() != 0)
            return u"only root works in the folders of others"_s;
        // The sandbox becomes that owner, who then has to find the launcher.
        for (QFileInfo folder(QStringLiteral(VIBECODER_BINARY_DIR)); !folder.isRoot(); folder.setFile(folder.path())) {
            if (!folder.permission(QFileDevice::ExeOther))
                return u"others may not pass %1, where the launcher lies"_s.arg(folder.filePath());
        }
        cleanup();
        const bool isGiven = ::chmod(QFile::encodeName(m_folder->path()).constData(), 0711) == 0 &&
                             QProcess::execute(u"chown"_s, {u"-R"_s, u"65534:65534"_s, m_work}) == 0;
        QTest::qWait(30);
        takeUp();
        return isGiven ? QString() : u"the folder could not be given away"_s;
    }

private slots:
    void init()
    {
        m_below.clear();
        if (!sandboxReport().warm)
            QSKIP(qPrintable(u"no warm sandbox here: %1 %2"_s.arg(sandboxReport().why, sandboxReport().whyNotWarm)));
        m_folder = std::make_unique<QTemporaryDir>();
        m_work = m_folder->filePath(u"work"_s);
        m_store = std::make_unique<ObjectStore>(m_folder->filePath(u"data/store"_s));
        QVERIFY(QDir().mkpath(m_work) && QDir().mkpath(m_folder->filePath(u"data"_s)) && m_store->prepare());
        put(u"a.txt"_s, "one");
        put(u"d/x"_s, "x");
        put(u"d/e/y"_s, "y");
        QTest::qWait(30);
        takeUp();
    }
    void cleanup()
    {
        m_runner.endSandbox(u"test"_s);
        m_book.reset();
        if (m_view)
            QVERIFY(m_view->remove());
        m_view.reset();
    }

    void whatCommandsChanged()
    {
        runs(
            u"echo two > a.txt; rm d/x; mkdir n; echo new > n/c; mkdir -p node_modules/m; echo m > node_modules/m/m"_s);
        const QByteArrayList expected{"a.txt: one > two", "d/x: x > 0", "n: 0 > 4", "n/c: 0 > new"};
        QCOMPARE(changes(), expected);
        takeUp();
        QCOMPARE(changes(), expected);
    }

    void aFolderThatWasRenamed()
    {
        runs(u"mv d moved && echo z > moved/z"_s);
        const QByteArrayList expected{"d: 4 > 0", "d/e: 4 > 0", "d/e/y: y > 0", "d/x: x > 0", "moved: 0 > 4",
            "moved/e: 0 > 4", "moved/e/y: 0 > y", "moved/x: 0 > x", "moved/z: 0 > z"};
        QCOMPARE(changes(), expected);
        runs(u"rm moved/z && mv moved d"_s);
        QCOMPARE(changes(), QByteArrayList());
    }

    // At any moment, also in the middle of renaming a large folder: it is there whole, under one of its names.
    void aKillWhileAFolderIsRenamed_data()
    {
        QTest::addColumn<bool>("isOurs");
        QTest::addColumn<bool>("isInLayer");
        QTest::newRow("ours") << true << false;
        QTest::newRow("of somebody else, for root") << false << false;
        QTest::newRow("of a layer") << true << true;
        QTest::newRow("of a layer, of somebody else, for root") << false << true;
    }
    void aKillWhileAFolderIsRenamed()
    {
        QFETCH(const bool, isOurs);
        QFETCH(const bool, isInLayer);
        for (int i = 0; i < 1500 && !isInLayer; ++i)
            put(u"big/%1/%2"_s.arg(i % 30).arg(i), "x");
        QTest::qWait(30);
        takeUp();
        if (!isOurs) {
            if (const QString why = workForSomebodyElse(); !why.isEmpty())
                QSKIP(qPrintable(why));
        }
        if (isInLayer) {
            runs(u"for i in $(seq 30); do mkdir -p big/$i; for j in $(seq 50); do echo x > big/$i/$j; done; done"_s);
            makeLayer();
        }
        for (int limit : {20, 90}) {
            (void)run(u"while :; do mv big big2; mv big2 big; done"_s, limit);
            takeUp();
            const ProcessResult result = run(u"find big big2 -type f 2>/dev/null | wc -l; ls -A | grep -c 'big'"_s);
            QCOMPARE(result.output().simplified(), "1500 1");
        }
    }

    void whatSetupCommandsMadeLiesBelow()
    {
        setUpOnce();
        // A sandbox that comes later finds the same.
        takeUp();
        runs(u"test \"$(cat a.txt moved/m/j)\" = \"$(printf 'setup\\nw')\""_s);
    }

    void rootWorksAsTheOwnerOfTheFolder()
    {
        if (const QString why = workForSomebodyElse(); !why.isEmpty())
            QSKIP(qPrintable(why));
        runs(u"test \"$(id -u)\" = 65534 && echo two > a.txt && mkdir n && echo c > n/c && chmod 0 n/c && chmod 0 n"_s);
        QCOMPARE(changes(), (QByteArrayList{"a.txt: one > two", "n: 0 > 4", "n/c: 0 > c"}));
        QVERIFY(m_view->remove());
        takeUp();
        setUpOnce();
    }

    // A folder of somebody else in it can be copied, but not emptied: nothing is renamed, and nothing half removed.
    void aFolderOfAThirdIsNotRenamed()
    {
        if (QStandardPaths::findExecutable(u"perl"_s).isEmpty())
            QSKIP("perl is not installed, which renames and does nothing else where that fails");
        if (const QString why = workForSomebodyElse(); !why.isEmpty())
            QSKIP(qPrintable(why));
        for (const char *name : {"/d/e", "/d/e/y"})
            QCOMPARE(::chown(QFile::encodeName(m_work + QLatin1String(name)).constData(), 0, 0), 0);
        runs(u"perl -e 'exit(rename(\"d\", \"n\") || !$!{EXDEV})' && cat d/x d/e/y && test ! -e n"_s);
        QCOMPARE(changes(), QByteArrayList());
        runs(u"rm a.txt; perl -e 'exit(!rename(\"d/x\", \"x\"))'"_s);
        QCOMPARE(changes(), (QByteArrayList{"a.txt: one > 0", "d/x: x > 0", "x: 0 > x"}));
    }
};

QTEST_GUILESS_MAIN(ViewAttemptTest)

#include "tst_viewattempt.moc"
