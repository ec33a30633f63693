// SPDX-License-Identifier: MIT
#include "core/clean/canaries.h"

#include "base/digest.h"
#include "base/logging.h"
#include "core/clean/canary.h"

#include <QHash>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QSet>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMoreMs = 10000; // beyond the time of the whole command: a canary runs one file of it
constexpr int kDepth = 10, kMostEntries = 20000;
constexpr qsizetype kMostFiles = 400; // the smallest ones
constexpr qint64 kMostOfFile = 64LL << 10;
constexpr qint64 kMostBytes = 4LL << 20;

constexpr qint64 kMoreFilesMs = 3000; // of runs with other expectations, after which no further file is tried

struct Planned
{
    int index = 0;
    qint64 limitMs = 0;
    Canary canary;
};

struct PlannedWrong
{
    int index = 0;
    qint64 limitMs = 0;
    WrongCanary canary;
};

QString text(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray bytesOf(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

QJsonObject toJson(const Planned &planned)
{
    const Canary &canary = planned.canary;
    QJsonObject json{{u"index"_s, planned.index}, {u"limit_ms"_s, planned.limitMs}, {u"path"_s, canary.path},
        {u"content"_s, text(canary.content)}, {u"command"_s, canary.command}, {u"test"_s, canary.testName},
        {u"runner"_s, canary.runner}};
    if (canary.before)
        json.insert(u"before"_s, text(*canary.before));
    return json;
}

QJsonObject toJson(const PlannedWrong &planned)
{
    const WrongCanary &canary = planned.canary;
    return {{u"index"_s, planned.index}, {u"limit_ms"_s, planned.limitMs}, {u"path"_s, canary.path},
        {u"before"_s, text(canary.before)}, {u"wrong"_s, text(canary.wrong)}, {u"failing"_s, text(canary.failing)},
        {u"command"_s, canary.command}, {u"word"_s, canary.word}, {u"elsewhere"_s, canary.elsewhere.path},
        {u"elsewhere_content"_s, text(canary.elsewhere.content)}, {u"elsewhere_command"_s, canary.elsewhere.command}};
}

Planned plannedFromJson(const QJsonObject &json)
{
    Planned planned{json.value(u"index"_s).toInt(), json.value(u"limit_ms"_s).toInteger(),
        {json.value(u"path"_s).toString(), bytesOf(json.value(u"content"_s)), json.value(u"command"_s).toString(),
            json.value(u"test"_s).toString(), json.value(u"runner"_s).toString(), {}}};
    if (json.contains(u"before"_s))
        planned.canary.before = bytesOf(json.value(u"before"_s));
    return planned;
}

PlannedWrong plannedWrongFromJson(const QJsonObject &json)
{
    const auto string = [&json](const QString &key) { return json.value(key).toString(); };
    return {json.value(u"index"_s).toInt(), json.value(u"limit_ms"_s).toInteger(),
        {string(u"path"_s), bytesOf(json.value(u"before"_s)), bytesOf(json.value(u"wrong"_s)),
            bytesOf(json.value(u"failing"_s)), string(u"command"_s), string(u"word"_s),
            {string(u"elsewhere"_s), bytesOf(json.value(u"elsewhere_content"_s)), string(u"elsewhere_command"_s)}}};
}

QString freshWord()
{
    static constexpr char kCharacters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    QString word;
    for (int i = 0; i < 16; ++i)
        word += QLatin1Char(kCharacters[QRandomGenerator::system()->bounded(i == 0 ? 26 : 36)]);
    return word;
}

// The smallest tests, and what says how they are found.
Result<QList<CanaryFile>> testFilesOf(const Workspace &room, const GuardRules &rules)
{
    int skipped = 0;
    VC_TRY(QList<FolderEntry> entries, room.list(u"."_s, kDepth, kMostEntries, &skipped));
    const auto isPackage = [](const FolderEntry &entry) { return entry.path.section(u'/', -1) == u"package.json"_s; };
    QList<CanaryFile> files;
    entries.removeIf([&](const FolderEntry &entry) {
        if (!entry.isFolder && entry.path.section(u'/', -1) == u"__init__.py"_s)
            files.append({entry.path, {}});
        if (entry.isFolder || entry.size == 0 || entry.size > kMostOfFile)
            return true;
        const GuardKind kind = rules.kindOf(entry.path, false);
        return kind != GuardKind::Test && kind != GuardKind::Script && !isPackage(entry);
    });
    std::sort(entries.begin(), entries.end(), [&](const FolderEntry &a, const FolderEntry &b) {
        return std::tuple(!isPackage(a), a.size, a.path) < std::tuple(!isPackage(b), b.size, b.path);
    });
    qint64 bytes = 0;
    for (const FolderEntry &entry : entries.sliced(0, std::min(entries.size(), kMostFiles))) {
        bytes += entry.size;
        if (bytes > kMostBytes)
            break;
        if (const Result<FileContent> file = room.read(entry.path, kMostOfFile))
            files.append({entry.path, file->bytes});
    }
    return files;
}

} // namespace

QCoro::Task<Result<QList<GuardFinding>>> Canaries::findForged(Asked asked, RunState &state)
{
    const VerificationReport passed = asked.passed;
    QList<GuardFinding> findings;
    m_durationMs = 0;
    if (std::none_of(passed.commands.cbegin(), passed.commands.cend(), mayHaveCanary) && !mayHaveProgramCanary(passed))
        co_return findings;
    Step step;
    step.kind = u"canary_plan"_s;
    Journal::Effect effect = [this, asked](const QJsonObject &, bool) { return plan(asked); };
    CO_TRY(const QJsonObject plan, m_journal.step(std::move(step), std::move(effect)));
    const auto nameOf = [&passed](int index) {
        const auto at = std::find_if(passed.commands.cbegin(), passed.commands.cend(),
            [index](const CommandReport &command) { return command.index == index; });
        return at == passed.commands.cend() ? QString() : u'`' + at->command + u'`';
    };
    QSet<int> forged;
    for (const QJsonValue one : plan.value(u"canaries"_s).toArray()) {
        const Planned planned = plannedFromJson(one.toObject());
        const Canary &canary = planned.canary;
        CO_TRY(const std::optional<CommandReport> report,
            runWith({RunPurpose::Canary, planned.index, planned.limitMs, canary.path, canary.content, canary.command},
                state));
        if (report && passedFalsely(canary, *report)) {
            forged.insert(planned.index);
            findings.append({u"canary_passed"_s, nameOf(planned.index), 0, {}});
        } else if (report && !sawCanary(canary, *report)) {
            logInfo("clean", u"a test that must fail could not be run"_s,
                {{u"command"_s, canary.command}, {u"status"_s, toWire(report->status)}});
        }
        if (report) {
            CO_CHECK(takeAway(canary.path, canary.before, canary.command));
        }
    }
    QHash<int, qint64> spent;
    for (const QJsonValue one : plan.value(u"wrong"_s).toArray()) {
        const PlannedWrong planned = plannedWrongFromJson(one.toObject());
        const WrongCanary &canary = planned.canary;
        if (forged.contains(planned.index) || spent.value(planned.index) > kMoreFilesMs)
            continue;
        RunWith run{RunPurpose::CanaryWrong, planned.index, planned.limitMs, canary.path, canary.wrong, canary.command};
        CO_TRY(const std::optional<CommandReport> report, runWith(run, state));
        if (!report)
            continue;
        spent[planned.index] += report->durationMs;
        std::optional<CommandReport> failing;
        if (report->exitCode == 0) {
            // It may be that no test comes to what was changed.
            run.purpose = RunPurpose::CanaryReached;
            run.content = canary.failing;
            CO_TRY(failing, runWith(run, state));
        }
        CO_CHECK(takeAway(canary.path, canary.before, canary.command));
        const WrongCanary::Elsewhere &other = canary.elsewhere;
        if (failing && failing->exitCode == 0 && !other.path.isEmpty()) {
            run = {
                RunPurpose::CanaryElsewhere, planned.index, planned.limitMs, other.path, other.content, other.command};
            CO_TRY(failing, runWith(run, state));
            CO_CHECK(takeAway(other.path, {}, other.command));
        }
        if (failing && reachedExpectation(canary, *failing)) {
            forged.insert(planned.index);
            findings.append({u"canary_passed"_s, nameOf(planned.index), 0, canary.path});
        }
    }
    if (const QJsonObject programs = plan.value(u"programs"_s).toObject(); !programs.isEmpty() && findings.isEmpty()) {
        CO_TRY(findings, findForgedPrograms(programCanaryFromJson(programs), state));
    }
    co_return findings;
}

// Without a room, or when it cannot be looked at, there is none: that is no reason to ask.
QCoro::Task<Result<StepOutcome>> Canaries::plan(Asked asked)
{
    QJsonArray planned, wrong;
    QJsonObject programs;
    const auto outcome = [&planned, &wrong, &programs] {
        return StepOutcome{{{u"canaries"_s, planned}, {u"wrong"_s, wrong}, {u"programs"_s, programs}}, {}, {}};
    };
    CO_AWAIT(const Result<> ready, m_room.enter(asked.isNewRoom));
    if (!ready && m_stop.stopped())
        co_return passError(ready);
    if (!ready)
        co_return outcome();
    CO_AWAIT(const auto lease, m_room.place().enter(WorkPlace::Use::Look));
    if (!lease && m_stop.stopped())
        co_return passError(lease);
    const Result<QList<CanaryFile>> files =
        lease ? testFilesOf(m_room.shown(), m_rules) : Result<QList<CanaryFile>>(passError(lease));
    const Result<QList<TouchedPath>> touched = asked.touched();
    if (!files || !touched)
        co_return outcome();
    TestsKnown known;
    for (const TouchedPath &one : *touched) {
        if (m_rules.kindOf(one.path, false) == GuardKind::None)
            known.changed.append(one.path);
        else if (one.isNew)
            known.added.append(one.path);
    }
    const VerificationReport &passed = asked.passed;
    for (const CommandReport &command : passed.commands) {
        const qint64 limitMs = command.durationMs + kMoreMs;
        if (const std::optional<Canary> canary = canaryFor(command, *files, freshWord(), known.changed))
            planned.append(toJson(Planned{command.index, limitMs, *canary}));
        known.baseline = {};
        for (const CommandReport &before : std::as_const(asked.baseline.commands)) {
            if (before.index == command.index)
                known.baseline = before;
        }
        for (const WrongCanary &canary : wrongCanariesFor(command, *files, freshWord(), known))
            wrong.append(toJson(PlannedWrong{command.index, limitMs, canary}));
    }
    if (mayHaveProgramCanary(passed)) {
        if (const auto canary = programCanaryFor(passed, *files, freshWord(), m_root, known))
            programs = toJson(*canary);
    }
    co_return outcome();
}

// Nothing: the file could not be written.
QCoro::Task<Result<std::optional<CommandReport>>> Canaries::runWith(RunWith run, RunState &state)
{
    using Report = Result<std::optional<CommandReport>>;
    Step step;
    step.kind = u"canary_put"_s;
    step.input = {{u"path"_s, run.path}, {u"command"_s, run.command}, {u"purpose"_s, toWire(run.purpose)}};
    CO_TRY(const bool isThere, placeFile(std::move(step), run.path, run.content));
    if (!isThere)
        co_return Report(std::nullopt);
    CO_CHECK(m_room.enter(false));
    CO_TRY(const CommandReport report,
        m_room.commands().runCanary(run.purpose, run.index, run.command, state, run.limitMs));
    m_durationMs += report.durationMs;
    co_return Report(report);
}

QCoro::Task<Result<>> Canaries::takeAway(QString path, std::optional<QByteArray> before, QString command)
{
    Step step;
    step.kind = u"canary_take"_s;
    step.input = {{u"path"_s, path}, {u"command"_s, command}};
    CO_TRY(const bool isGone, placeFile(std::move(step), path, before));
    Q_UNUSED(isGone)
    co_return Result<>();
}

// content: what is there afterwards; nothing: no file. Whether that is so.
QCoro::Task<Result<bool>> Canaries::placeFile(Step step, QString path, std::optional<QByteArray> content)
{
    CO_CHECK(m_room.enter(false));
    Journal::Effect effect = [this, path, content](const QJsonObject &, bool) { return placeFileNow(path, content); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    co_return result.value(u"done"_s).toBool();
}

QCoro::Task<Result<StepOutcome>> Canaries::placeFileNow(QString path, std::optional<QByteArray> content)
{
    const auto outcome = [](bool done) { return StepOutcome{{{u"done"_s, done}}, {}, {}}; };
    CO_AWAIT(const auto lease, m_room.place().enter(WorkPlace::Use::Write));
    if (!lease && m_stop.stopped())
        co_return passError(lease);
    if (!lease)
        co_return outcome(false);
    const Workspace &shown = m_room.shown();
    if (!content)
        co_return outcome(bool(shown.remove(path)));
    const Result<QString> there = shown.digest(path);
    co_return outcome(
        there && (*there == sha256Hex(*content) || shown.writeAll({PlannedWrite{path, *content, *there}})));
}

} // namespace vibecoder
