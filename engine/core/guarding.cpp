// SPDX-License-Identifier: MIT
#include "core/guarding.h"

#include "base/digest.h"
#include "base/logging.h"
#include "core/auditing.h"
#include "core/guardlearning.h"
#include "core/openedbybaseline.h"
#include "storage/recordstore.h"
#include "verification/addedtests.h"
#include "verification/guardedpart.h"
#include "verification/sametest.h"
#include "workspace/patch.h"
#include "workspace/pathtext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <ctime>
#include <unistd.h>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxCopied = 256 * 1024 * 1024;    ///< bytes of a file that is copied before another takes its place
constexpr qint64 kMaxKeptInAll = 256 * 1024 * 1024; ///< bytes of all guarded files that are kept to be put back
constexpr int kMaxFiles = 20000;                    ///< guarded ones; more: a person is asked
constexpr qsizetype kMaxDiff = 512 * 1024;          ///< characters of all differences
constexpr qsizetype kMaxDiffOfFile = 64 * 1024;

const QString kCompiled = u"compiled"_s;

// As the kernel dates what is written now.
qint64 fileTimeNs()
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return qint64(now.tv_sec) * 1000000000 + now.tv_nsec;
}

QString agreementKey(const GuardFinding &finding)
{
    // A summary holds times; what was agreed to is that this command counts failures.
    const QString excerpt = finding.code == u"failures_counted"_s ? QString() : finding.excerpt;
    return finding.code + u'|' + finding.path + u'|' + excerpt;
}

// `.venv/bin/python` of a new virtual environment is the system's own `python3` by another way.
bool leadsToSameProgram(const Workspace &workspace, const QString &path)
{
    static const QRegularExpression version(u"[\\d.]+$"_s);
    const QString target = QFileInfo(workspace.root() + u'/' + path).canonicalFilePath();
    const auto stem = [](const QString &name) { return name.section(u'/', -1).remove(version); };
    return (target.startsWith(u"/usr/"_s) || target.startsWith(u"/bin/"_s)) && !stem(target).isEmpty() &&
           stem(target) == stem(path);
}

QJsonArray toJson(const QList<GuardFinding> &findings)
{
    QJsonArray array;
    for (const GuardFinding &finding : findings)
        array.append(QJsonObject{{u"code"_s, finding.code}, {u"path"_s, finding.path}, {u"line"_s, finding.line},
            {u"excerpt"_s, redact(finding.excerpt)}});
    return array;
}

QList<GuardFinding> findingsFromJson(const QJsonArray &array)
{
    QList<GuardFinding> findings;
    for (const QJsonValue value : array) {
        const QJsonObject json = value.toObject();
        findings.append({json.value(u"code"_s).toString(), json.value(u"path"_s).toString(),
            json.value(u"line"_s).toInt(), json.value(u"excerpt"_s).toString()});
    }
    return findings;
}

} // namespace

Guarding::Guarding(RunServices &services, Workspace &workspace, Journal &journal, const WorkPlace &place)
    : m_services(services)
    , m_workspace(workspace)
    , m_journal(journal)
    , m_place(place)
    , m_broker(services, journal)
{
}

Guarding::FileState Guarding::stateOf(const QString &path, const SurveyEntry &entry, const GuardRules &rules) const
{
    FileState state;
    if (entry.isFolder) {
        state.exists = true;
        state.sha256 = state.part = u"folder"_s;
        return state;
    }
    const Result<QByteArray> target = m_workspace.resolve(pathBytes(path), FileOperation::Read);
    if (entry.isLink && target && rules.kindOf(pathText(*target), false) != GuardKind::None) {
        // What it leads to is looked at under its own name.
        state.exists = true;
        state.sha256 = state.part = sha256Hex("link\n" + linkText(m_workspace, path));
        return state;
    }
    const Result<FileContent> file = m_workspace.read(path, kGuardMaxRead);
    state.exists = file.has_value() || file.error().code != ErrorCode::NotFound || entry.isLink;
    QByteArray link;
    if (entry.isLink)
        link = "link\n" + linkText(m_workspace, path) + "\n";
    if (file) {
        state.bytes = file->bytes;
        state.isKept = !entry.isLink;
        state.sha256 = entry.isLink ? sha256Hex(link + file->bytes) : file->sha256;
        state.part = isCompiled(file->bytes) ? kCompiled : sha256Hex(link + rules.partOf(path, file->bytes));
        return state;
    }
    // Too large to be read as a whole, out of the folder, or unreadable.
    const Result<QString> digest = m_workspace.digest(path);
    state.sha256 = state.part = sha256Hex(link + (digest ? digest->toLatin1() : QByteArray("unreadable")));
    return state;
}

void Guarding::glance(const QStringList &commands)
{
    // A run that is told again has its begin() in the journal.
    m_glanced = !m_journal.isReplaying();
    if (m_glanced)
        m_glance = surveyGuarded(m_workspace, GuardRules(commands, m_workspace.root()));
}

QCoro::Task<Result<QString>> Guarding::begin(RunState &state)
{
    m_commands = commandsToAccept(state.task.spec);
    Step step;
    step.kind = u"guard"_s;
    step.input = {{u"commands"_s, QJsonArray::fromStringList(m_commands)}};
    step.readOnly = true;
    Journal::Effect effect = [this](const QJsonObject &, bool) { return readyOutcome(gather()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_rules = GuardRules::fromJson(result.value(u"rules"_s).toObject());
    m_beganNs = result.value(u"at_ns"_s).toInteger();
    for (const QJsonValue key : result.value(u"agreed"_s).toArray())
        m_agreed.insert(key.toString());
    m_nothingGuarded = true;
    const QJsonObject files = result.value(u"files"_s).toObject();
    for (auto it = files.begin(); it != files.end(); ++it) {
        const QJsonObject file = it.value().toObject();
        m_known.insert(it.key(),
            {file.value(u"part"_s).toString(), file.value(u"sha256"_s).toString(), file.value(u"artifact"_s).toString(),
                file.value(u"stamp"_s).toString(), file.value(u"product"_s).toBool()});
        const GuardKind kind = m_rules.kindOf(it.key(), false);
        if (kind == GuardKind::Test || kind == GuardKind::Steering || kind == GuardKind::Script)
            m_nothingGuarded = false;
    }
    m_glance = {};
    co_return result.value(u"tree"_s).toString();
}

QStringList Guarding::steadyPaths() const
{
    QStringList paths;
    for (auto it = m_known.cbegin(); it != m_known.cend(); ++it) {
        if (!it->isProduct && it->part != kCompiled)
            paths.append(it.key());
    }
    return paths;
}

Result<StepOutcome> Guarding::gather()
{
    const GuardRules rules = learnGuards(m_workspace, m_commands).rules;
    const Survey now = surveyGuarded(m_workspace, rules);
    // Only of names that the glance could know: others were learned since.
    const GuardRules unlearned(m_commands, m_workspace.root());
    QJsonObject files;
    qint64 kept = 0;
    bool complete = now.complete;
    for (auto it = now.entries.cbegin(); it != now.entries.cend(); ++it) {
        if (files.size() >= kMaxFiles) {
            complete = false;
            break;
        }
        const FileState state = stateOf(it.key(), *it, rules);
        QJsonObject file{{u"part"_s, state.part}, {u"sha256"_s, state.sha256}, {u"stamp"_s, it->stamp}};
        if (state.isKept && kept < kMaxKeptInAll && state.part != kCompiled) {
            kept += state.bytes.size();
            VC_TRY(const QString artifact, m_services.artifacts.put(state.bytes));
            file.insert(u"artifact"_s, artifact);
        }
        if (m_glanced && unlearned.kindOf(it.key(), it->isFolder) != GuardKind::None &&
            m_glance.entries.value(it.key()).stamp != it->stamp)
            file.insert(u"product"_s, true);
        files.insert(it.key(), file);
    }
    const Result<QString> tree = m_workspace.treeDigest();
    QJsonObject result{{u"files"_s, files}, {u"rules"_s, rules.toJson()}, {u"tree"_s, tree.value_or(QString())},
        {u"at_ns"_s, fileTimeNs()}};
    if (!complete)
        result.insert(u"incomplete"_s, true);
    VC_TRY(const QJsonArray agreed, agreedEarlier());
    if (!agreed.isEmpty())
        result.insert(u"agreed"_s, agreed);
    m_lastLook = now;
    StepOutcome outcome{result, {}, {}};
    if (m_services.settings.traceBaseline == TraceChoice::On)
        outcome.events.append(notTracedEvent(u"the task works in the folder itself, where others open files too"_s));
    return outcome;
}

// A command whose summary counts failures although it ends with exit 0: who has agreed to it in an earlier attempt of
// this task is not asked again.
Result<QJsonArray> Guarding::agreedEarlier() const
{
    VC_TRY(const QList<Approval> approved,
        approvalstore::list(m_services.db.reader(), ApprovalState::Approved, m_journal.taskId()));
    QJsonArray keys;
    for (const QString &command : m_commands) {
        const GuardFinding finding{u"failures_counted"_s, u'`' + command + u'`', 0, {}};
        const QString line = describeFindings({finding}).constFirst();
        for (const Approval &approval : approved) {
            const bool named = std::any_of(approval.commands.cbegin(), approval.commands.cend(),
                [&line](const QString &text) { return text.startsWith(line); });
            if (approval.kind == ApprovalKind::GuardedFiles && named)
                keys.append(agreementKey(finding));
        }
    }
    return keys;
}

QCoro::Task<Result<>> Guarding::look(QList<EditedFile> edits, RunState &state)
{
    CO_CHECK(lookNow(std::move(edits), false, state));
    co_return Result<>();
}

QCoro::Task<Result<>> Guarding::lookAgain(RunState &state)
{
    CO_CHECK(lookNow({}, true, state));
    co_return Result<>();
}

QCoro::Task<Result<>> Guarding::lookNow(QList<EditedFile> edits, bool again, RunState &state)
{
    Step step;
    step.kind = u"guard"_s;
    step.input = {{u"iteration"_s, state.task.iteration}};
    if (again)
        step.input.insert(u"again"_s, true);
    step.readOnly = true;
    const QHash<QString, TouchedFile> touched = state.touched;
    auto effectNow = [this, edits, touched, again] { return compare(edits, touched, again); };
    Journal::Effect effect = [effectNow](const QJsonObject &, bool) { return readyOutcome(effectNow()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_changes = result.value(u"changes"_s).toArray();
    m_diff = result.value(u"diff"_s).toString();
    for (const EditedFile &file : std::as_const(edits))
        m_reach.remove(file.path);
    for (const GuardFinding &finding : findingsFromJson(result.value(u"reach"_s).toArray()))
        m_reach[finding.path].append(finding);
    m_findings = findingsFromJson(result.value(u"findings"_s).toArray());
    for (const QList<GuardFinding> &found : std::as_const(m_reach))
        m_findings += found;
    if (result.value(u"incomplete"_s).toBool())
        m_findings.prepend({u"limit_reached"_s, {}, 0, {}});
    m_findings = stillOpen(m_findings);
    co_return Result<>();
}

QList<GuardFinding> Guarding::stillOpen(QList<GuardFinding> findings) const
{
    findings.removeIf([this](const GuardFinding &finding) { return m_agreed.contains(agreementKey(finding)); });
    return findings;
}

// The same test in another way, or with others beside it.
bool Guarding::isKeptTest(
    const Known &known, const SurveyEntry &entry, const QString &path, const FileState &state) const
{
    const Result<QByteArray> before =
        known.artifact.isEmpty() ? Result<QByteArray>(QByteArray()) : m_services.artifacts.read(known.artifact);
    return !entry.isLink && !known.artifact.isEmpty() && before && state.isKept &&
           (isSameTest(path, *before, state.bytes) || onlyAddsTests(path, *before, state.bytes));
}

Result<StepOutcome> Guarding::compare(
    const QList<EditedFile> &edits, const QHash<QString, TouchedFile> &touched, bool again)
{
    const Survey now = surveyGuarded(m_workspace, m_rules);
    const QStringList seenBefore = changedPaths();
    QList<GuardChange> changes;
    QHash<QString, QPair<FileState, QString>> states; // by path, with the artifact of what was there
    QStringList gone, fresh;
    bool grown = false; // in a file that was there there may be more tests now
    const auto add = [&](const QString &path, const FileState &state, const Known &known, GuardChange change) {
        // Swept or never kept: the change still counts, only its lines cannot be told.
        const QByteArray before =
            known.artifact.isEmpty() ? QByteArray() : m_services.artifacts.read(known.artifact).value_or(QByteArray());
        change.path = path;
        change.before = m_rules.partOf(path, before);
        change.after = m_rules.partOf(path, state.bytes);
        changes.append(change);
        states.insert(path, {state, known.artifact});
    };
    for (auto it = now.entries.cbegin(); it != now.entries.cend(); ++it) {
        const QString &path = it.key();
        const bool existed = m_known.contains(path);
        const Known known = m_known.value(path);
        const GuardKind kind = m_rules.kindOf(path, it->isFolder);
        if (existed && !it->isLink && it->stamp == known.stamp)
            continue;
        if (!existed) {
            // Made by the recipes of the check itself when it was not there before they ran.
            if ((kind == GuardKind::Target && again && !seenBefore.contains(path)) || isGenerated(path) ||
                (kind == GuardKind::Shim && !m_rules.runsProgram(path.section(u'/', -1))))
                continue;
            const FileState state = stateOf(path, *it, m_rules);
            // A script that a command names and that nobody had written yet is the work itself.
            if (kind == GuardKind::Script || (kind == GuardKind::Test && state.part == kCompiled))
                continue;
            if (kind == GuardKind::Steering && m_rules.partOf(path, state.bytes).trimmed().isEmpty())
                continue;
            if (kind == GuardKind::Shim && it->isLink && leadsToSameProgram(m_workspace, path))
                continue;
            fresh.append(path);
            add(path, state, known,
                {path, {}, {}, false, true,
                    m_nothingGuarded && kind == GuardKind::Steering && isProjectFile(path) ? GuardKind::Test : kind});
            continue;
        }
        const FileState state = stateOf(path, *it, m_rules);
        const bool same = state.sha256 == known.sha256 || state.part == known.part;
        const bool stirred = again && !known.isProduct && known.part != kCompiled && !isBuildProduct(path) &&
                             m_lastLook.entries.contains(path) && m_lastLook.entries.value(path).stamp != it->stamp;
        if (same && !stirred)
            continue;
        if (known.isProduct && kind == GuardKind::Test)
            continue;
        if (!same && !stirred && kind == GuardKind::Test && isKeptTest(known, *it, path, state)) {
            grown = true;
            continue;
        }
        GuardChange change{path, {}, {}, true, true, kind};
        change.rewritten = same;
        add(path, state, known, change);
    }
    for (auto it = m_known.cbegin(); it != m_known.cend(); ++it) {
        if (now.entries.contains(it.key()) || it->isProduct || isBuildProduct(it.key()) || it->part == kCompiled)
            continue;
        gone.append(it.key());
    }
    // A test that was moved as it is still tests the same; whether it still runs, the counts say,
    // unless others make up their number.
    const auto isOfGone = [&](const QString &path) {
        return std::any_of(gone.cbegin(), gone.cend(),
            [&](const QString &one) { return m_known.value(one).sha256 == states.value(path).first.sha256; });
    };
    const bool others = grown || std::any_of(fresh.cbegin(), fresh.cend(), [&](const QString &path) {
        return m_rules.kindOf(path, false) == GuardKind::Test && isRunAsTest(path) && !isOfGone(path);
    });
    for (const QString &path : std::as_const(gone)) {
        if (others) {
            add(path, {}, m_known.value(path), {path, {}, {}, true, false, m_rules.kindOf(path, false)});
            continue;
        }
        const Known known = m_known.value(path);
        const auto moved = std::find_if(fresh.cbegin(), fresh.cend(), [&](const QString &other) {
            return m_rules.kindOf(other, false) == GuardKind::Test && isTestFile(path) &&
                   path.section(u'/', -1) == other.section(u'/', -1) &&
                   states.value(other).first.sha256 == known.sha256;
        });
        if (moved != fresh.cend() && m_rules.kindOf(path, false) == GuardKind::Test) {
            const QString other = *moved;
            changes.removeIf([&other](const GuardChange &change) { return change.path == other; });
            fresh.removeOne(other);
            continue;
        }
        add(path, {}, known, {path, {}, {}, true, false, m_rules.kindOf(path, false)});
    }
    const QList<GuardFinding> findings = inspectGuardChanges(changes);

    // Listed are the files with a finding, in its order: the worst first.
    QStringList order;
    for (const GuardFinding &finding : findings) {
        if (!order.contains(finding.path))
            order.append(finding.path);
    }
    QJsonArray rows;
    QString diff;
    int undrawn = 0;
    for (const QString &path : std::as_const(order)) {
        const bool existed = m_known.contains(path);
        const FileState state = states.value(path).first;
        const QString artifact = states.value(path).second;
        const QByteArray before =
            artifact.isEmpty() ? QByteArray() : m_services.artifacts.read(artifact).value_or(QByteArray());
        rows.append(QJsonObject{{u"path"_s, path}, {u"existed"_s, existed}, {u"exists"_s, state.exists},
            {u"sha256"_s, state.sha256}, {u"part"_s, state.part}, {u"artifact"_s, artifact},
            {u"was"_s, existed ? m_known.value(path).sha256 : QString()}, {u"stamp"_s, now.entries.value(path).stamp},
            {u"own"_s, m_place.isOwn(path)}});
        QString one = redact(QString::fromUtf8(unifiedDiff(path, before, state.bytes, existed, state.exists)));
        if (one.size() > kMaxDiffOfFile)
            one = one.left(kMaxDiffOfFile) + u"\n[the rest of the difference of %1 is left out]\n"_s.arg(path);
        if (diff.size() + one.size() <= kMaxDiff)
            diff += one;
        else
            ++undrawn;
    }
    if (undrawn > 0)
        diff += u"[the differences of %1 more files are left out; all of them are named above]\n"_s.arg(undrawn);

    QList<GuardFinding> reach;
    for (const EditedFile &file : edits) {
        if (m_rules.kindOf(file.path, false) != GuardKind::None)
            continue;
        const Result<FileContent> content = m_workspace.read(file.path, kGuardMaxRead);
        if (!content)
            continue;
        const TouchedFile was = touched.value(file.path);
        QByteArray before;
        if (was.existed)
            before = m_services.artifacts.read(was.artifact).value_or(QByteArray());
        reach += inspectReach(file.path, before, content->bytes);
    }
    m_lastLook = now;
    StepOutcome outcome;
    if (!now.complete || int(m_known.size()) >= kMaxFiles)
        outcome.result.insert(u"incomplete"_s, true);
    if (!reach.isEmpty())
        outcome.result.insert(u"reach"_s, toJson(reach));
    if (!rows.isEmpty()) {
        outcome.result.insert(u"changes"_s, rows);
        outcome.result.insert(u"findings"_s, toJson(findings));
        outcome.result.insert(u"diff"_s, diff);
        outcome.events.append(
            makeEvent(EventKind::Warning, {{u"code"_s, u"guarded_files_changed"_s},
                                              {u"text"_s, describeFindings(findings).join(u"; "_s).left(1000)}}));
    }
    return outcome;
}

QStringList Guarding::changedPaths() const
{
    QStringList paths;
    for (const QJsonValue change : m_changes)
        paths.append(change.toObject().value(u"path"_s).toString());
    return paths;
}

QStringList Guarding::ownPaths() const
{
    QStringList paths;
    for (const QJsonValue change : m_changes) {
        if (change.toObject().value(u"own"_s).toBool())
            paths.append(change.toObject().value(u"path"_s).toString());
    }
    return paths;
}

QStringList Guarding::othersPaths() const
{
    QStringList paths = changedPaths();
    const QStringList own = ownPaths();
    paths.removeIf([&own](const QString &path) { return own.contains(path); });
    return paths;
}

QCoro::Task<Result<ApprovalAnswer>> Guarding::ask(QList<GuardFinding> what, RunState &state)
{
    Approval draft;
    draft.kind = ApprovalKind::GuardedFiles;
    if (const QStringList others = othersPaths(); !others.isEmpty())
        draft.commands.append(u"not written by this task, so never put back by it: %1"_s.arg(others.join(u", "_s)));
    draft.commands += describeFindings(what);
    if (!m_diff.isEmpty())
        draft.commands.append(m_diff);
    draft.directory = m_workspace.root();
    draft.severity = Severity::High;
    draft.reason = u"guarded_files"_s;
    draft.rule = u"guard"_s;
    CO_TRY(const ApprovalAnswer answer, m_broker.ask(draft, state));
    co_return answer;
}

void Guarding::accept(const QList<GuardFinding> &what)
{
    // What is about one state of a guarded file is agreed to with that state alone.
    const QStringList changed = changedPaths();
    for (const GuardFinding &finding : what) {
        if (!changed.contains(finding.path))
            m_agreed.insert(agreementKey(finding));
    }
    for (const QJsonValue value : std::as_const(m_changes)) {
        const QJsonObject change = value.toObject();
        const QString path = change.value(u"path"_s).toString();
        // The old content is no way back any more; the new one is not kept here.
        if (change.value(u"exists"_s).toBool())
            m_known.insert(path, {change.value(u"part"_s).toString(), change.value(u"sha256"_s).toString(), {},
                                     change.value(u"stamp"_s).toString(), false});
        else
            m_known.remove(path);
    }
    m_changes = {};
    m_findings.clear();
    m_diff.clear();
}

QCoro::Task<Result<QStringList>> Guarding::restore(RunState &state)
{
    QStringList own = ownPaths();
    Step step;
    step.kind = u"guard_restore"_s;
    step.input = {{u"iteration"_s, state.task.iteration}, {u"paths"_s, QJsonArray::fromStringList(own)}};
    QJsonArray changes;
    for (const QJsonValue change : std::as_const(m_changes)) {
        if (own.contains(change.toObject().value(u"path"_s).toString()))
            changes.append(change);
    }
    const int iteration = state.task.iteration;
    auto effectNow = [this, changes, iteration] { return putBack(changes, iteration); };
    // Done again after a crash it finds what is back already.
    Journal::Effect effect = [effectNow](const QJsonObject &, bool) { return readyOutcome(effectNow()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    QStringList failed;
    for (const QJsonValue value : result.value(u"failed"_s).toArray())
        failed.append(value.toString());
    // What others wrote stays found, and code of the application is not put back either.
    const QJsonArray stirred = result.value(u"stirred"_s).toArray();
    QJsonArray left;
    for (const QJsonValue value : std::as_const(m_changes)) {
        QJsonObject change = value.toObject();
        const QString path = change.value(u"path"_s).toString();
        if (own.contains(path) && !stirred.contains(path))
            continue;
        change.insert(u"own"_s, false);
        left.append(change);
        own.removeOne(path);
    }
    m_changes = left;
    m_findings.removeIf([this, &own](const GuardFinding &finding) {
        return own.contains(finding.path) && !m_reach.contains(finding.path);
    });
    if (left.isEmpty())
        m_diff.clear();
    co_return failed;
}

// What lies there may be work that is nowhere else: it is copied out of the folder before anything takes its place.
Result<> Guarding::keepCopy(const QString &path, const QString &folder) const
{
    const SurveyEntry there = surveyOne(m_workspace, path);
    if (there.stamp.isEmpty())
        return {};
    if (there.isFolder)
        return fail(ErrorCode::Unavailable, u"it is a folder, which is not taken away"_s);
    QByteArray bytes;
    if (there.isLink) {
        bytes = linkText(m_workspace, path);
    } else {
        VC_TRY(const FileContent file, m_workspace.read(path, kMaxCopied));
        bytes = file.bytes;
    }
    const QString target = folder + u'/' + path;
    const QFileInfo info(target);
    QFile out(target);
    const bool ok = QDir().mkpath(info.path()) && out.open(QIODevice::WriteOnly | QIODevice::Truncate) &&
                    out.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && out.write(bytes) == bytes.size() &&
                    out.flush() && ::fsync(out.handle()) == 0;
    if (!ok)
        return fail(ErrorCode::Io, u"no copy of it could be kept in %1: %2"_s.arg(folder, out.errorString()));
    return {};
}

// A folder of its own for each time, so that no copy takes the place of an earlier one.
QString Guarding::newKeptFolder(int iteration) const
{
    const QString base = m_services.db.location().keptFolder() + u'/' + m_journal.taskId();
    QDir().mkpath(base);
    QFile::setPermissions(
        m_services.db.location().keptFolder(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QString name = u"attempt-%1-iteration-%2"_s.arg(m_journal.attempt()).arg(iteration);
    QString folder = base + u'/' + name;
    for (int number = 2; QFileInfo::exists(folder); ++number)
        folder = base + u"/%1-%2"_s.arg(name).arg(number);
    return folder;
}

// Whether it is what was looked at, or back already; else somebody saved it meanwhile, perhaps while a question was
// open.
bool Guarding::isAsSeen(const QJsonObject &change) const
{
    const QString path = change.value(u"path"_s).toString();
    const SurveyEntry there = surveyOne(m_workspace, path);
    if (there.stamp == change.value(u"stamp"_s).toString())
        return true;
    const QString was = change.value(u"was"_s).toString();
    if (there.stamp.isEmpty())
        return was.isEmpty();
    const Result<QString> digest = m_workspace.digest(path);
    return digest && (*digest == was || *digest == change.value(u"sha256"_s).toString());
}

Result<> Guarding::putOneBack(const QString &path, const QString &artifact, const QString &was) const
{
    const SurveyEntry there = surveyOne(m_workspace, path);
    if (was.isEmpty())
        return m_workspace.remove(path);
    const Result<QByteArray> before =
        artifact.isEmpty() ? Result<QByteArray>(fail(ErrorCode::Unavailable, {})) : m_services.artifacts.read(artifact);
    // What the store had to redact is not the file any more.
    if (!before || sha256Hex(*before) != was)
        return fail(ErrorCode::Unavailable,
            u"its earlier content was not kept, since it is too large, a link, or may hold a secret"_s);
    // A link in its place is taken away: what it leads to is another file.
    if (there.isLink)
        VC_CHECK(m_workspace.remove(path));
    VC_TRY(const QString now, m_workspace.digest(path));
    if (now == was)
        return {};
    VC_CHECK(m_workspace.writeAll({PlannedWrite{path, *before, now}}));
    return {};
}

Result<StepOutcome> Guarding::putBack(const QJsonArray &changes, int iteration)
{
    QJsonArray restored, failed, stirred;
    const QString folder = newKeptFolder(iteration);
    for (const QJsonValue value : changes) {
        const QJsonObject change = value.toObject();
        const QString path = change.value(u"path"_s).toString();
        if (!isAsSeen(change)) {
            stirred.append(path);
            continue;
        }
        Result<> done = keepCopy(path, folder);
        if (done)
            done = putOneBack(path, change.value(u"artifact"_s).toString(), change.value(u"was"_s).toString());
        if (done)
            restored.append(path);
        else
            failed.append(path + u": "_s + done.error().message);
    }
    m_lastLook = surveyGuarded(m_workspace, m_rules);
    StepOutcome outcome;
    outcome.result = {{u"restored"_s, restored}, {u"failed"_s, failed}, {u"stirred"_s, stirred}};
    if (QFileInfo::exists(folder)) {
        outcome.result.insert(u"kept"_s, folder);
        QStringList paths;
        for (const QJsonValue path : restored)
            paths.append(path.toString());
        outcome.events.append(makeEvent(EventKind::Warning,
            {{u"code"_s, u"guarded_files_put_back"_s}, {u"text"_s, u"put back: %1. What was there is kept in %2"_s.arg(
                                                                       paths.join(u", "_s).left(700), folder)}}));
    }
    VC_TRY(outcome.change,
        auditEffect(m_services, {m_journal.taskId(), m_journal.attempt(), iteration},
            {{u"action"_s, u"restore_guarded"_s}, {u"decision"_s, u"allow"_s}, {u"reason"_s, u"guarded_files"_s},
                {u"paths"_s, restored}, {u"failed"_s, failed}, {u"kept"_s, outcome.result.value(u"kept"_s)}}));
    return outcome;
}

} // namespace vibecoder
