// SPDX-License-Identifier: MIT
// Owner-only files: written whole or not at all, read up to a limit.
#include "base/paths.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <sys/stat.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

class TestFiles : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void writesForTheOwnerAlone();
    void replacesALinkAndNotItsTarget();
    void leavesTheOldFileWhenItCannotWrite();
    void leavesNothingBehind();
    void writesManyAtOnceInTwoThreads();
    void readsUpToALimit();
    void makesAPrivateFolder();
    void refusesAFileForAFolder();
    void knowsTheHomeFolder();

private:
    QString at(const QString &name) const { return m_folder->filePath(name); }
    static QByteArray content(const QString &path);
    std::unique_ptr<QTemporaryDir> m_folder;
};

QByteArray TestFiles::content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestFiles::writesForTheOwnerAlone()
{
    QVERIFY(writeFileAtomically(at(u"a"_s), "one").has_value());
    QVERIFY(QFile::setPermissions(at(u"a"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    QVERIFY(writeFileAtomically(at(u"a"_s), "two").has_value());
    QCOMPARE(content(at(u"a"_s)), QByteArray("two"));
    struct stat st
    {
    };
    QCOMPARE(::stat(QFile::encodeName(at(u"a"_s)).constData(), &st), 0);
    QCOMPARE(int(st.st_mode & 0777), 0600);
}

void TestFiles::replacesALinkAndNotItsTarget()
{
    QVERIFY(writeFileAtomically(at(u"target"_s), "kept").has_value());
    QVERIFY(QFile::link(at(u"target"_s), at(u"link"_s)));
    QVERIFY(writeFileAtomically(at(u"link"_s), "new").has_value());
    QCOMPARE(content(at(u"target"_s)), QByteArray("kept"));
    QVERIFY(!QFileInfo(at(u"link"_s)).isSymLink());
}

void TestFiles::leavesTheOldFileWhenItCannotWrite()
{
    // A folder of that name cannot be replaced by a file.
    QVERIFY(QDir(m_folder->path()).mkpath(u"folder/inner"_s));
    const auto done = writeFileAtomically(at(u"folder"_s), "x");
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code, ErrorCode::Io);
    QVERIFY(QFileInfo(at(u"folder/inner"_s)).isDir());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"folder"_s});
    QVERIFY(!writeFileAtomically(at(u"missing/file"_s), "x").has_value());
}

void TestFiles::leavesNothingBehind()
{
    QVERIFY(writeFileAtomically(at(u"a"_s), QByteArray("x").repeated(1'000'000)).has_value());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{u"a"_s});
    QCOMPARE(content(at(u"a"_s)).size(), 1'000'000);
}

void TestFiles::writesManyAtOnceInTwoThreads()
{
    const auto write = [path = at(u"a"_s)](char c, int *failed) {
        for (int i = 0; i < 50; ++i)
            *failed += writeFileAtomically(path, QByteArray(10'000, c)).has_value() ? 0 : 1;
    };
    int failedX = 0;
    int failedY = 0;
    const std::unique_ptr<QThread> other(QThread::create([&] { write('y', &failedY); }));
    other->start();
    write('x', &failedX);
    QVERIFY(other->wait(30000));
    QCOMPARE(failedX + failedY, 0);
    const QByteArray bytes = content(at(u"a"_s));
    QCOMPARE(bytes.size(), 10'000);
    QCOMPARE(bytes.count(bytes.at(0)), 10'000);
}

void TestFiles::readsUpToALimit()
{
    QVERIFY(writeFileAtomically(at(u"a"_s), "12345").has_value());
    const auto whole = readWholeFile(at(u"a"_s), 5);
    QVERIFY(whole.has_value());
    QCOMPARE(*whole, QByteArray("12345"));
    const auto tooLarge = readWholeFile(at(u"a"_s), 4);
    QVERIFY(!tooLarge.has_value());
    QCOMPARE(tooLarge.error().code, ErrorCode::InvalidArgument);
    const auto missing = readWholeFile(at(u"b"_s), 4);
    QVERIFY(!missing.has_value());
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
}

void TestFiles::makesAPrivateFolder()
{
    QVERIFY(ensurePrivateFolder(at(u"a/b"_s)).has_value());
    QVERIFY(ensurePrivateFolder(at(u"a/b"_s)).has_value());
    struct stat st
    {
    };
    QCOMPARE(::stat(QFile::encodeName(at(u"a/b"_s)).constData(), &st), 0);
    QCOMPARE(int(st.st_mode & 0777), 0700);
}

void TestFiles::refusesAFileForAFolder()
{
    QVERIFY(writeFileAtomically(at(u"a"_s), "x").has_value());
    QVERIFY(!ensurePrivateFolder(at(u"a"_s)).has_value());
    QVERIFY(!ensurePrivateFolder(at(u"a/b"_s)).has_value());
}

void TestFiles::knowsTheHomeFolder()
{
    QCOMPARE(expandHome(u"~"_s), QDir::homePath());
    QCOMPARE(expandHome(u"~/x"_s), QDir::homePath() + u"/x"_s);
    for (const QString &same : {u"~other/x"_s, u"/a/~/b"_s, u"a~"_s, QString()})
        QCOMPARE(expandHome(same), same);
}

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
