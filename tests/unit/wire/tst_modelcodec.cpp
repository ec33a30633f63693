// SPDX-License-Identifier: MIT
// The JSON of tasks, iterations and approvals: names, empty values, and back again.
#include "wire/approvalanswers.h"
#include "wire/modelcodec.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QTimeZone>

using namespace vibecoder;
using namespace Qt::StringLiterals;

namespace {

TaskSpec fullSpec()
{
    TaskSpec spec;
    spec.name = u"n"_s;
    spec.description = u"d\n"_s;
    spec.requirements = QStringList{u"r"_s};
    spec.verificationCommands = QStringList{u"v1"_s, u"v2"_s};
    spec.workingDirectory = u"/w"_s;
    spec.maxIterations = 7;
    spec.timeoutPerIteration = 77;
    spec.priority = -3;
    spec.model = u"m"_s;
    spec.maxCostUsd = 1.25;
    spec.network = true;
    spec.guard = GuardMode::Deny;
    spec.isolation = Isolation::View;
    spec.deliver = Deliver::Patch;
    spec.labels = QStringList{u"l"_s};
    return spec;
}

QJsonObject throughText(const QJsonObject &json)
{
    return QJsonDocument::fromJson(QJsonDocument(json).toJson()).object();
}

} // namespace

class TestModelCodec : public QObject
{
    Q_OBJECT

private slots:
    void readsBackASpec();
    void refusesAWrongSpec_data();
    void refusesAWrongSpec();
    void namesTheFieldsOfATask();
    void readsBackAnIteration();
    void readsBackAnApproval();
    void checksAnswers_data();
    void checksAnswers();
    void writesTimesInUtc();
};

void TestModelCodec::readsBackASpec()
{
    const auto spec = taskSpecFromJson(throughText(toJson(fullSpec())));
    QVERIFY(spec.has_value());
    QVERIFY(*spec == fullSpec());
    const auto empty = taskSpecFromJson(throughText(toJson(TaskSpec())));
    QVERIFY(empty.has_value() && *empty == TaskSpec());
}

void TestModelCodec::refusesAWrongSpec_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("number as a name") << u"name"_s << QJsonValue(5);
    QTest::newRow("text as a list") << u"requirements"_s << QJsonValue(u"a"_s);
    QTest::newRow("number in a list") << u"labels"_s << QJsonValue(QJsonArray{1});
    QTest::newRow("text as a number") << u"max_iterations"_s << QJsonValue(u"5"_s);
    QTest::newRow("fraction as a whole number") << u"max_iterations"_s << QJsonValue(5.5);
    QTest::newRow("number beyond 32 bits") << u"timeout_per_iteration"_s << QJsonValue(3e9);
    QTest::newRow("number beyond 64 bits") << u"priority"_s << QJsonValue(1e30);
    QTest::newRow("text as a truth value") << u"network"_s << QJsonValue(u"true"_s);
    QTest::newRow("unknown word") << u"guard"_s << QJsonValue(u"Deny"_s);
    QTest::newRow("text as an amount") << u"max_cost_usd"_s << QJsonValue(u"1"_s);
    QTest::newRow("unknown delivery") << u"deliver"_s << QJsonValue(u"branch"_s);
    QTest::newRow("unknown field") << u"environment"_s << QJsonValue(u"x"_s);
}

void TestModelCodec::refusesAWrongSpec()
{
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    QJsonObject json = toJson(fullSpec());
    json.insert(field, value);
    const auto spec = taskSpecFromJson(json);
    QVERIFY(!spec.has_value());
    QCOMPARE(spec.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(spec.error().message.contains(field), qPrintable(spec.error().message));
}

void TestModelCodec::namesTheFieldsOfATask()
{
    Task task;
    task.id = u"abc"_s;
    task.spec = fullSpec();
    task.priority = 9;
    task.state = TaskState::WaitingApproval;
    task.usage.costMicroUsd = 1'500'000;
    task.isolation = Isolation::View;
    task.result = ResultState::NotApplied;
    task.resultFiles = 3;
    const QJsonObject json = toJson(task);
    for (const char *name : {"id", "name", "status", "stop_reason", "stop_detail", "attempt", "iteration",
             "max_iterations", "priority", "accepted", "cancel_requested", "activity", "tests", "usage", "cost_usd",
             "cost_known", "created_at", "updated_at", "started_at", "ended_at", "paused_until", "description",
             "requirements", "verification_commands", "working_directory", "timeout_per_iteration", "model",
             "max_cost_usd", "network", "isolation", "deliver", "guard", "labels", "schema_version", "place", "result"})
        QVERIFY2(json.contains(QLatin1StringView(name)), name);
    QCOMPARE(json.value("status"_L1).toString(), u"waiting_approval"_s);
    QCOMPARE(json.value("priority"_L1).toInt(), 9);
    QCOMPARE(json.value("cost_usd"_L1).toDouble(), 1.5);
    QCOMPARE(json.value("place"_L1).toObject(), (QJsonObject{{u"isolation"_s, u"view"_s}, {u"note"_s, QString()}}));
    QCOMPARE(json.value("result"_L1).toObject(), (QJsonObject{{u"state"_s, u"not_applied"_s}, {u"files"_s, 3}}));
    QVERIFY(json.value("stop_reason"_L1).isNull());
    QVERIFY(json.value("ended_at"_L1).isNull());
    QVERIFY(json.value("tests"_L1).toObject().value("passed"_L1).isNull());
    QVERIFY(withIterations(json, {Iteration()}).value("iterations"_L1).toArray().size() == 1);
    const WaitReason inUse{WaitKind::FolderInUse, u"def"_s, u"other"_s, {}};
    QCOMPARE(withWaitReason(json, inUse).value("waits_for"_L1).toObject(),
        (QJsonObject{{u"reason"_s, u"folder_in_use"_s}, {u"task"_s, u"def"_s}, {u"task_name"_s, u"other"_s}}));
    for (const WaitKind kind : {WaitKind::None, WaitKind::Approval, WaitKind::Sleeping})
        QCOMPARE(withWaitReason(json, {kind, {}, {}, {}}), json);
}

void TestModelCodec::readsBackAnIteration()
{
    Iteration iteration;
    iteration.taskId = u"t"_s;
    iteration.attempt = 2;
    iteration.number = 3;
    iteration.startedAt = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 6), QTimeZone::utc());
    iteration.usage.inputTokens = (1LL << 53) + 1;
    iteration.usage.priceKnown = false;
    iteration.changedFiles = {{u"a.py"_s, u"added"_s, u"id"_s, 5}};
    iteration.summary = u"s"_s;
    CommandReport report;
    report.index = 1;
    report.command = u"pytest"_s;
    report.status = CommandStatus::Crash;
    report.signal = 11;
    report.counts.failed = 0;
    report.certainty = 0.75;
    report.counts.warnings = 3;
    Failure failure{
        u"t1"_s, u"f.py"_s, 0, u"assertion"_s, u"AssertionError"_s, u"m"_s, u"1"_s, u"2"_s, {}, u"printed"_s};
    failure.frames = {{u"f.py"_s, 7, u"test_one"_s}, {u"g.py"_s, 0, QString()}};
    Failure bare;
    bare.line = 4;
    report.failures = {failure, bare};
    report.warnings = {bare};
    report.outputBytes = 10'000'000'000;
    iteration.verification.commands = {report};

    const QJsonObject json = throughText(toJson(iteration));
    const QJsonObject command = json.value("verification"_L1).toArray().at(0).toObject();
    QVERIFY(command.value("exit_code"_L1).isNull());
    QCOMPARE(json.value("passed"_L1).toBool(true), false);
    const auto back = iterationFromJson(json);
    QVERIFY(back.has_value());
    QCOMPARE(back->startedAt, iteration.startedAt);
    QVERIFY(!back->endedAt.isValid());
    QVERIFY(back->usage == iteration.usage);
    QVERIFY(back->verification == iteration.verification);
    QVERIFY(back->changedFiles == iteration.changedFiles);
    QCOMPARE(toJson(*back), toJson(iteration));
}

void TestModelCodec::readsBackAnApproval()
{
    Approval approval;
    approval.id = u"a"_s;
    approval.seq = 5;
    approval.taskId = u"t"_s;
    approval.kind = ApprovalKind::VerificationCommands;
    approval.commands = QStringList{u"x\ny"_s};
    approval.guard = GuardMode::Allow;
    approval.severity = Severity::Critical;
    approval.state = ApprovalState::Expired;
    approval.tier = SandboxTier::Landlock;
    approval.access = PathAccess::Write;
    approval.path = u"/srv/shared/file"_s;
    approval.beforeSha256 = u"aa"_s;
    approval.afterSha256 = u"bb"_s;
    approval.rule = u"writes_outside"_s;
    approval.spanStart = 3;
    approval.spanLength = 7;
    approval.createdAt = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 6), QTimeZone::utc());
    approval.answers = {{u"a.txt"_s, QJsonObject{{u"use"_s, u"mine"_s}}}};
    approval.contentHash = approvalHash(approval);
    const auto back = approvalFromJson(throughText(toJson(approval)));
    QVERIFY(back.has_value());
    QCOMPARE(toJson(*back), toJson(approval));
    QCOMPARE(approvalHash(*back), approval.contentHash);
}

void TestModelCodec::checksAnswers_data()
{
    QTest::addColumn<ApprovalKind>("kind");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *name, ApprovalKind kind, const QString &key, const QJsonValue &value, bool fits) {
        QTest::newRow(name) << kind << key << value << fits;
    };
    const ApprovalKind border = ApprovalKind::Border, conflict = ApprovalKind::ApplyConflict;
    const QString digest = QString(64, u'a');
    const auto object = [](const char *use, const QJsonValue &text = QJsonValue::Undefined) {
        QJsonObject made{{u"use"_s, QLatin1StringView(use)}};
        if (!text.isUndefined())
            made.insert(u"text"_s, text);
        return QJsonValue(made);
    };
    row("use a row", border, digest, u"use"_s, true);
    row("leave a row", border, digest, u"leave"_s, true);
    row("another word for a row", border, digest, u"yes"_s, false);
    row("a row by true", border, digest, true, false);
    row("a row by its path", border, u"tests/test_a.py"_s, u"use"_s, false);
    row("a digest in capitals", border, QString(64, u'A'), u"use"_s, false);
    row("a digest with a line end", border, digest + u'\n', u"use"_s, false);
    row("mine", conflict, u"a b.txt"_s, object("mine"), true);
    row("theirs", conflict, u"a"_s, object("theirs"), true);
    row("both", conflict, u"a"_s, object("both"), true);
    row("edited", conflict, u"a"_s, object("edited", u"new\n"_s), true);
    row("edited to nothing", conflict, u"a"_s, object("edited", u""_s), true);
    row("edited without text", conflict, u"a"_s, object("edited"), false);
    row("edited by a number", conflict, u"a"_s, object("edited", 5), false);
    row("mine with a text", conflict, u"a"_s, object("mine", u"x"_s), false);
    row("another word for a file", conflict, u"a"_s, object("ours"), false);
    row("a word alone", conflict, u"a"_s, u"mine"_s, false);
    row("another member", conflict, u"a"_s, QJsonObject{{u"use"_s, u"mine"_s}, {u"mode"_s, 1}}, false);
    row("no path", conflict, u""_s, object("mine"), false);
    row("a text that is too long", conflict, u"a"_s, object("edited", QString(kEditedTextMost + 1, u'x')), false);
    row("a text with a secret", conflict, u"a"_s,
        object("edited", u"key = ghp_"_s + u"aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5"_s), false);
    row("a question without rows", ApprovalKind::Command, digest, u"use"_s, false);
}

void TestModelCodec::checksAnswers()
{
    QFETCH(ApprovalKind, kind);
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    QFETCH(bool, fits);
    QVERIFY(checkAnswers(kind, {}));
    const auto checked = checkAnswers(kind, {{key, value}});
    QCOMPARE(checked.has_value(), fits);
    if (!fits) {
        QCOMPARE(checked.error().code, ErrorCode::InvalidArgument);
        QVERIFY(checked.error().message.contains(key));
        QVERIFY(!checked.error().hint.isEmpty());
    }
}

void TestModelCodec::writesTimesInUtc()
{
    const QDateTime there(QDate(2026, 6, 1), QTime(12, 0, 0, 7), QTimeZone(7200));
    QCOMPARE(timeToWire(there), u"2026-06-01T10:00:00.007Z"_s);
    QCOMPARE(timeFromWire(u"2026-06-01T12:00:00.007+02:00"_s), there);
    QVERIFY(!timeFromWire(u"yesterday"_s).isValid());
    QCOMPARE(timeToWire(QDateTime()), QString());
}

QTEST_GUILESS_MAIN(TestModelCodec)
#include "tst_modelcodec.moc"
