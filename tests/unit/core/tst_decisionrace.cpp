// SPDX-License-Identifier: MIT
// Eight processes decide the same approvals at the same time: one wins each, the others are told, and its effect, the
// waking of the task, happens once.
#include "unit/storage/storetesting.h"

#include "core/engine.h"
#include "storage/recordstore.h"

#include <QSet>

using namespace storetesting;

namespace {

constexpr int kApprovals = 500, kProcesses = 8;

Settings settingsFor(const QString &database)
{
    Settings settings;
    settings.databaseUrl = u"sqlite:///"_s + database;
    return settings;
}

int decideRole(const QString &database, const QString &start, int who)
{
    auto engine = Engine::open(settingsFor(database));
    if (!engine)
        return 100;
    for (int i = 0; i < 2000 && !QFile::exists(start); ++i)
        QThread::msleep(5);
    const auto open = (*engine)->approvals(ApprovalState::Pending);
    if (!open)
        return 101;
    for (const Approval &approval : *open) {
        const ApprovalDecision decision{(who + approval.seq) % 2 == 0, approval.contentHash, {}, u"p%1"_s.arg(who)};
        const auto decided = waitFor((*engine)->decide(approval.id, decision));
        if (!decided && decided.error().code != ErrorCode::Conflict)
            return 102;
        // The loser is told who was quicker.
        if (!decided && !decided.error().message.contains(u"p"_s))
            return 103;
    }
    return 0;
}

} // namespace

class DecisionRaceTest : public QObject
{
    Q_OBJECT

private slots:
    void eachApprovalIsDecidedOnceAndTakesEffectOnce()
    {
        const QTemporaryDir folder;
        QStringList ids;
        {
            const auto database = opened(in(folder));
            for (int i = 0; i < kApprovals; ++i) {
                Task made = task(u"task %1"_s.arg(i));
                made.state = TaskState::WaitingApproval;
                Approval approval;
                approval.id = newId();
                approval.taskId = made.id;
                approval.stepPath = u"1"_s;
                if (i % 2 == 0) {
                    approval.commands = {u"touch x"_s};
                } else {
                    approval.kind = ApprovalKind::FileWrite;
                    approval.access = PathAccess::Write;
                    approval.path = u"/somewhere/x"_s;
                    approval.afterSha256 = u"00"_s;
                }
                approval.directory = made.spec.workingDirectory;
                approval.createdAt = noon();
                approval.expiresAt = QDateTime::currentDateTimeUtc().addSecs(3600);
                approval.contentHash = approvalHash(approval);
                ids.append(approval.id);
                QVERIFY(database->writeNow([&](Connection &c) -> Result<> {
                    VC_CHECK(taskstore::insert(c, made));
                    return approvalstore::insert(c, approval);
                }));
            }
        }
        const QString start = folder.filePath(u"start"_s);
        std::vector<std::unique_ptr<Child>> children;
        for (int i = 0; i < kProcesses; ++i)
            children.push_back(
                std::make_unique<Child>(QStringList{u"decide"_s, in(folder).databaseFile, start, QString::number(i)}));
        QThread::msleep(300);
        QFile go(start);
        QVERIFY(go.open(QIODevice::WriteOnly));
        for (const auto &child : children)
            QCOMPARE(child->wait(), 0);

        auto engine = Engine::open(settingsFor(in(folder).databaseFile));
        QVERIFY(engine);
        QHash<QString, QString> winners;
        const auto events = (*engine)->eventsSince(0, 10000);
        QHash<QString, int> wakings;
        for (const Event &event : *events) {
            if (event.kind == EventKind::ApprovalDecided) {
                const QString id = event.body.value(u"approval_id"_s).toString();
                QVERIFY2(!winners.contains(id), qPrintable(id));
                winners.insert(id, event.body.value(u"by"_s).toString());
            } else if (event.kind == EventKind::TaskStateChanged) {
                QCOMPARE(++wakings[event.taskId], 1);
            }
        }
        QCOMPARE(winners.size(), qsizetype(kApprovals));
        QCOMPARE(wakings.size(), qsizetype(kApprovals));
        QSet<QString> who;
        for (const QString &id : ids) {
            const auto approval = (*engine)->approval(id);
            QVERIFY(approval);
            QCOMPARE(approval->decidedBy, winners.value(id));
            who.insert(approval->decidedBy);
        }
        qInfo("%lld processes won at least once", static_cast<long long>(who.size()));
        const auto check = (*engine)->verifyAudit();
        QVERIFY(check && check->sound());
        QCOMPARE(check->records, qint64(kApprovals));
    }
};

int main(int argc, char **argv)
{
    return mainWithRoles(
        argc, argv,
        [](const QStringList &arguments) {
            return decideRole(arguments.at(1), arguments.at(2), arguments.at(3).toInt());
        },
        DecisionRaceTest());
}

#include "tst_decisionrace.moc"
