// SPDX-License-Identifier: MIT
#include "core/approvalfacts.h"

#include "base/paths.h"
#include "core/fileapproval.h"
#include "core/remembering.h"
#include "core/verificationcheck.h"
#include "permission/protectedpath.h"
#include "storage/recordstore.h"
#include "storage/taskstore.h"
#include "wire/bordercodec.h"
#include "workspace/outsidefile.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxCounted = 20000;
constexpr int kGitMs = 2000;

// The file or folder that the telling part of a command names; empty when it names none as it stands.
QString namedTarget(const Approval &approval)
{
    static const QStringList reasons{u"writes_outside"_s, u"reads_outside"_s, u"protected_path"_s, u"reads_secret"_s,
        u"destroys_content"_s, u"program_outside"_s, u"own_data"_s};
    if (approval.kind != ApprovalKind::Command || approval.spanLength <= 0 || !reasons.contains(approval.reason))
        return {};
    QString text = approval.commands.value(0).mid(approval.spanStart, approval.spanLength).trimmed();
    while (!text.isEmpty() && (text.front() == u'>' || text.front() == u'<' || text.front().isSpace()))
        text.remove(0, 1);
    for (const QChar quote : {u'"', u'\''}) {
        if (text.size() > 1 && text.front() == quote && text.back() == quote)
            text = text.mid(1, text.size() - 2);
    }
    const bool plain = std::none_of(
        text.begin(), text.end(), [](QChar c) { return c.isSpace() || u"$`*?[]{}\\\"'|&;<>()"_s.contains(c); });
    if (text.isEmpty() || !plain)
        return {};
    return text.startsWith(u"~/"_s) ? expandHome(text) : text;
}

void lookAtTarget(ApprovalFacts &facts)
{
    const QFileInfo info(facts.target);
    facts.targetExists = info.exists() || info.isSymLink();
    facts.targetIsFolder = info.isDir();
    facts.targetSize = info.isFile() ? info.size() : 0;
    if (!facts.targetIsFolder)
        return;
    QDirIterator it(facts.target, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
        QDirIterator::Subdirectories);
    for (int seen = 0; it.hasNext(); ++seen) {
        if (seen >= kMaxCounted) {
            facts.targetCut = true;
            break;
        }
        const QFileInfo entry = it.nextFileInfo();
        if (entry.isFile() && !entry.isSymLink()) {
            ++facts.targetFiles;
            facts.targetSize += entry.size();
        }
    }
}

// Reads the index only; nothing that the repository configures is run.
GitState gitStateOf(const QString &path)
{
    const QFileInfo info(path);
    QString folder = info.isDir() ? path : info.path();
    while (!QFileInfo::exists(folder) && folder.size() > 1)
        folder = QFileInfo(folder).path();
    QProcess git;
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    for (const QString &name : {u"GIT_CONFIG_GLOBAL"_s, u"GIT_CONFIG_SYSTEM"_s})
        environment.insert(name, u"/dev/null"_s);
    environment.insert(u"GIT_OPTIONAL_LOCKS"_s, u"0"_s);
    git.setProcessEnvironment(environment);
    git.setWorkingDirectory(folder);
    git.setStandardInputFile(QProcess::nullDevice());
    git.start(
        u"git"_s, {u"-c"_s, u"core.fsmonitor=false"_s, u"-c"_s, u"core.hooksPath=/dev/null"_s, u"-c"_s,
                      u"safe.directory=*"_s, u"ls-files"_s, u"-z"_s, u"--"_s, info.isDir() ? u"."_s : info.fileName()});
    if (!git.waitForFinished(kGitMs)) {
        git.kill();
        git.waitForFinished(kGitMs);
        return GitState::Unknown;
    }
    if (git.exitStatus() != QProcess::NormalExit || git.exitCode() != 0)
        return git.readAllStandardError().contains("not a git repository") ? GitState::NoRepository : GitState::Unknown;
    return git.readAllStandardOutput().isEmpty() ? GitState::Untracked : GitState::Tracked;
}

/// The card of a border or of conflicts that was kept with the question.
Result<> readCard(Connection &reader, const ArtifactStore &artifacts, const Approval &approval, ApprovalFacts &facts)
{
    const QString name = approvalArtifactName(approval.attempt, approval.iteration, approval.stepPath, u"card"_s);
    VC_TRY(const QList<Artifact> kept, artifactrows::list(reader, approval.taskId, approval.attempt));
    for (const Artifact &artifact : kept) {
        if (artifact.name != name)
            continue;
        const Result<QByteArray> bytes = artifacts.read(artifact.sha256);
        const QJsonObject json = QJsonDocument::fromJson(bytes.value_or(QByteArray())).object();
        if (artifact.kind == u"border_card"_s) {
            if (const auto card = borderCardFromJson(json); card && card->askedDigest == approval.beforeSha256)
                facts.border = *card;
        } else if (const auto card = conflictCardFromJson(json); card && card->digest == approval.beforeSha256) {
            facts.conflicts = *card;
        }
    }
    return {};
}

Result<> readKept(Connection &reader, const ArtifactStore &artifacts, const Approval &approval, ApprovalFacts &facts)
{
    const auto name = [&](const QString &what) {
        return approvalArtifactName(approval.attempt, approval.iteration, approval.stepPath, what);
    };
    VC_TRY(const QList<Artifact> kept, artifactrows::list(reader, approval.taskId, approval.attempt));
    for (const Artifact &artifact : kept) {
        if (artifact.name == name(u"diff"_s)) {
            const Result<QByteArray> diff = artifacts.read(artifact.sha256);
            facts.hasDiff = diff.has_value();
            facts.diff = diff ? *diff : QByteArray();
        } else if (artifact.name == name(u"new"_s)) {
            facts.hidesSecrets = facts.hidesSecrets || artifact.sha256 != approval.afterSha256;
        } else if (artifact.name == name(u"old"_s)) {
            facts.undoable = artifact.sha256 == approval.beforeSha256;
        }
    }
    facts.undoable = facts.undoable || approval.beforeSha256.isEmpty();
    return {};
}

// 0 also where the task says something else by now, or is gone.
int setupAmong(Connection &reader, const Approval &approval)
{
    const Result<Task> task = taskstore::byId(reader, approval.taskId);
    return task && commandsToAccept(task->spec) == approval.commands ? int(task->spec.setup.size()) : 0;
}

} // namespace

Result<ApprovalFacts> findApprovalFacts(
    Connection &reader, const ArtifactStore &artifacts, const Approval &approval, const QString &dataFolder)
{
    ApprovalFacts facts;
    facts.target = approval.path;
    if (facts.target.isEmpty()) {
        const QString named = namedTarget(approval);
        if (!named.isEmpty())
            facts.target =
                QString::fromUtf8(canonicalAsFarAsItExists(joined(approval.directory.toUtf8(), named.toUtf8())));
    }
    if (!facts.target.isEmpty()) {
        lookAtTarget(facts);
        facts.git = gitStateOf(facts.target);
    }
    facts.remember = rememberingOf(approval);
    if (approval.kind == ApprovalKind::FileWrite)
        VC_CHECK(readKept(reader, artifacts, approval, facts));
    if (approval.kind == ApprovalKind::Border || approval.kind == ApprovalKind::ApplyConflict)
        VC_CHECK(readCard(reader, artifacts, approval, facts));
    if (approval.kind == ApprovalKind::VerificationCommands) {
        facts.findings = verificationFindings(approval.commands, approval.directory, dataFolder);
        facts.setupCommands = setupAmong(reader, approval);
    }
    return facts;
}

} // namespace vibecoder
