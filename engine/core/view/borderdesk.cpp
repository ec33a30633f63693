// SPDX-License-Identifier: MIT
#include "core/view/borderdesk.h"

#include "base/digest.h"
#include "base/jsonstrings.h"
#include "core/border/bordercard.h"
#include "core/border/borderpolicy.h"
#include "core/border/heldback.h"
#include "core/border/unguardedlines.h"
#include "core/editplan.h"
#include "core/fileapproval.h"
#include "core/guardlearning.h"
#include "core/view/viewreturn.h"
#include "wire/bordercodec.h"
#include "workspace/border/applyplan.h"
#include "workspace/border/changesetstore.h"
#include "workspace/foldernames.h"

#include <QJsonDocument>

#include <algorithm>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostBehind = 1000; ///< files

bool isGuardedChange(const ClassifiedChange &classified)
{
    return std::any_of(classified.reasons.cbegin(), classified.reasons.cend(),
        [](const BorderReason &reason) { return isGuarded(reason.what); });
}

// What stays behind cannot harm the person's folder, and in a clean room it is not there. Only where no clean room is
// possible it matters what it does to the meaning of «passed».
QList<ClassifiedChange> forTheVerdict(
    QList<ClassifiedChange> classified, const QSet<QByteArray> &behind, bool countsBehind)
{
    QList<ClassifiedChange> kept;
    for (ClassifiedChange &one : classified) {
        if (behind.contains(one.change.path) && !countsBehind)
            continue;
        if (behind.contains(one.change.path))
            one.reasons.removeIf([](const BorderReason &reason) { return !isGuarded(reason.what); });
        if (!one.reasons.isEmpty())
            kept.append(one);
    }
    return kept;
}

} // namespace

BorderDesk::BorderDesk(RunServices &services, AttemptView &view, const Workspace &person, const Workspace &shown,
    WorkPlace &place, Journal &journal)
    : m_services(services)
    , m_view(view)
    , m_person(person)
    , m_shown(shown)
    , m_place(place)
    , m_journal(journal)
    , m_broker(services, journal)
    , m_guarded(view, m_facts, m_products)
{
}

QCoro::Task<Result<>> BorderDesk::learn(QStringList commands, FolderCache &folders)
{
    Step step;
    step.kind = u"border_rules"_s;
    step.input = {{u"commands"_s, QJsonArray::fromStringList(commands)}};
    step.readOnly = true;
    Journal::Effect effect = [this, commands, &folders](const QJsonObject &, bool) {
        m_learnedHere = true;
        return readyOutcome(StepOutcome{toJson(learnBorderFacts(m_person, commands, folders, &m_toWatch)), {}, {}});
    };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_facts = borderFactsFromJson(result);
    m_commands = commands;
    co_return Result<>();
}

Result<BorderDesk::Seen> BorderDesk::seeAll()
{
    Seen seen;
    VC_TRY(seen.guarded, m_guarded.written());
    QByteArrayList behind;
    for (const WrittenFile &file : std::as_const(seen.guarded)) {
        if (file.staysBehind)
            behind.append(file.path);
    }
    if (behind.size() > kMostBehind)
        return fail(ErrorCode::Denied,
            u"the attempt wrote %1 files that git ignores and that tell how tests are run"_s.arg(behind.size()));
    VC_TRY(seen.set, m_view.changes());
    for (const Change &change : std::as_const(seen.set.changes)) {
        if (isMadeByVerification(change, m_products))
            seen.behind.insert(change.path);
    }
    if (behind.isEmpty())
        return seen;
    const QSet<QByteArray> ignored(behind.cbegin(), behind.cend());
    seen.behind |= ignored;
    VC_TRY(ChangeSet all, m_view.changes(behind));
    // Without the folders on the way to them.
    all.changes.removeIf([&ignored](const Change &change) { return !ignored.contains(change.path); });
    for (Change &change : all.changes) {
        // What the first verification has made is what later ones begin with.
        if (const auto made = m_made.constFind(change.path); made != m_made.cend()) {
            change.base = *made;
            change.hasBase = true;
        }
        if (!change.hasBase || change.base != change.now)
            seen.set.changes.append(change);
    }
    std::sort(seen.set.changes.begin(), seen.set.changes.end(),
        [](const Change &a, const Change &b) { return a.path < b.path; });
    return seen;
}

void BorderDesk::glance()
{
    m_guarded.forget();
    if (!m_journal.isReplaying())
        m_guarded.take();
}

// What differs is asked about as such; this is what looks as it did before.
QList<GuardFinding> BorderDesk::rewritten(const Seen &seen) const
{
    QSet<QByteArray> differs;
    for (const Change &change : seen.set.changes)
        differs.insert(change.path);
    return m_guarded.rewritten(seen.guarded, differs);
}

std::optional<QByteArray> BorderDesk::content(const ObjectId &id, qint64 most) const
{
    const Result<QByteArray> bytes = m_view.objects().read(ObjectType::Blob, id);
    return bytes ? std::optional(bytes->left(most)) : std::nullopt;
}

ClassifyContext BorderDesk::context(const QByteArrayList &gitWritten) const
{
    const PathQuestion places = pathQuestion(m_services, {}, FileOperation::Read);
    ClassifyContext context;
    context.root = pathBytes(m_person.root());
    m_facts.fill(context);
    context.products = m_products;
    context.gitWritten = gitWritten;
    context.home = places.home;
    context.dataDirectory = places.dataDirectory;
    context.databaseFile = places.databaseFile;
    context.content = [this](const ObjectId &id, qint64 most) { return content(id, most); };
    context.linkNow = [this](const QByteArray &path) { return linkBelow(m_shown.descriptor(), path); };
    context.namesNow = [this](const QByteArray &path) {
        return namesInFolder(m_shown.descriptor(), path, kMostNamesOfFolder);
    };
    return context;
}

Result<BorderFolder> BorderDesk::folder() const
{
    struct stat st
    {
    };
    if (::fstat(m_person.descriptor(), &st) != 0)
        return fail(ErrorCode::Io, u"the working directory cannot be looked at"_s);
    return BorderFolder{pathBytes(m_person.root()), {quint64(st.st_dev), quint64(st.st_ino)}};
}

QList<GuardFinding> BorderDesk::reachOf(const QList<ClassifiedChange> &changes) const
{
    QList<GuardFinding> findings;
    for (const ClassifiedChange &one : changes) {
        const Change &change = one.change;
        if (!S_ISREG(change.now.mode) || one.worst() != BorderClass::Source)
            continue;
        // A test that is only written in another way.
        const GuardKind kind = m_facts.rules.kindOf(pathText(change.path), false);
        if ((kind == GuardKind::Test || kind == GuardKind::Steering) && !m_products.contains(change.path))
            continue;
        const QByteArray before = content(change.base.content, kGuardMaxRead).value_or(QByteArray());
        if (const auto after = content(change.now.content, kGuardMaxRead))
            findings += inspectReach(pathText(change.path), before, *after);
    }
    return findings;
}

QCoro::Task<Result<BorderLook>> BorderDesk::look(GuardMode guard, int iteration, bool countsBehind)
{
    Step step;
    step.kind = u"border"_s;
    step.input = {{u"iteration"_s, iteration}, {u"guard"_s, toWire(guard)}, {u"behind"_s, countsBehind}};
    step.readOnly = true;
    Journal::Effect effect = [this, guard, iteration, countsBehind](const QJsonObject &, bool) {
        // The step after this one asks.
        const QString name = approvalArtifactName(m_journal.attempt(), iteration, m_journal.nextPath(), u"card"_s);
        return lookNow(guard, iteration, countsBehind, name);
    };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    co_return borderLookFromJson(result);
}

QCoro::Task<Result<StepOutcome>> BorderDesk::lookNow(
    GuardMode guard, int iteration, bool countsBehind, QString artifactName)
{
    const Result<Seen> seen = seeAll();
    if (!seen)
        co_return passError(seen);
    const ChangeSet &set = seen->set;
    const Result<QByteArrayList> git = m_view.gitWritten();
    const Result<BorderFolder> where = folder();
    if (!git || !where)
        co_return git ? Result<StepOutcome>(passError(where)) : Result<StepOutcome>(passError(git));
    CO_TRY(const PlaceLease lease, m_place.enter(WorkPlace::Use::Look));
    const ClassifyContext known = context(*git);
    const BorderDecision decision = decideBorder(
        forTheVerdict(classifyChanges(set, known), seen->behind, countsBehind), {guard, *where, m_accepted, m_leftOut});
    const BorderCard card = borderCard(
        decision, {*where, set.problems, [this](const ObjectId &id, qint64 most) { return content(id, most); }});
    BorderLook found;
    QSet<QString> shown;
    for (const BorderRow &row : card.rows) {
        if (row.kind != BorderKind::Asked)
            continue;
        shown.insert(row.digest);
        found.lines.append(row.path + u": "_s + row.why);
    }
    for (const ClassifiedChange &one : decision.asked) {
        const QString digest = digestOf(one, *where);
        found.asked.append({digest, pathText(one.change.path), isGuardedChange(one), shown.contains(digest)});
    }
    for (const ClassifiedChange &one : decision.leftOut)
        found.leftPaths.append(pathText(one.change.path));
    found.askedDigest = card.askedDigest;
    for (const QByteArray &problem : set.problems)
        found.problems.append(pathText(problem));
    found.reach = reachOf(decision.unasked) + rewritten(*seen);
    const QString roots = u"%1-%2-"_s.arg(m_journal.taskId()).arg(m_journal.attempt());
    ChangeSet chosen;
    chosen.problems = set.problems;
    chosen.changes = withoutProducts(chosenChanges(decision), m_products);
    // A stamp says that something was made or has passed; in a clean room its recipe runs anew.
    const QStringList stamps = m_facts.rules.stamps();
    chosen.changes.removeIf([&](const Change &change) {
        return seen->behind.contains(change.path) || (change.isNew() && stamps.contains(pathText(change.path)));
    });
    const QStringList named = m_facts.rules.namedFiles();
    for (const Change &change : std::as_const(chosen.changes)) {
        const QString path = pathText(change.path);
        const bool isFirstTest = m_facts.nothingGuarded && m_facts.rules.kindOf(path, false) == GuardKind::Test;
        if (change.isNew() && S_ISREG(change.now.mode) && (named.contains(path) || isFirstTest))
            found.ownChecks.append(path);
    }
    const Result<QString> tree = keepChangeSet(m_view.objects(), set, roots + u"border"_s);
    const Result<QString> kept = keepChangeSet(m_view.objects(), chosen, roots + u"chosen"_s);
    if (!tree || !kept)
        co_return passError(tree ? kept : tree);
    found.tree = *tree;
    found.chosen = *kept;
    if (guard == GuardMode::Ask && !countsBehind) {
        Result<BorderLook::Held> held = holdBack(decision, chosen, known);
        if (!held)
            co_return passError(held);
        found.held = *held;
    }
    StepOutcome outcome;
    outcome.result = toJson(found);
    if (found.asked.isEmpty())
        co_return outcome;
    Artifact row;
    row.id = newId();
    row.taskId = m_journal.taskId();
    row.attempt = m_journal.attempt();
    row.iteration = iteration;
    row.name = artifactName;
    row.kind = u"border_card"_s;
    const QByteArray bytes = QJsonDocument(toJson(card)).toJson(QJsonDocument::Compact);
    row.size = bytes.size();
    const Result<QString> stored = m_services.artifacts.put(bytes);
    if (!stored)
        co_return passError(stored);
    row.sha256 = *stored;
    row.createdAt = m_services.clock.now();
    outcome.change = [row](Connection &c) { return artifactrows::insert(c, row); };
    co_return outcome;
}

// Of a configuration the lines that say nothing about tests stay in the result.
Result<BorderLook::Held> BorderDesk::holdBack(
    const BorderDecision &decision, const ChangeSet &chosen, const ClassifyContext &known) const
{
    const HeldBack without = heldBack(decision.asked);
    BorderLook::Held held;
    if (without.changes.isEmpty())
        return held;
    VC_TRY(const BorderFolder where, folder());
    ChangeSet rest = chosen;
    for (const ClassifiedChange &one : without.changes) {
        held.digests.append(digestOf(one, where));
        held.paths.append(pathText(one.change.path));
        if (const std::optional<QByteArray> text = unguardedLines(one.change, known)) {
            Change change = one.change;
            VC_TRY(change.now.content, m_view.objects().put(ObjectType::Blob, *text));
            change.size = text->size();
            rest.changes.append(change);
        }
    }
    std::sort(
        rest.changes.begin(), rest.changes.end(), [](const Change &a, const Change &b) { return a.path < b.path; });
    held.needsCounts = without.needsCounts;
    // Only the folder's own tests: new ones may need what is held back.
    ChangeSet own = rest;
    own.changes.removeIf([this](const Change &change) {
        return !S_ISDIR(change.now.mode) && m_facts.rules.kindOf(pathText(change.path), false) != GuardKind::None;
    });
    const QString name = u"%1-%2-held"_s.arg(m_journal.taskId()).arg(m_journal.attempt());
    VC_TRY(const QString first, keepChangeSet(m_view.objects(), rest, name));
    held.sets.append(first);
    if (own.changes.size() != rest.changes.size()) {
        VC_TRY(const QString second, keepChangeSet(m_view.objects(), own, name + u"-own"_s));
        held.sets.append(second);
    }
    return held;
}

QCoro::Task<Result<ApprovalAnswer>> BorderDesk::ask(BorderLook found, RunState &state)
{
    Approval draft;
    draft.kind = ApprovalKind::Border;
    draft.commands = found.lines;
    draft.directory = m_person.root();
    draft.beforeSha256 = found.askedDigest;
    draft.severity = Severity::High;
    draft.reason = u"border"_s;
    draft.rule = u"border"_s;
    CO_TRY(const ApprovalAnswer answer, m_broker.ask(draft, state));
    co_return answer;
}

QStringList BorderDesk::take(const BorderLook &found, const ApprovalAnswer &answer)
{
    QStringList used, left;
    const auto settle = [&](const BorderLook::Row &row, bool use) {
        (use ? m_accepted : m_leftOut).insert(row.digest);
        (use ? used : left).append(row.path);
    };
    for (const BorderLook::Row &row : found.asked) {
        const QString word = answer.answers.value(row.digest).toString();
        if (row.shown)
            settle(row, word.isEmpty() ? answer.approved() : word == u"use"_s);
    }
    for (const BorderLook::Row &row : found.asked) {
        const bool needed = std::any_of(
            used.cbegin(), used.cend(), [&row](const QString &path) { return path.startsWith(row.path + u'/'); });
        if (!row.shown)
            settle(row, needed);
    }
    return left;
}

QCoro::Task<Result<BorderDesk::PutBack>> BorderDesk::putBack(BorderLook found, QStringList paths, int iteration)
{
    Step step;
    step.kind = u"border_return"_s;
    step.input = {{u"iteration"_s, iteration}, {u"paths"_s, QJsonArray::fromStringList(paths)}};
    Journal::Effect effect = [this, found, paths](
                                 const QJsonObject &, bool) { return readyOutcome(bringBack(found, paths)); };
    CO_TRY(const PlaceLease lease, m_place.enter(WorkPlace::Use::Write));
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    co_return PutBack{stringsOf(result.value(u"failed"_s)), stringsOf(result.value(u"partly"_s))};
}

// Of a configuration only what changes the tests goes back: its other lines are work like any other.
Result<QStringList> BorderDesk::keepUnguarded(const QList<Change> &changes, FileTree &wanted) const
{
    QStringList partly;
    const ClassifyContext known = context({});
    for (const Change &change : changes) {
        const std::optional<QByteArray> text = unguardedLines(change, known);
        if (!text)
            continue;
        VC_TRY(const ObjectId id, m_view.objects().put(ObjectType::Blob, *text));
        wanted[change.path].content = id;
        partly.append(pathText(change.path));
    }
    return partly;
}

Result<StepOutcome> BorderDesk::bringBack(const BorderLook &found, const QStringList &paths)
{
    VC_TRY(const ChangeSet set, loadChangeSet(m_view.objects(), found.tree));
    QList<Change> chosen;
    for (const Change &change : set.changes) {
        if (paths.contains(pathText(change.path)))
            chosen.append(change);
    }
    VC_TRY(FileTree wanted, withoutAttempt(m_view, chosen));
    VC_TRY(const QStringList partly, keepUnguarded(chosen, wanted));
    StepOutcome outcome;
    const Result<QByteArrayList> left = bringTo(m_shown, m_view, wanted);
    QStringList failed;
    if (!left)
        failed.append(left.error().message);
    for (const QByteArray &path : left.value_or(QByteArrayList()))
        failed.append(pathText(path));
    outcome.result = {
        {u"failed"_s, QJsonArray::fromStringList(failed)}, {u"partly"_s, QJsonArray::fromStringList(partly)}};
    outcome.events = {makeEvent(
        EventKind::Warning, {{u"code"_s, u"left_out"_s},
                                {u"text"_s, u"taken back in this attempt: %1"_s.arg(paths.join(u", "_s).left(900))}})};
    return outcome;
}

} // namespace vibecoder
