// SPDX-License-Identifier: MIT
#include "core/guarding.h"

#include "base/digest.h"
#include "base/logging.h"
#include "core/auditing.h"
#include "execution/patch.h"
#include "verification/guardedpart.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxGuarded = 1024 * 1024; ///< bytes of one guarded file; larger ones are data
constexpr int kMaxFiles = 2000;
constexpr qsizetype kMaxDiff = 20000; ///< characters that a person is shown

bool isText(const QByteArray &bytes)
{
    return !bytes.left(8192).contains('\0');
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

Guarding::Guarding(RunServices &services, Workspace &workspace, Journal &journal)
    : m_services(services)
    , m_workspace(workspace)
    , m_journal(journal)
    , m_broker(services, journal)
{
}

QCoro::Task<Result<QString>> Guarding::begin(RunState &state)
{
    m_commands = state.task.spec.verificationCommands;
    Step step;
    step.kind = u"guard"_s;
    step.input = {{u"commands"_s, QJsonArray::fromStringList(m_commands)}};
    step.readOnly = true;
    Journal::Effect effect = [this](const QJsonObject &, bool) { return readyOutcome(gather()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    const QJsonObject files = result.value(u"files"_s).toObject();
    for (auto it = files.begin(); it != files.end(); ++it) {
        const QJsonObject file = it.value().toObject();
        m_known.insert(it.key(), {file.value(u"part"_s).toString(), file.value(u"sha256"_s).toString(),
                                     file.value(u"artifact"_s).toString()});
    }
    co_return result.value(u"tree"_s).toString();
}

Result<StepOutcome> Guarding::gather() const
{
    QStringList paths;
    const auto stamps = m_workspace.stamps();
    if (stamps) {
        paths = stamps->keys();
    } else {
        // Too large to look at as a whole: what the commands name, and the top.
        paths = filesOfCommands(m_commands);
        int skipped = 0;
        if (const auto entries = m_workspace.list(u"."_s, 2, 400, &skipped)) {
            for (const FolderEntry &entry : *entries) {
                if (!entry.isFolder)
                    paths.append(entry.path);
            }
        }
    }
    QJsonObject files;
    for (const QString &path : guardedPaths(paths, m_commands)) {
        if (files.size() >= kMaxFiles)
            break;
        const Result<FileContent> file = m_workspace.read(path, kMaxGuarded);
        if (!file || !isText(file->bytes))
            continue;
        VC_TRY(const QString artifact, m_services.artifacts.put(file->bytes));
        files.insert(path, QJsonObject{{u"part"_s, sha256Hex(guardedPart(path, file->bytes))},
                               {u"sha256"_s, file->sha256}, {u"artifact"_s, artifact}});
    }
    const Result<QString> tree = m_workspace.treeDigest();
    return StepOutcome{{{u"files"_s, files}, {u"tree"_s, tree.value_or(QString())}}, {}, {}};
}

QCoro::Task<Result<>> Guarding::look(QList<EditedFile> edits, RunState &state)
{
    Step step;
    step.kind = u"guard"_s;
    step.input = {{u"iteration"_s, state.task.iteration}};
    step.readOnly = true;
    auto effectNow = [this, edits] { return compare(edits); };
    Journal::Effect effect = [effectNow](const QJsonObject &, bool) { return readyOutcome(effectNow()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    m_changes = result.value(u"changes"_s).toArray();
    m_findings = findingsFromJson(result.value(u"findings"_s).toArray());
    m_diff = result.value(u"diff"_s).toString();
    co_return Result<>();
}

Result<StepOutcome> Guarding::compare(const QList<EditedFile> &edits) const
{
    QMap<QString, Known> expected = m_known;
    for (const EditedFile &file : edits) {
        if (file.change == u"added"_s && isRunnerConfiguration(file.path) && !expected.contains(file.path))
            expected.insert(file.path, {});
    }
    QList<GuardChange> parts;
    QJsonArray changes;
    QByteArray diff;
    for (auto it = expected.cbegin(); it != expected.cend(); ++it) {
        const QString path = it.key();
        const bool existed = !it->sha256.isEmpty();
        const Result<FileContent> file = m_workspace.read(path, kMaxGuarded * 4);
        const bool exists = file.has_value() || file.error().code != ErrorCode::NotFound;
        if (!exists && !existed)
            continue;
        const QByteArray now = file ? file->bytes : QByteArray();
        if (exists && existed && file && (file->sha256 == it->sha256 || sha256Hex(guardedPart(path, now)) == it->part))
            continue;
        // Swept or never kept: the change still counts, only its lines cannot be told.
        const QByteArray before =
            existed ? m_services.artifacts.read(it->artifact).value_or(QByteArray()) : QByteArray();
        const QByteArray beforePart = guardedPart(path, before);
        parts.append({path, beforePart, guardedPart(path, now), existed, exists});
        if (diff.size() < kMaxDiff)
            diff += unifiedDiff(path, before, now, existed, exists);
        changes.append(QJsonObject{{u"path"_s, path}, {u"existed"_s, existed}, {u"exists"_s, exists},
            {u"sha256"_s, file ? file->sha256 : QString()}, {u"part"_s, sha256Hex(guardedPart(path, now))},
            {u"artifact"_s, it->artifact}, {u"was"_s, it->sha256}});
    }
    QList<GuardFinding> findings = inspectGuardChanges(parts);
    for (GuardFinding &finding : findings) {
        // Lines of a part are no lines of the file.
        const QString name = finding.path.section(u'/', -1);
        if (name == u"package.json"_s || name == u"pyproject.toml"_s || name == u"setup.cfg"_s ||
            name == u"CMakeLists.txt"_s || name.endsWith(u"akefile"_s))
            finding.line = 0;
    }
    QString shown = redact(QString::fromUtf8(diff));
    if (shown.size() > kMaxDiff)
        shown = shown.left(kMaxDiff) + u"\n[the rest of the diff is in the patch of the iteration]"_s;
    StepOutcome outcome;
    if (!changes.isEmpty()) {
        outcome.result = {{u"changes"_s, changes}, {u"findings"_s, toJson(findings)}, {u"diff"_s, shown}};
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

QCoro::Task<Result<ApprovalAnswer>> Guarding::ask(QStringList what, RunState &state)
{
    Approval draft;
    draft.kind = ApprovalKind::GuardedFiles;
    draft.commands = std::move(what);
    if (!m_diff.isEmpty())
        draft.commands.append(m_diff);
    draft.directory = m_workspace.root();
    draft.severity = Severity::High;
    draft.reason = u"guarded_files"_s;
    draft.rule = u"guard"_s;
    CO_TRY(const ApprovalAnswer answer, m_broker.ask(draft, state));
    co_return answer;
}

void Guarding::accept()
{
    for (const QJsonValue value : std::as_const(m_changes)) {
        const QJsonObject change = value.toObject();
        const QString path = change.value(u"path"_s).toString();
        // The old content is no way back any more; the new one is not kept here.
        if (change.value(u"exists"_s).toBool())
            m_known.insert(path, {change.value(u"part"_s).toString(), change.value(u"sha256"_s).toString(), {}});
        else
            m_known.remove(path);
    }
    m_changes = {};
    m_findings.clear();
    m_diff.clear();
}

QCoro::Task<Result<QStringList>> Guarding::restore(RunState &state)
{
    Step step;
    step.kind = u"guard_restore"_s;
    step.input = {{u"iteration"_s, state.task.iteration}, {u"paths"_s, QJsonArray::fromStringList(changedPaths())}};
    const QJsonArray changes = m_changes;
    const int iteration = state.task.iteration;
    auto effectNow = [this, changes, iteration] { return putBack(changes, iteration); };
    // Done again after a crash it finds what is back already.
    Journal::Effect effect = [effectNow](const QJsonObject &, bool) { return readyOutcome(effectNow()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    QStringList failed;
    for (const QJsonValue value : result.value(u"failed"_s).toArray())
        failed.append(value.toString());
    m_changes = {};
    m_findings.clear();
    m_diff.clear();
    co_return failed;
}

Result<StepOutcome> Guarding::putBack(const QJsonArray &changes, int iteration) const
{
    QJsonArray restored, failed;
    const auto one = [this](const QString &path, const QString &artifact, const QString &was) -> Result<> {
        if (was.isEmpty())
            return m_workspace.remove(path);
        VC_TRY(const QByteArray before, m_services.artifacts.read(artifact));
        // What the store had to redact is not the file any more.
        if (sha256Hex(before) != was)
            return fail(ErrorCode::Unavailable, u"its earlier content was not kept, since it may hold a secret"_s);
        VC_TRY(const QString now, m_workspace.digest(path));
        if (now == was)
            return {};
        VC_CHECK(m_workspace.writeAll({PlannedWrite{path, before, now}}));
        return {};
    };
    for (const QJsonValue value : changes) {
        const QJsonObject change = value.toObject();
        const QString path = change.value(u"path"_s).toString();
        const Result<> done = one(path, change.value(u"artifact"_s).toString(), change.value(u"was"_s).toString());
        if (done)
            restored.append(path);
        else
            failed.append(path + u": "_s + done.error().message);
    }
    StepOutcome outcome;
    outcome.result = {{u"restored"_s, restored}, {u"failed"_s, failed}};
    VC_TRY(outcome.change, auditEffect(m_services, {m_journal.taskId(), m_journal.attempt(), iteration},
                               {{u"action"_s, u"restore_guarded"_s}, {u"decision"_s, u"allow"_s},
                                   {u"reason"_s, u"guarded_files"_s}, {u"paths"_s, restored}, {u"failed"_s, failed}}));
    return outcome;
}

} // namespace vibecoder
