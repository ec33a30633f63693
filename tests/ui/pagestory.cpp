// SPDX-License-Identifier: MIT
#include "ui/pagestory.h"

#include "base/digest.h"
#include "core/checkpointkeeping.h"
#include "core/taskflow.h"
#include "storage/artifactstore.h"
#include "storage/eventlog.h"
#include "storage/recordstore.h"
#include "storage/taskstore.h"
#include "workspace/patch.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

namespace vibecoder::testing {

using namespace Qt::StringLiterals;

namespace {

const QString kFile = u"billing/invoice.py"_s;
const QString kHalf = u"tests/test_invoice.py::test_total_rounds_half_even"_s;
const QString kSplit = u"tests/test_invoice.py::test_split_payment_keeps_cents"_s;
const QString kDiscount = u"tests/test_invoice.py::test_discount_before_tax"_s;
const QString kParse = u"tests/test_money.py::test_parse_locale_separator"_s;

QByteArray invoice(const QByteArray &total)
{
    return "from decimal import Decimal\n"
           "from billing.money import round2\n"
           "\n"
           "class Invoice:\n"
           "    \"\"\"Lines plus tax, one currency.\"\"\"\n"
           "\n"
           "    def net(self) -> Decimal:\n"
           "        return sum(l.net for l in self.lines)\n"
           "\n"
           "    def total(self) -> Decimal:\n" +
           total +
           "\n"
           "    def tax(self) -> Decimal:\n"
           "        return self.net() * self.rate\n";
}

const QByteArray kBefore = invoice("        lines = [round2(l.amount) for l in self.lines]\n"
                                   "        return sum(lines, Decimal(0))\n");
const QByteArray kAfter = invoice("        exact = sum((l.amount for l in self.lines), Decimal(0))\n"
                                  "        return quantize(exact, ROUND_HALF_EVEN)\n");

void must(const Result<> &done)
{
    if (!done)
        qFatal("%s", qPrintable(done.error().message + done.error().detail));
}

} // namespace

PageStory::PageStory()
{
    m_now = QDateTime::currentDateTimeUtc().addSecs(-252);
    QDir().mkpath(project() + u"/billing"_s);
    QDir().mkpath(project() + u"/tests"_s);
    put(kFile, kBefore);
    put(u"tests/test_invoice.py"_s, "def test_total():\n    assert True\n");
    QDir().mkpath(m_folder.path() + u"/data"_s);
    m_db = std::move(*Database::open(StoreLocation{m_folder.path() + u"/data/vibecoder.db"_s}));
    m_task.id = newId();
    m_task.spec.name = u"Fix rounding in invoice totals"_s;
    m_task.spec.description = u"Totals are off by a cent."_s;
    m_task.spec.requirements = QStringList{u"Round half to even"_s, u"The parts of a split add up to the total"_s};
    m_task.spec.verificationCommands = QStringList{u"pytest -q"_s};
    m_task.spec.workingDirectory = QDir(project()).canonicalPath();
    m_task.spec.maxIterations = 6;
    m_task.accepted = true;
    must(m_db->writeNow([this](Connection &c) -> Result<> {
        VC_TRY(m_task, taskflow::submit(c, m_task, u"test"_s, m_now));
        VC_TRY(auto claimed, taskstore::claimNext(c, ProcessId::self(), 1LL << 40, m_now));
        m_task = *claimed;
        return {};
    }));
    m_task.state = TaskState::Running;
    m_task.startedAt = m_now;
    tell(EventKind::TaskStateChanged, {{u"from"_s, u"pending"_s}, {u"to"_s, u"running"_s}});
    checkpoint(0, 0, CheckpointKind::Start);
    begin(0);
    verify(0, {kHalf, kSplit, kDiscount}, 38);
    finish(m_iteration, {});
    checkpoint(1, 0, CheckpointKind::Iteration);

    begin(1);
    const auto say = [this](const QString &text, int input, int cached, int output, int cost) {
        tell(EventKind::ModelCallStarted);
        tell(EventKind::ModelCallFinished,
            {{u"text"_s, text}, {u"input_tokens"_s, input}, {u"cache_read_tokens"_s, cached},
                {u"output_tokens"_s, output}, {u"cost_micro_usd"_s, cost}, {u"duration_ms"_s, 9000}});
        m_iteration.usage += Usage{input, output, cached, 1200, 0, 1, 0, cost, true};
    };
    const auto act = [this](const QString &tool, const QString &what) {
        tell(EventKind::ActionProposed, {{u"tool"_s, tool}, {u"what"_s, what}});
        tell(EventKind::ActionFinished, {{u"what"_s, what}, {u"ok"_s, true}, {u"summary"_s, u"done"_s}});
    };
    say(u"I look at the code and its tests first."_s, 4200, 9000, 800, 52000);
    act(u"view"_s, kFile);
    act(u"view"_s, u"billing/money.py"_s);
    act(u"view"_s, u"tests/test_invoice.py"_s);
    act(u"str_replace"_s, kFile);
    verify(1, {kSplit, kDiscount}, 41);
    Moves fixed;
    fixed.fixed = QStringList{kHalf};
    finish(m_iteration, fixed);
    checkpoint(2, 1, CheckpointKind::Iteration);

    begin(2);
    say(u"Both failures come from rounding each line before the sum. I compute the exact sum and round it once, and "
        u"give "
        "the odd cents of a split to the first payer, so that the parts always add up to the total again."_s,
        2100, 18000, 1900, 110000);
    act(u"str_replace"_s, kFile);
    put(kFile, kAfter);
    put(u"billing/currency.py"_s, "CENT = 2\n");
    put(u"tests/test_invoice.py"_s, "def test_total():\n    assert 1 == 1\n");
    m_iteration.changedFiles = {{kFile, u"modified"_s, {}, 400}, {u"billing/currency.py"_s, u"added"_s, {}, 9}};
    m_iteration.patchArtifact =
        artifact(u"a1/i2/changes.patch"_s, u"patch"_s, unifiedDiff(kFile, kBefore, kAfter, true, true), 2);
    tell(EventKind::CommandStarted, {{u"command"_s, u"python -c \"import billing\""_s}});
    tell(EventKind::CommandFinished, {{u"command"_s, u"python -c \"import billing\""_s}, {u"exit_code"_s, 0},
                                         {u"timed_out"_s, false}, {u"duration_ms"_s, 240}});
    verify(2, {kDiscount, kParse}, 42);
    Moves moved;
    moved.fixed = QStringList{kSplit};
    moved.regressed = QStringList{kParse};
    finish(m_iteration, moved);
    checkpoint(3, 2, CheckpointKind::Iteration);

    begin(3);
    say(u"One more place parses the separator; I look it up."_s, 900, 21000, 400, 60000);
    Approval question;
    question.id = m_approval = newId();
    question.taskId = m_task.id;
    question.commands = QStringList{u"pip install babel==2.12"_s};
    question.createdAt = m_now;
    question.expiresAt = QDateTime::currentDateTimeUtc().addSecs(3600);
    question.severity = Severity::Medium;
    question.reason = u"supply_or_publishing"_s;
    question.contentHash = approvalHash(question);
    must(m_db->writeNow([&](Connection &c) { return approvalstore::insert(c, question); }));
    tell(EventKind::ApprovalRequested,
        {{u"approval_id"_s, m_approval}, {u"kind"_s, u"command"_s}, {u"command"_s, question.commands.constFirst()}});
    save();
}

Settings PageStory::settings() const
{
    Settings settings;
    settings.databaseUrl = u"sqlite:///"_s + m_folder.path() + u"/data/vibecoder.db"_s;
    return settings;
}

std::unique_ptr<EngineBridge> PageStory::open() const
{
    auto bridge = EngineBridge::open(settings());
    if (!bridge)
        qFatal("%s", qPrintable(bridge.error().message));
    return std::move(*bridge);
}

void PageStory::put(const QString &name, const QByteArray &content) const
{
    QFile file(project() + u'/' + name);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write");
}

QByteArray PageStory::read(const QString &name) const
{
    QFile file(project() + u'/' + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("absent");
}

void PageStory::tell(EventKind kind, QJsonObject body)
{
    m_now = m_now.addSecs(4);
    must(m_db->writeNow([&](Connection &c) { return taskflow::tell(c, kind, m_task, body, m_now); }));
}

void PageStory::save()
{
    m_task.updatedAt = m_now;
    must(m_db->writeNow([this](Connection &c) { return taskstore::save(c, m_task, 0); }));
}

void PageStory::begin(int number)
{
    m_iteration = {};
    m_iteration.taskId = m_task.id;
    m_iteration.attempt = m_task.attempt;
    m_iteration.number = number;
    m_iteration.startedAt = m_now;
    m_task.iteration = number;
    must(m_db->writeNow([this](Connection &c) { return iterationstore::save(c, m_iteration); }));
    tell(EventKind::IterationStarted, {{u"number"_s, number}});
}

void PageStory::verify(int number, const QStringList &failed, int passed)
{
    CommandReport report;
    report.command = u"pytest -q"_s;
    report.status = failed.isEmpty() ? CommandStatus::Pass : CommandStatus::Fail;
    report.exitCode = failed.isEmpty() ? 0 : 1;
    report.durationMs = 7100;
    report.counts.passed = passed;
    report.counts.failed = int(failed.size());
    for (const QString &id : failed) {
        Failure failure;
        failure.id = id;
        failure.file = id.section(u"::"_s, 0, 0);
        failure.line = 88;
        failure.kind = u"assertion"_s;
        failure.message = u"assert Decimal('33.33') == Decimal('33.34')"_s;
        failure.type = u"AssertionError"_s;
        failure.expected = u"33.34"_s;
        failure.actual = u"33.33"_s;
        failure.frames = {{failure.file, 88, u"test_split"_s}, {kFile, 46, u"split"_s}};
        failure.output = u"DEBUG billing.money:21 round2(33.3333333) -> 33.33"_s;
        report.failures.append(failure);
    }
    report.outputArtifact =
        artifact(u"a1/i%1/verify-0.txt"_s.arg(number), u"output"_s, "FAILED tests\n42 passed, 2 failed\n", number);
    tell(EventKind::VerificationStarted, {{u"index"_s, 0}, {u"command"_s, report.command}});
    tell(EventKind::VerificationFinished,
        {{u"index"_s, 0}, {u"command"_s, report.command}, {u"exit_code"_s, *report.exitCode},
            {u"status"_s, toWire(report.status)}, {u"duration_ms"_s, report.durationMs}});
    m_iteration.verification.commands = {report};
    m_task.testsPassed = passed;
    m_task.testsFailed = int(failed.size());
}

void PageStory::finish(Iteration &iteration, const Moves &moves)
{
    iteration.moves = moves;
    iteration.endedAt = m_now;
    m_task.usage += iteration.usage;
    must(m_db->writeNow([&](Connection &c) { return iterationstore::save(c, iteration); }));
    save();
    tell(EventKind::IterationFinished,
        {{u"number"_s, iteration.number}, {u"passed"_s, iteration.passed()}, {u"tests_passed"_s, m_task.testsPassed},
            {u"tests_failed"_s, m_task.testsFailed}, {u"tests_fixed"_s, moves.fixed.size()},
            {u"tests_regressed"_s, moves.regressed.size()}, {u"files_changed"_s, iteration.changedFiles.size()}});
}

void PageStory::checkpoint(int number, int iteration, CheckpointKind kind)
{
    auto workspace = Workspace::open(m_task.spec.workingDirectory, {m_db->location().dataFolder()});
    auto store = CheckpointStore::open(m_db->location().checkpointFolder(), (*workspace)->root());
    Checkpoint made;
    made.taskId = m_task.id;
    made.number = number;
    made.iteration = iteration;
    made.kind = kind;
    const auto kept = (*store)->take(**workspace, checkpointName(m_task.id, 1, number), {});
    made.tree = kept->tree;
    made.files = kept->files;
    // What lies between two states is the work of the task.
    ScannedTree before, after;
    after.tree = *(*store)->load(made.tree);
    before.tree = m_lastTree.isEmpty() ? after.tree : *(*store)->load(m_lastTree);
    must((*store)->noteWritten(m_task.id, writtenBetween(before, after)));
    m_lastTree = made.tree;
    made.createdAt = m_now;
    must(m_db->writeNow([&](Connection &c) { return checkpointrows::save(c, made, m_task.spec.workingDirectory); }));
    tell(EventKind::CheckpointTaken, {{u"number"_s, number}, {u"iteration"_s, iteration}, {u"files"_s, made.files}});
}

QString PageStory::artifact(const QString &name, const QString &kind, const QByteArray &bytes, int iteration)
{
    const ArtifactStore store(m_db->location().artifactFolder());
    QDir().mkpath(m_db->location().artifactFolder());
    Artifact made;
    made.id = newId();
    made.taskId = m_task.id;
    made.iteration = iteration;
    made.name = name;
    made.kind = kind;
    made.sha256 = *store.put(bytes);
    made.size = bytes.size();
    made.createdAt = m_now;
    must(m_db->writeNow([&](Connection &c) { return artifactrows::insert(c, made); }));
    return made.id;
}

void PageStory::end()
{
    tell(EventKind::ApprovalDecided,
        {{u"approval_id"_s, m_approval}, {u"state"_s, u"denied"_s}, {u"by"_s, u"cli:alice"_s}});
    verify(3, {}, 44);
    for (const bool setup : {true, false}) {
        QJsonObject body{{u"index"_s, 0}, {u"command"_s, setup ? u"python3 -m venv .venv"_s : u"pytest -q"_s},
            {u"clean"_s, true}, {u"setup"_s, setup}, {u"purpose"_s, setup ? u"clean_setup"_s : u"clean"_s}};
        tell(EventKind::VerificationStarted, body);
        body.insert(u"exit_code"_s, 0);
        body.insert(u"status"_s, u"pass"_s);
        body.insert(u"duration_ms"_s, setup ? 1900 : 7400);
        tell(EventKind::VerificationFinished, body);
    }
    m_task.verdict = VerdictPlace::CleanRoom;
    m_task.verdictMs = 9300;
    Moves moves;
    moves.fixed = QStringList{kDiscount, kParse};
    finish(m_iteration, moves);
    checkpoint(4, 3, CheckpointKind::Iteration);
    endAs(StopReason::Passed);
}

void PageStory::endAs(StopReason reason)
{
    const TaskState to = reason == StopReason::Passed ? TaskState::Completed : TaskState::Failed;
    must(m_db->writeNow(
        [&](Connection &c) { return taskflow::transition(c, m_task, to, reason, u"a detail"_s, m_now); }));
}

void PageStory::grow(int rounds, int steps)
{
    must(m_db->writeNow([&](Connection &c) -> Result<> {
        for (int round = 4; round < 4 + rounds; ++round) {
            VC_CHECK(taskflow::tell(c, EventKind::IterationStarted, m_task, {{u"number"_s, round}}, m_now));
            for (int step = 0; step < steps; ++step) {
                const QString command = u"echo %1 %2"_s.arg(round).arg(step);
                VC_CHECK(taskflow::tell(c, EventKind::CommandStarted, m_task, {{u"command"_s, command}}, m_now));
                VC_CHECK(taskflow::tell(c, EventKind::CommandFinished, m_task,
                    {{u"command"_s, command}, {u"exit_code"_s, 0}, {u"duration_ms"_s, 5}}, m_now));
            }
            VC_CHECK(taskflow::tell(c, EventKind::IterationFinished, m_task, {{u"number"_s, round}}, m_now));
        }
        return {};
    }));
}

} // namespace vibecoder::testing
