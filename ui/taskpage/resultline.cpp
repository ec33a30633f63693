// SPDX-License-Identifier: MIT
#include "taskpage/resultline.h"

#include "base/harmless.h"
#include "taskpage/tasktext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

bool keepsChanging(const Approval &asked)
{
    return asked.reason == u"folder_keeps_changing"_s;
}

} // namespace

ResultLine ResultText::line(const Task &task, const Approval *asked)
{
    if (task.isolation == Isolation::InPlace) {
        if (task.isolationNote.isEmpty())
            return {};
        return {tr("Works in your folder itself (%1).").arg(harmless(task.isolationNote, false)), {}};
    }
    if (task.isolation == Isolation::Worktree)
        return {tr("Works in a worktree of its own, which leaves a branch; your folder is unchanged."),
            {ResultAct::Worktree}};
    if (task.isolation != Isolation::View)
        return {};
    if (!isEnded(task.state)) {
        if (task.state == TaskState::WaitingApproval && asked) {
            const int count = int(asked->commands.size());
            if (asked->kind == ApprovalKind::Border)
                return {tr("Passed. %n change(s) need your answer before they are applied.", nullptr, count),
                    {ResultAct::Answer}};
            if (asked->kind == ApprovalKind::ApplyConflict)
                return {keepsChanging(*asked) ? tr("Passed, not applied: your folder keeps changing.")
                                              : tr("Passed. You changed %n of these files meanwhile.", nullptr, count),
                    {ResultAct::Answer}};
        }
        if (task.state == TaskState::Running && task.activity == u"clean")
            return {tr("Passed here; checking it on a clean copy."), {}};
        return {tr("Works in its own view; your folder is unchanged."), {}};
    }
    const int files = task.resultFiles;
    switch (task.result) {
    case ResultState::InFolder:
        return {};
    case ResultState::Applied:
        return {tr("%n file(s) applied to your folder.", nullptr, files), {ResultAct::Changes, ResultAct::Undo}};
    case ResultState::Undone:
        return {
            tr("Taken back: your folder is as it was without this attempt."), {ResultAct::Changes, ResultAct::Apply}};
    case ResultState::Delivered:
        return {tr("Delivered as a patch; your folder is unchanged."), {ResultAct::Changes, ResultAct::Apply}};
    case ResultState::NotApplied:
    case ResultState::Asked:
        if (files == 0)
            return {tr("Nothing was applied; no file differs."), {}};
        return {tr("Nothing was applied. %n file(s) differ.", nullptr, files), {ResultAct::Changes, ResultAct::Apply}};
    }
    Q_UNREACHABLE();
}

namespace {

QString noteText(const VerdictNote &note)
{
    const QString detail = harmless(note.detail, false);
    if (note.code == u"same_files")
        return ResultText::tr("You have changed the same files: %1.").arg(detail);
    if (note.code == u"left_behind")
        return ResultText::tr("Together with what the attempt left behind: %1.").arg(detail);
    if (note.code == u"kept")
        return ResultText::tr("Kept, although git ignores it: %1.").arg(detail);
    if (note.code == u"as_before")
        return ResultText::tr("Your tests as they were pass too; changed: %1.").arg(detail);
    if (note.code == u"answered_fails")
        return detail.isEmpty()
                   ? ResultText::tr("With your answers to the conflicts it does not pass.")
                   : ResultText::tr("With your answers to the conflicts this does not pass: %1").arg(detail);
    if (note.code == u"own_tests")
        return detail.isEmpty() ? ResultText::tr("Checked by the attempt's own tests only.")
                                : ResultText::tr("Checked by the attempt's own tests only: %1.").arg(detail);
    return detail + u'.'; // no_room, and what an earlier version wrote
}

} // namespace

QString ResultText::verdict(const Task &task)
{
    if (task.state != TaskState::Completed)
        return {};
    QStringList parts;
    if (task.verdict == VerdictPlace::View || task.verdict == VerdictPlace::Folder)
        parts.append(tr("Not checked on a clean copy."));
    else if (task.verdict == VerdictPlace::CleanRoom && task.verdictMs > 0)
        parts.append(tr("Checked on a clean copy in %1.").arg(TaskText::duration(task.verdictMs)));
    else if (task.verdict == VerdictPlace::CleanRoom)
        // Nothing but the result lay where it was verified.
        parts.append(tr("Checked on a clean copy."));
    else
        return {};
    for (const VerdictNote &note : task.verdictNotes)
        parts.append(noteText(note));
    return parts.join(u' ');
}

QString ResultText::act(ResultAct act, const Task &task, const Approval *asked)
{
    switch (act) {
    case ResultAct::Changes:
        return tr("View changes");
    case ResultAct::Undo:
        return tr("Undo");
    case ResultAct::Apply:
        return task.state == TaskState::Completed ? tr("Apply") : tr("Apply anyway");
    case ResultAct::Answer:
        if (asked && asked->kind == ApprovalKind::ApplyConflict)
            return keepsChanging(*asked) ? tr("Apply now") : tr("Resolve");
        return tr("Review");
    case ResultAct::Worktree:
        return tr("Open the worktree");
    }
    Q_UNREACHABLE();
}

QString ResultText::caption(const Task &task, const QDateTime &at)
{
    if (task.isolation != Isolation::View)
        return {};
    if (task.result != ResultState::Applied)
        return tr("in this attempt, not in your folder yet");
    const QDateTime here = at.toLocalTime();
    if (!at.isValid())
        return tr("applied");
    return tr("applied %1")
        .arg(here.date() == QDate::currentDate() ? here.toString(u"HH:mm"_s)
                                                 : QLocale().toString(here, QLocale::ShortFormat));
}

} // namespace vibecoder
