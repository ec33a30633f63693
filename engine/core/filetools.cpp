// SPDX-License-Identifier: MIT
// Reading, and what reading and editing share; the edits are in fileedits.cpp.
#include "core/filetools.h"

#include "base/logging.h"
#include "core/filesteps.h"
#include "core/numberedtext.h"
#include "permission/protectedpath.h"
#include "workspace/textencoding.h"

#include <QElapsedTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

FileTools::FileTools(RunServices &services, Workspace &workspace, Journal &journal, WorkPlace &place)
    : m_services(services)
    , m_workspace(workspace)
    , m_journal(journal)
    , m_place(place)
    , m_broker(services, journal)
{
}

AuditPlace FileTools::auditPlace(int iteration) const
{
    return {m_journal.taskId(), m_journal.attempt(), iteration};
}

QCoro::Task<Result<ToolAnswer>> FileTools::read(
    ToolRequest request, RunState &state, QJsonObject stepInput, QString modelSays)
{
    Step step;
    step.kind = u"read"_s;
    step.input = std::move(stepInput);
    step.readOnly = true;
    step.startEvents.append(
        makeEvent(EventKind::ActionProposed, {{u"tool"_s, toolWord(request.kind)}, {u"what"_s, describe(request)}}));
    const int iteration = state.task.iteration;
    Journal::Effect effect = [this, request, iteration](
                                 const QJsonObject &, bool) { return readyOutcome(lookAt(request, iteration)); };
    CO_TRY(const QJsonObject result, readStep(std::move(step), std::move(effect)));
    remember(result, state);
    if (result.contains(u"ask"_s)) {
        const AskedFile asked = askedFileFromJson(result.value(u"ask"_s).toObject());
        CO_TRY(const ToolAnswer answer, askedRead(std::move(request), asked, state, std::move(modelSays)));
        co_return answer;
    }
    if (const QString rule = result.value(u"denied"_s).toString(); !rule.isEmpty())
        noteDenial(state, rule);
    co_return answerOf(result);
}

void FileTools::remember(const QJsonObject &result, RunState &state) const
{
    state.usedMs += result.value(u"duration_ms"_s).toInteger();
    const QString path = result.value(u"path"_s).toString();
    if (!path.isEmpty() && !result.value(u"is_error"_s).toBool())
        state.knownDigests.insert(path, result.value(u"sha256"_s).toString());
}

Result<StepOutcome> FileTools::lookAt(const ToolRequest &request, int iteration) const
{
    QElapsedTimer timer;
    timer.start();
    QJsonObject result;
    if (request.kind == ToolKind::Search)
        return outcomeOf(request, search(request), result, timer.elapsed());
    if (request.kind == ToolKind::ListFiles)
        return outcomeOf(request, listFiles(request), result, timer.elapsed());
    const PathDecision decision = decidePath(m_workspace, pathQuestion(m_services, request.path, FileOperation::Read));
    if (decision.judgement.decision == Decision::Deny) {
        StepOutcome outcome =
            outcomeOf(request, toolRefusal(pathProblem(request.path, *decision.problem)), result, timer.elapsed());
        if (isRefusedByRule(m_workspace, decision)) {
            outcome.result.insert(u"denied"_s, decision.judgement.reason);
            VC_TRY(outcome.change, auditDecision(m_services, auditPlace(iteration),
                                       {ActionKind::ReadFile, {}, request.path}, decision.judgement));
        }
        return outcome;
    }
    if (decision.judgement.decision == Decision::Ask) {
        const Result<AskedFile> asked = askedForReading(request, decision);
        if (asked) {
            StepOutcome outcome;
            outcome.result = {{u"ask"_s, toJson(*asked)}, {u"duration_ms"_s, timer.elapsed()}};
            return outcome;
        }
        // A folder tells names only, which are no secret.
        if (asked.error().code != ErrorCode::InvalidArgument || decision.containment == Containment::Outside)
            return outcomeOf(request, toolRefusal(pathProblem(request.path, asked.error())), result, timer.elapsed());
    }
    const ToolAnswer answer = view(request, result);
    return outcomeOf(request, answer, result, timer.elapsed());
}

Result<AskedFile> FileTools::askedForReading(const ToolRequest &request, const PathDecision &decision) const
{
    AskedFile asked;
    asked.existed = true;
    asked.severity = decision.judgement.severity;
    asked.reason = decision.judgement.reason;
    if (decision.containment == Containment::Outside) {
        VC_TRY(const OutsideFile file, lookAtOutside(decision.absolute, FileOperation::Read));
        if (isBeyondApproval(pathQuestion(m_services, request.path, FileOperation::Read), file.path))
            return passError(Result<>(tl::make_unexpected(*decision.problem)));
        asked.outside = true;
        asked.path = pathText(file.path);
        asked.absolute = asked.path;
        asked.folder = file.folder;
        asked.beforeDigest = file.sha256;
        asked.size = file.size;
    } else {
        VC_TRY(const FileContent file, m_workspace.read(request.path, kMaxEditedFile));
        asked.path = file.path;
        asked.absolute = m_workspace.root() + u'/' + file.path;
        VC_TRY(asked.folder, m_workspace.folderOf(file.path));
        asked.beforeDigest = file.sha256;
        asked.size = file.bytes.size();
    }
    if (!asked.path.isValidUtf16())
        return fail(ErrorCode::Denied, u"its name is not UTF-8"_s);
    return asked;
}

QCoro::Task<Result<ToolAnswer>> FileTools::askedRead(
    ToolRequest request, AskedFile asked, RunState &state, QString modelSays)
{
    CO_TRY(const ApprovalAnswer decided, m_broker.ask(approvalDraft(asked, m_workspace.root(), modelSays), state));
    if (!decided.approved())
        co_return denialAnswer(decided, u"reading of %1"_s.arg(asked.path));
    Step step;
    step.kind = u"approved_read"_s;
    step.input = {{u"approval"_s, decided.id}, {u"path"_s, asked.absolute}};
    step.readOnly = true;
    const int iteration = state.task.iteration;
    const QString approval = decided.id;
    Journal::Effect effect = [this, request, asked, approval, iteration](const QJsonObject &, bool) {
        return readyOutcome(readApproved(request, asked, approval, iteration));
    };
    CO_TRY(const QJsonObject result, readStep(std::move(step), std::move(effect)));
    remember(result, state);
    co_return answerOf(result);
}

QCoro::Task<Result<QJsonObject>> FileTools::readStep(Step step, Journal::Effect effect)
{
    CO_TRY(const PlaceLease lease, m_place.enter(WorkPlace::Use::Look));
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    co_return result;
}

Result<StepOutcome> FileTools::readApproved(
    const ToolRequest &request, const AskedFile &asked, const QString &approval, int iteration) const
{
    QElapsedTimer timer;
    timer.start();
    QJsonObject result;
    Result<FileContent> file = fail(ErrorCode::Conflict, u"it is not the file that was shown"_s);
    if (asked.outside) {
        file = readOutside(outsideFile(asked));
    } else {
        const auto folder = m_workspace.folderOf(asked.path);
        Result<FileContent> now = m_workspace.read(asked.path, kMaxEditedFile);
        if (!now || (folder && *folder == asked.folder && now->path == asked.path && now->sha256 == asked.beforeDigest))
            file = std::move(now);
    }
    if (!file)
        return outcomeOf(request,
            toolRefusal(u"%1 was approved for reading but was changed meanwhile (%2), so nothing was read. View it "
                        "again; a person is asked anew."_s.arg(asked.path, file.error().message)),
            result, timer.elapsed());
    StepOutcome outcome = outcomeOf(request, shown(request, *file, result), result, timer.elapsed());
    VC_TRY(outcome.change,
        auditEffect(m_services, auditPlace(iteration),
            {{u"action"_s, toWire(ActionKind::ReadFile)}, {u"decision"_s, u"allow"_s}, {u"reason"_s, asked.reason},
                {u"approval"_s, approval}, {u"path"_s, asked.absolute}, {u"content_hash"_s, file->sha256}}));
    return outcome;
}

ToolAnswer FileTools::view(const ToolRequest &request, QJsonObject &result) const
{
    const Result<FileContent> file = m_workspace.read(request.path, kMaxEditedFile);
    if (!file) {
        if (file.error().code == ErrorCode::InvalidArgument) {
            // A folder: its entries down to two levels, as the tool promises.
            ToolRequest listing = request;
            listing.depth = 2;
            const ToolAnswer answer = listFiles(listing);
            if (!answer.isError)
                return answer;
        }
        return toolRefusal(pathProblem(request.path, file.error()));
    }
    // The name was judged before the file was opened: somebody may have put a link there in between.
    if (guardOf(pathBytes(file->path)).read)
        return toolRefusal(u"refused: %1 may hold secrets, and it was not that file a moment ago"_s.arg(file->path));
    return shown(request, *file, result);
}

ToolAnswer FileTools::shown(const ToolRequest &request, const FileContent &file, QJsonObject &result) const
{
    if (isBinary(file.bytes))
        return toolRefusal(u"%1 is %2 of %3 bytes and cannot be shown"_s.arg(file.path, whatElseThanUtf8(file.bytes))
                               .arg(file.bytes.size()));
    result.insert(u"path"_s, file.path);
    result.insert(u"sha256"_s, file.sha256);
    ToolAnswer answer = numberedView(file.bytes, request.firstLine, request.lastLine);
    answer.text = redact(answer.text);
    if (const QString what = whatElseThanUtf8(file.bytes); !what.isEmpty())
        answer.text +=
            u"[%1 is %2: what is shown is not exact, and only a command can change it]\n"_s.arg(file.path, what);
    return answer;
}

ToolAnswer FileTools::listFiles(const ToolRequest &request) const
{
    int skipped = 0;
    const Result<QList<FolderEntry>> entries =
        m_workspace.list(request.path.isEmpty() ? u"."_s : request.path, request.depth, 400, &skipped);
    if (!entries)
        return toolRefusal(pathProblem(request.path, entries.error()));
    QString text;
    for (const FolderEntry &entry : *entries) {
        text += entry.isFolder ? entry.path + u"/\n"_s : u"%1 (%2 bytes)\n"_s.arg(entry.path).arg(entry.size);
        if (text.size() > 8000)
            break;
    }
    if (entries->isEmpty())
        text = u"the folder is empty\n"_s;
    if (skipped > 0)
        text += u"… %1 more entries left out; list a sub-folder\n"_s.arg(skipped);
    return {text, false};
}

ToolAnswer FileTools::search(const ToolRequest &request) const
{
    int files = 0, leftOut = 0;
    constexpr int limit = 100;
    const Result<QList<SearchMatch>> matches = m_workspace.search(
        request.pattern, request.path.isEmpty() ? u"."_s : request.path, request.glob, request.regex,
        request.caseSensitive, limit, &files, [](const QByteArray &path) { return guardOf(path).read; }, &leftOut);
    if (!matches)
        return toolRefusal(pathProblem(request.path.isEmpty() ? request.pattern : request.path, matches.error()));
    QString text;
    for (const SearchMatch &match : *matches) {
        text += u"%1:%2: %3\n"_s.arg(match.path).arg(match.line).arg(match.text.left(300));
        if (text.size() > 10000)
            break;
    }
    if (matches->isEmpty())
        text = leftOut > 0 ? u"no line matches\n"_s : u"no line matches"_s;
    if (matches->size() >= limit)
        text += u"… stopped at %1 lines in %2 files; narrow the pattern, path or glob\n"_s.arg(limit).arg(files);
    if (leftOut > 0)
        text += u"%1 files that may hold secrets were not searched; view one to have a person asked\n"_s.arg(leftOut);
    return {redact(text), false};
}

} // namespace vibecoder
