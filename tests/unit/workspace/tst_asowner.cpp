// SPDX-License-Identifier: MIT
// Root in a mount whose name space knows one person alone, as the sandbox makes it for the view of her folder.
#include "viewtesting.h"
#include "workspace/asowner.h"
#include "workspace/fileprimitives.h"
#include "workspace/openchild.h"
#include "workspace/view/ownfiles.h"

#include <QTest>

#include <fcntl.h>
#include <future>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

constexpr uid_t kUser = 23456;
constexpr gid_t kGroup = 23457;

/// Of the thread that calls it.
std::pair<int, int> idsNow()
{
    return {::setfsuid(uid_t(-1)), ::setfsgid(gid_t(-1))};
}

/// A child that is the person and keeps her view mounted; root reaches it by descriptor.
class MountedView
{
    Q_DISABLE_COPY_MOVE(MountedView)

public:
    explicit MountedView(const ViewFolder &view)
    {
        int ready[2], over[2];
        if (::pipe2(ready, O_CLOEXEC) != 0 || ::pipe2(over, O_CLOEXEC) != 0)
            return;
        m_child = ::fork();
        if (m_child == 0) {
            ::close(over[1]);
            const bool isHer = ::setresgid(kGroup, kGroup, kGroup) == 0 && ::setresuid(kUser, kUser, kUser) == 0 &&
                               ::prctl(PR_SET_DUMPABLE, 1) == 0; // else its files in /proc stay root's
            ::_exit(isHer && runInView(view,
                                 [&] {
                                     const pid_t pid = ::getpid();
                                     char byte;
                                     return ::write(ready[1], &pid, sizeof pid) == ssize_t(sizeof pid) &&
                                            ::read(over[0], &byte, 1) == 0;
                                 })
                        ? 0
                        : 1);
        }
        ::close(ready[1]);
        ::close(over[0]);
        m_over = FileDescriptor(over[1]);
        pid_t inside = -1;
        if (::read(ready[0], &inside, sizeof inside) == ssize_t(sizeof inside))
            m_fd = FileDescriptor(::open(
                ("/proc/" + QByteArray::number(inside) + "/cwd").constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        ::close(ready[0]);
    }
    ~MountedView()
    {
        m_fd = {};
        m_over = {};
        if (m_child > 0)
            ::waitpid(m_child, nullptr, 0);
    }

    [[nodiscard]] int descriptor() const { return m_fd.get(); }
    FileDescriptor take() { return std::move(m_fd); }

private:
    pid_t m_child = -1;
    FileDescriptor m_fd, m_over;
};

} // namespace

class AsOwnerTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Scratch> m_scratch;
    std::unique_ptr<ViewFolder> m_view;

    void give(const QString &path, uid_t user = kUser, gid_t group = kGroup) const
    {
        QCOMPARE(::lchown(m_scratch->at(path).toUtf8().constData(), user, group), 0);
    }
    [[nodiscard]] QString ownerInUpper(const QString &path) const
    {
        const struct stat st = m_scratch->info(u"views/t.1/0/upper/"_s + path);
        return u"%1:%2 %3"_s.arg(st.st_uid).arg(st.st_gid).arg(st.st_mode & 07777, 0, 8);
    }

private slots:
    void init()
    {
        if (::geteuid() != 0)
            QSKIP("only root works in the folders of others");
        if (!canMountViews())
            QSKIP("no views can be mounted here");
        m_scratch = std::make_unique<Scratch>();
        m_scratch->put(u"w/a.txt"_s, "one");
        m_scratch->put(u"w/theirs.txt"_s, "theirs");
        m_scratch->put(u"w/d/x.txt"_s, "x");
        m_scratch->put(u"w/shared/y.txt"_s, "y");
        for (const QString &name : {u""_s, u"w"_s})
            QCOMPARE(::chmod(m_scratch->at(name).toUtf8().constData(), 0755), 0);
        for (const QString &name : {u"w"_s, u"w/a.txt"_s, u"w/d"_s, u"w/d/x.txt"_s, u"w/shared"_s, u"w/shared/y.txt"_s})
            give(name);
        QCOMPARE(::chmod(m_scratch->at(u"w/a.txt"_s).toUtf8().constData(), 0600), 0);
        QCOMPARE(::chmod(m_scratch->at(u"w/shared"_s).toUtf8().constData(), 02775), 0);
        m_view = std::move(*ViewFolder::open(m_scratch->at(u"views/t.1"_s), m_scratch->at(u"w"_s)));
    }
    void cleanup()
    {
        m_view.reset();
        m_scratch.reset();
    }

    void theThreadIsRootAgain()
    {
        const MountedView mounted(*m_view);
        QVERIFY(mounted.descriptor() >= 0);
        const auto before = idsNow();
        std::promise<void> asked;
        std::pair<int, int> other;
        std::thread beside([&other, go = asked.get_future()] {
            go.wait();
            other = idsNow();
        });
        {
            const AsOwner as({kUser, kGroup});
            const auto now = idsNow();
            asked.set_value();
            beside.join();
            QCOMPARE(now, std::pair(int(kUser), int(kGroup)));
            QCOMPARE(other, before);
        }
        QCOMPARE(idsNow(), before);
        errno = 0;
        QVERIFY(makeFolderIn(mounted.descriptor(), "d", 0700) < 0 && errno == EEXIST);
        QCOMPARE(idsNow(), before);
        QVERIFY(makeFolderIn(mounted.descriptor(), QByteArray(300, 'x'), 0700) < 0 && errno == ENAMETOOLONG);
        QCOMPARE(idsNow(), before);
        // Also when it fails the second time.
        const auto call = [] {
            errno = EOVERFLOW;
            return -1;
        };
        QVERIFY(makeIn(mounted.descriptor(), call) < 0 && errno == EOVERFLOW);
        QCOMPARE(idsNow(), before);
        // All rights of root are back.
        const QByteArray closed = m_scratch->at(u"outside"_s).toUtf8();
        QCOMPARE(::chmod(closed.constData(), 0), 0);
        give(u"outside"_s);
        QVERIFY(FileDescriptor(::open((closed + "/x").constData(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)).isOpen());
    }

    void whatIsMadeBelongsToTheOwner()
    {
        const MountedView mounted(*m_view);
        const int root = mounted.descriptor();
        QVERIFY(root >= 0);
        // Else nothing of this would be needed.
        QVERIFY(::mkdirat(root, "plain", 0755) < 0 && errno == EOVERFLOW);
        QCOMPARE(makeFolderIn(root, "new", 0750), 0);
        QCOMPARE(makeLinkIn(root, "link", "a.txt"), 0);
        QVERIFY(openChild(root, "file", O_CREAT | O_EXCL | O_WRONLY, 0640).isOpen());
        QVERIFY(moveName(root, "file", root, "moved"));
        QVERIFY(!moveName(root, "moved", root, "a.txt") && errno == EEXIST);
        QVERIFY(exchangeNames(root, "moved", root, "a.txt", "spare"));
        const FileDescriptor shared = openChild(root, "shared", O_PATH | O_DIRECTORY);
        QCOMPARE(makeFolderIn(shared.get(), "inner", 0755), 0);
        // A folder that its owner has closed stays open for root.
        QCOMPARE(::fchmodat(root, "new", 0500, 0), 0);
        const FileDescriptor closed = openChild(root, "new", O_PATH | O_DIRECTORY);
        QVERIFY(openChild(closed.get(), "in", O_CREAT | O_EXCL | O_WRONLY, 0600).isOpen());
        const QString owner = u"%1:%2 "_s.arg(kUser).arg(kGroup);
        QCOMPARE(ownerInUpper(u"new"_s), owner + u"500"_s);
        QCOMPARE(ownerInUpper(u"new/in"_s), owner + u"600"_s);
        QCOMPARE(ownerInUpper(u"link"_s), owner + u"777"_s);
        QCOMPARE(ownerInUpper(u"a.txt"_s), owner + u"640"_s);
        QCOMPARE(ownerInUpper(u"moved"_s), owner + u"600"_s);
        QCOMPARE(ownerInUpper(u"shared/inner"_s), owner + u"2755"_s);
    }

    // Also one that names a user whom the name space of the mount does not know.
    void whatAFileHasStays()
    {
        const QByteArray name = m_scratch->at(u"w/a.txt"_s).toUtf8();
        const QByteArray upper = m_scratch->at(u"views/t.1/0/upper/a.txt"_s).toUtf8();
        if (!setAccessList(name, "system.posix_acl_access") ||
            !setAccessList(m_scratch->at(u"w/d"_s).toUtf8(), "system.posix_acl_default"))
            QSKIP("this file system knows no access lists");
        const bool withAttributes = ::setxattr(name.constData(), "user.note", "mine", 4, 0) == 0;
        const QByteArray list = attribute(name, "system.posix_acl_access");
        const mode_t mode = m_scratch->info(u"w/a.txt"_s).st_mode;
        MountedView mounted(*m_view);
        QVERIFY(mounted.descriptor() >= 0);
        const auto workspace = std::move(*Workspace::open(m_scratch->at(u"w"_s)));
        workspace->show(mounted.take());
        const auto written =
            workspace->writeAll({{u"a.txt"_s, "two", sha256Hex("one")}, {u"d/e/new.txt"_s, "new", {}}});
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        workspace->hide();
        QCOMPARE(attribute(upper, "system.posix_acl_access"), list);
        QCOMPARE(m_scratch->info(u"views/t.1/0/upper/a.txt"_s).st_mode, mode);
        if (withAttributes)
            QCOMPARE(attribute(upper, "user.note"), QByteArray("mine"));
        const QByteArray inner = m_scratch->at(u"views/t.1/0/upper/d/e"_s).toUtf8();
        QVERIFY(!attribute(inner, "system.posix_acl_default").isEmpty());
        QVERIFY(!attribute(inner + "/new.txt", "system.posix_acl_access").isEmpty());
    }

    // As the tools of the model write, and an attempt that goes back.
    void filesAreWritten()
    {
        MountedView mounted(*m_view);
        QVERIFY(mounted.descriptor() >= 0);
        const auto linked = makeIn(mounted.descriptor(),
            [&] { return ::linkat(mounted.descriptor(), "d/x.txt", mounted.descriptor(), "d/second", 0); });
        QCOMPARE(linked, 0);
        QVERIFY(makeOwnFiles(mounted.descriptor(), {"d/x.txt"}));
        const auto workspace = std::move(*Workspace::open(m_scratch->at(u"w"_s)));
        workspace->show(mounted.take());
        QVERIFY(workspace->writeAll({{u"a.txt"_s, "two", sha256Hex("one")}, {u"n/e/new.txt"_s, "new", {}},
            {u"d/x.txt"_s, "changed", sha256Hex("x")}, {u"shared/s"_s, "s", {}}}));
        QCOMPARE(workspace->read(u"a.txt"_s, 100)->bytes, QByteArray("two"));
        QVERIFY(workspace->remove(u"shared/y.txt"_s));
        const QString owner = u"%1:%2 "_s.arg(kUser).arg(kGroup);
        QCOMPARE(ownerInUpper(u"a.txt"_s), owner + u"600"_s);
        QCOMPARE(ownerInUpper(u"d/x.txt"_s), owner + u"644"_s);
        QCOMPARE(ownerInUpper(u"n/e/new.txt"_s), owner + u"644"_s);
        QCOMPARE(ownerInUpper(u"n/e"_s), owner + u"755"_s);
        QCOMPARE(ownerInUpper(u"shared/s"_s), owner + u"644"_s);
        QCOMPARE(m_scratch->get(u"w/a.txt"_s), QByteArray("one"));
        // Of a third one nothing can be kept there: it stays as it is, all of the change with it, and the reason is
        // told.
        const auto refused =
            workspace->writeAll({{u"n/more.txt"_s, "more", {}}, {u"theirs.txt"_s, "ours", sha256Hex("theirs")}});
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"belongs to a user or group that a view does not know"_s),
            qPrintable(refused.error().message));
        QCOMPARE(workspace->read(u"theirs.txt"_s, 100)->bytes, QByteArray("theirs"));
        QVERIFY(!QFileInfo::exists(m_scratch->at(u"views/t.1/0/upper/n/more.txt"_s)));
        QCOMPARE(m_scratch->names(u"views/t.1/0/upper/n"_s), QStringList{u"e"_s});
        workspace->hide();
    }
};

QTEST_GUILESS_MAIN(AsOwnerTest)

#include "tst_asowner.moc"
