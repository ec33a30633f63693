// SPDX-License-Identifier: MIT
// Of a file with several names, the one that changes becomes a file of its own.
#include "workspace/view/ownfiles.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class OwnFilesTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] QByteArray at(const char *name) const { return m_folder.filePath(QLatin1String(name)).toUtf8(); }
    void put(const char *name, const QByteArray &bytes) const
    {
        QFile file(QFile::decodeName(at(name)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    [[nodiscard]] QByteArray read(const char *name) const
    {
        QFile file(QFile::decodeName(at(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : "nothing";
    }
    [[nodiscard]] struct stat info(const char *name) const
    {
        struct stat st
        {
        };
        ::lstat(at(name).constData(), &st);
        return st;
    }

private slots:
    void onlyWhatHasAnotherName()
    {
        put("a", "content");
        put("alone", "alone");
        QCOMPARE(::link(at("a").constData(), at("b").constData()), 0);
        QCOMPARE(::chmod(at("a").constData(), 0640), 0);
        const timespec times[2] = {{1000, 0}, {2000, 500}};
        QCOMPARE(::utimensat(AT_FDCWD, at("a").constData(), times, 0), 0);
        const struct stat before = info("a"), alone = info("alone");
        const FileDescriptor root(
            ::open(m_folder.path().toUtf8().constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));

        // Killed at each of its steps, and done again.
        for (int killAt = 1; killAt <= 2; ++killAt) {
            const auto kill = [killAt](int step) {
                if (step == killAt)
                    throw step;
            };
            try {
                (void)makeOwnFiles(root.get(), {"a", "alone", "missing"}, kill);
                QFAIL("not killed");
            } catch (int) {
            }
            QCOMPARE(info("a").st_ino, before.st_ino);
        }
        QVERIFY(makeOwnFiles(root.get(), {"a", "alone", "missing"}));
        QVERIFY(info("a").st_ino != before.st_ino && info("b").st_ino == before.st_ino);
        QVERIFY(info("a").st_nlink == 1 && info("b").st_nlink == 1);
        QCOMPARE(read("a") + read("b"), QByteArray("contentcontent"));
        QCOMPARE(info("a").st_mode, before.st_mode);
        QCOMPARE(info("a").st_mtim.tv_sec, time_t(2000));
        QCOMPARE(info("a").st_mtim.tv_nsec, 500L);
        QCOMPARE(info("alone").st_ino, alone.st_ino);
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden), (QStringList{u"a"_s, u"alone"_s, u"b"_s}));
    }
};

QTEST_GUILESS_MAIN(OwnFilesTest)
#include "tst_ownfiles.moc"
