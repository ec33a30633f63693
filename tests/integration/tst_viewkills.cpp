// SPDX-License-Identifier: MIT
// One history, ended at every step of its way: around the commands of an attempt in a view, while it goes back to a
// kept state, while its changes are applied and while they are taken back. What comes out is what comes out of it
// undisturbed.
#include "core/result/resultapply.h"
#include "core/result/resultundo.h"
#include "core/view/attemptview.h"
#include "core/view/viewreturn.h"
#include "integration/historytree.h"
#include "sandbox/probe.h"
#include "sandbox/processrunner.h"
#include "workspace/border/changesetstore.h"

#include <QCoro/QCoroTask>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace histories;
using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

enum class Where { Nowhere, View, Return, Apply, Undo };

/// What a history leaves.
struct Left
{
    Tree shown, afterReturn, applied, undone;
    QString set, setAfterReturn;
    bool operator==(const Left &) const = default;
};

class Story
{
public:
    Story(ProcessRunner &runner, Where where, int number)
        : m_runner(runner)
        , m_where(where)
        , m_number(number)
        , m_base(QFileInfo(m_folder.path()).canonicalFilePath())
        , m_location{m_base + u"/store.db"_s}
    {
        for (const char *path : {"a.txt", "d/x", "d/e/y", "f/z", "g/only", "h.txt"})
            put(QString::fromLatin1(path), QByteArray(path) + "\n1\n2\n3\n4\n5\n");
        letTimePass();
        open();
    }
    ~Story() { close(); }
    Q_DISABLE_COPY_MOVE(Story)

    bool wasKilled = false;
    QByteArray wrong;

    Left run()
    {
        Left left;
        command(
            u"set -e; printf 'two\\n' >> a.txt; rm d/x; mv f moved; rm -rf g; mkdir g; echo n > g/new; chmod 700 h.txt"_s);
        const QString kept = keep();
        command(u"set -e; rm -rf d; echo again > a.txt; echo more > more; mv moved f; ln -s a.txt link"_s);
        left.shown = shownNow();
        left.set = keep();
        goBack(kept);
        left.afterReturn = shownNow();
        left.setAfterReturn = keep();
        put(u"h.txt"_s, "hers\n1\n2\n3\n4\n5\n");
        letTimePass();
        apply();
        left.applied = readTree(root().toUtf8());
        undo();
        left.undone = readTree(root().toUtf8());
        return left;
    }

private:
    [[nodiscard]] QString root() const { return m_base + u"/w"_s; }
    void put(const QString &path, const QByteArray &bytes) const
    {
        QDir().mkpath(QFileInfo(root() + u'/' + path).path());
        QFile file(root() + u'/' + path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
    }
    static void letTimePass() { ::usleep(30000); }
    void is(bool right, const QByteArray &what)
    {
        if (!right)
            wrong += what + '\n';
    }

    void open()
    {
        auto view = AttemptView::open(AttemptView::folderOf(m_location, u"t"_s, 1), root(), {});
        if (!view)
            qFatal("%s", qPrintable(view.error().message));
        m_view = std::move(*view);
        m_store = std::move(*ResultStore::open(m_location, u"t"_s, 1));
        m_target = std::move(*Workspace::open(root()));
    }
    void close()
    {
        m_runner.endSandbox(u"t"_s);
        m_target.reset();
        m_store.reset();
        m_view.reset();
    }
    /// The process ends here and another one takes the attempt up.
    bool point()
    {
        if (m_where != Where::View || ++m_points != m_number)
            return false;
        wasKilled = true;
        close();
        open();
        return true;
    }
    /// `work` with steps, ended at the wanted one in a child.
    void interrupted(Where where, const std::function<void(const ApplyStep &)> &work)
    {
        if (m_where != where)
            return;
        const pid_t child = ::fork();
        if (child == 0) {
            work([this](int step) {
                if (step == m_number)
                    ::_exit(9);
            });
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        wasKilled = WIFEXITED(status) && WEXITSTATUS(status) == 9;
    }

    [[nodiscard]] SandboxProfile profile() const
    {
        SandboxProfile profile;
        profile.workingDirectory = root();
        profile.view = m_view->mounts();
        return profile;
    }
    void command(const QString &script)
    {
        (void)point();
        is(m_view->begin().has_value(), "begin");
        if (point())
            is(m_view->begin().has_value(), "begin again");
        ProcessRequest request;
        request.argv = shellArgv(u"umask 022; "_s + script);
        request.directory = root();
        request.sandbox = profile();
        request.sandboxOwner = u"t"_s;
        const auto result = QCoro::waitFor(m_runner.run(request, m_stop));
        is(result && result->exitCode == 0, result ? result->output() : "no command");
        if (!point())
            is(m_view->end().has_value(), "end");
        (void)point();
    }
    QString keep()
    {
        Result<ChangeSet> set = m_view->changes();
        if (point())
            set = m_view->changes();
        is(set && set->problems.isEmpty(), "changes");
        const Result<QString> tree = keepChangeSet(m_view->objects(), set.value_or(ChangeSet()), u"kept"_s);
        is(tree.has_value(), "keep");
        (void)point();
        return tree.value_or(QString());
    }
    [[nodiscard]] Tree shownNow() const
    {
        return shown(readUpper((m_view->folder().storage() + u"/0/upper"_s).toUtf8()), readTree(root().toUtf8()));
    }
    void goBack(const QString &tree)
    {
        const auto now = m_view->changes(), wanted = loadChangeSet(m_view->objects(), tree);
        is(now && wanted, "two sets");
        const auto back = [&](const ApplyStep &step = {}) {
            return returnTo(
                m_view->shown(), *m_view, now.value_or(ChangeSet()), wanted.value_or(ChangeSet()), step);
        };
        const auto inMount = [&](const std::function<void()> &work) {
            is(m_view->begin().has_value(), "begin");
            auto opened = QCoro::waitFor(m_runner.openView(profile(), u"t"_s, m_stop));
            is(opened.has_value(), "no mount");
            m_view->shown().show(std::move(*opened));
            work();
            m_view->shown().hide();
        };
        if (m_where == Where::Return) {
            inMount([&] {
                interrupted(Where::Return,
                    [&](const ApplyStep &step) { (void)back(step); });
            });
            close();
            open();
        }
        inMount([&] {
            const auto left = back();
            is(left && left->isEmpty(), left ? "something stays" : left.error().message.toUtf8());
        });
        is(m_view->end().has_value(), "end");
    }
    void apply()
    {
        const ChangeSet set = m_view->changes().value_or(ChangeSet());
        const auto work = [&](const ApplyStep &step) {
            ApplyOptions options;
            options.step = step;
            return applyResult(m_view->folder(), *m_store, *m_target, set, options);
        };
        interrupted(Where::Apply, [&](const ApplyStep &step) { (void)work(step); });
        const auto done = work({});
        is(done && done->applied, "not applied");
    }
    void undo()
    {
        const auto work = [&](const ApplyStep &step) {
            UndoOptions options;
            options.step = step;
            return undoResult(m_view->folder(), *m_store, *m_target, options);
        };
        interrupted(Where::Undo, [&](const ApplyStep &step) { (void)work(step); });
        const auto done = work({});
        is(done ? done->undone : done.error().code == ErrorCode::NotFound, "not undone");
    }

    ProcessRunner &m_runner;
    Where m_where;
    int m_number, m_points = 0;
    QTemporaryDir m_folder;
    QString m_base;
    StoreLocation m_location;
    CancelSource m_stop;
    std::unique_ptr<AttemptView> m_view;
    std::unique_ptr<ResultStore> m_store;
    std::unique_ptr<Workspace> m_target;
};

class ViewKillsTest : public QObject
{
    Q_OBJECT

    ProcessRunner m_runner;

private slots:
    void initTestCase()
    {
        if (!sandboxReport().warm)
            QSKIP(qPrintable(u"no views here: %1 %2"_s.arg(sandboxReport().why, sandboxReport().whyNotWarm)));
        ::umask(022);
    }

    void sameAsUndisturbed_data()
    {
        QTest::addColumn<int>("where");
        QTest::newRow("view") << int(Where::View);
        QTest::newRow("return") << int(Where::Return);
        QTest::newRow("apply") << int(Where::Apply);
        QTest::newRow("undo") << int(Where::Undo);
    }
    void sameAsUndisturbed()
    {
        QFETCH(const int, where);
        Story undisturbed(m_runner, Where::Nowhere, 0);
        const Left shall = undisturbed.run();
        QCOMPARE(undisturbed.wrong, QByteArray());
        QVERIFY(shall.applied != shall.undone && shall.shown != shall.afterReturn);
        int number = 0;
        for (bool more = true; more;) {
            Story story(m_runner, Where(where), ++number);
            const Left left = story.run();
            QVERIFY2(story.wrong.isEmpty(), ("at " + QByteArray::number(number) + ": " + story.wrong).constData());
            const QByteArray differs = difference(left.shown, shall.shown) +
                                       difference(left.afterReturn, shall.afterReturn) +
                                       difference(left.applied, shall.applied) + difference(left.undone, shall.undone);
            QVERIFY2(differs.isEmpty(), ("at " + QByteArray::number(number) + ":\n" + differs).constData());
            QVERIFY2(left == shall, ("another set at " + QByteArray::number(number)).constData());
            more = story.wasKilled;
        }
        qInfo("%d steps", number - 1);
        QVERIFY(number > 5);
    }
};

} // namespace

QTEST_GUILESS_MAIN(ViewKillsTest)
#include "tst_viewkills.moc"
