// SPDX-License-Identifier: MIT
// Opening: what is made, what is refused with data untouched, and migrations with their backup.
#include "storetesting.h"

#include "storage/migrations.h"
#include "storage/storefiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

#include <sys/mount.h>
#include <sys/resource.h>

using namespace storetesting;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void setContent(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

std::unique_ptr<Connection> plainConnection(const QString &file, Connection::Access access)
{
    auto connection = Connection::open(file, sqliteDialect(), access);
    return connection ? std::move(*connection) : nullptr;
}

/// Appends until the store refuses; says on standard output why. The first line is the number of stored events.
int fillUntilRefused(const StoreLocation &location, const QString &report)
{
    const auto database = opened(location);
    if (!database)
        return 2;
    for (int i = 0; i < 100000; ++i) {
        const auto stored = appendEvent(*database, QString(2000, u'x'));
        if (stored)
            continue;
        const bool readable = eventlog::lastSeq(database->reader()).has_value();
        setContent(report, QByteArray::number(i) + '\n' + stored.error().message.toUtf8() + '\n' +
                               stored.error().hint.toUtf8() + (readable ? "\nreadable" : "\nunreadable"));
        return 0;
    }
    return 3;
}

int role(const QStringList &arguments)
{
    if (arguments.at(0) == u"fill") {
        // A limit on file size stands for a full disk; the reports are far below it.
        const rlimit limit{600 * 1024, 600 * 1024};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        ::signal(SIGXFSZ, SIG_IGN);
        return fillUntilRefused({arguments.at(1)}, arguments.at(2));
    }
    if (arguments.at(0) == u"create") {
        const auto database = opened({arguments.at(1)});
        return database && appendEvent(*database, u"made"_s) ? 0 : 1;
    }
    return 99;
}

} // namespace

class StoreOpenTest : public QObject
{
    Q_OBJECT

private slots:
    void databaseUrls_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("file");
        const QString home = QDir::homePath();
        QTest::newRow("a relative path") << u"sqlite:///a/b.db"_s << QDir::current().absoluteFilePath(u"a/b.db"_s);
        QTest::newRow("an absolute path") << u"sqlite:////var/x/../b.db"_s << u"/var/b.db"_s;
        QTest::newRow("a path in the home folder") << u"sqlite:///~/v/b.db"_s << home + u"/v/b.db"_s;
        QTest::newRow("in memory is refused") << u"sqlite:///:memory:"_s << QString();
        QTest::newRow("no path is refused") << u"sqlite:///"_s << QString();
        QTest::newRow("a folder is refused") << u"sqlite:////var/"_s << QString();
        QTest::newRow("parameters are refused") << u"sqlite:////var/x.db?mode=ro"_s << QString();
        QTest::newRow("a line break is refused") << u"sqlite:////var/x\n.db"_s << QString();
        QTest::newRow("two slashes are refused") << u"sqlite://x.db"_s << QString();
        QTest::newRow("a bare path is refused") << u"/var/x.db"_s << QString();
    }
    void databaseUrls()
    {
        QFETCH(QString, url);
        QFETCH(QString, file);
        const auto location = parseDatabaseUrl(url);
        QCOMPARE(location.has_value(), !file.isEmpty());
        if (location) {
            QCOMPARE(location->databaseFile, file);
        } else {
            QCOMPARE(location.error().code, ErrorCode::InvalidArgument);
            QVERIFY(location.error().message.contains(u"VIBECODER_DATABASE_URL"));
        }
    }

    void postgresIsNamedAndItsPasswordIsNotRepeated()
    {
        const auto location = parseDatabaseUrl(u"postgresql://me:"
                                               u"hunter22@db/x"_s);
        QCOMPARE(location.error().code, ErrorCode::Unavailable);
        QVERIFY(location.error().message.contains(u"PostgreSQL"));
        QVERIFY(!(location.error().message + location.error().hint + location.error().detail).contains(u"hunter22"));
        const auto other = parseDatabaseUrl(u"mysql://me:"
                                            u"hunter22@db/x"_s);
        QVERIFY(!(other.error().message + other.error().hint + other.error().detail).contains(u"hunter22"));
    }

    void aNewStoreBelongsToItsOwnerAlone()
    {
        const QTemporaryDir folder;
        const StoreLocation location{folder.filePath(u"new/deep/s.db"_s)};
        const auto database = opened(location);
        QVERIFY(database);
        QVERIFY(appendEvent(*database, u"x"_s));
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                                          QFile::WriteOther | QFile::ExeOther;
        for (const QString &path : {location.databaseFile, location.databaseFile + u"-wal"_s, location.dataFolder(),
                 location.dataFolder() + u"/gate"_s, location.artifactFolder(), location.spoolFolder(),
                 location.logFolder(), location.runFolder()}) {
            QVERIFY2(QFileInfo::exists(path), qPrintable(path));
            QVERIFY2(!(QFileInfo(path).permissions() & others), qPrintable(path));
        }
    }

    void whatWasStoredIsThereAfterReopening()
    {
        const QTemporaryDir folder;
        for (int i = 0; i < 3; ++i) {
            const auto database = opened(in(folder));
            QVERIFY(database);
            QCOMPARE(*eventlog::lastSeq(database->reader()), i);
            QVERIFY(appendEvent(*database, u"x"_s));
        }
        QList<qint64> times;
        for (int i = 0; i < 20; ++i) {
            QElapsedTimer timer;
            timer.start();
            const auto database = opened(in(folder));
            times << timer.nsecsElapsed() / 1000;
        }
        std::sort(times.begin(), times.end());
        qInfo("open of an existing store: p50 %lld us, max %lld us", static_cast<long long>(times.at(10)),
            static_cast<long long>(times.constLast()));
    }

    void processesThatMakeTheStoreAtOnceAgree()
    {
        const QTemporaryDir folder;
        std::vector<std::unique_ptr<Child>> children;
        for (int i = 0; i < 6; ++i)
            children.push_back(std::make_unique<Child>(QStringList{u"create"_s, in(folder).databaseFile}));
        for (const auto &child : children)
            QCOMPARE(child->wait(), 0);
        QCOMPARE(*eventlog::lastSeq(opened(in(folder))->reader()), 6);
        QVERIFY(QDir(folder.path()).entryList({u"*.new-*"_s}).isEmpty());
    }

    void whatIsNotOurStoreIsRefusedAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const QTemporaryDir folder;
        opened(in(folder)).reset();
        const QByteArray sound = contentOf(in(folder).databaseFile);
        QVERIFY(sound.size() > 20000);
        QTest::newRow("an empty file") << QByteArray("") << u"0 bytes"_s;
        QTest::newRow("a text file") << QByteArray("dear diary\n").repeated(100) << u"not a task database"_s;
        QTest::newRow("a header cut off") << sound.left(60) << u"not a task database"_s;
        QTest::newRow("a store cut in the middle") << sound.left(8192) << u"damaged"_s;
        QByteArray foreign = sound;
        foreign.replace(68, 4, "\0\0\0\0", 4);
        QTest::newRow("a database of another program") << foreign << u"another program"_s;
        QByteArray scribbled = sound;
        scribbled.replace(100, 3000, QByteArray(3000, '\xff'));
        QTest::newRow("a scribbled first page") << scribbled << u"damaged"_s;
    }
    void whatIsNotOurStoreIsRefusedAndLeftAlone()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        const QTemporaryDir folder;
        setContent(in(folder).databaseFile, content);
        const auto database = Database::open(in(folder));
        QVERIFY(!database);
        QCOMPARE(database.error().code, ErrorCode::Storage);
        QVERIFY2(database.error().message.contains(says), qPrintable(database.error().message));
        QVERIFY(database.error().message.contains(in(folder).databaseFile));
        QVERIFY(!database.error().hint.isEmpty());
        QCOMPARE(contentOf(in(folder).databaseFile), content);
    }

    void aNewerSchemaIsRefusedAndLeftAlone()
    {
        const QTemporaryDir folder;
        opened(in(folder)).reset();
        QVERIFY(plainConnection(in(folder).databaseFile, Connection::Access::Create)
                    ->execute(sqliteDialect().setSchemaVersion(99)));
        const QByteArray before = contentOf(in(folder).databaseFile);
        const auto database = Database::open(in(folder));
        QVERIFY(!database);
        QVERIFY2(database.error().message.contains(u"newer version"), qPrintable(database.error().message));
        QVERIFY(database.error().message.contains(u"99"));
        QCOMPARE(contentOf(in(folder).databaseFile), before);
        QVERIFY(!QFileInfo::exists(in(folder).dataFolder() + u"/backups"_s));
    }

    void aLogWithoutItsStoreIsRefused()
    {
        const QTemporaryDir folder;
        {
            const auto database = opened(in(folder));
            QVERIFY(appendEvent(*database, u"x"_s));
        }
        QVERIFY(QFileInfo(in(folder).databaseFile + u"-wal"_s).size() > 0);
        const QString aside = folder.filePath(u"aside"_s);
        QVERIFY(QFile::rename(in(folder).databaseFile, aside));
        const auto refused = Database::open(in(folder));
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"-wal"), qPrintable(refused.error().message));
        QVERIFY(!QFileInfo::exists(in(folder).databaseFile));
        QVERIFY(QFile::rename(aside, in(folder).databaseFile));
        QCOMPARE(*eventlog::lastSeq(opened(in(folder))->reader()), 1);
    }

    void unusablePlacesAreRefused()
    {
        const QTemporaryDir folder;
        setContent(folder.filePath(u"file"_s), "x");
        const auto below = Database::open({folder.filePath(u"file/s.db"_s)});
        QVERIFY(!below);
        QVERIFY(below.error().message.contains(folder.filePath(u"file"_s)));
        QVERIFY(QDir(folder.path()).mkdir(u"s.db"_s));
        const auto directory = Database::open({folder.filePath(u"s.db"_s)});
        QVERIFY(!directory);
        QVERIFY(directory.error().message.contains(u"not a regular file"));
        QVERIFY(storefiles::isNetworkFileSystem(0x6969));
        QVERIFY(storefiles::isNetworkFileSystem(0xFF534D42));
        QVERIFY(storefiles::isNetworkFileSystem(qint32(0xFF534D42)));
        QVERIFY(storefiles::isNetworkFileSystem(0x65735546));
        QVERIFY(!storefiles::isNetworkFileSystem(0xEF53));
        QVERIFY(!storefiles::isNetworkFileSystem(0x01021994));
    }

    void aReadOnlyFolderIsRefused()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        const QTemporaryDir folder;
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner);
        const auto database = Database::open(in(folder));
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QVERIFY(!database);
        QVERIFY(database.error().message.contains(folder.path()));
    }

    void aFullDiskIsSaidAndNothingStoredIsLost_data()
    {
        QTest::addColumn<bool>("smallDisk");
        QTest::newRow("a limit on the size of files") << false;
        QTest::newRow("a disk of one megabyte") << true;
    }
    void aFullDiskIsSaidAndNothingStoredIsLost()
    {
        QFETCH(bool, smallDisk);
        const QTemporaryDir folder;
        const QTemporaryDir reports;
        const QByteArray path = QFile::encodeName(folder.path());
        if (smallDisk && ::mount("tmpfs", path.constData(), "tmpfs", 0, "size=1m") != 0)
            QSKIP("mounting a small disk needs root");
        const auto unmount = qScopeGuard([&] {
            if (smallDisk)
                ::umount2(path.constData(), MNT_DETACH);
        });
        const QString report = reports.filePath(u"report"_s);
        if (smallDisk) {
            QCOMPARE(fillUntilRefused(in(folder), report), 0);
        } else {
            Child child({u"fill"_s, in(folder).databaseFile, report});
            QCOMPARE(child.wait(), 0);
        }
        const QStringList lines = QString::fromUtf8(contentOf(report)).split(u'\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY2(lines.at(1).contains(in(folder).databaseFile), qPrintable(lines.at(1)));
        if (smallDisk)
            QVERIFY2(lines.at(1).contains(u"disk is full"), qPrintable(lines.at(1)));
        QVERIFY(!lines.at(2).isEmpty());
        QCOMPARE(lines.at(3), u"readable"_s);
        if (smallDisk && ::mount("tmpfs", path.constData(), "tmpfs", MS_REMOUNT, "size=8m") != 0)
            QFAIL("the small disk does not grow");
        const auto database = opened(in(folder));
        QVERIFY(database);
        const qint64 stored = lines.at(0).toLongLong();
        QVERIFY(stored > 10);
        QCOMPARE(*eventlog::lastSeq(database->reader()), stored);
        QVERIFY(appendEvent(*database, u"space again"_s));
        QCOMPARE(database->reader().query(sqliteDialect().quickCheck())->constFirst().text("verdict"), u"ok"_s);
    }

    void afterAMachineCrashTheWholeFileIsChecked()
    {
        const QTemporaryDir folder;
        auto filled = opened(in(folder));
        // A page in the middle of many events: none that opening reads.
        QVERIFY(filled->writeNow([](Connection &c) -> Result<> {
            for (int i = 0; i < 500; ++i) {
                Event event = newEvent(QString(500, u'x'));
                VC_CHECK(eventlog::append(c, event));
            }
            return {};
        }));
        filled.reset();
        {
            // Into the file itself: what is still in the write-ahead log would cover the damage.
            const auto c = Connection::open(in(folder).databaseFile, sqliteDialect(), Connection::Access::Create);
            QVERIFY(c && (*c)->query(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
        }
        QByteArray content = contentOf(in(folder).databaseFile);
        QVERIFY2(content.size() > 60 * 4096, qPrintable(QString::number(content.size())));
        content.replace(content.size() / 2 / 4096 * 4096, 4096, QByteArray(4096, '\xff'));
        setContent(in(folder).databaseFile, content);
        // After a clean end the damage would show only when that page is read: the start stays quick.
        QVERIFY(opened(in(folder)));
        const QString mark = in(folder).dataFolder() + u"/inuse"_s;
        setContent(mark, "another-boot");
        const auto database = Database::open(in(folder));
        QVERIFY(!database);
        QVERIFY2(database.error().message.contains(u"damaged"), qPrintable(database.error().message));
        QCOMPARE(contentOf(mark), QByteArray("another-boot"));
    }

    void theUseMarkIsSetByTheFirstWriteAndTakenAwayByACleanEnd()
    {
        const QTemporaryDir folder;
        const QString mark = in(folder).dataFolder() + u"/inuse"_s;
        auto first = opened(in(folder));
        QCOMPARE(contentOf(mark), QByteArray());
        QVERIFY(appendEvent(*first, u"x"_s));
        QVERIFY(!contentOf(mark).isEmpty());
        auto second = opened(in(folder));
        first.reset();
        QVERIFY(!contentOf(mark).isEmpty());
        second.reset();
        QCOMPARE(contentOf(mark), QByteArray());
    }

    void statementsAreSplitOutsideQuotesAndComments()
    {
        QCOMPARE(migrations::splitStatements(u"-- a; b\nCREATE X (c DEFAULT ';--');\n\n INSERT 'it''s; ok';;\nlast"_s),
            (QStringList{u"CREATE X (c DEFAULT ';--')"_s, u"INSERT 'it''s; ok'"_s, u"last"_s}));
    }

    void migrationsAreNumberedWithoutGaps()
    {
        const auto list = migrations::all();
        QVERIFY(!list.isEmpty());
        for (int i = 0; i < list.size(); ++i)
            QCOMPARE(list.at(i).number, i + 1);
    }

    void attemptsFromBeforeWorkedInTheFolderItself()
    {
        const QTemporaryDir folder;
        Task made = task(u"old"_s);
        {
            const auto connection = plainConnection(in(folder).databaseFile, Connection::Access::Create);
            QVERIFY(connection);
            const auto upToSeven = migrations::all().mid(0, 7);
            QVERIFY(migrations::run(*connection, 0, upToSeven));
            QVERIFY(connection->execute(
                u"INSERT INTO tasks (id, name_folded, labels, directory, state, priority, attempt, iteration, "
                u"accepted, "
                "cancel_requested, stop_reason, stop_detail, activity, tests_passed, tests_failed, created_at, "
                "updated_at, token_usage, spec) VALUES (?, 'old', '', '/w', 'completed', 0, 1, 1, 1, 0, 'passed', '', "
                "'', 3, 0, 1, 1, '{}', ?)"_s,
                {made.id, u"{\"name\":\"old\",\"isolation\":\"in_place\"}"_s}));
            QVERIFY(migrations::run(*connection, 7, migrations::all()));
        }
        const auto connection = plainConnection(in(folder).databaseFile, Connection::Access::Write);
        QVERIFY(connection);
        const auto back = taskstore::byId(*connection, made.id);
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QCOMPARE(back->spec.isolation, Isolation::InPlace);
        QCOMPARE(back->spec.deliver, Deliver::Apply);
        QCOMPARE(back->isolation, Isolation::InPlace);
        QCOMPARE(back->result, ResultState::InFolder);
        QCOMPARE(back->resultFiles, 0);
    }

    // Running, waiting and pending tasks of a store from before lanes: all work in their folders themselves.
    void tasksFromBeforeLanesKeepTheirFolders()
    {
        const QTemporaryDir folder;
        QStringList ids;
        {
            const auto connection = plainConnection(in(folder).databaseFile, Connection::Access::Create);
            QVERIFY(connection);
            for (const QString &statement : sqliteDialect().beforeCreation() + sqliteDialect().afterCreation())
                QVERIFY(connection->execute(statement));
            QVERIFY(migrations::run(*connection, 0, migrations::all().mid(0, 8)));
            const auto add = [&](const QString &state, const QString &directory, int holds, int priority) {
                ids << newId();
                QVERIFY(connection->execute(
                    u"INSERT INTO tasks (id, name_folded, labels, directory, state, priority, attempt, iteration, "
                    "accepted, cancel_requested, stop_reason, stop_detail, activity, tests_passed, tests_failed, "
                    "created_at, updated_at, token_usage, spec) VALUES (?, 'old', '', ?, ?, ?, 1, 1, 1, 0, '', '', '', "
                    "3, 0, 1, 1, '{}', ?)"_s,
                    {ids.constLast(), directory, state, priority,
                        u"{\"name\":\"old\",\"isolation\":\"in_place\",\"working_directory\":\"%1\"}"_s.arg(
                            directory)}));
                QVERIFY(connection->execute(
                    u"UPDATE tasks SET holds_directory = ? WHERE id = ?"_s, {holds, ids.constLast()}));
            };
            add(u"running"_s, u"/w/a"_s, 1, 0);
            add(u"pending"_s, u"/w/a"_s, 0, 9);
            add(u"waiting_approval"_s, u"/w/b"_s, 1, 0);
            add(u"pending"_s, u"/w/b"_s, 0, 9);
            add(u"pending"_s, u"/w/c"_s, 1, 1); // was parked and may go on
            add(u"pending"_s, u"/w/c"_s, 0, 9);
            add(u"completed"_s, u"/w/d"_s, 1, 0); // files go back
            add(u"pending"_s, u"/w/d"_s, 0, 9);
            add(u"pending"_s, u"/w/e"_s, 0, 3);
            add(u"pending"_s, u"/w/e"_s, 0, 2);
        }
        const auto database = opened(in(folder));
        QVERIFY(database);
        QCOMPARE(QDir(in(folder).dataFolder() + u"/backups"_s).entryList({u"*.db"_s}).size(), 1);
        QCOMPARE(taskstore::counts(database->reader())->value(TaskState::Pending), 7);
        Task view = task(u"new"_s, 5, u"/w/a"_s, Isolation::View);
        QVERIFY(insertTask(*database, view));
        QStringList claimed;
        const auto claim = [&] {
            const auto next = database->writeNowWith<std::optional<Task>>(
                [](Connection &c) { return taskstore::claimNext(c, owner(), 60000, noon()); });
            return next && *next ? (*next)->id : QString();
        };
        for (QString id = claim(); !id.isEmpty(); id = claim())
            claimed << id;
        QCOMPARE(claimed, (QStringList{view.id, ids.at(8), ids.at(4)}));
        QVERIFY(database->writeNow([&](Connection &c) -> Result<> {
            for (const QString &id : {ids.at(0), ids.at(4), ids.at(6)}) {
                VC_TRY(Task done, taskstore::byId(c, id));
                done.state = TaskState::Completed;
                VC_CHECK(taskstore::save(c, done, 0));
                VC_CHECK(taskstore::releaseDirectory(c, id));
            }
            return {};
        }));
        QCOMPARE(claim(), ids.at(1));
        QCOMPARE(claim(), ids.at(5));
        QCOMPARE(claim(), ids.at(7));
        QCOMPARE(claim(), QString());
    }

    void aMigrationMakesABackupFirstAndRollsBackWhole()
    {
        const QTemporaryDir folder;
        {
            const auto database = opened(in(folder));
            QVERIFY(appendEvent(*database, u"before"_s));
        }
        const auto connection = plainConnection(in(folder).databaseFile, Connection::Access::Write);
        QVERIFY(connection);
        auto list = migrations::all();
        const int current = list.constLast().number;
        list.append({current + 1, u"CREATE TABLE good (a {{autoincrement_key}});"_s});
        list.append({current + 2, u"CREATE TABLE half (a TEXT); INSERT INTO missing VALUES (1);"_s});
        const auto failed = migrations::upgrade(*connection, in(folder), list);
        QVERIFY(!failed);
        QVERIFY2(failed.error().detail.contains(u"migration %1"_s.arg(current + 2)), qPrintable(failed.error().detail));
        QCOMPARE(*migrations::version(*connection), current + 1);
        QVERIFY(connection->query(u"SELECT a FROM good"_s));
        QVERIFY(!connection->query(u"SELECT a FROM half"_s));
        const QDir backups(in(folder).dataFolder() + u"/backups"_s);
        const QStringList files = backups.entryList({u"*.db"_s});
        QCOMPARE(files.size(), 1);
        const auto copy = plainConnection(backups.filePath(files.constFirst()), Connection::Access::Create);
        QCOMPARE(*migrations::version(*copy), current);
        QCOMPARE(*eventlog::lastSeq(*copy), 1);
        QVERIFY(!copy->query(u"SELECT a FROM good"_s));
    }
};

int main(int argc, char **argv)
{
    return mainWithRoles(argc, argv, role, StoreOpenTest());
}
#include "tst_storeopen.moc"
