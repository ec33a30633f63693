// SPDX-License-Identifier: MIT
// Rows of a run, events, artifacts and the spool.
#include "storetesting.h"

#include "base/logging.h"
#include "model/approval.h"
#include "storage/artifactstore.h"
#include "storage/recordstore.h"

#include <QFileInfo>

using namespace storetesting;

class RecordStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_db = opened(in(*m_folder));
        QVERIFY(m_db);
    }
    void cleanup()
    {
        m_db.reset();
        m_folder.reset();
    }

    void iterationsAreReplacedByNumberAndListedInOrder()
    {
        Iteration second;
        second.taskId = u"t"_s;
        second.number = 2;
        second.startedAt = noon();
        Iteration first = second;
        first.number = 1;
        first.summary = u"first"_s;
        CommandReport report;
        report.command = u"pytest"_s;
        report.status = CommandStatus::Fail;
        report.exitCode = 1;
        first.verification.commands = {report};
        QVERIFY(write([&](Connection &c) -> Result<> {
            VC_CHECK(iterationstore::save(c, second));
            VC_CHECK(iterationstore::save(c, first));
            second.summary = u"later"_s;
            return iterationstore::save(c, second);
        }));
        const auto list = iterationstore::list(m_db->reader(), u"t"_s, 1);
        QVERIFY(list);
        QCOMPARE(list->size(), 2);
        QCOMPARE(list->at(0).number, 1);
        QCOMPARE(list->at(0).verification, first.verification);
        QCOMPARE(list->at(0).startedAt, noon());
        QCOMPARE(list->at(1).summary, u"later"_s);
        QVERIFY(iterationstore::list(m_db->reader(), u"t"_s, 2)->isEmpty());
    }

    void anApprovalIsDecidedOnce()
    {
        Approval a = approval(u"aaaa00000001"_s, noon().addSecs(10));
        a.commands = {u"rm -rf 'x y'"_s, u"echo \"ü\""_s};
        a.severity = Severity::High;
        a.network = true;
        a.stepPath = u"3"_s;
        a.contentHash = approvalHash(a);
        QVERIFY(write([&](Connection &c) { return approvalstore::insert(c, a); }));
        const auto back = approvalstore::byId(m_db->reader(), a.id);
        QVERIFY(back);
        QCOMPARE(back->commands, a.commands);
        QCOMPARE(approvalHash(*back), a.contentHash);
        QCOMPARE(back->severity, Severity::High);
        QCOMPARE(back->expiresAt, a.expiresAt);
        QCOMPARE(back->seq, 1);
        QCOMPARE((*approvalstore::forStep(m_db->reader(), u"t"_s, 1, u"3"_s))->id, a.id);
        QVERIFY(!*approvalstore::forStep(m_db->reader(), u"t"_s, 1, u"4"_s));
        const QJsonObject answers{{u"a.txt"_s, QJsonObject{{u"use"_s, u"mine"_s}}}};
        QVERIFY(back->answers.isEmpty());
        const auto decide = [&](ApprovalState state) {
            return *m_db->writeNowWith<bool>([&](Connection &c) {
                return approvalstore::decide(c, a.id, state, u"cli:me"_s, u"why"_s, noon(), answers);
            });
        };
        QVERIFY(decide(ApprovalState::Approved));
        QVERIFY(!decide(ApprovalState::Denied));
        const auto decided = approvalstore::byId(m_db->reader(), a.id);
        QCOMPARE(decided->state, ApprovalState::Approved);
        QCOMPARE(decided->decidedBy, u"cli:me"_s);
        QCOMPARE(decided->message, u"why"_s);
        QCOMPARE(decided->answers, answers);
        QCOMPARE(*approvalstore::resolveId(m_db->reader(), u"aaaa"_s), a.id);
    }

    void approvalsExpireAndBecomeVoid()
    {
        Approval due = approval(u"aaaa00000001"_s, noon());
        Approval later = approval(u"aaaa00000002"_s, noon().addSecs(5));
        Approval endless = approval(u"aaaa00000003"_s, {});
        QVERIFY(write([&](Connection &c) -> Result<> {
            for (Approval *a : {&due, &later, &endless})
                VC_CHECK(approvalstore::insert(c, *a));
            return {};
        }));
        QCOMPARE(*approvalstore::nextExpiry(m_db->reader()), std::optional(noon()));
        const auto expired =
            m_db->writeNowWith<QList<Approval>>([](Connection &c) { return approvalstore::expireDue(c, noon()); });
        QCOMPARE(expired->size(), 1);
        QCOMPARE(expired->constFirst().id, due.id);
        QCOMPARE(expired->constFirst().state, ApprovalState::Expired);
        QCOMPARE(approvalstore::list(m_db->reader(), ApprovalState::Pending, {})->size(), 2);
        QVERIFY(write([&](Connection &c) { return approvalstore::voidForTask(c, u"t"_s, noon()); }));
        QCOMPARE(approvalstore::list(m_db->reader(), ApprovalState::Void, u"t"_s)->size(), 2);
        QCOMPARE(approvalstore::list(m_db->reader(), {}, {}, 2)->size(), 2);
        QVERIFY(!*approvalstore::nextExpiry(m_db->reader()));
    }

    void aStepResultIsStoredOnce()
    {
        StepRow step{u"1"_s, u"command"_s, u"digest"_s, {{u"plan"_s, 1}}, {}};
        QVERIFY(write([&](Connection &c) { return stepstore::putIntent(c, u"t"_s, 1, step, noon()); }));
        QVERIFY(!stepstore::load(m_db->reader(), u"t"_s, 1)->constFirst().result);
        step.result = QJsonObject{{u"ok"_s, true}};
        QVERIFY(write([&](Connection &c) { return stepstore::putResult(c, u"t"_s, 1, step, noon()); }));
        step.result = QJsonObject{{u"ok"_s, false}};
        const auto again = write([&](Connection &c) { return stepstore::putResult(c, u"t"_s, 1, step, noon()); });
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        const auto reopened = write([&](Connection &c) { return stepstore::putIntent(c, u"t"_s, 1, step, noon()); });
        QCOMPARE(reopened.error().code, ErrorCode::Conflict);
        StepRow readOnly{u"2"_s, u"read"_s, u"d2"_s, {}, QJsonObject{}};
        QVERIFY(write([&](Connection &c) { return stepstore::putResult(c, u"t"_s, 1, readOnly, noon()); }));
        const auto rows = stepstore::load(m_db->reader(), u"t"_s, 1);
        QCOMPARE(rows->size(), 2);
        QCOMPARE(rows->at(0).result->value(u"ok"_s), QJsonValue(true));
        QCOMPARE(rows->at(0).intent.value(u"plan"_s).toInt(), 1);
        QCOMPARE(rows->at(1).path, u"2"_s);
        QVERIFY(rows->at(1).result);
    }

    void anArtifactOfTheSameNameReplaces()
    {
        Artifact a{u"id1"_s, u"t"_s, 1, 2, u"a1/i2/changes.patch"_s, u"patch"_s, u"00"_s, 5, noon()};
        QVERIFY(write([&](Connection &c) -> Result<> {
            VC_CHECK(artifactrows::insert(c, a));
            a.id = u"id2"_s;
            a.size = 6;
            return artifactrows::insert(c, a);
        }));
        const auto list = artifactrows::list(m_db->reader(), u"t"_s, 0);
        QCOMPARE(list->size(), 1);
        QCOMPARE(list->constFirst().size, 6);
        QVERIFY(artifactrows::byId(m_db->reader(), u"id2"_s));
        QCOMPARE(artifactrows::byId(m_db->reader(), u"id1"_s).error().code, ErrorCode::NotFound);
        QVERIFY(artifactrows::list(m_db->reader(), u"t"_s, 9)->isEmpty());
    }

    void namedValuesAndRemovalOfATask()
    {
        Task t = task(u"t"_s);
        QVERIFY(insertTask(*m_db, t));
        StepRow step{u"1"_s, u"read"_s, {}, {}, QJsonObject{}};
        QVERIFY(write([&](Connection &c) -> Result<> {
            VC_CHECK(metastore::set(c, u"queue.paused"_s, u"1"_s));
            VC_CHECK(metastore::set(c, u"queue.paused"_s, u"0"_s));
            VC_CHECK(stepstore::putResult(c, t.id, 1, step, noon()));
            Event e = newEvent(u"kept"_s, t.id);
            VC_CHECK(eventlog::append(c, e));
            return taskstore::remove(c, t.id);
        }));
        QCOMPARE(*metastore::get(m_db->reader(), u"queue.paused"_s), u"0"_s);
        QCOMPARE(*metastore::get(m_db->reader(), u"unknown"_s), QString());
        QVERIFY(stepstore::load(m_db->reader(), t.id, 1)->isEmpty());
        QCOMPARE(eventlog::since(m_db->reader(), 0, 10, {t.id, 0})->size(), 1);
    }

    void eventsAreReadForwardsAndFromTheEnd()
    {
        QVERIFY(write([](Connection &c) -> Result<> {
            for (int i = 0; i < 10; ++i) {
                Event e = newEvent(QString::number(i), i % 2 ? u"odd"_s : u"even"_s);
                VC_CHECK(eventlog::append(c, e));
            }
            return {};
        }));
        const auto seqs = [](const Result<QList<Event>> &events) {
            QList<qint64> list;
            for (const Event &e : *events)
                list << e.seq;
            return list;
        };
        Connection &r = m_db->reader();
        QCOMPARE(seqs(eventlog::since(r, 7, 10)), (QList<qint64>{8, 9, 10}));
        QCOMPARE(seqs(eventlog::since(r, 0, 2, {u"odd"_s, 0})), (QList<qint64>{2, 4}));
        QCOMPARE(seqs(eventlog::since(r, 0, 2, {u"odd"_s, 2})), QList<qint64>());
        QCOMPARE(seqs(eventlog::tail(r, 3)), (QList<qint64>{8, 9, 10}));
        QCOMPARE(seqs(eventlog::tail(r, 2, {u"even"_s, 1})), (QList<qint64>{7, 9}));
        QCOMPARE(seqs(eventlog::tail(r, 2, {{}, 0, 5})), (QList<qint64>{3, 4}));
        QCOMPARE(seqs(eventlog::tail(r, 2, {{}, 0, 1})), QList<qint64>());
        QCOMPARE(*eventlog::oldestSeq(r), 1);
        QCOMPARE(*eventlog::lastSeq(r), 10);
    }

    void artifactsAreRedactedPrivateAndAddressedByContent()
    {
        addSecret(u"another-secret-value"_s);
        const ArtifactStore store(in(*m_folder).artifactFolder());
        const auto stored = store.put("token another-secret-value end\n");
        QVERIFY(stored);
        const auto bytes = store.read(*stored);
        QVERIFY(bytes);
        QVERIFY2(!bytes->contains("another-secret-value"), bytes->constData());
        QCOMPARE(sha256Hex(*bytes), *stored);
        QCOMPARE(*store.put("token another-secret-value end\n"), *stored);
        QCOMPARE(*store.read(*stored, 0, 5), QByteArray("token"));
        QCOMPARE(*store.read(*stored, 1000000), QByteArray());
        const QFileInfo file(store.path(*stored));
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(file.permissions() & others));
        QVERIFY(!(QFileInfo(file.path()).permissions() & others));
        // What looks binary may hold a key as well.
        const QByteArray binary = QByteArray("\0another-secret-value", 21);
        QVERIFY(!store.read(*store.put(binary))->contains("another-secret-value"));
    }

    void onlyADigestNamesAnArtifact_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("a path out of the folder") << u"../../store.db"_s;
        QTest::newRow("nothing") << QString();
        QTest::newRow("capital letters") << QString(64, u'A');
        QTest::newRow("a digest that is not there") << QString(64, u'a');
    }
    void onlyADigestNamesAnArtifact()
    {
        QFETCH(QString, name);
        const ArtifactStore store(in(*m_folder).artifactFolder());
        QCOMPARE(store.read(name).error().code, ErrorCode::NotFound);
    }

    void aFinishedFileIsTakenOver()
    {
        const QString path = in(*m_folder).dataFolder() + u"/out.txt"_s;
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("large output");
        file.close();
        const ArtifactStore store(in(*m_folder).artifactFolder());
        const auto digest = store.adopt(path);
        QVERIFY(digest);
        QCOMPARE(*store.read(*digest), QByteArray("large output"));
        QVERIFY(!QFile::exists(path));
        QVERIFY(QFile::link(store.path(*digest), path));
        QVERIFY(!store.adopt(path)); // a link is not ours to move
    }

    void theSpoolIsBoundedAndClears()
    {
        const QString folder = in(*m_folder).spoolFolder();
        Spool spool(folder, u"task"_s, 1);
        const QString path = Spool::path(folder, u"task"_s, 1);
        spool.append("one\n");
        spool.append("two\n");
        QCOMPARE(QFileInfo(path).size(), 8);
        spool.clear();
        QCOMPARE(QFileInfo(path).size(), 0);
        for (int i = 0; i < 6; ++i)
            spool.append(QByteArray(1024 * 1024, 'x'));
        QCOMPARE(QFileInfo(path).size(), 4 * 1024 * 1024);
    }

private:
    Result<> write(const Database::WriteJob &job) { return m_db->writeNow(job); }
    static Approval approval(const QString &id, const QDateTime &expiresAt)
    {
        Approval a;
        a.id = id;
        a.taskId = u"t"_s;
        a.commands = {u"true"_s};
        a.createdAt = noon();
        a.expiresAt = expiresAt;
        return a;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_db;
};

QTEST_GUILESS_MAIN(RecordStoreTest)
#include "tst_recordstore.moc"
