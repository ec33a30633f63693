// SPDX-License-Identifier: MIT
#include "core/filetools.h"

#include "base/digest.h"
#include "core/auditing.h"
#include "core/numberedtext.h"
#include "execution/editmatcher.h"
#include "model/action.h"
#include "permission/permissionpolicy.h"

#include <QElapsedTimer>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxFile = 10 * 1024 * 1024;

bool isBinary(const QByteArray &bytes)
{
    return bytes.left(8192).contains('\0');
}

// Refusals are the model's own mistakes or limits: data for it, not errors of the run.
ToolAnswer refused(const QString &text)
{
    return {text, true};
}

QString pathProblem(const QString &path, const Error &error)
{
    QString text =
        error.code == ErrorCode::Denied
            ? u"refused: %1: %2. Only paths inside the working directory can be used"_s.arg(path, error.message)
            : u"cannot use %1: %2"_s.arg(path, error.message);
    if (!error.hint.isEmpty())
        text += u". "_s + error.hint;
    return text;
}

StepOutcome outcomeOf(const ToolRequest &request, const ToolAnswer &answer, QJsonObject result, qint64 durationMs)
{
    result.insert(u"text"_s, answer.text);
    result.insert(u"is_error"_s, answer.isError);
    result.insert(u"duration_ms"_s, durationMs);
    StepOutcome outcome;
    outcome.events.append(makeEvent(
        EventKind::ActionFinished, {{u"what"_s, describe(request)}, {u"ok"_s, !answer.isError},
                                       {u"summary"_s, answer.text.section(QLatin1Char('\n'), 0, 0).left(200)}}));
    outcome.result = std::move(result);
    return outcome;
}

QString toolWord(ToolKind kind)
{
    switch (kind) {
    case ToolKind::View:
        return u"view"_s;
    case ToolKind::Create:
        return u"create"_s;
    case ToolKind::StrReplace:
        return u"str_replace"_s;
    case ToolKind::Insert:
        return u"insert"_s;
    case ToolKind::Search:
        return u"search"_s;
    default:
        return u"list_files"_s;
    }
}

} // namespace

FileTools::FileTools(RunServices &services, Workspace &workspace, Journal &journal)
    : m_services(services)
    , m_workspace(workspace)
    , m_journal(journal)
{
}

QCoro::Task<Result<ToolAnswer>> FileTools::read(ToolRequest request, RunState &state, QJsonObject stepInput)
{
    Step step;
    step.kind = u"read"_s;
    step.input = std::move(stepInput);
    step.readOnly = true;
    step.startEvents.append(
        makeEvent(EventKind::ActionProposed, {{u"tool"_s, toolWord(request.kind)}, {u"what"_s, describe(request)}}));
    auto look = [this, request]() -> Result<StepOutcome> {
        QElapsedTimer timer;
        timer.start();
        QJsonObject result;
        ToolAnswer answer;
        if (request.kind == ToolKind::Search)
            answer = search(request);
        else if (request.kind == ToolKind::ListFiles)
            answer = listFiles(request);
        else
            answer = view(request, result);
        return outcomeOf(request, answer, result, timer.elapsed());
    };
    Journal::Effect effect = [look](const QJsonObject &, bool) { return readyOutcome(look()); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));
    state.usedMs += result.value(u"duration_ms"_s).toInteger();
    const QString path = result.value(u"path"_s).toString();
    if (!path.isEmpty())
        state.knownDigests.insert(path, result.value(u"sha256"_s).toString());
    co_return ToolAnswer{result.value(u"text"_s).toString(), result.value(u"is_error"_s).toBool()};
}

ToolAnswer FileTools::view(const ToolRequest &request, QJsonObject &result) const
{
    const Result<FileContent> file = m_workspace.read(request.path, kMaxFile);
    if (!file) {
        if (file.error().code == ErrorCode::InvalidArgument) {
            // A folder: its entries down to two levels, as the tool promises.
            ToolRequest listing = request;
            listing.depth = 2;
            const ToolAnswer answer = listFiles(listing);
            if (!answer.isError)
                return answer;
        }
        return refused(pathProblem(request.path, file.error()));
    }
    if (judge({ActionKind::ReadFile, {}, file->path}, {}).decision != Decision::Allow)
        return refused(u"refused: %1 may hold secrets, and what you read leaves this machine"_s.arg(file->path));
    if (isBinary(file->bytes))
        return refused(
            u"%1 is a binary file of %2 bytes and cannot be shown"_s.arg(file->path).arg(file->bytes.size()));
    result.insert(u"path"_s, file->path);
    result.insert(u"sha256"_s, file->sha256);
    return numberedView(file->bytes, request.firstLine, request.lastLine);
}

ToolAnswer FileTools::listFiles(const ToolRequest &request) const
{
    int skipped = 0;
    const Result<QList<FolderEntry>> entries =
        m_workspace.list(request.path.isEmpty() ? u"."_s : request.path, request.depth, 400, &skipped);
    if (!entries)
        return refused(pathProblem(request.path, entries.error()));
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
    int files = 0;
    constexpr int limit = 100;
    const Result<QList<SearchMatch>> matches =
        m_workspace.search(request.pattern, request.path.isEmpty() ? u"."_s : request.path, request.glob, request.regex,
            request.caseSensitive, limit, &files);
    if (!matches)
        return refused(pathProblem(request.path.isEmpty() ? request.pattern : request.path, matches.error()));
    if (matches->isEmpty())
        return {u"no line matches"_s, false};
    QString text;
    for (const SearchMatch &match : *matches) {
        text += u"%1:%2: %3\n"_s.arg(match.path).arg(match.line).arg(match.text.left(300));
        if (text.size() > 10000)
            break;
    }
    if (matches->size() >= limit)
        text += u"… stopped at %1 lines in %2 files; narrow the pattern, path or glob\n"_s.arg(limit).arg(files);
    return {text, false};
}

// Empty text: the plan is ready. Any other text: why it is refused, for the model.
Result<QString> FileTools::planEdit(
    const ToolRequest &request, const QHash<QString, QString> &known, EditPlan &plan) const
{
    const Result<QByteArray> resolved = m_workspace.resolve(request.path.toUtf8(), FileOperation::Write);
    if (!resolved)
        return pathProblem(request.path, resolved.error());
    plan.path = QString::fromUtf8(*resolved);
    if (plan.path.toUtf8() != *resolved)
        return u"refused: the name of %1 is not UTF-8"_s.arg(plan.path);
    if (judge({ActionKind::WriteFile, {}, plan.path}, {}).decision != Decision::Allow)
        return u"refused: %1 is protected: it runs later, configures tools or holds secrets. Leave it as it is; say in "
               u"finish "
               "what a person would have to change there."_s.arg(plan.path);
    const Result<FileContent> file = m_workspace.read(plan.path, kMaxFile);
    if (!file && file.error().code != ErrorCode::NotFound)
        return pathProblem(request.path, file.error());
    plan.existed = file.has_value();
    if (!plan.existed && request.kind != ToolKind::Create)
        return pathProblem(request.path, file.error());

    const QByteArray before = plan.existed ? file->bytes : QByteArray();
    plan.beforeDigest = plan.existed ? file->sha256 : QString();
    const QString seen = known.value(plan.path);
    if (!seen.isEmpty() && seen != plan.beforeDigest)
        return u"file_changed_since_read: %1 is not what you last read (a command or a person changed it). View it "
               "again, then edit."_s.arg(plan.path);

    if (request.kind == ToolKind::Create) {
        plan.after = request.newText;
        plan.note = plan.existed ? u"File overwritten: %1 (%2 bytes; the old content is kept)"_s
                                 : u"File created: %1 (%2 bytes)"_s;
        plan.note = plan.note.arg(plan.path).arg(plan.after.size());
    } else {
        if (isBinary(before))
            return u"refused: %1 is a binary file"_s.arg(plan.path);
        if (!QString::fromUtf8(before).toUtf8().startsWith(before.left(64)) ||
            QString::fromUtf8(before).toUtf8() != before)
            return u"refused: %1 is not UTF-8 text; an edit could damage it"_s.arg(plan.path);
        const EditOutcome outcome = request.kind == ToolKind::Insert
                                        ? insertText(before, request.insertLine, request.newText)
                                        : replaceText(before, request.oldText, request.newText);
        if (outcome.refusal != EditRefusal::None)
            return outcome.explanation;
        plan.after = outcome.content;
        plan.note =
            u"Edited %1. Now:\n%2"_s.arg(plan.path, numberedSnippet(plan.after, outcome.firstLine, outcome.lastLine));
    }
    if (plan.after.size() > kMaxFile)
        return u"refused: the new content is larger than %1 bytes"_s.arg(kMaxFile);
    if (plan.existed) {
        VC_TRY(plan.beforeArtifact, m_services.artifacts.put(before));
    }
    plan.afterDigest = sha256Hex(plan.after);
    plan.ready = true;
    return QString();
}

QCoro::Task<Result<ToolAnswer>> FileTools::edit(ToolRequest request, RunState &state, QJsonObject stepInput)
{
    QElapsedTimer timer;
    timer.start();
    auto plan = std::make_shared<EditPlan>();
    const QHash<QString, QString> known = state.knownDigests;

    Step step;
    step.kind = u"edit"_s;
    step.input = std::move(stepInput);
    step.startEvents.append(
        makeEvent(EventKind::ActionProposed, {{u"tool"_s, toolWord(request.kind)}, {u"what"_s, describe(request)}}));
    const QList<Event> startEvents = step.startEvents;
    step.plan = [this, request, known, plan, timer, startEvents]() -> Result<Step::Plan> {
        VC_TRY(const QString why, planEdit(request, known, *plan));
        if (!why.isEmpty()) {
            StepOutcome outcome = outcomeOf(request, refused(why), {}, timer.elapsed());
            outcome.events = startEvents + outcome.events;
            return Step::Plan{{}, std::move(outcome)};
        }
        return Step::Plan{
            {{u"path"_s, plan->path}, {u"existed"_s, plan->existed}, {u"before"_s, plan->beforeDigest},
                {u"after"_s, plan->afterDigest}, {u"before_artifact"_s, plan->beforeArtifact}, {u"note"_s, plan->note}},
            std::nullopt};
    };
    // The note lies in the intent, so that an edit found done after a crash is told in the same words.
    auto finished = [request, timer](const QJsonObject &intent) {
        QJsonObject result = intent;
        const QString note = result.take(u"note"_s).toString();
        result.insert(u"sha256"_s, intent.value(u"after"_s));
        return outcomeOf(request, {note, false}, result, timer.elapsed());
    };
    // loop.md R34: the world says how far the edit came before the crash.
    step.resolve = [this, finished](const QJsonObject &intent) -> Result<std::optional<StepOutcome>> {
        const QString path = intent.value(u"path"_s).toString();
        VC_TRY(const QString now, m_workspace.digest(path));
        if (now == intent.value(u"after"_s).toString())
            return std::optional<StepOutcome>(finished(intent));
        if (now == intent.value(u"before"_s).toString())
            return std::optional<StepOutcome>();
        return fail(ErrorCode::Conflict, u"%1 was changed by somebody else while the task was interrupted"_s.arg(path),
            {}, u"external_change"_s);
    };
    const AuditPlace place{m_journal.taskId(), m_journal.attempt(), state.task.iteration};
    auto apply = [this, request, known, plan, finished, place](const QJsonObject &intent) -> Result<StepOutcome> {
        if (!plan->ready) {
            VC_TRY(const QString why, planEdit(request, known, *plan));
            if (!why.isEmpty() || plan->afterDigest != intent.value(u"after"_s).toString())
                return fail(ErrorCode::Conflict, u"the edit of %1 can no longer be done as planned"_s.arg(plan->path),
                    {}, u"external_change"_s);
        }
        const Result<QList<QString>> written =
            m_workspace.writeAll({PlannedWrite{plan->path, plan->after, plan->beforeDigest}});
        if (!written) {
            // The disk said no, or somebody was quicker: the model hears it, the run goes on.
            QJsonObject result{{u"path"_s, QString()}};
            return outcomeOf(
                request, refused(u"the file could not be written: %1"_s.arg(written.error().message)), result, 0);
        }
        StepOutcome outcome = finished(intent);
        VC_TRY(outcome.change,
            auditEffect(m_services, place,
                {{u"action"_s, toWire(ActionKind::WriteFile)}, {u"decision"_s, u"allow"_s},
                    {u"reason"_s, u"inside_working_directory"_s}, {u"path"_s, intent.value(u"path"_s)},
                    {u"before_sha256"_s, intent.value(u"before"_s)}, {u"content_hash"_s, intent.value(u"after"_s)}}));
        return outcome;
    };
    Journal::Effect effect = [apply](const QJsonObject &intent, bool) { return readyOutcome(apply(intent)); };
    CO_TRY(const QJsonObject result, m_journal.step(std::move(step), std::move(effect)));

    state.usedMs += result.value(u"duration_ms"_s).toInteger();
    const QString path = result.value(u"path"_s).toString();
    if (!path.isEmpty() && !result.value(u"is_error"_s).toBool()) {
        state.knownDigests.insert(path, result.value(u"sha256"_s).toString());
        if (!state.touched.contains(path))
            state.touched.insert(
                path, {result.value(u"existed"_s).toBool(), result.value(u"before_artifact"_s).toString()});
    }
    co_return ToolAnswer{result.value(u"text"_s).toString(), result.value(u"is_error"_s).toBool()};
}

} // namespace vibecoder
