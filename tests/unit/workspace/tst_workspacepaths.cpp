// SPDX-License-Identifier: MIT
// Where paths lead: the corpus of path tricks against a real tree, and names that are not text.
#include "unit/workspace/swapper.h"
#include "unit/workspace/workspacetesting.h"
#include "workspace/pathtext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>

using namespace vibecoder;
using namespace vibecoder::testing;
using namespace Qt::StringLiterals;

namespace {

const QString kCorpus = QStringLiteral(VIBECODER_SOURCE_DIR "/../shared/corpora/security");

QJsonObject jsonOf(const QByteArray &bytes)
{
    return QJsonDocument::fromJson(bytes).object();
}

QByteArray bytesOf(const QString &file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

bool isSystemPath(const QString &path)
{
    return path.startsWith(u"/proc"_s) || path.startsWith(u"/dev"_s);
}

void makeSocket(const QString &path)
{
    const QByteArray name = path.toUtf8();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    QVERIFY(name.size() < qsizetype(sizeof address.sun_path));
    memcpy(address.sun_path, name.constData(), size_t(name.size()));
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    QCOMPARE(::bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    ::close(fd);
}

void buildTree(const QJsonObject &tree, const QString &base)
{
    for (const QJsonValue &dir : tree.value(u"dirs"_s).toArray())
        QVERIFY(QDir().mkpath(base + dir.toString()));
    const auto write = [&](const QString &path, const QByteArray &bytes) {
        QDir().mkpath(QFileInfo(base + path).path());
        QFile file(base + path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    };
    for (const QJsonValue &file : tree.value(u"files"_s).toArray())
        write(file.toString(), "content of " + file.toString().toUtf8() + "\n");
    const QJsonObject contents = tree.value(u"file_contents"_s).toObject();
    for (auto it = contents.begin(); it != contents.end(); ++it)
        write(it.key(), it.value().toString().toUtf8());
    const QJsonObject links = tree.value(u"symlinks"_s).toObject();
    for (auto it = links.begin(); it != links.end(); ++it) {
        QString target = it.value().toString();
        if (target.startsWith(u'/') && !isSystemPath(target))
            target = target == u"/"_s ? base : base + target;
        QCOMPARE(::symlink(target.toUtf8().constData(), (base + it.key()).toUtf8().constData()), 0);
    }
    const QJsonObject hard = tree.value(u"hardlinks"_s).toObject();
    for (auto it = hard.begin(); it != hard.end(); ++it)
        QCOMPARE(
            ::link((base + it.value().toString()).toUtf8().constData(), (base + it.key()).toUtf8().constData()), 0);
    for (const QJsonValue &fifo : tree.value(u"fifos"_s).toArray())
        QCOMPARE(::mkfifo((base + fifo.toString()).toUtf8().constData(), 0600), 0);
    for (const QJsonValue &socket : tree.value(u"sockets"_s).toArray())
        makeSocket(base + socket.toString());
    const QJsonObject modes = tree.value(u"modes"_s).toObject();
    for (auto it = modes.begin(); it != modes.end(); ++it)
        ::chmod((base + it.key()).toUtf8().constData(), mode_t(it.value().toString().toUInt(nullptr, 8)));
}

FileOperation operationOf(const QString &word)
{
    static const QHash<QString, FileOperation> words{{u"read"_s, FileOperation::Read},
        {u"write"_s, FileOperation::Write}, {u"delete"_s, FileOperation::Delete},
        {u"mkdir"_s, FileOperation::MakeFolder}, {u"rename-from"_s, FileOperation::RenameFrom},
        {u"rename-to"_s, FileOperation::RenameTo}};
    return words.value(word, FileOperation::Write);
}

} // namespace

class WorkspacePathsTest : public QObject
{
    Q_OBJECT

private slots:
    void corpus_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("operation");
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QStringList>("accepted");
        for (const QByteArray &line : bytesOf(kCorpus + u"/paths.jsonl"_s).split('\n')) {
            const QJsonObject row = jsonOf(line);
            if (row.isEmpty())
                continue;
            QByteArray path = row.contains(u"path_b64"_s)
                                  ? QByteArray::fromBase64(row.value(u"path_b64"_s).toString().toLatin1())
                                  : row.value(u"path"_s).toString().toUtf8();
            const QString cwd = row.value(u"cwd"_s).toString();
            const QByteArray from = cwd == u"/w"_s             ? QByteArray()
                                    : cwd.startsWith(u"/w/"_s) ? cwd.mid(3).toUtf8()
                                                               : cwd.toUtf8();
            // "protected" is a decision of the policy; the path itself is inside.
            QStringList accepted{row.value(u"expect"_s).toString().replace(u"protected"_s, u"inside"_s)};
            for (const QJsonValue &also : row.value(u"also"_s).toArray())
                accepted.append(also.toString().replace(u"protected"_s, u"inside"_s));
            const QByteArray name =
                row.value(u"id"_s).toString().toUtf8() + ": " + row.value(u"why"_s).toString().toUtf8();
            QTest::newRow(name.constData()) << path << row.value(u"op"_s).toString() << from << accepted;
        }
        if (!QFile::exists(kCorpus + u"/paths.jsonl"_s))
            QTest::newRow("the corpus is not on this machine")
                << QByteArray() << QString() << QByteArray() << QStringList();
    }
    void corpus()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, operation);
        QFETCH(QByteArray, from);
        QFETCH(QStringList, accepted);
        if (accepted.isEmpty())
            QSKIP("the corpus of paths is not here");
        const Scratch scratch;
        const QString base = scratch.at(u"tree"_s);
        buildTree(jsonOf(bytesOf(kCorpus + u"/paths-fixture.json"_s)), base);
        const auto workspace = Workspace::open(base + u"/w"_s);
        QVERIFY(workspace.has_value());
        if (path.startsWith('/') && !isSystemPath(QString::fromUtf8(path)))
            path.prepend(base.toUtf8());
        const auto resolved = (*workspace)->resolve(path, operationOf(operation), from);
        const QString verdict = resolved || resolved.error().code == ErrorCode::NotFound ? u"inside"_s : u"outside"_s;
        QVERIFY2(accepted.contains(verdict), qUtf8Printable(resolved ? pathText(*resolved) : resolved.error().message));

        // What is refused cannot be done either, by any way that takes a path; what lies outside keeps its bytes.
        if (!accepted.contains(u"inside"_s) && from.isEmpty()) {
            const QString text = pathText(path);
            QVERIFY(!(*workspace)->writeAll({{text, "changed", {}}}).has_value());
            QCOMPARE(bytesOf(base + u"/outside/secret.txt"_s), QByteArray("content of /outside/secret.txt\n"));
            QVERIFY(!QFile::exists(base + u"/outside/new.txt"_s));
            QCOMPARE(QDir(base + u"/outside"_s).count(), 5U); // ., .., back, dir, secret.txt
        }
        ::chmod((base + u"/w/ro"_s).toUtf8().constData(), 0755);
    }

    void labelsHoldWhileAFolderIsSwappedForALink()
    {
        if (!QFile::exists(kCorpus + u"/paths.jsonl"_s))
            QSKIP("the corpus of paths is not here");
        constexpr int swaps = 10000, maxRounds = 2000;
        const Scratch scratch;
        const QString base = scratch.at(u"tree"_s);
        buildTree(jsonOf(bytesOf(kCorpus + u"/paths-fixture.json"_s)), base);
        QDir().mkpath(base + u"/w/src"_s);
        QCOMPARE(::symlink("../outside", (base + u"/w/swapped"_s).toUtf8().constData()), 0);
        const auto workspace = Workspace::open(base + u"/w"_s);
        QVERIFY(workspace.has_value());
        QList<QJsonObject> rows;
        for (const QByteArray &line : bytesOf(kCorpus + u"/paths.jsonl"_s).split('\n')) {
            const QJsonObject row = jsonOf(line);
            if (!row.isEmpty() && row.value(u"cwd"_s).toString() == u"/w"_s)
                rows.append(row);
        }
        const QByteArray secret = bytesOf(base + u"/outside/secret.txt"_s);
        QVERIFY(!secret.isEmpty());
        Swapper swapper(base + u"/w/src"_s, base + u"/w/swapped"_s);
        int written = 0, read = 0;
        for (int round = 0; round < maxRounds && (swapper.swaps < swaps || written == 0); ++round) {
            for (const QJsonObject &row : rows) {
                QByteArray path = row.contains(u"path_b64"_s)
                                      ? QByteArray::fromBase64(row.value(u"path_b64"_s).toString().toLatin1())
                                      : row.value(u"path"_s).toString().toUtf8();
                if (path.startsWith('/') && !isSystemPath(QString::fromUtf8(path)))
                    path.prepend(base.toUtf8());
                const QString expect = row.value(u"expect"_s).toString();
                const auto resolved = (*workspace)->resolve(path, operationOf(row.value(u"op"_s).toString()));
                QVERIFY2(expect != u"outside"_s || row.contains(u"also"_s) || !resolved ||
                             resolved.error().code == ErrorCode::NotFound,
                    path.constData());
            }
            // Both by the folder that is swapped: inside it is done, through the link it is refused.
            const QString name = u"src/made%1"_s.arg(round % 7);
            const auto now = (*workspace)->digest(name);
            if (now && (*workspace)->writeAll({{name, QByteArray::number(round), *now}}))
                ++written;
            if (const auto got = (*workspace)->read(u"src/secret.txt"_s)) {
                ++read;
                QVERIFY(got->bytes != secret);
            }
        }
        swapper.finish();
        QVERIFY(swapper.swaps >= swaps);
        QVERIFY(written > 0);
        QCOMPARE(read, 0);
        QCOMPARE(bytesOf(base + u"/outside/secret.txt"_s), secret);
        QCOMPARE(QDir(base + u"/outside"_s).count(), 5U); // ., .., back, dir, secret.txt
        ::chmod((base + u"/w/ro"_s).toUtf8().constData(), 0755);
    }

    void tricks_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("expected"); // empty: refused
        QTest::newRow("a plain name") << QByteArray("a/file.txt") << u"a/file.txt"_s;
        QTest::newRow("`..` after a link goes up from where the link leads")
            << QByteArray("to_deep/../x") << u"a/b/x"_s;
        QTest::newRow("a link that leads inside gives the real path") << QByteArray("to_deep/x") << u"a/b/c/x"_s;
        QTest::newRow("a chain of links gives the real path") << QByteArray("to_to_deep/x") << u"a/b/c/x"_s;
        QTest::newRow("an absolute link to a place inside") << QByteArray("abs_in/x") << u"a/x"_s;
        QTest::newRow("a link to a file that can be made inside") << QByteArray("dangling_in") << u"a/new.txt"_s;
        QTest::newRow("a link to a file that would be made outside") << QByteArray("dangling_out") << QString();
        QTest::newRow("a link that leads outside") << QByteArray("out/x") << QString();
        QTest::newRow("a link to itself") << QByteArray("self") << QString();
        QTest::newRow("a fifo") << QByteArray("pipe") << QString();
        QTest::newRow("a socket") << QByteArray("sock") << QString();
        QTest::newRow("a file with a second name outside") << QByteArray("hard") << QString();
        QTest::newRow("a folder as a file") << QByteArray("a") << QString();
        QTest::newRow("a new file with a slash at its end") << QByteArray("new/") << QString();
        QTest::newRow("a new file with slash and dot at its end") << QByteArray("new/.") << QString();
        QTest::newRow("a file used as a folder") << QByteArray("a/file.txt/x") << QString();
        QTest::newRow("an empty path") << QByteArray() << QString();
        QTest::newRow("a NUL byte") << QByteArray("a\0b", 3) << QString();
        QTest::newRow("a home directory") << QByteArray("~/x") << QString();
        QTest::newRow("a tilde inside is a plain byte") << QByteArray("a/~x") << u"a/~x"_s;
        QTest::newRow("a name of 255 bytes") << QByteArray(255, 'n') << QString(255, u'n');
        QTest::newRow("a name of 256 bytes") << QByteArray(256, 'n') << QString();
        QTest::newRow("more than 4095 bytes") << QByteArray("ab/").repeated(1400) + "x" << QString();
        QTest::newRow("very many folders") << QByteArray("d/").repeated(600) + "x" << QString();
        QTest::newRow("the root by dots") << QByteArray("a/..") << QString();
        QTest::newRow("above the root") << QByteArray("../w2/x") << QString();
        QTest::newRow("a folder that is missing, then back") << QByteArray("none/../x") << QString();
    }
    void tricks()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, expected);
        Scratch scratch;
        scratch.put(u"w/a/file.txt"_s, "x");
        scratch.put(u"w/a/b/c/file.txt"_s, "x");
        scratch.put(u"outside/secret"_s, "secret");
        scratch.link("a/b/c", u"w/to_deep"_s);
        scratch.link("./to_deep/", u"w/to_to_deep"_s);
        scratch.link(scratch.at(u"w/a"_s).toUtf8(), u"w/abs_in"_s);
        scratch.link("a/new.txt", u"w/dangling_in"_s);
        scratch.link(scratch.at(u"outside/new"_s).toUtf8(), u"w/dangling_out"_s);
        scratch.link("../outside", u"w/out"_s);
        scratch.link("self", u"w/self"_s);
        ::mkfifo(scratch.at(u"w/pipe"_s).toUtf8().constData(), 0600);
        makeSocket(scratch.at(u"w/sock"_s));
        QCOMPARE(
            ::link(scratch.at(u"outside/secret"_s).toUtf8().constData(), scratch.at(u"w/hard"_s).toUtf8().constData()),
            0);
        const auto resolved = scratch.workspace->resolve(path, FileOperation::Write);
        QCOMPARE(resolved ? pathText(*resolved) : QString(), expected);
    }

    void theWorkspaceItselfIsNeverChanged_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {".", "./", "a/..", "up", "up/", "a/../."})
            QTest::newRow(path) << QByteArray(path);
        QTest::newRow("its absolute path") << QByteArray();
    }
    void theWorkspaceItselfIsNeverChanged()
    {
        QFETCH(QByteArray, path);
        Scratch scratch;
        QDir(scratch.at(u"w"_s)).mkdir(u"a"_s);
        scratch.link(".", u"w/up"_s);
        if (path.isEmpty())
            path = scratch.at(u"w"_s).toUtf8();
        using enum FileOperation;
        for (const FileOperation operation : {Write, Delete, MakeFolder, RenameFrom, RenameTo}) {
            if (path == "up" && operation != Write)
                continue; // the link itself may go
            const auto resolved = scratch.workspace->resolve(path, operation);
            QVERIFY(!resolved.has_value());
            QCOMPARE(resolved.error().code, ErrorCode::Denied);
        }
    }

    void namesSurviveAsTextAndBack_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("isText");
        QTest::newRow("ascii") << QByteArray("src/a.txt") << true;
        QTest::newRow("CJK and emoji") << QByteArray("文档/😀") << true;
        QTest::newRow("a byte order mark at the beginning") << QByteArray("\xEF\xBB\xBFname") << true;
        QTest::newRow("Latin-1") << QByteArray("caf\xE9") << false;
        QTest::newRow("an overlong slash") << QByteArray("a\xC0\xAF"
                                                         "b")
                                           << false;
        QTest::newRow("half of an emoji") << QByteArray("\xF0\x9F\x98") << false;
        QTest::newRow("an encoded surrogate") << QByteArray("\xED\xB2\x80") << false;
        QTest::newRow("above the last code point") << QByteArray("\xF4\x90\x80\x80\xFF\xFE") << false;
        QByteArray all;
        for (int i = 1; i < 256; ++i)
            all += char(i);
        QTest::newRow("every byte") << all << false;
    }
    void namesSurviveAsTextAndBack()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, isText);
        const QString text = pathText(bytes);
        QCOMPARE(pathBytes(text), bytes);
        QCOMPARE(text.isValidUtf16(), isText);
        if (isText)
            QCOMPARE(text.toUtf8(), bytes);
    }

    void aNameThatIsNotUtf8IsWrittenReadAndListed()
    {
        Scratch scratch;
        const QString name = pathText("caf\xE9.txt");
        QVERIFY(scratch.workspace->writeAll({{name, "one\n", {}}}).has_value());
        QCOMPARE(::access((scratch.at(u"w/"_s).toUtf8() + "caf\xE9.txt").constData(), F_OK), 0);
        QCOMPARE(scratch.workspace->read(name)->bytes, QByteArray("one\n"));
        QCOMPARE(scratch.workspace->read(name)->path, name);
        QCOMPARE(scratch.workspace->list(u"."_s, 1, 10, nullptr)->value(0).path, name);
        QVERIFY(scratch.workspace->stamps()->contains(name));
        ::unlink((scratch.at(u"w/"_s).toUtf8() + "caf\xE9.txt").constData()); // the temporary folder cannot
    }

    void foldersThatCannotBeAWorkspace_data()
    {
        QTest::addColumn<QString>("directory");
        QTest::addColumn<QString>("refused");
        QTest::newRow("the root") << u"/"_s << QString();
        QTest::newRow("the home folder") << QDir::homePath() << QString();
        QTest::newRow("a relative folder") << u"w"_s << QString();
        QTest::newRow("a missing folder") << u"%1/none"_s << QString();
        QTest::newRow("a file") << u"%1/file"_s << QString();
        QTest::newRow("a program folder") << u"%1/data"_s << u"%1/data"_s;
        QTest::newRow("below a program folder") << u"%1/data/x"_s << u"%1/data"_s;
        QTest::newRow("a folder that holds a program folder") << u"%1"_s << u"%1/data"_s;
        QTest::newRow("a program folder through a link") << u"%1/link"_s << u"%1/data"_s;
        QTest::newRow("a program folder told through a link") << u"%1/data"_s << u"%1/link"_s;
        QTest::newRow("a name with a NUL") << u"%1/data"_s + QChar(u'\0') + u"x"_s << QString();
    }
    void foldersThatCannotBeAWorkspace()
    {
        QFETCH(QString, directory);
        QFETCH(QString, refused);
        Scratch scratch;
        scratch.put(u"file"_s, "x");
        QDir(scratch.base).mkpath(u"data/x"_s);
        scratch.link("data", u"link"_s);
        directory.replace(u"%1"_s, scratch.base);
        refused.replace(u"%1"_s, scratch.base);
        const auto workspace = Workspace::open(directory, refused.isEmpty() ? QStringList() : QStringList{refused});
        QVERIFY(!workspace.has_value());
        QVERIFY(workspace.error().message.contains(directory.left(5)));
    }

    void aMovedWorkspaceIsNoticed()
    {
        Scratch scratch;
        QVERIFY(scratch.workspace->isSameDirectory());
        QVERIFY(QDir(scratch.base).rename(u"w"_s, u"moved"_s));
        QVERIFY(!scratch.workspace->isSameDirectory());
        QDir(scratch.base).mkdir(u"w"_s);
        QVERIFY(!scratch.workspace->isSameDirectory());
        const auto written = scratch.workspace->writeAll({{u"x"_s, "x", {}}});
        QCOMPARE(written.error().code, ErrorCode::Conflict);
        QVERIFY(scratch.names(u"w"_s).isEmpty() && scratch.names(u"moved"_s).isEmpty());
    }
};

QTEST_GUILESS_MAIN(WorkspacePathsTest)
#include "tst_workspacepaths.moc"
