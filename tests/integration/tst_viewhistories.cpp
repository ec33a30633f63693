// SPDX-License-Identifier: MIT
// Whole histories by chance: attempts that edit and run commands in views of a person's folder, the person who works in
// it at the same time, checkpoints, kills, applying and taking back. Real sandboxes, mounts and files; a model says
// what must be on the disk after each step. Nothing of the person's is lost, nothing of an attempt's is outside its
// set. VIBECODER_TEST_SEED: the first history; VIBECODER_TEST_ROUNDS: how many; VIBECODER_TEST_FULL: 10,000 of them.
#include "integration/historyattempt.h"
#include "sandbox/probe.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <QThread>

#include <unistd.h>

using namespace histories;
using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

constexpr quint32 kEveryday = 200, kFull = 10000, kPiece = 100;

struct Told
{
    QByteArray wrong, log;
};

class ViewHistoriesTest : public QObject
{
    Q_OBJECT

    ProcessRunner m_runner;
    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<Database> m_db;
    std::unique_ptr<Journal> m_journal;

    Told play(quint32 seed, Fault fault = Fault::None, std::optional<FileOwner> her = std::nullopt)
    {
        World world(seed, her);
        std::vector<std::unique_ptr<Attempt>> attempts;
        const int kind = world.below(4);
        const int many = kind < 2 ? 1 : 2;
        QByteArray wrong;
        for (int i = 0; i < many && wrong.isEmpty(); ++i) {
            const QByteArray prefix = kind == 3 && i == 1 ? "sub/" : "";
            attempts.push_back(
                std::make_unique<Attempt>(world, m_runner, *m_journal, u"h%1x%2"_s.arg(seed).arg(i), prefix, fault));
            world.letTimePass();
            wrong = attempts.back()->open();
        }
        for (int steps = 6 + world.below(8); steps > 0 && wrong.isEmpty(); --steps)
            wrong = step(world, *attempts.at(size_t(world.below(many))));
        for (const auto &attempt : attempts) {
            if (wrong.isEmpty() && world.oneIn(2))
                wrong = attempt->apply();
            if (wrong.isEmpty() && attempt->isApplied() && world.oneIn(2))
                wrong = attempt->undo();
            if (wrong.isEmpty())
                wrong = attempt->remove();
        }
        return {wrong, world.log};
    }

    static QByteArray step(World &world, Attempt &attempt)
    {
        for (int i = world.oneIn(2) ? world.below(3) : 0; i > 0; --i)
            world.person();
        if (!world.oneIn(5))
            world.letTimePass();
        switch (world.below(20)) {
        case 0:
        case 1:
        case 2:
            return attempt.edit();
        case 3:
        case 4:
            return attempt.checkpoint();
        case 5:
        case 6:
            return attempt.hasCheckpoint() ? attempt.goBack() : attempt.command();
        case 7:
        case 8:
        case 9:
            return attempt.apply();
        case 10:
        case 11:
            return attempt.isApplied() ? attempt.undo() : attempt.command();
        case 12:
            return attempt.reopen();
        default:
            return attempt.command();
        }
    }

    /// Every day the same ones; other ones where there is time to look into what they find.
    static quint32 firstSeed()
    {
        if (qEnvironmentVariableIsSet("VIBECODER_TEST_SEED"))
            return qgetenv("VIBECODER_TEST_SEED").toUInt();
        return qEnvironmentVariableIsSet("VIBECODER_TEST_FULL") ? QRandomGenerator::global()->generate() % 100000000
                                                                : 1000;
    }

private slots:
    void initTestCase()
    {
        if (!sandboxReport().warm)
            QSKIP(qPrintable(u"no views here: %1 %2"_s.arg(sandboxReport().why, sandboxReport().whyNotWarm)));
        ::umask(022);
        auto db = Database::open({m_folder.filePath(u"store.db"_s)});
        QVERIFY2(db, db ? "" : qPrintable(db.error().message));
        m_db = std::move(*db);
        m_journal = std::make_unique<Journal>(*m_db, m_clock, u"t"_s, 1, 0, JournalMode::Live);
    }

    void nothingIsLost()
    {
        if (qEnvironmentVariableIsSet("VIBECODER_TEST_FULL"))
            QSKIP("see manyHistories");
        playMany(kEveryday);
    }

    // In the folder of somebody else, and then everything in it is hers.
    void nothingIsLostWhereRootWorksForSomebody()
    {
        if (::geteuid() != 0)
            QSKIP("only root works in the folders of others");
        for (QString folder = QCoreApplication::applicationDirPath(); folder != u"/";
             folder = QFileInfo(folder).path()) {
            if (!(QFileInfo(folder).permissions() & QFileDevice::ExeOther))
                QSKIP(qPrintable(u"nobody but root can reach programs below %1"_s.arg(folder)));
        }
        playMany(kEveryday / 4, FileOwner{23456, 23457});
    }

private:
    void playMany(quint32 everyday, std::optional<FileOwner> her = std::nullopt)
    {
        bool given = false;
        const int rounds = qEnvironmentVariableIntValue("VIBECODER_TEST_ROUNDS", &given);
        const quint32 first = firstSeed(), count = given ? quint32(rounds) : everyday;
        qInfo("seeds %u to %u", first, first + count - 1);
        for (quint32 seed = first; seed != first + count; ++seed) {
            const Told told = play(seed, Fault::None, her);
            if (told.wrong.isEmpty())
                continue;
            // Longer than a message of the test may be.
            std::fprintf(stderr, "VIBECODER_TEST_SEED=%u\n%s%s\n", seed, told.log.constData(),
                QByteArray(told.wrong).replace('\0', '@').constData());
            QFAIL(qPrintable(u"VIBECODER_TEST_SEED=%1"_s.arg(seed)));
        }
    }

private slots:
    void plantedFaultsAreFound_data()
    {
        QTest::addColumn<int>("fault");
        QTest::newRow("careless apply") << int(Fault::CarelessApply);
        QTest::newRow("base taken too late") << int(Fault::LateBase);
        QTest::newRow("blind undo") << int(Fault::BlindUndo);
        QTest::newRow("return forgets deletions") << int(Fault::ForgetfulReturn);
        QTest::newRow("opaque folder left out") << int(Fault::OpaqueLeftOut);
        QTest::newRow("lost book of bases") << int(Fault::LostBook);
        QTest::newRow("conflicts decided silently") << int(Fault::SilentTheirs);
        QTest::newRow("written through") << int(Fault::WrittenThrough);
    }
    void plantedFaultsAreFound()
    {
        if (qEnvironmentVariableIsSet("VIBECODER_TEST_FULL") || qEnvironmentVariableIsSet("VIBECODER_TEST_ROUNDS"))
            QSKIP("the everyday suite does");
        QFETCH(const int, fault);
        const quint32 first = firstSeed();
        for (quint32 seed = first; seed != first + kEveryday; ++seed) {
            const Told told = play(seed, Fault(fault));
            if (told.wrong.isEmpty())
                continue;
            QCOMPARE(play(seed).wrong, QByteArray());
            qInfo("found by history %u: %s", seed - first + 1, told.wrong.left(200).constData());
            return;
        }
        QFAIL(qPrintable(u"not found from seed %1 on"_s.arg(first)));
    }

    // Each piece in a process of its own, as many at once as there are processors.
    void manyHistories()
    {
        if (!qEnvironmentVariableIsSet("VIBECODER_TEST_FULL"))
            QSKIP("with VIBECODER_TEST_FULL=1");
        const quint32 first = firstSeed();
        qInfo("seeds %u to %u", first, first + kFull - 1);
        quint32 next = 0, done = 0;
        QByteArray wrong;
        QElapsedTimer time;
        time.start();
        std::vector<std::unique_ptr<QProcess>> running;
        while (done < kFull && wrong.isEmpty()) {
            while (int(running.size()) < QThread::idealThreadCount() && next < kFull) {
                auto process = std::make_unique<QProcess>();
                QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
                environment.remove(u"VIBECODER_TEST_FULL"_s);
                environment.insert(u"VIBECODER_TEST_SEED"_s, QString::number(first + next));
                environment.insert(u"VIBECODER_TEST_ROUNDS"_s, QString::number(kPiece));
                process->setProcessEnvironment(environment);
                process->setProcessChannelMode(QProcess::MergedChannels);
                process->start(QCoreApplication::applicationFilePath(), {u"nothingIsLost"_s});
                running.push_back(std::move(process));
                next += kPiece;
            }
            for (auto it = running.begin(); it != running.end();) {
                if (!(*it)->waitForFinished(50) && (*it)->state() != QProcess::NotRunning) {
                    ++it;
                    continue;
                }
                if ((*it)->exitStatus() != QProcess::NormalExit || (*it)->exitCode() != 0)
                    wrong += (*it)->readAll();
                it = running.erase(it);
                done += kPiece;
                if (done % 1000 == 0)
                    qInfo("%u histories, %lld s", done, time.elapsed() / 1000);
            }
        }
        for (const auto &process : running)
            process->waitForFinished(600000);
        QVERIFY2(wrong.isEmpty(), wrong.constData());
    }
};

} // namespace

QTEST_GUILESS_MAIN(ViewHistoriesTest)
#include "tst_viewhistories.moc"
