// SPDX-License-Identifier: MIT
// Checkpoints: going back gives the same tree after any edits, also when the process is killed on the way, and nothing
// of the working directory or of HOME takes part.
#include "unit/workspace/workspacetesting.h"
#include "workspace/checkpoint/checkpoints.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

// Everything below a folder, told independently of the code under test: type, permissions, content, links unfollowed.
QMap<QByteArray, QByteArray> everythingIn(const QByteArray &folder, const QByteArray &relative = {})
{
    QMap<QByteArray, QByteArray> all;
    const QDir dir(QString::fromUtf8(folder + '/' + relative));
    const QStringList names =
        dir.entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Unsorted);
    for (const QString &name : names) {
        const QByteArray path = (relative.isEmpty() ? QByteArray() : relative + '/') + name.toUtf8();
        const QByteArray full = folder + '/' + path;
        struct stat st
        {
        };
        if (::lstat(full.constData(), &st) != 0)
            continue;
        QByteArray told = QByteArray::number(S_ISLNK(st.st_mode) ? S_IFLNK : st.st_mode, 8) + ' ';
        if (S_ISLNK(st.st_mode)) {
            char target[4096];
            told += QByteArray(target, ::readlink(full.constData(), target, sizeof target));
        } else if (S_ISREG(st.st_mode)) {
            QFile file(QString::fromUtf8(full));
            (void)file.open(QIODevice::ReadOnly);
            told += file.readAll();
        }
        all.insert(path, told);
        if (S_ISDIR(st.st_mode))
            all.insert(everythingIn(folder, path));
    }
    return all;
}

// Edits at random, with what breaks naive tools: CRLF, empty folders, links, modes, names in Chinese, with newlines and
// with bytes that mean something to git.
class Editor
{
public:
    Editor(QByteArray root, quint32 seed)
        : m_root(std::move(root))
        , m_random(seed)
    {
    }

    void edit(int times)
    {
        for (int i = 0; i < times; ++i)
            editOnce();
    }

private:
    QByteArray name()
    {
        static const QByteArrayList names{"a.txt", "b.py", "sub", "目录", "文件.txt", "with space", "new\nline",
            "-dash", "x.bin", ".gitattributes", ".gitignore", ".hidden", "crlf.txt", "quote\"d", "a-b", "Sub"};
        return names.at(m_random.bounded(names.size()));
    }
    QByteArray existing(bool folder)
    {
        QByteArrayList found;
        const auto all = everythingIn(m_root);
        for (auto it = all.cbegin(); it != all.cend(); ++it) {
            if (it.value().startsWith("4") == folder)
                found.append(it.key());
        }
        if (folder)
            found.append(QByteArray());
        return found.isEmpty() ? QByteArray() : found.at(m_random.bounded(found.size()));
    }
    QByteArray full(const QByteArray &path) const { return path.isEmpty() ? m_root : m_root + '/' + path; }
    QByteArray fresh()
    {
        const QByteArray folder = existing(true);
        return full((folder.isEmpty() ? QByteArray() : folder + '/') + name());
    }
    void write(const QByteArray &path)
    {
        static const QByteArrayList contents{"one\ntwo\n", "one\r\ntwo\r\n", "", "no end",
            QByteArray("\xff\xfe\0 binary", 10), "* filter=evil\n", "$Id$\n", "中文\n"};
        const int fd = ::open(path.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644);
        if (fd < 0)
            return;
        const QByteArray bytes =
            contents.at(m_random.bounded(contents.size())) + QByteArray::number(m_random.bounded(9));
        (void)!::write(fd, bytes.constData(), size_t(bytes.size()));
        ::close(fd);
    }
    void editOnce()
    {
        switch (m_random.bounded(9)) {
        case 0:
        case 1:
            write(fresh());
            break;
        case 2:
            ::mkdir(fresh().constData(), 0755);
            break;
        case 3:
            ::symlink(m_random.bounded(2) ? "../outside" : "a.txt", fresh().constData());
            break;
        case 4:
            ::rename(full(existing(m_random.bounded(3) == 0)).constData(), fresh().constData());
            break;
        case 5:
            if (const QByteArray path = existing(false); !path.isEmpty())
                ::unlink(full(path).constData());
            break;
        case 6:
            if (const QByteArray path = existing(true); !path.isEmpty())
                QDir(QString::fromUtf8(full(path))).removeRecursively();
            break;
        case 7: {
            static const mode_t modes[] = {0644, 0755, 0600, 0444, 0700, 0555, 0664};
            static const mode_t folderModes[] = {0755, 0700, 0555, 0775, 0500, 0711, 0777};
            const bool folder = m_random.bounded(3) == 0;
            const QByteArray path = existing(folder);
            // By itself: g++ 12 with -fsanitize=null takes the generator for a null pointer inside the condition.
            const int choice = m_random.bounded(7);
            struct stat st
            {
            };
            // Not through a link: that would change what lies outside.
            if (!path.isEmpty() && ::lstat(full(path).constData(), &st) == 0 && !S_ISLNK(st.st_mode))
                ::chmod(full(path).constData(), (folder ? folderModes : modes)[choice]);
            break;
        }
        default:
            if (const QByteArray path = existing(false); !path.isEmpty())
                write(full(path));
        }
    }

    QByteArray m_root;
    QRandomGenerator m_random;
};

// The first difference, in words; empty when the trees are equal.
QByteArray difference(const QMap<QByteArray, QByteArray> &a, const QMap<QByteArray, QByteArray> &b)
{
    QMap<QByteArray, QByteArray> all = a;
    all.insert(b);
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        if (a.value(it.key()) != b.value(it.key()))
            return it.key() + ": '" + a.value(it.key(), "absent") + "' and '" + b.value(it.key(), "absent") + '\'';
    }
    return {};
}

struct Place : Scratch
{
    Place() { store = std::move(*CheckpointStore::open(at(u"store"_s), at(u"w"_s))); }

    [[nodiscard]] QByteArray root() const { return at(u"w"_s).toUtf8(); }
    [[nodiscard]] QMap<QByteArray, QByteArray> tree() const { return everythingIn(root()); }
    QString take(const QString &name)
    {
        const auto taken = store->take(*workspace, name, limits);
        if (!taken)
            qFatal("%s", qPrintable(taken.error().message));
        return taken->tree;
    }
    Result<RestorePlan> goBack(const QString &tree, const std::function<void(int)> &step = {})
    {
        VC_CHECK(store->openUp(*workspace, u"t"_s));
        VC_TRY(RestorePlan plan, store->plan(*workspace, tree, limits));
        VC_CHECK(store->restore(*workspace, plan, step));
        return plan;
    }

    std::unique_ptr<CheckpointStore> store;
    CheckpointLimits limits;
};

QByteArray runGit(const Place &place, const QStringList &arguments)
{
    QProcess git;
    git.setWorkingDirectory(place.base);
    git.start(u"git"_s, QStringList{u"--git-dir"_s, place.store->folder()} + arguments);
    git.waitForFinished(30000);
    return git.readAllStandardOutput() + git.readAllStandardError();
}

} // namespace

class CheckpointsTest : public QObject
{
    Q_OBJECT

private slots:
    void goingBackAfterRandomEditsGivesTheSameTree()
    {
        for (quint32 seed = 1; seed <= 200; ++seed) {
            Place place;
            Editor editor(place.root(), seed);
            editor.edit(25);
            const auto before = place.tree();
            const QString first = place.take(u"t-a1-c0"_s);
            editor.edit(25);
            const auto after = place.tree();
            const QString second = place.take(u"t-a1-c1"_s);
            const auto back = place.goBack(first);
            QVERIFY2(back, back ? "" : qPrintable(u"seed %1: %2"_s.arg(seed).arg(back.error().message)));
            QCOMPARE(difference(place.tree(), before), QByteArray());
            QCOMPARE(place.store->digest(*place.workspace, place.limits).value_or(QString()), first);
            QCOMPARE(first == second, before == after);
            // And forward again: going back is undoable.
            QVERIFY(place.goBack(second));
            QCOMPARE(difference(place.tree(), after), QByteArray());
            QCOMPARE(place.store->digest(*place.workspace, place.limits).value_or(QString()), second);
        }
    }

    void killedOnTheWayAndRunAgainItIsComplete()
    {
        int kills = 0;
        for (quint32 seed = 1; seed <= 12; ++seed) {
            bool finished = false;
            for (int at = 1; !finished && at < 300; at += 1 + at / 6) {
                Place place;
                Editor editor(place.root(), seed);
                editor.edit(20);
                const auto wanted = place.tree();
                const QString tree = place.take(u"t-a1-c0"_s);
                editor.edit(30);
                place.take(u"t-a1-c1"_s);
                const pid_t child = ::fork();
                if (child == 0) {
                    const auto done = place.goBack(tree, [at](int step) {
                        if (step == at)
                            ::kill(::getpid(), SIGKILL);
                    });
                    ::_exit(done ? 0 : 1);
                }
                int status = 0;
                ::waitpid(child, &status, 0);
                finished = WIFEXITED(status);
                if (finished)
                    QCOMPARE(WEXITSTATUS(status), 0);
                else
                    ++kills;
                const auto again = place.goBack(tree);
                QVERIFY2(again, again ? "" : qPrintable(again.error().message));
                QCOMPARE(difference(place.tree(), wanted), QByteArray());
            }
            QVERIFY(finished);
        }
        QVERIFY2(kills > 60, qPrintable(QString::number(kills)));
    }

    void nothingOfTheWorkingDirectoryOrOfHomeTakesPart()
    {
        Place place;
        const QByteArray evil = place.at(u"evil"_s).toUtf8();
        const QByteArray run = "touch " + evil;
        QDir(place.base).mkpath(u"home/.config/git"_s);
        const QByteArray config = "[core]\n\tfsmonitor = \"" + run + "\"\n\thooksPath = " + place.root() +
                                  "/hooks\n[filter \"evil\"]\n\tclean = \"" + run + "; cat\"\n\tsmudge = \"" + run +
                                  "; cat\"\n\trequired = true\n[diff \"evil\"]\n\ttextconv = \"" + run + "; cat\"\n";
        place.put(u"home/.gitconfig"_s, config);
        place.put(u"home/.config/git/config"_s, config);
        const QByteArray home = qgetenv("HOME");
        qputenv("HOME", place.at(u"home"_s).toUtf8());
        QProcess git;
        git.start(u"git"_s, {u"init"_s, u"-q"_s, place.at(u"w"_s)});
        QVERIFY(git.waitForFinished(10000));
        place.put(u"w/.git/config"_s, config);
        for (const char *hook : {"pre-commit", "post-checkout", "post-index-change", "reference-transaction"}) {
            for (const QString &folder : {u"w/hooks/"_s, u"w/.git/hooks/"_s}) {
                place.put(folder + QLatin1StringView(hook), "#!/bin/sh\n" + run + "\n");
                QFile::setPermissions(place.at(folder + QLatin1StringView(hook)), QFile::Permissions(0x7755));
            }
        }
        place.put(u"w/.gitattributes"_s, "* filter=evil diff=evil text eol=crlf working-tree-encoding=UTF-16 ident\n");
        place.put(u"w/.gitignore"_s, "*\n");
        place.put(u"w/.gitmodules"_s, "[submodule \"x\"]\n\tpath = sub\n\turl = ext::sh -c \"" + run + "\"\n");
        place.put(u"w/a.txt"_s, "one\r\n$Id$\n");
        const auto repository = everythingIn(place.root() + "/.git");
        const auto before = place.tree();
        const QString tree = place.take(u"t-a1-c0"_s);
        place.put(u"w/a.txt"_s, "two\n");
        place.put(u"w/.gitattributes"_s, "");
        const QString second = place.take(u"t-a1-c1"_s);
        QList<TreeChange> changes;
        QVERIFY(place.store->diff(*place.store->load(tree), *place.store->load(second), changes));
        QCOMPARE(changes.size(), 2);
        QVERIFY(place.goBack(tree));
        qputenv("HOME", home);
        QCOMPARE(place.tree(), before);
        QCOMPARE(everythingIn(place.root() + "/.git"), repository);
        QVERIFY(!QFile::exists(QString::fromUtf8(evil)));
    }

    void whatIsNotCoveredIsNamedAndLeftAlone()
    {
        Place place;
        place.limits.maxFileBytes = 1000;
        place.put(u"w/a.txt"_s, "a");
        place.put(u"w/large.dat"_s, QByteArray(1001, 'x'));
        place.put(u"w/node_modules/m/i.js"_s, "m");
        place.put(u"w/.venv/x"_s, "m");
        place.put(u"w/inner/.git/HEAD"_s, "ref");
        place.put(u"w/inner/code.txt"_s, "inner");
        place.put(u"w/sub/.git"_s, "gitdir: ../x"); // a submodule
        place.put(u"w/sub/code.txt"_s, "inner");
        QCOMPARE(::mkfifo(place.at(u"w/pipe"_s).toUtf8().constData(), 0600), 0);
        const auto taken = place.store->take(*place.workspace, u"t-a1-c0"_s, place.limits);
        QVERIFY(taken);
        QStringList named;
        for (const NotCovered &one : taken->notCovered)
            named.append(one.path + u' ' + toWire(one.reason));
        QCOMPARE(named, (QStringList{u"inner/ repository"_s, u"large.dat large"_s, u"pipe special"_s,
                            u"sub/ repository"_s, u".venv/ generated"_s, u"node_modules/ generated"_s}));
        QCOMPARE(taken->files, 1);
        for (const char *file : {"w/large.dat", "w/node_modules/m/i.js", "w/inner/code.txt", "w/sub/new.txt"})
            place.put(QString::fromLatin1(file), "changed");
        place.put(u"w/a.txt"_s, "b");
        place.put(u"w/made/node_modules/x"_s, "m"); // what lies around it must stay
        place.limits.maxFileBytes = 5;
        const auto plan = place.goBack(taken->tree);
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message));
        QCOMPARE(plan->leftAlone, QStringList{u"made/"_s});
        QCOMPARE(place.get(u"w/a.txt"_s), QByteArray("a"));
        for (const char *file : {"w/large.dat", "w/node_modules/m/i.js", "w/inner/code.txt", "w/sub/new.txt"})
            QCOMPARE(place.get(QString::fromLatin1(file)), QByteArray("changed"));
        QCOMPARE(place.get(u"w/made/node_modules/x"_s), QByteArray("m"));
    }

    void aFileInTheWayOfSomethingNotCoveredIsLeftAlone()
    {
        Place place;
        place.limits.maxFileBytes = 100;
        place.put(u"w/grows.txt"_s, "small");
        place.put(u"w/out"_s, "a file");
        const QString tree = place.take(u"t-a1-c0"_s);
        place.put(u"w/grows.txt"_s, QByteArray(200, 'x'));
        QFile::remove(place.at(u"w/out"_s));
        place.put(u"w/out/node_modules/x"_s, "m");
        const auto plan = place.goBack(tree);
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message));
        QCOMPARE(plan->leftAlone, (QStringList{u"grows.txt"_s, u"out"_s}));
        QCOMPARE(place.get(u"w/grows.txt"_s), QByteArray(200, 'x'));
        QCOMPARE(place.get(u"w/out/node_modules/x"_s), QByteArray("m"));
    }

    void aRepositoryMadeMeanwhileDoesNotHideItsFolder()
    {
        Place place;
        place.put(u"w/src/a.txt"_s, "a");
        const QString tree = place.take(u"t-a1-c0"_s);
        place.put(u"w/src/.git/HEAD"_s, "ref");
        place.put(u"w/src/a.txt"_s, "b");
        QVERIFY(place.goBack(tree));
        QCOMPARE(place.get(u"w/src/a.txt"_s), QByteArray("a"));
        QCOMPARE(place.get(u"w/src/.git/HEAD"_s), QByteArray("ref"));
    }

    void linksThatWerePlantedLeadNowhere()
    {
        Place place;
        place.put(u"w/d/a.txt"_s, "a");
        place.put(u"w/f.txt"_s, "f");
        place.put(u"outside/a.txt"_s, "theirs");
        place.put(u"outside/f.txt"_s, "theirs");
        const QString tree = place.take(u"t-a1-c0"_s);
        QDir(place.at(u"w/d"_s)).removeRecursively();
        QFile::remove(place.at(u"w/f.txt"_s));
        place.link("../outside", u"w/d"_s);
        place.link("../outside/f.txt", u"w/f.txt"_s);
        QVERIFY(place.goBack(tree));
        QCOMPARE(place.get(u"w/d/a.txt"_s), QByteArray("a"));
        QCOMPARE(place.get(u"w/f.txt"_s), QByteArray("f"));
        QCOMPARE(place.get(u"outside/a.txt"_s), QByteArray("theirs"));
        QCOMPARE(place.get(u"outside/f.txt"_s), QByteArray("theirs"));
        QCOMPARE(place.names(u"outside"_s).size(), 2);
    }

    void aHardLinkOutsideKeepsItsContentAndPermissions()
    {
        Place place;
        place.put(u"outside/o.txt"_s, "theirs");
        place.put(u"w/h.txt"_s, "mine");
        const QString first = place.take(u"t-a1-c0"_s);
        QFile::remove(place.at(u"w/h.txt"_s));
        QCOMPARE(
            ::link(place.at(u"outside/o.txt"_s).toUtf8().constData(), place.at(u"w/h.txt"_s).toUtf8().constData()), 0);
        QVERIFY(place.goBack(first));
        QCOMPARE(place.get(u"outside/o.txt"_s), QByteArray("theirs"));
        QFile::remove(place.at(u"w/h.txt"_s));
        QCOMPARE(
            ::link(place.at(u"outside/o.txt"_s).toUtf8().constData(), place.at(u"w/h.txt"_s).toUtf8().constData()), 0);
        const QString linked = place.take(u"t-a1-c1"_s);
        ::chmod(place.at(u"outside/o.txt"_s).toUtf8().constData(), 0640);
        QVERIFY(place.goBack(linked));
        QCOMPARE(place.info(u"outside/o.txt"_s).st_mode & 0777, 0640u);
        QCOMPARE(place.info(u"w/h.txt"_s).st_mode & 0777, 0644u);
    }

    void whatWasMadeUnreadableComesBack()
    {
        Place place;
        place.put(u"w/d/e/a.txt"_s, "a");
        place.put(u"w/f.txt"_s, "f");
        const QString tree = place.take(u"t-a1-c0"_s);
        const auto before = place.tree();
        place.put(u"w/f.txt"_s, "g");
        QList<WrittenPath> written;
        for (const char *path : {"f.txt", "d/e/a.txt", "d/e", "d"}) {
            ::chmod(place.at(u"w/"_s + QString::fromLatin1(path)).toUtf8().constData(), 0);
            const bool folder = QByteArray(path).back() != 't';
            written.append({path, {}, {uint(folder ? S_IFDIR : S_IFREG), {}}});
        }
        QVERIFY(place.store->noteWritten(u"t"_s, written));
        const auto back = place.goBack(tree);
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QCOMPARE(back->leftAlone, QStringList());
        QCOMPARE(difference(place.tree(), before), QByteArray());
    }

    // A small disk of its own, in a process of its own: its mounts end with it.
    void onAFullDiskTheReasonIsNamedAndNothingStays()
    {
        if (::geteuid() != 0)
            QSKIP("only root can make a small disk");
        Place place;
        QRandomGenerator random(7);
        for (int i = 0; i < 3; ++i) {
            QByteArray noise(4 * 1024 * 1024, Qt::Uninitialized);
            random.fillRange(reinterpret_cast<quint32 *>(noise.data()), noise.size() / 4);
            place.put(u"w/%1.bin"_s.arg(i), noise);
        }
        place.put(u"w/small.txt"_s, "small");
        const QString disk = place.at(u"disk"_s);
        QDir().mkpath(disk);
        const pid_t child = ::fork();
        if (child == 0) {
            if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
                ::mount("tmpfs", disk.toUtf8().constData(), "tmpfs", 0, "size=8m") != 0)
                ::_exit(77);
            const auto store = std::move(*CheckpointStore::open(disk, place.at(u"w"_s)));
            const auto taken = store->take(*place.workspace, u"t-a1-c0"_s, place.limits);
            if (taken || !taken.error().message.contains(u"disk is full"_s) || !taken.error().message.contains(disk))
                ::_exit(1);
            if (store->use().bytes != 0 || store->use().roots != 0)
                ::_exit(2);
            // What there is room for is kept, and kept whole.
            for (int i = 0; i < 3; ++i)
                QFile::remove(place.at(u"w/%1.bin"_s.arg(i)));
            const auto small = store->take(*place.workspace, u"t-a1-c0"_s, place.limits);
            ::_exit(small && store->load(small->tree) ? 0 : 3);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        if (WEXITSTATUS(status) == 77)
            QSKIP("no file system can be mounted here");
        QCOMPARE(status, 0);
    }

    void whatAKilledCheckpointLeftIsRemovedByTheNextOne()
    {
        Place place;
        place.put(u"w/a.txt"_s, "a");
        const QString half = place.store->folder() + u"/objects/new-abcdefghijkl"_s;
        const QString older = place.store->folder() + u"/new-abcdefghijkl"_s;
        const QString fresh = place.store->folder() + u"/new-mnopqrstuvwx"_s; // of somebody who is at it now
        for (const QString &name : {half, older, fresh}) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("half") == 4 && file.flush());
            if (name == older)
                QVERIFY(
                    file.setFileTime(QDateTime::currentDateTime().addSecs(-600), QFileDevice::FileModificationTime));
        }
        (void)place.take(u"t-a1-c0"_s);
        QVERIFY(!QFile::exists(half));
        QVERIFY(!QFile::exists(older));
        QVERIFY(QFile::exists(fresh));
    }

    void missingAndDamagedPartsAreRefusedBeforeAnythingChanges()
    {
        for (const bool damaged : {false, true}) {
            Place place;
            place.put(u"w/a.txt"_s, "first");
            place.put(u"w/b.txt"_s, "first b");
            const QString tree = place.take(u"t-a1-c0"_s);
            place.put(u"w/a.txt"_s, "second");
            place.put(u"w/b.txt"_s, "second b");
            const auto before = place.tree();
            const QString hex = QString::fromLatin1(ObjectStore::idOf(ObjectType::Blob, "first b").toHex());
            const QString object = place.store->folder() + u"/objects/"_s + hex.left(2) + u'/' + hex.mid(2);
            QVERIFY(QFile::exists(object));
            if (damaged) {
                QFile file(object);
                QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(10));
                file.write("\x55");
            } else {
                QFile::remove(object);
            }
            const auto plan = place.goBack(tree);
            QVERIFY(!plan);
            QCOMPARE(plan.error().code, ErrorCode::NotFound);
            QCOMPARE(place.tree(), before);
        }
    }

    void aChangeSinceThePlanIsAConflict()
    {
        Place place;
        place.put(u"w/a.txt"_s, "first");
        const QString tree = place.take(u"t-a1-c0"_s);
        place.put(u"w/a.txt"_s, "second");
        auto plan = place.store->plan(*place.workspace, tree, place.limits);
        QVERIFY(plan);
        place.put(u"w/a.txt"_s, "a third, from elsewhere");
        const auto done = place.store->restore(*place.workspace, *plan);
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Conflict);
        QCOMPARE(place.get(u"w/a.txt"_s), QByteArray("a third, from elsewhere"));
    }

    void pruningKeepsWhatIsStillNamed()
    {
        Place place;
        place.put(u"w/a.txt"_s, "first");
        place.put(u"w/same/b.txt"_s, "same");
        const QString first = place.take(u"t-a1-c0"_s);
        place.put(u"w/a.txt"_s, "second");
        const QString second = place.take(u"t-a1-c1"_s);
        const auto left = place.store->prune({u"t-a1-c0"_s});
        QVERIFY(left && *left > 0);
        QCOMPARE(place.store->use().roots, 1);
        QVERIFY(!place.store->plan(*place.workspace, first, place.limits));
        place.put(u"w/same/b.txt"_s, "other");
        QVERIFY(place.goBack(second));
        QCOMPARE(place.get(u"w/same/b.txt"_s), QByteArray("same"));
        // What was swept is stored anew when it comes back.
        place.put(u"w/a.txt"_s, "first");
        place.take(u"t-a1-c2"_s);
        place.put(u"w/a.txt"_s, "third");
        QVERIFY(place.goBack(first));
        QCOMPARE(place.get(u"w/a.txt"_s), QByteArray("first"));
        QCOMPARE(place.store->prune({u"t-a1-c1"_s, u"t-a1-c2"_s}).value_or(-1), 0);
    }

    void gitCanReadTheStore()
    {
        if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
            QSKIP("git is not installed");
        Place place;
        place.put(u"w/a.txt"_s, "first\r\n");
        place.put(u"w/目录/文件.txt"_s, "中文\n");
        place.put(u"w/a-b/x"_s, "x");
        place.put(u"w/a/x"_s, "x");
        QDir(place.base).mkpath(u"w/empty"_s);
        place.link("a.txt", u"w/link"_s);
        const QString tree = place.take(u"t-a1-c0"_s);
        QCOMPARE(runGit(place, {u"fsck"_s, u"--strict"_s, u"--full"_s}),
            QByteArray("notice: HEAD points to an unborn branch (none)\n"));
        QCOMPARE(runGit(place, {u"rev-parse"_s, u"refs/checkpoints/t-a1-c0"_s}).trimmed(), tree.toLatin1());
        QCOMPARE(runGit(place, {u"cat-file"_s, u"blob"_s, tree + u":files/目录/文件.txt"_s}), QByteArray("中文\n"));
        const QByteArray listed = runGit(place, {u"ls-tree"_s, u"-r"_s, u"-t"_s, u"--name-only"_s, u"-z"_s, tree});
        QVERIFY2(listed.contains("files/empty") && listed.contains("files/link"), listed.constData());
    }

    void theDiffAppliesWithGit()
    {
        if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
            QSKIP("git is not installed");
        for (quint32 seed = 1; seed <= 20; ++seed) {
            Place place;
            Editor editor(place.root(), seed);
            editor.edit(20);
            const QString first = place.take(u"t-a1-c0"_s);
            editor.edit(20);
            const QString second = place.take(u"t-a1-c1"_s);
            QList<TreeChange> changes;
            const auto patch = place.store->diff(*place.store->load(first), *place.store->load(second), changes);
            QVERIFY(patch);
            if (patch->isEmpty() || patch->contains("Binary files differ"))
                continue;
            QVERIFY(place.goBack(first));
            QProcess git;
            git.setWorkingDirectory(place.at(u"w"_s));
            git.start(u"git"_s, {u"apply"_s, u"--unsafe-paths"_s, u"-"_s});
            git.write(*patch);
            git.closeWriteChannel();
            QVERIFY(git.waitForFinished(10000));
            const QByteArray problem = git.readAllStandardError();
            QVERIFY2(git.exitCode() == 0, ("seed " + QByteArray::number(seed) + ": " + problem + *patch).constData());
        }
    }

    void aWriteThatLeavesSizeAndTimeAsTheyWereIsSeen()
    {
        Place place;
        place.put(u"w/a.txt"_s, "one");
        QTest::qWait(80); // the first look may rely on its stamp
        const QString first = place.take(u"t-a1-c0"_s);
        const struct stat st = place.info(u"w/a.txt"_s);
        place.put(u"w/a.txt"_s, "two");
        const timespec times[2] = {st.st_atim, st.st_mtim};
        QCOMPARE(::utimensat(AT_FDCWD, place.at(u"w/a.txt"_s).toUtf8().constData(), times, 0), 0);
        QVERIFY(place.take(u"t-a1-c1"_s) != first);
    }

    void tooLargeIsSaidAndStoresNothing()
    {
        Place place;
        place.put(u"w/a.txt"_s, QByteArray(100, 'x'));
        place.limits.maxTotalBytes = 50;
        const auto taken = place.store->take(*place.workspace, u"t-a1-c0"_s, place.limits);
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::Unavailable);
        QCOMPARE(place.store->use().bytes, 0);
    }
};

QTEST_GUILESS_MAIN(CheckpointsTest)
#include "tst_checkpoints.moc"
