// SPDX-License-Identifier: MIT
#include "core/clean/cleancheck.h"

#include "base/jsonstrings.h"
#include "core/clean/manifests.h"
#include "core/clean/setupkey.h"
#include "core/result/resultstore.h"
#include "verification/fingerprint.h"
#include "workspace/border/changesetstore.h"
#include "workspace/border/pathlook.h"
#include "workspace/foldernames.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostNames = 10000;  // at the top of the folder
constexpr qsizetype kMostBehind = 200;   // folders and files that come along to find out whether they matter
constexpr qint64 kMostBytes = 4LL << 30; // of them
constexpr qsizetype kMostNamed = 10;
constexpr qint64 kNarrowMs = 60 * 1000; // of commands, to find out which of them matter

// Of what a person may take into the result: more is a case for `setup:`.
constexpr qint64 kMostKeptFiles = 2000;
constexpr qint64 kMostKeptBytes = 256LL << 20;

qint64 durationOf(const VerificationReport &report)
{
    qint64 ms = 0;
    for (const CommandReport &command : report.commands)
        ms += command.durationMs;
    return ms;
}

// Why there is no room, of the steps that make one; without a code where there is.
VerdictNote whyOf(const QJsonObject &result)
{
    if (const QStringList hers = stringsOf(result.value(u"hers"_s)); !hers.isEmpty())
        return {u"same_files"_s, hers.join(u", "_s)};
    const QString why = result.value(u"why"_s).toString();
    return why.isEmpty() ? VerdictNote() : VerdictNote{u"no_room"_s, why};
}

} // namespace

// The room of one result, as others use it.
class CleanCheck::Room final : public CheckRoom
{
public:
    Room(CleanCheck &check, Question question, QStringList kept)
        : m_check(check)
        , m_question(std::move(question))
        , m_kept(std::move(kept))
    {
    }

    QCoro::Task<Result<>> enter(bool isNew) override
    {
        if (m_check.m_room || m_check.m_journal.isReplaying())
            co_return Result<>();
        CO_CHECK(m_check.takeUp(m_question, m_kept, isNew));
        co_return Result<>();
    }
    [[nodiscard]] CommandTools &commands() override
    {
        return m_check.m_room ? m_check.m_room->commands() : m_check.m_attempt;
    }
    [[nodiscard]] WorkPlace &place() override { return m_check.m_room->place(); }
    [[nodiscard]] const Workspace &shown() override { return m_check.m_room->view().shown(); }

private:
    CleanCheck &m_check;
    Question m_question;
    QStringList m_kept;
};

CleanCheck::CleanCheck(RunServices &services, const QString &root, AttemptView &view, const BorderDesk &border,
    CommandTools &attempt, Journal &journal, CancelSource &stop)
    : m_services(services)
    , m_root(root)
    , m_view(view)
    , m_border(border)
    , m_attempt(attempt)
    , m_journal(journal)
    , m_stop(stop)
    , m_watch(view, border)
{
}

void CleanCheck::glance()
{
    m_nothingElse = false;
    if (m_journal.isReplaying())
        return;
    const Result<ChangeSet> set = m_view.changes();
    const Result<QByteArrayList> git = m_view.gitWritten();
    m_nothingElse = set && git && set->stayingBehind.isEmpty() && git->isEmpty();
}

QCoro::Task<Result<CleanResult>> CleanCheck::check(Question question, RunState &state)
{
    m_network = state.task.networkGranted();
    m_setup = state.task.spec.setup;
    CleanResult result;
    if (!m_verified.isEmpty() && m_verified == question.chosen) {
        result.findings = m_forged;
        co_return result;
    }
    m_canaryMs = 0;
    CO_TRY(const Tried plain, tryWith(question, {}, state));
    result.setup = plain.setup;
    result.behind = plain.behind;
    result.why = plain.why;
    if (!plain.why.code.isEmpty()) {
        result.end = CleanResult::End::NotPossible;
        co_return result;
    }
    result.findings = plain.findings;
    result.report = plain.report;
    result.durationMs = durationOf(plain.report) + m_canaryMs;
    if (plain.same)
        co_return result;
    if (plain.report.passed()) {
        result.end = CleanResult::End::Passed;
        co_return result;
    }
    // The report is that without what the attempt left: that is what a person has.
    result.end = CleanResult::End::Failed;
    CO_TRY(const bool byItself, failsWithout(question, plain.report, state));
    if (byItself) {
        result.end = CleanResult::End::FolderFails;
        co_return result;
    }
    if (plain.behind.isEmpty() || !plain.mayCome)
        co_return result;
    CO_TRY(const Tried with, tryWith(question, plain.behind, state));
    result.durationMs += durationOf(with.report);
    if (!with.report.passed())
        co_return result;
    result.end = CleanResult::End::PassedWith;
    CO_TRY(result.behind, narrow(question, plain.behind, state, result.durationMs));
    qint64 files = 0, bytes = 0;
    for (qsizetype i = 0; i < plain.behind.size(); ++i) {
        if (result.behind.contains(plain.behind.at(i))) {
            files += plain.files.at(i);
            bytes += plain.bytes.at(i);
        }
    }
    result.mayBeKept = files <= kMostKeptFiles && bytes <= kMostKeptBytes;
    co_return result;
}

// One room, with `kept` of what the attempt left, and the verification in it.
QCoro::Task<Result<CleanCheck::Tried>> CleanCheck::tryWith(Question question, QStringList kept, RunState &state)
{
    Tried tried;
    Step step;
    step.kind = u"clean_room"_s;
    step.input = {
        {u"tree"_s, question.tree}, {u"set"_s, question.chosen}, {u"with"_s, QJsonArray::fromStringList(kept)}};
    Journal::Effect effect = [this, question, kept](const QJsonObject &, bool) { return enter(question, kept, false); };
    CO_TRY(const QJsonObject entered, m_journal.step(std::move(step), std::move(effect)));
    tried.behind = stringsOf(entered.value(u"behind"_s));
    for (const QJsonValue size : entered.value(u"sizes"_s).toArray()) {
        tried.files.append(size[0].toInteger());
        tried.bytes.append(size[1].toInteger());
    }
    tried.mayCome = entered.value(u"may_come"_s).toBool();
    tried.setup = m_setup.isEmpty() ? entered.value(u"setup"_s).toString() : QString();
    tried.same = entered.value(u"same"_s).toBool();
    if (tried.same) {
        CO_TRY(tried.findings, findForged(question, {}, question.inView, true, state));
        auto leaving = leave();
        co_await leaving;
        co_return tried;
    }
    tried.why = whyOf(entered);
    if (!tried.why.code.isEmpty())
        co_return tried;
    CO_TRY(const SetUp prepared, setUp(question, kept, entered, state));
    tried.why = prepared.why;
    tried.report = prepared.report;
    if (prepared.isDone()) {
        const bool plain = kept.isEmpty();
        CO_TRY(tried.report,
            run(plain ? RunPurpose::Clean : RunPurpose::CleanWith, question, kept, question.inView, state));
        if (!tried.report.passed()) {
            // Of tests that fail now and then.
            CO_TRY(const VerificationReport again, run(plain ? RunPurpose::CleanAgain : RunPurpose::CleanWithAgain,
                                                       question, kept, failedOf(tried.report), state));
            replaceIn(tried.report, again);
        }
        // What passes with something else is looked at when that is part of the result.
        if (tried.report.passed() && plain) {
            CO_TRY(const QList<GuardFinding> seen, look(question));
            tried.findings = prepared.findings + seen;
            CO_TRY(const QList<GuardFinding> forged, findForged(question, kept, tried.report, false, state));
            tried.findings += forged;
        }
    }
    auto leaving = leave();
    co_await leaving;
    co_return tried;
}

QCoro::Task<Result<std::optional<VerificationReport>>> CleanCheck::passesWith(
    QString set, Question question, RunState &state)
{
    using Passed = Result<std::optional<VerificationReport>>;
    m_network = state.task.networkGranted();
    m_setup = state.task.spec.setup;
    question.chosen = set;
    Step step;
    step.kind = u"clean_room"_s;
    step.input = {{u"set"_s, set}, {u"as_before"_s, true}};
    Journal::Effect effect = [this, question](const QJsonObject &, bool) { return enter(question, {}, true); };
    CO_TRY(const QJsonObject entered, m_journal.step(std::move(step), std::move(effect)));
    if (!whyOf(entered).code.isEmpty())
        co_return Passed(std::nullopt);
    CO_TRY(const SetUp prepared, setUp(question, {}, entered, state));
    VerificationReport report;
    bool passed = false;
    if (prepared.isDone()) {
        CO_TRY(report, run(RunPurpose::CleanAsBefore, question, {}, question.inView, state));
        passed = report.passed();
    }
    if (passed) {
        CO_TRY(const QList<GuardFinding> findings, look(question));
        passed = findings.isEmpty() && prepared.findings.isEmpty();
    }
    auto leaving = leave();
    co_await leaving;
    co_return passed ? Passed(report) : Passed(std::nullopt);
}

// Which half of them is enough, as long as one is.
QCoro::Task<Result<QStringList>> CleanCheck::narrow(
    Question question, QStringList behind, RunState &state, qint64 &durationMs)
{
    const qint64 limitMs = durationMs + std::max(kNarrowMs, durationOf(question.inView));
    while (behind.size() > 1) {
        QStringList enough;
        for (const QStringList &half : {behind.mid(0, behind.size() / 2), behind.mid(behind.size() / 2)}) {
            if (!enough.isEmpty() || durationMs >= limitMs)
                break;
            CO_TRY(const Tried tried, tryWith(question, half, state));
            durationMs += durationOf(tried.report);
            if (tried.why.code.isEmpty() && tried.report.passed())
                enough = half;
        }
        if (enough.isEmpty())
            break;
        behind = enough;
    }
    co_return behind;
}

// Only where a command passed before the attempt began: what a person did since may be the reason.
QCoro::Task<Result<bool>> CleanCheck::failsWithout(Question question, VerificationReport report, RunState &state)
{
    VerificationReport passedBefore;
    for (const CommandReport &command : failedOf(report).commands) {
        for (const CommandReport &before : question.baseline.commands) {
            if (before.index == command.index && before.status == CommandStatus::Pass)
                passedBefore.commands.append(command);
        }
    }
    if (passedBefore.commands.isEmpty())
        co_return false;
    CO_TRY(const std::optional<VerificationReport> found,
        runWithout(RunPurpose::CleanWithout, question, passedBefore, state));
    const VerificationReport without = found.value_or(VerificationReport());
    co_return !without.commands.isEmpty() && fingerprintsOf(without) == fingerprintsOf(passedBefore) &&
        failedOf(without).commands.size() == without.commands.size();
}

QCoro::Task<Result<std::optional<VerificationReport>>> CleanCheck::verifyFolder(Question question, RunState &state)
{
    m_network = state.task.networkGranted();
    m_setup = state.task.spec.setup;
    CO_TRY(const std::optional<VerificationReport> report,
        runWithout(RunPurpose::CleanApplied, question, question.inView, state));
    co_return report;
}

// The person's folder as it is, with nothing of the attempt's view. Nothing: no room is possible, or what passes in it
// cannot be trusted. Empty: the setup commands fail.
QCoro::Task<Result<std::optional<VerificationReport>>> CleanCheck::runWithout(
    RunPurpose purpose, Question question, VerificationReport wanted, RunState &state)
{
    using Report = Result<std::optional<VerificationReport>>;
    Question nothing = question;
    Step step;
    step.kind = u"clean_nothing"_s;
    step.readOnly = true;
    auto keep = [this]() -> Result<StepOutcome> {
        VC_TRY(const QString id,
            keepChangeSet(m_view.objects(), {}, u"%1-%2-nothing"_s.arg(m_journal.taskId()).arg(m_journal.attempt())));
        return StepOutcome{{{u"set"_s, id}}, {}, {}};
    };
    Journal::Effect effect = [keep](const QJsonObject &, bool) { return readyOutcome(keep()); };
    CO_TRY(const QJsonObject kept, m_journal.step(std::move(step), std::move(effect)));
    nothing.tree = nothing.chosen = kept.value(u"set"_s).toString();
    Step room;
    room.kind = u"clean_room"_s;
    room.input = {{u"without"_s, toWire(purpose)}};
    effect = [this, nothing](const QJsonObject &, bool) { return enter(nothing, {}, true); };
    CO_TRY(const QJsonObject entered, m_journal.step(std::move(room), std::move(effect)));
    if (!whyOf(entered).code.isEmpty())
        co_return Report(std::nullopt);
    CO_TRY(const SetUp prepared, setUp(nothing, {}, entered, state));
    VerificationReport report;
    if (prepared.isDone()) {
        CO_TRY(report, run(purpose, nothing, {}, wanted, state));
    }
    bool isTrusted = prepared.findings.isEmpty();
    if (purpose == RunPurpose::CleanApplied && isTrusted && report.passed()) {
        CO_TRY(const QList<GuardFinding> seen, look(nothing));
        CO_TRY(const QList<GuardFinding> forged, findForged(nothing, {}, report, false, state));
        isTrusted = seen.isEmpty() && forged.isEmpty();
    }
    auto leaving = leave();
    co_await leaving;
    co_return isTrusted ? Report(report) : Report(std::nullopt);
}

QCoro::Task<Result<std::optional<VerificationReport>>> CleanCheck::verify(QString tree, RunState &state)
{
    using Verified = Result<std::optional<VerificationReport>>;
    m_network = state.task.networkGranted();
    m_setup = state.task.spec.setup;
    m_verified.clear();
    Question question{tree, tree, {}, {}};
    for (int i = 0; i < state.task.spec.verificationCommands.size(); ++i) {
        CommandReport command;
        command.index = i;
        question.inView.commands.append(command);
    }
    Step step;
    step.kind = u"clean_room"_s;
    step.input = {{u"tree"_s, tree}, {u"each"_s, state.task.iteration}};
    Journal::Effect effect = [this, question](const QJsonObject &, bool) { return enter(question, {}, true); };
    CO_TRY(const QJsonObject entered, m_journal.step(std::move(step), std::move(effect)));
    if (!whyOf(entered).code.isEmpty())
        co_return Verified(std::nullopt);
    CO_TRY(const SetUp prepared, setUp(question, {}, entered, state));
    VerificationReport report = prepared.report;
    if (prepared.isDone()) {
        CO_TRY(report, run(RunPurpose::Clean, question, {}, question.inView, state));
    }
    if (prepared.isDone() && report.passed()) {
        // Rewritten tests are found by the check, in a room of its own.
        CO_TRY(const QList<GuardFinding> findings, look(question));
        if (findings.isEmpty()) {
            m_verified = tree;
            CO_TRY(m_forged, findForged(question, {}, report, false, state));
        }
    }
    auto leaving = leave();
    co_await leaving;
    co_return prepared.why.code.isEmpty() ? Verified(report) : Verified(std::nullopt);
}

QCoro::Task<Result<StepOutcome>> CleanCheck::enter(Question question, QStringList kept, bool always)
{
    const auto cannot = [](const Error &error) {
        return StepOutcome{
            {{u"why"_s, error.detail.isEmpty() ? error.message : error.message + u": "_s + error.detail}}, {}, {}};
    };
    const Result<ChangeSet> all = loadChangeSet(m_view.objects(), question.tree);
    const Result<ChangeSet> chosen = loadChangeSet(m_view.objects(), question.chosen);
    if (!all || !chosen)
        co_return cannot((all ? chosen : all).error());
    StepOutcome outcome;
    QStringList behind;
    QJsonArray sizes;
    qint64 bytes = 0;
    for (const StayingBehind &one : all->stayingBehind) {
        behind.append(pathText(one.path));
        sizes.append(QJsonArray{one.files, one.bytes});
        bytes += one.bytes;
    }
    QByteArrayList changed;
    for (const Change &change : all->changes)
        changed.append(change.path);
    outcome.result = {{u"behind"_s, QJsonArray::fromStringList(behind)}, {u"sizes"_s, sizes},
        {u"setup"_s, proposedSetup(changed, namesInFolder(m_view.lower(), {}, kMostNames))},
        {u"may_come"_s, behind.size() <= kMostBehind && bytes <= kMostBytes}};
    const Result<bool> merged = isMerged(*chosen);
    if (!always && m_nothingElse && kept.isEmpty() && merged && !*merged &&
        chosen->changes.size() == all->changes.size()) {
        outcome.result.insert(u"same"_s, true);
        co_return outcome;
    }
    // Files of the attempt that come along are no part of a layer for others.
    const std::optional<QString> key = !m_setup.isEmpty() && kept.isEmpty() ? keyFor(*chosen) : std::nullopt;
    std::shared_ptr<const SetupLayers::Hold> layer;
    if (key) {
        auto held = SetupLayers::hold(m_services.db.location().viewsFolder(), *key);
        if (held && *held)
            layer = std::make_shared<const SetupLayers::Hold>(std::move(**held));
        outcome.result.insert(u"layer"_s, *key);
        outcome.result.insert(u"is_there"_s, layer != nullptr);
    }
    CO_AWAIT(auto room,
        CleanRoom::make(m_services, m_journal, m_stop,
            {m_root, m_view.mounts(), question.chosen, !m_setup.isEmpty() && !layer, layer, kept, m_network, false}));
    if (!room) {
        if (m_stop.stopped())
            co_return passError(room);
        co_return cannot(room.error());
    }
    m_room = std::move(*room);
    if (m_setup.isEmpty() || layer)
        m_watch.take(*m_room);
    if (const QStringList hers = whatIsHers(); !hers.isEmpty()) {
        auto leaving = leave();
        co_await leaving;
        outcome.result.insert(u"hers"_s, QJsonArray::fromStringList(hers));
    }
    co_return outcome;
}

// Whose content wins is a question of its own; what follows its answer is not known here.
QStringList CleanCheck::whatIsHers() const
{
    QStringList paths;
    for (const QByteArray &path : (m_room->brought().hers + m_room->brought().left).mid(0, kMostNamed))
        paths.append(pathText(path));
    return paths;
}

// After it the whole result is in the room.
QCoro::Task<Result<CleanCheck::SetUp>> CleanCheck::setUp(
    Question question, QStringList kept, QJsonObject entered, RunState &state)
{
    SetUp done;
    if (m_setup.isEmpty() || entered.value(u"is_there"_s).toBool())
        co_return done;
    if (!m_room && !m_journal.isReplaying()) {
        CO_CHECK(takeUp(question, kept, false));
    }
    CO_TRY(done.report, (m_room ? m_room->commands() : m_attempt).setup(RunPurpose::CleanSetup, state));
    if (!done.report.passed())
        co_return done;
    Step step;
    step.kind = u"clean_bring"_s;
    step.input = {{u"set"_s, question.chosen}};
    if (!m_room && !m_journal.isReplaying()) {
        CO_CHECK(takeUp(question, kept, false));
    }
    const QString key = entered.value(u"layer"_s).toString();
    Journal::Effect effect = [this, question, kept, key](
                                 const QJsonObject &, bool) { return bringAll(question, kept, key); };
    CO_TRY(const QJsonObject brought, m_journal.step(std::move(step), std::move(effect)));
    done.why = whyOf(brought);
    for (const QString &path : stringsOf(brought.value(u"written"_s)))
        done.findings.append({u"rewritten"_s, path, 0, {}});
    co_return done;
}

QCoro::Task<Result<StepOutcome>> CleanCheck::bringAll(Question question, QStringList kept, QString key)
{
    Result<> done;
    const Result<QStringList> written = m_watch.bySetup(*m_room, question.tree, question.chosen);
    if (!written && m_stop.stopped())
        co_return passError(written);
    if (!written || !written->isEmpty())
        key.clear(); // no other room shall have it
    // A run that was killed here has made the layer, or the second room on it, already: what is there serves.
    auto layer = key.isEmpty() || !m_room->view().folder().below().isEmpty()
                     ? nullptr
                     : CleanRoom::makeLayer(std::move(m_room), key);
    if (layer || !m_room) {
        CO_AWAIT(auto room, CleanRoom::make(m_services, m_journal, m_stop,
                                {m_root, m_view.mounts(), question.chosen, false, layer, kept, m_network, false}));
        if (room)
            m_room = std::move(*room);
        else
            done = passError(room);
    } else {
        CO_AWAIT(done, m_room->bringAll(question.chosen));
    }
    if (!written)
        done = passError(written);
    if (!done && m_stop.stopped())
        co_return passError(done);
    StepOutcome outcome;
    if (written)
        outcome.result.insert(u"written"_s, QJsonArray::fromStringList(*written));
    if (!done)
        outcome.result.insert(u"why"_s, done.error().message);
    else if (const QStringList hers = whatIsHers(); !hers.isEmpty())
        outcome.result.insert(u"hers"_s, QJsonArray::fromStringList(hers));
    if (m_room)
        m_watch.take(*m_room);
    co_return outcome;
}

std::optional<QString> CleanCheck::keyFor(const ChangeSet &chosen) const
{
    return setupKey({m_view.lower(), m_root, m_setup, m_network, chosen});
}

// Whether a person has changed one of the paths since.
Result<bool> CleanCheck::isMerged(const ChangeSet &chosen) const
{
    QByteArrayList paths;
    for (const Change &change : chosen.changes)
        paths.append(change.path);
    VC_TRY(const FileTree there, lookAtPaths(m_view.lower(), paths, m_view.objects()));
    for (const Change &change : chosen.changes) {
        if (!change.hasBase || there.value(change.path) != change.base)
            return true;
    }
    return false;
}

QCoro::Task<Result<>> CleanCheck::takeUp(Question question, QStringList kept, bool isNew)
{
    CO_TRY(m_room, CleanRoom::make(m_services, m_journal, m_stop,
                       {m_root, m_view.mounts(), question.chosen, false, nullptr, kept, m_network, !isNew}));
    co_return Result<>();
}

QCoro::Task<Result<QList<GuardFinding>>> CleanCheck::findForged(
    Question question, QStringList kept, VerificationReport passed, bool isNewRoom, RunState &state)
{
    Room room(*this, question, kept);
    Canaries canaries(room, m_border.facts().rules, m_root, m_journal, m_stop);
    const auto touched = [this, set = question.chosen] { return touchedBy(set); };
    CO_TRY(const QList<GuardFinding> findings,
        canaries.findForged({passed, question.baseline, touched, isNewRoom}, state));
    m_canaryMs += canaries.durationMs();
    co_return findings;
}

Result<QList<Canaries::TouchedPath>> CleanCheck::touchedBy(const QString &set) const
{
    VC_TRY(const ChangeSet chosen, loadChangeSet(m_view.objects(), set));
    QList<Canaries::TouchedPath> touched;
    for (const Change &change : chosen.changes)
        touched.append({pathText(change.path), change.isNew()});
    return touched;
}

QCoro::Task<Result<VerificationReport>> CleanCheck::run(
    RunPurpose purpose, Question question, QStringList kept, VerificationReport wanted, RunState &state)
{
    VerificationReport report;
    for (const CommandReport &before : std::as_const(wanted.commands)) {
        if (!m_room && !m_journal.isReplaying()) {
            CO_CHECK(takeUp(question, kept, false));
        }
        // Without a room the journal answers.
        CommandTools &tools = m_room ? m_room->commands() : m_attempt;
        CO_TRY(const VerificationReport one, tools.verify(purpose, before.index, state, cleanLimitMs(before, state)));
        report.commands += one.commands;
    }
    co_return report;
}

QCoro::Task<Result<QList<GuardFinding>>> CleanCheck::look(Question question)
{
    Step step;
    step.kind = u"clean_look"_s;
    step.readOnly = true;
    if (!m_room && !m_journal.isReplaying()) {
        CO_CHECK(takeUp(question, {}, false));
    }
    auto look = [this, question]() -> Result<StepOutcome> {
        VC_TRY(const RoomWatch::Written written, m_watch.look(*m_room, question.chosen));
        return StepOutcome{{{u"rewritten"_s, QJsonArray::fromStringList(written.rewritten)},
                               {u"compared"_s, QJsonArray::fromStringList(written.compared)}},
            {}, {}};
    };
    Journal::Effect effect = [look](const QJsonObject &, bool) { return readyOutcome(look()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    QList<GuardFinding> findings;
    for (const QString &path : stringsOf(result.value(u"rewritten"_s)))
        findings.append({u"rewritten"_s, path, 0, {}});
    for (const QString &path : stringsOf(result.value(u"compared"_s)))
        findings.append({u"committed_anew"_s, path, 0, {}});
    co_return findings;
}

QCoro::Task<> CleanCheck::leave()
{
    m_watch.forget();
    if (m_room) {
        auto leaving = CleanRoom::remove(std::move(m_room));
        co_await leaving;
    }
}

} // namespace vibecoder
