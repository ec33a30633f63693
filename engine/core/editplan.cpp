// SPDX-License-Identifier: MIT
#include "core/editplan.h"

#include "base/digest.h"
#include "base/logging.h"
#include "core/numberedtext.h"
#include "permission/protectedpath.h"
#include "workspace/editmatcher.h"
#include "workspace/textencoding.h"

#include <QDir>

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

Result<QByteArray> contentInside(const Workspace &workspace, EditPlan &plan)
{
    VC_TRY(plan.folder, workspace.folderOf(plan.path));
    const Result<FileContent> file = workspace.read(plan.path, kMaxEditedFile);
    if (!file && file.error().code != ErrorCode::NotFound)
        return passError(file);
    plan.existed = file.has_value();
    if (!plan.existed)
        return QByteArray();
    plan.beforeDigest = file->sha256;
    return file->bytes;
}

Result<QByteArray> contentOutside(const QByteArray &absolute, EditPlan &plan)
{
    VC_TRY(const OutsideFile file, lookAtOutside(absolute, FileOperation::Write));
    plan.outside = file;
    plan.folder = file.folder;
    plan.path = pathText(file.path);
    plan.existed = file.exists;
    if (!file.exists)
        return QByteArray();
    VC_TRY(const FileContent content, readOutside(file));
    plan.beforeDigest = content.sha256;
    return content.bytes;
}

// Where the old bytes are another encoding, text of ours would turn them into something else.
QString encodingProblem(const EditPlan &plan)
{
    const QString what = whatElseThanUtf8(plan.before);
    if (what.isEmpty())
        return {};
    if (what == u"a binary file"_s)
        return u"refused: %1 is a binary file, and nothing was written. Only a command can change it; remove it by a "
               "command first if text is wanted in its place."_s.arg(plan.path);
    return u"refused: %1 is %2, and this tool writes UTF-8 only: its text would be damaged. Nothing was written. "
           "Change it by a command that keeps its encoding (for example python3 with open(…, encoding=…)); convert it "
           "to UTF-8 (iconv) only if the task wants that."_s.arg(plan.path, what);
}

// Fills in the new content; the answer is why not, for the model.
QString edited(const ToolRequest &request, EditPlan &plan)
{
    if (plan.existed) {
        if (const QString problem = encodingProblem(plan); !problem.isEmpty())
            return problem;
    }
    if (request.kind == ToolKind::Create) {
        plan.after = plan.existed ? overwriteText(plan.before, request.newText) : request.newText;
        plan.note = plan.existed ? u"File overwritten: %1 (%2 bytes; the old content is kept)"_s
                                 : u"File created: %1 (%2 bytes)"_s;
        plan.note = plan.note.arg(plan.path).arg(plan.after.size());
        if (plan.existed && plan.after != request.newText)
            plan.note += u". Its BOM, line endings and end (with or without a newline) are as they were; only a "
                         "command can change those."_s;
        return {};
    }
    const EditOutcome outcome = request.kind == ToolKind::Insert
                                    ? insertText(plan.before, request.insertLine, request.newText)
                                    : replaceText(plan.before, request.oldText, request.newText);
    if (outcome.refusal != EditRefusal::None)
        return redact(outcome.explanation);
    plan.after = outcome.content;
    plan.note = u"Edited %1. Now:\n%2"_s.arg(
        plan.path, redact(numberedSnippet(plan.after, outcome.firstLine, outcome.lastLine)));
    return {};
}

} // namespace

QString pathProblem(const QString &path, const Error &error)
{
    QString text =
        error.code == ErrorCode::Denied && !error.hint.isEmpty() ? u"refused: %1: %2"_s.arg(path, error.message)
        : error.code == ErrorCode::Denied
            ? u"refused: %1: %2. Only paths inside the working directory can be used"_s.arg(path, error.message)
            : u"cannot use %1: %2"_s.arg(path, error.message);
    if (!error.hint.isEmpty())
        text += u". "_s + error.hint;
    return text;
}

bool isRefusedByRule(const Workspace &workspace, const PathDecision &decision)
{
    return decision.judgement.decision == Decision::Deny && !decision.absolute.isEmpty() &&
           below(pathBytes(workspace.root()), joined("/", decision.absolute)).isNull();
}

PathQuestion pathQuestion(const RunServices &services, const QString &path, FileOperation operation)
{
    const StoreLocation &store = services.db.location();
    return {path.toUtf8(), operation, {}, QDir::homePath().toUtf8(), store.dataFolder().toUtf8(),
        store.databaseFile.toUtf8()};
}

EditPlan planEdit(const Workspace &workspace, const RunServices &services, const ToolRequest &request,
    const QHash<QString, QString> &known, ProtectedNames names)
{
    EditPlan plan;
    const auto refused = [&plan](const QString &why) {
        plan.refusal = why;
        return plan;
    };
    PathQuestion question = pathQuestion(services, request.path, FileOperation::Write);
    question.names = names;
    const PathDecision decision = decidePath(workspace, question);
    plan.judgement = decision.judgement;
    const bool outside = decision.containment == Containment::Outside;
    if (decision.judgement.decision == Decision::Deny) {
        plan.refusedByRule = isRefusedByRule(workspace, decision);
        plan.path = request.path;
        return refused(pathProblem(request.path, *decision.problem));
    }
    if (!outside && decision.problem)
        return refused(pathProblem(request.path, *decision.problem));
    plan.path = pathText(decision.relative);
    const Result<QByteArray> before =
        outside ? contentOutside(decision.absolute, plan) : contentInside(workspace, plan);
    if (!before)
        return refused(pathProblem(request.path, before.error()));
    // What was shown is what is judged: the place that the links led to.
    if (outside && isBeyondApproval(question, plan.outside->path)) {
        plan.judgement.decision = Decision::Deny;
        plan.refusedByRule = true;
        return refused(pathProblem(request.path, *decision.problem));
    }
    if (!plan.path.isValidUtf16())
        return refused(u"refused: the name of %1 is not UTF-8"_s.arg(plan.path));
    plan.absolute = outside ? plan.path : workspace.root() + u'/' + plan.path;
    if (!plan.existed && request.kind != ToolKind::Create) {
        // The disk names what is near.
        const Result<FileContent> missing = workspace.read(plan.path, kMaxEditedFile);
        const Error none{ErrorCode::NotFound, u"there is no such file"_s, {}, {}};
        return refused(pathProblem(request.path, outside || missing ? none : missing.error()));
    }
    plan.before = *before;
    const QString seen = known.value(plan.path);
    if (!seen.isEmpty() && seen != plan.beforeDigest)
        return refused(u"file_changed_since_read: %1 is not what you last read (a command or a person changed it). "
                       "View it again, then edit."_s.arg(plan.path));
    // The marker stands for a secret that the model never saw: writing it would destroy what it stands for.
    if (request.newText.contains("[redacted:") && !plan.before.contains("[redacted:"))
        return refused(u"not written: the new text holds a [redacted:…] marker, which stands for a secret that is not "
                       "kept. Edit around it, or write the text again without the secret."_s);
    // A question may be answered after this process is gone; a secret is kept nowhere until then.
    if (plan.judgement.decision == Decision::Ask && redactBytes(request.newText) != request.newText)
        return refused(u"not written: the new text of %1 holds a secret, and a person would have to be asked about it. "
                       "Write it without the secret; say in finish what a person has to put there."_s.arg(plan.path));
    if (const QString why = edited(request, plan); !why.isEmpty())
        return refused(why);
    if (plan.after.size() > kMaxEditedFile)
        return refused(u"refused: the new content is larger than %1 bytes"_s.arg(kMaxEditedFile));
    plan.afterDigest = sha256Hex(plan.after);
    return plan;
}

} // namespace vibecoder
