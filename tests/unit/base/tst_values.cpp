// SPDX-License-Identifier: MIT
// Enum tables of the whole model, digests, ids, and processes named beyond their pid.
#include "base/digest.h"
#include "base/processid.h"
#include "model/action.h"
#include "model/applyconflict.h"
#include "model/approval.h"
#include "model/bordercard.h"
#include "model/event.h"
#include "model/message.h"
#include "model/settings.h"
#include "model/task.h"
#include "model/verification.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

/// Values stand in their own order from 0 without a gap, so the last row tells whether one is missing at the end.
template <typename E>
void walk(E last)
{
    QSet<QString> texts;
    int next = 0;
    for (const auto &row : EnumTable<E>::rows) {
        QCOMPARE(int(row.value), next++);
        const QString text = toWire(row.value);
        QVERIFY2(!texts.contains(text), row.text);
        texts.insert(text);
        const auto back = fromWire<E>(text);
        QVERIFY(back && *back == row.value);
        QVERIFY(text.isEmpty() || !fromWire<E>(text.toUpper()));
        QVERIFY(!fromWire<E>(text + u' '));
    }
    QCOMPARE(int(last), next - 1);
    QCOMPARE(wireNames<E>().size(), qsizetype(next));
}

} // namespace

class TestValues : public QObject
{
    Q_OBJECT

private slots:
    void walksEveryTable();
    void keepsPartsApartInADigest();
    void writesOneFormPerJsonValue();
    void makesShortIds();
    void seesItself();
    void doesNotMistakeAReusedPid();
    void countsAnEndedProcessAsGone();
    void countsAZombieAsGone();
};

void TestValues::walksEveryTable()
{
    walk(ActionKind::Search);
    walk(Decision::Deny);
    walk(Severity::Critical);
    walk(ApprovalKind::ApplyConflict);
    walk(PathAccess::Write);
    walk(SandboxTier::Bubblewrap);
    walk(ApprovalState::Void);
    walk(EventKind::Warning);
    walk(ModelStop::Other);
    walk(ClaudeProfile::Plain);
    walk(Isolation::Worktree);
    walk(Deliver::Patch);
    walk(ResultState::Delivered);
    walk(BorderClass::InsideGit);
    walk(BorderKind::Denied);
    walk(ConflictReason::InTheWay);
    walk(AnswerKind::Edited);
    walk(GuardMode::Allow);
    walk(TaskState::Cancelled);
    walk(StopReason::InternalError);
    walk(CommandStatus::Unknown);
}

void TestValues::keepsPartsApartInADigest()
{
    QCOMPARE(sha256Hex("abc"), u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s);
    QSet<QString> digests;
    const QList<QByteArrayList> lists{
        {}, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"", "ab"}, {"ab", ""}, {"1:a"}, {"a", "1:b"}, {"a1:b"}};
    for (const QByteArrayList &parts : lists)
        digests.insert(sha256OfParts(parts));
    QCOMPARE(digests.size(), lists.size());
}

void TestValues::writesOneFormPerJsonValue()
{
    const QJsonObject one{{u"b"_s, 1}, {u"a"_s, QJsonArray{1, u"x"_s}}};
    QJsonObject other;
    other.insert(u"a"_s, QJsonArray{1, u"x"_s});
    other.insert(u"b"_s, 1.0);
    QCOMPARE(canonicalJson(one), QByteArray("{\"a\":[1,\"x\"],\"b\":1}"));
    QCOMPARE(canonicalJson(other), canonicalJson(one));
    QCOMPARE(canonicalJson(u"x"_s), QByteArray("[\"x\"]"));
}

void TestValues::makesShortIds()
{
    QSet<QString> ids;
    static const QRegularExpression form(u"\\A[0-9a-hj-km-np-tv-z]{12}\\z"_s);
    for (int i = 0; i < 1000; ++i) {
        const QString id = newId();
        QVERIFY2(form.match(id).hasMatch(), qPrintable(id));
        ids.insert(id);
    }
    QCOMPARE(ids.size(), 1000);
}

void TestValues::seesItself()
{
    QVERIFY(!bootId().isEmpty());
    const ProcessId self = ProcessId::self();
    QCOMPARE(self.pid, qint64(::getpid()));
    QVERIFY(isAlive(self));
    QVERIFY(!isAlive({}));
}

void TestValues::doesNotMistakeAReusedPid()
{
    ProcessId earlier = ProcessId::self();
    earlier.startTicks -= 1;
    QVERIFY(!isAlive(earlier));
    ProcessId beforeReboot = ProcessId::self();
    beforeReboot.boot = u"00000000-0000-0000-0000-000000000000"_s;
    QVERIFY(!isAlive(beforeReboot));
}

void TestValues::countsAnEndedProcessAsGone()
{
    QProcess process;
    process.start(u"cat"_s, {});
    QVERIFY(process.waitForStarted());
    const ProcessId id = ProcessId::of(process.processId());
    QVERIFY(isAlive(id));
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
    QVERIFY(!isAlive(id));
    QCOMPARE(ProcessId::of(id.pid).startTicks, 0);
}

void TestValues::countsAZombieAsGone()
{
    const pid_t pid = ::fork();
    QVERIFY(pid >= 0);
    if (pid == 0)
        ::_exit(0);
    siginfo_t info{};
    QCOMPARE(::waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT), 0);
    QVERIFY(!isAlive(ProcessId::of(pid)));
    QCOMPARE(::waitpid(pid, nullptr, 0), pid);
}

QTEST_GUILESS_MAIN(TestValues)
#include "tst_values.moc"
