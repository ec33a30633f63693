// SPDX-License-Identifier: MIT
// What a look at a folder finds: secrets by name and content, links to them, sockets that somebody listens at; and that
// a second look sees what has changed.
#include "base/filedescriptor.h"
#include "workspace/protection/hiddenlook.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

FileDescriptor bound(const QString &path, int type, bool listens)
{
    FileDescriptor socket(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path);
    std::copy(name.begin(), name.end(), address.sun_path);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
        (listens && ::listen(socket.get(), 1) != 0))
        socket.reset();
    return socket;
}

} // namespace

class HiddenLookTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    [[nodiscard]] QString at(const QString &name) const { return m_folder.filePath(name); }

    static SecrecyRules rules()
    {
        return {[](QByteArrayView path) {
                    return path.endsWith(".env")   ? Secrecy::Always
                           : path.endsWith(".pem") ? Secrecy::ByContent
                                                   : Secrecy::None;
                },
            [](QByteArrayView text) { return text.contains("secret"); }};
    }

    void write(const QString &name, const QByteArray &text) const
    {
        QDir().mkpath(QFileInfo(at(name)).path());
        QFile file(at(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }

    static QStringList sorted(QStringList list)
    {
        list.sort();
        return list;
    }

private slots:
    void cleanup()
    {
        QDir(at(u"closed"_s)).exists() ? ::chmod(QFile::encodeName(at(u"closed"_s)).constData(), 0755) : 0;
        for (const QString &name :
            QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)) {
            if (QFileInfo(at(name)).isDir() && !QFileInfo(at(name)).isSymLink())
                QDir(at(name)).removeRecursively();
            else
                QFile::remove(at(name));
        }
    }

    void secretsAreFoundByNameAndContent()
    {
        write(u".env"_s, "x");
        write(u"a/b/c/d/e/f/g/.env"_s, "x");
        write(u"a/key.pem"_s, "a secret");
        write(u"a/plain.pem"_s, "a certificate");
        write(u"a/large.pem"_s, QByteArray(2 * 1024 * 1024, 'x'));
        QVERIFY(QDir().mkpath(at(u"folder.env"_s)));
        HiddenLook look(m_folder.path(), rules());
        const QStringList expected{
            at(u".env"_s), at(u"a/b/c/d/e/f/g/.env"_s), at(u"a/key.pem"_s), at(u"a/large.pem"_s)};
        QCOMPARE(sorted(look.look().secrets), expected);
        QCOMPARE(sorted(look.look().secrets), expected);
    }

    void aLinkHidesWhatItLeadsTo()
    {
        write(u"plain.txt"_s, "x");
        QTemporaryDir outside;
        QFile other(outside.filePath(u"o"_s));
        QVERIFY(other.open(QIODevice::WriteOnly));
        QVERIFY(QFile::link(u"plain.txt"_s, at(u"one.env"_s)));
        QVERIFY(QFile::link(other.fileName(), at(u"two.env"_s)));
        QVERIFY(QFile::link(u"nowhere"_s, at(u"three.env"_s)));
        HiddenLook look(m_folder.path(), rules());
        QCOMPARE(look.look().secrets, QStringList{at(u"plain.txt"_s)});
    }

    void aRootThatIsALinkIsLookedInto()
    {
        write(u"real/.env"_s, "x");
        write(u"real/target"_s, "x");
        QVERIFY(QFile::link(u"target"_s, at(u"real/l.env"_s)));
        QVERIFY(QFile::link(u"real"_s, at(u"shown"_s)));
        HiddenLook look(at(u"shown"_s), rules());
        QCOMPARE(sorted(look.look().secrets), (QStringList{at(u"shown/.env"_s), at(u"shown/target"_s)}));
        HiddenLook none(at(u"missing"_s), rules());
        QCOMPARE(none.look().secrets + none.look().closed, QStringList());
        HiddenLook file(at(u"real/.env"_s), rules());
        QCOMPARE(file.look().secrets, QStringList());
    }

    void aSecondLookSeesChanges()
    {
        write(u"a/plain.pem"_s, "a certificate");
        HiddenLook look(m_folder.path(), rules());
        QCOMPARE(look.look().secrets, QStringList());
        QTest::qWait(2200); // what changed now is remembered only later
        QCOMPARE(look.look().secrets, QStringList());
        QFile file(at(u"a/plain.pem"_s));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.write("the secrets ..") == 14);
        file.close();
        QCOMPARE(look.look().secrets, QStringList{at(u"a/plain.pem"_s)});
        write(u"a/.env"_s, "x");
        QCOMPARE(sorted(look.look().secrets), (QStringList{at(u"a/.env"_s), at(u"a/plain.pem"_s)}));
        QVERIFY(QDir().rename(at(u"a"_s), at(u"b"_s)));
        QCOMPARE(sorted(look.look().secrets), (QStringList{at(u"b/.env"_s), at(u"b/plain.pem"_s)}));
        QVERIFY(QFile::rename(at(u"b/.env"_s), at(u"b/.other"_s)));
        QCOMPARE(look.look().secrets, QStringList{at(u"b/plain.pem"_s)});
    }

    void socketsCountWhileSomebodyListens()
    {
        QVERIFY(QDir().mkpath(at(u"run"_s)));
        FileDescriptor stream = bound(at(u"run/stream"_s), SOCK_STREAM, true);
        FileDescriptor packets = bound(at(u"run/packets"_s), SOCK_SEQPACKET, true);
        FileDescriptor datagrams = bound(at(u"datagrams"_s), SOCK_DGRAM, false);
        bound(at(u"stale"_s), SOCK_STREAM, true).reset();
        QVERIFY(stream.isOpen() && packets.isOpen() && datagrams.isOpen());
        HiddenLook look(m_folder.path(), rules());
        QCOMPARE(
            sorted(look.look().sockets), (QStringList{at(u"datagrams"_s), at(u"run/packets"_s), at(u"run/stream"_s)}));
        // Nobody was disturbed.
        pollfd waiting{stream.get(), POLLIN, 0};
        QCOMPARE(::poll(&waiting, 1, 0), 0);
        stream.reset();
        QCOMPARE(sorted(look.look().sockets), (QStringList{at(u"datagrams"_s), at(u"run/packets"_s)}));
        QVERIFY(QFile::remove(at(u"stale"_s)));
        const FileDescriptor again = bound(at(u"stale"_s), SOCK_STREAM, true);
        QVERIFY(look.look().sockets.contains(at(u"stale"_s)));
    }

    void aFolderThatCannotBeLookedIntoIsClosed()
    {
        if (::geteuid() == 0)
            QSKIP("uid 0 looks everywhere");
        write(u"closed/.env"_s, "x");
        QCOMPARE(::chmod(QFile::encodeName(at(u"closed"_s)).constData(), 0), 0);
        HiddenLook look(m_folder.path(), rules());
        QCOMPARE(look.look().closed, QStringList{at(u"closed"_s)});
        ::chmod(QFile::encodeName(at(u"closed"_s)).constData(), 0755);
        QCOMPARE(look.look().secrets, QStringList{at(u"closed/.env"_s)});
    }
};

QTEST_GUILESS_MAIN(HiddenLookTest)
#include "tst_hiddenlook.moc"
