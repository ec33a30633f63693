// SPDX-License-Identifier: MIT
// A test that must fail, run in the clean room once everything has passed there: code of the application that makes the
// result of what tests it is found by that.
#include "core/clean/canary.h"
#include "core/clean/cleancheck.h"

#include "base/digest.h"
#include "base/logging.h"
#include "workspace/border/changesetstore.h"

#include <QJsonArray>
#include <QRandomGenerator>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMoreMs = 10000; // beyond the time of the whole command: a canary runs one file of it
constexpr int kDepth = 10, kMostEntries = 20000;
constexpr qsizetype kMostFiles = 400; // the smallest ones
constexpr qint64 kMostOfFile = 64LL << 10;
constexpr qint64 kMostBytes = 4LL << 20;

struct Planned
{
    int index = 0;
    qint64 limitMs = 0;
    Canary canary;
};

QJsonObject toJson(const Planned &planned)
{
    const Canary &canary = planned.canary;
    return {{u"index"_s, planned.index}, {u"limit_ms"_s, planned.limitMs}, {u"path"_s, canary.path},
        {u"content"_s, QString::fromLatin1(canary.content.toBase64())}, {u"command"_s, canary.command},
        {u"test"_s, canary.testName}, {u"runner"_s, canary.runner}};
}

Planned plannedFromJson(const QJsonObject &json)
{
    const auto text = [&json](const QString &key) { return json.value(key).toString(); };
    return {json.value(u"index"_s).toInt(), json.value(u"limit_ms"_s).toInteger(),
        {text(u"path"_s), QByteArray::fromBase64(text(u"content"_s).toLatin1()), text(u"command"_s), text(u"test"_s),
            text(u"runner"_s)}};
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

QCoro::Task<Result<QList<GuardFinding>>> CleanCheck::findForged(
    Question question, QStringList kept, VerificationReport passed, bool isFresh, RunState &state)
{
    QList<GuardFinding> findings;
    if (std::none_of(passed.commands.cbegin(), passed.commands.cend(), mayHaveCanary))
        co_return findings;
    Step step;
    step.kind = u"canary_plan"_s;
    Journal::Effect effect = [this, question, kept, passed, isFresh](
                                 const QJsonObject &, bool) { return planCanaries(question, kept, passed, isFresh); };
    CO_TRY(const QJsonObject plan, m_journal.step(std::move(step), std::move(effect)));
    for (const QJsonValue one : plan.value(u"canaries"_s).toArray()) {
        const Planned planned = plannedFromJson(one.toObject());
        const Canary canary = planned.canary;
        CO_TRY(const bool isThere, placeCanary(question, kept, canary, true));
        if (!isThere)
            continue;
        if (!m_room && !m_journal.isReplaying()) {
            CO_CHECK(takeUp(question, kept, m_network));
        }
        CommandTools &tools = m_room ? m_room->commands() : m_attempt;
        CO_TRY(const CommandReport report, tools.runCanary(planned.index, canary.command, state, planned.limitMs));
        m_canaryMs += report.durationMs;
        if (report.exitCode == 0) {
            for (const CommandReport &command : std::as_const(passed.commands)) {
                if (command.index == planned.index)
                    findings.append({u"canary_passed"_s, u'`' + command.command + u'`', 0, {}});
            }
        } else if (!sawCanary(canary, report)) {
            logInfo("clean", u"a test that must fail could not be run"_s,
                {{u"command"_s, canary.command}, {u"status"_s, toWire(report.status)}});
        }
        CO_TRY(const bool isGone, placeCanary(question, kept, canary, false));
        Q_UNUSED(isGone)
    }
    co_return findings;
}

// Without a room, or when it cannot be looked at, there is none: that is no reason to ask.
QCoro::Task<Result<StepOutcome>> CleanCheck::planCanaries(
    Question question, QStringList kept, VerificationReport passed, bool isFresh)
{
    QJsonArray planned;
    const auto outcome = [&planned] { return StepOutcome{{{u"canaries"_s, planned}}, {}, {}}; };
    if (!m_room) {
        CO_AWAIT(auto room, CleanRoom::make(m_services, m_journal, m_stop,
                                {m_root, m_view.mounts(), question.chosen, false, nullptr, kept, m_network, !isFresh}));
        if (!room && m_stop.stopped())
            co_return passError(room);
        if (!room)
            co_return outcome();
        m_room = std::move(*room);
    }
    CO_AWAIT(const auto lease, m_room->place().enter(WorkPlace::Use::Look));
    if (!lease && m_stop.stopped())
        co_return passError(lease);
    const Result<ChangeSet> chosen = loadChangeSet(m_view.objects(), question.chosen);
    const Result<QList<CanaryFile>> files = lease ? testFilesOf(m_room->view().shown(), m_border.facts().rules)
                                                  : Result<QList<CanaryFile>>(passError(lease));
    if (!files || !chosen)
        co_return outcome();
    QStringList changed;
    for (const Change &change : chosen->changes) {
        if (m_border.facts().rules.kindOf(pathText(change.path), false) == GuardKind::None)
            changed.append(pathText(change.path));
    }
    for (const CommandReport &command : std::as_const(passed.commands)) {
        if (const std::optional<Canary> canary = canaryFor(command, *files, freshWord(), changed))
            planned.append(toJson(Planned{command.index, command.durationMs + kMoreMs, *canary}));
    }
    co_return outcome();
}

// wanted: it is put there, else taken away again. Whether that is so.
QCoro::Task<Result<bool>> CleanCheck::placeCanary(Question question, QStringList kept, Canary canary, bool wanted)
{
    Step step;
    step.kind = wanted ? u"canary_put"_s : u"canary_take"_s;
    step.input = {{u"path"_s, canary.path}, {u"command"_s, canary.command}};
    if (!m_room && !m_journal.isReplaying()) {
        CO_CHECK(takeUp(question, kept, m_network));
    }
    Journal::Effect effect = [this, canary, wanted](
                                 const QJsonObject &, bool) { return placeCanaryNow(canary, wanted); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    co_return result.value(u"done"_s).toBool();
}

QCoro::Task<Result<StepOutcome>> CleanCheck::placeCanaryNow(Canary canary, bool wanted)
{
    const auto outcome = [](bool done) { return StepOutcome{{{u"done"_s, done}}, {}, {}}; };
    CO_AWAIT(const auto lease, m_room->place().enter(WorkPlace::Use::Write));
    if (!lease && m_stop.stopped())
        co_return passError(lease);
    if (!lease)
        co_return outcome(false);
    const Workspace &shown = m_room->view().shown();
    if (!wanted)
        co_return outcome(bool(shown.remove(canary.path)));
    const Result<QString> there = shown.digest(canary.path);
    co_return outcome(there && (*there == sha256Hex(canary.content) ||
                                   shown.writeAll({PlannedWrite{canary.path, canary.content, *there}})));
}

} // namespace vibecoder
