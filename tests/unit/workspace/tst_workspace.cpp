// SPDX-License-Identifier: MIT
// Nothing leaves the working directory: the path corpus, races, special files; atomic writes and their times.
#include "workspace/patch.h"
#include "workspace/workspace.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

QString corpus(const QString &name)
{
    return QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/security/") + name;
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

} // namespace

class WorkspaceTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    QByteArray m_root;

    // The tree of the path corpus below a scratch folder: every absolute path there is read as that folder + path.
    void buildFixture()
    {
        m_root = QFile::encodeName(QDir(m_dir.path()).canonicalPath());
        const QString root = QFile::decodeName(m_root);
        const QJsonObject fixture = QJsonDocument::fromJson(read(corpus(u"paths-fixture.json"_s))).object();
        for (const QJsonValue dir : fixture.value(u"dirs"_s).toArray())
            QDir().mkpath(root + dir.toString());
        for (const QJsonValue file : fixture.value(u"files"_s).toArray())
            write(root + file.toString(), "content\n");
        const QJsonObject contents = fixture.value(u"file_contents"_s).toObject();
        for (auto it = contents.begin(); it != contents.end(); ++it)
            write(root + it.key(), it.value().toString().toUtf8());
        const QJsonObject links = fixture.value(u"symlinks"_s).toObject();
        for (auto it = links.begin(); it != links.end(); ++it) {
            QString target = it.value().toString();
            if (target.startsWith(QLatin1Char('/')) && !target.startsWith(u"/proc"_s) && !target.startsWith(u"/dev"_s))
                target = root + target;
            QCOMPARE(
                ::symlink(QFile::encodeName(target).constData(), QFile::encodeName(root + it.key()).constData()), 0);
        }
        const QJsonObject hard = fixture.value(u"hardlinks"_s).toObject();
        for (auto it = hard.begin(); it != hard.end(); ++it)
            QCOMPARE(::link(QFile::encodeName(root + it.value().toString()).constData(),
                         QFile::encodeName(root + it.key()).constData()),
                0);
        for (const QJsonValue fifo : fixture.value(u"fifos"_s).toArray())
            QCOMPARE(::mkfifo(QFile::encodeName(root + fifo.toString()).constData(), 0600), 0);
        for (const QJsonValue name : fixture.value(u"sockets"_s).toArray()) {
            const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            qstrncpy(address.sun_path, QFile::encodeName(root + name.toString()).constData(), sizeof address.sun_path);
            QCOMPARE(::bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
            ::close(fd);
        }
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        if (QFile::exists(corpus(u"paths-fixture.json"_s)))
            buildFixture();
    }

    void everyPathOfTheCorpus_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("op");
        QTest::addColumn<QByteArray>("cwd");
        QTest::addColumn<bool>("inside");
        QTest::addColumn<bool>("either");
        for (const QByteArray &line : read(corpus(u"paths.jsonl"_s)).split('\n')) {
            const QJsonObject row = QJsonDocument::fromJson(line).object();
            if (row.isEmpty())
                continue;
            QByteArray path = row.contains(u"path_b64"_s)
                                  ? QByteArray::fromBase64(row.value(u"path_b64"_s).toString().toLatin1())
                                  : row.value(u"path"_s).toString().toUtf8();
            if (path.startsWith('/') && !path.startsWith("//") && !path.startsWith("/proc") && !path.startsWith("/dev"))
                path.prepend(m_root);
            QTest::newRow(qPrintable(row.value(u"id"_s).toString() + u": "_s + row.value(u"why"_s).toString()))
                << path << row.value(u"op"_s).toString() << row.value(u"cwd"_s).toString().toUtf8()
                << (row.value(u"expect"_s).toString() != u"outside"_s) << !row.value(u"also"_s).toArray().isEmpty();
        }
        if (m_root.isEmpty())
            QTest::newRow("the corpus is not here") << QByteArray() << QString() << QByteArray() << false << true;
    }

    void everyPathOfTheCorpus()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, op);
        QFETCH(QByteArray, cwd);
        QFETCH(bool, inside);
        QFETCH(bool, either);
        if (m_root.isEmpty())
            QSKIP("the path corpus is not here");
        static const QHash<QString, FileOperation> operations{{u"write"_s, FileOperation::Write},
            {u"read"_s, FileOperation::Read}, {u"delete"_s, FileOperation::Delete},
            {u"mkdir"_s, FileOperation::MakeFolder}, {u"rename-from"_s, FileOperation::RenameFrom},
            {u"rename-to"_s, FileOperation::RenameTo}};
        const auto workspace = Workspace::open(QFile::decodeName(m_root + "/w"));
        QVERIFY(workspace);
        // The corpus names the start as an absolute folder; ours is relative to the working directory.
        QByteArray from = cwd == "/w" ? QByteArray() : cwd.startsWith("/w/") ? cwd.mid(3) : m_root + cwd;
        const auto resolved = (*workspace)->resolve(path, operations.value(op), from);
        // A file that is not there is still inside.
        const bool accepted = resolved || resolved.error().code == ErrorCode::NotFound;
        if (!either)
            QVERIFY2(accepted == inside, resolved ? resolved->constData() : qPrintable(resolved.error().message));
    }

    void aSwappedFolderNeverLetsAWriteOut()
    {
        QTemporaryDir dir;
        const QString root = QDir(dir.path()).canonicalPath();
        QDir().mkpath(root + u"/w/real"_s);
        QDir().mkpath(root + u"/outside"_s);
        const auto workspace = Workspace::open(root + u"/w"_s);
        QVERIFY(workspace);
        std::atomic<bool> over = false;
        const QByteArray link = QFile::encodeName(root + u"/w/spot"_s), away = QFile::encodeName(root + u"/w/away"_s);
        ::mkdir(link.constData(), 0755);
        std::thread swapper([&] {
            for (int i = 0; i < 10000 && !over; ++i) {
                ::rename(link.constData(), away.constData());
                if (::symlink("../outside", link.constData()) == 0)
                    ::unlink(link.constData());
                ::rename(away.constData(), link.constData());
            }
            over = true;
        });
        int written = 0, refused = 0;
        while (!over) {
            const auto result = (*workspace)
                                    ->writeAll({{u"spot/file.txt"_s, QByteArray::number(written),
                                        (*workspace)->digest(u"spot/file.txt"_s).value_or(QString())}});
            (result ? written : refused) += 1;
        }
        swapper.join();
        QVERIFY(QDir(root + u"/outside"_s).isEmpty());
        QVERIFY(written + refused > 0);
    }

    void writesAreWholeAndKeepTheMode()
    {
        QTemporaryDir dir;
        write(dir.filePath(u"run.sh"_s), "old\n");
        ::chmod(QFile::encodeName(dir.filePath(u"run.sh"_s)).constData(), 0751);
        const auto workspace = Workspace::open(dir.path());
        QVERIFY(workspace);
        const auto before = (*workspace)->read(u"run.sh"_s);
        QVERIFY(before);
        const auto written =
            (*workspace)->writeAll({{u"run.sh"_s, "new\n", before->sha256}, {u"deep/er/file.txt"_s, "made\n", {}}});
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        QCOMPARE(read(dir.filePath(u"run.sh"_s)), QByteArray("new\n"));
        QCOMPARE(read(dir.filePath(u"deep/er/file.txt"_s)), QByteArray("made\n"));
        struct stat st
        {
        };
        QCOMPARE(::stat(QFile::encodeName(dir.filePath(u"run.sh"_s)).constData(), &st), 0);
        QCOMPARE(st.st_mode & 07777, mode_t(0751));
    }

    void oneStaleDigestStopsAllWrites()
    {
        QTemporaryDir dir;
        write(dir.filePath(u"a"_s), "a\n");
        write(dir.filePath(u"b"_s), "b\n");
        const auto workspace = Workspace::open(dir.path());
        QVERIFY(workspace);
        const auto a = (*workspace)->read(u"a"_s);
        const auto result = (*workspace)->writeAll({{u"a"_s, "A\n", a->sha256}, {u"b"_s, "B\n", u"0000"_s}});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Conflict);
        QCOMPARE(read(dir.filePath(u"a"_s)), QByteArray("a\n"));
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files | QDir::Hidden), (QStringList{u"a"_s, u"b"_s}));
    }

    void aRewriteIsAlwaysLater()
    {
        QTemporaryDir dir;
        write(dir.filePath(u"m.py"_s), "x = 1\n");
        const auto workspace = Workspace::open(dir.path());
        QVERIFY(workspace);
        const QByteArray name = QFile::encodeName(dir.filePath(u"m.py"_s));
        struct stat before
        {
        }, after{};
        for (int i = 0; i < 4; ++i) {
            ::stat(name.constData(), &before);
            const auto digest = (*workspace)->digest(u"m.py"_s);
            QVERIFY((*workspace)->writeAll({{u"m.py"_s, "x = " + QByteArray::number(i + 2) + "\n", *digest}}));
            ::stat(name.constData(), &after);
            QVERIFY(std::pair(after.st_mtim.tv_sec, after.st_mtim.tv_nsec) >
                    std::pair(before.st_mtim.tv_sec, before.st_mtim.tv_nsec));
        }
    }

    void specialFilesAreRefusedAndNothingHangs()
    {
        QTemporaryDir dir;
        ::mkfifo(QFile::encodeName(dir.filePath(u"pipe"_s)).constData(), 0600);
        const auto workspace = Workspace::open(dir.path());
        QVERIFY(workspace);
        QVERIFY(!(*workspace)->read(u"pipe"_s));
        int skipped = 0, files = 0;
        QVERIFY((*workspace)->list(u"."_s, 2, 10, &skipped));
        QVERIFY((*workspace)->search(u"x"_s, u"."_s, {}, false, true, 10, &files));
        QVERIFY((*workspace)->treeDigest());
    }

    void searchFindsLinesAndLeavesSecretsAndBulkAlone()
    {
        QTemporaryDir dir;
        write(dir.filePath(u"src/a.py"_s), "one\nneedle here\n");
        write(dir.filePath(u"src/b.txt"_s), "needle\n");
        write(dir.filePath(u".env"_s), "needle=secret\n");
        write(dir.filePath(u"node_modules/x/i.js"_s), "needle\n");
        const auto workspace = Workspace::open(dir.path());
        int files = 0;
        auto found = (*workspace)->search(u"needle"_s, u"."_s, {}, false, true, 10, &files);
        QVERIFY(found);
        QCOMPARE(found->size(), 2);
        QCOMPARE(files, 2);
        found = (*workspace)->search(u"^NEEDLE$"_s, u"."_s, u"*.txt"_s, true, false, 10, &files);
        QCOMPARE(found.value().size(), 1);
        QCOMPARE(found->first().line, 1);
        QVERIFY(!(*workspace)->search(u"("_s, u"."_s, {}, true, true, 10, &files));
    }

    void aCatastrophicPatternEnds()
    {
        QTemporaryDir dir;
        write(dir.filePath(u"a.txt"_s), QByteArray(3000, 'a') + "!\n");
        const auto workspace = Workspace::open(dir.path());
        int files = 0;
        QVERIFY((*workspace)->search(u"(a+)+$"_s, u"."_s, {}, true, true, 10, &files));
    }

    void badWorkingDirectoriesAreRefused()
    {
        QVERIFY(!Workspace::open(u"/"_s));
        QVERIFY(!Workspace::open(QDir::homePath()));
        QVERIFY(!Workspace::open(u"/no/such/folder"_s));
        QVERIFY(!Workspace::open(u"relative"_s));
        QTemporaryDir dir;
        QDir().mkpath(dir.filePath(u"data/inner"_s));
        QVERIFY(!Workspace::open(dir.filePath(u"data/inner"_s), {dir.filePath(u"data"_s)}));
    }

    void aDiffIsOneThatGitApplies_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QByteArray many;
        for (int i = 0; i < 100; ++i)
            many += "line " + QByteArray::number(i) + "\n";
        QByteArray changed = many;
        changed.replace("line 3\n", "LINE 3\n").replace("line 50\n", "").replace("line 97\n", "line 97\nmore\n");
        QTest::newRow("several places") << many << changed;
        QTest::newRow("no last line end") << QByteArray("a\nb") << QByteArray("a\nc");
        QTest::newRow("a last line end is added") << QByteArray("a\nb") << QByteArray("a\nb\n");
        QTest::newRow("everything is new") << QByteArray("a\nb\n") << QByteArray("x\ny\nz\n");
        QTest::newRow("first line") << QByteArray("a\nb\nc\n") << QByteArray("b\nc\n");
    }

    void aDiffIsOneThatGitApplies()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        if (QStandardPaths::findExecutable(u"git"_s).isEmpty())
            QSKIP("git is not installed");
        QTemporaryDir dir;
        write(dir.filePath(u"f.txt"_s), before);
        QProcess git;
        git.setWorkingDirectory(dir.path());
        git.start(u"git"_s, {u"apply"_s, u"-"_s});
        git.write(unifiedDiff(u"f.txt"_s, before, after, true, true));
        git.closeWriteChannel();
        QVERIFY(git.waitForFinished(10000));
        QVERIFY2(git.exitCode() == 0, git.readAllStandardError().constData());
        QCOMPARE(read(dir.filePath(u"f.txt"_s)), after);
    }

    void aDiffHasAsMuchAroundItAsIsAskedFor_data()
    {
        QTest::addColumn<int>("context");
        QTest::addColumn<int>("hunks");
        QTest::addColumn<int>("unchanged");
        QTest::newRow("none") << 0 << 2 << 0;
        QTest::newRow("one") << 1 << 2 << 4;
        QTest::newRow("as usual") << 3 << 2 << 12;
        QTest::newRow("they meet") << 5 << 1 << 19;
        QTest::newRow("the whole file") << 1000000 << 1 << 38;
    }

    void aDiffHasAsMuchAroundItAsIsAskedFor()
    {
        QFETCH(int, context);
        QByteArray before, after;
        for (int i = 1; i <= 40; ++i) {
            before += "line " + QByteArray::number(i) + '\n';
            after += (i == 15 || i == 25 ? "other " : "line ") + QByteArray::number(i) + '\n';
        }
        constexpr uint plain = S_IFREG | 0644;
        const QByteArray diff = unifiedDiff(u"f.txt"_s, before, after, {plain, plain}, context);
        QTEST(int(diff.count("\n@@ ")), "hunks");
        QTEST(int(diff.count("\n ")), "unchanged");
        QTemporaryDir dir;
        write(dir.filePath(u"f.txt"_s), before);
        QProcess git;
        git.setWorkingDirectory(dir.path());
        git.start(u"git"_s, {u"apply"_s, u"--unidiff-zero"_s, u"-"_s});
        git.write(diff);
        git.closeWriteChannel();
        QVERIFY(git.waitForFinished(10000));
        QVERIFY2(git.exitCode() == 0, git.readAllStandardError().constData());
        QCOMPARE(read(dir.filePath(u"f.txt"_s)), after);
    }
};

QTEST_GUILESS_MAIN(WorkspaceTest)
#include "tst_workspace.moc"
